"""The file ``assessor.toml``: where it is looked for, and what it says.

Light: the reader and its model are imported only where there is such a file.
"""

import errno
import os
import stat
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assessor.core.finding import Severity
from assessor.errors import ConfigError
from assessor.policy.own_files import OwnFiles, own_files, use_own_files
from assessor.sifting.suppression import Suppression

CONFIG_FILE = "assessor.toml"
_NONE = OwnFiles()


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """What a configuration file says; ``None`` or empty = it says nothing of that.

    Attributes
    ----------
    path
        The file, ``None`` if none was found.
    severities
        What checks weigh, by code or name.
    limits
        Bounds on input by the names of :class:`assessor.core.limits.Limits`.
    suppressions
        Dismissals; their codes are as written, names and families among them.
    own
        Profiles, word lists and checks of the user.
    lines
        Number of the line, from 1, of every key as ``limits.pages`` or ``suppress[0].reason``.
    """

    path: Path | None = None
    profile: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: tuple[tuple[str, Severity], ...] = ()
    fail_on: str | None = None
    rewrites: int | None = None
    limits: tuple[tuple[str, float], ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    own: OwnFiles = _NONE
    lines: tuple[tuple[str, int], ...] = ()

    @property
    def folder(self) -> Path:
        """Folder from which the names of files are seen."""
        return self.path.parent if self.path is not None else Path()

    def line(self, key: str) -> int | None:
        """Return the line of a key, ``None`` if it is not there."""
        return dict(self.lines).get(key)


def find_configuration(start: Path | None = None) -> Path | None:
    """Return the nearest ``assessor.toml`` in a folder or above it, ``None`` if there is none.

    The search ends at the user's own folder, or at the root of the disk.

    Parameters
    ----------
    start
        Where to begin, ``None`` for the working directory.

    Raises
    ------
    ConfigError
        ``config.file``: something of that name is there that is no file, or a broken link.
    """
    try:
        folder = Path.cwd() if start is None else start.absolute()
    except OSError:  # the working directory is gone
        return None
    home = _home()
    for place in (folder, *folder.parents):
        path = place / CONFIG_FILE
        if os.path.lexists(path):
            _refuse_no_file(path)
            return path
        if place == home:
            break
    return None


def _home() -> Path | None:
    try:
        return Path.home()
    except (RuntimeError, OSError):
        return None


def _refuse_no_file(path: Path) -> None:
    """Refuse what bears the name of the file and holds no settings: ignored, it would mislead."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        what = "是断开的链接，所指的文件不存在"
    except OSError as error:
        is_loop = path.is_symlink() and error.errno == errno.ELOOP
        what = "是指向自己的链接" if is_loop else f"打不开（{error.strerror}）"
    else:
        if stat.S_ISREG(mode):
            return
        what = "是文件夹" if stat.S_ISDIR(mode) else "不是普通文件（例如管道或设备）"
    raise ConfigError(
        f"{path}：{what}，不能作为设置文件",
        hint=f"请放上真正的 {CONFIG_FILE}，或把它移走、改名。",
        code="config.file",
    )


def load_configuration(start: Path | None = None) -> Configuration:
    """Read the nearest configuration; an empty one if there is no file.

    The user's own data that it names are in force from then on.

    Raises
    ------
    ConfigError
        ``config.file``: the file cannot be read, or says something that is not accepted.
        ``config.own-file``: so do the user's own data.
    """
    told = _nearest(start)
    if told.own != _NONE:
        from assessor.apps.own_data import take_own  # noqa: PLC0415 - for those who have some

        take_own(told.own)
    elif own_files() != _NONE:
        use_own_files(_NONE)
    return told


def _nearest(start: Path | None) -> Configuration:
    path = find_configuration(start)
    if path is None:
        return Configuration()
    try:
        status = path.stat()
    except OSError:
        return _read(path, 0, 0)
    return _read(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=4)
def _read(path: Path, _changed_ns: int, _size: int) -> Configuration:
    from assessor.apps.config_file import read_configuration  # noqa: PLC0415 - see above

    return read_configuration(path)
