"""The room's one entrance: a document becomes an extraction.

The forms are tried on every sheet of rows: indicator tables with a header, inline lists and
bullet sentences in running text, and, where nothing of these is found, narrative.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from assessor.core.limits import Limits
from assessor.core.submission import Extraction, GoalKind, Indicator, Rejected, TableAccount
from assessor.documents.bounds import how_to_raise
from assessor.documents.document import Document
from assessor.documents.encoding import decode
from assessor.documents.plain.text import read_text
from assessor.errors import InputError
from assessor.indicators.assembling import Assembler
from assessor.indicators.column_mapping import NO_MAPPINGS, Mappings
from assessor.indicators.columns import Role, meaning
from assessor.indicators.doubts import Doubts
from assessor.indicators.facts import Fact, FactKind, FactReader, printed_year
from assessor.indicators.funds import FundReader, unit_beside
from assessor.indicators.header import Header
from assessor.indicators.headings import PROJECT_LINE
from assessor.indicators.inline_lists import Wrapped, read_list
from assessor.indicators.layout import sheets
from assessor.indicators.mapped_headers import headers_of
from assessor.indicators.mapped_rows import mapped_sheet
from assessor.indicators.narrative import is_narrative, read_narrative
from assessor.indicators.outline import outline_of
from assessor.indicators.prose import ProseReader
from assessor.indicators.row_files import (
    check_header,
    extract_json_lines,
    extract_row_table,
    is_row_table,
)
from assessor.indicators.running_text import TextReader, is_running_text, text_reader
from assessor.indicators.self_scores import labelled_score, total_score
from assessor.indicators.sheet import Row, Sheet
from assessor.indicators.table_account import NotUnderstoodError, table_left, table_taken
from assessor.indicators.table_region import REPEATED, is_total
from assessor.indicators.table_runs import names_project_row, table_runs
from assessor.indicators.tables import TEMPLATE, ReadTable, TableRow, read_table
from assessor.indicators.values import clean_label, is_level1

_PRINTED = frozenset({"pdf", "image"})
_WORKBOOKS = frozenset({"xlsx", "xls", "xlsb", "et", "ods", "xml-spreadsheet"})
_TITLE = re.compile(r"(?:绩效|预算).{0,24}(?:表|报告|文本)")
_LONGEST_TITLE = 60
_FEW = 4
_FORM_WORDS = re.compile(r"[一二三]级指标|指标值|绩效目标(?:申报|批复|自评)?表|绩效指标")
_ACCEPTED = (
    "支持：有“三级指标”和“指标值”等表头的表格，“1、产出指标：…，年度指标值：…”式的条目，"
    "“绩效指标：…大于等于90%”式的文字，绩效自评报告"
)


def extract(
    document: Document, *, name: str, limits: Limits, mappings: Mappings = NO_MAPPINGS
) -> Extraction:
    """Extract all indicators of a document.

    Parameters
    ----------
    document
        What a reader gave.
    name
        Name of the input, for messages and the result.
    limits
        Bounds; more rows than ``limits.indicators`` is an error.
    mappings
        What a user has told of the columns of tables.

    Returns
    -------
    Extraction
        With rows, or of form ``empty-form`` or ``narrative`` with a notice.

    Raises
    ------
    InputError
        ``input.not-understood``: looks like a form, gave no rows. ``input.no-indicators``:
        neither form nor narrative. ``input.json``, ``input.row-columns``: broken row files.
        ``input.columns``: the mapping given for this document does not fit.
    """
    if document.kind == "jsonl" and mappings.given is None:
        return extract_json_lines(document, name=name, limits=limits)
    if document.kind == "csv" and document.tables() and mappings.given is None:
        table = document.tables()[0]
        if is_row_table(table):
            return extract_row_table(document, table, name=name, limits=limits)
        check_header(table, name=name)
    return _Reading(document, name=name, limits=limits, mappings=mappings).extraction()


def extract_rows(data: bytes, *, name: str, limits: Limits) -> Extraction:
    """Extract a row file from bytes, for instance JSON lines from standard input.

    Raises
    ------
    InputError
        As :func:`extract`; also ``input.empty-file``, ``input.encoding`` and ``input.limit``.
    """
    if len(data) > limits.file_bytes:
        raise InputError(
            f"{name}：输入有 {len(data):,} 字节，超过上限 {limits.file_bytes:,}",
            hint=f"请分批输入，或{how_to_raise('file_bytes')}",
            code="input.limit",
        )
    if not data.strip():
        raise InputError(f"{name}：没有输入任何内容", hint="请给出每行一个 JSON 对象的指标行",
                         code="input.empty-file")  # fmt: skip
    text = decode(data, name=name)
    suffixed = name if name.lower().endswith((".jsonl", ".csv", ".tsv")) else f"{name}.jsonl"
    return extract(read_text(text, name=suffixed, limits=limits), name=name, limits=limits)


class _Reading:
    """One document while it is being read."""

    def __init__(
        self, document: Document, *, name: str, limits: Limits, mappings: Mappings
    ) -> None:
        self._document = document
        self._name = name
        self._limits = limits
        self._mappings = mappings
        self._tables: list[TableAccount] = []
        self._number = 0
        self._notices: tuple[str, ...] = ()
        self._assembler = Assembler(wrapped=document.kind in _PRINTED)
        self._rejected: list[Rejected] = []
        self._doubts = Doubts()
        self._form = ""
        self._headers = 0
        self._caption = ""
        self._unread = 0
        self._text: TextReader | None = None

    def extraction(self) -> Extraction:
        parts = sheets(self._document)
        found = headers_of(parts, self._mappings, name=self._name)
        rows = tuple(row for part in parts for row in part.rows)
        self._text = text_reader(rows) if is_running_text(rows) else None
        self._notices = (*self._document.notices, *found.notices)
        for part, headers in zip(parts, found.headers, strict=True):
            self._assembler.new_part(sheet=part.name if self._document.kind in _WORKBOOKS else None)
            self._number += part.is_tabular
            self._sheet(part, headers)
        count = self._assembler.row_count
        if count > self._limits.indicators:
            raise InputError(f"{self._name}：指标超过 {self._limits.indicators} 行",
                             hint=f"请拆分文件，或{how_to_raise('indicators')}", code="input.limit")  # fmt: skip
        if not count:
            return self._without_rows(parts)
        total = sum(len(row.text) for part in parts for row in part.rows)
        confidence, reasons = self._doubts.judge(count, self._unread / max(1, total))
        return Extraction(
            path=self._name,
            kind=self._document.kind,
            form=self._form,
            confidence=confidence,
            confidence_reasons=reasons,
            notices=(*self._notices, *_mapped_notices(self._tables)),
            submissions=self._assembler.submissions(narrative=self._text is not None),
            rejected=tuple(self._rejected),
            tables=tuple(self._tables),
        )

    def _sheet(self, sheet: Sheet, headers: tuple[Header, ...]) -> None:
        if not headers and sheet.is_tabular:
            self._tables.append(table_left(sheet, number=self._number))
        facts, funds = FactReader(), FundReader(exact=sheet.exact)
        prose = ProseReader(self._assembler, facts, outline=outline_of(sheet.rows))
        index = 0
        tables = tuple(table_runs(sheet, headers))
        whole = mapped_sheet(sheet, [(header, stop) for header, _, stop in tables])
        for header, runs_to, stop in tables:
            self._frame(sheet.rows[index : header.start], prose, facts, funds)
            self._caption_above(sheet.rows[index : header.start])
            prose.break_off()
            facts.pending = ()
            index = self._table(whole, header, runs_to, stop)
        self._frame(sheet.rows[index:], prose, facts, funds)
        self._caption_above(sheet.rows[index:])
        prose.break_off()
        self._rejected.extend(prose.rejected)
        self._form = self._form or prose.form

    def _frame(
        self, rows: tuple[Row, ...], prose: ProseReader, facts: FactReader, funds: FundReader
    ) -> None:
        """Read rows outside of indicator tables: facts, titles and running text."""
        for row in rows:
            if row.is_text:
                prose.read(row)
                self._details(row, funds)
                continue
            prose.break_off()
            text = row.text
            if len(text) <= _LONGEST_TITLE and (year := printed_year(text)) is not None:
                self._assembler.mention(year)
            if self._takes_heading(row, last=row is rows[-1]):
                continue
            found = list(facts.read(row))
            for fact in found:
                self._assembler.fact(fact)
            self._details(row, funds)
            if not found:
                same = len({cell.text for cell in row.cells}) == 1
                self._unread += len(row.cells[0].text if same else text)
        if self._text is not None:
            self._assembler.paragraphs(self._text.read(rows))
            self._assembler.report_head(self._text.title, self._text.unit)

    def _takes_heading(self, row: Row, *, last: bool) -> bool:
        """Take a row of one cell that is a title or names a project."""
        if len({cell.text for cell in row.cells}) > 1:
            return False
        text = row.cells[0].text
        if len(text) <= _LONGEST_TITLE and _TITLE.search(text):
            self._assembler.title(text, origin=row.origin)
        elif named := PROJECT_LINE.match(text):
            self._assembler.open_project(named.group(1), origin=row.origin)
        elif last and names_project_row(row):
            self._assembler.suggest_name(text, origin=row.origin)
        else:
            return False
        return True

    def _details(self, row: Row, funds: FundReader) -> None:
        """Take the money and the score that a row of the frame tells."""
        if unit := unit_beside(row.text):
            self._assembler.money_unit(unit)
        for amounts in funds.read(row):
            self._assembler.amounts(amounts)
        if score := labelled_score(row):
            self._assembler.self_score(score)

    def _table(self, sheet: Sheet, header: Header, runs_to: int, stop: int) -> int:
        self._headers += 1
        table = read_table(sheet, header, runs_to=runs_to, stop=stop)
        before = len(self._rejected)
        listed = self._list_cells(table, header) if header.is_list else ()
        if not header.is_list:
            self._rejected.extend(table.rejected)
        rejected = self._rejected[before:]
        self._tables.append(
            table_taken(
                sheet,
                header,
                number=self._number,
                end=table.end,
                rows=listed or [row.indicator for row in table.rows],
                rejected=rejected,
            )
        )
        if header.is_list:
            return table.end
        # Cells in columns that a user did not name were left out on purpose.
        self._doubts.add(replace(table, orphans=0) if header.mapping else table)
        if table.rows:
            self._form = self._form or ("cell-list" if sheet.cell_list else "table")
        for row in table.rows:
            self._open(row, header)
            self._assembler.rows((self._captioned(row.indicator, header),))
        self._assembler.rows((), labels=table.labels)
        self._scores(sheet, header, table.end)
        return table.end

    def _scores(self, sheet: Sheet, header: Header, end: int) -> None:
        """Take the total score from the rows of a table that are no indicators."""
        for row in sheet.rows[header.end : end]:
            found = total_score(row, header, exact=sheet.exact)
            # A row with more cells than a label and its text is one of indicators; a total of
            # which only the weights are printed is no score.
            texts = list(dict.fromkeys(cell.text for cell in row.cells if not cell.repeated))
            if not found and 0 < len(texts) <= _FEW and not is_total(texts[0]):
                found = labelled_score(row)
            if found:
                self._assembler.self_score(found)

    def _caption_above(self, rows: tuple[Row, ...]) -> None:
        """Remember a level that stands alone above a table: （一）产出指标（50分）."""
        filled = [row for row in rows if row.text.strip()]
        if filled:
            text = filled[-1].text
            self._caption = clean_label(text) if is_level1(clean_label(text)) else ""

    def _captioned(self, row: Indicator, header: Header) -> Indicator:
        if row.level1 or not self._caption or header.has(Role.LEVEL1):
            return row
        return replace(row, level1=self._caption)

    def _open(self, row: TableRow, header: Header) -> None:
        """Begin a project where the table has a column for it; take the year."""
        if row.year:
            origin = row.indicator.origin
            self._assembler.fact(Fact(kind=FactKind.YEAR, text=row.year, origin=origin))
        if not row.project or not header.has(Role.PROJECT):
            return
        origin = row.indicator.origin
        unit = row.organisation or None
        self._assembler.open_project(row.project, origin=origin, organisation=unit)
        if row.budget:
            self._assembler.fact(Fact(kind=FactKind.BUDGET, text=row.budget, origin=origin))
        if row.goal:
            self._assembler.goal(row.goal, GoalKind.ANNUAL, origin=origin)
        budget = header.column(Role.BUDGET)
        self._assembler.columns(row.amounts, budget=budget.text if budget else "", origin=origin)

    def _list_cells(self, table: ReadTable, header: Header) -> list[Indicator]:
        """Read a table whose cells hold whole inline lists, one project a row."""
        read: list[Indicator] = []
        for row in table.rows:
            origin = row.indicator.origin
            found = read_list(Wrapped(row.indicator.name, ((0, origin),)), unlabelled=True)
            self._rejected.extend(found.rejected)
            if found.indicators:
                self._form = self._form or "inline-list"
                self._open(row, header)
                self._assembler.rows(found.indicators)
                read.extend(found.indicators)
        return read

    def _without_rows(self, parts: tuple[Sheet, ...]) -> Extraction:
        rows = tuple(row for part in parts for row in part.rows)
        blank = (TEMPLATE, REPEATED)
        filled = [item for item in self._rejected if item.reason not in blank]
        if self._headers and not filled:
            return self._extraction_without_rows(
                "empty-form", "表格结构已识别，但没有填写任何指标（三级指标名称为空）"
            )
        if not self._headers and is_narrative(rows):
            notice = "未发现指标表或指标条目；按叙述性报告提取了绩效目标和含数字的完成结果"
            return self._extraction_without_rows("narrative", notice, rows=rows)
        if self._headers or _looks_like_form(rows):
            place = f"（{filled[0].text[:40]}）" if filled else ""
            raise self._not_understood(
                f"{self._name}：看起来是绩效目标表，但没有读出任何指标行{place}",
                hint=f"请检查表头和单元格是否完整。{_ACCEPTED}",
                code="input.not-understood",
            )
        raise self._not_understood(
            f"{self._name}：没有找到指标表、指标条目或绩效报告文字"
            + "".join(f"（{notice}）" for notice in self._document.notices),
            hint=_ACCEPTED,
            code="input.no-indicators",
        )

    def _not_understood(self, message: str, *, hint: str, code: str) -> NotUnderstoodError:
        error = NotUnderstoodError(message, hint=hint, code=code)
        error.tables = tuple(self._tables)
        return error

    def _extraction_without_rows(
        self, form: str, notice: str, *, rows: tuple[Row, ...] = ()
    ) -> Extraction:
        submissions = (
            (self._assembler.completed(read_narrative(rows)),)
            if form == "narrative"
            else self._assembler.submissions()
        )
        return Extraction(
            path=self._name,
            kind=self._document.kind,
            form=form,
            notices=(*self._notices, *_mapped_notices(self._tables), notice),
            submissions=submissions,
            rejected=tuple(self._rejected),
            tables=tuple(self._tables),
        )


def _mapped_notices(tables: list[TableAccount]) -> Iterator[str]:
    counts = Counter(table.mapping for table in tables if table.mapping)
    for mapping, count in counts.items():
        yield f"按 {mapping} 指定的列读取了 {count} 张表"


def _looks_like_form(rows: tuple[Row, ...]) -> bool:
    words = sum(len(_FORM_WORDS.findall(row.text)) for row in rows[:2000])
    named = any(sum(bool(meaning(c.text)) for c in row.cells) >= 2 for row in rows[:2000])
    return named or words >= 2
