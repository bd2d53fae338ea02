"""Character recognition of pictures, with the optional extra ``ocr`` (rapidocr, onnxruntime).

The models are part of rapidocr's wheel and are named by their path, so nothing is ever fetched.
Pictures are made small enough to be quick and cut across where they are long, so that small
print stays large enough to be read.
"""

import importlib.util
import math
import threading
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from assessor.documents.pages.ocr_labels import with_labels_repaired
from assessor.documents.pages.text_box import TextBox

# ruff: noqa: PLC0415 (the extra may not be installed, and its import takes a second)

Recogniser = Callable[[Image.Image, int], tuple[TextBox, ...]]
LOW_CONFIDENCE = 0.9
_THREADS = 2
_MOST_WIDE = 2_400
_TILE = 2_000
_OVERLAP = 240
# Print of less than some ten pixels is read better enlarged.
_SMALL, _ENLARGED = 700, 2.0
_LEAST_SIDE = 8
_MODELS = (("Det", "*_det_*.onnx"), ("Rec", "*_rec_*.onnx"), ("Cls", "*_cls_*.onnx"))
_LOCK = threading.Lock()


def recogniser() -> Recogniser | None:
    """Return :func:`recognise`, or ``None`` if the extra is not installed.

    Quick: nothing is loaded before the first picture.
    """
    return recognise if _models() is not None else None


def recognise(image: Image.Image, page: int) -> tuple[TextBox, ...]:
    """Return the lines of text in a picture, from top to bottom.

    Parameters
    ----------
    image
        The picture, upright.
    page
        Its number; recognition itself does not need it.

    Returns
    -------
    tuple of TextBox
        Places in pixels of ``image``. Labels of forms are repaired where they are beyond doubt.
    """
    del page
    if min(image.size) < _LEAST_SIDE:
        return ()
    boxes = [box for tile in _tiles(image) for box in tile]
    return with_labels_repaired(tuple(boxes))


def _tiles(image: Image.Image) -> Iterator[list[TextBox]]:
    """Yield the boxes of the picture, cut across into overlapping pieces if it is long."""
    scale = min(1.0, _MOST_WIDE / image.width)
    if max(image.size) < _SMALL:
        scale = _ENLARGED
    piece = math.ceil(_TILE / scale)
    overlap = math.ceil(_OVERLAP / scale)
    top = 0
    while True:
        last = top + piece + overlap >= image.height
        bottom = image.height if last else top + piece
        boxes = _boxes(image.crop((0, top, image.width, bottom)), scale=scale, down=top)
        # In the strip that two pieces share each reads what lies on its own side of the middle.
        begin = top + overlap / 2 if top else -math.inf
        end = math.inf if last else bottom - overlap / 2
        yield [box for box in boxes if begin <= (box.top + box.bottom) / 2 < end]
        if last:
            return
        top = bottom - overlap


def _boxes(piece: Image.Image, *, scale: float, down: int) -> Iterator[TextBox]:
    size = (max(1, round(piece.width * scale)), max(1, round(piece.height * scale)))
    resized = piece.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    pixels = np.ascontiguousarray(np.asarray(resized)[:, :, ::-1])
    with _LOCK:
        found = _engine()(pixels, use_cls=False)
    corners = getattr(found, "boxes", None)
    if corners is None or found.txts is None:
        return
    for corner, text, score in zip(corners, found.txts, found.scores, strict=True):
        clean = str(text).strip()
        if clean:
            yield _box(np.asarray(corner) / scale, clean, down=down, confidence=float(score))


def _box(
    corners: "np.ndarray[Any, np.dtype[Any]]", text: str, *, down: int, confidence: float
) -> TextBox:
    """Return the box of four corners; a line that stands askew keeps its own height."""
    x, y = (float(value) for value in corners.mean(axis=0))
    top_left, top_right, bottom_right, bottom_left = corners
    wide = (_distance(top_left, top_right) + _distance(bottom_left, bottom_right)) / 2
    high = (_distance(top_left, bottom_left) + _distance(top_right, bottom_right)) / 2
    return TextBox(
        text=text,
        x0=x - wide / 2,
        x1=x + wide / 2,
        top=y - high / 2 + down,
        bottom=y + high / 2 + down,
        confidence=min(1.0, max(0.0, confidence)),
    )


def _distance(
    first: "np.ndarray[Any, np.dtype[Any]]", second: "np.ndarray[Any, np.dtype[Any]]"
) -> float:
    return float(np.hypot(*(first - second)))


@lru_cache(maxsize=1)
def _models() -> dict[str, str] | None:
    """Return the model files of the installed extra by their role, ``None`` if one lacks."""
    if importlib.util.find_spec("onnxruntime") is None:
        return None
    package = importlib.util.find_spec("rapidocr")
    if package is None or not package.submodule_search_locations:
        return None
    folder = Path(next(iter(package.submodule_search_locations))) / "models"
    found: dict[str, str] = {}
    for role, pattern in _MODELS:
        files = sorted(folder.glob(pattern))
        if not files:
            return None
        found[role] = str(files[-1])
    return found


@lru_cache(maxsize=1)
def _engine() -> Callable[..., Any]:
    from rapidocr import RapidOCR

    paths = {f"{role}.model_path": path for role, path in (_models() or {}).items()}
    settings: dict[str, object] = {
        "Global.log_level": "critical",
        "Global.max_side_len": 2 * _MOST_WIDE,
        "EngineConfig.onnxruntime.intra_op_num_threads": _THREADS,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        **paths,
    }
    engine: Callable[..., Any] = RapidOCR(params=settings)
    return engine
