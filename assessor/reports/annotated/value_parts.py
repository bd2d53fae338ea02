"""A new value in the cells of a form: sign and unit may have columns of their own.

A text is divided only where the parts, joined again, are the text itself; else the whole of it
goes into the cell of the value.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from assessor.core.submission import Field, Indicator
from assessor.core.target import Target, TargetKind
from assessor.reports.annotated.finding_text import squeezed
from assessor.reports.finding_words import quoted

ReadTargets = Callable[[str], tuple[Target, ...]]
_SIGN = (
    r"大于等于|小于等于|大于或等于|小于或等于|大于|小于|等于|不少于|不低于|不超过|不高于"
    r"|[≥≤≧≦＞＜><]|[>＞<＜][=＝]|[=＝]"
)
_AMOUNT = r"(?:【__】|\d+(?:[,，]\d{3})*(?:\.\d+)?)"
_SHAPE = re.compile(
    rf"(?P<sign>(?:{_SIGN})?)\s*(?P<core>{_AMOUNT}(?:\s*[-~～—至]\s*{_AMOUNT})?)\s*(?P<rest>.*)",
    re.DOTALL,
)
_FIGURE = re.compile(r"\d|【__】")
_PERCENT = frozenset({"%", "％", "‰"})
QUALITATIVE = "定性"


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueParts:
    """What each cell of a value gets.

    Attributes
    ----------
    cells
        Field, old and new text.
    told
        Why it was not divided though the form has the columns, ``""`` if nothing is to be told.
    """

    cells: tuple[tuple[Field, str, str], ...]
    told: str = ""


def value_parts(
    row: Indicator,
    field: Field,
    text: str,
    *,
    units: Collection[str] = (),
    read: ReadTargets | None = None,
) -> ValueParts:
    """Return what the cells of sign, value and unit get for a new value.

    Parameters
    ----------
    units
        Units that the form prints in its column of units or a proposed rewrite uses.
    read
        The value grammar, which tells whether words are a unit; without it only percent signs
        and ``units`` are taken for units.
    """
    columns = {known for known, _ in row.columns} & {Field.SIGN, Field.UNIT}
    if squeezed(row.text(field)) == squeezed(text):
        return ValueParts(cells=())
    core = _core(row, field, columns)
    if not columns:
        return ValueParts(cells=((field, core, text),))
    parts = _divided(text, columns, {row.unit, *units}, read)
    if parts is not None:
        sign, value, unit = parts
        if unit and not row.unit and squeezed(core).endswith(squeezed(unit)):
            # The form has the column, but this row prints its unit with the value: 95%.
            value, unit = f"{value}{unit}", ""
        return ValueParts(cells=_cells(row, columns, sign, (field, core, value), unit))
    whole = (field, core, text)
    joined, figure = squeezed(row.text(field)), _FIGURE.search(text) is not None
    # Beside words, what is no part of the old value (定性, 无) says nothing against the new one.
    sign = "" if figure or joined.startswith(squeezed(row.sign)) else row.sign
    unit = "" if figure or joined.endswith(squeezed(row.unit)) else row.unit
    if not figure and not re.match(_SIGN, text):
        sign = QUALITATIVE if Field.SIGN in columns and row.sign else ""
        return ValueParts(cells=_cells(row, columns, sign, whole, unit))
    told = (
        f"改后目标{quoted(text)}拆不成计算符号、数值和计量单位，整段写入指标值一格，"
        "原来的符号、单位不再适用的已清空，请核对填法"
    )
    return ValueParts(cells=_cells(row, columns, sign, whole, unit), told=told)


def unit_of(value: str) -> str:
    """Return the unit behind the only figure of a value that was proposed, ``""`` if unsure."""
    found = _SHAPE.fullmatch(value.strip())
    rest = found["rest"].strip() if found is not None else ""
    return rest if re.fullmatch(r"[^\W\d_][\w/]{0,7}", rest) else ""


def _core(row: Indicator, field: Field, columns: Collection[Field]) -> str:
    """Return what stands in the cell of the value itself."""
    core = row.text(field)
    if Field.SIGN in columns and row.sign and core.startswith(row.sign):
        core = core[len(row.sign) :]
    if Field.UNIT in columns and row.unit and core.endswith(row.unit):
        core = core[: -len(row.unit)]
    return core


def _cells(
    row: Indicator, columns: Collection[Field], sign: str, value: tuple[Field, str, str], unit: str
) -> tuple[tuple[Field, str, str], ...]:
    cells = [(Field.SIGN, row.sign, sign)] if Field.SIGN in columns else []
    cells += [(Field.UNIT, row.unit, unit)] if Field.UNIT in columns else []
    return (*cells, value)


def _divided(
    text: str, columns: Collection[Field], units: Collection[str], read: ReadTargets | None
) -> tuple[str, str, str] | None:
    """Return sign, value and unit for the columns that there are, ``None`` if that is not sure."""
    found = _SHAPE.fullmatch(text.strip())
    if found is None:
        return None
    sign, value, unit = found["sign"], found["core"], found["rest"].strip()
    if Field.UNIT in columns and unit and not _is_unit(unit, units, read):
        return None
    if Field.UNIT not in columns:
        value, unit = f"{value}{unit}", ""
    if Field.SIGN not in columns:
        sign, value = "", f"{sign}{value}"
    whole = squeezed(f"{sign}{value}{unit}") == squeezed(text)
    return (sign, value, unit) if whole else None


def _is_unit(text: str, units: Collection[str], read: ReadTargets | None) -> bool:
    if text in _PERCENT or squeezed(text) in {squeezed(unit) for unit in units if unit}:
        return True
    if read is None:
        return False
    sample = f"1{text}"
    targets = read(sample)
    if len(targets) != 1 or targets[0].span.quote(sample) != sample:
        return False
    (one,) = targets
    plain = one.sign is None and one.deadline is None and one.frequency is None
    return one.kind is TargetKind.NUMBER and bool(one.unit) and plain and not one.approximate
