"""Papers to take away: letter of return, review form, annotated original, corrected form.

In two steps, because assessing a file again takes seconds and must not hold the database: an order
is written down with all decisions (and in the audit log), then filled without the database.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from typing import IO

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor.checks.rule_reference import titles
from assessor.core.assessment import DocumentAssessment, InputFailure
from assessor.core.limits import Limits
from assessor.errors import ConfigError
from assessor.pipeline.reviewing import grade_of, reviewed_parts
from assessor.reports.annotated.changes import plan_of
from assessor.reports.annotated.copies import OFFICE, annotated_copy, copy_suffix, corrected_copy
from assessor.reports.annotated.decisions import Decision, Decisions
from assessor.reports.annotated.remarks import remarks_of
from assessor.reports.docx_letter import write_letters_docx
from assessor.reports.docx_review import write_review_docx
from assessor.reports.return_letter import return_letters
from assessor.reports.review_form import ReviewCase, ReviewForm, Variant, forms_of
from assessor.reports.xlsx_review import write_review_xlsx
from assessor.text.target_grammar import parse_targets
from assessor.workbench import audit
from assessor.workbench.decided import DecidedSubmission, decisions_of
from assessor.workbench.decided_document import DecidedDocument, assessed_by, decided_document
from assessor.workbench.download_names import download_name, stem_of
from assessor.workbench.permissions import Action, Actor, ConflictError, RefusedError
from assessor.workbench.second_review import is_blind
from assessor.workbench.states import ReviewState, Role
from assessor.workbench.tables import Declared
from assessor.workbench.visible_papers import require_whole_paper
from assessor.workbench.visible_submissions import CLOSED, visible

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HTML = "text/html; charset=utf-8"
_MEDIA = {
    ".docx": DOCX,
    ".xlsx": XLSX,
    ".html": HTML,
    ".docm": "application/vnd.ms-word.document.macroEnabled.12",
    ".dotx": "application/vnd.openxmlformats-officedocument.wordprocessingml.template",
    ".dotm": "application/vnd.ms-word.template.macroEnabled.12",
    ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
    ".xltx": "application/vnd.openxmlformats-officedocument.spreadsheetml.template",
    ".xltm": "application/vnd.ms-excel.template.macroEnabled.12",
}
MARKED, CORRECTED_MARK = "（批注）", "（修改）"
Again = Callable[[int], DocumentAssessment | InputFailure]
Originals = Callable[[int], bytes]


class Kind(StrEnum):
    """What can be downloaded of a submission; the last two are of its whole file."""

    LETTER = "letter"
    FORM_DOCX = "form-docx"
    FORM_XLSX = "form-xlsx"
    ANNOTATED = "annotated"
    CORRECTED = "corrected"


KIND_WORDS = {
    Kind.LETTER: "退回修改意见（Word）",
    Kind.FORM_DOCX: "审核表（Word）",
    Kind.FORM_XLSX: "审核表（Excel）",
    Kind.ANNOTATED: "批注副本",
    Kind.CORRECTED: "修改稿（写入采纳的建议）",
}
_OF_FILE = frozenset({Kind.ANNOTATED, Kind.CORRECTED})
_FORMS = frozenset({Kind.FORM_DOCX, Kind.FORM_XLSX})


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A finished file; ``notices`` are for whoever takes it, in Chinese."""

    name: str
    media_type: str
    content: bytes
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadOrder:
    """What is to be made, with all that the record knows of it.

    Attributes
    ----------
    title
        What the submission is called, for the name of the file.
    decided
        Position of each submission that is meant, from 0, with its decisions.
    """

    kind: Kind
    paper_id: int
    paper_name: str
    unit: str
    title: str
    model_id: str
    variant: Variant
    decided: tuple[tuple[int, DecidedSubmission], ...]


def order_download(
    session: Session,
    actor: Actor,
    *,
    submission: int,
    kind: Kind,
    variant: Variant = Variant.GENERAL,
    now: datetime,
) -> DownloadOrder:
    """Write down an order, in a writing session: it goes into the audit log.

    Annotated original and corrected form are of the whole file, with the decisions on all its
    submissions. A unit gets letter, annotated original and corrected form, after the review.

    Parameters
    ----------
    variant
        Of a review form: grades alone, or with points.

    Raises
    ------
    RefusedError
        ``refused.role``; ``refused.blind``: the second reviewer has not decided all yet;
        ``refused.unfinished``: a unit asks before the review is closed.
    MissingError
        ``missing.submission``
    """
    actor.require(Action.DOWNLOAD_PAPERS)
    declared = visible(session, actor, submission)
    if kind in _FORMS:
        actor.require(Action.READ_REPORTS)
    meant: tuple[Declared, ...] = (declared,)
    if kind in _OF_FILE:
        require_whole_paper(session, actor, declared.paper)
        meant = _of_paper(session, declared)
    for one in meant:
        _require_readable(session, actor, one)
    decided = tuple((one.position, decisions_of(session, one.id)) for one in meant)
    audit.append(
        session, actor=actor.login, action=f"download.{kind.value}",
        subject=f"submission:{declared.id}", details={"paper": declared.paper_id}, now=now,
    )  # fmt: skip
    return DownloadOrder(
        kind=kind,
        paper_id=declared.paper_id,
        paper_name=declared.paper.name,
        unit=declared.unit,
        title=declared.title,
        model_id=declared.model_id,
        variant=variant,
        decided=decided,
    )


def _of_paper(session: Session, declared: Declared) -> tuple[Declared, ...]:
    rows = session.scalars(
        select(Declared)
        .where(Declared.paper_id == declared.paper_id, Declared.current)
        .order_by(Declared.position)
    )
    return tuple(rows)


def _require_readable(session: Session, actor: Actor, declared: Declared) -> None:
    """Refuse what would show the first review to the second, or an open one to the unit."""
    if is_blind(session, actor, declared):
        raise RefusedError(
            "复审还没有做完，不能下载按初审结论写成的材料",
            hint="请先对每条意见作出复审决定。",
            code="refused.blind",
        )
    if actor.role is Role.UNIT and ReviewState(declared.state) not in CLOSED:
        raise RefusedError(
            "这份申报还在审核，现在不能下载审核材料",
            hint="审核结束（退回或通过）后可以下载。",
            code="refused.unfinished",
        )


def fill_order(
    order: DownloadOrder, *, again: Again, original: Originals, limits: Limits = Limits()
) -> Download:
    """Make what was ordered, without the database.

    Parameters
    ----------
    again
        Assesses a paper again, with the corrections and mappings that people gave it.
    original
        Bytes of a paper as it was handed in.

    Raises
    ------
    ConflictError
        ``conflict.nothing-found``: there is nothing to write a letter about.
        ``conflict.nothing-adopted``, ``conflict.kind``: no corrected form can be made.
        ``conflict.read-again``: the file cannot be read now, or holds other submissions.
    InputError
        The original cannot be patched.
    """
    document = read_again(order, again)
    if order.kind is Kind.LETTER:
        return _letter(order, document)
    if order.kind in _FORMS:
        return _form(order, document)
    if order.kind is Kind.ANNOTATED:
        return _annotated(order, document, original(order.paper_id), limits)
    return _corrected(order, document, original(order.paper_id), limits)


def read_again(order: DownloadOrder, again: Again) -> DecidedDocument:
    """Return the document of an order as the reviewers have left it.

    Raises
    ------
    ConflictError
        ``conflict.read-again``
    """
    document = again(order.paper_id)
    if isinstance(document, InputFailure):
        raise _changed(f"文件现在不能读取：{document.message}", document.hint)
    if max(position for position, _ in order.decided) >= len(document.submissions):
        raise _changed("文件现在读出的申报与记录不一致", "请在申报页面重新检查这个文件。")
    return decided_document(
        document, dict(order.decided), name=order.paper_name, model_id=order.model_id
    )


def _changed(message: str, hint: str) -> ConflictError:
    return ConflictError(message, hint=hint, code="conflict.read-again")


def _letter(order: DownloadOrder, decided: DecidedDocument) -> Download:
    letters = return_letters([decided.document])
    if not letters:
        raise ConflictError(
            "没有需要退回修改的问题，不必写退回修改意见",
            hint="全部意见都已不采纳，或本来没有问题。",
            code="conflict.nothing-found",
        )
    stem = f"{letters[0].title}_{letters[0].unit}_{stem_of(order.paper_name)}"
    content = written(lambda stream: write_letters_docx(letters, stream))
    return Download(name=download_name(stem, ".docx"), media_type=DOCX, content=content)


def _form(order: DownloadOrder, decided: DecidedDocument) -> Download:
    cases = [
        ReviewCase(path=order.paper_name, assessment=part)
        for one in decided.document.submissions
        for part in reviewed_parts(one, assessed_by(one, order.model_id))
    ]
    forms = forms_of(cases, variant=order.variant, titles=titles(), grade_of=grade_of)
    if not forms:
        raise ConflictError(
            "没有可审核的项目，不能写审核表",
            hint="这份申报中没有读到指标。",
            code="conflict.nothing-found",
        )
    return _form_file(order, forms)


def _form_file(order: DownloadOrder, forms: Sequence[ReviewForm]) -> Download:
    stem = f"{forms[0].title}_{order.unit or order.title}_{stem_of(order.paper_name)}"
    if order.kind is Kind.FORM_XLSX:
        content = written(lambda stream: write_review_xlsx(forms, stream))
        return Download(name=download_name(stem, ".xlsx"), media_type=XLSX, content=content)
    content = written(lambda stream: write_review_docx(forms, stream))
    return Download(name=download_name(stem, ".docx"), media_type=DOCX, content=content)


def _annotated(
    order: DownloadOrder, decided: DecidedDocument, data: bytes, limits: Limits
) -> Download:
    document = decided.document
    remarks = remarks_of(document, titles=titles())
    content, notices = annotated_copy(order.paper_name, data, document, remarks, limits=limits)
    return _copy(order, document, MARKED, content, notices)


def _corrected(
    order: DownloadOrder, decided: DecidedDocument, data: bytes, limits: Limits
) -> Download:
    document = decided.document
    if document.extraction.kind not in OFFICE:
        raise ConflictError(
            "采纳的建议只能写回 .xlsx、.xlsm 和 .docx 文件",
            hint="请让填报单位另存为 .xlsx 或 .docx 后重新报送，或按退回修改意见手工修改。",
            code="conflict.kind",
        )
    if not decided.adopted:
        raise ConflictError(
            "还没有采纳修改建议，没有可写入的内容",
            hint="请先在申报页面采纳修改建议。",
            code="conflict.nothing-adopted",
        )
    told = Decisions(adopted=tuple(Decision(row=row) for row in decided.adopted))
    try:
        plan = plan_of(document, told, name=order.paper_name, read=parse_targets)
    except ConfigError as error:
        raise ConflictError(error.message, hint=error.hint, code="conflict.read-again") from error
    applied = corrected_copy(order.paper_name, data, document, plan.cells, limits=limits)
    notices = (
        *(f"没有写入，请手工处理：{line}" for line in (*plan.left, *applied.left)),
        *(f"没有插入，请手工增加：{line}" for line in plan.added),
    )
    return _copy(order, document, CORRECTED_MARK, applied.content, notices)


def _copy(
    order: DownloadOrder,
    document: DocumentAssessment,
    mark: str,
    content: bytes,
    notices: tuple[str, ...],
) -> Download:
    suffix = copy_suffix(order.paper_name, document.extraction.kind)
    return Download(
        name=download_name(stem_of(order.paper_name), f"{mark}{suffix}"),
        media_type=_MEDIA[suffix],
        content=content,
        notices=notices,
    )


def written(write: Callable[[IO[bytes]], None]) -> bytes:
    """Return what a writer puts into a stream."""
    stream = BytesIO()
    write(stream)
    return stream.getvalue()
