"""Running text of a web page: what browsers make of blanks, blocks and line breaks."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from assessor.documents.web.grid import Grid

_WIDE = r"[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]"
# A line break of the source between two Chinese characters is no blank on paper.
_SOURCE_BREAK = re.compile(rf"(?<={_WIDE})[ \t]*[\r\n][ \t\r\n]*(?={_WIDE})")
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_UNSEEN = re.compile(r"[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
# Preformatted tabs and blanks wait as these until blanks have been collapsed.
_KEPT_TAB = "\x1f"
_KEPT_BLANK = "\u00a0"


@dataclass(slots=True)
class Words:
    """One line as shown."""

    text: str
    heading: int | None = None
    page_start: bool = False


Piece: TypeAlias = "Words | Grid"


@dataclass(slots=True)
class Flow:
    """Collects the lines and tables of one container (the page, a cell, a caption).

    Attributes
    ----------
    base
        How many hidden elements were open when the container began: text in more of them is
        hidden within it.
    """

    base: int = 0
    heading: int | None = None
    pieces: list[Piece] = field(default_factory=list)
    _raw: list[str] = field(default_factory=list)
    _marker: str = ""
    _page_start: bool = False

    def add(self, text: str) -> None:
        """Take inline text; its blanks are collapsed when the line ends."""
        self._raw.append(text)

    def add_preformatted(self, text: str) -> None:
        """Take text whose blanks, tabs and line breaks are shown as they stand."""
        for number, line in enumerate(re.split(r"\r\n|\r|\n", text)):
            if number:
                self.end_line()
            self._raw.append(line.replace(" ", _KEPT_BLANK).replace("\t", _KEPT_TAB))

    def mark(self, marker: str) -> None:
        """Put a list marker before the next line that has text (``""`` takes it back)."""
        self._marker = marker

    def start_page(self) -> None:
        """Make the next line the first of a page."""
        self.end_line()
        self._page_start = True

    def end_line(self) -> None:
        """End the line; one without text leaves no trace."""
        if not self._raw:
            return
        raw = "".join(self._raw)
        self._raw.clear()
        text = _UNSEEN.sub("", shown(raw))
        if not text.strip():
            return
        if self._marker:
            text, self._marker = self._marker + text.lstrip(), ""
        self.pieces.append(Words(text, heading=self.heading, page_start=self._page_start))
        self._page_start = False

    def insert(self, pieces: list[Piece]) -> None:
        """Put finished lines and tables here."""
        self.end_line()
        self.pieces.extend(pieces)

    def has_text(self) -> bool:
        """Whether any line was shown (empty ones are never kept)."""
        return any(isinstance(piece, Words) for piece in self.pieces)

    def text(self) -> str:
        """Return the lines joined with line breaks, blanks around them dropped."""
        if len(self.pieces) == 1 and isinstance(self.pieces[0], Words):
            return self.pieces[0].text.strip()
        return "\n".join(piece.text.strip() for piece in self.pieces if isinstance(piece, Words))


def shown(raw: str) -> str:
    """Return text with its blanks collapsed as a browser does, no-break blanks as blanks."""
    if "\n" in raw or "\r" in raw:
        raw = _SOURCE_BREAK.sub("", raw)
    text = _BLANKS.sub(" ", raw).strip(" ")
    return text.replace(_KEPT_BLANK, " ").replace(_KEPT_TAB, "\t").rstrip()
