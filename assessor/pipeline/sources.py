"""Which files a call means: files, folders (recursive, sorted) and standard input.

Nothing is opened here. A path that cannot be used becomes an :class:`InputFailure` at its
place, so that results stay in input order and one bad path never stops the others.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assessor.core.assessment import InputFailure

STDIN = "-"
# Suffixes under which submissions arrive; in folders everything else is skipped and counted.
# Formats that cannot be read yet are kept: a file that was not assessed must be reported.
DOCUMENT_SUFFIXES = frozenset(
    [
        ".txt",
        ".csv",
        ".tsv",
        ".jsonl",
        ".ndjson",
        ".xlsx",
        ".xlsm",
        ".xls",
        ".et",
        ".doc",
        ".docx",
        ".wps",
        ".rtf",
        ".pdf",
        ".ofd",
        ".htm",
        ".html",
    ]
)
_LOCK_PREFIXES = ("~$", ".~", "._")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One input to read.

    Attributes
    ----------
    name
        The path as the caller gave it, or as found below a given folder; ``-`` for standard input.
    path
        The file, ``None`` when ``data`` holds the bytes.
    """

    name: str
    path: Path | None = None
    data: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Inputs in order, failures at their places, and how many files of folders were skipped."""

    items: tuple[Source | InputFailure, ...]
    skipped: tuple[str, ...] = ()


def find_sources(
    inputs: Sequence[str | Path], *, stdin: bytes | None = None, leave_out: Path | None = None
) -> Sources:
    """Resolve what the caller named.

    Parameters
    ----------
    inputs
        Files, folders and ``-``. A file that is named twice is read once.
    stdin
        Bytes of standard input, for ``-``.
    leave_out
        A file inside a folder that is no input: the output of this very run.
    """
    items: list[Source | InputFailure] = []
    skipped: list[str] = []
    seen: set[str] = set()
    for given in inputs:
        for item in _resolve(given, stdin=stdin, leave_out=leave_out, skipped=skipped):
            key = item.name if isinstance(item, Source) else f"{item.path}\0{item.code}"
            if key not in seen:
                seen.add(key)
                items.append(item)
    return Sources(items=tuple(items), skipped=tuple(skipped))


def _resolve(
    given: str | Path, *, stdin: bytes | None, leave_out: Path | None, skipped: list[str]
) -> Iterator[Source | InputFailure]:
    name = str(given)
    if name == STDIN:
        yield Source(name=STDIN, data=stdin or b"")
        return
    if os.path.isdir(name):
        yield from _folder(name, leave_out=leave_out, skipped=skipped)
    elif os.path.exists(name):
        yield Source(name=name, path=Path(name))
    else:
        yield _missing(name)


def _missing(name: str) -> InputFailure:
    if os.path.islink(name):
        return InputFailure(
            path=name, code="input.broken-link", message="是一个失效或循环的符号链接",
            hint="请直接给出原文件的路径。",
        )  # fmt: skip
    return InputFailure(
        path=name, code="input.missing", message="文件或文件夹不存在",
        hint="请检查路径是否写对；路径中有空格时请加引号。",
    )  # fmt: skip


def _folder(
    name: str, *, leave_out: Path | None, skipped: list[str]
) -> Iterator[Source | InputFailure]:
    found = 0
    for item in _walk(name, visited=set()):
        if isinstance(item, InputFailure):
            found += 1
            yield item
        elif _is_document(item) and not _is_same(item, leave_out):
            found += 1
            yield Source(name=item, path=Path(item))
        else:
            skipped.append(item)
    if not found:
        yield InputFailure(
            path=name, code="input.no-documents", message="文件夹中没有可读取的文件",
            hint="可读取 .txt、.csv、.jsonl、.xlsx；其他后缀的文件请单独写出路径。",
        )  # fmt: skip


def _walk(folder: str, *, visited: set[tuple[int, int]]) -> Iterator[str | InputFailure]:
    """Yield files below ``folder`` in sorted order; a folder that was visited is not entered."""
    try:
        status = os.stat(folder)
        if (status.st_dev, status.st_ino) in visited:
            return
        visited.add((status.st_dev, status.st_ino))
        with os.scandir(folder) as entries:
            ordered = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        yield InputFailure(
            path=folder, code="input.unreadable", message=f"文件夹打不开（{reason(error)}）",
            hint="请检查访问权限。",
        )  # fmt: skip
        return
    for entry in ordered:
        if entry.name.startswith("."):
            continue
        if _is_folder(entry):
            yield from _walk(entry.path, visited=visited)
        elif os.path.exists(entry.path):
            yield entry.path
        elif Path(entry.name).suffix.lower() in DOCUMENT_SUFFIXES:
            yield _missing(entry.path)


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_document(path: str) -> bool:
    name = Path(path).name
    return Path(name).suffix.lower() in DOCUMENT_SUFFIXES and not name.startswith(_LOCK_PREFIXES)


def _is_same(path: str, other: Path | None) -> bool:
    try:
        return other is not None and other.exists() and os.path.samefile(path, other)
    except OSError:
        return False


_REASONS: dict[type[OSError], str] = {
    PermissionError: "没有访问权限",
    FileNotFoundError: "不存在",
    IsADirectoryError: "是文件夹",
    NotADirectoryError: "上级路径不是文件夹",
    FileExistsError: "已存在",
}


def reason(error: OSError) -> str:
    """Return in Chinese why the system refused a file."""
    for kind, text in _REASONS.items():
        if isinstance(error, kind):
            return text
    return error.strerror or type(error).__name__
