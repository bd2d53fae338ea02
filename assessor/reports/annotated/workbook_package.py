"""Remarks in a copy of an Excel workbook: comments of cells and the sheet 审核意见.

Only the parts that hold comments, the list of sheets and the looks are touched; every other
part is copied byte for byte, so that charts, text boxes, controls and macros stay.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessor.core.limits import Limits
from assessor.core.submission import Origin
from assessor.reports.annotated.cell_names import cell_name
from assessor.reports.annotated.own_sheets import FilledRow, check_taken_over, key_of, taken_out
from assessor.reports.annotated.package import OfficePackage
from assessor.reports.annotated.remarks import Remark
from assessor.reports.annotated.summary_sheet import Kept, Target, add_summary, row_texts
from assessor.reports.annotated.workbook_clearing import clear_remarks
from assessor.reports.annotated.workbook_comments import add_comments
from assessor.reports.annotated.workbook_file import Place, SheetFile, WorkbookFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotated:
    """The copy and what a person should know of it.

    Attributes
    ----------
    placed
        Remarks that stand at their place in the file; the others are in the list alone.
    notices
        What could not be done as asked, in Chinese.
    """

    content: bytes
    placed: int
    notices: tuple[str, ...] = ()


def annotated_workbook(
    name: str, data: bytes, remarks: Sequence[Remark], *, limits: Limits = Limits()
) -> Annotated:
    """Return a copy of a workbook with remarks.

    A file that an earlier call annotated gets new remarks in place of the old ones; what a
    reviewer decided in the sheet 审核意见 goes into the new one.

    Raises
    ------
    InputError
        ``input.damaged``, ``input.signed``; ``input.annotated``: what a reviewer filled in has
        no place in the new list.
    """
    workbook = WorkbookFile(OfficePackage(name, data, limits=limits))
    filled = () if workbook.is_locked else taken_out(workbook)
    kept = _kept(workbook, remarks, filled)
    touched = clear_remarks(workbook)
    texts: dict[str, dict[Place, list[str]]] = {}
    places: dict[int, tuple[SheetFile, Place]] = {}
    for remark in remarks:
        found = _place(workbook, remark)
        if found is None:
            continue
        sheet, place = found
        places[remark.number] = found
        lines = texts.setdefault(sheet.name, {}).setdefault(place, [])
        lines += ["", *remark.lines()] if lines else remark.lines()
    notices = list(_earlier(len(kept), touched))
    refused: set[tuple[str, Place]] = set()
    for sheet_name, by_place in texts.items():
        told = workbook.sheet(sheet_name)
        assert told is not None
        refused |= {(sheet_name, place) for place in add_comments(workbook, told, by_place)}
        if told.is_protected:
            notices.append(f"工作表“{sheet_name}”受保护：批注照写，保护没有改动")
        if workbook.is_hidden(sheet_name):
            notices.append(f"工作表“{sheet_name}”是隐藏的：批注照写，仍然隐藏")
    if refused:
        notices.append(f"{len(refused)} 个单元格已有讨论串批注，讨论串保留，意见只写在“审核意见”表")
    if workbook.is_locked:
        notices.append("工作簿结构受保护，不能增加工作表，没有写“审核意见”表；意见见各单元格的批注")
    else:
        targets = {
            number: Target(sheet=sheet.name, cell=cell_name(*place))
            for number, (sheet, place) in places.items()
        }
        add_summary(workbook, remarks, targets, kept=kept)
    placed = sum((sheet.name, place) not in refused for sheet, place in places.values())
    return Annotated(content=workbook.package.written(), placed=placed, notices=tuple(notices))


def _kept(
    workbook: WorkbookFile, remarks: Sequence[Remark], filled: Sequence[FilledRow]
) -> dict[int, Kept]:
    """Return what was filled in for each remark, by its number."""
    by_key = {row.key: row for row in filled}
    keys = {one.number: key for one in remarks if (key := key_of(row_texts(one, "")))[0]}
    check_taken_over(workbook, filled, set(keys.values()))
    return {
        number: Kept(decision=by_key[key].texts["决定"], proposed=by_key[key].proposed)
        for number, key in keys.items()
        if key in by_key
    }


def _earlier(kept: int, touched: int) -> Iterator[str]:
    """Yield what is to be known of remarks of an earlier call."""
    if kept:
        yield f"原“审核意见”表中已填的 {kept} 行决定或改写已带入新表"
    if touched:
        yield f"{touched} 处原有意见批注里有人写过字，原样保留，新意见写在后面"


def _place(workbook: WorkbookFile, remark: Remark) -> tuple[SheetFile, Place] | None:
    if remark.origin == Origin():
        return None
    named = remark.row.indicator.name if remark.row is not None else ""
    return workbook.place_with(remark.origin, named or remark.words or remark.text)
