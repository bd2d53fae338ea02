"""The word lists of the target-value grammar, read and checked once from target_words.yaml."""

from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, Field

from assessor.errors import ConfigError

_FILE = "target_words.yaml"
# The C loader reads the file ten times faster; both are safe.
_LOADER: type[yaml.SafeLoader] | type[yaml.CSafeLoader] = getattr(
    yaml, "CSafeLoader", yaml.SafeLoader
)


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    source: str = Field(min_length=1)


class Terms(_Group):
    """A plain list of words."""

    terms: tuple[str, ...] = Field(min_length=1)


class Patterns(_Group):
    """Regular expressions over normalised text."""

    patterns: tuple[str, ...] = Field(min_length=1)


class SignsBefore(_Group):
    """Sign words before the figure, by sign."""

    at_least: tuple[str, ...]
    more_than: tuple[str, ...]
    equal: tuple[str, ...]
    less_than: tuple[str, ...]
    at_most: tuple[str, ...]


class SignsAfter(_Group):
    """Sign words behind the figure, by sign."""

    at_least: tuple[str, ...]
    at_most: tuple[str, ...]


class PercentUnits(_Group):
    """Spellings of the per-cent sign, and other units of shares."""

    percent: tuple[str, ...]
    other: tuple[str, ...]


class EachHeads(_Group):
    """Words that open a per part before the figure."""

    before: tuple[str, ...]
    averages: tuple[str, ...]


class DateTails(_Group):
    """Words that close a deadline."""

    before: tuple[str, ...]


class Grades(_Group):
    """Words of grade ladders."""

    cut_off: tuple[str, ...]
    bare: tuple[str, ...]
    suffix: tuple[str, ...]
    ends: tuple[str, ...]


class WholeWords(_Group):
    """Shares and multiples that are said without a figure."""

    half: tuple[str, ...]
    double: tuple[str, ...]


class States(_Group):
    """Provable facts and what must not follow them."""

    terms: tuple[str, ...]
    not_before: tuple[str, ...]


class TargetWords(BaseModel):
    """All groups of target_words.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    signs_before: SignsBefore
    signs_after: SignsAfter
    approximate_before: Terms
    approximate_after: Terms
    approximate_inside: Terms
    plus_words: Terms
    percent_units: PercentUnits
    money_units: Terms
    time_units: Terms
    measure_units: Terms
    latin_units: Terms
    people_units: Terms
    counter_units: Terms
    strong_units: Terms
    unit_heads: Terms
    not_units: Terms
    each_heads: EachHeads
    frequency_units: Terms
    frequency_words: Terms
    frequency_needs_count: Terms
    frequency_not_before: Terms
    count_units: Terms
    periods: Terms
    period_states: Terms
    service_nouns: Terms
    date_tails: DateTails
    date_words: Terms
    date_words_need_end: Terms
    date_completions: Terms
    events: Terms
    event_stages: Terms
    event_ends: Terms
    baseline_known: Terms
    baseline_words: Terms
    baseline_heads: Terms
    trend_words: Terms
    baseline_ends: Terms
    comparands: Terms
    grades: Grades
    placeholders: Terms
    codes: Terms
    zero_nouns: Terms
    zero_terms: Terms
    zero_guards: Terms
    ranks: Terms
    whole_words: WholeWords
    states: States
    state_patterns: Patterns
    open_words: Terms
    name_endings: Terms
    guard_words: Terms
    guard_codes: Patterns
    guard_patterns: Patterns
    list_number: Patterns


@cache
def target_words() -> TargetWords:
    """Return the word lists.

    Raises
    ------
    ConfigError
        ``config.target-words``: the file is missing or malformed.
    """
    path = files(__package__).joinpath(_FILE)
    try:
        return TargetWords.model_validate(yaml.load(path.read_text("utf-8"), Loader=_LOADER))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise ConfigError(
            f"目标值词表 {_FILE} 无法使用：{error}", code="config.target-words"
        ) from error
