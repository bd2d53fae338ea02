"""Which kind of markup some bytes are, and which encoding they name."""

import codecs
import re

_HEAD = 65_536
_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SKIPPED = re.compile(r"(?:\s|\x00|\ufeff|<!--.*?-->|<\?mso[^>]*>)+", re.DOTALL)
_XML = re.compile(r"<\?xml\b[^>]*\?>|<\?\w[^>]*\?>", re.IGNORECASE)
_HTML_START = re.compile(
    r"<(?:!doctype\s+html|(?:html|head|body|table|thead|tbody|tr|td|meta|style|title|div|p|span|font"
    r"|center|script|link|base|form|h[1-6]|br|hr|b|strong|ul|ol|section|article|main|frameset"
    r"|caption|col|colgroup|img|input|label|pre|header|nav)(?=[\s>/]))",
    re.IGNORECASE,
)
_HTML_INSIDE = re.compile(r"<!doctype\s+html(?=[\s>])|<html(?=[\s>])", re.IGNORECASE)
_TABLE_PARTS = tuple(
    re.compile(rf"<{tag}(?=[\s>])", re.IGNORECASE) for tag in ("table", "tr", "td")
)
_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_WORKBOOK = re.compile(r"<(?:\w+:)?Workbook(?=[\s>])")
_ELEMENT = re.compile(r"<[A-Za-z_][\w.\-]*(?::[A-Za-z_][\w.\-]*)?(?:\s[^<>]*)?/?>")
_HEADER = re.compile(r"\A\s*[A-Za-z][A-Za-z\-]{1,40}:[^\n]*\n")
_MIME = re.compile(r"^MIME-Version:|^Content-Type:\s*multipart/|^Snapshot-Content-Location:",
                   re.IGNORECASE | re.MULTILINE)  # fmt: skip
_MIME_BODY = re.compile(r"multipart/(?:related|mixed|alternative)|text/html", re.IGNORECASE)
_META = re.compile(rb"<meta\b[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w\-:.]{2,30})", re.IGNORECASE)
_DECLARATION = re.compile(
    rb"<\?xml\b[^>]{0,200}?encoding\s*=\s*[\"']([\w\-:.]{2,30})", re.IGNORECASE
)


def looks_like_markup(data: bytes) -> str | None:
    """Tell from the content which kind of markup ``data`` is.

    Returns
    -------
    str or None
        ``html``, ``mhtml`` (a page with its parts in one file), ``xml-spreadsheet`` (Excel's
        XML of 2003), ``xml`` (any other XML), or ``None`` for what is no markup.
    """
    head = _head(data)
    if _HEADER.match(head) and _MIME.search(head[:8_000]) and _MIME_BODY.search(head[:20_000]):
        return "mhtml"
    body = _start(head)
    if _XML.match(body) or body.startswith("<!DOCTYPE"):
        return _xml_kind(body)
    if _WORKBOOK.match(body) and _SPREADSHEET in body:
        return "xml-spreadsheet"
    if _HTML_START.match(body) or all(part.search(head) for part in _TABLE_PARTS):
        return "html"
    found = _ELEMENT.match(body)
    return "xml" if found and ("xmlns" in found.group() or ":" in found.group()) else None


def declared_encoding(data: bytes) -> str:
    """Return the encoding that a page or XML file names for itself, ``""`` if none."""
    head = data[:_HEAD]
    found = _DECLARATION.search(head[:400]) or _META.search(head)
    return found.group(1).decode("ascii", "ignore").lower() if found else ""


def _head(data: bytes) -> str:
    """Return the beginning as text; only its ASCII characters matter."""
    head = data[:_HEAD]
    if head.startswith(_MARKS):
        return head[: len(head) // 2 * 2].decode("utf-16", "replace")
    return head.removeprefix(codecs.BOM_UTF8).replace(b"\x00", b"").decode("latin-1")


def _start(head: str) -> str:
    skipped = _SKIPPED.match(head)
    return head[skipped.end() :] if skipped else head


def _xml_kind(body: str) -> str:
    sample = body[:20_000]
    if _SPREADSHEET in sample and _WORKBOOK.search(sample):
        return "xml-spreadsheet"
    if _HTML_INSIDE.search(sample) or all(part.search(sample) for part in _TABLE_PARTS):
        return "html"
    return "xml"
