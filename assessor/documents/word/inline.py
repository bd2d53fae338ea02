"""The text of one paragraph as shown: runs, fields, symbols, tracked changes, drawings.

Beside text the result holds two marks that no XML text can contain: ``PAGE``, an explicit page
break, and ``RENDERED``, a place where a page began when the file was last laid out.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from assessor.documents.word.symbols import circled, in_font, symbol
from assessor.documents.word.xml import (
    ALTERNATIVES,
    MATH,
    W14,
    Element,
    W,
    alternative,
    as_number,
    attribute,
    child,
    children,
    is_on,
    number,
    shown_children,
    value,
)

PAGE = "\f"
RENDERED = "\v"
TICKED, EMPTY_BOX = "☑", "□"
_VML = "{urn:schemas-microsoft-com:vml}"
_OFFICE = "{urn:schemas-microsoft-com:office:office}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/"
_CHARTS = (f"{_DRAWING}chart}}", f"{_DRAWING}diagram}}relIds")
# Soft hyphens, zero-width characters and direction marks: nothing of them is seen.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_SOURCE_BREAK = re.compile(r"[ \t]*[\r\n]+[ \t]*")
_LINE_SEPARATOR = re.compile("[\u2028\u2029]")
# 带圈字符: a field that draws one character over another and has no result of its own.
_OVERSTRIKE = re.compile(
    r"\s*eq\s*\\o\s*(?:\\a[clr]\s*)?\(\s*(\S)\s*[,，;；]\s*([^()\\]{1,4}?)\s*\)", re.IGNORECASE
)
_SYMBOL_FIELD = re.compile(
    r'\s*symbol\s+(0x[0-9a-f]{1,4}|\d{1,5})(?:.*?\\f\s*"?([^"\\]*)"?)?', re.I
)
_BOXES = "□☐◻▢"
_TICKS = "√✓✔vV"
_CODE = 300
_PROMPT = re.compile(r"单击|点击|点按|轻触|选择一项|请输入|Click|Choose|Tap|Enter")
_LONGEST_PROMPT = 60


@dataclass(slots=True)
class Tally:
    """What a file holds that is not read, or not as it stands."""

    images: int = 0
    charts: int = 0
    sheets: int = 0
    objects: int = 0
    covered: int = 0


@dataclass(slots=True)
class _Field:
    """A field that is open: code first, then what it shows."""

    form: Element | None
    began_after: int
    in_result: bool = False
    code: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)


class InlineText:
    """Reads the content of one paragraph.

    Attributes
    ----------
    boxes
        Contents of the text boxes that are anchored in the paragraph.
    slogans
        Texts of old drawings that are drawn as pictures (艺术字).
    notes
        Kind and id of footnotes and endnotes.
    comments
        Ids of comments.
    """

    def __init__(self, tally: Tally) -> None:
        self.boxes: list[Element] = []
        self.slogans: list[str] = []
        self.notes: list[tuple[str, str]] = []
        self.comments: list[str] = []
        self._tally = tally
        self._pieces: list[str] = []
        self._fields: list[_Field] = []
        # The outermost field whose code is being read: nothing inside of it is shown.
        self._coded: _Field | None = None

    def text(self) -> str:
        """Return what was read; the code of a field that never ends is read as text."""
        held = [text for entry in self._fields if not entry.in_result for text in entry.held]
        self._fields.clear()
        self._pieces.extend(held)
        text = _UNSEEN.sub("", "".join(self._pieces))
        return _LINE_SEPARATOR.sub("\n", text)

    def read(self, element: Element) -> None:
        """Read the content of a paragraph, a run or what wraps runs."""
        for node in shown_children(element):
            reader = _READERS.get(node.tag)
            if reader is not None:
                reader(self, node)

    def _add(self, text: str) -> None:
        if not text:
            return
        if self._coded is not None:
            self._coded.held.append(text)
        else:
            self._pieces.append(text)

    def _text(self, node: Element) -> None:
        text: str = node.text or ""
        if "\n" in text or "\r" in text:
            # A break in the source of the file is a blank, at an end it is nothing.
            text = _SOURCE_BREAK.sub(" ", text).strip(" ")
        fonts = child(node.getparent(), "rPr", "rFonts")
        self._add(in_font(text, attribute(fonts, "ascii") or attribute(fonts, "hAnsi") or ""))

    def _break(self, node: Element) -> None:
        self._add(PAGE if attribute(node, "type") == "page" else "\n")

    def _symbol(self, node: Element) -> None:
        try:
            code = int((attribute(node, "char") or "")[:6], 16)
        except ValueError:
            return
        self._add(symbol(code, attribute(node, "font") or ""))

    def _field_mark(self, node: Element) -> None:
        kind = attribute(node, "fldCharType")
        if kind == "begin":
            begun = _Field(form=child(node, "ffData"), began_after=len(self._pieces))
            self._fields.append(begun)
            self._coded = self._coded or begun
        elif kind == "separate" and self._fields:
            self._fields[-1].in_result = True
            self._leave_code(self._fields[-1])
        elif kind == "end" and self._fields:
            ended = self._fields.pop()
            self._leave_code(ended)
            if len(self._pieces) == ended.began_after:
                self._add(_without_result(ended))

    def _leave_code(self, entry: _Field) -> None:
        if self._coded is entry:
            self._coded = None

    def _code(self, node: Element) -> None:
        if self._fields and not self._fields[-1].in_result:
            self._fields[-1].code.append((node.text or "")[:_CODE])

    def _ruby(self, node: Element) -> None:
        base = child(node, "rubyBase")
        if base is not None:
            self.read(base)

    def _formula(self, node: Element) -> None:
        """Read a formula on one line: a fraction as a/b."""
        for item in children(node):
            if item.tag == f"{MATH}t":
                self._add(item.text or "")
            elif item.tag == f"{MATH}den":
                self._add("/")
                self._formula(item)
            else:
                self._formula(item)

    def _note(self, node: Element) -> None:
        kind = "footnotes" if node.tag == f"{W}footnoteReference" else "endnotes"
        self.notes.append((kind, attribute(node, "id") or ""))

    def _comment(self, node: Element) -> None:
        self.comments.append(attribute(node, "id") or "")

    def _object(self, node: Element) -> None:
        programs = [item.get("ProgID") or "" for item in node.iter(f"{_OFFICE}OLEObject")]
        if not programs:
            self._graphic(node)
        elif any("excel" in program.lower() or "et." in program.lower() for program in programs):
            self._tally.sheets += 1
        else:
            self._tally.objects += 1

    def _graphic(self, node: Element) -> None:
        """Take text boxes out of a drawing and count the pictures in it."""
        for item in children(node):
            if item.tag == f"{W}txbxContent":
                self.boxes.append(item)
            elif item.tag == ALTERNATIVES:
                branch = alternative(item)
                if branch is not None:
                    self._graphic(branch)
            elif item.tag in (f"{_DRAWING}main}}blip", f"{_VML}imagedata"):
                self._tally.images += 1
            elif item.tag == f"{_VML}textpath":
                self.slogans.append(item.get("string") or "")
            elif item.tag.startswith(_CHARTS):
                self._tally.charts += 1
            else:
                self._graphic(item)


_READERS: dict[str, Callable[[InlineText, Element], None]] = {
    **{W + name: InlineText.read for name in ("r", "hyperlink", "fldSimple")},
    f"{W}t": InlineText._text,
    f"{W}br": InlineText._break,
    f"{W}cr": lambda inline, _node: inline._add("\n"),
    f"{W}tab": lambda inline, _node: inline._add("\t"),
    f"{W}ptab": lambda inline, _node: inline._add("\t"),
    f"{W}noBreakHyphen": lambda inline, _node: inline._add("-"),
    f"{W}lastRenderedPageBreak": lambda inline, _node: inline._add(RENDERED),
    f"{W}sym": InlineText._symbol,
    f"{W}fldChar": InlineText._field_mark,
    f"{W}instrText": InlineText._code,
    f"{W}ruby": InlineText._ruby,
    f"{MATH}oMath": InlineText._formula,
    f"{MATH}oMathPara": InlineText._formula,
    f"{W}footnoteReference": InlineText._note,
    f"{W}endnoteReference": InlineText._note,
    f"{W}commentReference": InlineText._comment,
    f"{W}drawing": InlineText._graphic,
    f"{W}pict": InlineText._graphic,
    f"{W}object": InlineText._object,
}


def settle_controls(root: Element) -> None:
    """Put into content controls what they show: boxes ticked or not, prompts as empty."""
    for control in root.iter(f"{W}sdt"):
        content = child(control, "sdtContent")
        properties = child(control, "sdtPr")
        if content is None or properties is None:
            continue
        box = properties.find(f"{W14}checkbox")
        if box is not None:
            _settle_box(content, checked=_is_checked(box))
        elif is_on(properties, "showingPlcHdr"):
            _clear_prompt(content)


def _is_checked(box: Element) -> bool:
    state = box.find(f"{W14}checked")
    return state is not None and state.get(f"{W14}val", "1") not in ("0", "false", "off")


def _settle_box(content: Element, *, checked: bool) -> None:
    marks = [node for node in content.iter(f"{W}t", f"{W}sym")]
    texts = [node for node in marks if node.tag == f"{W}t"]
    if not marks or sum(len((node.text or "").strip()) for node in texts) > 1:
        return
    shown = TICKED if checked else EMPTY_BOX
    for node in marks:
        if node.tag == f"{W}t":
            node.text, shown = shown, ""
        else:
            node.set(f"{W}font", "")
            node.set(f"{W}char", f"{ord(shown):04X}" if shown else "")
            shown = ""


def _clear_prompt(content: Element) -> None:
    nodes, length = [], 0
    for node in content.iter(f"{W}t"):
        nodes.append(node)
        length += len(node.text or "")
        if length > _LONGEST_PROMPT:
            return
    if _PROMPT.search("".join(node.text or "" for node in nodes)):
        for node in nodes:
            node.text = ""


def _without_result(entry: _Field) -> str:
    """Return what Word shows for a field that stores no result."""
    box = child(entry.form, "checkBox")
    if box is not None:
        chosen = "checked" if child(box, "checked") is not None else "default"
        return TICKED if is_on(box, chosen) else EMPTY_BOX
    choices = child(entry.form, "ddList")
    if choices is not None:
        entries = [value(node) or "" for node in choices.iterchildren(f"{W}listEntry")]
        chosen_entry = number(choices, "result") or 0
        return entries[chosen_entry] if 0 <= chosen_entry < len(entries) else ""
    code = "".join(entry.code)[:_CODE]
    drawn = _OVERSTRIKE.match(code)
    if drawn is not None:
        return _overstrike(drawn.group(1), drawn.group(2))
    named = _SYMBOL_FIELD.match(code)
    return symbol(int(named.group(1), 0), named.group(2) or "") if named is not None else ""


def _overstrike(around: str, inner: str) -> str:
    if around in _BOXES or inner in _BOXES:
        mark = inner if around in _BOXES else around
        return TICKED if mark in _TICKS else "☒" if mark in "×xX✗" else mark
    count = as_number(inner) if inner.isdecimal() else None
    return circled(count) if around in "○〇" and count is not None else inner
