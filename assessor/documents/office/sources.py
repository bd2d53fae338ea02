"""What LibreOffice is told to take a file for, after the file's own head was looked at.

LibreOffice opens nearly any bytes as text if it may guess; so it is always told the format, and
only if the content begins as that format does.
"""

import io
import re
import zipfile

from assessor.core.limits import Limits
from assessor.documents.bounds import limit_error
from assessor.documents.office.ole import SIGNATURE, OleKind, encrypted, ole_kind, word_version
from assessor.documents.package import check_xml, damaged, entries

_WORD_97_SINCE, _WORD_95_SINCE = 193, 104  # newer makers write numbers above these
_RTF = b"{\\rtf"
_GROUP = re.compile(rb"\\[^a-zA-Z]|[{}]")  # an escaped brace is text
_OPEN_DOCUMENT = {"odt": "writer8", "ods": "calc8"}
_MIME = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
}
_MOST_MANIFEST = 10_000_000


def import_filter(name: str, data: bytes, *, kind: str, limits: Limits) -> str:
    """Return LibreOffice's name of the format of ``data``.

    Raises
    ------
    InputError
        ``input.damaged``: the content is not of this kind. ``input.encrypted``,
        ``input.unsafe-xml``, ``input.limit``.
    """
    if kind in _OPEN_DOCUMENT:
        _check_open_document(name, data, kind=kind, limits=limits)
        return _OPEN_DOCUMENT[kind]
    if kind == "rtf":
        if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_RTF):
            raise damaged(name, "内容不是 RTF 文档")
        _check_groups(name, data, limits=limits)
        return "Rich Text Format"
    if kind in ("xls", "et"):
        if data.startswith(SIGNATURE) and ole_kind(name, data) is not OleKind.SPREADSHEET:
            raise damaged(name, "内容不是旧版 Excel 或 WPS 表格")
        return "MS Excel 97"
    return _word_filter(name, data)


def _check_groups(name: str, data: bytes, *, limits: Limits) -> None:
    """Refuse groups nested so deeply that LibreOffice would be busy with them for hours."""
    depth = 0
    for match in _GROUP.finditer(data):
        mark = match.group()
        depth += (mark == b"{") - (mark == b"}")
        if depth > limits.xml_depth:
            raise limit_error(name, "RTF 的嵌套层数", limits.xml_depth)


def _word_filter(name: str, data: bytes) -> str:
    version = word_version(name, data)
    if version >= _WORD_97_SINCE:
        return "MS Word 97"
    return "MS Word 95" if version >= _WORD_95_SINCE else "MS WinWord 6.0"


def _check_open_document(name: str, data: bytes, *, kind: str, limits: Limits) -> None:
    names = {entry.filename: entry for entry in entries(name, data, limits=limits)}
    if "content.xml" not in names:
        raise damaged(name, "OpenDocument 文件缺少正文")
    declared, manifest = b"", b""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if "mimetype" in names:
                with archive.open("mimetype") as part:
                    declared = part.read(200).strip()
            if "META-INF/manifest.xml" in names:
                with archive.open("META-INF/manifest.xml") as part:
                    manifest = part.read(_MOST_MANIFEST)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, LookupError,
            NotImplementedError, EOFError) as error:  # fmt: skip
        raise damaged(name) from error
    if b"encryption-data" in manifest:
        raise encrypted(name)
    if declared and not declared.startswith(_MIME[kind]):
        raise damaged(name, f"内容不是 OpenDocument 格式的 .{kind} 文件")
    check_xml(name, data, limits=limits)
