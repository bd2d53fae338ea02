"""The report as a workbook: one sheet per purpose, with filters and charts of Excel's own."""

from collections.abc import Iterator, Sequence
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.utils import get_column_letter

from assessor.reports.batch.audiences import Audience, Section
from assessor.reports.batch.chinese_numbers import count_text
from assessor.reports.batch.html_report import level_name
from assessor.reports.batch.level_tables import ACROSS, level_table
from assessor.reports.batch.record_tables import PRIVATE, record_tables
from assessor.reports.batch.report import BatchReport
from assessor.reports.batch.row_records import ProjectRecord, RowRecord
from assessor.reports.batch.summary import leaders_sentences
from assessor.reports.batch.tables import (
    Column,
    Kind,
    Table,
    comparison_tables,
    defect_table,
    grade_table,
    overview_table,
    score_table,
    sector_table,
    unit_list,
    worklist_table,
)
from assessor.reports.batch.xlsx_cells import (
    head_row,
    money_width,
    number_cell,
    text_cell,
    widths,
)
from assessor.reports.batch.xlsx_sheets import Sheet, bars, scatter, widest
from assessor.reports.finding_words import one_line

MOST_ROWS = 200_000
_OVERVIEW = (36.0, 28.0, 13.0, 13.0, 16.0)
_WIDE_RECORDS = {"ledger": "检查情况", "inputs": "文件"}
# What a checker reads on paper stands first; the columns behind are for the screen.
_DETAILS = (
    Column(head="单位", width=18), Column(head="项目", width=20), Column(head="二级指标", width=11),
    Column(head="三级指标", width=24), Column(head="指标值", width=14), Column(head="最重程度", width=8),
    Column(head="问题", width=50), Column(head="建议改为", width=34),
    Column(head="年度", width=8), Column(head="一级指标", width=12), Column(head="弱指标", width=8),
    Column(head="薄弱概率", kind=Kind.PERCENT, width=10), Column(head=ACROSS, width=16),
    Column(head="问题数", kind=Kind.COUNT, width=8),
    Column(head="指标得分", kind=Kind.SCORE, width=10), Column(head="项目预算", kind=Kind.MONEY, width=16),
    Column(head="文件", width=40), Column(head="位置", width=16),
)  # fmt: skip
_PRINTED = 8
_PRINTING = f"“明细”表打印前 {_PRINTED} 列，其余各列（概率、得分、预算、文件等）在屏幕上查看。"


def write_batch_xlsx(report: BatchReport, stream: IO[bytes], *, most_rows: int = MOST_ROWS) -> None:
    """Write the workbook; rows go to disk one by one.

    Parameters
    ----------
    most_rows
        Most rows on 明细; how many are left out is told.

    Raises
    ------
    OSError
        The stream cannot be written.
    """
    book = Workbook(write_only=True)
    if report.has(Section.SUMMARY) or report.audience is Audience.UNIT:
        _overview(book, report)
    figures = report.figures
    if report.has(Section.DIVISION):
        _listed(book, "单位", unit_list(figures), frozen="C2")
        _listed(book, "领域", sector_table(figures), frozen="C2")
        _defects(book, report)
        _levels(book, report)
        _money(book, report)
        if report.comparison is not None:
            _stacked(book, "与上批对照", comparison_tables(report.comparison))
    if report.has(Section.WORKLIST):
        _listed(book, "工作清单", worklist_table(figures), frozen="D2")
    if report.has(Section.DETAILS):
        _details(book, report, most_rows)
    if report.has(Section.RECORD):
        tables = record_tables(figures)
        _stacked(book, "记录", [one for one in tables if one.key not in _WIDE_RECORDS])
        for table in tables:
            if table.key in _WIDE_RECORDS:
                _listed(book, _WIDE_RECORDS[table.key], table, frozen="C2")
    book.save(stream)


def _overview(book: Workbook, report: BatchReport) -> None:
    figures = report.figures
    sheet = Sheet(book, "概况", _OVERVIEW, landscape=False)
    columns = len(_OVERVIEW)
    if report.audience is Audience.LEADERS:
        sheet.on_one_page()
    sheet.title(report.title, columns)
    if figures.redacted:
        sheet.note(PRIVATE)
    if report.audience is not Audience.UNIT:
        for sentence in leaders_sentences(report):
            sheet.note(sentence)
    if report.has(Section.DETAILS):
        sheet.note(_PRINTING)
    sheet.add([])
    sheet.table(overview_table(figures), wide_last=columns)
    grades = sheet.table(grade_table(figures))
    scores = sheet.table(score_table(figures))
    at, size = sheet.line + 1, (10, 6.5)
    page = sheet.page
    page.add_chart(bars(page, "申报等级", grades, column=2, size_cm=size), f"A{at}")
    page.add_chart(bars(page, "得分分布（申报份数）", scores, column=2, size_cm=size), f"C{at}")


def _listed(book: Workbook, name: str, table: Table, *, frozen: str) -> Sheet:
    """Write a table at the top of a sheet of its own, with a filter; its title stands below."""
    sizes = widths(table)
    sheet = Sheet(book, name, sizes)
    sheet.page.freeze_panes = frozen
    _, last = sheet.table(table, titled=False)
    sheet.filtered(len(sizes), last)
    sheet.add([])
    sheet.note(f"{table.title}。{table.note}")
    return sheet


def _defects(book: Workbook, report: BatchReport) -> None:
    table = defect_table(report.figures)
    sheet = _listed(book, "问题", table, frozen="A2")
    if table.rows:
        shown = 1 + min(len(table.rows), 12)
        chart = bars(
            sheet.page, "出现最多的问题（处数）", (1, shown), column=4, labels=2, lying=True,
            size_cm=(20, 12.0),
        )  # fmt: skip
        sheet.new_page()
        sheet.page.add_chart(chart, f"A{sheet.line + 1}")


def _levels(book: Workbook, report: BatchReport) -> None:
    table = level_table(report.figures)
    sheet = Sheet(book, "级次", widths(table))
    sheet.page.freeze_panes = "B2"
    head, last = sheet.table(table, titled=False)
    if table.rows:
        likely, misplaced = (get_column_letter(len(table.columns) - back) for back in (1, 0))
        sheet.page.conditional_formatting.add(
            f"B{head + 1}:{likely}{last}", _scale("FFF7FAFD", "FF5B8FC7")
        )
        sheet.page.conditional_formatting.add(
            f"{misplaced}{head + 1}:{misplaced}{last}", _scale("FFFFFFFF", "FFE8837C")
        )
    sheet.add([])
    sheet.note(f"{table.title}：蓝色越深条数越多，红色为判为归类错误。")
    sheet.note(table.note)


def _scale(low: str, high: str) -> Any:  # noqa: ANN401 - openpyxl has no types
    return ColorScaleRule(  # type: ignore[no-untyped-call]
        start_type="min", start_color=low, end_type="max", end_color=high
    )


def _money(book: Workbook, report: BatchReport) -> None:
    """Write the points of the chart money x weak rows, if there are any."""
    points = report.figures.points
    if not points:
        return
    table = Table(
        key="points", title="项目预算与弱指标占比（优先值从高到低）",
        columns=(
            Column(head="项目预算", kind=Kind.MONEY, width=16), Column(head="弱指标占比", kind=Kind.PERCENT),
            Column(head="指标数", kind=Kind.COUNT), Column(head="单位", width=40), Column(head="项目", width=40),
        ),
        rows=tuple((p.budget, p.weak, p.rows, p.unit, p.project) for p in points),
    )  # fmt: skip
    sheet = _listed(book, "项目资金", table, frozen="A2")
    sheet.page.add_chart(scatter(sheet.page, 1, len(table.rows) + 1), "G2")
    sheet.page.print_area = f"A1:E{sheet.line}"


def _details(book: Workbook, report: BatchReport, most: int) -> None:
    sheet = Sheet(book, "明细", _detail_widths(report))
    sheet.page.freeze_panes = "A2"
    sheet.add(head_row(sheet.page, _DETAILS), fitted=True)
    left = 0
    for record in report.records(None):
        for row in _lines(record):
            if sheet.line > most:
                left += 1
            else:
                sheet.add(_detail(sheet.page, record, row), fitted=True)
    sheet.filtered(len(_DETAILS), sheet.line)
    if left:
        sheet.add([])
        told = f"只列出前 {count_text(most)} 行，另有 {count_text(left)} 行没有列出。"
        sheet.note(told, _PRINTED)
    sheet.page.print_area = f"A1:{get_column_letter(_PRINTED)}{sheet.line}"


def _detail_widths(report: BatchReport) -> list[float]:
    """Return the widths of the drill-down; no budget is wider than the sum of all."""
    most = money_width(report.figures.money.total)
    return [
        float(max(column.width, most) if column.kind is Kind.MONEY else column.width)
        for column in _DETAILS
    ]


def _lines(record: ProjectRecord) -> Iterator[RowRecord | None]:
    """Yield the rows of a project, before them ``None`` if something is said of the whole."""
    if record.findings:
        yield None
    yield from record.rows


def _detail(page: Any, record: ProjectRecord, row: RowRecord | None) -> list[Any]:  # noqa: ANN401
    findings = record.findings if row is None else row.findings
    said = "\n".join(
        f"【{one.severity.chinese}】{one.code} {one.title}"
        f"{f'（{one.place}）' if one.place else ''}：{one_line(one.message)}"
        for one in findings
    )
    worst = min(findings, key=lambda one: one.severity.rank, default=None)
    level1, level2, name, value, weak = ("", "", "（项目或申报整体）", "", "") if row is None else (
        row.level1, row.level2, row.name, row.value, "是" if row.weak else "否",
    )  # fmt: skip
    said_of = (
        record.unit, record.project, level2, name, value, worst.severity.chinese if worst else "",
    )  # fmt: skip
    return [
        *(text_cell(page, one_line(text)) for text in said_of),
        text_cell(page, said),
        text_cell(page, "" if row is None else "\n".join(row.rewrite)),
        *(text_cell(page, one_line(text)) for text in (str(record.year or ""), level1, weak)),
        number_cell(page, Kind.PERCENT, None if row is None else row.chance),
        text_cell(page, "" if row is None else level_name(row.judged)),
        number_cell(page, Kind.COUNT, len(findings)),
        number_cell(page, Kind.SCORE, None if row is None else row.score),
        number_cell(page, Kind.MONEY, record.budget),
        text_cell(page, record.path),
        text_cell(page, "" if row is None else row.place),
    ]


def _stacked(book: Workbook, name: str, tables: Sequence[Table]) -> None:
    """Put tables below each other, with their titles."""
    shown = [table for table in tables if table.rows]
    sheet = Sheet(book, name, widest(map(widths, shown)))
    for table in shown:
        sheet.table(table)
