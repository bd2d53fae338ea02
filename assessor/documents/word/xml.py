"""Small questions to WordprocessingML elements, and the wrappers that show what is in them."""

from collections.abc import Iterator
from typing import TypeAlias

from docx.oxml.xmlchemy import BaseOxmlElement

Element: TypeAlias = BaseOxmlElement

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
ALTERNATIVES = f"{_CHOICE}AlternateContent"
FALLBACK = f"{_CHOICE}Fallback"
_LARGEST = 2**31 - 1
_OFF = frozenset({"0", "false", "off", "none"})
# What stands in these is shown as if it stood outside of them, at every level of a document.
_WRAPPERS = frozenset(
    W + name for name in ("sdtContent", "customXml", "smartTag", "ins", "moveTo", "dir", "bdo")
)


def children(element: Element) -> Iterator[Element]:
    """Yield child elements; comments, processing instructions and entities are passed over."""
    for node in element:
        if isinstance(node.tag, str):
            yield node


def shown_children(element: Element) -> Iterator[Element]:
    """Yield child elements as shown: wrappers opened, of two alternatives one.

    Deleted and moved-away content has wrappers of its own that are not opened; callers know
    no such tags and so leave them out.
    """
    for node in children(element):
        if node.tag in _WRAPPERS:
            yield from shown_children(node)
        elif node.tag == f"{W}sdt":
            content = child(node, "sdtContent")
            if content is not None:
                yield from shown_children(content)
        elif node.tag == ALTERNATIVES:
            branch = alternative(node)
            if branch is not None:
                yield from shown_children(branch)
        else:
            yield node


def alternative(element: Element) -> Element | None:
    """Return the branch to read of several that show the same thing."""
    branches = {node.tag: node for node in reversed(tuple(children(element)))}
    return branches.get(f"{_CHOICE}Choice", branches.get(FALLBACK))


def child(element: Element | None, *names: str) -> Element | None:
    """Return the descendant reached by ``names`` of WordprocessingML, one level each."""
    for name in names:
        if element is None:
            return None
        element = element.find(W + name)
    return element


def attribute(element: Element | None, name: str) -> str | None:
    """Return the WordprocessingML attribute ``name``."""
    if element is None:
        return None
    found: str | None = element.get(W + name)
    return found


def value(element: Element | None, *names: str) -> str | None:
    """Return ``w:val`` of the descendant reached by ``names``."""
    return attribute(child(element, *names), "val")


def number(element: Element | None, *names: str) -> int | None:
    """Return ``w:val`` of the descendant as a number of 32 bits, ``None`` if it is none."""
    return as_number(value(element, *names))


def as_number(text: str | None) -> int | None:
    """Return a number of 32 bits, ``None`` for anything else."""
    try:
        found = int(text[:12]) if text else None
    except ValueError:
        return None
    return None if found is None else max(-_LARGEST, min(_LARGEST, found))


def is_on(element: Element | None, *names: str) -> bool:
    """Whether the on-off property reached by ``names`` is there and not switched off."""
    found = child(element, *names)
    return found is not None and (attribute(found, "val") or "").lower() not in _OFF
