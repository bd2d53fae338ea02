"""Numbers of cells: how a new text is stored in a number cell, and what a typed number shows."""

import re
from decimal import Decimal

from assessor.reports.annotated.package import Node
from assessor.reports.annotated.workbook_file import WorkbookFile

_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,10})?")
_PERCENT = re.compile(r"(-?(?:0|[1-9]\d{0,12})(?:\.\d{1,8})?)[%％]")
# Formats of Excel that need no code: general, plain, grouped; per cent.
_BUILT_IN = {0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%"}
_PLAIN_CODE = re.compile(r"(?:General|[#,0?]*0(?:\.(0+))?_?\s?)(%?)")
_MOST_DIGITS = 15


def format_of(workbook: WorkbookFile, cell: Node) -> str | None:
    """Return the number format of a cell, ``None`` for a built-in one of dates and the like."""
    styles = workbook.target("styles")
    if styles is None or not workbook.package.has(styles):
        return "General"
    root = workbook.package.tree(styles)
    formats = root.findall("{*}cellXfs/{*}xf")
    style = cell.get("s") or "0"
    if not style.isdecimal() or int(style) >= len(formats):
        return "General"
    number = formats[int(style)].get("numFmtId") or "0"
    for node in root.iterfind("{*}numFmts/{*}numFmt"):
        if node.get("numFmtId") == number:
            return node.get("formatCode") or "General"
    if number == "49":
        return "@"
    return _BUILT_IN.get(int(number)) if number.isdecimal() else None


def is_number(cell: Node | None) -> bool:
    """Tell whether a cell stores a number and no formula."""
    if cell is None or cell.get("t", "n") != "n" or cell.find("{*}f") is not None:
        return False
    return bool(cell.findtext("{*}v"))


def stored_number(text: str, code: str | None) -> str | None:
    """Return the number to store so that a cell of a format shows ``text``, ``None`` = store text.

    A format that would round the number or show it as something else takes it as text.
    """
    found = _PLAIN_CODE.fullmatch(code or "")
    if found is None:
        return None
    of_percent = bool(found[2])
    match = (_PERCENT if of_percent else _NUMBER).fullmatch(text.strip())
    if match is None:
        return None
    plain = match[1] if of_percent else match[0]
    _, _, decimals = plain.partition(".")
    general = (code or "").startswith("General")
    if not general and len(decimals.rstrip("0")) > len(found[1] or ""):
        return None
    if len(plain.replace(".", "").lstrip("-0")) > _MOST_DIGITS:
        return None
    value = Decimal(plain) / 100 if of_percent else Decimal(plain)
    return format(value.normalize(), "f")


def typed_text(workbook: WorkbookFile, cell: Node | None) -> str | None:
    """Return what a reviewer sees in a cell, ``None`` if its number is shown in a way not known."""
    text = workbook.text(cell)
    if cell is None or not text or cell.get("t", "n") != "n":
        return text
    code = format_of(workbook, cell)
    if code == "@":
        return text.removesuffix(".0")
    found = _PLAIN_CODE.fullmatch(code or "")
    if found is None:
        return None
    try:
        value = Decimal(text)
    except ArithmeticError:
        return text
    if not value.is_finite():
        return None
    if found[2]:
        value *= 100
    # What is stored may be a hair beside what was typed: 0.28999999999999998.
    value = round(value, 10).normalize()
    return format(value, "f") + found[2]
