"""``assessor recheck``: what became of the points of an earlier version."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessor import __version__
from assessor.apps.cli import options
from assessor.apps.cli.assessed_inputs import say_set_aside, sifter_of, told_results
from assessor.apps.cli.kept_files import keep_inputs
from assessor.apps.cli.output import layout_for, opened, write_lines
from assessor.apps.cli.progress import is_wanted
from assessor.apps.cli.whole import Approved, AsSubmission, History, Profile, run_of
from assessor.apps.configuration import load_configuration
from assessor.apps.settings import load_settings
from assessor.core.assessment import InputFailure, SubmissionAssessment

if TYPE_CHECKING:
    from assessor.core.located import Located
    from assessor.core.recheck import AnsweredPoint, Recheck
    from assessor.core.sifted import Sifted
    from assessor.pipeline.running import Run
    from assessor.sifting.sifter import Sifter

FORMATS = ("text", "json")
NOT_USED, OPEN, FINE = 2, 1, 0
HELP = """复核：对照修改前后的两份材料，逐条说明原意见是否落实，并列出新出现的问题

每条原意见的结果是：已改、部分改、未改、删除回避（没有修改而把指标或目标中的话删掉）、无法判断\
（新材料缺少核对所需的内容）。指标改名、移动、拆分后按文字和位置对应。"""
EPILOG = """退出状态：0 原意见都已落实且没有新的问题；1 还有；2 有输入无法读取或命令写错。

示例：
  assessor recheck 绩效目标表.xlsx 绩效目标表（修改）.xlsx
  assessor recheck 初稿文件夹 修改稿文件夹 --format json --output 复核.json"""

Version = Annotated[str, typer.Argument(metavar="原材料", help="修改前的文件或文件夹")]
NewVersion = Annotated[str, typer.Argument(metavar="新材料", help="修改后的文件或文件夹")]


def recheck(
    old: Version,
    new: NewVersion,
    form: Annotated[
        str,
        typer.Option("--format", "-f", metavar="格式", help="text 文字（默认）、json 全部内容"),
    ] = "text",
    output: options.Output = None,
    select: options.Select = None,
    ignore: options.Ignore = None,
    profile: Profile = None,
    history: History = None,
    approved: Approved = None,
    model: options.Model = None,
    as_submission: AsSubmission = False,
    no_progress: options.NoProgress = False,
) -> None:
    """Compare two versions and write the result."""
    form = options.choice(form, FORMATS, option="--format")
    keep_inputs([old, new, history, approved], output, model=model)

    from assessor.checks.rule_reference import titles
    from assessor.rechecking.answering import recheck as compare

    told = load_configuration()
    run = run_of(
        told, select=select, ignore=ignore, profile=profile, history=history, approved=approved,
        model=model, as_submission=as_submission,
    )  # fmt: skip
    sifter = sifter_of(run, told)
    wanted = is_wanted(no_progress=no_progress, result_on_screen=output is None)
    before, after = (
        _read(run, path, sifter=sifter, leave_out=output, wanted=wanted) for path in (old, new)
    )
    if before is None or after is None:
        raise typer.Exit(NOT_USED)
    sifted = sifter.sifted()
    result = _without(compare(before, after), sifted)
    if form == "json":
        with opened(output) as stream:
            stream.write(_json(result, run.model_id, old, new))
    else:
        from assessor.reports.recheck_text import recheck_report

        layout = layout_for(output, {})
        write_lines(recheck_report(result, layout, old=old, new=new), output=output)
    say_set_aside(sifted, titles())
    raise typer.Exit(FINE if result.is_settled else OPEN)


def _json(result: "Recheck", model_id: str, old: str, new: str) -> str:
    from assessor.reports.recheck_json import recheck_json

    return recheck_json(result, assessor_version=__version__, model_id=model_id, old=old, new=new)


def _read(
    run: "Run", path: str, *, sifter: "Sifter", leave_out: Path | None, wanted: bool
) -> tuple[SubmissionAssessment, ...] | None:
    """Assess one version; ``None`` when any of it cannot be read: half a version compares to nothing.

    What is dismissed stays in: a point that is dismissed in the new version is not answered.
    """
    from assessor.pipeline.sources import find_sources

    sources = find_sources([path], leave_out=leave_out, limits=load_settings().limits)
    found: list[SubmissionAssessment] = []
    failed = False
    for result in told_results(run, sources, wanted=wanted):
        if isinstance(result, InputFailure):
            failed = True
        else:
            sifter.document(result)
            found += result.submissions
    return None if failed else tuple(found)


def _without(result: "Recheck", sifted: "Sifted") -> "Recheck":
    """Leave out what is dismissed; a point whose dismissal is gone from the new version stays."""
    gone = {id(item.located.finding) for item in sifted.ignored}

    def open_now(point: "AnsweredPoint") -> "tuple[Located, ...]":
        return tuple(one for one in point.now if id(one.finding) not in gone)

    return replace(
        result,
        points=tuple(
            replace(point, now=open_now(point))
            for point in result.points
            if open_now(point) or not (point.now or id(point.old.finding) in gone)
        ),
        defects=tuple(one for one in result.defects if id(one.found.finding) not in gone),
    )
