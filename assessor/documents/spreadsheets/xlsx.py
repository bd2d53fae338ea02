"""Reader of ``.xlsx`` workbooks, also ``.xlsm``, ``.xltx`` and ``.xlsb``; no macro is run.

The XML is streamed row by row: no grid is built, so two far cells cost nothing, and number
formats, hidden rows and merged areas are told with the values. (calamine knows no formats: 0.9
shown as 90% would be read as 0.9.)
"""

from assessor.core.limits import Limits
from assessor.core.submission import Comment
from assessor.documents.bounds import limit_error
from assessor.documents.document import Document, Table
from assessor.documents.spreadsheets.notices import sheet_notices
from assessor.documents.spreadsheets.package import BROKEN, Package
from assessor.documents.spreadsheets.parts import WORKBOOK, workbook_parts
from assessor.documents.spreadsheets.sheet import read_sheet
from assessor.documents.spreadsheets.xlsb import (
    BINARY_WORKBOOK,
    binary_workbook_parts,
    read_binary_sheet,
)
from assessor.errors import InputError

_TOO_DEEP = "Excessive depth"  # how the parser calls it; it goes no deeper than 256
_WORKSHEET = "worksheet"
_OTHER_SHEETS = {"chartsheet": "图表", "dialogsheet": "对话框", "xlMacrosheet": "宏表"}


def read_xlsx(name: str, data: bytes, *, limits: Limits) -> Document:
    """Read every sheet as one table, hidden ones marked.

    Parameters
    ----------
    name
        Name of the input, for messages.
    data
        The whole file.
    limits
        Bounds that the reader keeps.

    Returns
    -------
    Document
        Of kind ``xlsx`` or ``xlsb``.

    Raises
    ------
    InputError
        ``input.damaged``, ``input.encrypted``, ``input.limit`` or ``input.unsafe-xml``.
    """
    package = Package(name, data, limits=limits)
    try:
        return _document(package)
    except BROKEN as error:
        if _TOO_DEEP in str(error):
            raise limit_error(name, "内部 XML 的嵌套层数", limits.xml_depth) from error
        raise _damaged(name, str(error).strip()[:80]) from error


def _document(package: Package) -> Document:
    binary = not package.has(WORKBOOK)
    if binary and not package.has(BINARY_WORKBOOK):
        raise _damaged(package.name, "没有工作簿的目录")
    workbook = binary_workbook_parts(package) if binary else workbook_parts(package)
    read_one = read_binary_sheet if binary else read_sheet
    tables: list[Table] = []
    notices: list[str] = []
    comments: list[Comment] = []
    count = 0
    for part in workbook.sheets:
        if part.kind != _WORKSHEET or not package.has(part.path):
            notices.append(_left_out(part.name, part.kind))
            continue
        read, facts = read_one(package, workbook, part)
        tables.append(read)
        notices += sheet_notices(facts)
        comments += facts.addressed
        count += len(read.cells)
        if count > package.limits.cells:
            raise limit_error(package.name, "单元格数", package.limits.cells)
    if not tables:
        raise _damaged(package.name, "没有任何工作表")
    if workbook.has_macros:
        notices.append("工作簿含有宏，宏未运行")
    return Document(
        kind="xlsb" if binary else "xlsx",
        name=package.name,
        blocks=tuple(tables),
        notices=tuple(notices),
        comments=tuple(comments),
    )


def _left_out(sheet: str, kind: str) -> str:
    if kind == _WORKSHEET:
        return f"工作表“{sheet}”的内容不在文件里，未读取"
    return f"工作表“{sheet}”是{_OTHER_SHEETS.get(kind, '其他类型的表')}，没有单元格，未读取"


def _damaged(name: str, reason: str) -> InputError:
    return InputError(
        f"{name}：Excel 文件损坏，无法打开（{reason}）",
        hint="请用 Excel 或 WPS 打开后另存为 .xlsx",
        code="input.damaged",
    )
