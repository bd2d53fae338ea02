"""Columns that their header does not tell, by what they hold.

A column of level labels left of the names is a level whatever its header says (面向, 类别); a column
that holds signs is the sign even under 指标方向.
"""

from collections.abc import Callable
from dataclasses import replace

from assessor.indicators.columns import Role
from assessor.indicators.header import Column, Header
from assessor.indicators.sheet import Row, Sheet
from assessor.indicators.values import is_level1, is_level2, is_sign

_LEAST = 2
_SHARE = 0.6


def with_evidence(header: Header, sheet: Sheet, stop: int) -> Header:
    """Return ``header`` with the columns that the rows below it show.

    Parameters
    ----------
    stop
        Index of the row at which the next header begins, or the number of rows.
    """
    name = header.column(Role.NAME)
    if not sheet.exact or name is None or header.is_list:
        return header
    rows = sheet.rows[header.end : stop]
    header = _with_levels(header, rows, before=name.first)
    return _with_sign(header, rows)


def _with_levels(header: Header, rows: tuple[Row, ...], *, before: int) -> Header:
    for role, known in ((Role.LEVEL1, is_level1), (Role.LEVEL2, is_level2)):
        if header.has(role):
            continue
        taken = {place for column in header.columns for place in column.places}
        for place in range(before):
            if place not in taken and _holds(rows, place, known):
                column = Column(role=role, first=place, weak=True)
                columns = sorted((*header.columns, column), key=lambda c: c.first)
                header = replace(header, columns=tuple(columns))
                break
    return header


def _with_sign(header: Header, rows: tuple[Row, ...]) -> Header:
    if header.has(Role.SIGN) or not header.has(Role.VALUE):
        return header
    for index, column in enumerate(header.columns):
        if column.role is Role.VALUE_TYPE and _holds(rows, column.first, is_sign):
            columns = list(header.columns)
            columns[index] = replace(column, role=Role.SIGN, weak=True)
            return replace(header, columns=tuple(columns))
    return header


def _holds(rows: tuple[Row, ...], place: int, known: Callable[[str], bool]) -> bool:
    texts = [
        cell.text
        for row in rows
        if (cell := row.at(place)) is not None and cell.column == place and not cell.repeated
    ]
    fitting = sum(known(text) for text in texts)
    return fitting >= _LEAST and fitting >= _SHARE * len(texts)
