"""Help pages in Chinese, broken by display width.

The formatter of typer counts characters, so that Chinese lines run over the edge, and its
headings are English; here the whole page is written.
"""

from collections.abc import Iterator
from typing import Any

from typer.core import TyperCommand, TyperGroup

from assessor.reports.lines import Style, hanging, plain, width, wrap

COLUMNS = 80
_WIDEST_TERM = 26
HELP_OPTION = ("--help", "显示本说明")


class Command(TyperCommand):
    """A command with a Chinese help page."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - typer's own types moved
        """Write the page."""
        formatter.write("\n".join(_page(self, ctx)) + "\n")


class Group(TyperGroup):
    """A group of commands with a Chinese help page."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - as above
        """Write the page."""
        formatter.write("\n".join(_page(self, ctx)) + "\n")


def _page(command: Any, ctx: Any) -> Iterator[str]:  # noqa: ANN401
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option" and not p.hidden]
    subcommands = [command.commands[name] for name in getattr(command, "commands", {})]
    pieces = [ctx.command_path, "[选项]" if options else ""]
    pieces += ["命令 [参数]…"] if subcommands else [_metavar(argument) for argument in arguments]
    yield from _lines(f"用法：{' '.join(filter(None, pieces))}")
    yield ""
    yield from _paragraphs(command.help or "")
    yield from _section("参数", [(_metavar(a), a.help or "") for a in arguments])
    yield from _section("命令", [(c.name, (c.help or "").split("\n")[0]) for c in subcommands])
    yield from _section("选项", [*(_option(option) for option in options), HELP_OPTION])
    if command.epilog:
        yield ""
        yield from _paragraphs(command.epilog)


def _metavar(argument: Any) -> str:  # noqa: ANN401
    return str(argument.metavar or argument.name)


def _option(option: Any) -> tuple[str, str]:  # noqa: ANN401
    names = ", ".join([*option.opts, *option.secondary_opts])
    return (f"{names} {option.metavar}" if option.metavar else names, option.help or "")


def _section(title: str, entries: list[tuple[str, str]]) -> Iterator[str]:
    if not entries:
        return
    yield ""
    yield f"{title}："
    column = min(max(width(term) for term, _ in entries), _WIDEST_TERM) + 4
    for term, text in entries:
        yield from _entry(term, text, column)


def _entry(term: str, text: str, column: int) -> Iterator[str]:
    head = f"  {term}"
    if width(head) > column - 2:
        yield head
        head = ""
    first = head + " " * (column - width(head))
    for line in hanging(((first, Style.PLAIN),), ((text, Style.PLAIN),), COLUMNS):
        yield plain(line)


def _paragraphs(text: str) -> Iterator[str]:
    """Break paragraphs; lines that begin with blanks are examples and stay as they are."""
    for line in text.strip("\n").split("\n"):
        if line.startswith("  "):
            yield line
        else:
            yield from _lines(line)


def _lines(text: str) -> Iterator[str]:
    for line in wrap(((text, Style.PLAIN),), COLUMNS):
        yield plain(line)
