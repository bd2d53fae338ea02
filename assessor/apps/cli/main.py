"""The program ``assessor``: commands, exit status, and no traceback for anything foreseen.

Only light modules are imported here and in the commands' files: ``assessor --help`` must not
load a model or a numeric library.
"""

import gc
import io
import re
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.main import get_command

from assessor import __version__
from assessor.apps.cli import (
    annotate,
    check,
    coach,
    completion,
    config,
    corpus,
    evaluate,
    explain,
    extract,
    recheck,
    report,
    review,
    rules,
    serve,
    suggest,
    train,
    workbench,
)
from assessor.apps.cli.help import Command, Group
from assessor.apps.cli.talk import say, say_error
from assessor.errors import AssessorError, ConfigError

WRONG_CALL, INTERRUPTED = 2, 130
_GC_THRESHOLDS = (100_000, 20, 100)  # a quarter faster, no more memory (benchmarks/)
HELP = "绩效指标质量检查：读取绩效目标表、自评表和自评报告，逐条指出问题并打分。离线运行，不联网。"
EPILOG = """示例：
  assessor check 绩效目标表.xlsx          检查一份表
  assessor suggest 职工获得感 有所提升    给一条指标提修改建议
  assessor explain W01                    看一项检查的含义、例子和改法
各命令的说明：assessor 命令 --help"""


def _new_app(**options: Any) -> typer.Typer:  # noqa: ANN401 - passed on to typer
    return typer.Typer(
        cls=Group, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
        **options,
    )  # fmt: skip


app = _new_app(help=HELP, epilog=EPILOG)
for module in (
    check, review, recheck, report, annotate, suggest, extract, explain, rules, train, evaluate,
    coach, serve, completion,
):  # fmt: skip
    name = module.__name__.rpartition(".")[2]
    app.command(name, cls=Command, help=module.HELP, epilog=module.EPILOG)(getattr(module, name))
config_app = _new_app(help=config.HELP)
config_app.command("show", cls=Command, help=config.SHOW_HELP, epilog=config.SHOW_EPILOG)(
    config.show
)
config_app.command("schema", cls=Command, help=config.SCHEMA_HELP, epilog=config.SCHEMA_EPILOG)(
    config.schema
)
app.add_typer(config_app, name="config")
corpus_app = _new_app(help=corpus.HELP)
corpus_app.command("check", cls=Command, help=corpus.CHECK_HELP, epilog=corpus.CHECK_EPILOG)(
    corpus.check
)
app.add_typer(corpus_app, name="corpus")
workbench_app = _new_app(help=workbench.HELP, epilog=workbench.EPILOG)
for word, function, text, epilog in workbench.COMMANDS:
    workbench_app.command(word, cls=Command, help=text, epilog=epilog)(function)
app.add_typer(workbench_app, name="workbench")


def _show_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"assessor {__version__}\n")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="显示版本", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        _help_instead(context)


@config_app.callback(invoke_without_command=True)
@corpus_app.callback(invoke_without_command=True)
@workbench_app.callback(invoke_without_command=True)
def _group_root(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        _help_instead(context)


def _help_instead(context: typer.Context) -> None:
    sys.stderr.write(context.get_help() + "\n")
    raise typer.Exit(WRONG_CALL)


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out a call and return the exit status.

    Parameters
    ----------
    arguments
        Words after the program's name, by default those of the process.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    completion.prepare()
    try:
        status = get_command(app).main(given, prog_name="assessor", standalone_mode=False)
    except AssessorError as error:
        say_error(error)
        return WRONG_CALL
    except _USAGE_ERROR as error:
        say_error(_usage(error))
        return WRONG_CALL
    except (KeyboardInterrupt, typer.Abort):
        status = INTERRUPTED
    if status == INTERRUPTED:
        say("已中断。")
    return status if isinstance(status, int) else 0


def run() -> None:
    """Entry point of the installed program."""
    # A batch keeps many small values alive; the default thresholds walk over them all the time.
    gc.set_threshold(*_GC_THRESHOLDS)
    for stream in (sys.stdout, sys.stderr):
        # A Chinese console may have no byte for a sign of a document: it must not end the run.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    sys.exit(main())


# The base of all wrong calls; typer exports only this one of its family.
_USAGE_ERROR: type[Exception] = typer.BadParameter.__mro__[1]


def _usage(error: Any) -> ConfigError:  # noqa: ANN401 - an error of typer
    """Say in Chinese what is wrong with a call."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "assessor"
    return ConfigError(_wrong(error), hint=f"用法见 {command} --help。", code="config.usage")


def _wrong(error: Any) -> str:  # noqa: ANN401 - an error of typer
    kind, message = type(error).__name__, str(getattr(error, "message", error))
    param = getattr(error, "param", None)
    shown = (
        "" if param is None else (param.metavar if param.opts[0] == param.name else param.opts[0])
    )
    if kind == "NoSuchOption":
        close = "、".join(sorted(error.possibilities or ()))
        return f"没有选项 {error.option_name}" + (f"，是不是 {close}？" if close else "")
    if kind == "MissingParameter":
        return f"缺少{'参数' if param is None or param.param_type_name == 'argument' else '选项'} {shown}"
    if kind == "BadParameter":
        return f"{shown} 的值不对（{_value_problem(message)}）"
    if found := re.match(r"No such command '(.*?)'", message):
        return f"没有命令 {found.group(1)}"
    if found := re.match(r"Option '?(-[^' ]+)'? requires an argument", message):
        return f"选项 {found.group(1)} 后面缺少内容"
    if found := re.match(r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)", message):
        return f"多出了参数 {found.group(1)}"
    return f"命令写法不对（{message}）"


def _value_problem(message: str) -> str:
    return "应为整数" if "integer" in message else message
