"""What checks of structure read from one assessed row: its types, its rate, its bare name."""

import re

from assessor.checks.quantities import Quantity, row_quantities
from assessor.core.assessment import IndicatorAssessment
from assessor.core.submission import Field, Indicator
from assessor.taxonomy.level_names import declared_types, first_level_types
from assessor.taxonomy.level_type import LevelType
from assessor.text.normalise import normalise

_NUMBERING = re.compile(r"^(?:[(（]?(?:指标|目标)?\s*\d{1,2}\s*[)）.、．:：]|[★☆*▲●◆①-⑳])+\s*")
_MARKS = re.compile(r"[\s,，。.;；:：、\"'“”‘’·★☆*▲●◆()（）\[\]【】<>《》-]+")
_EMPTY_TAIL = re.compile(r"(?:情况|指标)+$")


def possible_types(assessed: IndicatorAssessment, *, least: float) -> frozenset[LevelType]:
    """Return the types that a row declares or, where it declares none, may well be of.

    A row that stands at the wrong level counts for its proper one too: moved there, nothing is
    missing.
    """
    row = assessed.indicator
    likely = {
        LevelType(name)
        for name, probability in assessed.judgement.levels
        if name != "none" and probability >= least
    }
    declared = declared_types(row.level1, row.level2)
    if declared:
        misplaced = any(finding.code == "C01" for finding in assessed.findings)
        return frozenset(declared) | (likely if misplaced else set())
    allowed = first_level_types(row.level1)
    if not allowed:
        return frozenset(likely)
    return frozenset(likely.intersection(allowed) or allowed)


def same_name_key(name: str) -> str:
    """Return what equal names have in common: no numbering, stars, blanks, marks, empty tails."""
    plain = _MARKS.sub("", _NUMBERING.sub("", normalise(name)))
    return _EMPTY_TAIL.sub("", plain) or plain


def single_quantity(row: Indicator, field: Field = Field.VALUE) -> Quantity | None:
    """Return the only amount of a value, ``None`` if there is none or more than one."""
    found = row_quantities(row, field)
    return found[0] if len(found) == 1 else None


def bare_name(row: Indicator) -> str:
    """Return the name without bracketed additions and blanks, for rules of its ending."""
    plain = re.sub(r"\s+", "", normalise(row.name))
    return re.sub(r"[(（\[【][^()（）\[\]【】]*[)）\]】]", "", plain) or plain


def full_span(text: str) -> tuple[int, int]:
    """Return start and end of a text without blanks around it."""
    start = len(text) - len(text.lstrip())
    return start, start + len(text.strip())
