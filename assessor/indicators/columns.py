"""What a column header means: vocabulary in ``columns.yaml``."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from assessor.errors import ConfigError
from assessor.text.normalise import normalise
from assessor.text.yaml_text import read_yaml


class Role(StrEnum):
    """What the cells of a column hold."""

    LEVEL1 = "level1"
    LEVEL2 = "level2"
    NAME = "name"
    VALUE = "value"
    CYCLE_VALUE = "cycle_value"
    SIGN = "sign"
    UNIT = "unit"
    CYCLE_SIGN = "cycle_sign"
    CYCLE_UNIT = "cycle_unit"
    ACTUAL_SIGN = "actual_sign"
    ACTUAL_UNIT = "actual_unit"
    VALUE_TYPE = "value_type"
    WEIGHT = "weight"
    ACTUAL = "actual"
    SCORE = "score"
    REASON = "reason"
    COMPLETION = "completion"
    DESCRIPTION = "description"
    BASIS = "basis"
    SERIAL = "serial"
    PROJECT = "project"
    ORGANISATION = "organisation"
    BUDGET = "budget"
    OTHER_AMOUNT = "other_amount"
    GOAL = "goal"
    YEAR = "year"


class _Names(BaseModel):
    model_config = ConfigDict(extra="forbid")
    strong: list[str] = []
    weak: list[str] = []
    source: str


class _Parts(BaseModel):
    model_config = ConfigDict(extra="forbid")
    before: list[str]
    after: list[str]
    cores: dict[Role, list[str]]
    source: str


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    parts: _Parts
    roles: dict[Role, _Names]
    sources: dict[str, str]


@dataclass(frozen=True, slots=True)
class Meaning:
    """Roles that a header may have: at most one strong, any number of weak ones."""

    strong: Role | None = None
    weak: tuple[Role, ...] = ()

    def __bool__(self) -> bool:
        """Whether the header is known at all."""
        return self.strong is not None or bool(self.weak)


_LONGEST = 30
_BRACKETS = re.compile(r"[(（\[【〔][^()（）\[\]【】〔〕]*[)）\]】〕]")
_SIGNS = re.compile(r"[\s:：、，,.。;；/\\()（）\[\]【】*★\-—_\"“”+]+")
_NUMBERING = re.compile(r"^\s*[(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)]?\s*[.、](?!\d)")
_YEAR = re.compile(r"^(?:20\d\d年?-?)?20\d\d年?(?=度|初|[^\d年])")
_NOTHING = Meaning()


def fold_header(text: str) -> str:
    """Reduce a printed header to the form of the vocabulary, brackets kept as words."""
    folded = _SIGNS.sub("", _NUMBERING.sub("", normalise(text)))
    folded = _YEAR.sub("", folded)
    return f"年{folded}" if folded.startswith("度") else folded


@cache
def _data() -> _File:
    raw = read_yaml(files(__package__).joinpath("columns.yaml").read_text("utf-8"))
    try:
        return _File.model_validate(raw)
    except ValueError as error:
        raise ConfigError(
            f"表头词表 columns.yaml 无法使用：{error}", code="config.columns"
        ) from error


@cache
def _composed() -> tuple[tuple[Role, re.Pattern[str]], ...]:
    """Return a pattern per role for headers put together from known parts."""
    parts = _data().parts
    before, after = (
        "|".join(sorted(map(re.escape, words), key=len, reverse=True))
        for words in (parts.before, parts.after)
    )
    return tuple(
        (
            role,
            re.compile(rf"(?:{before}){{0,4}}(?:{'|'.join(map(re.escape, cores))})(?:{after})?"),
        )
        for role, cores in parts.cores.items()
    )


@cache
def _vocabulary() -> dict[str, Meaning]:
    data = _data()
    strong: dict[str, Role] = {}
    weak: dict[str, list[Role]] = {}
    for role, names in data.roles.items():
        strong.update({fold_header(name): role for name in names.strong})
        for name in names.weak:
            weak.setdefault(fold_header(name), []).append(role)
    return {
        name: Meaning(strong=strong.get(name), weak=tuple(weak.get(name, ())))
        for name in {*strong, *weak}
    }


@lru_cache(maxsize=8192)
def meaning(header: str) -> Meaning:
    """Return what a printed column header may mean; an empty meaning if it is unknown.

    Examples
    --------
    >>> meaning("2025年度指标值").strong
    <Role.VALUE: 'value'>
    """
    if not header or len(header) > _LONGEST + 10:
        return _NOTHING
    words = _vocabulary()
    whole = fold_header(header)
    if found := words.get(whole) or _composition(whole):
        return found
    inner = _BRACKETS.sub("", header)
    if inner == header:
        return _NOTHING
    bare = fold_header(inner)
    if len(bare) <= _LONGEST and (found := words.get(bare) or _composition(bare)):
        return _with_period(found, whole)
    return _NOTHING


def _composition(folded: str) -> Meaning:
    for role, pattern in _composed():
        if pattern.fullmatch(folded):
            return Meaning(strong=role)
    return _NOTHING


def _with_period(found: Meaning, whole: str) -> Meaning:
    """Let brackets decide the period: 指标值（实施周期） is no annual value."""
    if found.strong is Role.VALUE and re.search("周期|实施期|中期|长期|总体", whole):
        return Meaning(strong=Role.CYCLE_VALUE)
    return found
