"""Dismissals in comments of the file itself: ``assessor: 忽略 W01 原因``.

A comment speaks for the row at whose cells it stands. Where two rows of indicators stand side by
side, it speaks for the one among whose cells it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assessor.core.column_letters import column_letters
from assessor.core.located import Located
from assessor.core.submission import Comment, Extraction
from assessor.sifting.reasons import ACCEPTED, reason_fault

EXAMPLE = "assessor: 忽略 W01 上级文件规定的表述"
_ADDRESS = re.compile(r"assessor\s*[:：]\s*", re.IGNORECASE)
_ORDER = re.compile(
    r"(?:忽略|ignore)\s*[:：]?\s*"
    r"(?P<codes>[A-Za-z]\d{2}(?:[\s,，、;；]+[A-Za-z]\d{2})*)(?![A-Za-z0-9])"
    r"\s*[:：,，、;；]?\s*(?:(?:原因|理由)\s*[:：]?)?\s*(?P<reason>.*)",
    re.IGNORECASE | re.DOTALL,
)
_CODE = re.compile(r"[A-Za-z]\d{2}")
_LONGEST_SHOWN = 40
_MOST_ORDERS = 20
_Cells = frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentOrder:
    """What one comment asks for.

    Attributes
    ----------
    codes
        Codes whose findings are to be ignored; none if the comment cannot be obeyed.
    problem
        Why it cannot, in Chinese; ``""`` if it can.
    """

    comment: Comment
    codes: tuple[str, ...] = ()
    reason: str = ""
    problem: str = ""

    @property
    def place(self) -> str:
        """Where the comment stands, in Chinese."""
        origin = self.comment.origin
        if origin.row is None or origin.column is None:
            return f"第 {origin.line} 段的批注" if origin.line else "批注"
        if origin.table is not None:
            return f"第 {origin.table} 个表第 {origin.row} 行的批注"
        cell = f"{column_letters(origin.column - 1)}{origin.row}"
        return f"工作表“{origin.sheet}”单元格 {cell} 的批注" if origin.sheet else f"{cell} 的批注"


class CommentOrders:
    """The comments of one document that ask for something."""

    def __init__(self, extraction: Extraction, *, known_codes: frozenset[str]) -> None:
        self.orders = tuple(
            order for comment in extraction.comments for order in orders_of(comment, known_codes)
        )
        self._cells = _cells(extraction) if self.orders else {}

    def covering(self, located: Located) -> CommentOrder | None:
        """Return the first order that covers a finding, ``None`` if there is none."""
        return next((order for order in self.orders if self._covers(order, located)), None)

    def _covers(self, order: CommentOrder, located: Located) -> bool:
        at, origin = order.comment.origin, located.origin
        if located.finding.code not in order.codes:
            return False
        if at.row is None:
            return at.line is not None and (origin.row, origin.line) == (None, at.line)
        if (origin.sheet or "", origin.row) != (at.sheet or "", at.row):
            return False
        if at.table is not None and origin.table != at.table:
            return False
        if located.row is None or at.column is None:
            return True
        mine = _columns(located.row.indicator.columns)
        beside = self._cells.get((at.sheet or "", at.row), ())
        return at.column in mine or not any(at.column in cells for cells in beside)


def orders_of(comment: Comment, known_codes: frozenset[str]) -> Iterator[CommentOrder]:
    """Yield what a comment asks for, one order for each time it names the program."""
    pieces = _ADDRESS.split(comment.text)[1 : _MOST_ORDERS + 1]
    for piece in pieces:
        # An empty line ends the order: below it stands what other people have to say.
        said = piece.strip().split("\n\n")[0]
        yield _order(comment, " ".join(said.split()), known_codes)


def _order(comment: Comment, said: str, known_codes: frozenset[str]) -> CommentOrder:
    shown = said if len(said) <= _LONGEST_SHOWN else f"{said[:_LONGEST_SHOWN]}…"
    found = _ORDER.fullmatch(said)
    if found is None:
        problem = f"“{shown}”看不懂，未生效；应写成 {EXAMPLE}"
        return CommentOrder(comment=comment, problem=problem)
    codes = tuple(dict.fromkeys(code.upper() for code in _CODE.findall(found["codes"])))
    unknown = [code for code in codes if code not in known_codes]
    if unknown:
        problem = f"没有编码为 {'、'.join(unknown)} 的检查，未生效；全部编码见 assessor rules"
        return CommentOrder(comment=comment, problem=problem)
    if fault := reason_fault(found["reason"]):
        problem = f"忽略 {'、'.join(codes)} {fault}，未生效；{ACCEPTED}（{EXAMPLE}）"
        return CommentOrder(comment=comment, problem=problem)
    return CommentOrder(comment=comment, codes=codes, reason=found["reason"].strip())


def _cells(extraction: Extraction) -> dict[tuple[str, int], tuple[_Cells, ...]]:
    """Return the columns of the indicators that stand in each row of each sheet."""
    found: dict[tuple[str, int], tuple[_Cells, ...]] = {}
    for submission in extraction.submissions:
        for project in submission.projects:
            for row in project.indicators:
                if row.origin.row is not None and row.columns:
                    key = (row.origin.sheet or "", row.origin.row)
                    found[key] = (*found.get(key, ()), _columns(row.columns))
    return found


def _columns(columns: tuple[tuple[object, int], ...]) -> _Cells:
    return frozenset(column for _, column in columns)
