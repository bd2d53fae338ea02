"""Where results go: standard output or a file, as bytes of UTF-8 or as styled lines."""

import io
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import typer

from assessor.apps.settings import load_settings
from assessor.errors import ConfigError
from assessor.pipeline.sources import reason
from assessor.reports.lines import Line, Style, plain
from assessor.reports.text_frame import NARROWEST, WIDEST, Layout

CLOSED_PIPE = 141
_PLAIN_COLUMNS = 80

# What styles look like in a terminal (names of rich).
_LOOKS = {
    Style.PLAIN: "",
    Style.HEADING: "bold",
    Style.DIM: "dim",
    Style.GOOD: "green",
    Style.BLOCKER: "bold red",
    Style.MAJOR: "red",
    Style.MINOR: "yellow",
    Style.INFO: "cyan",
    Style.WARNING: "bold yellow",
    Style.MARK_BLOCKER: "bold red underline",
    Style.MARK_MAJOR: "red underline",
    Style.MARK_MINOR: "yellow underline",
    Style.MARK_INFO: "cyan underline",
}


def is_styled(output: Path | None) -> bool:
    """Tell whether text goes to a terminal that shows colours."""
    return output is None and sys.stdout.isatty() and load_settings().use_colour


def layout_for(output: Path | None, titles: dict[str, str]) -> Layout:
    """Return the layout of the text report: as wide as the terminal, 80 columns elsewhere."""
    columns = _PLAIN_COLUMNS
    if output is None and sys.stdout.isatty():
        terminal = shutil.get_terminal_size((_PLAIN_COLUMNS, 24)).columns
        columns = min(max(terminal, NARROWEST), WIDEST)
    return Layout(columns=columns, brackets=not is_styled(output), titles=titles)


@contextmanager
def opened(output: Path | None, *, encoding: str = "utf-8") -> Iterator[TextIO]:
    r"""Open standard output or a file for text with ``\n`` line ends.

    A file is written beside its place and moved there at the end, so that an interrupted run
    leaves the old one whole.

    Raises
    ------
    ConfigError
        ``config.output``: the file cannot be written, or the disk is full.
    """
    if output is None:
        with _standard_output(encoding) as stream:
            yield stream
        return
    try:
        with _file(output, encoding) as stream:
            yield stream
    except OSError as error:
        raise ConfigError(
            f"{output}：结果写不进这个文件（{refused(error)}）",
            hint="请检查文件夹是否存在、是否有写权限、磁盘是否已满，或换一个 --output 路径。",
            code="config.output",
        ) from error


def refused(error: OSError) -> str:
    """Return why a file cannot be written; one that is not there yet lacks its folder."""
    return "文件夹不存在" if isinstance(error, FileNotFoundError) else reason(error)


@contextmanager
def _file(output: Path, encoding: str) -> Iterator[TextIO]:
    if output.exists() and not output.is_file():
        with output.open("w", encoding=encoding, newline="\n") as stream:
            yield stream
        return
    part = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding=encoding, newline="\n") as stream:
            yield stream
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _standard_output(encoding: str) -> Iterator[TextIO]:
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        yield sys.stdout
        return
    sys.stdout.flush()
    stream = io.TextIOWrapper(buffer, encoding=encoding, errors="replace", newline="\n")
    try:
        yield stream
        stream.flush()
    except BrokenPipeError:
        _forget_stdout()
        raise typer.Exit(CLOSED_PIPE) from None
    except OSError as error:
        _forget_stdout()
        raise ConfigError(
            f"结果写不到标准输出（{reason(error)}）", hint="请检查磁盘空间。", code="config.output"
        ) from error
    finally:
        _detach(stream)


def _detach(stream: io.TextIOWrapper) -> None:
    try:
        stream.detach()
    except OSError:
        return


def _forget_stdout() -> None:
    """Point standard output at nothing, so that the interpreter's last flush says nothing."""
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)
    except (OSError, ValueError):
        return


def write_lines(lines: Iterable[Line], *, output: Path | None) -> None:
    """Write a report of styled lines: coloured in a terminal, plain elsewhere."""
    if is_styled(output):
        _write_styled(lines)
        return
    encoding = (sys.stdout.encoding or "utf-8") if output is None else "utf-8"
    with opened(output, encoding=encoding) as stream:
        for line in lines:
            stream.write(plain(line) + "\n")


def _write_styled(lines: Iterable[Line]) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    try:
        for line in lines:
            # Text.assemble takes strings as they are: nothing of a document becomes markup.
            console.print(Text.assemble(*((text, _LOOKS[style]) for text, style in line)))
    except BrokenPipeError:
        _forget_stdout()
        raise typer.Exit(CLOSED_PIPE) from None
