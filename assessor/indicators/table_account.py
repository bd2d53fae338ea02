"""Accounts of tables: what was taken for what, and why a table was not taken.

A person checks a reading with them (``assessor extract --explain``), and the digest of a header
is what a mapping of columns is remembered by.
"""

from collections.abc import Sequence

from assessor.core.submission import ColumnAccount, Indicator, Origin, Rejected, TableAccount
from assessor.errors import InputError
from assessor.indicators.columns import Role, meaning
from assessor.indicators.header import Column, Header
from assessor.indicators.header_digest import header_digest, header_words
from assessor.indicators.sheet import Row, Sheet

_MOST_WORDS = 60
_LONGEST_WORD = 60
_MOST_ROWS = 500
_VALUES = frozenset({Role.VALUE, Role.CYCLE_VALUE, Role.ACTUAL})


class NotUnderstoodError(InputError):
    """A document gave no rows; ``tables`` tells how its tables were looked at."""

    tables: tuple[TableAccount, ...] = ()


def table_taken(
    sheet: Sheet,
    header: Header,
    *,
    number: int,
    end: int,
    rows: Sequence[Indicator],
    rejected: Sequence[Rejected],
) -> TableAccount:
    """Return the account of a table that was read.

    Parameters
    ----------
    number
        Number of the table within its document.
    end
        Index of the first row of the sheet that is no longer part of the table.
    """
    printed = sheet.rows[header.start : header.end]
    last = max(header.start, min(end, len(sheet.rows)) - 1)
    return TableAccount(
        number=number,
        first=sheet.rows[header.start].origin,
        last=sheet.rows[last].origin,
        taken=True,
        reason=_why_taken(header),
        header=(printed[0].origin, printed[-1].origin) if printed else None,
        digest=header_digest(printed),
        words=_words(printed),
        columns=tuple(_column(column, header) for column in header.columns),
        rows=len(rows),
        with_level=sum(bool(row.level1 or row.level2) for row in rows),
        rejected=tuple(rejected),
        mapping=header.mapping,
    )


def table_left(sheet: Sheet, *, number: int) -> TableAccount:
    """Return the account of a table in which no header of indicators was found."""
    rows = [row for row in sheet.rows if not row.is_text]
    nearest = max(rows[:_MOST_ROWS], key=lambda row: (_known(row), _is_short(row)))
    return TableAccount(
        number=number,
        first=rows[0].origin,
        last=rows[-1].origin,
        taken=False,
        reason=_why_left(nearest),
        words=_words((nearest,)) if _known(nearest) else (),
    )


def _why_taken(header: Header) -> str:
    if header.mapping:
        return f"按 {header.mapping} 指定的列读取"
    if header.start == header.end:
        return "没有表头，各列按内容推测"
    if header.is_list:
        return "每行一个项目，其指标列在一个单元格中"
    return "表头同时有三级指标和指标值" if _has_values(header) else "表头有一级、二级和三级指标"


def _has_values(header: Header) -> bool:
    return any(column.role in _VALUES for column in header.columns)


def _column(column: Column, header: Header) -> ColumnAccount:
    places = column.parts or tuple(column.places)
    how, guessed = "表头词", False
    if column.mapped:
        how = f"{header.mapping} 指定"
    elif not column.text:
        how, guessed = "按内容推测", True
    elif column.weak:
        how, guessed = "表头词有多种含义，按推测", True
    return ColumnAccount(
        field=column.role.value,
        columns=tuple(place + 1 for place in places),
        header=column.text.replace("\n", "")[:_LONGEST_WORD],
        how=how,
        guessed=guessed,
    )


def _why_left(nearest: Row) -> str:
    roles = {role for cell in nearest.cells for role in _roles(cell.text)}
    if not roles:
        return "没有一行像指标表的表头"
    place = _place(nearest.origin)
    if Role.NAME not in roles:
        return f"没有“三级指标”列（最接近表头的是{place}）"
    if not roles & _VALUES:
        return f"没有“指标值”列（最接近表头的是{place}）"
    return f"没有一行同时是三级指标和指标值的表头（最接近的是{place}）"


def _place(origin: Origin) -> str:
    number = origin.line if origin.line is not None else origin.row
    return f"第 {number} 行" if number is not None else "其中一行"


def _roles(text: str) -> tuple[Role, ...]:
    known = meaning(text)
    return (known.strong,) if known.strong is not None else known.weak


def _known(row: Row) -> int:
    return sum(bool(meaning(cell.text)) for cell in row.cells if not cell.repeated)


def _is_short(row: Row) -> bool:
    return all(len(cell.text) <= _LONGEST_WORD for cell in row.cells)


def _words(rows: Sequence[Row]) -> tuple[str, ...]:
    return tuple(word[:_LONGEST_WORD] for word in header_words(rows)[:_MOST_WORDS])
