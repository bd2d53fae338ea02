"""Reader of markup: saved pages, Word and Excel "save as HTML", exports named ``.xls``.

Nothing is fetched and nothing is run. Tables keep their exact grid; tables that only arrange a
page are read as the text they hold.
"""

from assessor.core.limits import Limits
from assessor.documents.document import Document
from assessor.documents.web.kind import looks_like_markup
from assessor.documents.web.mime import read_mhtml
from assessor.documents.web.page import Blocks, empty_error, page_of
from assessor.documents.web.workbook import read_xml_spreadsheet
from assessor.errors import InputError

__all__ = ["looks_like_markup", "read_html"]


def read_html(name: str, data: bytes, *, limits: Limits) -> Document:
    """Read a page, a web archive or Excel's XML of 2003, whichever the content is.

    Parameters
    ----------
    name
        Name of the input, for messages.
    data
        The whole file; its encoding is decided by content, a declaration only helps.
    limits
        Bounds that the reader keeps.

    Returns
    -------
    Document
        Its ``kind`` is ``html``, ``mhtml`` or ``xml-spreadsheet``.

    Raises
    ------
    InputError
        ``input.limit``, ``input.encoding``, ``input.binary``, ``input.damaged``,
        ``input.unsafe-xml``; ``input.empty-file``: there is no text; ``input.format``: a frame
        page whose content is in other files, or XML of another kind.
    """
    kind = looks_like_markup(data)
    if kind == "mhtml":
        return read_mhtml(name, data, limits=limits)
    if kind == "xml-spreadsheet":
        return read_xml_spreadsheet(name, data, limits=limits)
    if kind == "xml":
        raise InputError(
            f"{name}：是 XML 文件，但不是网页，也不是 Excel 的 XML 表格",
            hint="请用生成它的软件另存为 .xlsx、.docx 或 .html",
            code="input.format",
        )
    page = page_of(name, data, limits=limits)
    blocks = Blocks(name, limits=limits)
    blocks.take(page, sheet=page.only_sheet())
    if not blocks.found:
        raise empty_error(name, page)
    return Document(kind="html", name=name, blocks=tuple(blocks.found), notices=blocks.notices())
