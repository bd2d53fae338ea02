"""Words that a user adds to the word lists of checks, or removes from them.

The lists shared with the trained model are not among them: it reads with the words it was
trained with.
"""

import difflib
import sys
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from assessor.errors import ConfigError
from assessor.policy.own_faults import validated
from assessor.policy.own_files import on_change, own_files, read_own, wrong, yaml_files
from assessor.text.lexicon import terms_of
from assessor.text.yaml_text import read_yaml

_Word = Annotated[str, Field(min_length=1, max_length=40)]
_Words = Annotated[list[_Word], Field(max_length=2000)]
_FORMAT = "写法：changes 下每条写 lexicon（词表名称）、add 或 remove（词语）、source（依据）。"


class _Change(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    lexicon: Annotated[str, Field(min_length=1, max_length=80)]
    add: _Words = []
    remove: _Words = []
    source: Annotated[str, Field(min_length=2, max_length=200)]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    changes: Annotated[list[_Change], Field(min_length=1, max_length=500)]


@dataclass(frozen=True, slots=True)
class WordChange:
    """Words added to a list and removed from it, each with what it rests on."""

    added: dict[str, str]
    removed: dict[str, str]


@cache
def own_words() -> dict[str, WordChange]:
    """Return the user's changes by the list they change.

    Raises
    ------
    ConfigError
        ``config.own-file``: a file is wrong, or names a list or word that there is not.
    """
    folder = own_files().lexicons
    found: dict[str, WordChange] = {}
    for path in yaml_files(folder) if folder else ():
        for number, change in enumerate(validated(_File, read_own(path), path).changes, 1):
            known = found.setdefault(change.lexicon, WordChange({}, {}))
            _take(path, f"changes[{number}]", change, known)
    return found


def _take(path: Path, key: str, change: _Change, known: WordChange) -> None:
    lists = word_list_names()
    if change.lexicon not in lists:
        close = difflib.get_close_matches(change.lexicon, lists, n=1, cutoff=0.5)
        near = f"是不是 {close[0]}？" if close else ""
        raise wrong(
            path, f"{key}.lexicon 不能是“{change.lexicon}”",
            f"{near}可用：{'、'.join(lists)}。模型所用的词表不能改。",
        )  # fmt: skip
    if not change.add and not change.remove:
        raise wrong(path, f"{key} 没有写 add 或 remove", _FORMAT)
    shipped = set(terms_of(change.lexicon, package="assessor.checks", folder="vocabulary"))
    for name, words, target in (
        ("add", change.add, known.added),
        ("remove", change.remove, known.removed),
    ):
        for word in words:
            if word != word.strip() or not word.strip():
                raise wrong(path, f"{key}.{name} 的“{word}”首尾有空格", "请删去空格。")
            if (word in shipped) == (name == "add"):
                what = "已在词表中" if name == "add" else "不在词表中"
                raise wrong(path, f"{key}.{name} 的“{word}”{what} {change.lexicon}", "请删去该词。")
            target[word] = change.source
    if not (shipped | set(known.added)) - set(known.removed):
        raise wrong(path, f"{key}.remove 把词表 {change.lexicon} 删空了", "请至少留一个词。")


@cache
def word_list_names() -> tuple[str, ...]:
    """Return the names of the lists that may be changed."""
    names: list[str] = []
    for path in files("assessor.checks").joinpath("vocabulary").iterdir():
        if not path.name.endswith(".yaml"):
            continue
        raw = read_yaml(path.read_text("utf-8"))
        for group in raw if isinstance(raw, dict) else ():
            name = f"{path.name.removesuffix('.yaml')}.{group}"
            try:
                terms_of(name, package="assessor.checks", folder="vocabulary")
            except ConfigError:
                continue  # data of another form
            names.append(name)
    return tuple(sorted(names))


def _forget() -> None:
    """Forget whatever the checks have read and built from words."""
    for name, module in tuple(sys.modules.items()):
        if name.startswith("assessor.checks"):
            for value in tuple(vars(module).values()):
                clear = getattr(value, "cache_clear", None)
                if clear is not None and getattr(value, "__module__", "").startswith("assessor."):
                    clear()


on_change(_forget)
