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
from assessor.text.yaml_text import read_yaml


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid")
    source: str = Field(min_length=1)
    terms: list[str] = Field(min_length=1)


class _Groups(RootModel[dict[str, _Group]]):
    pass


def terms(group: str) -> tuple[str, ...]:
    """Return the terms of ``group``, written ``file.group``, longest first.

    Raises
    ------
    ConfigError
        The file or group is missing or malformed.
    """
    return terms_of(group, package="assessor.text", folder="lexicons")


@cache
def terms_of(group: str, *, package: str, folder: str) -> tuple[str, ...]:
    """Return the terms of ``file.group`` in a folder of word lists, longest first.

    Raises
    ------
    ConfigError
        The file or group is missing or malformed.
    """
    file, _, name = group.partition(".")
    groups = _read(package, folder, file)
    if name not in groups:
        raise ConfigError(f"词表 {file}.yaml 中没有“{name}”一组", code="config.lexicon")
    return tuple(sorted(set(groups[name].terms), key=lambda term: (-len(term), term)))


@cache
def _read(package: str, folder: str, file: str) -> dict[str, _Group]:
    path = files(package).joinpath(folder, f"{file}.yaml")
    try:
        return _Groups.model_validate(read_yaml(path.read_text("utf-8"))).root
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise ConfigError(f"词表 {file}.yaml 无法使用：{error}", code="config.lexicon") from error


def alternation(words: tuple[str, ...]) -> str:
    """Return a regular expression that matches the longest of ``words`` at a place."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def pattern(group: str) -> re.Pattern[str]:
    """Return a compiled pattern that finds any term of ``group``."""
    return re.compile(alternation(terms(group)))


class Scanner:
    """Finds the terms of many groups in one pass over a text.

    Per group the hits are those of a regular expression of its terms, longest first: leftmost,
    longest, not overlapping. One pass with an index by first character is many times faster
    than one pass per group.
    """

    def __init__(self, groups: tuple[str, ...]) -> None:
        members: dict[str, set[str]] = {}
        for group in groups:
            for term in terms(group):
                members.setdefault(term, set()).add(group)
        index: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for term in sorted(members, key=lambda term: (-len(term), term)):
            index.setdefault(term[0], []).append((term, tuple(sorted(members[term]))))
        self._index = {first: tuple(entries) for first, entries in index.items()}

    def scan(self, text: str) -> dict[str, tuple[Span, ...]]:
        """Return the hits of each group that occurs in ``text``, left to right."""
        found: dict[str, list[Span]] = {}
        free: dict[str, int] = {}
        for start, char in enumerate(text):
            for term, groups in self._index.get(char, ()):
                if text.startswith(term, start):
                    end = start + len(term)
                    for group in groups:
                        if free.get(group, 0) <= start:
                            found.setdefault(group, []).append(Span(start, end))
                            free[group] = end
        return {group: tuple(spans) for group, spans in found.items()}


_FIXED = "fixed_terms.fixed"


@cache
def _single(group: str) -> Scanner:
    return Scanner((group,))


def fixed_spans(text: str) -> tuple[Span, ...]:
    """Return where fixed terms stand in ``text``."""
    return _single(_FIXED).scan(text).get(_FIXED, ())


def outside_fixed(hits: tuple[Span, ...], fixed: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return the hits that do not lie inside a fixed term."""
    if not hits or not fixed:
        return hits
    return tuple(
        hit for hit in hits if not any(f.start <= hit.start and hit.end <= f.end for f in fixed)
    )


def find_terms(text: str, group: str) -> tuple[Span, ...]:
    """Return where terms of ``group`` stand in ``text`` outside fixed terms, left to right."""
    hits = _single(group).scan(text).get(group, ())
    return outside_fixed(hits, fixed_spans(text)) if hits else ()


def longest_suffix(text: str, suffixes: dict[str, str]) -> str | None:
    """Return the longest key of ``suffixes`` that ends ``text``; ``None`` if none does."""
    for start in range(max(0, len(text) - _LONGEST_SUFFIX), len(text)):
        if text[start:] in suffixes:
            return text[start:]
    return None


_LONGEST_SUFFIX = 10
