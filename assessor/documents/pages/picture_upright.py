"""Pictures that lie on their side or upside down, turned before they are read."""

from collections.abc import Sequence

from PIL import Image

from assessor.documents.pages.ocr import LOW_CONFIDENCE, Recogniser
from assessor.documents.pages.text_box import TextBox

# Trials of other directions are made on a small copy; its print need only be roughly legible.
_TRIAL_SIDE = 1_400
_TURNS = (90, 180, 270)
_CLEARLY_BETTER = 1.3
_MOSTLY = 0.5


def upright(
    image: Image.Image, page: int, *, recognise: Recogniser
) -> tuple[Image.Image, tuple[TextBox, ...]]:
    """Return the picture as it is to be read, and its texts.

    Returns
    -------
    tuple of picture and texts
        ``image`` itself if it is upright, as nearly all are.
    """
    boxes = recognise(image, page)
    if not _is_suspicious(boxes):
        return image, boxes
    small = image.copy()
    small.thumbnail((_TRIAL_SIDE, _TRIAL_SIDE))
    trials = {turn: recognise(_turned(small, turn), page) for turn in _TURNS}
    turn = max(trials, key=lambda turn: _legibility(trials[turn]))
    if _legibility(trials[turn]) <= _CLEARLY_BETTER * _legibility(boxes):
        return image, boxes
    turned = _turned(image, turn)
    return turned, trials[turn] if turned.size == _turned(small, turn).size else recognise(
        turned, page
    )


def _turned(image: Image.Image, degrees: int) -> Image.Image:
    return image.rotate(degrees, expand=True)


def _is_suspicious(boxes: Sequence[TextBox]) -> bool:
    """Tell whether most lines stand upright or are hardly legible."""
    words = [box for box in boxes if len(box.text) > 1]
    if not words:
        return True
    tall = sum(box.bottom - box.top > box.x1 - box.x0 for box in words)
    poor = sum(box.confidence < LOW_CONFIDENCE for box in words)
    return max(tall, poor) > _MOSTLY * len(words)


def _legibility(boxes: Sequence[TextBox]) -> float:
    """Return how many characters read well; lines that run level count in full."""
    return sum(
        len(box.text) * (1.0 if box.x1 - box.x0 >= box.bottom - box.top else 0.5)
        for box in boxes
        if box.confidence >= LOW_CONFIDENCE
    )
