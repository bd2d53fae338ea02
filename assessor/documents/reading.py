"""From bytes to a document: the type is decided by content, never by the file name."""

import io
import zipfile
from pathlib import Path

from assessor.core.limits import Limits
from assessor.documents.bounds import limit_error
from assessor.documents.document import Document
from assessor.documents.encoding import SUPPORTED, binary_error, decode
from assessor.documents.excel import read_xlsx
from assessor.documents.plain import read_text
from assessor.errors import InputError

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
# First bytes of formats that are known by name but not read yet.
_KNOWN = (
    (b"%PDF", "PDF 文件"),
    (b"{\\rtf", "RTF 文档"),
    (b"\x89PNG\r\n", "图片（PNG）"),
    (b"\xff\xd8\xff", "图片（JPEG）"),
    (b"GIF8", "图片（GIF）"),
    (b"II*\x00", "图片（TIFF）"),
    (b"MM\x00*", "图片（TIFF）"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"\x7fELF", "可执行程序"),
    (b"MZ\x90", "可执行程序"),
)
_MARKUP = (b"<!doctype html", b"<html", b"<head", b"<body", b"<table", b"<?xml", b"<meta")
_PARTS = (
    ("xl/workbook.bin", "Excel 二进制工作簿（.xlsb）"),
    ("word/document.xml", "Word 文档（.docx）"),
    ("ppt/presentation.xml", "PowerPoint 演示文稿（.pptx）"),
    ("content.xml", "OpenDocument 文件（.odt/.ods）"),
)


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
        ``input.empty-file``, ``input.binary``, ``input.encoding``, ``input.format`` (a known
        format that is not read yet), ``input.encrypted``, ``input.damaged``, ``input.limit``.
    """
    name = str(path)
    if len(data) > limits.file_bytes:
        raise limit_error(name, f"文件大小 {len(data):,} 字节，", limits.file_bytes)
    if not data.strip(b" \t\r\n\x0b\x0c\xef\xbb\xbf\xff\xfe"):
        raise _empty(name)
    if data.startswith(_OLE):
        raise _ole_error(name, data)
    if data.startswith(_ZIP):
        return _read_zip(name, data, limits=limits)
    for magic, label in _KNOWN:
        if data.startswith(magic):
            raise _unsupported(name, label)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:20].lower().startswith(_MARKUP):
        raise _unsupported(name, "网页或 XML 文件")
    text = decode(data, name=name)
    if not text.strip():
        raise _empty(name)
    return read_text(text, name=name, limits=limits)


def _empty(name: str) -> InputError:
    return InputError(
        f"{name}：文件是空的（没有任何文字）",
        hint="请检查文件是否导出完整",
        code="input.empty-file",
    )


def _unsupported(name: str, label: str) -> InputError:
    return InputError(
        f"{name}：内容是{label}，目前还不能读取",
        hint=f"目前可读取：{SUPPORTED}；请另存为其中一种",
        code="input.format",
    )


def _ole_error(name: str, data: bytes) -> InputError:
    if _ENCRYPTED in data:
        return InputError(
            f"{name}：文件已加密，需要密码才能打开",
            hint="请用 Excel 或 WPS 打开，去掉密码后另存",
            code="input.encrypted",
        )
    return _unsupported(name, "旧版 Office 文件（.xls/.doc/.wps）")


def _read_zip(name: str, data: bytes, *, limits: Limits) -> Document:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, OverflowError) as error:
        raise InputError(
            f"{name}：压缩结构损坏，文件可能不完整",
            hint="请重新下载或重新导出该文件",
            code="input.damaged",
        ) from error
    _check_archive(name, entries, size=len(data), limits=limits)
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" in names:
        if any(entry.flag_bits & 1 for entry in entries):
            raise InputError(
                f"{name}：压缩包已加密", hint="请去掉密码后另存", code="input.encrypted"
            )
        return read_xlsx(name, data, limits=limits)
    for part, label in _PARTS:
        if part in names:
            raise _unsupported(name, label)
    if names:
        raise _unsupported(name, "压缩包（.zip）")
    raise binary_error(name)


def _check_archive(name: str, entries: list[zipfile.ZipInfo], *, size: int, limits: Limits) -> None:
    if len(entries) > limits.archive_entries:
        raise limit_error(name, f"压缩包内有 {len(entries)} 个文件，", limits.archive_entries)
    inflated = sum(entry.file_size for entry in entries)
    if inflated > limits.inflated_bytes:
        raise limit_error(name, f"解压后 {inflated:,} 字节，", limits.inflated_bytes)
    if inflated > 10_000_000 and inflated > limits.inflation_ratio * size:
        raise limit_error(name, f"压缩比 {inflated / size:.0f}，", limits.inflation_ratio)
