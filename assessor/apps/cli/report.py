"""``assessor report``: the quality report of a batch."""

import sys
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessor import __version__
from assessor.apps.cli import options
from assessor.apps.cli.assessed_inputs import (
    say_set_aside,
    say_skipped,
    sifter_of,
    told_results,
)
from assessor.apps.cli.files import write_file
from assessor.apps.cli.kept_files import keep_inputs
from assessor.apps.cli.progress import is_wanted
from assessor.apps.cli.report_making import (
    digest_of,
    made_report,
    with_set_aside,
    writer,
)
from assessor.apps.cli.talk import say
from assessor.apps.cli.whole import Approved, History, Profile, rewrites_of, run_of
from assessor.apps.configuration import load_configuration
from assessor.apps.settings import load_settings
from assessor.core.assessment import InputFailure
from assessor.errors import ConfigError

if TYPE_CHECKING:
    from assessor.pipeline.running import Run
    from assessor.pipeline.sources import Sources
    from assessor.reports.batch.collecting import Collector
    from assessor.reports.batch.figures import Figures
    from assessor.sifting.sifter import Sifter

READERS = ("全部", "领导", "处室", "审核人", "单位", "存档")
SUFFIXES = (".html", ".xlsx", ".docx", ".json")
NOT_USED = 2
_MOST_LISTED = 8
HELP = """写出一批申报材料的质量报告

报告包括：概况（申报数、指标数、弱指标占比及区间、等级、涉及资金）、单位排名和问题类型、级次对照、审核工作\
清单（按资金和薄弱概率排序）、逐条问题和修改建议、存档记录（版本、文件摘要值、没有检查的内容）。"""
EPILOG = """退出状态：0 已写出；2 有输入无法读取或命令写错（其余照写）。

示例：
  assessor report 申报材料文件夹 -o 报告.html
  assessor report 申报材料文件夹 -o 报告.docx --for 领导
  assessor report 申报材料文件夹 -o 报告.xlsx --against 上批.json
  assessor report 申报材料文件夹 -o 意见.html --for 单位 --unit 某县水利局
  assessor report 申报材料文件夹 -o 本批.json        供下一批 --against 对照"""


def report(
    paths: options.Paths,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="文件",
                     help="写入的文件，以 .html、.xlsx、.docx 或 .json（只含汇总数）结尾"),
    ] = None,
    reader: Annotated[
        str,
        typer.Option("--for", metavar="读者",
                     help="领导 一页概况；处室 概况和分析；审核人 工作清单和逐条问题；"
                     "单位 该单位自己的问题（须写 --unit）；存档 概况、分析和记录；默认 全部"),
    ] = "全部",
    against: Annotated[
        Path | None,
        typer.Option("--against", metavar="文件",
                     help="上一批：report -o 或 check --format json 写出的 .json 文件"),
    ] = None,
    redact: Annotated[
        bool, typer.Option("--redact", help="隐去单位、项目、文件名称和人名（单位1、项目1……）")
    ] = False,
    unit: Annotated[
        str | None,
        typer.Option("--unit", metavar="名称", help="只统计这个单位（名称与申报材料上的一致）"),
    ] = None,
    profile: Profile = None,
    history: History = None,
    approved: Approved = None,
    select: options.Select = None,
    ignore: options.Ignore = None,
    model: options.Model = None,
    rewrites: Annotated[
        bool | None,
        typer.Option("--rewrites/--no-rewrites",
                     help="逐条问题附（默认）或不附修改建议；不附时快几倍"),
    ] = None,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", metavar="数目", help="同时处理文件的进程数，默认 1")
    ] = 1,
    no_progress: options.NoProgress = False,
) -> None:  # fmt: skip
    """Assess a batch and write its report."""
    reader = options.choice(reader, READERS, option="--for")
    jobs = options.job_count(jobs)
    output = _checked(paths, output, reader=reader, unit=unit, against=against)

    if jobs > 1:
        from assessor.pipeline.start_method import start_early

        start_early()

    from assessor.pipeline.sources import find_sources
    from assessor.reports.batch.audiences import Audience
    from assessor.reports.batch.collecting import Collector
    from assessor.reports.batch.figures_json import read_last_batch
    from assessor.reports.batch.row_records import RecordStore
    from assessor.training.report_knowledge import report_knowledge

    audience = Audience(reader)
    keep_inputs([*paths, history, approved, against], output, model=model)
    last = read_last_batch(against) if against is not None else None
    stdin = sys.stdin.buffer.read() if "-" in paths else None
    sources = find_sources(paths, stdin=stdin, leave_out=output, limits=load_settings().limits)
    told = load_configuration()
    most = rewrites_of(told, 1) if rewrites is None else int(rewrites)
    run = run_of(
        told, profile=profile, history=history, approved=approved, select=select, ignore=ignore,
        model=model, rewrites=most if audience.shows_rows and output.suffix.lower() != ".json" else 0,
        reads_files=sources.has_files and (jobs == 1 or len(sources.items) == 1),
    )  # fmt: skip
    sifter = sifter_of(run, told)
    knowledge = report_knowledge()
    with RecordStore() as store:
        collector = Collector(knowledge, store=store, unit=unit)
        wanted = is_wanted(no_progress=no_progress, result_on_screen=False)
        failed = _collect(collector, run, sources, sifter=sifter, jobs=jobs, wanted=wanted)
        figures = collector.figures(
            assessor_version=__version__, model_id=run.model_id,
            made_at=datetime.now().astimezone().strftime("%Y-%m-%d %H:%M"),
            skipped=len(sources.skipped),
        )  # fmt: skip
        if unit is not None:
            _check_unit(unit, collector, figures)
        sifted = sifter.sifted()
        figures = with_set_aside(figures, sifted)
        made = made_report(collector, store, figures, audience, last, knowledge)
        if redact:
            from assessor.reports.batch.redaction import Masker

            made = made.redacted(Masker(collector.names))
        write_file(output, writer(made, output.suffix.lower()), option="--output")
    say_set_aside(sifted, knowledge.titles)
    say(f"已写报告：{output}（{figures.submissions} 份申报，{figures.rows} 条指标）")
    raise typer.Exit(NOT_USED if failed else 0)


def _checked(
    paths: list[str], output: Path | None, *, reader: str, unit: str | None, against: Path | None
) -> Path:
    """Return the output of a call that makes sense.

    Raises
    ------
    ConfigError
        ``config.option``
    """
    problem, hint = "", ""
    if output is None:
        problem, hint = "没有说明报告写到哪里", "请加 -o 报告.html（或 .xlsx、.docx、.json）。"
    elif output.suffix.lower() not in SUFFIXES:
        problem = f"报告只能写成 {'、'.join(SUFFIXES)}，不能是“{output.name}”"
        hint = "请换一个文件名，例如 -o 报告.html。"
    elif reader == "单位" and not (unit or "").strip():
        problem, hint = "--for 单位 需要写明是哪个单位", "请加 --unit 单位名称。"
    elif against is not None and reader in ("审核人", "单位"):
        problem = f"--for {reader} 的报告没有与上一批的对照，不能用 --against"
        hint = "请去掉 --against，或改用 --for 处室。"
    if problem or output is None:
        raise ConfigError(problem, hint=hint, code="config.option")
    return output


def _collect(
    collector: "Collector",
    run: "Run",
    sources: "Sources",
    *,
    sifter: "Sifter",
    jobs: int,
    wanted: bool,
) -> bool:
    """Count every result and tell whether some input could not be used."""
    failed = False
    say_skipped(sources)
    results = told_results(run, sources, jobs=jobs, wanted=wanted)
    # Every input gives one result, in the order of the inputs.
    for item, result in zip(sources.items, results, strict=False):
        if isinstance(result, InputFailure):
            failed = True
            collector.add(result)
        else:
            collector.add(
                sifter.document(result),
                digest=digest_of(getattr(item, "path", None), getattr(item, "data", None)),
            )
    return failed


def _check_unit(unit: str, collector: "Collector", figures: "Figures") -> None:
    """Refuse a unit that no paper names.

    Raises
    ------
    ConfigError
        ``config.option``
    """
    if figures.submissions:
        return
    known = list(collector.names.units)
    near = get_close_matches(unit, known, n=_MOST_LISTED, cutoff=0.3) or known[:_MOST_LISTED]
    told = (
        f"读到的单位有：{'、'.join(near)}{'等' if len(known) > len(near) else ''}。"
        if near
        else "所给材料中没有读到单位名称。"
    )
    raise ConfigError(f"没有读到单位“{unit}”的申报", hint=told, code="config.option")
