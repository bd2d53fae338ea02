"""The word lists of the repairs: measures, counting words, acts, groups of people."""

import re
from collections.abc import Container
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from assessor.errors import ConfigError
from assessor.taxonomy.level_type import LevelType
from assessor.text.lexicon import terms_of
from assessor.text.yaml_text import read_yaml

_FOLDER = "lexicons"
_LONGEST = 12
_PARTS = re.compile(r"[、，,；;]")
_DEGREES = re.compile(
    r"^(?:比较|较为|较|基本|全部|切实|得到|保持|完全|十分|非常|总体|做到|达到|确保)+(?=..)"
)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Measure(_Strict):
    """What the end of a name measures.

    Attributes
    ----------
    kind
        ``rate``, ``count``, ``people``, ``extent``, ``amount``, ``money``, ``standard`` (a price
        for one), ``date``, ``duration``, ``years``, ``score``, ``rank`` or ``satisfaction``.
    unit
        Unit of a value, ``""`` where only the object tells it; may hold a blank.
    sign
        Sign of a value, ``""`` where the rest of the name tells it.
    value
        Whole value where sign and unit do not do.
    levels
        Types that accept the measure, best first.
    """

    terms: tuple[str, ...] = Field(min_length=1)
    kind: Literal[
        "rate", "count", "people", "extent", "amount", "money", "standard", "date", "duration",
        "years", "score", "rank", "satisfaction",
    ]  # fmt: skip
    unit: str = ""
    sign: Literal["", "≥", "≤", "="] = ""
    value: str = ""
    levels: tuple[LevelType, ...] = Field(min_length=1)
    evidence: tuple[str, ...] = Field(min_length=1)
    source: str


class _Measures(_Strict):
    sources: dict[str, str]
    measures: tuple[Measure, ...]

    @model_validator(mode="after")
    def _once(self) -> "_Measures":
        _all_different([term for entry in self.measures for term in entry.terms])
        unknown = {entry.source for entry in self.measures} - set(self.sources)
        if unknown:
            raise ValueError(f"sources: missing {sorted(unknown)}")
        return self


class Counting(_Strict):
    """How a kind of thing is counted: the measure behind it, the unit, the act that is meant."""

    nouns: tuple[str, ...] = Field(min_length=1)
    measure: str
    unit: str
    act: str = ""


class _Nouns(_Strict):
    source: str
    nouns: tuple[Counting, ...]

    @model_validator(mode="after")
    def _once(self) -> "_Nouns":
        _all_different([noun for entry in self.nouns for noun in entry.nouns])
        return self


class Leading(_Strict):
    """Acts that stay before their object: 培训护理员人次."""

    acts: tuple[str, ...]
    measure: str
    unit: str
    people: bool = False


class Trailing(_Strict):
    """Acts that are written behind their object: 举办运动会 becomes 运动会举办场次."""

    acts: tuple[str, ...]
    word: str


class Pace(_Strict):
    """How fast an act is done, and the rate of cases that are done in time.

    Attributes
    ----------
    date
        Done once: a day is the first choice.
    """

    ends: tuple[str, ...]
    measure: str
    unit: str = ""
    value: str = ""
    date: bool = False
    rate: str


class _Acts(_Strict):
    source: str
    leading: tuple[Leading, ...]
    trailing: tuple[Trailing, ...]
    times: tuple[Pace, ...]


class _Context(_Strict):
    source: str
    groups: dict[str, str]


class _People(_Strict):
    source: str
    terms: tuple[str, ...]


class _Rates(_Strict):
    source: str
    rates: dict[str, str]


class _Adjectives(_Strict):
    said: _Rates


class _Groups(_Strict):
    context: _Context
    people: _People


def _all_different(words: list[str]) -> None:
    twice = sorted({word for word in words if words.count(word) > 1})
    if twice:
        raise ValueError(f"a term stands twice: {twice}")


_Model = TypeVar("_Model", bound=BaseModel)


def _read(name: str, model: type[_Model]) -> _Model:
    try:
        text = files(__package__).joinpath(_FOLDER, f"{name}.yaml").read_text("utf-8")
        return model.model_validate(read_yaml(text))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise ConfigError(
            f"改写词表 {name}.yaml 无法使用：{error}", code="config.lexicon"
        ) from error


@cache
def words(group: str) -> tuple[str, ...]:
    """Return the words of ``group`` of ``wording.yaml``, longest first."""
    return terms_of(f"wording.{group}", package=__package__ or "", folder=_FOLDER)


@cache
def _measures() -> dict[str, Measure]:
    return {term: entry for entry in _read("measures", _Measures).measures for term in entry.terms}


@cache
def _nouns() -> dict[str, Counting]:
    return {noun: entry for entry in _read("nouns", _Nouns).nouns for noun in entry.nouns}


@cache
def acts() -> _Acts:
    """Return what is known of acts."""
    return _read("acts", _Acts)


@cache
def _groups() -> _Groups:
    return _read("groups", _Groups)


@cache
def _adjectives() -> dict[str, str]:
    return _read("adjectives", _Adjectives).said.rates


@cache
def _paces() -> dict[str, Pace]:
    return {end: pace for pace in acts().times for end in pace.ends}


def _suffix(text: str, keys: Container[str]) -> str:
    for start in range(max(0, len(text) - _LONGEST), len(text)):
        if text[start:] in keys:
            return text[start:]
    return ""


@lru_cache(maxsize=16384)
def measure_at_end(name: str) -> tuple[str, Measure] | None:
    """Return the longest known measure that ends ``name``, with what is known of it."""
    term = _suffix(name, _measures())
    if term and name.endswith(words("no_measures")):
        alike = next(word for word in words("no_measures") if name.endswith(word))
        if len(alike) >= len(term):
            return None
    return (term, _measures()[term]) if term else None


@lru_cache(maxsize=16384)
def counting_at_end(text: str) -> tuple[str, Counting] | None:
    """Return the longest noun that ends ``text``, with how it is counted."""
    noun = _suffix(text, _nouns())
    return (noun, _nouns()[noun]) if noun else None


@lru_cache(maxsize=16384)
def pace_at_end(text: str) -> tuple[str, Pace] | None:
    """Return the longest act that ends ``text``, with how fast it is done."""
    end = _suffix(text, _paces())
    return (end, _paces()[end]) if end else None


def is_handling(text: str) -> bool:
    """Tell whether ``text`` counts cases that are handled, which is work done: 查办案件起数."""
    return any(word in text for word in words("handled")) and any(
        word in text for word in words("cases")
    )


@lru_cache(maxsize=16384)
def is_unwanted(text: str) -> bool:
    """Tell whether ``text`` ends in an event that should be rare; cases that are handled are work."""
    is_work = text.endswith(words("cases")) and any(word in text for word in words("handled"))
    return text.endswith(words("bad_events")) and not is_work


@lru_cache(maxsize=16384)
def rate_said(text: str) -> str:
    """Return the rate that a value stands for (比较准确 -> 准确率), ``""`` if it says none."""
    for part in _PARTS.split(text):
        bare = _DEGREES.sub("", part.strip())
        if bare in _adjectives():
            return _adjectives()[bare]
    return ""


@cache
def people_words() -> tuple[str, ...]:
    """Return nouns of people and firms, longest first."""
    return tuple(sorted(_groups().people.terms, key=len, reverse=True))


def group_for(text: str) -> str:
    """Return whom a text is about by its longest context word, ``""`` if none is in it."""
    groups = _groups().context.groups
    found = [word for word in groups if word in text]
    return groups[max(found, key=len)] if found else ""


def noun_count() -> int:
    """Return how many nouns have a counting word."""
    return len(_nouns())
