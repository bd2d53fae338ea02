"""What was read as a workbook: indicators, rows that were not taken, and files.

Every cell is a text or a plain number; nothing of a document can become a formula.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import IO, cast

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assessor.core.assessment import InputFailure
from assessor.core.submission import Extraction, Indicator, Project, Submission
from assessor.reports.lines import visible_char, width
from assessor.reports.places import place_name
from assessor.reports.text_frame import FORMS, KINDS, LOW_CONFIDENCE

ROWS = (
    ("文件", 28), ("单位", 18), ("项目", 24), ("编号", 6), ("一级指标", 12), ("二级指标", 16),
    ("指标名称", 32), ("指标值", 18), ("实施周期指标值", 16), ("计算符号", 9), ("计量单位", 9),
    ("权重", 7), ("实际完成值", 16), ("位置", 24), ("备注", 20),
    ("自评得分", 9), ("偏差原因及改进措施", 28), ("指标值类型", 11),
)  # fmt: skip
LEFT = (("文件", 28), ("位置", 24), ("原因", 34), ("原文", 70))
FILES = (
    ("文件", 40), ("类型", 14), ("版面", 16), ("指标数", 8), ("未采用行数", 11), ("读取把握", 9),
    ("人工核对", 11), ("把握不足的原因", 40), ("提示", 40), ("错误", 40), ("办法", 40),
)  # fmt: skip
_FORMULA_STARTS = tuple("=+-@|\t\r\n＝＋－＠")
_MOST_CHARACTERS = 32_767
_MOST_ROWS = 1_048_575  # a worksheet has one row more, for the header
_HEAD_FONT = Font(bold=True)
_HEAD_FILL = PatternFill("solid", fgColor="FFDDEBF7")
_LINE_POINTS, _MOST_LINES = 15.0, 20
_WRAPPED = Alignment(vertical="top", wrap_text=True)
_LOOK = "请人工核对"

Value = str | int | float
Columns = Sequence[tuple[str, int]]


def write_workbook(results: Iterable[Extraction | InputFailure], stream: IO[bytes]) -> None:
    """Write the results to ``stream``; sheets are built row by row on disk.

    Raises
    ------
    OSError
        The stream cannot be written.
    """
    book = Workbook(write_only=True)
    book.properties.creator = "assessor"
    try:
        _fill(book, results)
    except BaseException:
        # A sheet that is left open complains when it is collected.
        for sheet in book.worksheets:
            sheet.close()
        raise
    book.save(stream)


def _fill(book: Workbook, results: Iterable[Extraction | InputFailure]) -> None:
    rows = _Sheet(book, "指标", ROWS)
    left = _Sheet(book, "未采用", LEFT)
    files = _Sheet(book, "文件", FILES)
    for result in results:
        if isinstance(result, InputFailure):
            blank = [""] * (len(FILES) - 4)
            files.add([_path(result.path), *blank, "", result.message, result.hint])
            continue
        count = 0
        for values in _rows(result):
            rows.add(values)
            count += 1
        for item in result.rejected:
            left.add([_path(result.path), place_name(item.origin), item.reason, item.text])
        files.add(_file(result, count))
    for sheet in (rows, left, files):
        sheet.close()


class _Sheet:
    """A worksheet that begins another one of its kind when it is full."""

    def __init__(self, book: Workbook, name: str, columns: Columns) -> None:
        self._book, self._name, self._columns = book, name, columns
        self._count = 0
        self._sheets = 0
        self._sheet = self._begin()

    def add(self, values: Sequence[Value]) -> None:
        if self._count >= _MOST_ROWS:
            self.close()
            self._sheet = self._begin()
        self._count += 1
        self._sheet.row_dimensions[self._count + 1].height = self._height(values)
        self._sheet.append([_cell(self._sheet, value) for value in values])

    def _height(self, values: Sequence[Value]) -> float:
        """Return the height in points at which the longest wrapped text is seen."""
        lines = 1
        for value, (_, size) in zip(values, self._columns, strict=True):
            text = value if isinstance(value, str) else ""
            lines = max(lines, sum(1 + width(part) // size for part in text.split("\n")))
        return _LINE_POINTS * min(lines, _MOST_LINES)

    def close(self) -> None:
        """Set the filter over all rows that were written."""
        last = get_column_letter(len(self._columns))
        self._sheet.auto_filter.ref = f"A1:{last}{self._count + 1}"

    def _begin(self) -> Worksheet:
        self._sheets += 1
        self._count = 0
        name = self._name if self._sheets == 1 else f"{self._name} {self._sheets}"
        # Its own class offers what a worksheet does, but not in its type.
        sheet = cast(Worksheet, self._book.create_sheet(name))
        sheet.freeze_panes = "A2"
        for number, (_, size) in enumerate(self._columns, 1):
            sheet.column_dimensions[get_column_letter(number)].width = size
        sheet.append([_head(sheet, title) for title, _ in self._columns])
        return sheet


def _head(sheet: Worksheet, title: str) -> Cell:
    cell: Cell = WriteOnlyCell(sheet, title)
    cell.font, cell.fill = _HEAD_FONT, _HEAD_FILL
    return cell


def _cell(sheet: Worksheet, value: Value) -> Cell:
    cell: Cell = WriteOnlyCell(sheet)
    cell.alignment = _WRAPPED
    if not isinstance(value, str) or not value:
        cell.value = None if value == "" else value
        return cell
    text = "".join(char if char == "\n" else visible_char(char) for char in value)
    cell.value = text[:_MOST_CHARACTERS]
    # openpyxl makes a formula of = and an error of #N/A; here all of it is text.
    cell.data_type = "s"
    if text.lstrip(" \u3000").startswith(_FORMULA_STARTS):
        # The mark of a text, so that it stays one when somebody edits the cell.
        cell.quotePrefix = True
    return cell


def _rows(result: Extraction) -> Iterator[list[Value]]:
    note = (
        f"读取把握 {result.confidence:.0%}，{_LOOK}" if result.confidence < LOW_CONFIDENCE else ""
    )
    places = [
        (submission, project, row)
        for submission in result.submissions
        for project in submission.projects
        for row in project.indicators
    ]
    if result.form == "row-file":
        places.sort(key=lambda place: place[2].origin.line or 0)
    for submission, project, row in places:
        yield _row(result.path, submission, project, row, note)


def _row(
    path: str, submission: Submission, project: Project, row: Indicator, note: str
) -> list[Value]:
    notes = ["隐藏行"] if row.origin.hidden else []
    return [
        _path(path), submission.organisation or "", project.name, row.id, row.level1, row.level2,
        row.name, row.value, row.cycle_value, row.sign, row.unit, row.weight, row.actual,
        place_name(row.origin), "；".join([*notes, *([note] if note else [])]),
        row.score, row.reason, row.value_type,
    ]  # fmt: skip


def _file(result: Extraction, count: int) -> list[Value]:
    return [
        _path(result.path), KINDS.get(result.kind, result.kind),
        FORMS.get(result.form, result.form), count, len(result.rejected), result.confidence,
        _LOOK if result.confidence < LOW_CONFIDENCE else "", "；".join(result.confidence_reasons),
        "；".join(result.notices), "", "",
    ]  # fmt: skip


def _path(path: str) -> str:
    return "标准输入" if path == "-" else path
