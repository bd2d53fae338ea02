"""A case from an assessed row, and what the name of a project is about."""

import re
from functools import cache, lru_cache

from assessor.classifiers.row_text import read_row, surviving_target
from assessor.core.assessment import IndicatorAssessment
from assessor.rewrites.case import Case, Surroundings, mendable
from assessor.rewrites.name_parsing import parse_name
from assessor.taxonomy.level_names import declared_types
from assessor.text.lexicon import alternation, terms_of
from assessor.text.normalise import normalise

_QUOTES = re.compile(r"[“”\"'‘’《》]")
_BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_YEAR = re.compile(r"^(?:(?:19|20)\d{2}[-—至]?)+(?:年度?)?|(?:19|20)\d{2}年度?")
_HEAD = re.compile(r"^(?:关于|开展|实施|中央财政|中央级?|省级|市级|县级|年度|用于)+")
# 普及, 涉及 are words of their own and no links.
_LOOSE_END = re.compile(r"(?<![普波涉顾触企遍危])及$")
_TOO_SHORT = 1


def case_of(assessed: IndicatorAssessment, surroundings: Surroundings | None = None) -> Case:
    """Build the case of one assessed row.

    Parameters
    ----------
    assessed
        A row as :class:`assessor.assessing.Assessor` gives it.
    surroundings
        What the documents say beside it; nothing if not given.
    """
    row = assessed.indicator
    judged = surviving_target(row.name, row.value, row.cycle_value)
    return Case(
        assessed=assessed,
        reading=read_row(row.name, judged),
        value=(row.value if row.value.strip() else row.cycle_value).strip(),
        parts=parse_name(row.name),
        declared=declared_types(row.level1, row.level2),
        codes=mendable(assessed.findings),
        surroundings=surroundings or Surroundings(),
    )


@cache
def _tail() -> re.Pattern[str]:
    keys = terms_of("wording.keys", package="assessor.rewrites.repairs", folder="lexicons")
    return re.compile(rf"(?:{alternation(keys)}|的)$")


@lru_cache(maxsize=4096)
def project_core(name: str) -> str:
    """Return what a project is about: its name without year, quotes and words for money.

    ``2025年职工法律援助专项资金`` gives ``职工法律援助``; ``部门整体支出`` says nothing and
    gives ``""``.
    """
    text = re.sub(r"\s+", "", _BRACKETS.sub("", _QUOTES.sub("", normalise(name))))
    text = _HEAD.sub("", _YEAR.sub("", text))
    text = text.split("——")[0].split("--")[0]
    tail = _tail()
    while (shorter := tail.sub("", text)) != text and len(shorter) != _TOO_SHORT:
        text = shorter
    return _LOOSE_END.sub("", text.strip("、，,-—的与和 "))


def names_nothing(thing: str) -> bool:
    """Tell whether the words in the place of an object name none: 完成质量, 工作质量."""
    return thing in terms_of("objects.empty", package="assessor.rewrites", folder="lexicons")
