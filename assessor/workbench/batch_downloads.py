"""The quality report over selected submissions of several papers, as a download."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import IO, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor import __version__
from assessor.core.assessment import InputFailure
from assessor.reports.batch.audiences import Audience
from assessor.reports.batch.collecting import Collector
from assessor.reports.batch.docx_report import write_batch_docx
from assessor.reports.batch.html_report import write_batch_html
from assessor.reports.batch.report import BatchReport
from assessor.reports.batch.row_records import RecordStore
from assessor.reports.batch.xlsx_report import write_batch_xlsx
from assessor.training.report_knowledge import report_knowledge
from assessor.workbench import audit
from assessor.workbench.beijing_time import BEIJING
from assessor.workbench.decided import DecidedSubmission, decisions_of
from assessor.workbench.decided_document import decided_document
from assessor.workbench.download_names import download_name
from assessor.workbench.downloads import DOCX, HTML, XLSX, Again, Download, written
from assessor.workbench.permissions import Action, Actor, MissingError, RefusedError, RequestError
from assessor.workbench.second_review import is_blind
from assessor.workbench.tables import Declared, Paper
from assessor.workbench.visible_submissions import LARGEST_ID

MOST_SUBMISSIONS = 1_000
TITLE = "绩效目标批次质量报告"
_AT_ONCE = 200


class Format(StrEnum):
    """Kind of file of a report."""

    HTML = "html"
    XLSX = "xlsx"
    DOCX = "docx"


_MEDIA = {Format.HTML: HTML, Format.XLSX: XLSX, Format.DOCX: DOCX}
_WRITERS: dict[Format, Callable[[BatchReport, IO[bytes]], None]] = {
    Format.HTML: write_batch_html,
    Format.XLSX: write_batch_xlsx,
    Format.DOCX: write_batch_docx,
}


class _Selected(NamedTuple):
    id: int
    paper_id: int
    position: int
    model_id: str
    second_reviewer_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperOrder:
    """A paper with those of its submissions that were selected, by position from 0."""

    paper_id: int
    name: str
    digest: str
    model_id: str
    decided: tuple[tuple[int, DecidedSubmission], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOrder:
    """What a report is to be made of; ``made_at`` stands in it."""

    papers: tuple[PaperOrder, ...]
    format: Format
    audience: Audience
    made_at: datetime


def order_batch(
    session: Session,
    actor: Actor,
    *,
    submissions: Sequence[int],
    format: Format,
    audience: Audience = Audience.ALL,
    now: datetime,
) -> BatchOrder:
    """Write down the order for a report, in a writing session: it goes into the audit log.

    Raises
    ------
    RefusedError
        ``refused.role``; ``refused.blind``: a second review of the account is not done yet.
    RequestError
        ``request.selection``: nothing, or too much, is selected.
    MissingError
        ``missing.submission``
    """
    actor.require(Action.READ_REPORTS)
    wanted = sorted(set(submissions))
    if not wanted or len(wanted) > MOST_SUBMISSIONS:
        raise RequestError(
            f"选中了 {len(wanted)} 份申报，报告要 1 到 {MOST_SUBMISSIONS} 份",
            hint="请重新选择。",
            code="request.selection",
        )
    found = _selected(session, wanted)
    if len(found) < len(wanted):
        raise MissingError(
            f"选中的申报有 {len(wanted) - len(found)} 份找不到",
            hint="请刷新收件列表，重新选择。",
            code="missing.submission",
        )
    own = [one.id for one in found if one.second_reviewer_id == actor.id]
    if any(is_blind(session, actor, session.get_one(Declared, number)) for number in own):
        raise RefusedError(
            "选中的申报里有您还没有做完的复审，不能看按初审结论写成的报告",
            hint="请先做完复审，或不选这些申报。",
            code="refused.blind",
        )
    audit.append(
        session, actor=actor.login, action=f"download.report-{format.value}", subject="submissions",
        details={"submissions": wanted, "audience": audience.value}, now=now,
    )  # fmt: skip
    return BatchOrder(papers=_papers(session, found), format=format, audience=audience, made_at=now)


def _selected(session: Session, wanted: Sequence[int]) -> list[_Selected]:
    """Return the submissions in the order of their papers, without what was assessed."""
    found: list[_Selected] = []
    numbers = [number for number in wanted if 0 < number <= LARGEST_ID]
    for start in range(0, len(numbers), _AT_ONCE):
        rows = session.execute(
            select(
                Declared.id, Declared.paper_id, Declared.position, Declared.model_id,
                Declared.second_reviewer_id,
            )
            .where(Declared.id.in_(numbers[start : start + _AT_ONCE]), Declared.current)
        )  # fmt: skip
        found += [_Selected(*row) for row in rows]
    return sorted(found, key=lambda one: (one.paper_id, one.position))


def _papers(session: Session, found: Sequence[_Selected]) -> tuple[PaperOrder, ...]:
    groups: dict[int, list[_Selected]] = {}
    for one in found:
        groups.setdefault(one.paper_id, []).append(one)
    return tuple(_paper(session, paper_id, group) for paper_id, group in groups.items())


def _paper(session: Session, paper_id: int, group: Sequence[_Selected]) -> PaperOrder:
    paper = session.get_one(Paper, paper_id)
    return PaperOrder(
        paper_id=paper_id,
        name=paper.name,
        digest=paper.digest,
        model_id=group[0].model_id,
        decided=tuple((one.position, decisions_of(session, one.id)) for one in group),
    )


def fill_batch(order: BatchOrder, *, again: Again) -> Download:
    """Make the report, without the database; a file that cannot be read now stands in it as such."""
    made_at = order.made_at.astimezone(BEIJING)
    with RecordStore() as store:
        collector = Collector(report_knowledge(), store=store)
        notices = [
            notice for paper in order.papers if (notice := _collect(collector, paper, again))
        ]
        models = list(dict.fromkeys(paper.model_id for paper in order.papers))
        figures = collector.figures(
            assessor_version=__version__,
            model_id="、".join(models),
            made_at=made_at.strftime("%Y-%m-%d %H:%M"),
        )
        report = BatchReport(
            figures=figures,
            audience=order.audience,
            records=store.records,
            work_order=collector.work_order(),
            title=TITLE,
        )
        content = written(lambda stream: _WRITERS[order.format](report, stream))
    return Download(
        name=download_name(f"{TITLE}_{made_at:%Y%m%d}", f".{order.format.value}"),
        media_type=_MEDIA[order.format],
        content=content,
        notices=tuple(notices),
    )


def _collect(collector: Collector, paper: PaperOrder, again: Again) -> str:
    """Count one paper; return what a person must know of it, ``""`` if nothing."""
    document = again(paper.paper_id)
    if isinstance(document, InputFailure):
        collector.add(document)
        return f"{paper.name}：现在不能读取（{document.message}），只列为未能读取的文件"
    decided = decided_document(
        document, dict(paper.decided), name=paper.name, model_id=paper.model_id
    )
    collector.add(decided.document, digest=paper.digest)
    if len(decided.document.submissions) < len(paper.decided):
        return f"{paper.name}：现在读出的申报比记录的少，请重新检查"
    return ""
