"""The library of frames as data: which measure to propose for which kind of weak row.

``patterns/general.yaml`` serves every project; the other files serve the sector groups of
DOMAIN.md 6.3, each where one of its context words stands in the project, the name, the goal or
the organisation.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Formatter

import yaml
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from assessor.core.judgement import ValueKind
from assessor.core.rewrite import BLANK
from assessor.errors import ConfigError
from assessor.taxonomy.level_type import LevelType
from assessor.text.yaml_text import read_yaml

GENERAL = "general"
FIELDS = ("object", "aspect", "group", "name", "action", "project")
_DIGIT = re.compile(r"[0-9０-９]")
_UNSETTLED = (ValueKind.OPEN, ValueKind.MISSING, ValueKind.STATE)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class When(_Strict):
    """What a row must show; every group that is given must hold, one entry of it suffices.

    Attributes
    ----------
    words
        Words of the name.
    aspects
        Classes of the name's aspect.
    measures
        Measures that end the name.
    actions
        Actions that govern the object: 举办, 购置.
    values
        Words of the value.
    kinds
        Kinds of the value.
    levels
        Types that the row declares or, where it declares none, seems to belong to.
    codes
        Codes of findings.
    people
        The object is a group of people (职工, 受益群众).
    """

    words: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    kinds: tuple[ValueKind, ...] = _UNSETTLED
    levels: tuple[LevelType, ...] = ()
    codes: tuple[str, ...] = ()
    people: bool = False


class Never(_Strict):
    """What keeps a frame away: one entry suffices; ``people``: the object is a group of people."""

    words: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    people: bool = False


class Frame(_Strict):
    """One pattern of a good indicator.

    Attributes
    ----------
    id
        Unique within its file, kebab-case.
    source
        Key of the file's ``sources``.
    level
        Type that the measure belongs to.
    name
        Template; its fields are those of :data:`FIELDS`.
    sign, unit
        Give the value ``sign【__】unit``; a unit may hold a blank (元/【__】).
    value
        Whole template of the value where sign and unit do not do (【__】月【__】日前).
    full, none
        Where the row's own words say all (全覆盖, 应…尽…) or none (不发生, 杜绝) the value is
        ``=100unit`` or ``=0unit``.
    evidence
        佐证材料, each one kind of paper.
    question
        What the unit must tell to fill the blank.
    reason
        Why this measure, one clause in Chinese.
    """

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    source: str
    level: LevelType
    when: When = When()
    never: Never = Never()
    name: str
    sign: str = "≥"
    unit: str = ""
    value: str = ""
    full: bool = False
    none: bool = False
    evidence: tuple[str, ...] = Field(min_length=1)
    question: str = Field(min_length=4)
    reason: str = Field(min_length=4)

    @field_validator("name")
    @classmethod
    def _keeps_object(cls, name: str) -> str:
        fields = {field for _, field, _, _ in Formatter().parse(name) if field is not None}
        if not fields or not fields <= set(FIELDS):
            raise ValueError(f"name: needs fields out of {', '.join(FIELDS)}")
        return name

    @model_validator(mode="after")
    def _no_figures(self) -> "Frame":
        for text in (self.name, self.unit, self.value):
            if _DIGIT.search(text.replace("PM2.5", "").replace("PM10", "")):
                raise ValueError(f"{self.id}: a frame may not hold a figure: {text}")
        if bool(self.value) == bool(self.unit) or self.sign not in ("≥", "≤", "=", ""):
            raise ValueError(f"{self.id}: either value or unit; sign is one of ≥ ≤ =")
        return self

    def target(self) -> str:
        """Return the value with its blanks."""
        return self.value or f"{self.sign}{BLANK}{self.unit}"


class _File(_Strict):
    sector: str
    context: tuple[str, ...] = ()
    frames: tuple[Frame, ...]
    sources: dict[str, str]

    @model_validator(mode="after")
    def _whole(self) -> "_File":
        ids = [frame.id for frame in self.frames]
        if len(ids) != len(set(ids)):
            raise ValueError("frames: an id stands twice")
        unknown = {frame.source for frame in self.frames} - set(self.sources)
        if unknown:
            raise ValueError(f"sources: missing {sorted(unknown)}")
        return self


@dataclass(frozen=True, slots=True)
class FrameSet:
    """The frames of one file."""

    key: str
    sector: str
    context: tuple[str, ...]
    frames: tuple[Frame, ...]


@cache
def frame_sets() -> tuple[FrameSet, ...]:
    """Return all frames, the general ones first, then the files in the order of their names.

    Raises
    ------
    ConfigError
        ``config.frames``: a file is malformed.
    """
    folder = files(__package__).joinpath("patterns")
    keys = sorted(
        (
            path.name.removesuffix(".yaml")
            for path in folder.iterdir()
            if path.name.endswith(".yaml")
        ),
        key=lambda key: (key != GENERAL, key),
    )
    return tuple(_read(key, folder.joinpath(f"{key}.yaml").read_text("utf-8")) for key in keys)


def _read(key: str, text: str) -> FrameSet:
    try:
        data = _File.model_validate(read_yaml(text))
    except (ValueError, yaml.YAMLError) as error:
        raise ConfigError(f"改写模式 {key}.yaml 无法使用：{error}", code="config.frames") from error
    return FrameSet(key=key, sector=data.sector, context=data.context, frames=data.frames)


def frame_ids() -> Iterator[str]:
    """Yield the full id of every frame, ``file.id``."""
    for frame_set in frame_sets():
        for frame in frame_set.frames:
            yield f"{frame_set.key}.{frame.id}"
