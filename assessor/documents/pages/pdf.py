"""Reader of PDF files.

pdfminer (through pdfplumber) gives characters and drawn lines; tables are built here from the
true geometry, because the form is decided by which cell a text stands in. Pages are read one at
a time and let go. Pages without text are pictures and go to the recogniser, if there is one.
"""

import io
import logging
import math
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError
from pdfminer.pdftypes import resolve1
from pdfminer.psexceptions import PSException
from pdfplumber.page import Page
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException
from PIL.Image import Image

from assessor.core.limits import Limits
from assessor.documents.bounds import limit_error
from assessor.documents.document import Document
from assessor.documents.pages.blocks import page_blocks
from assessor.documents.pages.boxes import marks_from_boxes
from assessor.documents.pages.document import BlockCollector
from assessor.documents.pages.layout import Marks, PageBlocks
from assessor.documents.pages.pdf_canvas import canvas_of
from assessor.documents.pages.pdf_marks import images_share, page_marks
from assessor.documents.pages.text_box import TextBox
from assessor.errors import InputError

Recogniser = Callable[[Image, int], tuple[TextBox, ...]]

_BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    StopIteration,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
    PSException,
    PdfminerException,
    MalformedPDFException,
)
_RESOLUTION = 200
_MOST_CONTENT = 30_000_000
_LARGE_PICTURE = 0.3
_FEW_GLYPHS = 15
_MOST_NAMED = 10
_UNREADABLE_SHARE = 0.3


@dataclass(slots=True)
class _Found:
    """Numbers of pages that need a notice."""

    scanned: list[int] = field(default_factory=list)
    unreadable: list[int] = field(default_factory=list)
    recognised: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    crowded: list[int] = field(default_factory=list)


def read_pdf(
    name: str, data: bytes, *, limits: Limits, recognise: Recogniser | None = None
) -> Document:
    """Read tables and lines of every page; a table over several pages is one table.

    Parameters
    ----------
    recognise
        Called with the picture of a page that has no readable text, and the number of the
        page; returns its text with places in pixels.

    Raises
    ------
    InputError
        ``input.encrypted``, ``input.damaged``, ``input.limit``; ``input.scanned`` or
        ``input.undecodable``: no page has readable text and there is no recogniser.
    """
    collector = BlockCollector(name=name, limits=limits)
    found = _Found()
    before: PageBlocks | None = None
    with _quiet(), _opened(name, data) as pdf:
        pages = _pages(name, pdf, limits=limits)
        for page in pages:
            marks = _read_page(name, page, found=found, limits=limits, recognise=recognise)
            if marks is not None:
                before = page_blocks(marks, before=before)
                collector.add(before)
    blocks = collector.blocks()
    if not blocks:
        raise _nothing(name, found, pages=len(pages))
    return Document(kind="pdf", name=name, blocks=blocks, notices=_notices(found))


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep pdfminer's complaints about odd files off the terminal."""
    loggers = [logging.getLogger(library) for library in ("pdfminer", "pdfplumber")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _check_content(name: str, page: Page) -> None:
    """Refuse a page whose drawing commands inflate to more than any printed page needs."""
    total = 0
    for stream in page.page_obj.contents:
        raw = getattr(resolve1(stream), "rawdata", None)
        if not isinstance(raw, bytes):
            continue
        try:
            total += len(zlib.decompressobj().decompress(raw, _MOST_CONTENT + 1))
        except zlib.error:
            total += len(raw)
        if total > _MOST_CONTENT:
            raise limit_error(name, f"第 {page.page_number} 页的绘图指令字节数", _MOST_CONTENT)


@contextmanager
def _opened(name: str, data: bytes) -> Iterator[PDF]:
    try:
        pdf = pdfplumber.open(io.BytesIO(data), raise_unicode_errors=False)
    except _BROKEN as error:
        cause = error.args[0] if error.args else None
        if isinstance(error, PDFEncryptionError) or isinstance(cause, PDFEncryptionError):
            raise InputError(
                f"{name}：PDF 文件已加密，需要密码才能打开",
                hint="请用 PDF 软件打开，去掉密码后另存",
                code="input.encrypted",
            ) from error
        raise _damaged(name) from error
    yield pdf


def _pages(name: str, pdf: PDF, *, limits: Limits) -> list[Page]:
    try:
        pages = pdf.pages
    except _BROKEN as error:
        raise _damaged(name) from error
    if len(pages) > limits.pages:
        raise limit_error(name, f"共 {len(pages)} 页，页数", limits.pages)
    if not pages:
        raise _damaged(name)
    return list(pages)


def _read_page(
    name: str,
    page: Page,
    *,
    found: _Found,
    limits: Limits,
    recognise: Recogniser | None,
) -> Marks | None:
    """Return the marks of a page, ``None`` if it cannot be read; say so in ``found``."""
    number = page.page_number
    picture = None
    try:
        _check_content(name, page)
        canvas = canvas_of(page)
        marks = page_marks(page, canvas)
        lack = _lack(marks, pictured=images_share(canvas))
        if lack and recognise is not None:
            picture = _picture(page, limits=limits)
    except _BROKEN:
        found.broken.append(number)
        return None
    finally:
        page.close()
    if marks.crowded:
        found.crowded.append(number)
    if not lack:
        return marks
    if picture is None or recognise is None:
        (found.scanned if lack == "scanned" else found.unreadable).append(number)
        return marks if lack == "scanned" and marks.glyphs else None
    found.recognised.append(number)
    return marks_from_boxes(
        recognise(picture, number),
        image=picture,
        page=number,
        limits=limits,
        name=name,
        scale=marks.width / picture.width,
    )


def _lack(marks: Marks, *, pictured: float) -> str:
    """Say why the text of a page must be recognised, ``""`` if it need not be."""
    strange = sum(_is_strange(glyph.text) for glyph in marks.glyphs)
    if strange > _UNREADABLE_SHARE * max(1, len(marks.glyphs)):
        return "unreadable"
    return "scanned" if len(marks.glyphs) < _FEW_GLYPHS and pictured > _LARGE_PICTURE else ""


def _is_strange(text: str) -> bool:
    """Whether a character has no known meaning: its font does not say what it is."""
    return text.startswith("(cid:") or "\ue000" <= text[0] <= "\uf8ff" or text[0] == "\ufffd"


def _picture(page: Page, *, limits: Limits) -> Image:
    inches = max(0.01, float(page.width) * float(page.height) / 72**2)
    most = math.sqrt(limits.image_pixels / inches)
    return page.to_image(resolution=min(_RESOLUTION, max(1, int(most)))).original.convert("RGB")


def _damaged(name: str) -> InputError:
    return InputError(
        f"{name}：PDF 文件损坏或不完整，无法读取",
        hint="请重新下载，或用 PDF 软件打开后另存（打印为 PDF）",
        code="input.damaged",
    )


def _nothing(name: str, found: _Found, *, pages: int) -> InputError:
    """Return the error for a file that gave no block at all."""
    if found.unreadable:
        return InputError(
            f"{name}：文字无法解码（{_numbers(found.unreadable)}的字体没有字符对照表）",
            hint="请从原文件重新导出 PDF，或安装文字识别扩展 pip install 'assessor[ocr]'",
            code="input.undecodable",
        )
    if found.scanned:
        return InputError(
            f"{name}：扫描件，没有可读取的文字（{_numbers(found.scanned)}是图片）",
            hint="请提供原始的电子文件，或安装文字识别扩展 pip install 'assessor[ocr]'",
            code="input.scanned",
        )
    if found.broken:
        return _damaged(name)
    return InputError(
        f"{name}：文件是空的（{pages} 页都没有任何文字）",
        hint="请检查文件是否导出完整",
        code="input.empty-file",
    )


def _notices(found: _Found) -> tuple[str, ...]:
    texts = (
        (found.scanned, "是扫描图片，没有可读取的文字，未读取；安装文字识别扩展后可读取"),
        (found.unreadable, "的文字无法解码（字体没有字符对照表），未读取"),
        (found.recognised, "由图片识别，请核对文字"),
        (found.broken, "已损坏，未读取"),
        (found.crowded, "线条或文字过多（图纸），未识别其中的表格"),
    )
    return tuple(f"{_numbers(numbers)}{text}" for numbers, text in texts if numbers)


def _numbers(pages: Sequence[int]) -> str:
    shown = "、".join(str(page) for page in pages[:_MOST_NAMED])
    more = f" 等 {len(pages)} 页" if len(pages) > _MOST_NAMED else " 页"
    return f"第 {shown}{more}"
