"""The copy of a unit's own file for each kind of file: with remarks, or with new texts."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from assessor.core.assessment import DocumentAssessment
from assessor.core.limits import Limits
from assessor.reports.annotated.applied import Applied
from assessor.reports.annotated.changes import CellChange
from assessor.reports.annotated.marked_html import marked_html
from assessor.reports.annotated.marked_page import marked_page, why_a_page
from assessor.reports.annotated.remarks import Remark
from assessor.reports.annotated.word_package import annotated_word
from assessor.reports.annotated.word_writing import written_word
from assessor.reports.annotated.workbook_package import annotated_workbook
from assessor.reports.annotated.workbook_writing import written_workbook

OFFICE = {
    "xlsx": (".xlsx", ".xlsm", ".xltx", ".xltm"),
    "docx": (".docx", ".docm", ".dotx", ".dotm"),
}


def copy_suffix(name: str, kind: str) -> str:
    """Return how the name of a copy ends: as the original's where the kind allows it."""
    allowed = OFFICE.get(kind)
    if allowed is None:
        return ".html"
    own = PurePosixPath(name).suffix.lower()
    return own if own in allowed else allowed[0]


def annotated_copy(
    name: str,
    data: bytes,
    document: DocumentAssessment,
    remarks: Sequence[Remark],
    *,
    limits: Limits = Limits(),
) -> tuple[bytes, tuple[str, ...]]:
    """Return the copy with remarks and what a person should know of it.

    Raises
    ------
    InputError
        The file cannot be patched.
    """
    kind = document.extraction.kind
    if kind == "xlsx":
        book = annotated_workbook(name, data, remarks, limits=limits)
        return book.content, book.notices
    if kind == "docx":
        paper = annotated_word(name, data, document, remarks, limits=limits)
        return paper.content, paper.notices
    if kind == "html":
        return marked_html(name, data, document, remarks).encode("utf-8", "replace"), ()
    return marked_page(document, remarks).encode("utf-8", "replace"), (why_a_page(kind),)


def corrected_copy(
    name: str,
    data: bytes,
    document: DocumentAssessment,
    cells: Sequence[CellChange],
    *,
    limits: Limits = Limits(),
) -> Applied:
    """Return the copy of a workbook or Word file with new texts in its cells.

    Raises
    ------
    InputError
        The file cannot be patched.
    """
    if document.extraction.kind == "xlsx":
        return written_workbook(name, data, cells, limits=limits)
    return written_word(name, data, document, cells, limits=limits)
