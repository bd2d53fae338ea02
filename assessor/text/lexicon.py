"""Word lists as data, matched over characters with fixed terms as a guard.

Matching over characters finds 较明显改善 and the whole of 有效提升 where matching over words
would miss or halve them; a hit that lies inside a fixed term (有效投诉, 基本农田) is no hit.
"""

import re
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, Field, RootModel

from assessor.core.span import Span
from assessor.errors import ConfigError


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid")
    source: str = Field(min_length=1)
    terms: list[str] = Field(min_length=1)


class _Groups(RootModel[dict[str, _Group]]):
    pass


@cache
def terms(group: str) -> tuple[str, ...]:
    """Return the terms of ``group``, written ``file.group``, longest first.

    Raises
    ------
    ConfigError
        The file or group is missing or malformed.
    """
    file, _, name = group.partition(".")
    groups = _read(file)
    if name not in groups:
        raise ConfigError(f"词表 {file}.yaml 中没有“{name}”一组", code="config.lexicon")
    return tuple(sorted(set(groups[name].terms), key=lambda term: (-len(term), term)))


@cache
def _read(file: str) -> dict[str, _Group]:
    path = files(__package__).joinpath("lexicons", f"{file}.yaml")
    try:
        return _Groups.model_validate(yaml.safe_load(path.read_text("utf-8"))).root
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise ConfigError(f"词表 {file}.yaml 无法使用：{error}", code="config.lexicon") from error


def alternation(words: tuple[str, ...]) -> str:
    """Return a regular expression that matches the longest of ``words`` at a place."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def pattern(group: str) -> re.Pattern[str]:
    """Return a compiled pattern that finds any term of ``group``."""
    return re.compile(alternation(terms(group)))


def fixed_spans(text: str) -> tuple[Span, ...]:
    """Return where fixed terms stand in ``text``."""
    return tuple(Span(*m.span()) for m in pattern("fixed_terms.fixed").finditer(text))


def find_terms(text: str, group: str) -> tuple[Span, ...]:
    """Return where terms of ``group`` stand in ``text`` outside fixed terms, left to right."""
    hits = [Span(*m.span()) for m in pattern(group).finditer(text)]
    if not hits:
        return ()
    fixed = fixed_spans(text)
    return tuple(
        hit for hit in hits if not any(f.start <= hit.start and hit.end <= f.end for f in fixed)
    )
