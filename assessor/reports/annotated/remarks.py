"""Findings of one document as remarks: what stands in a comment, and at which place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from assessor.core.assessment import DocumentAssessment, IndicatorAssessment
from assessor.core.finding import Finding, Place, Severity
from assessor.core.located import Located, located_findings
from assessor.core.rewrite import Rewrite
from assessor.core.submission import Field, Origin
from assessor.reports.finding_words import hint_of, message_of, one_line, project_heading, where
from assessor.reports.lines import visible

AUTHOR = "绩效指标检查"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One finding as the unit reads it.

    Attributes
    ----------
    number
        From 1, in the order in which a person reads the file.
    origin
        The cell or line, ``Origin()`` if the whole is meant.
    field
        Name of the field it stands in; with ``words`` and ``start`` the underlined characters.
    text
        The whole text of that field, ``""`` where it is no text of the file.
    where
        The place in words.
    row
        The row, for findings of one row.
    rewrite
        What is proposed for the row, at the first of its remarks only.
    said_at
        Number of the remark of the same row that shows the rewrite, ``None`` = this or none.
    """

    number: int
    title: str
    severity: Severity
    message: str
    hint: str
    where: str
    origin: Origin
    field: Field
    words: str = ""
    start: int = 0
    text: str = ""
    row: IndicatorAssessment | None = None
    rewrite: Rewrite | None = None
    said_at: int | None = None

    @property
    def head(self) -> str:
        """Number, severity and defect in one line."""
        return f"意见{self.number}【{self.severity.chinese}】{self.title}"

    def lines(self) -> tuple[str, ...]:
        """Return the whole remark, one paragraph a line."""
        return tuple(self._lines())

    def _lines(self) -> Iterator[str]:
        yield self.head
        yield visible(self.message) + "。"
        if self.hint:
            yield f"改法：{visible(self.hint)}。"
        if self.rewrite is not None:
            yield from rewrite_lines(self.rewrite)
        elif self.said_at is not None:
            yield f"建议写法见意见{self.said_at}。"


def rewrite_lines(rewrite: Rewrite) -> Iterator[str]:
    """Yield a proposed rewrite with its blanks, one paragraph a line."""
    rows = (rewrite.row, *rewrite.further)
    for number, row in enumerate(rows):
        parts = (row.level2 or row.level1, row.name, row.value)
        text = "｜".join(visible(one_line(part)) for part in parts if part.strip())
        yield f"{'建议写成' if number == 0 else '并增加一行'}：{text}"
    if questions := tuple(dict.fromkeys(slot.question for slot in rewrite.slots)):
        yield f"请填写【__】：{'；'.join(map(visible, questions))}"


def remarks_of(
    document: DocumentAssessment, *, titles: Mapping[str, str], with_hints: bool = False
) -> tuple[Remark, ...]:
    """Return the remarks of a document.

    Parameters
    ----------
    titles
        Chinese names of the defects by code.
    with_hints
        Also what is a hint (提示) to the reviewer and asks nothing of the unit.
    """
    found: list[Remark] = []
    shown: dict[str, int] = {}
    for located in _located(document):
        if not (with_hints or located.is_point):
            continue
        remark = _remark(located, number=len(found) + 1, titles=titles)
        found.append(_with_rewrite(remark, shown))
    return tuple(found)


def _located(document: DocumentAssessment) -> Iterator[Located]:
    for submission in document.submissions:
        yield from located_findings(submission)


def _remark(located: Located, *, number: int, titles: Mapping[str, str]) -> Remark:
    finding = located.finding
    of = ""
    if located.project is not None and len(located.submission.projects) > 1:
        of = f"{project_heading(located.project.project)}："
    return Remark(
        number=number,
        title=titles.get(finding.code, finding.name),
        severity=finding.severity,
        message=message_of(located),
        hint=hint_of(located),
        where=visible(f"{of}{where(located)}"),
        origin=_origin(located),
        field=finding.field,
        words=finding.text,
        start=finding.start,
        text=_text(located),
        row=located.row,
    )


def _origin(located: Located) -> Origin:
    """Return the place of the field itself where it is known, else that of the finding."""
    if located.row is not None:
        return replace(located.row.indicator.place(located.finding.field), hidden=False)
    finding = located.finding
    if finding.place is Place.SUBMISSION:
        return finding.origin
    return located.origin


def _text(located: Located) -> str:
    finding, project = located.finding, located.project
    if located.row is not None:
        return str(getattr(located.row.indicator, finding.field, ""))
    number = finding.number
    if finding.place is Place.GOAL and project is not None:
        return _numbered([goal.text for goal in project.project.goals], number)
    if finding.place is Place.PARAGRAPH:
        return _numbered([one.text for one in located.submission.paragraphs], number)
    if finding.place is Place.FUNDS and project is not None:
        return _numbered([one.name for one in project.project.funds], number)
    return _of_project(finding, located)


def _of_project(finding: Finding, located: Located) -> str:
    if finding.place is Place.PROJECT and located.project is not None:
        text = getattr(located.project.project, finding.field, None)
        return text if isinstance(text, str) else ""
    if finding.place is Place.SUBMISSION:
        text = getattr(located.submission, finding.field, None)
        return text if isinstance(text, str) else ""
    return ""


def _numbered(texts: list[str], number: int | None) -> str:
    return texts[number] if number is not None and 0 <= number < len(texts) else ""


def _with_rewrite(remark: Remark, shown: dict[str, int]) -> Remark:
    """Show the rewrite of a row at its first remark; the others refer to it."""
    row = remark.row
    if row is None or not row.rewrites.shown:
        return remark
    first = shown.setdefault(row.indicator.id, remark.number)
    if first == remark.number:
        return replace(remark, rewrite=row.rewrites.shown[0])
    return replace(remark, said_at=first)
