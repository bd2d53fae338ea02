"""Remarks of an earlier call in a Word file: which a person has answered, and the end of the others."""

from lxml import etree

from assessor.reports.annotated.own_remarks import holds_own, own_part
from assessor.reports.annotated.package import Node
from assessor.reports.annotated.word_file import WordFile, pieces

_RANGES = ("commentRangeStart", "commentRangeEnd")
_LISTS = ("commentsExtended", "commentsIds")


def is_answered(file: WordFile) -> bool:
    """Tell whether a person answered a remark of ours, ticked it off or wrote into it."""
    answered = _answered(file)
    return any(
        holds_own(text) and (own_part(text) != 0 or bool(_marks(comment) & answered))
        for comment, text in _comments(file)
    )


def clear_remarks(file: WordFile) -> int:
    """Take out our untouched remarks; return how many others of ours stay."""
    answered = _answered(file)
    gone: list[Node] = []
    touched = 0
    for comment, text in _comments(file):
        if own_part(text) == 0 and not _marks(comment) & answered:
            gone.append(comment)
        else:
            touched += holds_own(text)
    if not gone:
        return touched
    part = file.related("comments")
    assert part is not None
    numbers = {comment.get(f"{file.w}id") for comment in gone}
    _unlist(file, {mark for comment in gone for mark in _marks(comment)})
    for comment in gone:
        comment.getparent().remove(comment)
    _unmark(file, numbers)
    file.package.keep(part)
    file.package.keep(file.part)
    return touched


def _comments(file: WordFile) -> list[tuple[Node, str]]:
    part = file.related("comments")
    if part is None:
        return []
    listed = file.package.tree(part).findall(f"{file.w}comment")
    return [(comment, _text(file, comment)) for comment in listed]


def _text(file: WordFile, comment: Node) -> str:
    paragraphs = comment.iter(f"{file.w}p")
    return "\n".join("".join(piece.text for piece in pieces(node)) for node in paragraphs)


def _marks(comment: Node) -> set[str]:
    """Return the ids of its paragraphs, by which answers point at a comment."""
    return {
        value
        for node in comment.iter()
        for name, value in node.attrib.items()
        if etree.QName(name).localname == "paraId"
    }


def _answered(file: WordFile) -> set[str]:
    """Return the paragraphs of comments that have an answer or are ticked off."""
    part = file.related("commentsExtended")
    found: set[str] = set()
    for node in file.package.tree(part).iter() if part is not None else ():
        told = {etree.QName(name).localname: value for name, value in node.attrib.items()}
        if parent := told.get("paraIdParent"):
            found.add(parent)
        if told.get("done") in ("1", "true"):
            found.add(told.get("paraId", ""))
    return found


def _unlist(file: WordFile, marks: set[str]) -> None:
    """Take paragraphs of comments out of the lists that newer versions of Word keep of them."""
    for kind in _LISTS:
        part = file.related(kind)
        if part is None:
            continue
        nodes = [
            node
            for node in file.package.tree(part)
            if any(etree.QName(n).localname == "paraId" and v in marks for n, v in node.attrib.items())
        ]  # fmt: skip
        for node in nodes:
            node.getparent().remove(node)
        if nodes:
            file.package.keep(part)


def _unmark(file: WordFile, numbers: set[str | None]) -> None:
    for tag in _RANGES:
        for node in list(file.root.iter(f"{file.w}{tag}")):
            if node.get(f"{file.w}id") in numbers:
                node.getparent().remove(node)
    for node in list(file.root.iter(f"{file.w}commentReference")):
        if node.get(f"{file.w}id") in numbers:
            run = node.getparent()
            run.remove(node)
            if all(inner.tag == f"{file.w}rPr" for inner in run):
                run.getparent().remove(run)
