"""The sheet 审核意见 behind the sheets of the unit: all remarks, and where to decide on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from assessor.core.rewrite import BLANK
from assessor.reports.annotated.cell_names import cell_name
from assessor.reports.annotated.package import XML_SPACE, Node, serialised, xml_text
from assessor.reports.annotated.remarks import Remark
from assessor.reports.annotated.sheet_styles import Styles, add_styles
from assessor.reports.annotated.summary_layout import (
    ADOPT,
    FIRST_ROW,
    HIDDEN,
    LABELS,
    PROPOSED,
    REJECT,
    SHEET,
    WIDTHS,
    check_mark,
    column_of,
)
from assessor.reports.annotated.workbook_file import WorkbookFile, sheet_folder
from assessor.reports.finding_words import one_line
from assessor.reports.lines import visible, width

_LINK, _DECISION = 1, 9
_CENTRED = (0, _LINK, _DECISION)
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_BEFORE_NAMES = ("sheets", "functionGroups", "externalReferences")
_NOTE = (
    "请在“决定”列选填：采纳 / 不采纳；“改后级次、改后名称、改后目标”三列可以先改写再采纳，【__】由填报单位补充。\n"
    "填好后运行 assessor annotate 原文件 --apply 本文件 -o 修改稿，即把采纳的写入原表的副本。"
)
_CHOICE = cell_name(1, column_of("决定")).rstrip("1")
_LINE_POINTS = 16.0
_MOST_POINTS = 400.0
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_SLOT_COLOUR = "FFC00000"
_MOST_CHARACTERS = 32_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a remark stands: the sheet and the name of the cell."""

    sheet: str
    cell: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a reviewer had filled in for a remark: the decision and the texts of ``PROPOSED``."""

    decision: str
    proposed: tuple[str, ...]


def add_summary(
    workbook: WorkbookFile,
    remarks: Sequence[Remark],
    targets: Mapping[int, Target],
    *,
    kept: Mapping[int, Kept] | None = None,
) -> str:
    """Add the sheet behind all others and return its name.

    Parameters
    ----------
    targets
        Where the remarks stand, by their numbers.
    kept
        What was filled in for them in an earlier list, by their numbers.
    """
    package = workbook.package
    name = _free_name(workbook.names)
    part = package.unused(f"{sheet_folder(workbook)}/worksheets/sheet{{}}.xml")
    root = _Writer(workbook.space, add_styles(workbook), kept or {}).sheet(remarks, targets)
    package.put(part, serialised(root))
    package.declare(part, _TYPE)
    id_ = package.relate(workbook.part, part, "worksheet", strict=workbook.is_strict)
    listed = workbook.root.find("{*}sheets")
    used = [int(n.get("sheetId") or 0) for n in listed if (n.get("sheetId") or "").isdecimal()]
    node = etree.SubElement(listed, f"{{{workbook.space}}}sheet", name=name,
                            sheetId=str(max(used, default=0) + 1), nsmap=workbook.relation_space)  # fmt: skip
    node.set(workbook.relation_id, id_)
    _repeat_head(workbook, name, index=len(listed.findall("{*}sheet")) - 1)
    package.keep(workbook.part)
    return name


def _repeat_head(workbook: WorkbookFile, name: str, *, index: int) -> None:
    """Print the head of the list on every page."""
    names = workbook.root.find("{*}definedNames")
    if names is None:
        names = etree.Element(f"{{{workbook.space}}}definedNames")
        before = [
            n
            for n in workbook.root
            if isinstance(n.tag, str) and etree.QName(n).localname in _BEFORE_NAMES
        ]
        before[-1].addnext(names)
    titles = etree.SubElement(names, f"{{{workbook.space}}}definedName",
                              name="_xlnm.Print_Titles", localSheetId=str(index))  # fmt: skip
    titles.text = f"'{name}'!${FIRST_ROW - 1}:${FIRST_ROW - 1}"


def _free_name(names: Sequence[str]) -> str:
    taken = {name.lower() for name in names}
    name, number = SHEET, 1
    while name.lower() in taken:
        number += 1
        name = f"{SHEET}{number}"
    return name


class _Writer:
    def __init__(self, space: str, styles: Styles, kept: Mapping[int, Kept]) -> None:
        self._space = space
        self._styles = styles
        self._kept = kept

    def _add(self, parent: Node, tag: str, **attributes: str) -> Node:
        return etree.SubElement(parent, f"{{{self._space}}}{tag}", **attributes)

    def sheet(self, remarks: Sequence[Remark], targets: Mapping[int, Target]) -> Node:
        root = etree.Element(f"{{{self._space}}}worksheet", nsmap={None: self._space})
        setup = self._add(root, "sheetPr")
        self._add(setup, "pageSetUpPr", fitToPage="1")
        view = self._add(self._add(root, "sheetViews"), "sheetView", workbookViewId="0")
        below = f"A{FIRST_ROW}"
        self._add(view, "pane", ySplit=str(FIRST_ROW - 1), topLeftCell=below,
                  activePane="bottomLeft", state="frozen")  # fmt: skip
        self._add(view, "selection", pane="bottomLeft", activeCell=below, sqref=below)
        self._add(root, "sheetFormatPr", defaultRowHeight="15")
        columns = self._add(root, "cols")
        for number, (label, size) in enumerate(zip(LABELS, WIDTHS, strict=True), 1):
            column = self._add(columns, "col", min=str(number), max=str(number), width=str(size),
                               customWidth="1")  # fmt: skip
            if label in HIDDEN:
                column.set("hidden", "1")
        data = self._add(root, "sheetData")
        self._head(data, remarks)
        for number, remark in enumerate(remarks, FIRST_ROW):
            self._row(data, number, remark, targets.get(remark.number))
        self._tail(root, remarks, targets)
        return root

    def _head(self, data: Node, remarks: Sequence[Remark]) -> None:
        styles = self._styles
        count = f"{SHEET}（共 {len(remarks)} 条）"
        for number, (text, style, points) in enumerate(
            ((count, styles.title, 32), (_NOTE, styles.note, 36)), 1
        ):
            row = self._add(data, "row", r=str(number), ht=str(points), customHeight="1")
            self._cell(row, number, 1, text, style)
        row = self._add(data, "row", r=str(FIRST_ROW - 1), ht="24", customHeight="1")
        for column, label in enumerate(LABELS, 1):
            self._cell(row, FIRST_ROW - 1, column, label, styles.head)

    def _row(self, data: Node, number: int, remark: Remark, target: Target | None) -> None:
        texts = row_texts(
            remark, target.cell if target is not None else "", kept=self._kept.get(remark.number)
        )
        lines = max(
            sum(1 + int(width(part) / (size - 1.5)) for part in text.split("\n"))
            for label, text, size in zip(LABELS, texts, WIDTHS, strict=True)
            if label not in HIDDEN
        )
        height = min(max(lines * _LINE_POINTS, 2 * _LINE_POINTS), _MOST_POINTS)
        row = self._add(data, "row", r=str(number), ht=f"{height:g}", customHeight="1")
        styles = self._styles
        looks = [styles.text] * len(texts)
        for centred in _CENTRED:
            looks[centred] = styles.centred
        if target is not None:
            looks[_LINK] = styles.link
        if remark.rewrite is not None:
            looks[_DECISION] = styles.choice
        for column, (text, look) in enumerate(zip(texts, looks, strict=True), 1):
            if look == styles.text and text.startswith(_FORMULA_STARTS):
                look = styles.quoted  # noqa: PLW2901
            self._cell(row, number, column, text, look)

    def _cell(self, row: Node, number: int, column: int, text: str, style: int) -> None:
        cell = self._add(row, "c", r=cell_name(number, column), s=str(style))
        if not text:
            return
        cell.set("t", "inlineStr")
        holder = self._add(cell, "is")
        text = xml_text(text)[:_MOST_CHARACTERS]
        if BLANK not in text or number < FIRST_ROW:
            self._text(holder, text)
            return
        for index, piece in enumerate(text.split(BLANK)):
            if index:
                self._run(holder, BLANK, coloured=True)
            if piece:
                self._run(holder, piece, coloured=False)

    def _run(self, holder: Node, text: str, *, coloured: bool) -> None:
        run = self._add(holder, "r")
        properties = self._add(run, "rPr")
        if coloured:
            self._add(properties, "b")
        self._add(properties, "sz", val="10.5")
        if coloured:
            self._add(properties, "color", rgb=_SLOT_COLOUR)
        self._add(properties, "rFont", val="宋体")
        self._text(run, text)

    def _text(self, holder: Node, text: str) -> None:
        node = self._add(holder, "t")
        node.set(XML_SPACE, "preserve")
        node.text = text

    def _tail(self, root: Node, remarks: Sequence[Remark], targets: Mapping[int, Target]) -> None:
        last = cell_name(1, len(LABELS) - len(HIDDEN)).rstrip("1")
        merges = self._add(root, "mergeCells", count="2")
        for row in (1, 2):
            self._add(merges, "mergeCell", ref=f"A{row}:{last}{row}")
        if remarks:
            rules = self._add(root, "dataValidations", count="1")
            rule = self._add(rules, "dataValidation", type="list", allowBlank="1",
                             showErrorMessage="1", sqref=f"{_CHOICE}{FIRST_ROW}:{_CHOICE}{FIRST_ROW + len(remarks) - 1}")  # fmt: skip
            self._add(rule, "formula1").text = f'"{ADOPT},{REJECT}"'
        linked = [
            (row, targets[r.number])
            for row, r in enumerate(remarks, FIRST_ROW)
            if r.number in targets
        ]
        if linked:
            links = self._add(root, "hyperlinks")
            for row, target in linked:
                sheet = target.sheet.replace("'", "''")
                self._add(links, "hyperlink", ref=f"B{row}",
                          location=xml_text(f"'{sheet}'!{target.cell}"))  # fmt: skip
        self._add(root, "pageMargins", left="0.4", right="0.4", top="0.6", bottom="0.6",
                  header="0.3", footer="0.3")  # fmt: skip
        self._add(root, "pageSetup", paperSize="9", orientation="landscape", fitToHeight="0")


def row_texts(remark: Remark, cell: str, *, kept: Kept | None = None) -> tuple[str, ...]:
    """Return the cells of a remark in the order of ``LABELS``.

    Parameters
    ----------
    cell
        Name of its place.
    kept
        What a reviewer had filled in for it.
    """
    message = f"{visible(remark.message)}。" + (
        f"\n改法：{visible(remark.hint)}。" if remark.hint else ""
    )
    if remark.rewrite is not None and remark.rewrite.further:
        more = "；".join(
            "｜".join(one_line(t) for t in (row.level2, row.name, row.value) if t.strip())
            for row in remark.rewrite.further
        )
        message += f"\n并增加：{visible(more)}"
    row, rewrite = remark.row, remark.rewrite
    proposal: tuple[str, ...] = ("", "", "", "")
    keys = ("", "", "", "")
    if rewrite is not None and row is not None:
        new = rewrite.row
        questions = "；".join(dict.fromkeys(visible(slot.question) for slot in rewrite.slots))
        proposal = (new.level2 or new.level1, new.name, new.value, questions)
        keys = (row.indicator.id, "1", row.indicator.name, check_mark(proposal[: len(PROPOSED)]))
    elif remark.said_at is not None:
        proposal = ("", f"见意见{remark.said_at}", "", "")
    decision = ""
    if kept is not None:
        decision, proposal = kept.decision, (*kept.proposed, proposal[-1])
    return (
        str(remark.number), cell, remark.where, f"{remark.title}\n（{remark.severity.chinese}）", message,
        *proposal, decision, *keys,
    )  # fmt: skip
