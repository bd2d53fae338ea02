"""The data folder of a workbench: the database (unless PostgreSQL), the files, and a lock."""

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from assessor.errors import ConfigError
from assessor.workbench.file_store import FileStore

if sys.platform == "win32":  # pragma: no cover
    import msvcrt
else:
    import fcntl

DATABASE, FILES, LOCK = "assessor.sqlite", "files", "server.lock"
_MOST_TOLD = 200


class DataFolder:
    """Where a workbench keeps what it keeps.

    Parameters
    ----------
    path
        Made if it is not there, readable by its owner alone.

    Raises
    ------
    ConfigError
        ``config.data-folder``: it cannot be made or written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise self._unusable(error) from error
        if not os.access(self.path, os.W_OK | os.X_OK):
            raise self._unusable(PermissionError(13, "没有写权限"))

    @property
    def database_url(self) -> str:
        """Address of the folder's own database."""
        return f"sqlite:///{self.path / DATABASE}"

    @property
    def files(self) -> FileStore:
        """The uploaded files."""
        return FileStore(self.path / FILES)

    @property
    def is_new(self) -> bool:
        """Nothing has been kept here yet."""
        return not (self.path / DATABASE).exists() and not any((self.path / FILES).glob("*"))

    def lock(self) -> "FolderLock":
        """Take the folder for one server; let go by leaving the ``with`` block or by ending.

        Raises
        ------
        ConfigError
            ``config.data-folder-in-use``: another process has it.
        """
        return FolderLock(self)

    def _unusable(self, error: OSError) -> ConfigError:
        return ConfigError(
            f"{self.path}：数据文件夹不能使用（{error.strerror or type(error).__name__}）",
            hint="请检查路径和写权限，或用 --data 换一个文件夹。",
            code="config.data-folder",
        )


class FolderLock:
    """A taken data folder; the system lets go of it even where the process is killed."""

    def __init__(self, folder: DataFolder) -> None:
        path = folder.path / LOCK
        try:
            self._stream: IO[str] = path.open("a+", encoding="utf-8")
        except OSError as error:
            raise folder._unusable(error) from error
        try:
            _take(self._stream)
        except OSError as error:
            who = _holder(self._stream)
            self._stream.close()
            raise ConfigError(
                f"{folder.path}：数据文件夹正在被另一个程序使用{who}",
                hint="一个数据文件夹同时只能由一个程序使用：请先停止正在运行的 assessor serve，"
                "或用 --data 换一个文件夹。",
                code="config.data-folder-in-use",
            ) from error
        self._stream.truncate(0)
        self._stream.write(f"{os.getpid()}\n")
        self._stream.flush()

    def release(self) -> None:
        """Let go; a second time does nothing."""
        self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def _take(stream: IO[str]) -> None:
    if sys.platform == "win32":  # pragma: no cover
        stream.seek(0)
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


def _holder(stream: IO[str]) -> str:
    """Say which process has the folder, where it wrote that down."""
    try:
        stream.seek(0)
        told = stream.read(_MOST_TOLD).strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return f"（进程 {told}）" if told.isdecimal() else ""
