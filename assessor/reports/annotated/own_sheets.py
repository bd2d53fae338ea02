"""The sheets 审核意见 that an earlier call wrote into a workbook: what was filled in, and their end."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessor.errors import InputError
from assessor.reports.annotated.package import Node
from assessor.reports.annotated.stored_numbers import typed_text
from assessor.reports.annotated.summary_layout import (
    FIRST_ROW,
    LABELS,
    NOT_READ,
    PROPOSED,
    SHEET,
    check_mark,
)
from assessor.reports.annotated.workbook_file import SheetFile, WorkbookFile

_NAME = re.compile(rf"{SHEET}\d{{0,3}}", re.IGNORECASE)
_DRAWN = ("comments", "threadedComment", "drawing", "vmlDrawing")


def key_of(texts: Sequence[str]) -> tuple[str, str, str]:
    """Return what makes a remark the same in a later list: row, its name, defect; of its cells."""
    cells = dict(zip(LABELS, texts, strict=True))
    return cells["对应编号"], cells["原名称"].strip(), cells["问题"].split("\n")[0].strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledRow:
    """One row of a list of remarks as it stands in the file.

    Attributes
    ----------
    texts
        By label of the column; ``NOT_READ`` for a number whose format says nothing (a date).
    """

    sheet: str
    row: int
    texts: dict[str, str]

    @property
    def place(self) -> str:
        """Where it stands, in words."""
        return f"“{self.sheet}”表第 {self.row} 行"

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same remark in a later list: row, its name, defect."""
        return key_of(tuple(self.texts.values()))

    @property
    def proposed(self) -> tuple[str, ...]:
        """The texts that a reviewer may edit."""
        return tuple(self.texts[label] for label in PROPOSED)

    @property
    def is_filled(self) -> bool:
        """Whether a person decided or edited what was proposed."""
        mark = self.texts["核对码"]
        edited = bool(mark) and mark != check_mark(self.proposed)
        return bool(self.texts["决定"]) or edited


def named_sheets(workbook: WorkbookFile) -> tuple[str, ...]:
    """Return the sheets that are named as ours are."""
    return tuple(name for name in workbook.names if _NAME.fullmatch(name))


def own_sheets(workbook: WorkbookFile) -> tuple[SheetFile, ...]:
    """Return the sheets of earlier calls, told by their name and their head."""
    found = (workbook.sheet(name) for name in named_sheets(workbook))
    return tuple(sheet for sheet in found if sheet is not None and _has_head(workbook, sheet))


def _has_head(workbook: WorkbookFile, sheet: SheetFile) -> bool:
    head = (
        workbook.text(sheet.cell((FIRST_ROW - 1, number))).strip()
        for number in range(1, len(LABELS) + 1)
    )
    return tuple(head) == LABELS


def filled_rows(workbook: WorkbookFile, sheet: SheetFile) -> Iterator[FilledRow]:
    """Yield the remarks of one list."""
    row = FIRST_ROW
    while workbook.text(sheet.cell((row, 1))).strip():
        texts = {
            label: _shown(workbook, sheet.cell((row, column)))
            for column, label in enumerate(LABELS, 1)
        }
        yield FilledRow(sheet=sheet.name, row=row, texts=texts)
        row += 1


def _shown(workbook: WorkbookFile, cell: Node | None) -> str:
    text = typed_text(workbook, cell)
    return NOT_READ if text is None else text.strip()


def is_filled(workbook: WorkbookFile) -> bool:
    """Tell whether a person has written into any list of an earlier call."""
    for sheet in own_sheets(workbook):
        rows = tuple(filled_rows(workbook, sheet))
        if any(row.is_filled for row in rows) or _has_more(workbook, sheet, len(rows)):
            return True
    return False


def _has_more(workbook: WorkbookFile, sheet: SheetFile, count: int) -> bool:
    """Tell whether a list holds what no call writes: cells beside or below it, comments."""
    if any(kind in _DRAWN for kind, _ in workbook.package.relations(sheet.part).values()):
        return True
    last = FIRST_ROW - 1 + count
    return any(
        (place[1] > len(LABELS) or place[0] > last) and workbook.text(cell).strip()
        for place, cell in sheet.stored()
    )


def taken_out(workbook: WorkbookFile) -> tuple[FilledRow, ...]:
    """Take the lists of earlier calls out of a workbook and return what was filled in.

    Raises
    ------
    InputError
        ``input.annotated``: a list holds notes of a person that cannot be taken over, or two
        lists contradict each other.
    """
    kept: dict[tuple[str, str, str], FilledRow] = {}
    sheets = own_sheets(workbook)
    for sheet in sheets:
        rows = tuple(filled_rows(workbook, sheet))
        if _has_more(workbook, sheet, len(rows)):
            raise _refused(workbook, f"“{sheet.name}”表里另有手工填写的内容或批注")
        for row in rows:
            if not row.is_filled:
                continue
            known = kept.setdefault(row.key, row)
            answers = {known.texts["决定"], row.texts["决定"]} - {""}
            if len(answers) > 1 or known.proposed != row.proposed:
                raise _refused(workbook, f"{known.place}和{row.place}填的不一致")
            if row.texts["决定"]:
                kept[row.key] = row
    for sheet in sheets:
        _remove(workbook, sheet)
    return tuple(kept.values())


def _refused(workbook: WorkbookFile, what: str) -> InputError:
    return InputError(
        f"{workbook.package.name}：{what}，没有重新批注",
        hint="请先用 --apply 采纳已填的决定，或在 Excel、WPS 中把该表移到别的文件，另存后再批注。",
        code="input.annotated",
    )


def check_taken_over(
    workbook: WorkbookFile, kept: Sequence[FilledRow], known: set[tuple[str, str, str]]
) -> None:
    """Make sure that every filled row has its remark in the new list.

    Raises
    ------
    InputError
        ``input.annotated``
    """
    lost = [row for row in kept if row.key not in known or not row.texts["对应编号"]]
    if lost:
        first = lost[0]
        named = first.texts["原名称"] or first.texts["位置"]
        more = f"等 {len(lost)} 行" if len(lost) > 1 else ""
        raise _refused(
            workbook,
            f"{first.place}（{named}）{more}已填了决定或改写，但这次检查没有对应的意见",
        )


def _remove(workbook: WorkbookFile, sheet: SheetFile) -> None:
    listed = workbook.root.find("{*}sheets")
    nodes = listed.findall("{*}sheet")
    index = next(n for n, node in enumerate(nodes) if node.get("name") == sheet.name)
    listed.remove(nodes[index])
    names = workbook.root.find("{*}definedNames")
    if names is not None:
        for node in names.findall("{*}definedName"):
            _move(node, "localSheetId", index, names)
        if len(names) == 0:
            workbook.root.remove(names)
    for view in workbook.root.iterfind("{*}bookViews/{*}workbookView"):
        for attribute in ("activeTab", "firstSheet"):
            number = view.get(attribute) or ""
            if number.isdecimal() and int(number) >= index:
                view.set(attribute, str(max(int(number) - 1, 0)))
    workbook.package.unrelate(workbook.part, sheet.part)
    workbook.package.remove(sheet.part)
    workbook.package.keep(workbook.part)
    workbook.forget(sheet.name)


def _move(node: Node, attribute: str, index: int, holder: Node) -> None:
    number = node.get(attribute) or ""
    if not number.isdecimal():
        return
    if int(number) == index:
        holder.remove(node)
    elif int(number) > index:
        node.set(attribute, str(int(number) - 1))
