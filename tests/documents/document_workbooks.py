"""Small workbooks for tests, built in memory."""

import io
import re
from collections.abc import Mapping, Sequence

import openpyxl

from document_word import unzipped, zipped


def workbook(
    *sheets: Sequence[Sequence[object]],
    merges: Sequence[str] = (),
    formats: Mapping[str, str] | None = None,
    hidden: Sequence[int] = (),
) -> bytes:
    """Return the bytes of an .xlsx file; merges and formats apply to the first sheet."""
    book = openpyxl.Workbook()
    for number, rows in enumerate(sheets):
        sheet = book.active if number == 0 else book.create_sheet()
        sheet.title = f"表{number + 1}"
        for row in rows:
            sheet.append(list(row))
        if number in hidden:
            sheet.sheet_state = "hidden"
    for place in merges:
        book.worksheets[0].merge_cells(place)
    for place, code in (formats or {}).items():
        book.worksheets[0][place].number_format = code
    stream = io.BytesIO()
    book.save(stream)
    return _undated(stream.getvalue())


def _undated(data: bytes) -> bytes:
    """Return a workbook without the time of its making, so that a test can be repeated."""
    parts = unzipped(data)
    core = "docProps/core.xml"
    return zipped(
        {**parts, core: re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2026-01-01T00:00:00Z", parts[core])}
    )
