"""The report as an official paper in Word: title, 一、二、三, tables, charts, place for a signature."""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import IO, Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from assessor.reports.batch.audiences import Audience, Section
from assessor.reports.batch.chart_pictures import (
    chinese_font,
    defect_picture,
    level_picture,
    money_picture,
    score_picture,
)
from assessor.reports.batch.chinese_numbers import count_text
from assessor.reports.batch.docx_tables import (
    LYING_MM,
    MARGIN_MM,
    UPRIGHT_MM,
    add_table,
    is_wide,
    turn_page,
)
from assessor.reports.batch.figures import Figures
from assessor.reports.batch.level_tables import level_table
from assessor.reports.batch.record_tables import PRIVATE, record_tables
from assessor.reports.batch.report import BatchReport
from assessor.reports.batch.row_records import FindingRecord, ProjectRecord, RowRecord
from assessor.reports.batch.summary import leaders_sentences
from assessor.reports.batch.tables import (
    Table,
    comparison_tables,
    defect_table,
    grade_table,
    interval_note,
    overview_table,
    score_table,
    sector_table,
    unit_table,
    unranked_table,
    worklist_table,
)
from assessor.reports.docx_letter import chinese_number
from assessor.reports.docx_paper import (
    FANG,
    HEI,
    SONG,
    heading,
    new_paper,
    write,
)
from assessor.reports.finding_words import one_line

MOST_ROWS, MOST_WORK, MOST_INPUTS = 300, 50, 200
SIGNATURE = (
    "审核单位（盖章）：　　　　　　　　",
    "审核人（签字）：　　　　　　　　　",
    "年　　月　　日",
)
_BODY, _TITLE, _SMALL = 14.0, 20.0, 9.0
_LINE = Pt(26)
# For one page: smaller letters, closer lines.
_LEADERS_BODY, _LEADERS_LINE = 12.0, Pt(20)
_LEVELS = "（深浅为行内占比，红色数字为其中判为归类错误的条数）"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One part of the paper; ``tables`` decide whether its pages lie."""

    heading: str
    write: Callable[[], None]
    tables: tuple[Table, ...] = ()

    @property
    def lies(self) -> bool:
        """Whether a table needs more than an upright page."""
        return any(is_wide(table) for table in self.tables)


def write_batch_docx(report: BatchReport, stream: IO[bytes], *, most_rows: int = MOST_ROWS) -> None:
    """Write the paper.

    Parameters
    ----------
    most_rows
        Most rows with findings; how many are left out is told.

    Raises
    ------
    OSError
        The stream cannot be written.
    """
    paper = new_paper(
        title=report.title, landscape=False, margin_mm=MARGIN_MM, font=FANG, points=_BODY
    )
    heading(paper, report.title, points=_TITLE, font=SONG)
    figures = report.figures
    above = [figures.unit] if figures.unit else []
    _said(
        paper, "　".join((*above, f"生成时间：{figures.record.made_at}")), centred=True, points=12
    )
    if figures.redacted:
        _note(paper, PRIVATE)
    lies = False
    for number, part in enumerate(_parts(paper, report, most_rows), 1):
        if part.lies is not lies:
            lies = part.lies
            turn_page(paper, lying=lies)
        paragraph = _said(paper, f"{chinese_number(number)}、{part.heading}", font=HEI)
        paragraph.paragraph_format.keep_with_next = True
        part.write()
    _sign(paper, report)
    paper.save(stream)


def _parts(paper: Any, report: BatchReport, most_rows: int) -> Iterator[_Part]:  # noqa: ANN401 - python-docx has no types
    figures = report.figures
    if report.has(Section.SUMMARY):
        yield _Part(heading="总体情况", write=lambda: _summary(paper, report))
    if report.has(Section.DIVISION):
        groups = (unit_table(figures), unranked_table(figures), sector_table(figures))
        yield _of_tables(paper, "单位情况", groups)
        yield _Part(
            heading="问题类型",
            write=lambda: _with_chart(paper, defect_table(figures), defect_picture(figures)),
        )
        yield _Part(heading="指标级次", write=lambda: _levels(paper, figures))
    if report.comparison is not None and report.has(Section.DIVISION):
        yield _of_tables(paper, "与上一批对照", comparison_tables(report.comparison))
    if report.has(Section.WORKLIST):
        yield _of_tables(paper, "审核工作清单", (worklist_table(figures, most=MOST_WORK),))
    if report.has(Section.DETAILS):
        own = report.audience is Audience.UNIT
        yield _Part(
            heading="需要处理的问题（按材料顺序）" if own else "逐条问题（项目按优先值从高到低）",
            write=lambda: _details(paper, report, most_rows),
        )
    if report.has(Section.RECORD):
        yield _of_tables(paper, "存档记录", _record(figures))


def _of_tables(paper: Any, title: str, tables: tuple[Table, ...]) -> _Part:  # noqa: ANN401
    return _Part(heading=title, write=lambda: _tables(paper, *tables), tables=tables)


def _summary(paper: Any, report: BatchReport) -> None:  # noqa: ANN401
    is_brief = report.audience is Audience.LEADERS
    for sentence in leaders_sentences(report):
        _said(paper, sentence, points=_LEADERS_BODY if is_brief else _BODY)
    figures = report.figures
    if is_brief:
        # One page: the sentences hold the main numbers already.
        if figures.rows:
            _tables(paper, grade_table(figures))
            _note(paper, interval_note(figures.weak.method))
        return
    _tables(paper, overview_table(figures))
    if not figures.rows:
        return
    _with_chart(paper, score_table(figures), score_picture(figures))
    _tables(paper, grade_table(figures))


def _levels(paper: Any, figures: Figures) -> None:  # noqa: ANN401
    table, picture = level_table(figures), level_picture(figures)
    if picture is not None:
        _chart(paper, f"{table.title.removesuffix('（条）')}{_LEVELS}", picture)
    _tables(paper, table)
    picture = money_picture(figures)
    if picture is not None:
        _chart(paper, "项目预算与弱指标占比（每点一个项目，红色为有弱指标）", picture)


def _with_chart(paper: Any, table: Table, picture: bytes | None) -> None:  # noqa: ANN401
    if picture is not None:
        _chart(paper, table.title, picture)
    _tables(paper, table)


def _chart(paper: Any, title: str, picture: bytes) -> None:  # noqa: ANN401
    paragraph = _said(paper, title, centred=True, points=11, font=HEI)
    paragraph.paragraph_format.keep_with_next = True
    paragraph = paper.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    shape = paragraph.add_run().add_picture(io.BytesIO(picture), width=Mm(UPRIGHT_MM - 8))
    shape._inline.docPr.set("descr", title)


def _tables(paper: Any, *tables: Table) -> None:  # noqa: ANN401
    for table in tables:
        if table.rows:
            _table(paper, table)


def _table(paper: Any, table: Table) -> None:  # noqa: ANN401
    paragraph = _said(paper, table.title, centred=True, points=11, font=HEI)
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.space_before = Pt(6)
    section = paper.sections[-1]
    lies = section.page_width > section.page_height
    add_table(paper, table, LYING_MM if lies else UPRIGHT_MM)
    if table.note:
        _note(paper, table.note)


def _note(paper: Any, text: str) -> None:  # noqa: ANN401
    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(6)
    write(paragraph, f"注：{text}", points=_SMALL)


def _details(paper: Any, report: BatchReport, most: int) -> None:  # noqa: ANN401
    shown = left = 0
    for record in report.in_work_order():
        rows = [row for row in record.rows if row.is_open]
        fitting = rows[: max(most - shown, 0)]
        left += len(rows) - len(fitting)
        shown += len(fitting)
        if fitting or (record.findings and shown < most):
            _project(paper, record, fitting, own=report.audience is Audience.UNIT)
    if not shown:
        _said(paper, "没有发现问题的指标。")
    if left:
        _note(
            paper,
            f"按优先顺序列出 {count_text(shown)} 条，另有 {count_text(left)} 条没有列出，见 Excel 报告的“明细”表。",
        )


def _project(paper: Any, record: ProjectRecord, rows: Sequence[RowRecord], *, own: bool) -> None:  # noqa: ANN401
    name = record.project if own else f"{record.unit}：{record.project}"
    paragraph = _said(paper, name, bold=True, points=12)
    paragraph.paragraph_format.keep_with_next = True
    for finding in record.findings:
        _said(paper, _finding(finding), points=10.5)
    for number, row in enumerate(rows, 1):
        level = row.level2 or row.level1
        where = "，".join(part for part in (level, row.place) if part)
        inside = f"（{one_line(where)}）" if where else ""
        value = one_line(row.value) or "（空）"
        paragraph = _said(
            paper, f"{number}. {one_line(row.name) or '（未写名称）'}：{value}{inside}", points=10.5
        )
        paragraph.paragraph_format.keep_with_next = True
        for finding in row.findings:
            _said(paper, _finding(finding), points=10.5)
        if row.rewrite:
            _said(paper, f"建议改为：{'；'.join(map(one_line, row.rewrite))}", points=10.5)


def _finding(finding: FindingRecord) -> str:
    place = f"（{finding.place}）" if finding.place else ""
    hint = f"改法：{one_line(finding.hint)}" if finding.hint else ""
    message = one_line(finding.message).rstrip("。")
    return f"【{finding.severity.chinese}】{finding.code} {finding.title}{place}：{message}。{hint}"


def _record(figures: Figures) -> tuple[Table, ...]:
    """Return the tables of the archive, long ones cut with a word about it."""
    return tuple(
        replace(
            table,
            rows=table.rows[:MOST_INPUTS],
            note=f"{table.note}另有 {count_text(len(table.rows) - MOST_INPUTS)} 行没有列出，见 Excel 报告。",
        )
        if len(table.rows) > MOST_INPUTS
        else table
        for table in record_tables(figures)
    )


def _sign(paper: Any, report: BatchReport) -> None:  # noqa: ANN401
    drawn = report.has(Section.SUMMARY) and report.audience is not Audience.LEADERS
    if drawn and chinese_font() is None:
        _note(paper, "本机没有中文字体，未绘制图形；图中内容与各表相同。")
    is_brief = report.audience is Audience.LEADERS
    for text in ("", *SIGNATURE):
        paragraph = _said(paper, text, indent=False, points=_LEADERS_BODY if is_brief else _BODY)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.keep_together = True


def _said(
    paper: Any,  # noqa: ANN401
    text: str,
    *,
    font: str | None = None,
    bold: bool = False,
    centred: bool = False,
    indent: bool = True,
    points: float = _BODY,
) -> Any:  # noqa: ANN401
    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.line_spacing = (
        _LINE if points >= _BODY else _LEADERS_LINE if points == _LEADERS_BODY else Pt(points * 1.6)
    )
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif indent:
        paragraph.paragraph_format.first_line_indent = Pt(2 * points)
    write(paragraph, text, font=font, bold=bold, points=points)
    return paragraph
