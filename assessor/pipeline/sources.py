"""Which files a call means: files, folders (recursive, sorted), archives and standard input.

No document is read here, only lists of members of archives and mapping files beside documents.
A path that cannot be used becomes an :class:`InputFailure` at its place, so that results stay in
input order and one bad path never stops the others.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from assessor.core.assessment import InputFailure
from assessor.core.limits import Limits
from assessor.documents.bounds import how_to_raise
from assessor.errors import InputError
from assessor.pipeline.own_outputs import is_own_output

if TYPE_CHECKING:
    from assessor.documents.archive import Member
    from assessor.indicators.column_mapping import Mappings

STDIN = "-"
MAPPING_FILE = "表头对应.toml"
# Suffixes under which submissions arrive; in folders everything else is skipped and counted.
# Formats that cannot be read are kept: a file that was not assessed must be reported. Pictures
# are read when they are named; in folders they are mostly evidence.
DOCUMENT_SUFFIXES = frozenset(
    [
        ".txt",
        ".csv",
        ".tsv",
        ".jsonl",
        ".ndjson",
        ".xlsx",
        ".xlsm",
        ".xlsb",
        ".xltx",
        ".xls",
        ".et",
        ".ods",
        ".doc",
        ".docx",
        ".docm",
        ".wps",
        ".rtf",
        ".odt",
        ".pdf",
        ".ofd",
        ".htm",
        ".html",
        ".mht",
        ".mhtml",
        ".zip",
        ".rar",
        ".7z",
    ]
)
_ZIP = b"PK"
_LOCK_PREFIXES = ("~$", ".~", "._")
_UNPACK = "请解压后直接提供里面的文件，或用普通的 zip（Deflate）重新压缩。"
_MEMBER_HINTS = {
    "input.encrypted": "请去掉密码后重新压缩，或解压后单独检查该文件。",
    "input.limit": f"请拆分该文件，或{how_to_raise()}。",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One input to read.

    Attributes
    ----------
    name
        The path as the caller gave it, or as found below a given folder; ``-`` for standard input.
    path
        The file, ``None`` when ``data`` holds the bytes.
    member
        Which member of the archive ``path``, ``None`` for the file itself.
    mappings
        What the user has told of the columns of its tables, ``None`` = nothing.
    """

    name: str
    path: Path | None = None
    data: bytes | None = None
    member: int | None = None
    mappings: "Mappings | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """What a caller may choose of reading; small and picklable."""

    limits: Limits = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Inputs in order, failures at their places, and how many files of folders were skipped."""

    items: tuple[Source | InputFailure, ...]
    skipped: tuple[str, ...] = ()

    @property
    def has_files(self) -> bool:
        """Whether any input is a file."""
        return any(isinstance(item, Source) and item.path is not None for item in self.items)


def find_sources(
    inputs: Sequence[str | Path],
    *,
    stdin: bytes | None = None,
    leave_out: Path | None = None,
    limits: Limits = Limits(),
) -> Sources:
    """Resolve what the caller named.

    Parameters
    ----------
    inputs
        Files, folders and ``-``. A file that is met twice, under whatever names or links, is
        read once, under the first of its names.
    stdin
        Bytes of standard input, for ``-``.
    leave_out
        A file inside a folder that is no input: the output of this very run.
    limits
        Bounds for archives.
    """
    items: list[Source | InputFailure] = []
    skipped: list[str] = []
    seen: set[str] = set()
    for given in inputs:
        for item in _resolve(given, stdin=stdin, leave_out=leave_out, skipped=skipped):
            key = _identity(item)
            if key not in seen:
                seen.add(key)
                items.extend(_members(item, limits=limits, skipped=skipped))
    return Sources(items=tuple(_with_mappings(items)), skipped=tuple(skipped))


def _identity(item: Source | InputFailure) -> str:
    if isinstance(item, InputFailure):
        return f"{item.path}\0{item.code}"
    return item.name if item.path is None else os.path.normcase(os.path.realpath(item.path))


def _with_mappings(items: Iterable[Source | InputFailure]) -> Iterator[Source | InputFailure]:
    """Give documents the mapping file of their folder; a broken one is told once."""
    known: dict[Path, Mappings | None] = {}
    for item in items:
        if isinstance(item, InputFailure) or item.path is None or item.member is not None:
            yield item
            continue
        folder = item.path.parent
        if folder not in known:
            known[folder] = None
            found = _mapping_file(folder)
            if isinstance(found, InputFailure):
                yield found
            else:
                known[folder] = found
        yield replace(item, mappings=known[folder])


def _mapping_file(folder: Path) -> "Mappings | InputFailure | None":
    path = folder / MAPPING_FILE
    if not os.path.lexists(path):
        return None
    # Most folders have none: its reader and the words of headers are loaded only here.
    from assessor.pipeline.mapping_files import read_mapping_file  # noqa: PLC0415

    return read_mapping_file(path)


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


def _members(
    item: Source | InputFailure, *, limits: Limits, skipped: list[str]
) -> Iterator[Source | InputFailure]:
    """Yield the documents of an archive in order of their names; any other source as it is."""
    if isinstance(item, InputFailure) or item.path is None or not _is_archive(item.path):
        yield item
        return
    from assessor.documents.archive import list_members  # noqa: PLC0415 - few calls name archives

    try:
        members = list_members(item.name, item.path, limits=limits)
    except (InputError, OSError) as error:
        yield _unlisted(item.name, error)
        return
    found = 0
    names: dict[str, int] = {}
    for member in sorted(members, key=lambda member: (member.name, member.index)):
        name = f"{item.name}/{member.name}"
        if not _is_document(member.name):
            skipped.append(name)
            continue
        found += 1
        # An archive may hold two members of one name; both are read.
        names[name] = names.get(name, 0) + 1
        shown = name if names[name] == 1 else f"{name} ({names[name]})"
        yield _member(item.path, shown, member)
    if not found:
        yield InputFailure(
            path=item.name, code="input.no-documents", message="压缩包中没有可读取的文件",
            hint="请确认其中有绩效目标表（Excel、Word、PDF、网页或文本文件）。",
        )  # fmt: skip


def _member(path: Path, name: str, member: "Member") -> Source | InputFailure:
    if member.reason:
        return InputFailure(
            path=name, code=member.code, message=member.reason,
            hint=_MEMBER_HINTS.get(member.code, _UNPACK),
        )  # fmt: skip
    return Source(name=name, path=path, member=member.index)


def _unlisted(name: str, error: InputError | OSError) -> InputFailure:
    if isinstance(error, InputError):
        message = error.message.removeprefix(name).lstrip("：: ")
        return InputFailure(path=name, code=error.code, message=message, hint=error.hint)
    return InputFailure(
        path=name, code="input.unreadable", message=f"文件打不开（{reason(error)}）",
        hint="请检查访问权限。",
    )  # fmt: skip


def _is_archive(path: Path) -> bool:
    try:
        if not path.is_file():
            return False
        with path.open("rb") as stream:
            if stream.read(2) != _ZIP:
                return False
    except OSError:
        return False
    from assessor.documents.archive import is_archive  # noqa: PLC0415 - few calls name archives

    return is_archive(path)


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
    for item in _walk(name):
        if isinstance(item, InputFailure):
            found += 1
            yield item
        elif (
            _is_document(item)
            and not _is_same(item, leave_out)
            and not (_may_be_own(item) and is_own_output(Path(item)))
        ):
            found += 1
            yield Source(name=item, path=Path(item))
        elif Path(item).name != MAPPING_FILE:
            skipped.append(item)
    if not found:
        yield InputFailure(
            path=name, code="input.no-documents", message="文件夹中没有可读取的文件",
            hint="可读取 Excel、Word、PDF、网页、文本和压缩包（.zip）；图片等其他文件请单独写出路径。",
        )  # fmt: skip


def _may_be_own(name: str) -> bool:
    return name.lower().endswith((".docx", ".xlsx", ".html"))


def _walk(folder: str) -> Iterator[str | InputFailure]:
    """Yield files below ``folder`` in sorted order; a folder that was visited is not entered.

    Not recursive: folders may be nested deeper than calls may be.
    """
    visited: set[tuple[int, int]] = set()
    waiting: list[Iterator[os.DirEntry[str] | InputFailure]] = [iter(_listed(folder, visited))]
    while waiting:
        entry = next(waiting[-1], None)
        if entry is None:
            waiting.pop()
        elif isinstance(entry, InputFailure):
            yield entry
        elif entry.name.startswith("."):
            continue
        elif _is_folder(entry):
            waiting.append(iter(_listed(entry.path, visited)))
        elif os.path.exists(entry.path):
            yield entry.path
        elif Path(entry.name).suffix.lower() in DOCUMENT_SUFFIXES:
            yield _missing(entry.path)


def _listed(
    folder: str, visited: set[tuple[int, int]]
) -> "Sequence[os.DirEntry[str] | InputFailure]":
    try:
        status = os.stat(folder)
        if (status.st_dev, status.st_ino) in visited:
            return []
        visited.add((status.st_dev, status.st_ino))
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        return [
            InputFailure(
                path=folder, code="input.unreadable", message=f"文件夹打不开（{reason(error)}）",
                hint="请检查访问权限；嵌套过深的文件夹请上移。",
            )
        ]  # fmt: skip


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


def crash(path: str, error: BaseException) -> InputFailure:
    """Return an unforeseen error of one input as a result."""
    return InputFailure(
        path=path,
        code="input.unexpected",
        message=f"读取时程序出错（{type(error).__name__}: {str(error)[:200]}）",
        hint="这是程序的缺陷，不是您操作有误；请把该文件交给维护人员。",
    )


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
