"""Automatic numbering: the labels that Word prints before paragraphs.

Labels stand nowhere in a file. Each numbered paragraph names a list and a level; the label
follows from the definition of the list and from all paragraphs of that list before it.
"""

import re
from dataclasses import dataclass

from assessor.documents.word.counting import counted
from assessor.documents.word.symbols import in_font
from assessor.documents.word.xml import (
    ALTERNATIVES,
    FALLBACK,
    Element,
    W,
    attribute,
    child,
    is_on,
    number,
    value,
)

_LEVELS = 9
_LONGEST = 60
_PLACE = re.compile(r"%([1-9])")
_BULLET = "•"
# After these the gap that Word leaves is part of the character.
_FULL_WIDTH_END = re.compile(r"[、。，．：）】〕》]$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    """How one level of a list counts and prints; ``restart`` is ``w:lvlRestart``."""

    form: str = "decimal"
    text: str = ""
    start: int = 1
    font: str = ""
    restart: int | None = None
    legal: bool = False
    gap: bool = True
    style: str | None = None


class Numbering:
    """The lists of a file, counting as paragraphs are met in reading order."""

    def __init__(self, root: Element | None, styles: Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}
        self._own: dict[str, dict[int, _Level]] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if root is None:
            return
        links = _style_lists(styles)
        linked: dict[str, str] = {}
        for node in root.iterchildren(f"{W}abstractNum"):
            key = attribute(node, "abstractNumId") or ""
            self._levels[key] = dict(_levels(node))
            style = value(node, "numStyleLink")
            if style in links:
                linked[key] = links[style]
        for node in root.iterchildren(f"{W}num"):
            self._add_list(node)
        # A list may be defined by a style that names another list.
        for key, other in linked.items():
            target = self._lists.get(other)
            if target is not None and not self._levels[key]:
                self._levels[key] = self._levels.get(target, {})

    def level_of(self, list_id: str, style: str) -> int:
        """Return the level that is tied to a paragraph style, the first if none is."""
        for level, found in self._levels.get(self._lists.get(list_id, ""), {}).items():
            if found.style == style:
                return level
        return 0

    def label(self, list_id: str, level: int) -> str:
        """Count a paragraph and return what stands before its text, with the gap after it."""
        key = self._lists.get(list_id)
        if key is None or not 0 <= level < _LEVELS:
            return ""
        levels = {**self._levels.get(key, {}), **self._own.get(list_id, {})}
        shown = levels.get(level)
        if shown is None:
            return ""
        counts = self._count(key, list_id, level, levels)
        if shown.form == "bullet":
            text = _bullet(shown)
        else:
            text = _PLACE.sub(lambda place: _part(place, shown, levels, counts), shown.text)
        text = text[:_LONGEST].strip()
        gap = " " if text and shown.gap and not _FULL_WIDTH_END.search(text) else ""
        return text + gap

    def _count(
        self, key: str, list_id: str, level: int, levels: dict[int, _Level]
    ) -> dict[int, int]:
        counts = self._counts.setdefault(key, {})
        start = self._starts.pop((list_id, level), None)
        if start is not None:
            counts[level] = start
        elif level in counts:
            counts[level] += 1
        else:
            counts[level] = levels[level].start
        for deeper in tuple(counts):
            restart = levels.get(deeper, _Level()).restart
            if deeper > level and restart != 0 and (restart is None or level < restart):
                del counts[deeper]
        return counts

    def _add_list(self, node: Element) -> None:
        list_id = attribute(node, "numId") or ""
        self._lists[list_id] = value(node, "abstractNumId") or ""
        for override in node.iterchildren(f"{W}lvlOverride"):
            level = _depth(override)
            start = number(override, "startOverride")
            if start is not None:
                self._starts[list_id, level] = start
            own = child(override, "lvl")
            if own is not None:
                self._own.setdefault(list_id, {})[level] = _level(own)


def _depth(node: Element) -> int:
    """Return ``w:ilvl`` of a level or an override."""
    text = attribute(node, "ilvl") or "0"
    return int(text) if text in "012345678" and len(text) == 1 else 0


def _levels(node: Element) -> list[tuple[int, _Level]]:
    return [(_depth(item), _level(item)) for item in node.iterchildren(f"{W}lvl")]


def _level(node: Element) -> _Level:
    form = value(node, "numFmt")
    if form is None:
        # A format of a newer version: its stand-in for older readers is a standard one.
        form = value(node.find(f"{ALTERNATIVES}/{FALLBACK}"), "numFmt")
    start = number(node, "start")
    fonts = child(node, "rPr", "rFonts")
    return _Level(
        form=form or "decimal",
        text=(value(node, "lvlText") or "")[:_LONGEST],
        start=1 if start is None else start,
        font=attribute(fonts, "ascii") or attribute(fonts, "hAnsi") or "",
        restart=number(node, "lvlRestart"),
        legal=is_on(node, "isLgl"),
        gap=value(node, "suff") != "nothing",
        style=value(node, "pStyle"),
    )


def _style_lists(styles: Element | None) -> dict[str | None, str]:
    """Return the list that each numbering style names."""
    found: dict[str | None, str] = {}
    for style in styles.iterchildren(f"{W}style") if styles is not None else ():
        list_id = value(style, "pPr", "numPr", "numId")
        if attribute(style, "type") == "numbering" and list_id:
            found[attribute(style, "styleId")] = list_id
    return found


def _part(
    place: re.Match[str], shown: _Level, levels: dict[int, _Level], counts: dict[int, int]
) -> str:
    index = int(place.group(1)) - 1
    level = levels.get(index, _Level())
    form = "decimal" if shown.legal and level.form != "none" else level.form
    return counted(counts.get(index, level.start), form)


def _bullet(level: _Level) -> str:
    """Return the bullet as shown; one of an unknown symbol font is shown as a dot."""
    text = in_font(level.text, level.font)
    shown = "".join(mark for mark in text if not 0xE000 <= ord(mark) < 0xF900)
    return shown or (_BULLET if level.text else "")
