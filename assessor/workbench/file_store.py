"""Files by their content: a file's name is the SHA-256 of its bytes, so nothing is ever changed."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from assessor.errors import ConfigError
from assessor.workbench.permissions import MissingError

_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """Where bytes lie in the store.

    Attributes
    ----------
    digest
        SHA-256 as 64 hexadecimal digits.
    size
        Bytes.
    """

    digest: str
    size: int


class FileStore:
    """Bytes in a folder, each under its digest.

    Parameters
    ----------
    folder
        Made when the first file comes.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, data: bytes) -> Stored:
        """Keep bytes; when this returns they are on the disk, whole.

        Raises
        ------
        ConfigError
            ``config.files``: the folder cannot be written, or the disk is full.
        """
        stored = Stored(digest=hashlib.sha256(data).hexdigest(), size=len(data))
        place = self.path(stored.digest)
        try:
            if not _holds(place, data):
                _write_whole(place, data)
        except OSError as error:
            raise ConfigError(
                f"文件存不进数据文件夹（{error.strerror or type(error).__name__}）",
                hint="请检查磁盘空间和数据文件夹的写权限。",
                code="config.files",
            ) from error
        return stored

    def get(self, digest: str) -> bytes:
        """Return the bytes, and only those that were put in.

        Raises
        ------
        MissingError
            ``missing.file``: there is no such file. ``missing.file-damaged``: it was changed.
        """
        try:
            data = self.path(digest).read_bytes()
        except OSError as error:
            raise MissingError(
                f"数据文件夹中没有这份文件（摘要 {digest[:12]}）",
                hint="请从备份恢复，或请申报单位重新提交。",
                code="missing.file",
            ) from error
        if hashlib.sha256(data).hexdigest() != digest:
            raise MissingError(
                f"数据文件夹中的这份文件已被改动或损坏（摘要 {digest[:12]}）",
                hint="请从备份恢复，或请申报单位重新提交。",
                code="missing.file-damaged",
            )
        return data

    def path(self, digest: str) -> Path:
        """Return where bytes with this digest lie; whether they do is not looked up.

        Raises
        ------
        MissingError
            ``missing.file``: this is no digest (nothing else ever becomes a path).
        """
        if not _DIGEST.fullmatch(digest):
            raise MissingError("没有这份文件", hint="请刷新页面后重试。", code="missing.file")
        return self.folder / digest[:2] / digest

    def digests(self) -> Iterator[str]:
        """Yield what lies in the store, in order."""
        for path in sorted(self.folder.glob("??/*")):
            if _DIGEST.fullmatch(path.name):
                yield path.name


def _holds(place: Path, data: bytes) -> bool:
    """Tell whether the bytes lie there already; damaged ones are written anew."""
    try:
        return place.stat().st_size == len(data) and place.read_bytes() == data
    except FileNotFoundError:
        return False


def _write_whole(place: Path, data: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(name, place)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise
    for folder in (place.parent, place.parent.parent):
        _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    """Make a new name last; systems that cannot do so for folders need not."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
