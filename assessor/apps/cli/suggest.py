"""``assessor suggest``: rewrites for one row told on the command line."""

from pathlib import Path
from typing import Annotated

import typer

from assessor import __version__
from assessor.apps.cli import options
from assessor.apps.cli.kept_files import keep_inputs
from assessor.apps.cli.output import layout_for, opened, write_lines
from assessor.apps.cli.talk import say
from assessor.apps.cli.whole import History, run_of
from assessor.apps.configuration import load_configuration
from assessor.core.rewrite import MOST_SHOWN
from assessor.errors import ConfigError

FORMATS = ("text", "json")
HELP = """给一条指标提修改建议：改好的指标、依据、佐证材料和待补充的内容

建议中的数字只取自指标本身、--goal、--project 和 --history；没有的写作【__】，由填报单位补充。"""
EPILOG = """退出状态：0 已给出建议，或没有需要改写的问题，或说明了不提建议的原因；2 命令写错、名称为空。

示例：
  assessor suggest 职工的获得感 有所提升 --level 社会效益
  assessor suggest 慰问困难职工 及时 --level 时效 --goal 春节前慰问困难职工120户
  assessor suggest 工程质量 符合规定 --level 质量 --format json"""


def suggest(
    name: Annotated[str, typer.Argument(metavar="指标名称", help="三级指标的名称")],
    value: Annotated[str, typer.Argument(metavar="[指标值]", help="指标值，可不写")] = "",
    level: Annotated[
        str,
        typer.Option("--level", metavar="级次",
                     help="二级指标：数量、质量、时效、成本、经济效益、社会效益、生态效益、"
                          "可持续影响、满意度"),
    ] = "",
    goal: Annotated[
        list[str] | None,
        typer.Option("--goal", metavar="文字", help="项目的绩效目标；可写多次"),
    ] = None,
    project: Annotated[
        str, typer.Option("--project", metavar="名称", help="项目名称")
    ] = "",
    history: History = None,
    rewrites: Annotated[
        int, typer.Option("--rewrites", metavar="条数", help="最多几条建议，1 到 3，默认 3")
    ] = MOST_SHOWN,
    form: Annotated[
        str, typer.Option("--format", "-f", metavar="格式", help="text 文字（默认）、json")
    ] = "text",
    output: options.Output = None,
) -> None:  # fmt: skip
    """Assess one row and write what is proposed for it."""
    form = options.choice(form, FORMATS, option="--format")
    most = options.rewrite_count(rewrites, least=1)
    _check_call(name, project=project, history=history)
    keep_inputs([history], output)

    from assessor.checks.own_checks import row_checks
    from assessor.pipeline.suggesting import Told, history_unused, suggest_for

    run = run_of(load_configuration(), history=history, rewrites=most, reads_files=False)
    told = Told(name=name, value=value, level=level, goals=tuple(goal or ()), project=project)
    row = suggest_for(run, told)
    if history is not None and (reason := history_unused(run, told)):
        say(f"{history}：{reason}，没有使用上年指标值")
    titles = {check.code: check.title for check in row_checks()}
    if form == "json":
        from assessor.reports.json_report import suggestion_text

        with opened(output) as stream:
            stream.write(
                suggestion_text(
                    row, assessor_version=__version__, model_id=run.model_id, titles=titles
                )
            )
        return
    from assessor.reports.text_suggestion import suggestion_report

    write_lines(suggestion_report(row, layout_for(output, titles)), output=output)


def _check_call(name: str, *, project: str, history: Path | None) -> None:
    """Refuse what cannot be answered.

    Raises
    ------
    ConfigError
        ``config.empty-name``, ``config.option``
    """
    if not name.strip():
        raise ConfigError("指标名称是空的，无从提出建议",
                          hint="请写出名称，例如 assessor suggest 职工的获得感 有所提升。",
                          code="config.empty-name")  # fmt: skip
    if history is not None and not project.strip():
        raise ConfigError("选项 --history 要与 --project 同用",
                          hint="上年的指标按项目名称查找，请用 --project 写出项目名称。",
                          code="config.option")  # fmt: skip
