"""Which frame of indicators a form uses: data in ``profiles.yaml`` (DOMAIN.md 7.6)."""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from assessor.errors import ConfigError
from assessor.taxonomy.level_names import first_level_types, fold_label, second_level_types
from assessor.taxonomy.level_type import LevelType
from assessor.text.normalise import normalise
from assessor.text.yaml_text import read_yaml


class _Profile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    titles: list[str] = []
    levels: list[str] = []
    all_levels: list[str] = []
    actuals: bool = False
    cost_below_output: bool = False
    sustainability: bool = False
    source: str


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    profiles: list[_Profile]
    sources: dict[str, str]


@cache
def _profiles() -> tuple[_Profile, ...]:
    raw = read_yaml(files(__package__).joinpath("profiles.yaml").read_text("utf-8"))
    try:
        return tuple(_File.model_validate(raw).profiles)
    except ValueError as error:
        raise ConfigError(
            f"指标体系 profiles.yaml 无法使用：{error}", code="config.profiles"
        ) from error


def profile_names() -> tuple[str, ...]:
    """Return the names of all frames, each once."""
    return tuple(dict.fromkeys(profile.name for profile in _profiles()))


def detect_profile(
    labels: Iterable[tuple[str, str]], titles: Iterable[str] = (), *, actuals: bool = False
) -> str | None:
    """Return the frame that a form shows, ``None`` if it does not tell.

    Parameters
    ----------
    labels
        ``(level1, level2)`` as printed, those of empty types included.
    titles
        Headings of the document.
    actuals
        The form tells what was reached.
    """
    pairs = tuple((fold_label(first), fold_label(second)) for first, second in labels)
    heads = tuple(normalise(title) for title in titles)
    for profile in _profiles():
        if _fits(profile, pairs, heads, actuals=actuals):
            return profile.name
    return None


def _fits(
    profile: _Profile, pairs: tuple[tuple[str, str], ...], heads: tuple[str, ...], *, actuals: bool
) -> bool:
    printed = {label for pair in pairs for label in pair}
    return (
        (profile.actuals and actuals)
        or any(word in head for head in heads for word in profile.titles)
        or not printed.isdisjoint(profile.levels)
        or (bool(profile.all_levels) and printed.issuperset(profile.all_levels))
        or (profile.cost_below_output and any(_is_cost_of_output(*pair) for pair in pairs))
        or (profile.sustainability and any(_is_sustainability(second) for _, second in pairs))
    )


def _is_cost_of_output(first: str, second: str) -> bool:
    types = second_level_types(second) or ()
    return LevelType.COST in types and LevelType.QUANTITY in (first_level_types(first) or ())


def _is_sustainability(second: str) -> bool:
    return LevelType.SUSTAINABILITY in (second_level_types(second) or ())
