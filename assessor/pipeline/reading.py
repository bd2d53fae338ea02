"""One source becomes an extraction, or a failure that says what is wrong and what to do."""

import os
import stat
from dataclasses import replace
from typing import BinaryIO

from assessor.core.assessment import InputFailure
from assessor.core.limits import Limits
from assessor.core.submission import Extraction
from assessor.documents.archive import read_member
from assessor.documents.reading import read_document
from assessor.errors import AssessorError, InputError
from assessor.indicators.column_mapping import NO_MAPPINGS
from assessor.indicators.extraction import extract, extract_rows
from assessor.indicators.table_account import NotUnderstoodError
from assessor.pipeline.sources import STDIN, ReadOptions, Source, crash, reason

STDIN_NAME = "标准输入"
_PIECE = 1 << 24


def read_source(source: Source, *, options: ReadOptions) -> Extraction | InputFailure:
    """Read and extract one source in this process; never raises for what the source holds."""
    name = STDIN_NAME if source.name == STDIN else source.name
    try:
        return _extract(source, name=name, options=options)
    except AssessorError as error:
        return failure(source.name, error, shown=name)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - a reader's crash must not end a run over many files
        return crash(source.name, error)


def failure(path: str, error: AssessorError, *, shown: str | None = None) -> InputFailure:
    """Return an error as a result; the path is told once, not again in the message."""
    message = error.message
    for prefix in (shown or path, path):
        message = message.removeprefix(prefix).lstrip("：: ")
    tables = error.tables if isinstance(error, NotUnderstoodError) else ()
    return InputFailure(path=path, code=error.code, message=message, hint=error.hint, tables=tables)


def _extract(source: Source, *, name: str, options: ReadOptions) -> Extraction:
    limits = options.limits
    if source.path is None:
        rows = extract_rows(source.data or b"", name=name, limits=limits)
        return replace(rows, path=source.name)
    if source.member is None:
        data = _bytes(source, limits=limits)
    else:
        data = read_member(source.path, source.member, limits=limits, name=str(source.path))
    document = read_document(name, data, limits=limits)
    mappings = source.mappings or NO_MAPPINGS
    extraction = extract(document, name=name, limits=limits, mappings=mappings)
    return replace(extraction, comments=document.comments) if document.comments else extraction


def _bytes(source: Source, *, limits: Limits) -> bytes:
    assert source.path is not None
    try:
        status = os.stat(source.path)
        if not stat.S_ISREG(status.st_mode):
            raise InputError(
                f"{source.name}：不是普通文件（是设备、管道或套接字）",
                hint="请给出文件或文件夹；要从管道读取，请写 -。",
                code="input.unreadable",
            )
        with source.path.open("rb") as stream:
            return _read(stream, limits.file_bytes)
    except OSError as error:
        raise InputError(
            f"{source.name}：文件打不开（{reason(error)}）",
            hint="请检查访问权限，并确认文件没有被其他程序占用。",
            code="input.unreadable",
        ) from error


def _read(stream: BinaryIO, most: int) -> bytes:
    """Read a file in pieces: one call would claim memory for all that is allowed.

    One byte more than allowed is enough for the reader to see that it is too much.
    """
    pieces: list[bytes] = []
    left = most + 1
    while left > 0 and (piece := stream.read(min(left, _PIECE))):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)
