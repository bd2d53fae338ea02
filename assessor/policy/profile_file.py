"""A YAML file of a profile: checked here, merged with the one it extends."""

from dataclasses import asdict, replace
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from assessor.core.finding import Severity
from assessor.policy.profile import Profile, RequiredItem, WeightRules, WeightSplit
from assessor.taxonomy.level_type import LevelType

UNKNOWN = "unknown"
_CHINESE = {severity.chinese: severity.value for severity in Severity}
_TYPES = {kind.chinese: kind.value for kind in LevelType}
_Text = Annotated[str, Field(min_length=1, max_length=200)]
_Points = Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]
_Severity = Annotated[
    Severity, BeforeValidator(lambda v: _CHINESE.get(v, v) if isinstance(v, str) else v)
]
_Type = Annotated[
    LevelType, BeforeValidator(lambda v: _TYPES.get(v, v) if isinstance(v, str) else v)
]
_Section = Literal["levels", "required", "weights", "signs", "severities"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Required(_Part):
    called: _Text
    types: Annotated[list[_Type], Field(min_length=1)]
    severity: _Severity


class _Split(_Part):
    cost: _Points
    output: _Points
    benefit: _Points
    satisfaction: _Points


class _Weights(_Part):
    whole: _Points | None = None
    totals: Annotated[list[_Points], Field(min_length=1, max_length=20)] | None = None
    tolerance: _Points | None = None
    far: _Points | None = None
    told: bool | None = None
    splits: Annotated[list[_Split], Field(min_length=1, max_length=100)] | None = None


class ProfileFile(_Part):
    """What one file says; what is missing is taken from the frame it extends."""

    name: Annotated[str, Field(min_length=1, max_length=40)]
    title: _Text
    place: Annotated[str, Field(max_length=200)] = ""
    year: Annotated[str, Field(max_length=200)] = ""
    extends: str | None = None
    levels: Annotated[dict[_Text, list[_Text]], Field(min_length=1, max_length=30)] | None = None
    required: Annotated[list[_Required], Field(max_length=30)] | None = None
    starred: bool | None = None
    whole_table: bool | None = None
    weights: _Weights | None = None
    signs: Annotated[list[_Text], Field(min_length=1, max_length=30)] | None = None
    severities: Annotated[dict[_Text, _Severity], Field(max_length=200)] = {}
    sources: dict[_Section, _Text] = {}

    @model_validator(mode="after")
    def _has_sources(self) -> "ProfileFile":
        """Refuse a section that a file changes without telling what it rests on."""
        if set(self.name) & set("，、,;；/\\\"'<>\n\r\t "):
            raise _own(f"name 不能是“{self.name}”", "名称不能含空格、标点。")
        changed = [
            name
            for name in ("levels", "required", "signs", "severities")
            if getattr(self, name) and name not in self.sources
        ]
        told = self.weights is not None and self.weights.model_fields_set - {"told"}
        if told and "weights" not in self.sources:
            changed.append("weights")
        if changed and self.extends is not None:
            raise _own(
                f"sources.{changed[0]} 没有写",
                "改动的每一部分要写明依据；没有文件依据的写“一般做法”。",
            )
        return self


def _own(what: str, hint: str) -> PydanticCustomError:
    return PydanticCustomError("own", "{what}", {"what": what, "hint": hint})


def profile_from(told: ProfileFile, base: Profile | None) -> Profile:
    """Return the profile that a file and the one it extends make.

    Parameters
    ----------
    base
        ``None`` for the file that says everything itself.
    """
    sources: dict[str, str] = dict(base.sources) if base else {}
    sources.update({str(section): text for section, text in told.sources.items()})
    severities = {**(dict(base.severities) if base else {}), **told.severities}
    return Profile(
        name=told.name,
        title=told.title,
        place=told.place,
        year=told.year,
        extends=told.extends or "",
        levels=_levels(told, base),
        required=_required(told, base),
        starred=_either(told.starred, base is not None and base.starred),
        whole_table=_either(told.whole_table, base is not None and base.whole_table),
        weights=_weights(told.weights, base),
        signs=tuple(told.signs) if told.signs is not None else base.signs if base else (),
        severities=tuple(severities.items()),
        sources=tuple(sources.items()),
    )


def _either(told: bool | None, otherwise: bool) -> bool:
    return otherwise if told is None else told


def _levels(told: ProfileFile, base: Profile | None) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if told.levels is None:
        return base.levels if base else ()
    return tuple((first, tuple(seconds)) for first, seconds in told.levels.items())


def _required(told: ProfileFile, base: Profile | None) -> tuple[RequiredItem, ...]:
    if told.required is None:
        return base.required if base else ()
    return tuple(
        RequiredItem(called=item.called, types=frozenset(item.types), severity=item.severity)
        for item in told.required
    )


def _weights(told: _Weights | None, base: Profile | None) -> WeightRules:
    given = told.model_dump(exclude_none=True) if told is not None else {}
    if "totals" in given:
        given["totals"] = tuple(given["totals"])
    if "splits" in given:
        given["splits"] = tuple(WeightSplit(**split) for split in given["splits"])
    return replace(base.weights, **given) if base else WeightRules(**given)


def plain(profile: Profile) -> dict[str, object]:
    """Return a profile as plain values, for JSON."""
    content = asdict(profile)
    content["levels"] = {first: list(seconds) for first, seconds in profile.levels}
    content["severities"] = {code: severity.value for code, severity in profile.severities}
    content["sources"] = dict(profile.sources)
    for item in content["required"]:
        item["types"] = sorted(item["types"])
    return content
