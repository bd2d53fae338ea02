"""Reads a case and says what is wrong with what came out."""

import dataclasses
import math
import pickle
import signal
import time
import traceback
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import FrameType

from assessor.core.limits import Limits
from assessor.core.submission import Extraction, Origin
from assessor.documents.archive import list_members, read_member
from assessor.documents.document import Document, Line, Table
from assessor.documents.reading import read_document
from assessor.errors import InputError
from assessor.indicators.extraction import extract

from .cases import Case

LIMITS = Limits(
    lines=20_000, cells=20_000, rows_per_sheet=5_000, columns_per_sheet=200, sheets=40,
    cell_characters=20_000, inflated_bytes=20_000_000, archive_entries=200, xml_depth=200, pages=30,
    image_pixels=2_000_000, conversion_seconds=60, indicators=5_000,
)  # fmt: skip
# A part of the cases is read under limits that most files exceed.
TIGHT = replace(
    LIMITS, lines=30, cells=60, rows_per_sheet=20, columns_per_sheet=8, sheets=2,
    cell_characters=60, archive_entries=20, xml_depth=40, pages=2, indicators=10,
)  # fmt: skip
_TIGHT_SHARE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with a case.

    Attributes
    ----------
    kind
        The same for all cases with one cause: an exception and where it was raised, or the
        property that does not hold.
    """

    kind: str
    detail: str


class OutOfTime(BaseException):
    """Raised by the alarm; no reader catches it."""


class Broken(Exception):
    """A property of what was read does not hold."""


def fault_of(case: Case, *, seconds: float) -> Fault | None:
    """Read and extract a case; ``None`` if it was read well or refused well."""
    started = time.monotonic()
    try:
        with _alarm(seconds):
            _try(case)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 - whatever comes out is what is looked for
        took = f"{time.monotonic() - started:.1f} s"
        return Fault(kind=_kind(error), detail=f"{took}\n{traceback.format_exc(limit=-12)}")
    return None


def _kind(error: BaseException) -> str:
    if isinstance(error, Broken):
        return f"property: {str(error).split(':')[0]}"
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "/assessor/" in frame.filename]
    place = f"{own[-1].filename.rpartition('/assessor/')[2]}:{own[-1].name}" if own else "?"
    return f"{type(error).__name__} in {place}"


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    def ring(_number: int, _frame: FrameType | None) -> None:
        raise OutOfTime

    previous = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def _try(case: Case) -> None:
    limits = TIGHT if case.number % _TIGHT_SHARE == 1 else LIMITS
    try:
        for name, data in _files(case, limits=limits):
            _try_one(name, data, limits=limits)
    except InputError as error:
        _check_refusal(error, case.name)


def _files(case: Case, *, limits: Limits) -> Iterator[tuple[str, bytes]]:
    if case.reader != "archive":
        yield case.name, case.data
        return
    for member in list_members(case.name, case.data, limits=limits):
        _hold(not _unsafe(member.name), "member name is safe to print", member.name)
        try:
            name = f"{case.name}/{member.name}"
            yield name, read_member(case.data, member.index, limits=limits, name=case.name)
        except InputError as error:
            _check_refusal(error, case.name)


def _unsafe(name: str) -> bool:
    """Whether a name holds what a terminal would act on; unknown characters are harmless."""
    return any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") for letter in name)


def _try_one(name: str, data: bytes, *, limits: Limits) -> None:
    try:
        document = read_document(name, data, limits=limits)
        _check_document(document, limits=limits)
        _check_extraction(extract(document, name=name, limits=limits))
    except InputError as error:
        _check_refusal(error, name)


def _hold(condition: bool, what: str, value: object = "") -> None:
    if not condition:
        raise Broken(f"{what}: {value!r:.200}")


def _check_refusal(error: InputError, name: str) -> None:
    _hold(error.code.startswith("input."), "code", error.code)
    _hold(error.message.startswith(name), "message begins with the name", error.message)
    _hold(len(error.message) < 1_000 + len(name), "message is short", len(error.message))
    _hold(bool(error.hint), "hint", error.message)
    _hold(any("\u4e00" <= letter <= "\u9fff" for letter in error.message), "Chinese", error.message)
    _check_text(error.message)
    pickle.dumps(error)


def _check_document(document: Document, *, limits: Limits) -> None:
    _hold(isinstance(document, Document), "a document")
    tables, lines = document.tables(), document.lines()
    _hold(bool(document.kind), "kind")
    _hold(len(lines) <= limits.lines, "limit of lines", len(lines))
    count = sum(len(table.cells) for table in tables)
    _hold(count <= limits.cells, "limit of cells", count)
    if document.kind in ("xlsx", "xlsb", "xls"):
        _hold(len(tables) <= limits.sheets, "limit of sheets", len(tables))
    for block in document.blocks:
        if isinstance(block, Line):
            _check_line(block)
        else:
            _check_table(block, limits=limits)
    for notice in document.notices:
        _hold(bool(notice) and len(notice) < 1_000, "notice is short", notice)
    _walk(document)


def _check_line(line: Line) -> None:
    _hold("\n" not in line.text and "\r" not in line.text, "a line has no line break", line.text)
    _hold(line.heading is None or line.heading >= 1, "heading", line.heading)


def _check_table(table: Table, *, limits: Limits) -> None:
    rows, columns = table.row_count, table.column_count
    _hold(0 <= columns <= limits.columns_per_sheet, "limit of columns", columns)
    # Tables of text may hold twice as many rows: blank ones are counted.
    _hold(0 <= rows <= 2 * limits.rows_per_sheet, "limit of rows", rows)
    taken = bytearray(rows * columns)
    last = (-1, -1)
    for cell in table.cells:
        at = (cell.row, cell.column)
        _hold(min(at) >= 0, "place of a cell", cell)
        _hold(cell.row_span >= 1 and cell.column_span >= 1, "span of a cell", cell)
        _hold(cell.row + cell.row_span <= rows, "cell within rows", (cell, rows))
        _hold(cell.column + cell.column_span <= columns, "cell within columns", (cell, columns))
        _hold(at > last, "cells in reading order", (last, cell))
        last = at
        _hold(len(cell.text) <= limits.cell_characters, "limit of a cell's text", len(cell.text))
        for row in range(cell.row, cell.row + cell.row_span):
            start = row * columns + cell.column
            end = start + cell.column_span
            _hold(not any(taken[start:end]), "cells do not overlap", cell)
            taken[start:end] = b"\1" * cell.column_span


def _check_extraction(extraction: Extraction) -> None:
    _hold(isinstance(extraction, Extraction), "an extraction")
    _hold(0 <= extraction.confidence <= 1, "confidence", extraction.confidence)
    _walk(extraction)
    _hold(pickle.loads(pickle.dumps(extraction)) == extraction, "pickles")


def _walk(value: object) -> None:
    """Check every text, number and origin anywhere inside."""
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, float):
        _hold(math.isfinite(value), "finite number", value)
    elif isinstance(value, Origin):
        for count in (value.page, value.table, value.row, value.column, value.line):
            _hold(count is None or count >= 1, "origin counts from 1", value)
    if isinstance(value, tuple | list):
        for one in value:
            _walk(one)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            _walk(getattr(value, field.name))


def _check_text(text: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise Broken(f"no half characters: {text!r:.200}") from error
