"""Remarks in a copy of a Word file: comments at exactly the underlined words.

Only the text with its marks, the comments and the lists of parts are touched; every other part
is copied byte for byte.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assessor.core.assessment import DocumentAssessment
from assessor.core.limits import Limits
from assessor.core.submission import Field, Origin
from assessor.reports.annotated.finding_text import squeezed, words_in
from assessor.reports.annotated.grids import Grid, GridCell, matched, texts_of
from assessor.reports.annotated.package import Node
from assessor.reports.annotated.remarks import Remark
from assessor.reports.annotated.word_answers import clear_remarks
from assessor.reports.annotated.word_comments import WordComments
from assessor.reports.annotated.word_file import Stretch, WordFile
from assessor.reports.annotated.workbook_package import Annotated

_LEAST = 4


def annotated_word(
    name: str,
    data: bytes,
    document: DocumentAssessment,
    remarks: Sequence[Remark],
    *,
    limits: Limits = Limits(),
) -> Annotated:
    """Return a copy of a Word file with remarks; those without a place stand at its beginning.

    Untouched remarks of an earlier call give way to the new ones; answered ones stay.

    Raises
    ------
    InputError
        ``input.damaged``, ``input.signed``.
    """
    file = WordFile(name, data, limits=limits)
    touched = clear_remarks(file)
    finder = PlaceFinder(file, document)
    comments = WordComments(file)
    homeless: list[Remark] = []
    gathered: dict[tuple[int, int, int, int], tuple[Stretch, list[str]]] = {}
    for remark in remarks:
        place = finder.place(remark)
        if place is None:
            homeless.append(remark)
            continue
        key = (id(place.first), place.start, id(place.last), place.end)
        gathered.setdefault(key, (place, []))[1].extend(remark.lines())
    for stretch, lines in gathered.values():
        if stretch.is_empty:
            comments.at_paragraph(stretch.first, lines)
        else:
            comments.at_words(stretch, lines)
    _write_homeless(file, comments, homeless)
    comments.keep()
    return Annotated(content=file.package.written(), placed=len(remarks) - len(homeless),
                     notices=tuple(_notices(file, touched)))  # fmt: skip


def _notices(file: WordFile, touched: int) -> Iterator[str]:
    if file.is_protected:
        yield "文档限制编辑：批注照写，限制没有改动"
    if touched:
        yield f"{touched} 条原有意见批注有人答复、改写或标为已解决，原样保留，新意见另写"


def _write_homeless(file: WordFile, comments: WordComments, remarks: Sequence[Remark]) -> None:
    """Comment the first printed paragraph with what has no place of its own."""
    if not remarks:
        return
    first = next((p for p in file.paragraphs() if file.text(p).strip()), None)
    if first is None:
        return
    for remark in remarks:
        head, *rest = remark.lines()
        comments.at_paragraph(first, (head, f"位置：{remark.where}", *rest))


class PlaceFinder:
    """Finds cells and paragraphs of a Word file for places that were read from it."""

    def __init__(self, file: WordFile, document: DocumentAssessment) -> None:
        self._file = file
        self._grids = matched(file.grids(), texts_of(document))
        self._paragraphs: list[tuple[Node, str, str]] | None = None

    def cell(self, origin: Origin) -> GridCell | None:
        """Return the cell at an origin, ``None`` if the table was not found."""
        grid = self._grid(origin)
        if grid is None or origin.row is None:
            return None
        if origin.column is not None:
            return grid.cells.get((origin.row, origin.column))
        row = (cell for place, cell in grid.cells.items() if place[0] == origin.row)
        return next((cell for cell in row if cell.text.strip()), None)

    def _grid(self, origin: Origin) -> Grid | None:
        return self._grids.get(origin.table) if origin.table is not None else None

    def place(self, remark: Remark) -> Stretch | None:
        """Return the underlined characters; a stretch of none = the whole paragraph."""
        if remark.origin == Origin():
            return None
        cell = self.cell(remark.origin)
        if cell is not None:
            return self._in_cell(cell, remark)
        return self._in_text(remark)

    def _in_cell(self, cell: GridCell, remark: Remark) -> Stretch | None:
        paragraphs = self._file.paragraphs_of(cell.node)
        if not paragraphs:
            return None
        texts = [self._file.text(node) for node in paragraphs]
        if remark.words.strip():
            whole = "\n".join(texts)
            found = words_in(whole, text=remark.text, words=remark.words, start=remark.start)
            if found is not None:
                return _stretch(paragraphs, texts, found)
            if remark.row is None and (other := self._only_cell_with(remark)) is not None:
                return self._in_cell(other, replace(remark, words=""))
        filled = [node for node, text in zip(paragraphs, texts, strict=True) if text.strip()]
        whole_one = (filled or paragraphs)[0]
        return Stretch(first=whole_one, last=whole_one)

    def _only_cell_with(self, remark: Remark) -> GridCell | None:
        """Return the one cell of the same table that holds nothing but the words: an amount."""
        grid = self._grid(remark.origin)
        wanted = squeezed(remark.words)
        if grid is None or not wanted:
            return None
        held = [cell for cell in grid.shown() if squeezed(cell.text) == wanted]
        return held[0] if len(held) == 1 else None

    def _in_text(self, remark: Remark) -> Stretch | None:
        """Look for running text by its words: the whole text first, then the underlined ones."""
        if self._paragraphs is None:
            texts = ((node, self._file.text(node)) for node in self._file.paragraphs())
            self._paragraphs = [(node, text, squeezed(text)) for node, text in texts]
        if remark.row is not None and (named := self._behind_name(remark)) is not None:
            return named
        for sought in (remark.text, remark.words):
            wanted = squeezed(sought)
            if len(wanted) < _LEAST:
                continue
            for node, text, plain in self._paragraphs:
                if wanted not in plain and not (len(plain) > _LEAST and plain in wanted
                                                and squeezed(remark.words) in plain):  # fmt: skip
                    continue
                found = words_in(text, text=sought, words=remark.words, start=remark.start)
                if found is not None:
                    return Stretch(first=node, last=node, start=found[0], end=found[1])
                if not remark.words.strip():
                    return Stretch(first=node, last=node)
        return None

    def _behind_name(self, remark: Remark) -> Stretch | None:
        """Return the words behind the name of their row: 新建公路，年度指标值：40公里."""
        assert remark.row is not None
        name, words = remark.row.indicator.name, remark.words
        wanted, marked = squeezed(name), squeezed(words)
        for node, text, plain in self._paragraphs or ():
            if wanted and wanted in plain and marked in plain:
                at = 0 if remark.field is Field.NAME else len(name)
                found = words_in(text, text=name, words=words or name, start=at)
                if found is not None:
                    return Stretch(first=node, last=node, start=found[0], end=found[1])
        return None


def _stretch(
    paragraphs: Sequence[Node], texts: Sequence[str], found: tuple[int, int]
) -> Stretch | None:
    """Return the characters ``found`` of the joined texts of paragraphs."""
    at = 0
    first: tuple[Node, int] | None = None
    for node, text in zip(paragraphs, texts, strict=True):
        if first is None and found[0] < at + len(text):
            first = node, found[0] - at
        if first is not None and found[1] <= at + len(text):
            return Stretch(first=first[0], last=node, start=first[1], end=found[1] - at)
        at += len(text) + 1
    return None
