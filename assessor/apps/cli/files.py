"""Binary results: written beside their place and moved there, as ``opened`` does for text."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import IO

from assessor.apps.cli.output import refused
from assessor.errors import ConfigError


def write_file(output: Path, write: Callable[[IO[bytes]], None], *, option: str) -> None:
    """Let ``write`` fill the file ``output``; an interrupted run leaves the old one whole.

    Raises
    ------
    ConfigError
        ``config.output``: the file cannot be written, or the disk is full.
    """
    part = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        try:
            with part.open("wb") as stream:
                write(stream)
            part.replace(output)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise ConfigError(
            f"{output}：结果写不进这个文件（{refused(error)}）",
            hint=f"请检查文件夹是否存在、是否有写权限、磁盘是否已满，或换一个 {option} 路径。",
            code="config.output",
        ) from error
