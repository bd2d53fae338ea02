"""Drafts by precedent: the measure that experts gave to rows of such words.

Frames know a subject, repairs a defect; where neither offers a class of level and measure that the
text model (:mod:`assessor.rewrites.ranking`) thinks likely, the row's object is put before a
measure noun of that class, if experts gave that noun to such rows and it can stand behind such an
object. Such a draft knows least of the row: it is never proposed before others.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from assessor.core.judgement import ValueKind
from assessor.core.rewrite import BLANK
from assessor.errors import ConfigError
from assessor.rewrites.case import Case, Draft, DraftRow
from assessor.rewrites.framing import composed
from assessor.rewrites.measure_key import bare_measure_name, measure_key
from assessor.rewrites.row_signs import PRECEDENT as FRAME
from assessor.rewrites.row_signs import draft_level
from assessor.taxonomy.level_type import LevelType
from assessor.text.yaml_text import read_yaml

MOST = 2
LEAST_CLASS = 0.05
# Chosen on cross-validated figures (models/EXPERIMENTS.md): below, nouns are guesses; above the
# second, experts chose the noun for just such rows, whatever their objects.
LEAST_NOUN, SURE_NOUN = 0.05, 0.3
PEOPLE = "people"
_LEAST_LEVEL = 0.2
_LONGEST_NAME = 40
_UNSETTLED = (ValueKind.OPEN, ValueKind.MISSING, ValueKind.STATE)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Precedent(_Strict):
    """A measure noun.

    Attributes
    ----------
    noun
        What ends the names of experts.
    name
        What stands behind the object where that is more than the noun: 正常运行率 for 正常率.
    after
        Kinds of objects that it can stand behind; ``people``: groups of people.
    levels
        Types that it may belong to; the likeliest is taken.
    sign, unit, value, evidence, question, reason
        As in :class:`assessor.rewrites.frames.Frame`.
    """

    noun: str
    name: str = ""
    after: tuple[str, ...] = Field(min_length=1)
    levels: tuple[LevelType, ...] = Field(min_length=1)
    sign: str = ""
    unit: str = ""
    value: str = ""
    source: str
    evidence: tuple[str, ...] = Field(min_length=1)
    question: str = Field(min_length=4)
    reason: str = Field(min_length=4)

    @property
    def tail(self) -> str:
        """What stands behind the object."""
        return self.name or self.noun

    @property
    def target(self) -> str:
        """The value with its blanks."""
        return self.value or f"{self.sign}{BLANK}{self.unit}"

    @model_validator(mode="after")
    def _whole(self) -> "Precedent":
        if bool(self.value) == bool(self.unit) or BLANK not in self.target:
            raise ValueError(f"{self.noun}: either value or unit, with a blank")
        return self


class _File(_Strict):
    sources: dict[str, str]
    objects: dict[str, tuple[str, ...]]
    measures: tuple[Precedent, ...]

    @model_validator(mode="after")
    def _known(self) -> "_File":
        unknown = {entry.source for entry in self.measures} - set(self.sources)
        kinds = {kind for entry in self.measures for kind in entry.after}
        unknown |= kinds - set(self.objects) - {PEOPLE}
        if unknown:
            raise ValueError(f"missing: {sorted(unknown)}")
        nouns = [entry.noun for entry in self.measures]
        if len(nouns) != len(set(nouns)):
            raise ValueError("measures: a noun stands twice")
        return self


@dataclass(frozen=True, slots=True)
class _Noun:
    """An entry as it is looked up."""

    entry: Precedent
    measure: str
    endings: tuple[str, ...]
    is_of_people: bool


@cache
def _nouns() -> tuple[_Noun, ...]:
    try:
        text = files(__package__).joinpath("precedents.yaml").read_text("utf-8")
        data = _File.model_validate(read_yaml(text))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise ConfigError(
            f"度量表 precedents.yaml 无法使用：{error}", code="config.precedents"
        ) from error
    return tuple(
        _Noun(
            entry=entry,
            measure=measure_key(entry.tail, entry.target).name,
            endings=tuple(word for kind in entry.after for word in data.objects.get(kind, ())),
            is_of_people=PEOPLE in entry.after,
        )
        for entry in data.measures
    )


def precedents() -> tuple[Precedent, ...]:
    """Return the measure nouns.

    Raises
    ------
    ConfigError
        ``config.precedents``: the file is malformed.
    """
    return tuple(noun.entry for noun in _nouns())


@cache
def _longest_first() -> tuple[str, ...]:
    return tuple(sorted((noun.entry.noun for noun in _nouns()), key=len, reverse=True))


@lru_cache(maxsize=16384)
def measure_noun(name: str) -> str:
    """Return the measure noun that ends ``name``, ``""`` if it is none of the list."""
    bare = bare_measure_name(name)
    return next((noun for noun in _longest_first() if bare.endswith(noun)), "")


def by_precedent(
    case: Case, drafts: Sequence[Draft], chances: Mapping[str, float]
) -> tuple[Draft, ...]:
    """Return at most two drafts of likely classes that ``drafts`` lack.

    Parameters
    ----------
    chances
        What the text model says of the row, by target: ``noun=知晓率``, ``joint=social|rate|share``.
    """
    if case.assessed.judgement.value_kind not in _UNSETTLED or not case.parts.object:
        return ()
    likely = sorted(_likely(case, chances), key=lambda item: (-item[0], item[2].entry.noun))
    if not likely:
        return ()
    offered = {_joint(case, draft) for draft in drafts}
    made: list[Draft] = []
    for _, level, noun in likely:
        joint = f"{level.value}|{noun.measure}"
        draft = None if joint in offered else _draft(case, level, noun, chances)
        if draft is not None:
            offered.add(joint)
            made.append(draft)
        if len(made) == MOST:
            break
    return tuple(made)


def _likely(case: Case, chances: Mapping[str, float]) -> Iterator[tuple[float, LevelType, _Noun]]:
    for noun in _nouns():
        chance = chances.get(f"noun={noun.entry.noun}", 0.0)
        if chance < LEAST_NOUN or (chance < SURE_NOUN and not _can_stand(case, noun)):
            continue
        by_level = {
            level: chances.get(f"joint={level.value}|{noun.measure}", 0.0)
            for level in noun.entry.levels
        }
        level = max(by_level, key=by_level.__getitem__)
        if by_level[level] >= LEAST_CLASS:
            yield chance * by_level[level], level, noun


def _can_stand(case: Case, noun: _Noun) -> bool:
    parts = case.parts
    if noun.is_of_people and parts.group and parts.object.endswith(parts.group):
        return True
    return parts.object.endswith(noun.endings)


def _joint(case: Case, draft: Draft) -> str:
    key = measure_key(draft.row.name, draft.row.value)
    return f"{draft_level(case, draft.row.level)}|{key.name}"


def _draft(case: Case, level: LevelType, noun: _Noun, chances: Mapping[str, float]) -> Draft | None:
    entry = noun.entry
    level_is_known = case.declared is None or level in case.declared
    if not level_is_known and case.level_probability(level) < _LEAST_LEVEL:
        return None
    name = composed("{object}" + entry.tail, case)
    if name is None or len(name) > _LONGEST_NAME or name == case.parts.object:
        return None
    chance = chances.get(f"joint={level.value}|{noun.measure}", 0.0)
    return Draft(
        row=DraftRow(level=level, name=name, value=entry.target),
        frame=f"{FRAME}.{noun.measure.replace('|', '-').rstrip('/')}",
        evidence=entry.evidence,
        questions=(entry.question,),
        reason=entry.reason,
        prior=min(max(chance, 0.0), 0.5),
    )


def is_precedent(draft: Draft) -> bool:
    """Tell whether a draft follows from nothing but what experts wrote for such rows."""
    return draft.frame.startswith(f"{FRAME}.")
