"""The content of a PDF page as pdfminer draws it, with the clip in force for every character.

pdfminer ignores clipping. Spreadsheets clip every text to its cell, so the clip tells to which
cell a text belongs that is too long for it, and which text nobody sees.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.layout import LTChar, LTContainer, LTCurve, LTImage, LTItem, LTPage
from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdffont import PDFFont
from pdfminer.pdfinterp import (
    PDFGraphicState,
    PDFPageInterpreter,
    PDFResourceManager,
    PDFStackT,
)
from pdfminer.utils import Matrix, PathSegment, apply_matrix_pt
from pdfplumber.page import Page

# Left, lower, right and upper edge; y grows upwards.
Clip: TypeAlias = tuple[float, float, float, float]

MOST_STROKES = 30_000
_MOST_CHARACTERS = 200_000
_DEEPEST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """What a page draws, in the order of drawing; y grows upwards.

    Attributes
    ----------
    crowded
        More lines or characters than are looked at; the rest is left out.
    """

    width: float
    height: float
    characters: tuple[tuple[LTChar, Clip | None], ...]
    shapes: tuple[LTCurve | LTImage, ...]
    crowded: bool


def canvas_of(page: Page) -> Canvas:
    """Interpret the content of a page."""
    device = _Device(page.pdf.rsrcmgr, pageno=page.page_number)
    _Interpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    layout = device.layout
    if layout is None:
        raise ValueError("a page without an end")
    return Canvas(
        width=layout.width,
        height=layout.height,
        characters=tuple(device.characters),
        shapes=tuple(_shapes(layout, depth=0)),
        crowded=device.strokes > MOST_STROKES or len(device.characters) >= _MOST_CHARACTERS,
    )


def _shapes(container: LTContainer[LTItem] | LTPage, *, depth: int) -> Iterator[LTCurve | LTImage]:
    for item in container:
        if isinstance(item, (LTCurve, LTImage)):
            yield item
        elif isinstance(item, LTContainer) and depth < _DEEPEST:
            yield from _shapes(item, depth=depth + 1)


class _Device(PDFLayoutAnalyzer):
    """Collects characters with their clips; stops collecting where a page is hostile."""

    def __init__(self, resources: PDFResourceManager, *, pageno: int) -> None:
        super().__init__(resources, pageno=pageno, laparams=None)
        self.clip: Clip | None = None
        self.characters: list[tuple[LTChar, Clip | None]] = []
        self.strokes = 0
        self.layout: LTPage | None = None

    def receive_layout(self, ltpage: LTPage) -> None:
        self.layout = ltpage

    def render_char(
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: PDFColorSpace,
        graphicstate: PDFGraphicState,
    ) -> float:
        width = super().render_char(matrix, font, fontsize, scaling, rise, cid, ncs, graphicstate)
        item = self.cur_item._objs.pop()
        if isinstance(item, LTChar) and len(self.characters) < _MOST_CHARACTERS:
            self.characters.append((item, self.clip))
        return width

    def paint_path(
        self,
        gstate: PDFGraphicState,
        stroke: bool,
        fill: bool,
        evenodd: bool,
        path: Sequence[PathSegment],
    ) -> None:
        self.strokes += 1
        if self.strokes <= MOST_STROKES:
            super().paint_path(gstate, stroke, fill, evenodd, path)


class _Interpreter(PDFPageInterpreter):
    """Follows the clip through saved states and nested forms."""

    device: _Device

    def init_state(self, ctm: Matrix) -> None:
        super().init_state(ctm)
        self.clips: list[Clip | None] = []

    def do_q(self) -> None:
        super().do_q()
        self.clips.append(self.device.clip)

    def do_Q(self) -> None:
        super().do_Q()
        if self.clips:
            self.device.clip = self.clips.pop()

    def do_W(self) -> None:
        self._narrow()

    def do_W_a(self) -> None:
        self._narrow()

    def do_Do(self, xobjid_arg: PDFStackT) -> None:
        outside = self.device.clip
        super().do_Do(xobjid_arg)
        self.device.clip = outside

    def _narrow(self) -> None:
        """Clip to the box around the current path."""
        points = [
            apply_matrix_pt(self.ctm, (float(x), float(y)))
            for step in self.curpath
            for x, y in zip(step[1::2], step[2::2], strict=False)
        ]
        if not points:
            return
        box = (
            min(x for x, _ in points),
            min(y for _, y in points),
            max(x for x, _ in points),
            max(y for _, y in points),
        )
        old = self.device.clip
        if old is not None:
            box = (
                max(old[0], box[0]), max(old[1], box[1]), min(old[2], box[2]), min(old[3], box[3])
            )  # fmt: skip
        self.device.clip = box
