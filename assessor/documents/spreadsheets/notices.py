"""What a reader of workbooks tells of a sheet apart from its texts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessor.core.column_letters import column_letters
from assessor.core.submission import Comment
from assessor.documents.document import Table
from assessor.documents.spreadsheets.sheet_table import Place, SheetFrame, place_name

_LONGEST_NAME = 40
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFacts:
    """What is noteworthy of a sheet; rows and columns count from 0.

    Attributes
    ----------
    hidden_rows, hidden_columns
        Only those that hold a text.
    uncalculated
        Formulas whose result is not in the file.
    errors
        Cells that show ``#REF!`` and the like.
    pictures, text_boxes, comments
        How many there are that are not read.
    addressed
        Comments that speak to this program.
    """

    name: str
    hidden: bool = False
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    uncalculated: tuple[Place, ...] = ()
    errors: tuple[Place, ...] = ()
    pictures: int = 0
    text_boxes: int = 0
    comments: int = 0
    addressed: tuple[Comment, ...] = ()


def sheet_facts(
    frame: SheetFrame,
    read: Table,
    *,
    errors: Sequence[Place] = (),
    uncalculated: Sequence[Place] = (),
    comments: int = 0,
) -> SheetFacts:
    """Return what is noteworthy of a sheet; hidden rows and columns only where texts stand."""
    rows = {cell.row for cell in read.cells}
    columns = {cell.column for cell in read.cells}
    return SheetFacts(
        name=frame.name,
        hidden=frame.hidden,
        hidden_rows=tuple(sorted(frame.hidden_rows & rows)),
        hidden_columns=tuple(sorted(frame.hidden_columns & columns)),
        errors=tuple(errors),
        uncalculated=tuple(uncalculated),
        comments=comments,
    )


def sheet_notices(facts: SheetFacts) -> Iterator[str]:
    """Yield the notices of a sheet, in Chinese."""
    name = facts.name if len(facts.name) <= _LONGEST_NAME else f"{facts.name[:_LONGEST_NAME]}…"
    sheet = f"工作表“{name}”"
    if facts.hidden:
        yield f"{sheet}是隐藏的，已读取"
    hidden = _hidden(facts)
    if hidden:
        yield f"{sheet}有{hidden}，已读取"
    if facts.uncalculated:
        yield (
            f"{sheet}有 {len(facts.uncalculated)} 个公式没有计算结果（{_places(facts.uncalculated)}），"
            "按空白读取；请用 Excel 或 WPS 打开并保存后再试"
        )
    if facts.errors:
        yield f"{sheet}有 {len(facts.errors)} 个单元格显示错误值（{_places(facts.errors)}）"
    if facts.pictures:
        yield f"{sheet}有 {facts.pictures} 张图片，图中的文字未读取"
    if facts.text_boxes:
        yield f"{sheet}有 {facts.text_boxes} 个文本框，其中的文字未读取"
    if facts.comments:
        yield f"{sheet}有 {facts.comments} 条批注，未读取"


def _hidden(facts: SheetFacts) -> str:
    parts = []
    if facts.hidden_rows:
        names = [str(row + 1) for row in facts.hidden_rows]
        parts.append(f"隐藏的行 {len(names)} 行（第 {_listed(names)} 行）")
    if facts.hidden_columns:
        names = [column_letters(column) for column in facts.hidden_columns]
        parts.append(f"隐藏的列 {len(names)} 列（{_listed(names)} 列）")
    return "、".join(parts)


def _places(places: Sequence[Place]) -> str:
    return _listed([place_name(*place) for place in places])


def _listed(names: Sequence[str]) -> str:
    more = "等" if len(names) > _MOST_NAMED else ""
    return "、".join(names[:_MOST_NAMED]) + more
