"""Restoring a backup into an empty workbench, on SQLite or PostgreSQL.

Everything is verified before anything is written; the rows come in one transaction, which is kept
only if the audit log is then as the backup says.
"""

import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, LargeZipFile, ZipFile

from pydantic import ValidationError
from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    MetaData,
    Table,
    bindparam,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from assessor.errors import ConfigError, InputError
from assessor.workbench import audit
from assessor.workbench.backup_format import (
    CHUNK,
    FORMAT_VERSION,
    LEFT_OUT,
    MANIFEST,
    MOST_MANIFEST,
    AuditPart,
    FilePart,
    Manifest,
    TablePart,
    digest_of,
    moment,
)
from assessor.workbench.data_folder import DataFolder
from assessor.workbench.database import Database
from assessor.workbench.permissions import RequestError
from assessor.workbench.states import PaperState
from assessor.workbench.tables import Paper
from assessor.workbench.upgrading import knows_revision, opened, revision_of, upgrade

_AT_ONCE = 500
_HEAD = "audit_head"
_BROKEN = (
    BadZipFile, LargeZipFile, zlib.error, EOFError, OSError, KeyError, NotImplementedError,
    RuntimeError, ValueError,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was restored. ``audit_problem`` was in the log when it was backed up."""

    made_at: str
    rows: int
    files: int
    missing: int
    audit_number: int
    audit_digest: str
    audit_problem: str


def restore(
    source: Path, folder: DataFolder, *, database_url: str | None = None, digest: str | None = None
) -> Restored:
    """Fill an empty workbench from a backup.

    Parameters
    ----------
    source
        What ``backup`` wrote.
    folder
        Where the files go; no server may use it.
    database_url
        ``None`` for SQLite in the folder.
    digest
        The backup's digest as it was noted; any other backup is refused.

    Raises
    ------
    InputError
        ``input.backup-missing``: no such file. ``input.backup-damaged``: damaged or altered. ``input.backup-other``: not the one that
        ``digest`` names. ``input.backup-newer``: of a newer version of this program.
    ConfigError
        ``config.data-folder-in-use``, ``config.not-empty``, ``config.database``, ``config.files``
    """
    if not source.is_file():
        raise InputError(
            f"{source}：没有这个备份文件", hint="请检查路径。", code="input.backup-missing"
        )
    url = database_url or folder.database_url
    try:
        with ZipFile(source) as package:
            manifest = _verified(package, digest)
            with folder.lock():
                _prepare(url, manifest.revision)
                for part in manifest.files:
                    folder.files.put(package.read(part.member))
                restored = _load(package, manifest, url)
    except _BROKEN as error:
        raise _damaged(source.name) from error
    upgrade(url)
    _put_back(url)
    return restored


def _put_back(url: str) -> None:
    """Let papers wait that were being assessed: their workers live elsewhere, if at all."""
    database = Database(url)
    try:
        with database.writing() as session:
            session.execute(
                update(Paper)
                .where(Paper.state == PaperState.WORKING)
                .values(
                    state=PaperState.QUEUED, attempts=Paper.attempts - 1, claimed_by="",
                    claimed_until=None,
                )
            )  # fmt: skip
    finally:
        database.close()


def _verified(package: ZipFile, digest: str | None) -> Manifest:
    """Read the manifest and every part, and compare all digests."""
    if package.getinfo(MANIFEST).file_size > MOST_MANIFEST:
        raise ValueError("the manifest is too large")
    data = package.read(MANIFEST)
    if digest is not None and digest_of(data) != digest.strip().lower():
        raise InputError(
            "这不是所要的那份备份（摘要不一致）",
            hint="请核对备份文件和备份时记下的摘要。",
            code="input.backup-other",
        )
    try:
        manifest = Manifest.model_validate_json(data)
    except ValidationError as error:
        raise ValueError("the manifest is wrong") from error
    if manifest.format_version != FORMAT_VERSION or not knows_revision(manifest.revision):
        raise InputError(
            "备份来自其他版本的程序，这一版不能恢复",
            hint="请安装备份时所用的版本或更新的版本。",
            code="input.backup-newer",
        )
    if sorted(package.namelist()) != sorted(manifest.members):
        raise ValueError("there are more or fewer parts than the manifest says")
    for table in manifest.tables:
        _verify_part(package, table)
    for file in manifest.files:
        _verify_part(package, file)
    return manifest


def _verify_part(package: ZipFile, part: TablePart | FilePart) -> None:
    digest, left = hashlib.sha256(), part.size
    with package.open(part.member) as stream:
        while chunk := stream.read(CHUNK):
            left -= len(chunk)
            if left < 0:  # never inflate more than was promised
                break
            digest.update(chunk)
    if left or digest.hexdigest() != part.digest:
        raise ValueError(f"{part.member} is not what the manifest says")


def _prepare(url: str, revision: str) -> None:
    """Make the tables of the backup's time, and refuse a database that holds anything."""
    with opened(url) as connection:
        found = revision_of(connection)
        if found is not None and (found != revision or _holds_rows(connection)):
            raise ConfigError(
                "要恢复到的数据库不是空的，没有作任何改动",
                hint="请用 --data 指定一个新的文件夹（PostgreSQL 须新建一个数据库）。",
                code="config.not-empty",
            )
    upgrade(url, revision)


def _holds_rows(connection: Connection) -> bool:
    return any(
        connection.scalar(select(func.count()).select_from(table))
        for table in _reflected(connection).sorted_tables
        if table.name not in (_HEAD, "alembic_version")
    )


def _reflected(connection: Connection) -> MetaData:
    """Read the tables from the database: the backup may be older than the classes."""
    metadata = MetaData()
    metadata.reflect(connection)
    return metadata


def _load(package: ZipFile, manifest: Manifest, url: str) -> Restored:
    database = Database(url)
    try:
        with database.writing() as session:
            connection = session.connection()
            metadata = _reflected(connection)
            parts = {part.name: part for part in manifest.tables}
            tables = [table for table in metadata.sorted_tables if table.name in parts]
            if len(tables) != len(manifest.tables) or LEFT_OUT & set(parts):
                raise ValueError("other tables than the database has")
            for table in tables:
                _load_table(connection, table, package, parts[table.name])
            _check_log(session, manifest)
    except (SQLAlchemyError, RequestError, TypeError) as error:
        raise ValueError("rows that do not fit the tables") from error
    finally:
        database.close()
    return Restored(
        made_at=manifest.made_at, rows=sum(part.rows for part in manifest.tables),
        files=len(manifest.files), missing=len(manifest.missing),
        audit_number=manifest.audit.number, audit_digest=manifest.audit.digest,
        audit_problem=manifest.audit.problem,
    )  # fmt: skip


def _load_table(connection: Connection, table: Table, package: ZipFile, part: TablePart) -> None:
    own = [key.parent for key in table.foreign_keys if key.column.table is table]
    later: list[dict[str, Any]] = []
    count = 0
    for rows in _batches(_rows(package, table, part)):
        count += len(rows)
        later += [held for row in rows if (held := _held_back(row, table, own))]
        if table.name == _HEAD:
            _set_head(connection, table, rows)
        else:
            connection.execute(insert(table), rows)
    if count != part.rows:
        raise ValueError("other rows than the manifest says")
    for links in _batches(iter(later)):
        same = [column == bindparam(f"key_{column.name}") for column in table.primary_key]
        targets: dict[str, Any] = {column.name: bindparam(column.name) for column in own}
        connection.execute(update(table).where(*same).values(targets), links)
    _set_sequence(connection, table)


def _held_back(row: dict[str, Any], table: Table, own: list[Column[Any]]) -> dict[str, Any] | None:
    """Take the links to other rows of the same table out: those rows may come later."""
    links = {column.name: row[column.name] for column in own}
    if all(value is None for value in links.values()):
        return None
    row.update(dict.fromkeys(links))
    return links | {f"key_{column.name}": row[column.name] for column in table.primary_key}


def _set_head(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Move the head row that the migrations made; it only goes forwards."""
    (row,) = rows
    if row["number"] > 0:
        moved = update(table).where(table.c.id == row["id"])
        connection.execute(moved.values(number=row["number"], digest=row["digest"]))


def _set_sequence(connection: Connection, table: Table) -> None:
    """Let PostgreSQL number new rows after the restored ones; SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    (first, *others) = table.primary_key.columns
    if others or first.server_default is None:
        return
    highest = connection.scalar(select(func.max(first)))
    if highest is not None:
        order = text("SELECT setval(pg_get_serial_sequence(:table, :column), :highest)")
        names = {"table": table.name, "column": first.name, "highest": highest}
        connection.execute(order, names)


def _rows(package: ZipFile, table: Table, part: TablePart) -> Iterator[dict[str, Any]]:
    names = set(table.columns.keys())
    with package.open(part.member) as stream:
        for line in stream:
            row = json.loads(line)
            if not isinstance(row, dict) or set(row) != names:
                raise ValueError("other columns than the table has")
            yield {column.name: _value(column, row[column.name]) for column in table.columns}


def _value(column: Column[Any], value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    if value is not None and isinstance(column.type, DateTime):
        return moment(value)
    return value


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _check_log(session: Session, manifest: Manifest) -> None:
    found = audit.verify(session)
    told = AuditPart(number=found.number, digest=found.digest, problem=found.problem)
    if told != manifest.audit:
        raise ValueError("the audit log is not what the manifest says")


def _damaged(name: str) -> InputError:
    return InputError(
        f"{name}：备份已损坏、被改动，或不是本程序的备份；没有恢复任何记录",
        hint="请用另一份备份，并核对备份时记下的摘要。",
        code="input.backup-damaged",
    )
