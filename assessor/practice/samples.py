"""Rows with blanks, filled for a judgement that is never shown."""

import re
from dataclasses import replace

from assessor.classifiers.row_text import measure_of
from assessor.core.rewrite import BLANK
from assessor.core.submission import Indicator
from assessor.rewrites.samples import filled

_OTHER_BLANKS = re.compile(r"【[\s_＿]*】|＿{2,}|_{2,}")
_NAMED = re.compile(r"【(?:单位|计量单位)】")
_BARE = re.compile(rf"(?<=\d){BLANK}$")
_UNITS = {"duration": "天", "money": "元", "people": "人", "extent": "平方米"}


def with_blanks(text: str) -> str:
    """Return ``text`` with every way to write a blank as the one that is used here."""
    return _OTHER_BLANKS.sub(BLANK, text)


def sampled(row: Indicator) -> Indicator:
    """Return ``row`` with a sample of the fitting type in every blank of name and value.

    A blank behind a figure is a unit: one that goes with what the name measures.
    """
    unit = _UNITS.get(measure_of(row.name), "个")
    name, value = with_blanks(row.name), with_blanks(row.value)
    value = _BARE.sub(unit, _NAMED.sub(unit, value))
    return replace(row, name=filled(name), value=filled(value))
