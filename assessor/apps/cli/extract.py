"""``assessor extract``: what was read, before anything is judged."""

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessor import __version__
from assessor.apps.cli import options
from assessor.apps.cli.kept_files import keep_inputs
from assessor.apps.cli.output import layout_for, opened, refused, write_lines
from assessor.apps.cli.progress import is_wanted, watched
from assessor.apps.cli.talk import say, say_failure, say_reading
from assessor.apps.settings import load_settings
from assessor.core.assessment import InputFailure
from assessor.core.submission import Extraction, Indicator, Project, Submission
from assessor.errors import ConfigError
from assessor.pipeline.sources import STDIN, Source

if TYPE_CHECKING:
    from assessor.indicators.column_mapping import ColumnMapping

FORMATS = ("text", "json", "jsonl", "csv", "xlsx")
_UNPACK_FIRST = "请先解压，再对其中一个文件使用 --explain。"
HELP = """只读取不检查：列出读到的项目和指标、所在位置，以及未采用的行及原因

列取错了，用 --columns 指定，写作 字段=列，用逗号分隔。列可写字母（D）、序号（4）或加引号的表头\
文字；F+G 表示两列合起来读。没有写到的字段仍按识别结果；写“字段=无”表示不取。可用的字段：
  一级指标 二级指标 三级指标 指标值 实施周期指标值 计算符号 计量单位 权重
  实际完成值 指标解释 项目名称 单位名称
还可写：
  表头=5       表头在第 5 行；两行写 5-6，没有表头写 无；不写则自动查找
  工作表=名称  表=2  只用于这张表；不写则用于第一张合适的表和表头相同的表
加 --remember，列对应存入文件旁的 表头对应.toml，以后同样的表头由 extract 和 check 自动采用。"""
EPILOG = """示例：
  assessor extract 绩效目标表.xlsx
  assessor extract 绩效目标表.xlsx --explain
  assessor extract 绩效目标表.xlsx --columns '三级指标=D,指标值=F+G' --remember
  assessor extract 申报材料文件夹 --format xlsx --output 指标.xlsx"""


def extract(
    paths: options.Paths,
    form: Annotated[
        str,
        typer.Option("--format", "-f", metavar="格式",
                     help="text 文字（默认）、json 全部内容、jsonl 每条指标一行、csv 表格、"
                          "xlsx 工作簿（需 --output）"),
    ] = "text",
    output: options.Output = None,
    columns: Annotated[
        str | None,
        typer.Option("--columns", metavar="字段=列,…", help="指定各字段在哪一列，写法见上"),
    ] = None,
    remember: Annotated[
        bool, typer.Option("--remember", help="把 --columns 存入文件旁的 表头对应.toml")
    ] = False,
    explain: Annotated[
        bool,
        typer.Option("--explain", help="说明一个文件：哪张表、哪些列取作什么，哪些行因何未采用"),
    ] = False,
    no_progress: options.NoProgress = False,
) -> None:  # fmt: skip
    """Read inputs and write what was read."""
    form = options.choice(form, FORMATS, option="--format")
    _check_call(
        paths, form=form, output=output, columns=columns, remember=remember, explain=explain
    )
    mapping = _mapping(columns)

    from assessor.pipeline.isolation import read_isolated
    from assessor.pipeline.sources import ReadOptions, find_sources

    stdin = sys.stdin.buffer.read() if STDIN in paths else None
    keep_inputs(paths, output)
    limits = load_settings().limits
    sources = find_sources(paths, stdin=stdin, leave_out=output, limits=limits)
    if sources.skipped:
        say(
            f"文件夹中有 {len(sources.skipped)} 个文件未读取（其他类型，或本程序写出的结果），例如 {sources.skipped[0]}"
        )
    items = _with_mapping(sources.items, mapping)
    if explain:
        _check_single(items)
    results = _Results(
        watched(
            read_isolated(items, options=ReadOptions(limits=limits)),
            total=len(items),
            what="正在读取",
            wanted=is_wanted(no_progress=no_progress, result_on_screen=output is None),
        ),
        tell=form != "text" or output is not None,
    )
    kept = _remembering(results, items, mapping) if remember and mapping else results
    write = _explanation if explain else _WRITERS[form]
    write(kept, output)
    raise typer.Exit(2 if results.failed else 0)


def _check_call(
    paths: list[str],
    *,
    form: str,
    output: Path | None,
    columns: str | None,
    remember: bool,
    explain: bool,
) -> None:
    """Refuse options that do not go together.

    Raises
    ------
    ConfigError
        ``config.option``
    """
    problem, hint = "", ""
    if form == "xlsx" and output is None:
        problem, hint = "--format xlsx 写不到屏幕", "请加 --output 文件名.xlsx。"
    elif explain and form != "text":
        problem, hint = "--explain 只有文字形式", "请去掉 --format；表的说明也在 --format json 中。"
    elif remember and columns is None:
        problem, hint = (
            "--remember 要与 --columns 同用",
            "例如 --columns '三级指标=D,指标值=F' --remember。",
        )
    elif columns is not None and STDIN in paths:
        problem, hint = "标准输入是逐行的 JSON，没有列可以指定", "--columns 用于有表格的文件。"
    if problem:
        raise ConfigError(problem, hint=hint, code="config.option")


def _check_single(items: tuple[Source | InputFailure, ...]) -> None:
    documents = [item for item in items if isinstance(item, Source)]
    if len(documents) > 1:
        given = next((item.name for item in documents if item.member is None), None)
        hint = f"请只写一个文件，例如 {given}。" if given else _UNPACK_FIRST
        raise ConfigError(f"--explain 一次说明一个文件，这里有 {len(documents)} 个",
                          hint=hint, code="config.option")  # fmt: skip


def _mapping(columns: str | None) -> "ColumnMapping | None":
    if columns is None:
        return None
    from assessor.indicators.column_mapping import parse_columns

    return parse_columns(columns)


def _with_mapping(
    items: tuple[Source | InputFailure, ...], mapping: "ColumnMapping | None"
) -> tuple[Source | InputFailure, ...]:
    """Give every document the mapping of this call, above those that are remembered."""
    if mapping is None:
        return items
    from assessor.indicators.column_mapping import NO_MAPPINGS

    return tuple(
        replace(item, mappings=replace(item.mappings or NO_MAPPINGS, given=mapping))
        if isinstance(item, Source)
        else item
        for item in items
    )


class _Results:
    """Results of reading, one after the other; remembers whether one failed."""

    def __init__(self, results: Iterable[Extraction | InputFailure], *, tell: bool) -> None:
        self._results = results
        self._tell = tell
        self.failed = False

    def __iter__(self) -> Iterator[Extraction | InputFailure]:
        for result in self._results:
            if isinstance(result, InputFailure):
                self.failed = True
                if self._tell:
                    say_failure(result)
            elif self._tell:
                say_reading(result)
            yield result


def _remembering(
    results: Iterable[Extraction | InputFailure],
    items: tuple[Source | InputFailure, ...],
    mapping: "ColumnMapping",
) -> Iterator[Extraction | InputFailure]:
    """Write the mapping beside every document in whose tables it gave rows."""
    from assessor.pipeline.mapping_files import remember

    files = [item for item in items if isinstance(item, Source) and item.path is not None]
    paths = {item.name: item.path for item in files if item.member is None}
    for result in results:
        yield result
        path = paths.get(result.path)
        if isinstance(result, InputFailure):
            continue
        if path is None:
            say(f"{result.path}：在压缩包中，列对应不能记住；请解压后再用 --remember")
            continue
        told = [table for table in result.tables if table.mapping == mapping.source]
        useful = {table.digest: table.words for table in told if table.rows and table.digest}
        for digest, words in useful.items():
            written = remember(path.parent, digest, mapping, words)
            say(f"已记住表头 {digest} 的列对应：{written}")
        if not useful:
            why = "没有表头可作标识" if any(t.rows for t in told) else "按此没有读到指标"
            say(f"{result.path}：{why}，未写入 表头对应.toml")


def _rows(
    results: Iterable[Extraction | InputFailure],
) -> Iterator[tuple[Indicator, str, Submission, Project]]:
    """Yield rows with their places, in input order."""
    for result in results:
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


def _text(results: Iterable[Extraction | InputFailure], output: Path | None) -> None:
    from assessor.reports.text_extraction import extraction_report

    write_lines(extraction_report(results, layout_for(output, {})), output=output)


def _explanation(results: Iterable[Extraction | InputFailure], output: Path | None) -> None:
    from assessor.reports.text_tables import explanation_report

    layout = layout_for(output, {})
    lines = (line for result in results for line in explanation_report(result, layout))
    write_lines(lines, output=output)


def _json(results: Iterable[Extraction | InputFailure], output: Path | None) -> None:
    from assessor.reports.json_report import extraction_chunks

    with opened(output) as stream:
        stream.writelines(extraction_chunks(results, assessor_version=__version__))


def _jsonl(results: Iterable[Extraction | InputFailure], output: Path | None) -> None:
    from assessor.reports.jsonl_report import read_line

    with opened(output) as stream:
        for row, path, submission, project in _rows(results):
            line = read_line(row, path=path, submission=submission, project=project)
            stream.write(line + "\n")


def _csv(results: Iterable[Extraction | InputFailure], output: Path | None) -> None:
    from assessor.reports.csv_report import BYTE_ORDER_MARK, header_line, read_line

    with opened(output) as stream:
        stream.write(BYTE_ORDER_MARK + header_line(assessed=False))
        for row, path, submission, project in _rows(results):
            stream.write(read_line(row, path=path, submission=submission, project=project))


def _xlsx(results: Iterable[Extraction | InputFailure], output: Path | None) -> None:
    """Write the workbook beside its place and move it there, as ``opened`` does for text."""
    from assessor.reports.xlsx_extraction import write_workbook

    assert output is not None
    part = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        try:
            with part.open("wb") as stream:
                write_workbook(results, stream)
            part.replace(output)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise ConfigError(f"{output}：结果写不进这个文件（{refused(error)}）",
                          hint="请检查文件夹是否存在、是否有写权限、磁盘是否已满，或换一个 --output 路径。",
                          code="config.output") from error  # fmt: skip


_WRITERS = {"text": _text, "json": _json, "jsonl": _jsonl, "csv": _csv, "xlsx": _xlsx}
