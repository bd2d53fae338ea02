"""Running text as paragraphs below their headings: 一、 (一) 1. and the headings of word processors.

Lines of a page are put together to paragraphs; lines of formats that mark paragraphs stay.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from assessor.core.submission import Paragraph
from assessor.indicators.sheet import Row, join_wrapped
from assessor.text.normalise import normalise

_CN = "[一二三四五六七八九十]{1,3}"
# Numbering by rank; a heading of a rank closes those of the same and of lower ones.
_RANKS = (
    re.compile(rf"^\s*第\s*(?:{_CN}|\d{{1,2}})\s*[部分章篇编]+\s*"),
    re.compile(rf"^\s*{_CN}\s*[、.．]\s*"),
    re.compile(rf"^\s*[(（]\s*{_CN}\s*[)）]\s*[、.．]?\s*"),
    re.compile(r"^\s*\d{1,2}\s*[、.．](?!\d)\s*"),
    re.compile(r"^\s*[(（]\s*\d{1,2}\s*[)）]\s*|^\s*[①-⑳]\s*"),
)
_LOWEST = len(_RANKS) - 1
_SHORT = 0.7
_REPORT = re.compile(
    r"(?:自评|自我评价|评价|自查|绩效).{0,14}(?:报告书?|总结|情况说明|情况汇报|(?<=自评)说明)\s*(?:[(（【\[][^()（）]{0,20}[)）】\]])?\s*$"
)
_YEAR = re.compile(r"20\d\d\s*年")
_UNIT_LINE = re.compile(
    r"^[\u4e00-\u9fff]{3,26}(?:局|委员会|办公室|厅|院|馆|中心|所|处|站|队|会|政府|办事处|学校|小学|中学|大学|学院)$"
)
_TOP_LINES = 8
_LONGEST_TITLE = 80
_LABELLED = re.compile(r"^\s*[\u4e00-\u9fff]{2,8}[:：]")
_RUN_IN = 3  # ranks whose headings may be followed by text on the same line
_LONGEST_HEADING = 40
_LONGEST_RUN_IN = 26
_INNER_STOP = re.compile(r"[。；;！？!?：:，,]")
_END = re.compile(r"[。；;！？!?：:]\s*[”」）)]?\s*$")
_SENTENCE_END = re.compile(r"[。！？!?]\s*[”」）)]?\s*$")
_FIGURE = re.compile(r"\d\s*[\u4e00-\u9fff%‰]|[\u4e00-\u9fff]\s*\d")
_BOOKMARK = re.compile(r"^\s*\[bookmark:[^\]]*\]\s*", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"^\s*[-—–]?\s*\d{1,3}\s*[-—–]?\s*$")
_FRONT = re.compile(r"(?:报告|表|说明|总结|文本)\s*(?:[(（].{0,20}[)）])?\s*$")
_FULL_LINE = 0.88
_INDENT = 4  # by which the first line of a paragraph is shorter
_SPACED = 0.1
# Lines around a report and its tables that are no text of it.
_FURNITURE = re.compile(
    r"^\s*(?:\d{1,2}[.、．]\s*)?(?:附[表件]\s*[\d一二三四五六七八九十]{0,3}\s*[:：]?|[(（]?\s*20\d\d\s*年度?\s*[)）]?|20\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|"
    r"[^。；;，,、]{0,34}(?:自评|评价|目标|申报|批复)表\s*(?:[(（][^()（）]{0,12}[)）])?|(?:填[表报]人|审核人|联系人)\s*[:：].*|"
    r"[^。；;，,]{0,40}单位\s*[:：]\s*(?:人民币)?万?元)\s*$"
)
_WIDEST = 124
_LEAST_TEXT = 300
_LEAST_SENTENCES = 5
_MOST_DEEP = 12


def is_running_text(rows: Iterable[Row]) -> bool:
    """Whether the lines among the rows are a text with chapters rather than the frame of a form."""
    every = tuple(rows)
    texts = [row.text for row in every if row.is_text]
    chapters = sum(any(rank.match(text) for rank in _RANKS[:3]) for text in texts)
    sentences = sum(text.count("。") for text in texts)
    if has_report_title(texts) and (chapters > 1 or len(texts) == len(every)):
        return sentences > 1
    long = sum(map(len, texts)) >= _LEAST_TEXT
    return chapters > 0 and long and sentences >= _LEAST_SENTENCES


def has_report_title(texts: Sequence[str]) -> bool:
    """Whether the first lines hold the title of a report, which may be wrapped over two lines."""
    top = [text.strip() for text in texts[:_TOP_LINES]]
    pairs = [f"{one}{other}" for one, other in pairwise(top)]
    return any(
        len(line) <= _LONGEST_TITLE and not _INNER_STOP.search(line) and _REPORT.search(line)
        for line in (*top, *pairs)
    )


def text_reader(rows: Iterable[Row]) -> "TextReader":
    """Return a reader for a document with these rows."""
    lines = _lines(rows)
    blanks = sum(row.after_blank for row in lines)
    spaced = _SPACED * len(lines) < blanks < (1 - _SPACED) * len(lines)
    return TextReader(width=_wrapped_at(lines), spaced=spaced)


@dataclass(slots=True)
class TextReader:
    """Reads runs of lines; the headings hold from one run to the next.

    Attributes
    ----------
    width
        Width at which the lines of the document are wrapped, 0 if each is a paragraph.
    spaced
        Blank lines part the paragraphs.
    title
        Title of a report, put together from the lines above its first chapter.
    unit
        Unit that stands alone on a line above the first chapter.
    """

    width: int = 0
    spaced: bool = False
    title: str = ""
    unit: str = ""
    _front: list[str] = field(default_factory=list)
    _path: list[tuple[int, str]] = field(default_factory=list)
    _begun: bool = False

    def read(self, rows: Iterable[Row]) -> Iterator[Paragraph]:
        """Yield the paragraphs of the lines among the rows."""
        width, spaced = self.width, self.spaced
        block: list[Row] = []
        for row in _lines(rows):
            text = _BOOKMARK.sub("", row.text).strip()
            heading = _heading(row, text, width)
            if not self._begun and _is_front(text, numbered=heading is not None):
                self._take_front(text)
                continue
            if heading is None and not block and self._completes(text):
                continue
            if block and (heading is not None or _begins(row, text, block, width, spaced)):
                yield self._paragraph(block)
                block = []
            if heading is None:
                block.append(row)
                continue
            rank, title, rest = heading
            self._open(rank, title)
            if rest:
                block.append(replace(row, cells=(replace(row.cells[0], text=rest),)))
        if block:
            yield self._paragraph(block)

    def _open(self, rank: int, title: str) -> None:
        self._begun = True
        self._path = [(old, name) for old, name in self._path if old < rank][:_MOST_DEEP]
        self._path.append((rank, title))

    def _take_front(self, text: str) -> None:
        """Take a line above the first chapter; a title may be wrapped before the word 报告."""
        self._front.append(text)
        if not self.unit and _UNIT_LINE.match(text):
            self.unit = text
        if self.title or not _REPORT.search(text):
            return
        count = 1
        while count < len(self._front) and not _YEAR.search("".join(self._front[-count:])):
            count += 1
        parts = self._front[-count:]
        self.title = join_wrapped(parts if _YEAR.search("".join(parts)) else [text])

    def _completes(self, text: str) -> bool:
        """Take the words of a heading whose number stands alone on the line above: 第一部分."""
        rank, title = self._path[-1] if self._path else (0, "")
        alone = bool(title) and any(mark.fullmatch(title) for mark in _RANKS)
        if not alone or len(text) > _LONGEST_HEADING or _INNER_STOP.search(text):
            return False
        self._path[-1] = (rank, f"{title} {text}")
        return True

    def _headings(self) -> tuple[str, ...]:
        return tuple(title for _, title in self._path)

    def _paragraph(self, rows: list[Row]) -> Paragraph:
        self._begun = True
        text = join_wrapped([_BOOKMARK.sub("", row.text) for row in rows])
        return Paragraph(text=text, headings=self._headings(), origin=rows[0].origin)


def _lines(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row.is_text and not _is_furniture(row.text)]


def _heading(row: Row, text: str, width: int) -> tuple[int, str, str] | None:
    """Return rank, heading and the text after it on the line, ``None`` for running text."""
    rank = next((i for i, mark in enumerate(_RANKS) if mark.match(text)), None)
    if row.heading_level is not None and len(text) <= _LONGEST_HEADING * 2:
        # A heading by style: its numbering tells the rank best, for styles are often misused.
        return (min(row.heading_level, _LOWEST) if rank is None else rank), text, ""
    if rank is None:
        return None
    bare = _RANKS[rank].sub("", text, count=1)
    plain = not _INNER_STOP.search(bare) and len(bare) <= _LONGEST_HEADING
    if plain and rank < _RUN_IN and not _fills(text, width):
        return rank, text, ""
    if (
        plain
        and not _FIGURE.search(normalise(bare))
        and _width(text) <= _SHORT * (width or _WIDEST)
    ):
        return rank, text, ""
    head, stop, rest = bare.partition("。")
    numbered = text[: len(text) - len(bare)]
    if rank < _RUN_IN and stop and len(head) <= _LONGEST_RUN_IN and not _INNER_STOP.search(head):
        return rank, f"{numbered}{head}", rest.strip()
    return None


def _is_front(text: str, *, numbered: bool) -> bool:
    """Whether a line before the first chapter is the title, the unit or a date."""
    short = len(text) <= _LONGEST_HEADING and not _INNER_STOP.search(text)
    return short and (not numbered or _FRONT.search(text) is not None)


def _begins(row: Row, text: str, block: list[Row], width: int, spaced: bool) -> bool:
    """Whether a line begins a paragraph; ``spaced`` = blank lines part the paragraphs."""
    if not width:
        return True
    before = block[-1].text
    if _END.search(before) and any(rank.match(text) for rank in _RANKS):
        return True
    if not _SENTENCE_END.search(before):
        return _width(before) <= _SHORT * width and _LABELLED.match(text) is not None
    room = width - (_INDENT if len(block) == 1 else 0)
    return (spaced and row.after_blank) or not _fills(before, room)


def _is_furniture(text: str) -> bool:
    plain = _BOOKMARK.sub("", text)
    return bool(
        _PAGE_NUMBER.match(plain) or (_FURNITURE.match(plain) and not _REPORT.search(plain))
    )


def _wrapped_at(lines: list[Row]) -> int:
    """Return the width at which the lines of a text are wrapped, 0 if each is a paragraph."""
    widths = sorted(_width(row.text) for row in lines)
    if not widths:
        return 0
    width = widths[len(widths) * 3 // 4]
    full = [row.text for row in lines if _fills(row.text, width)]
    cut = sum(_END.search(text) is None for text in full)
    return width if width <= _WIDEST and len(full) > 2 and cut * 2 > len(full) else 0


def _fills(text: str, width: int) -> bool:
    return bool(width) and _width(text) >= _FULL_LINE * width


def _width(text: str) -> int:
    return sum(2 if ord(char) > 0x2000 else 1 for char in text.strip())
