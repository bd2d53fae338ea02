"""Stories beside the body: footnotes, endnotes, headers and footers."""

from collections.abc import Iterator

from assessor.documents.word.package import WordPackage
from assessor.documents.word.xml import Element, W, attribute, children, is_on, value

_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Notes:
    """Footnotes and endnotes; each is given once, where it is referred to first."""

    def __init__(self, package: WordPackage) -> None:
        self._package = package
        self._stories: dict[str, dict[str, Element]] = {}

    def take(self, kind: str, note: str) -> Element | None:
        """Return the content of a note of ``footnotes`` or ``endnotes``."""
        if kind not in self._stories:
            root = self._package.related(kind)
            self._stories[kind] = {
                attribute(node, "id") or "": node
                for node in (children(root) if root is not None else ())
                if attribute(node, "type") in (None, "normal")
            }
        return self._stories[kind].pop(note, None)


class Sections:
    """The sections of the body, with the headers and footers that they name."""

    def __init__(self, package: WordPackage, body: Element) -> None:
        self._package = package
        # A changed section keeps its former properties inside of the change.
        self._sections = tuple(
            node
            for node in body.iter(f"{W}sectPr")
            if node.getparent().tag in (f"{W}pPr", f"{W}body")
        )
        relations = package.relations(package.main)
        self._targets = {relation.id: relation.target for relation in relations}
        self._even = is_on(package.related("settings"), "evenAndOddHeaders")
        self._taken: set[str] = set()

    def begins_page(self, index: int) -> bool:
        """Whether the section starts on a new page."""
        if index >= len(self._sections):
            return False
        return value(self._sections[index], "type") not in ("continuous", "nextColumn")

    def headers(self, index: int) -> Iterator[Element]:
        """Yield the headers that a section is the first to name."""
        if index < len(self._sections):
            yield from self._parts(self._sections[index], "headerReference")

    def footers(self) -> Iterator[Element]:
        """Yield the footers of all sections, each once."""
        for section in self._sections:
            yield from self._parts(section, "footerReference")

    def _parts(self, section: Element, name: str) -> Iterator[Element]:
        shown = {"first": is_on(section, "titlePg"), "even": self._even}
        references = section.iterchildren(W + name)
        # The first page comes first.
        for node in sorted(references, key=lambda item: attribute(item, "type") != "first"):
            target = self._targets.get(node.get(_RELATION_ID) or "", "")
            if target in self._taken or not shown.get(attribute(node, "type") or "", True):
                continue
            self._taken.add(target)
            story = self._package.part(target)
            if story is not None:
                yield story
