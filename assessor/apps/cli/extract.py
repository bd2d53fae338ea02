"""``assessor extract``: what was read, before anything is judged."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessor import __version__
from assessor.apps.cli import options
from assessor.apps.cli.output import keep_inputs, layout_for, opened, write_lines
from assessor.apps.cli.progress import is_wanted, watched
from assessor.apps.cli.talk import say, say_failure
from assessor.core.assessment import InputFailure
from assessor.core.limits import Limits
from assessor.core.submission import Extraction, Indicator, Project, Submission

if TYPE_CHECKING:
    from collections.abc import Iterable

FORMATS = ("text", "json", "jsonl", "csv")
HELP = "只读取不检查：列出读到的项目和指标、所在位置，以及未采用的行及原因"
EPILOG = """示例：
  assessor extract 绩效目标表.xlsx
  assessor extract 申报材料文件夹 --format csv --output 指标.csv"""


def extract(
    paths: options.Paths,
    form: Annotated[
        str,
        typer.Option("--format", "-f", metavar="格式",
                     help="text 文字（默认）、json 全部内容、jsonl 每条指标一行、csv 表格"),
    ] = "text",
    output: options.Output = None,
    no_progress: options.NoProgress = False,
) -> None:  # fmt: skip
    """Read inputs and write what was read."""
    form = options.choice(form, FORMATS, option="--format")

    from assessor.pipeline.reading import read_sources
    from assessor.pipeline.sources import find_sources

    stdin = sys.stdin.buffer.read() if "-" in paths else None
    keep_inputs(paths, output)
    sources = find_sources(paths, stdin=stdin, leave_out=output)
    if sources.skipped:
        say(f"文件夹中有 {len(sources.skipped)} 个其他类型的文件未读取，例如 {sources.skipped[0]}")
    results = _Results(
        watched(
            read_sources(sources.items, limits=Limits()),
            total=len(sources.items),
            what="正在读取",
            wanted=is_wanted(no_progress=no_progress, result_on_screen=output is None),
        ),
        tell=form != "text" or output is not None,
    )
    {"text": _text, "json": _json, "jsonl": _jsonl, "csv": _csv}[form](results, output)
    raise typer.Exit(2 if results.failed else 0)


class _Results:
    """Results of reading, one after the other; remembers whether one failed."""

    def __init__(self, results: "Iterable[Extraction | InputFailure]", *, tell: bool) -> None:
        self._results = results
        self._tell = tell
        self.failed = False

    def __iter__(self) -> Iterator[Extraction | InputFailure]:
        for result in self._results:
            if isinstance(result, InputFailure):
                self.failed = True
                if self._tell:
                    say_failure(result)
            yield result

    def rows(self) -> Iterator[tuple[Indicator, str, Submission, Project]]:
        """Yield rows with their places, in input order."""
        for result in self:
            if isinstance(result, InputFailure):
                continue
            rows = [
                (row, result.path, submission, project)
                for submission in result.submissions
                for project in submission.projects
                for row in project.indicators
            ]
            if result.form == "row-file":
                rows.sort(key=lambda item: item[0].origin.line or 0)
            yield from rows


def _text(results: _Results, output: Path | None) -> None:
    from assessor.reports.text_extraction import extraction_report

    write_lines(extraction_report(results, layout_for(output, {})), output=output)


def _json(results: _Results, output: Path | None) -> None:
    from assessor.reports.json_report import extraction_chunks

    with opened(output) as stream:
        stream.writelines(extraction_chunks(results, assessor_version=__version__))


def _jsonl(results: _Results, output: Path | None) -> None:
    from assessor.reports.jsonl_report import read_line

    with opened(output) as stream:
        for row, path, submission, project in results.rows():
            line = read_line(row, path=path, submission=submission, project=project)
            stream.write(line + "\n")


def _csv(results: _Results, output: Path | None) -> None:
    from assessor.reports.csv_report import BYTE_ORDER_MARK, header_line, read_line

    with opened(output) as stream:
        stream.write(BYTE_ORDER_MARK + header_line(assessed=False))
        for row, path, submission, project in results.rows():
            stream.write(read_line(row, path=path, submission=submission, project=project))
