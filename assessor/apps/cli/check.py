"""``assessor check``: the main job."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from assessor import __version__
from assessor.apps.cli import options
from assessor.apps.cli.output import keep_inputs, layout_for, opened, write_lines
from assessor.apps.cli.progress import is_wanted, watched
from assessor.apps.cli.talk import say, say_failure, say_reading
from assessor.apps.cli.whole import Approved, History, Profile
from assessor.apps.settings import load_settings
from assessor.core.assessment import DocumentAssessment, IndicatorAssessment, InputFailure
from assessor.core.finding import Finding, Severity
from assessor.core.submission import Extraction
from assessor.errors import ConfigError

if TYPE_CHECKING:
    from assessor.pipeline.running import AssessedRow, Run
    from assessor.pipeline.sources import Sources

T = TypeVar("T")
FORMATS = ("text", "json", "jsonl", "csv")
_WHOLE = ("text", "json")  # the others are rows alone
NOT_USED, FOUND, FINE = 2, 1, 0
_REWRITES = {"text": 1, "json": 3, "jsonl": 3, "csv": 0}

HELP = "检查绩效指标：逐条指出问题、说明原因和改法，并按 SMART 打分"
EPILOG = """退出状态：0 没有达到 --fail-on 的问题；1 有；2 有输入无法读取或命令写错（优先于 1）。
个别文件读不了不影响其他文件，原因会逐个列出。

示例：
  assessor check 绩效目标表.xlsx
  assessor check 自评表.xlsx --approved 批复表.xlsx --history 上年自评表.xlsx
  assessor check 申报材料文件夹 --format csv --output 结果.csv
  assessor check 绩效目标表.xlsx --rewrites 3 --history 上年绩效目标表.xlsx
  assessor check 指标.jsonl --select W,V --fail-on blocker"""


def check(
    paths: options.Paths,
    form: Annotated[
        str,
        typer.Option("--format", "-f", metavar="格式",
                     help="text 文字（默认）、json 全部内容、jsonl 每条指标一行、csv 表格；"
                     "后两种只作逐条检查"),
    ] = "text",
    output: options.Output = None,
    select: options.Select = None,
    ignore: options.Ignore = None,
    profile: Profile = None,
    model: options.Model = None,
    fail_on: Annotated[
        str,
        typer.Option("--fail-on", metavar="程度",
                     help="有这一程度或更重的问题时退出状态为 1：blocker 必须改、major 应修改（默认）、"
                     "minor 建议改、info 提示、never 从不"),
    ] = "major",
    rewrites: Annotated[
        int | None,
        typer.Option("--rewrites", metavar="条数",
                     help="每条有问题的指标最多给几条修改建议，0 到 3；默认 text 1 条、json 和 jsonl "
                     "3 条、csv 不给（写明时 csv 增加建议各列）"),
    ] = None,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", metavar="数目", help="同时处理文件的进程数，默认 1")
    ] = 1,
    no_progress: options.NoProgress = False,
    as_submission: Annotated[
        bool,
        typer.Option("--as-submission",
                     help="把行文件当作一份完整的申报，也作整体检查"),
    ] = False,
    history: History = None,
    approved: Approved = None,
) -> None:  # fmt: skip
    """Check inputs and write the result; the exit status tells what was found."""
    form = options.choice(form, FORMATS, option="--format")
    fail_on = options.choice(fail_on, (*options.SEVERITIES, options.NEVER), option="--fail-on")
    if profile is not None:
        profile = options.choice(profile, options.PROFILES, option="--profile")
    jobs = options.job_count(jobs)
    whole = form in _WHOLE
    most = _REWRITES[form] if rewrites is None else options.rewrite_count(rewrites)
    _refuse_unused(form, history=None if most else history, approved=approved)

    if jobs > 1:
        from assessor.pipeline.start_method import start_early

        start_early()

    from assessor.checks.rule_reference import titles
    from assessor.checks.selection import Selection
    from assessor.pipeline.references import read_references
    from assessor.pipeline.running import Run, RunOptions
    from assessor.pipeline.sources import find_sources

    selection = Selection(select=options.codes(select), ignore=options.codes(ignore))
    stdin = sys.stdin.buffer.read() if "-" in paths else None
    keep_inputs([*paths, history, approved], output)
    limits = load_settings().limits
    sources = find_sources(paths, stdin=stdin, leave_out=output, limits=limits)
    run = Run(
        RunOptions(
            selection=selection,
            model=model,
            profile=profile,
            limits=limits,
            whole=whole,
            as_submission=as_submission,
            history=read_references(history, option="--history", limits=limits),
            approved=read_references(approved, option="--approved", limits=limits),
            rewrites=most,
        ),
        reads_files=sources.has_files and (jobs == 1 or len(sources.items) == 1),
    )
    if sources.skipped:
        say(
            f"文件夹中有 {len(sources.skipped)} 个文件未读取（其他类型，或本程序写出的结果），例如 {sources.skipped[0]}"
        )
    call = _Call(
        run=run,
        sources=sources,
        jobs=jobs,
        output=output,
        titles=titles(),
        has_bar=is_wanted(no_progress=no_progress, result_on_screen=output is None),
        seen=_Seen(),
    )
    {"text": _text, "json": _json, "jsonl": _jsonl, "csv": _csv}[form](call)
    if history is not None and most and not call.seen.known_before:
        what = (
            "有多个项目可对应，分不清是哪一个"
            if call.seen.several_before
            else "其中的项目与这次检查的都对不上（单位、项目名称或年度不同，或有一方未写明）"
        )
        say(f"{history}：{what}，修改建议没有使用上年指标值")
    raise typer.Exit(call.seen.status(fail_on))


def _refuse_unused(form: str, *, history: Path | None, approved: Path | None) -> None:
    whole = f"请改用 --format {' 或 '.join(_WHOLE)}"
    ways = {"--history": f"{whole}，或加 --rewrites 1", "--approved": whole}
    for option, given in (("--history", history), ("--approved", approved)):
        if given is not None and form not in _WHOLE:
            raise ConfigError(
                f"{option} 用于整份申报的检查，--format {form} 只输出逐条检查的结果",
                hint=f"{ways[option]}，或去掉 {option}。",
                code="config.usage",
            )


@dataclass(slots=True)
class _Seen:
    """What decides the exit status."""

    failed: bool = False
    worst: Severity | None = None
    known_before: bool = False
    several_before: bool = False

    def row(self, row: IndicatorAssessment) -> None:
        self.findings(row.findings)

    def findings(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            if self.worst is None or finding.severity.rank < self.worst.rank:
                self.worst = finding.severity

    def status(self, fail_on: str) -> int:
        if self.failed:
            return NOT_USED
        if fail_on == options.NEVER or self.worst is None:
            return FINE
        return FOUND if self.worst.rank <= Severity(fail_on).rank else FINE


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    run: "Run"
    sources: "Sources"
    jobs: int
    output: Path | None
    titles: dict[str, str]
    has_bar: bool
    seen: _Seen

    def results(self, *, tell: bool) -> Iterator[DocumentAssessment | InputFailure]:
        """Assess all inputs; ``tell`` writes failures and doubts to standard error too."""
        for result in self._watched(self._assess()):
            if isinstance(result, InputFailure):
                self.seen.failed = True
                if tell:
                    say_failure(result)
            else:
                if tell:
                    say_reading(result.extraction)
                self._look_back(result.extraction)
                self.seen.findings(_findings(result))
            yield result

    def rows(self) -> Iterator["AssessedRow"]:
        """Assess all inputs row by row; failures and doubts go to standard error."""
        from assessor.pipeline.running import rows_in_input_order, stream_rows

        if self.jobs > 1:
            for document in self.results(tell=True):
                if not isinstance(document, InputFailure):
                    yield from rows_in_input_order(document)
            return
        items = self._watched(iter(self.sources.items))
        for event in stream_rows(self.run, items):
            if isinstance(event, InputFailure):
                self.seen.failed = True
                say_failure(event)
            elif isinstance(event, Extraction):
                say_reading(event)
                self._look_back(event)
            else:
                self.seen.row(event.row)
                yield event

    def _look_back(self, extraction: Extraction) -> None:
        """Remember whether any project stands in last year's submission."""
        from assessor.pipeline.history import Match

        match = self.run.history.match_any(extraction)
        self.seen.known_before |= match is Match.ONE
        self.seen.several_before |= match is Match.SEVERAL

    def _assess(self) -> Iterator[DocumentAssessment | InputFailure]:
        if self.jobs > 1 and len(self.sources.items) > 1:
            from assessor.pipeline.pool import assess_in_processes

            return assess_in_processes(self.run.options, self.sources, jobs=self.jobs)
        from assessor.pipeline.running import assess_sources

        return assess_sources(self.run, self.sources)

    def _watched(self, items: Iterator[T]) -> Iterator[T]:
        return watched(items, total=len(self.sources.items), what="正在检查", wanted=self.has_bar)


def _findings(document: DocumentAssessment) -> Iterator[Finding]:
    for submission in document.submissions:
        yield from submission.findings
        for project in submission.projects:
            yield from project.findings
            for row in project.indicators:
                yield from row.findings


def _text(call: _Call) -> None:
    from assessor.reports.text_report import text_report

    layout = layout_for(call.output, call.titles)
    results = call.results(tell=call.output is not None)
    write_lines(text_report(results, layout), output=call.output)


def _json(call: _Call) -> None:
    from assessor.reports.json_report import assessment_chunks

    chunks = assessment_chunks(
        call.results(tell=True),
        assessor_version=__version__,
        model_id=call.run.model_id,
        titles=call.titles,
    )
    with opened(call.output) as stream:
        stream.writelines(chunks)


def _jsonl(call: _Call) -> None:
    from assessor.reports.jsonl_report import assessed_line

    with opened(call.output) as stream:
        for item in call.rows():
            line = assessed_line(
                item.row, path=item.path, submission=item.submission, project=item.project,
                titles=call.titles,
            )  # fmt: skip
            stream.write(line + "\n")


def _csv(call: _Call) -> None:
    from assessor.reports.csv_report import BYTE_ORDER_MARK, assessed_line, header_line

    rewrites = call.run.options.rewrites > 0
    with opened(call.output) as stream:
        stream.write(BYTE_ORDER_MARK + header_line(rewrites=rewrites))
        for item in call.rows():
            line = assessed_line(
                item.row, path=item.path, submission=item.submission, project=item.project,
                titles=call.titles, rewrites=rewrites,
            )  # fmt: skip
            stream.write(line)
