"""Backing up a workbench while it runs: one file with all tables and all uploaded files."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from assessor.errors import ConfigError
from assessor.workbench import audit
from assessor.workbench.backup_format import (
    FORMAT_VERSION,
    LEFT_OUT,
    MANIFEST,
    AuditPart,
    FilePart,
    Manifest,
    TablePart,
    digest_of,
)
from assessor.workbench.database import Database
from assessor.workbench.file_store import FileStore
from assessor.workbench.permissions import MissingError
from assessor.workbench.tables import Paper, Record
from assessor.workbench.upgrading import revision_of

_READ_AT_ONCE = 500
_NO_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What was backed up.

    Attributes
    ----------
    digest
        Digest of the manifest, worth keeping elsewhere: ``restore`` can ask for it.
    rows, files
        How many.
    missing
        Digests of files that the store has lost or that were changed there.
    audit
        The audit log as it was found.
    """

    digest: str
    rows: int
    files: int
    missing: tuple[str, ...]
    audit: AuditPart


def backup(database: Database, store: FileStore, output: Path, *, now: datetime) -> Backup:
    """Write a backup; everything in it is of one moment, and work may go on meanwhile.

    Parameters
    ----------
    database
        At the tables of this version (``upgrading.check_current``).
    store
        The uploaded files.
    output
        A new file; readable by its owner alone, for it holds all that the workbench knows.
    now
        When.

    Raises
    ------
    ConfigError
        ``config.output``: the file is there already or cannot be written.
    """
    part = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        if output.exists():
            raise FileExistsError(17, "已有同名文件，备份不覆盖旧的")
        try:
            with _private(part) as stream:
                made = _write(database, store, stream, now)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(output)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
    except OSError as error:
        raise ConfigError(
            f"{output}：备份写不进这个文件（{error.strerror or type(error).__name__}）",
            hint="请检查文件夹是否存在、是否有写权限、磁盘是否已满，或换一个文件名。",
            code="config.output",
        ) from error
    return made


def _private(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _write(database: Database, store: FileStore, stream: IO[bytes], now: datetime) -> Backup:
    with ZipFile(stream, "w", ZIP_DEFLATED, allowZip64=True) as package:
        with database.reading() as session:
            revision = _one_moment(session, is_sqlite=database.is_sqlite)
            tables = tuple(
                _write_table(session, table, package)
                for table in Record.metadata.sorted_tables
                if table.name not in LEFT_OUT
            )
            wanted = tuple(session.scalars(select(Paper.digest).distinct().order_by(Paper.digest)))
            found = audit.verify(session)
        files, missing = _write_files(store, wanted, package)
        manifest = Manifest(
            format="assessor-backup", format_version=FORMAT_VERSION, made_at=now.isoformat(),
            revision=revision, tables=tables, files=files, missing=missing,
            audit=AuditPart(number=found.number, digest=found.digest, problem=found.problem),
        )  # fmt: skip
        data = manifest.bytes()
        package.writestr(_member(MANIFEST), data)
    return Backup(
        digest=digest_of(data), rows=sum(table.rows for table in tables), files=len(files),
        missing=missing, audit=manifest.audit,
    )  # fmt: skip


def _one_moment(session: Session, *, is_sqlite: bool) -> str:
    """Begin a transaction that sees nothing of later changes; return the tables' revision."""
    options = {} if is_sqlite else {"isolation_level": "REPEATABLE READ"}
    revision = revision_of(session.connection(execution_options=options))
    if revision is None:
        raise ConfigError(
            "数据库是空的，没有可备份的内容", hint="请检查 --data 和 --database。",
            code="config.database-older",
        )  # fmt: skip
    return revision


def _write_table(session: Session, table: Table, package: ZipFile) -> TablePart:
    digest, size, rows = hashlib.sha256(), 0, 0
    name = TablePart(name=table.name, rows=0, size=0, digest="0" * 64).member
    with package.open(_member(name), "w", force_zip64=True) as stream:
        for line in _lines(session, table):
            stream.write(line)
            digest.update(line)
            size, rows = size + len(line), rows + 1
    return TablePart(name=table.name, rows=rows, size=size, digest=digest.hexdigest())


def _lines(session: Session, table: Table) -> Iterator[bytes]:
    ordered = select(table).order_by(*table.primary_key.columns)
    result = session.execute(ordered.execution_options(yield_per=_READ_AT_ONCE))
    for row in result.mappings():
        text = json.dumps(dict(row), default=_plain, ensure_ascii=True, separators=(",", ":"))
        yield f"{text}\n".encode("ascii")


def _plain(value: Any) -> str:  # noqa: ANN401 - whatever JSON does not know
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    raise TypeError(f"no way to back up a {type(value).__name__}")


def _write_files(
    store: FileStore, wanted: tuple[str, ...], package: ZipFile
) -> tuple[tuple[FilePart, ...], tuple[str, ...]]:
    files: list[FilePart] = []
    missing: list[str] = []
    for digest in wanted:
        try:
            data = store.get(digest)
        except MissingError:
            missing.append(digest)
            continue
        part = FilePart(digest=digest, size=len(data))
        member = _member(part.member)
        member.compress_type = ZIP_STORED  # office files are compressed already
        package.writestr(member, data)
        files.append(part)
    return tuple(files), tuple(missing)


def _member(name: str) -> ZipInfo:
    member = ZipInfo(name, _NO_TIME)
    member.compress_type = ZIP_DEFLATED
    return member
