"""``assessor check``: the main job."""

import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessor.apps.cli import options
from assessor.apps.cli.assessed_inputs import say_skipped, sift_options
from assessor.apps.cli.check_baseline import (
    BaselineFile,
    BaselineOptions,
    Ratchet,
    WriteBaseline,
    finish,
)
from assessor.apps.cli.check_formats import FORMATS, REWRITES, WHOLE, write
from assessor.apps.cli.check_run import FINE, Call, Seen
from assessor.apps.cli.configured import FAIL_ON
from assessor.apps.cli.kept_files import keep_inputs
from assessor.apps.cli.progress import is_wanted
from assessor.apps.cli.talk import say
from assessor.apps.cli.whole import Approved, AsSubmission, History, Profile, run_of
from assessor.apps.configuration import Configuration, load_configuration
from assessor.apps.settings import load_settings
from assessor.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

    from assessor.pipeline.sources import Sources
    from assessor.sifting.sifter import Sifter

_SHORT = ("text", "json")  # named in advice

HELP = "检查绩效指标：逐条指出问题、说明原因和改法，并按 SMART 打分"
EPILOG = """退出状态：0 没有达到 --fail-on 的问题；1 有（用 --ratchet 时：问题变多）；2 有输入\
无法读取或命令写错（优先于 1）。已知和已忽略的问题不计。个别文件读不了不影响其他文件，原因会逐个列出。
当前文件夹或上级文件夹中的 assessor.toml 可以写明体系、检查、程度、上限和忽略的问题（见 assessor \
config），命令行选项优先。Excel 单元格批注写“assessor: 忽略 W01 原因”，即忽略该行的这一问题。

示例：
  assessor check 绩效目标表.xlsx
  assessor check 自评表.xlsx --approved 批复表.xlsx --history 上年自评表.xlsx
  assessor check 申报材料文件夹 --format csv --output 结果.csv
  assessor check 绩效目标表.xlsx --rewrites 3 --history 上年绩效目标表.xlsx
  assessor check 指标.jsonl --select W,V --fail-on blocker
  assessor check 申报材料文件夹 --write-baseline 基线.json
  assessor check 申报材料文件夹 --baseline 基线.json --ratchet"""


def check(
    paths: options.Paths,
    form: Annotated[
        str,
        typer.Option("--format", "-f", metavar="格式",
                     help="text 文字（默认）、json 全部内容、jsonl 每条指标一行、csv 表格（这两种"
                     "只作逐条检查）、sarif、junit、github（供代码平台和构建服务器读取）"),
    ] = "text",
    output: options.Output = None,
    select: options.Select = None,
    ignore: options.Ignore = None,
    profile: Profile = None,
    model: options.Model = None,
    fail_on: Annotated[
        str | None,
        typer.Option("--fail-on", metavar="程度",
                     help="有这一程度或更重的问题时退出状态为 1：blocker 必须改、major 应修改（默认）、"
                     "minor 建议改、info 提示、never 从不"),
    ] = None,
    rewrites: Annotated[
        int | None,
        typer.Option("--rewrites", metavar="条数",
                     help="每条有问题的指标最多给几条修改建议，0 到 3；默认 text 1 条、json 和 jsonl "
                     "3 条、其他不给（写明时 csv 增加建议各列）"),
    ] = None,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", metavar="数目", help="同时处理文件的进程数，默认 1")
    ] = 1,
    no_progress: options.NoProgress = False,
    as_submission: AsSubmission = False,
    history: History = None,
    approved: Approved = None,
    baseline: BaselineFile = None,
    write_baseline: WriteBaseline = None,
    ratchet: Ratchet = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="一直等着，文件改动后重新检查改动的文件；按 Ctrl-C 结束")
    ] = False,
) -> None:  # fmt: skip
    """Check inputs and write the result; the exit status tells what was found."""
    form = options.choice(form, FORMATS, option="--format")
    if fail_on is not None:
        fail_on = options.choice(fail_on, (*options.SEVERITIES, options.NEVER), option="--fail-on")
    jobs = options.job_count(jobs)
    wanted = BaselineOptions(read=baseline, write=write_baseline, ratchet=ratchet)
    told = load_configuration()
    most = _most_rewrites(form, rewrites, told)
    _refuse_unused(form, history=None if most else history, approved=approved)
    if watch:
        _refuse_unwatched(paths, form=form, output=output, wanted=wanted)

    if jobs > 1:
        from assessor.pipeline.start_method import start_early

        start_early()

    from assessor.checks.rule_reference import titles
    from assessor.pipeline.sources import find_sources

    stdin = sys.stdin.buffer.read() if "-" in paths else None
    keep_inputs([*paths, history, approved, baseline], output, write_baseline, model=model)
    limits = load_settings().limits

    def found() -> "Sources":
        return find_sources(paths, stdin=stdin, leave_out=output, limits=limits)

    sources = found()
    known = wanted.known()
    run = run_of(
        told, profile=profile, history=history, approved=approved, model=model, select=select,
        ignore=ignore, whole=form in WHOLE, as_submission=as_submission, rewrites=most,
        reads_files=sources.has_files and (jobs == 1 or len(sources.items) == 1),
    )  # fmt: skip
    say_skipped(sources)

    def sifter(now: "Sources", *, is_partial: bool = False) -> "Sifter":
        from assessor.sifting.sifter import Sifter

        sift = replace(
            sift_options(run, told),
            baseline=known,
            baseline_at=wanted.folder,
            records=wanted.writes,
            is_partial=is_partial,
        )
        return Sifter(sift, paths=[_name(item) for item in now.items])

    call = Call(
        run=run,
        sources=sources,
        sifter=sifter(sources),
        jobs=jobs,
        output=output,
        titles=titles(),
        fail_on=fail_on or told.fail_on or FAIL_ON,
        has_bar=is_wanted(no_progress=no_progress, result_on_screen=output is None),
        seen=Seen(),
    )
    write(form, call)
    if watch:
        _watch(call, found, lambda now: sifter(now, is_partial=True))
    if history is not None and most and not call.seen.known_before:
        what = (
            "有多个项目可对应，分不清是哪一个"
            if call.seen.several_before
            else "其中的项目与这次检查的都对不上（单位、项目名称或年度不同，或有一方未写明）"
        )
        say(f"{history}：{what}，修改建议没有使用上年指标值")
    status = call.seen.status(call.fail_on)
    raise typer.Exit(finish(wanted, call.sifter, status=status, model_id=run.model_id))


def _most_rewrites(form: str, given: int | None, told: Configuration) -> int:
    """Return how many rewrites a row gets at most.

    Raises
    ------
    ConfigError
        ``config.option``: out of range. ``config.usage``: the format shows none.
    """
    usual = REWRITES.get(form, 0)
    if given is None:
        return told.rewrites if usual and told.rewrites is not None else usual
    if options.rewrite_count(given) and form not in REWRITES:
        raise ConfigError(
            f"--format {form} 不含修改建议，不能用 --rewrites {given}",
            hint=f"请改用 --format {' 或 '.join(REWRITES)}，或去掉 --rewrites。",
            code="config.usage",
        )
    return given


def _refuse_unused(form: str, *, history: Path | None, approved: Path | None) -> None:
    whole = f"请改用 --format {' 或 '.join(_SHORT)}"
    ways = {"--history": f"{whole}，或加 --rewrites 1", "--approved": whole}
    for option, given in (("--history", history), ("--approved", approved)):
        if given is not None and form not in WHOLE:
            raise ConfigError(
                f"{option} 用于整份申报的检查，--format {form} 只输出逐条检查的结果",
                hint=f"{ways[option]}，或去掉 {option}。",
                code="config.usage",
            )


def _refuse_unwatched(
    paths: list[str], *, form: str, output: Path | None, wanted: BaselineOptions
) -> None:
    problem = ""
    if form != "text" or output is not None:
        problem = "--watch 只能在屏幕上显示文字结果（不能用 --output 或其他 --format）"
    elif "-" in paths:
        problem = "--watch 不能用于标准输入"
    elif wanted.writes:
        problem = "--watch 不能与 --write-baseline 或 --ratchet 同用"
    if problem:
        raise ConfigError(
            problem, hint="请去掉 --watch，或去掉不能同用的选项。", code="config.usage"
        )


def _name(item: object) -> str:
    return str(getattr(item, "name", None) or getattr(item, "path", ""))


def _watch(
    call: Call, find: "Callable[[], Sources]", sifter: "Callable[[Sources], Sifter]"
) -> None:
    """Check what changes until Ctrl-C; that is no failure."""
    from assessor.apps.cli.watching import watch

    def again(sources: "Sources") -> None:
        clock = datetime.now().strftime("%H:%M:%S")
        say(f"{clock} 有 {len(sources.items)} 个文件改动，重新检查")
        write("text", replace(call, sources=sources, sifter=sifter(sources), seen=Seen()))
        say("继续等待改动，按 Ctrl-C 结束")

    say("等待文件改动，按 Ctrl-C 结束")
    watch(find, again, first=call.sources)
    say("已停止等待。")
    raise typer.Exit(FINE)
