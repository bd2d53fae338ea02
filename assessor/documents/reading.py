"""From bytes to a document: the type is decided by content, never by the file name."""

import re
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Protocol

from assessor.core.limits import Limits
from assessor.documents.bounds import limit_error
from assessor.documents.document import Document
from assessor.documents.encoding import SUPPORTED, decode_text
from assessor.errors import InputError

# Readers are imported by the file that needs them: each brings a library of its own.
# ruff: noqa: PLC0415

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_PICTURES = (
    b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM",
)  # fmt: skip
_REFUSED = (
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"\x7fELF", "可执行程序"),
    (b"MZ\x90", "可执行程序"),
)
_PARTS = (
    ("ppt/presentation.xml", "PowerPoint 演示文稿（.pptx）"),
    ("ofd.xml", "OFD 版式文件"),
)
_OLE_LABELS = {
    "ppt": "PowerPoint 演示文稿（.ppt）",
    "msg": "Outlook 邮件（.msg）",
    "works": "Microsoft Works 文档",
}
_WORD_PART = re.compile(r"word/document\d*\.xml")
# Viewers accept a PDF that begins with some foreign bytes.
_PDF_WITHIN = 1024
_SHOWN = {
    "xlsx": "Excel 工作簿", "et": "WPS 表格", "xlsb": "Excel 工作簿", "xls": "旧版 Excel 工作簿", "docx": "Word 文档",
    "doc": "旧版 Word 文档", "pdf": "PDF", "html": "网页", "mhtml": "网页", "image": "图片",
    "xml-spreadsheet": "XML 表格", "rtf": "RTF 文档", "odt": "OpenDocument 文档",
    "ods": "OpenDocument 表格",
}  # fmt: skip
# Kinds that a file of this name would be expected to have.
_EXPECTED = {
    ".xlsx": ("xlsx",), ".xlsm": ("xlsx",), ".xls": ("xls",), ".et": ("et", "xls"),
    ".docx": ("docx",), ".doc": ("doc",), ".wps": ("wps", "doc"), ".pdf": ("pdf",),
    ".html": ("html", "mhtml"), ".htm": ("html", "mhtml"), ".mht": ("mhtml",), ".mhtml": ("mhtml",), ".rtf": ("rtf",), ".odt": ("odt",),
    ".ods": ("ods",), ".csv": ("csv",), ".txt": ("text", "csv"), ".tsv": ("csv",),
}  # fmt: skip


def read_document(path: Path | str, data: bytes, *, limits: Limits) -> Document:
    """Read the bytes of one file.

    Parameters
    ----------
    path
        Name of the input, for messages and as the weakest hint of its type.
    data
        The whole file.
    limits
        Bounds that the reader keeps.

    Returns
    -------
    Document
        Its ``kind`` says which reader was used.

    Raises
    ------
    InputError
        ``input.empty-file``, ``input.binary``, ``input.encoding``, ``input.format`` (a format
        that is not read), ``input.encrypted``, ``input.damaged``, ``input.limit``,
        ``input.unsafe-xml``, ``input.scanned`` (a picture without the extra ``ocr``),
        ``input.no-converter`` (an old format without LibreOffice).
    """
    name = str(path)
    if len(data) > limits.file_bytes:
        raise limit_error(name, f"文件大小 {len(data):,} 字节，", limits.file_bytes)
    if not data.strip(b" \t\r\n\x0b\x0c\x00\xef\xbb\xbf\xff\xfe"):
        raise _empty(name)
    return _with_name_noticed(_read(name, data, limits=limits))


def _read(name: str, data: bytes, *, limits: Limits) -> Document:
    if data.startswith(_OLE):
        return _read_ole(name, data, limits=limits)
    if data.startswith(_ZIP):
        return _read_zip(name, data, limits=limits)
    if b"%PDF-" in data[:_PDF_WITHIN]:
        from assessor.documents.pages.ocr import recogniser
        from assessor.documents.pages.pdf import read_pdf

        return read_pdf(name, data, limits=limits, recognise=recogniser())
    if data.startswith(b"{\\rtf"):
        return _converted(name, data, kind="rtf", limits=limits)
    if data.startswith(_PICTURES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        from assessor.documents.pages.picture import read_picture

        return read_picture(name, data, limits=limits)
    for magic, label in _REFUSED:
        if data.startswith(magic):
            raise _unsupported(name, label)
    return _read_unmarked(name, data, limits=limits)


def _read_unmarked(name: str, data: bytes, *, limits: Limits) -> Document:
    """Read what no first bytes tell: old workbooks without a container, web pages, text."""
    from assessor.documents.spreadsheets.xls import is_bare_workbook, read_xls

    if is_bare_workbook(data):
        return _as_saved(read_xls(name, data, limits=limits))
    from assessor.documents.web.html import looks_like_markup, read_html

    if looks_like_markup(data) is not None:
        return read_html(name, data, limits=limits)
    from assessor.documents.plain.text import read_text

    decoded = decode_text(data, name=name)
    if not decoded.text.strip():
        raise _empty(name)
    return read_text(decoded.text, name=name, limits=limits, notices=decoded.notices)


def _read_ole(name: str, data: bytes, *, limits: Limits) -> Document:
    from assessor.documents.office.ole import OleKind, check_readable, encrypted, ole_kind

    kind = ole_kind(name, data)
    if kind is OleKind.ENCRYPTED:
        raise encrypted(name)
    if kind is OleKind.SPREADSHEET:
        from assessor.documents.spreadsheets.xls import read_xls

        return _as_saved(read_xls(name, data, limits=limits))
    if kind is OleKind.WORD:
        check_readable(name, data)
        return _converted(
            name, data, kind="wps" if _suffix(name) == ".wps" else "doc", limits=limits
        )
    raise _unsupported(name, _OLE_LABELS.get(kind.value, "旧版 Office 容器，其中没有文档或表格"))


def _as_saved(document: Document) -> Document:
    """Call a workbook that WPS has saved by the name of its own format, which is that of Excel."""
    return replace(document, kind="et") if _suffix(document.name) == ".et" else document


def _read_zip(name: str, data: bytes, *, limits: Limits) -> Document:
    from assessor.documents.package import entries

    found = entries(name, data, limits=limits)
    parts = {entry.filename.replace("\\", "/").lower() for entry in found}
    office = _office_part(parts)
    if office is None:
        raise _not_office(name, parts)
    if any(entry.flag_bits & 1 for entry in found):
        raise InputError(
            f"{name}：文件已加密，需要密码才能打开", hint="请去掉密码后另存", code="input.encrypted"
        )
    return office(name, data, limits=limits)


class _Reader(Protocol):
    def __call__(self, name: str, data: bytes, *, limits: Limits) -> Document: ...


def _office_part(parts: set[str]) -> _Reader | None:
    if parts & {"xl/workbook.xml", "xl/workbook.bin"}:
        from assessor.documents.spreadsheets.xlsx import read_xlsx

        return read_xlsx
    if any(_WORD_PART.fullmatch(part) for part in parts):
        from assessor.documents.word.docx import read_docx

        return read_docx
    if {"content.xml", "mimetype"} <= parts:
        return _read_open_document
    return None


def _read_open_document(name: str, data: bytes, *, limits: Limits) -> Document:
    sheet = b"opendocument.spreadsheet" in data[:200]
    return _converted(name, data, kind="ods" if sheet else "odt", limits=limits)


def _converted(name: str, data: bytes, *, kind: str, limits: Limits) -> Document:
    from assessor.documents.office.conversion import read_converted

    return read_converted(name, data, kind=kind, limits=limits)


def _with_name_noticed(document: Document) -> Document:
    """Tell the user where the name of the file says something else than its content."""
    expected = _EXPECTED.get(_suffix(document.name))
    shown = _SHOWN.get(document.kind)
    if expected is None or shown is None or document.kind in expected:
        return document
    notice = f"文件名以 {_suffix(document.name)} 结尾，但内容是{shown}，已按内容读取"
    return replace(document, notices=(notice, *document.notices))


def _suffix(name: str) -> str:
    return PurePath(name).suffix.lower()


def _empty(name: str) -> InputError:
    return InputError(
        f"{name}：文件是空的（没有任何文字）",
        hint="请检查文件是否导出完整",
        code="input.empty-file",
    )


def _not_office(name: str, parts: set[str]) -> InputError:
    for part, label in _PARTS:
        if part in parts:
            return _unsupported(name, label)
    if parts:
        return _unsupported(name, "压缩包（.zip）")
    return _empty(name)


def _unsupported(name: str, label: str) -> InputError:
    return InputError(
        f"{name}：内容是{label}，不能读取",
        hint=f"可读取：{SUPPORTED}；请解压或另存为其中一种",
        code="input.format",
    )
