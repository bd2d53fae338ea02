"""Reader of web archives (``.mht``, ``.mhtml``): a page and its parts in one file."""

import email
import email.message
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from assessor.core.limits import Limits
from assessor.documents.bounds import limit_error
from assessor.documents.document import Document
from assessor.documents.encoding import decode_text
from assessor.documents.package import damaged
from assessor.documents.web.kind import declared_encoding
from assessor.documents.web.page import Blocks, Page, empty_error, page_of
from assessor.errors import InputError

# The message parser of the standard library is not made for hostile bytes.
_BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
_PAGES = ("text/html", "application/xhtml+xml")
# Parts that Office writes beside the sheets or the text: tabs, headers, footers.
_FURNITURE = re.compile(r"(?:tabstrip|header\d*|footer\d*)\.html?$", re.IGNORECASE)
_SHEET = re.compile(r"<x:ExcelWorksheet>(.{0,2000}?)</x:ExcelWorksheet>", re.IGNORECASE | re.DOTALL)
_LONGEST_LIST = 300_000
_SHEET_NAME = re.compile(r"<x:Name>([^<]{1,200})</x:Name>", re.IGNORECASE)
_SHEET_PART = re.compile(
    r"<x:WorksheetSource\s[^>]{0,100}?HRef\s*=\s*[\"']([^\"'>]{1,500})", re.IGNORECASE
)
_SHEET_HIDDEN = re.compile(r"<x:Visible>\s*Sheet(?:Very)?Hidden", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    data: bytes
    charset: str
    location: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    name: str
    hidden: bool


def read_mhtml(name: str, data: bytes, *, limits: Limits) -> Document:
    """Read every page of a web archive, the main one first, sheets of a workbook by name.

    Raises
    ------
    InputError
        As ``read_html``; ``input.damaged``: the file holds no page.
    """
    parts = _parts(name, data, limits=limits)
    sheets = _sheets(parts[0], name=name)
    blocks = Blocks(name, limits=limits)
    first: Page | None = None
    for part in parts:
        base = _base(part.location)
        if part is not parts[0] and _FURNITURE.search(base):
            continue
        try:
            page = page_of(name, part.data, limits=limits, declared=part.charset)
        except InputError as error:
            # A broken picture frame must not cost the page itself.
            if part is parts[0] or error.code == "input.limit":
                raise
            continue
        first = first or page
        sheet = sheets.get(base, _Sheet(name="", hidden=False))
        blocks.take(page, sheet=sheet.name or page.only_sheet(), hidden=sheet.hidden)
    if not blocks.found and first is not None:
        raise empty_error(name, first)
    hidden = [sheet.name for sheet in sheets.values() if sheet.hidden]
    notices = (*blocks.notices(), *(f"工作表“{sheet}”是隐藏的，已读取" for sheet in hidden))
    return Document(kind="mhtml", name=name, blocks=tuple(blocks.found), notices=notices)


def _parts(name: str, data: bytes, *, limits: Limits) -> tuple[_Part, ...]:
    """Return the pages of the file, the main one first."""
    if data.count(b"\n--") > limits.archive_entries * 4:
        raise limit_error(name, "网页归档内的部分数", limits.archive_entries)
    try:
        message = email.message_from_bytes(data.lstrip(), policy=email.policy.compat32)
        parts = tuple(_pages(message))
    except _BROKEN as error:
        raise damaged(name, "网页归档（MHTML）的结构已损坏") from error
    if len(parts) > limits.archive_entries:
        raise limit_error(name, "网页归档内的部分数", limits.archive_entries)
    if not parts:
        raise damaged(name, "网页归档（MHTML）里没有网页")
    return parts


def _pages(message: email.message.Message) -> Iterator[_Part]:
    for part in message.walk():
        if part.is_multipart() or part.get_content_type() not in _PAGES:
            continue
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes) and payload.strip():
            yield _Part(
                data=payload,
                charset=str(part.get_content_charset() or ""),
                location=str(part.get("Content-Location") or ""),
            )


def _sheets(main: _Part, *, name: str) -> dict[str, _Sheet]:
    """Return the sheets that the main page of a workbook lists, by file name of their part."""
    if b"ExcelWorksheet" not in main.data.replace(b"\x00", b""):
        return {}
    declared = main.charset or declared_encoding(main.data)
    text = decode_text(main.data, name=name, declared=declared).text
    sheets = {}
    for found in _SHEET.finditer(text[:_LONGEST_LIST]):
        sheet, place = _SHEET_NAME.search(found.group(1)), _SHEET_PART.search(found.group(1))
        if sheet and place:
            hidden = _SHEET_HIDDEN.search(found.group(1)) is not None
            sheets[_base(place.group(1))] = _Sheet(name=sheet.group(1).strip(), hidden=hidden)
    return sheets


def _base(location: str) -> str:
    """Return the file name at the end of an address, in lower case."""
    try:
        path = urlsplit(location.strip()).path
    except ValueError:
        path = location
    return PurePosixPath(unquote(path).replace("\\", "/")).name.lower()
