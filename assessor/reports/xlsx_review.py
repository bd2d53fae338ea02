"""Review forms as a workbook: an overview, then one sheet per form.

Every cell is a text or a plain number; nothing of a document can become a formula.
"""

import re
from collections.abc import Sequence
from typing import IO, cast

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from assessor.reports.docx_paper import harmless
from assessor.reports.docx_review import (
    HEADS,
    OPINION,
    OTHERS,
    SIGNATURE,
    UNSETTLED,
    conclusion_line,
    grade_lines,
    heading_of,
    overall_line,
    own_grade,
)
from assessor.reports.lines import width
from assessor.reports.review_form import (
    PRACTICE,
    FormDimension,
    FormItem,
    ReviewForm,
    item_evidence,
)

OVERVIEW = "汇总"
OVERVIEW_HEADS = (
    "序号",
    "申报单位",
    "项目名称",
    "建议等级",
    "得分",
    "问题数",
    "未能核对",
    "工作表",
)
_OVERVIEW_WIDTHS = (6, 26, 40, 10, 8, 8, 10, 28)
_WIDTHS = (12, 32, 12, 74, 30, 12)
_FORMULA_STARTS = tuple("=+-@|\t\r\n＝＋－＠")
_MOST_CHARACTERS = 32_767
_MOST_POINTS = 409.0  # the highest row of a worksheet
_LINE_POINTS = 15.0
_A4 = 9
_HEAD_FILL = PatternFill("solid", fgColor="FFDDEBF7")
_THIN = Side(style="thin", color="FF808080")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f']")
_LONGEST_NAME = 31

Value = str | int | float


def write_review_xlsx(forms: Sequence[ReviewForm], stream: IO[bytes]) -> None:
    """Write the forms to ``stream``.

    Raises
    ------
    OSError
        The stream cannot be written.
    """
    book = Workbook()
    book.properties.creator = "assessor"
    overview = book.active
    assert isinstance(overview, Worksheet)
    overview.title = OVERVIEW
    used = {OVERVIEW}
    names = [_sheet_name(form, number, used) for number, form in enumerate(forms, 1)]
    _fill_overview(overview, forms, names)
    for form, name in zip(forms, names, strict=True):
        _Form(book.create_sheet(name), form).fill()
    if len(forms) == 1:
        book.active = 1
        overview.sheet_view.tabSelected = False
    book.save(stream)


def _fill_overview(sheet: Worksheet, forms: Sequence[ReviewForm], names: Sequence[str]) -> None:
    for number, (head, size) in enumerate(zip(OVERVIEW_HEADS, _OVERVIEW_WIDTHS, strict=True), 1):
        _put(_at(sheet, 1, number), head, bold=True, filled=True)
        sheet.column_dimensions[get_column_letter(number)].width = size
    for number, (form, name) in enumerate(zip(forms, names, strict=True), 1):
        facts = dict(form.facts)
        values: tuple[Value, ...] = (
            number, facts["申报单位"], facts["项目名称"], form.grade,
            "" if form.score is None else round(form.score, 1), form.points_found,
            len(form.unsettled), name,
        )  # fmt: skip
        for column, value in enumerate(values, 1):
            _put(_at(sheet, number + 1, column), value)
    sheet.freeze_panes = "A2"
    _fit_page(sheet)


def _fit_page(sheet: Worksheet) -> None:
    """Print on A4, across, as wide as one page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins = PageMargins(
        left=0.4, right=0.4, top=0.4, bottom=0.4, header=0.2, footer=0.2
    )
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


class _Form:
    """One sheet, filled from top to bottom."""

    def __init__(self, sheet: Worksheet, form: ReviewForm) -> None:
        self._sheet, self._form = sheet, form
        self._row = 0

    def fill(self) -> None:
        """Write the form."""
        self._set_page()
        self._wide(heading_of(self._form), title=True)
        for label, text in self._form.facts:
            self._labelled(label, text)
        self._cells(HEADS, bold=True, filled=True)
        self._sheet.print_title_rows = f"{self._row}:{self._row}"
        for dimension in self._form.dimensions:
            self._dimension(dimension)
        self._labelled("总体建议", overall_line(self._form), bold=True)
        self._wide(f"{conclusion_line(self._form)}\n{OPINION}\n\n\n\n{SIGNATURE}")
        self._list(OTHERS, self._form.others)
        self._list(UNSETTLED, self._form.unsettled)
        self._wide(f"说明：{PRACTICE}{self._form.basis}")

    def _set_page(self) -> None:
        for number, size in enumerate(_WIDTHS, 1):
            self._sheet.column_dimensions[get_column_letter(number)].width = size
        _fit_page(self._sheet)

    def _dimension(self, dimension: FormDimension) -> None:
        first = self._row + 1
        for item in dimension.items:
            self._item(item, dimension.name if self._row + 1 == first else "")
        if self._row > first:
            self._join(first, column=1)

    def _item(self, item: FormItem, dimension: str) -> None:
        """Write one item: a row for each line of evidence, the other columns joined."""
        first = self._row + 1
        asked = f"{item.name}\n{item.standard}"
        grade = "\n".join(grade_lines(item, self._form.variant))
        beside = (dimension, asked, grade, item.needs_person, own_grade(self._form.variant))
        used = 0.0
        for line in item_evidence(item) or ("",):
            dimension, asked, grade, person, own = beside
            self._cells((dimension, asked, grade, line, person, own), tall=(line,))
            used += self._sheet.row_dimensions[self._row].height or 0.0
            beside = ("",) * 5
        wanted = _height(((asked, _WIDTHS[1]), (item.needs_person, _WIDTHS[4])))
        last = self._sheet.row_dimensions[self._row]
        last.height = min((last.height or 0.0) + max(wanted - used, 0.0), _MOST_POINTS)
        if self._row > first:
            for column in (2, 3, 5, 6):
                self._join(first, column=column)

    def _join(self, first: int, *, column: int) -> None:
        self._sheet.merge_cells(
            start_row=first, end_row=self._row, start_column=column, end_column=column
        )

    def _list(self, title: str, lines: Sequence[str]) -> None:
        if not lines:
            return
        self._wide(title, bold=True)
        for number, line in enumerate(lines, 1):
            self._wide(f"{number}. {line}")

    def _cells(
        self,
        values: Sequence[str],
        *,
        bold: bool = False,
        filled: bool = False,
        tall: Sequence[str] | None = None,
    ) -> None:
        self._row += 1
        for number, value in enumerate(values, 1):
            _put(_at(self._sheet, self._row, number), value, bold=bold, filled=filled)
        self._set_height([(text, _WIDTHS[3]) for text in tall or ("",)])

    def _labelled(self, label: str, text: str, *, bold: bool = False) -> None:
        self._row += 1
        _put(_at(self._sheet, self._row, 1), label, bold=True, filled=True)
        _put(_at(self._sheet, self._row, 2), text, bold=bold)
        self._merge(2)
        self._set_height([(text, sum(_WIDTHS[1:]))])

    def _wide(self, text: str, *, bold: bool = False, title: bool = False) -> None:
        self._row += 1
        cell = _at(self._sheet, self._row, 1)
        _put(cell, text, bold=bold or title)
        if title:
            cell.font = Font(bold=True, size=16)
            cell.alignment = Alignment(horizontal="center", vertical="center")
        self._merge(1)
        self._set_height([(text, sum(_WIDTHS))], least=30.0 if title else _LINE_POINTS)

    def _merge(self, first: int) -> None:
        for column in range(first, len(_WIDTHS) + 1):
            self._sheet.cell(self._row, column).border = _BORDER
        self._sheet.merge_cells(
            start_row=self._row, end_row=self._row, start_column=first, end_column=len(_WIDTHS)
        )

    def _set_height(
        self, texts: Sequence[tuple[str, float]], *, least: float = _LINE_POINTS
    ) -> None:
        height = min(max(_height(texts), least), _MOST_POINTS)
        self._sheet.row_dimensions[self._row].height = height


def _height(texts: Sequence[tuple[str, float]]) -> float:
    """Return the points that the longest of the wrapped texts takes in its column."""
    return _LINE_POINTS * max(
        sum(1 + int(width(part) / (size - 1)) for part in text.split("\n")) for text, size in texts
    )


def _at(sheet: Worksheet, row: int, column: int) -> Cell:
    """Return a cell that is not joined with others yet."""
    return cast(Cell, sheet.cell(row, column))


def _put(cell: Cell, value: Value, *, bold: bool = False, filled: bool = False) -> None:
    cell.border = _BORDER
    cell.alignment = Alignment(
        vertical="center" if filled else "top", wrap_text=True,
        horizontal="center" if filled else None,
    )  # fmt: skip
    if bold:
        cell.font = Font(bold=True)
    if filled:
        cell.fill = _HEAD_FILL
    if not isinstance(value, str) or not value:
        cell.value = None if value == "" else value
        return
    text = "\n".join(harmless(line) for line in value.split("\n"))
    cell.value = text[:_MOST_CHARACTERS]
    # openpyxl makes a formula of = and an error of #N/A; here all of it is text.
    cell.data_type = "s"
    if text.lstrip(" \u3000").startswith(_FORMULA_STARTS):
        cell.quotePrefix = True


def _sheet_name(form: ReviewForm, number: int, used: set[str]) -> str:
    """Return a name that a workbook allows and that no other sheet has."""
    project = _NOT_IN_NAMES.sub("", harmless(dict(form.facts)["项目名称"])).strip()
    name = f"{number} {project}"[:_LONGEST_NAME].rstrip()
    used.add(name)
    return name
