"""Cutting a goal into pieces, each with the word whether its figures may answer for this year."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assessor.rewrites.phrases import listed_pattern
from assessor.text.normalise import normalise

_LONGEST_TEXT = 6000
_LONGEST_PIECE = 120
_BORDER = re.compile(r"[。!?\n\r;]|(?<!\d),|,(?!\d{3}(?!\d))|、|(?<!\d):|:(?!\d)|[()\[\]【】]")
_NEWLINES = re.compile(r"[\n\r]")
_NUMBERING = re.compile(
    r"^\s*(?:(?:目标|任务)\s*\d{1,2}|[(]?(?:\d{1,2}(?!\d)|[一二三四五六七八九十]{1,3})(?:[).．、]|(?=$)))\s*(?!\d)"
)
_YEAR = re.compile(r"(20\d\d)\s*年")
_STOPS = frozenset("。!?")
_SENTENCE_ENDS = _STOPS | {";", "\n", "\r"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch between two punctuation marks.

    Attributes
    ----------
    separator
        The mark before it, ``""`` at the start of a sentence.
    sentence_start, end
        Where its sentence begins and where it ends, in the whole text.
    silent
        Its figures are of another year, cumulative, partial or otherwise no annual target.
    """

    text: str
    separator: str
    sentence_start: int
    end: int
    silent: bool


@dataclass(slots=True)
class _State:
    """What still holds when the next piece begins."""

    year: int | None
    other_year: bool = False
    partial: bool = False

    def read(self, plain: str) -> None:
        """Take in what the words of a piece say of time and share."""
        words = listed_pattern("comparison_patterns").sub("", plain)
        if listed_pattern("this_year_patterns").search(words):
            self.other_year = False
        years = {int(year) for year in _YEAR.findall(words)}
        if years:
            self.other_year = years != {self.year}
        if listed_pattern("other_year_patterns").search(words):
            self.other_year = True
        if listed_pattern("partial_patterns").search(words):
            self.partial = True


def pieces_of(text: str, year: int | None) -> Iterator[tuple[Piece, ...]]:
    """Yield the sentences of ``text`` as pieces; ``year`` is the one that the rows are for."""
    text = text[:_LONGEST_TEXT]
    plain, state = normalise(text), _State(year)
    kept: list[_State] = []
    sentence: list[Piece] = []
    sentence_start = 0
    for start, end, separator, closing in _stretches(text, plain):
        if separator == "(":
            kept.append(_State(year, state.other_year, state.partial))
        elif separator == ")" and kept:
            state = kept.pop()
        part = _NUMBERING.sub(lambda hit: " " * len(hit.group()), plain[start:end])
        state.read(part)
        if separator == "(" and sentence and listed_pattern("retroactive_patterns").search(part):
            sentence[-1] = _silenced(sentence[-1])
        if part.strip():
            silent = state.other_year or state.partial or len(part) > _LONGEST_PIECE
            printed = _NUMBERING.sub("", text[start:end]).strip()
            sentence.append(
                Piece(
                    text=printed, separator=separator if sentence else "",
                    sentence_start=sentence_start, end=end, silent=silent,
                )
            )  # fmt: skip
        if closing in _SENTENCE_ENDS:
            yield tuple(sentence)
            sentence, sentence_start = [], end + 1
        if closing in _STOPS:
            state.partial = False
            kept.clear()
    yield tuple(sentence)


def _silenced(piece: Piece) -> Piece:
    return Piece(
        text=piece.text, separator=piece.separator, sentence_start=piece.sentence_start,
        end=piece.end, silent=True,
    )  # fmt: skip


def _stretches(text: str, plain: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield start, end, mark before and mark behind of every stretch."""
    # Line breaks are folded into blanks by normalise, and they end a sentence.
    marked = _NEWLINES.sub("\n", text)
    marked = "".join(a if a == "\n" else b for a, b in zip(marked, plain, strict=True))
    start, before = 0, ""
    for hit in _BORDER.finditer(marked):
        mark = {"[": "(", "【": "(", "]": ")", "】": ")"}.get(hit.group(), hit.group())
        yield start, hit.start(), before, mark
        start, before = hit.end(), mark
    yield start, len(text), before, "。"
