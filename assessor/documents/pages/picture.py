"""Reader of pictures: photographed, scanned or captured forms, by character recognition."""

import contextlib
import io
import re
import struct
import warnings
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from PIL import Image, ImageOps

from assessor.core.limits import Limits
from assessor.documents.bounds import limit_error
from assessor.documents.document import Block, Document
from assessor.documents.pages.boxes import blocks_from_boxes
from assessor.documents.pages.ocr import LOW_CONFIDENCE, Recogniser, recogniser
from assessor.documents.pages.picture_upright import upright
from assessor.documents.pages.text_box import TextBox
from assessor.errors import InputError

NOTICE = "文字识别结果，请人工核对"
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF")
# Of the others a further frame is a movement or a preview, not a page.
_PAGED = "TIFF"
_SIXTEEN_BIT = ("I", "I;16", "I;16B", "I;16L", "F")
_MOST_NAMED = 5
# The small circle of a per cent sign is sometimes read a second time, as a digit.
_STRANGE = re.compile(r"[%％][0-9oO]")
# What Pillow's decoders raise on broken files.
_BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


@dataclass(slots=True)
class _Found:
    """What the pages of a picture gave."""

    blocks: list[Block] = field(default_factory=list)
    doubtful: list[TextBox] = field(default_factory=list)
    turned: list[int] = field(default_factory=list)


def read_picture(name: str, data: bytes, *, limits: Limits) -> Document:
    """Recognise the text of a picture and build its tables and lines.

    Parameters
    ----------
    name
        Name of the input, for messages.
    data
        A PNG, JPEG, TIFF (all pages), BMP, WebP or GIF file.
    limits
        Bounds that the reader keeps.

    Returns
    -------
    Document
        Of kind ``image``; its first notice asks to check the texts.

    Raises
    ------
    InputError
        ``input.scanned``: the extra for character recognition is not installed.
        ``input.damaged``, ``input.limit``, ``input.empty-file``: no text was recognised.
    """
    recognise = recogniser()
    if recognise is None:
        raise InputError(
            f"{name}：图片/扫描件没有可读取的文字",
            hint="请提供原始的电子文件，或安装文字识别扩展：pip install 'assessor[ocr]'",
            code="input.scanned",
        )
    found = _Found()
    for number, image in enumerate(_pages(name, data, limits=limits), start=1):
        _read_page(name, image, number, found=found, recognise=recognise, limits=limits)
    if not found.blocks:
        raise InputError(
            f"{name}：图片里没有识别到文字",
            hint="请检查图片是否清晰、方向是否正确，或提供原始的电子文件",
            code="input.empty-file",
        )
    return Document(
        kind="image", name=name, blocks=tuple(found.blocks), notices=tuple(_notices(found))
    )


def _read_page(
    name: str,
    image: Image.Image,
    number: int,
    *,
    found: _Found,
    recognise: Recogniser,
    limits: Limits,
) -> None:
    turned, boxes = upright(image, number, recognise=recognise)
    if turned is not image:
        found.turned.append(number)
    found.doubtful += [
        box for box in boxes if box.confidence < LOW_CONFIDENCE or _STRANGE.search(box.text)
    ]
    found.blocks += blocks_from_boxes(boxes, image=turned, page=number, limits=limits, name=name)


def _pages(name: str, data: bytes, *, limits: Limits) -> Iterator[Image.Image]:
    """Yield the pages of a picture file, upright as its camera noted, on white ground."""
    with _decoding(name, limits=limits):
        file = Image.open(io.BytesIO(data), formats=_FORMATS)
    number = 0
    while (page := _page(name, file, number, limits=limits)) is not None:
        yield page
        number += 1
        if file.format != _PAGED:
            return


def _page(name: str, file: Image.Image, number: int, *, limits: Limits) -> Image.Image | None:
    """Return a page by its number from 0, ``None`` after the last."""
    with _decoding(name, limits=limits):
        if number:
            try:
                file.seek(number)
            except EOFError:
                return None
        if number >= limits.pages:
            raise limit_error(name, "图片页数", limits.pages)
        if file.width * file.height > limits.image_pixels:
            size = f"图片有 {file.width}×{file.height} 像素，"
            raise limit_error(name, size, limits.image_pixels)
        file.load()
        return _on_white(ImageOps.exif_transpose(file))


@contextlib.contextmanager
def _decoding(name: str, *, limits: Limits) -> Iterator[None]:
    """Turn what Pillow raises into the errors of a reader."""
    try:
        # Pillow warns of sizes that the limits here allow, and of odd but readable files.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except Image.DecompressionBombError as error:
        raise limit_error(name, "图片像素数", limits.image_pixels) from error
    except _BROKEN as error:
        raise InputError(
            f"{name}：图片损坏或不完整，无法打开",
            hint="请重新扫描或重新导出该图片",
            code="input.damaged",
        ) from error


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in _SIXTEEN_BIT:
        lowest, highest = image.getextrema()
        width = max(1.0, float(highest) - float(lowest))  # type: ignore[arg-type]
        start = float(lowest)  # type: ignore[arg-type]
        wide = image.convert("F").point(lambda value: (value - start) * 255 / width)
        return wide.convert("L").convert("RGB")
    if "A" in image.getbands() or "transparency" in image.info:
        layer = image.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(ground, layer).convert("RGB")
    return image.convert("RGB")


def _notices(found: _Found) -> Iterator[str]:
    yield NOTICE
    if found.turned:
        pages = "、".join(str(number) for number in found.turned)
        yield f"第 {pages} 页的图片方向不正，已转正后识别"
    if found.doubtful:
        yield (
            f"有 {len(found.doubtful)} 处文字识别把握较低（{_quoted(found.doubtful)}），请人工核对"
        )


def _quoted(boxes: Sequence[TextBox]) -> str:
    more = "等" if len(boxes) > _MOST_NAMED else ""
    return "、".join(f"“{box.text[:20]}”" for box in boxes[:_MOST_NAMED]) + more
