"""What paragraph styles say of a paragraph: heading level, numbering, a page break before it."""

import re
from dataclasses import dataclass

from assessor.documents.word.xml import Element, W, attribute, child, is_on, number, value

_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
_LAST_OUTLINE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class ParagraphStyle:
    """A style with what it inherits; ``numbered_by`` is the style that named the list."""

    heading: int | None = None
    list_id: str | None = None
    level: int | None = None
    numbered_by: str = ""
    page_break: bool = False


def outline(properties: Element | None) -> int | None:
    """Return the outline level of paragraph properties: 0 = body text, ``None`` = not said."""
    level = number(properties, "outlineLvl")
    if level is None:
        return None
    return level + 1 if 0 <= level <= _LAST_OUTLINE else 0


class Styles:
    """The paragraph styles of a file."""

    def __init__(self, root: Element | None) -> None:
        self._nodes: dict[str, Element] = {}
        self._resolved: dict[str, ParagraphStyle] = {}
        self._default = ""
        for node in root.iterchildren(f"{W}style") if root is not None else ():
            if attribute(node, "type") in (None, "paragraph"):
                key = attribute(node, "styleId") or ""
                self._nodes[key] = node
                if attribute(node, "default") in ("1", "true", "on"):
                    self._default = key

    def of(self, key: str | None) -> ParagraphStyle:
        """Return the style ``key``, the default style for none or an unknown one."""
        key = key if key in self._nodes else self._default
        if key not in self._resolved:
            self._resolved[key] = self._resolve(key)
        return self._resolved[key]

    def _resolve(self, key: str) -> ParagraphStyle:
        heading: int | None = None
        list_id: str | None = None
        level: int | None = None
        numbered_by = ""
        page_break: bool | None = None
        seen: set[str] = set()
        while key in self._nodes and key not in seen:
            seen.add(key)
            node = self._nodes[key]
            properties = child(node, "pPr")
            heading = _own_heading(node) if heading is None else heading
            if list_id is None and child(properties, "numPr", "numId") is not None:
                list_id = value(properties, "numPr", "numId")
                numbered_by = key
            level = number(properties, "numPr", "ilvl") if level is None else level
            if page_break is None and child(properties, "pageBreakBefore") is not None:
                page_break = is_on(properties, "pageBreakBefore")
            key = value(node, "basedOn") or ""
        return ParagraphStyle(
            heading=heading or None,
            list_id=list_id,
            level=level,
            numbered_by=numbered_by,
            page_break=bool(page_break),
        )


def _own_heading(node: Element) -> int | None:
    level = outline(child(node, "pPr"))
    if level is not None:
        return level
    named = _HEADING.match((value(node, "name") or "").strip())
    return int(named.group(1)) if named else None
