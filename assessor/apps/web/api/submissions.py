"""Papers handed in, what was found in them, and what reviewers say of it."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Path, Query, UploadFile
from fastapi.responses import Response

from assessor.apps.web import downloads
from assessor.apps.web.api.bearer import Deciding, Reading, Responses, Submitting
from assessor.apps.web.api.models import (
    BatchOut,
    DecideIn,
    DecisionOut,
    LineOut,
    LinesOut,
    OneOut,
    PaperOut,
)
from assessor.apps.web.services import Services
from assessor.core.finding import Severity
from assessor.reports.json_contract import SubmissionOut
from assessor.reports.review_form import Variant
from assessor.workbench.decisions import Saying, decide_finding
from assessor.workbench.downloads import Kind
from assessor.workbench.file_store import Stored
from assessor.workbench.inbox import Column, InboxFilter, inbox
from assessor.workbench.intake import add_batch
from assessor.workbench.permissions import Actor, MissingError, RequestError
from assessor.workbench.progress import BatchProgress, PaperProgress, progress
from assessor.workbench.states import ReviewState
from assessor.workbench.submission_view import SubmissionView
from assessor.workbench.submissions import read_submission
from assessor.workbench.tables import NAME
from assessor.workbench.visible_papers import paper_for
from assessor.workbench.visible_submissions import LARGEST_ID, visible

MOST_PER_PAGE, LAST_PAGE, MOST_CHOICES = 200, 1_000_000, 50
_MEGABYTE = 1 << 20
Number = Annotated[int, Path(ge=1, le=LARGEST_ID, description="编号")]
Name = Annotated[str, Query(max_length=NAME)]
_FILE: Responses = {
    200: {
        "description": "文件",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


def routes() -> APIRouter:
    """Return the routes of papers and submissions."""
    router = APIRouter(tags=["申报"])
    _handing_in(router)
    _reading(router)
    _reviewing(router)
    return router


def _handing_in(router: APIRouter) -> None:
    @router.post("/submissions", status_code=202, summary="上传申报文件")
    def submit(
        caller: Submitting,
        files: Annotated[list[UploadFile], File(description="一个或多个文件，可以是 zip")],
        title: Annotated[str, Form(max_length=NAME, description="批次名称，可不写")] = "",
        profile: Annotated[str, Form(max_length=40, description="指标体系，不写则自动识别")] = "",
    ) -> BatchOut:
        """上传文件，排队检查；进度见 /batches/{id}。"""
        stored = _stored(caller.services, files)
        with caller.services.database.writing() as session:
            batch = add_batch(
                session, caller.actor, title=title, files=stored, profile=profile or None,
                now=caller.services.now(),
            )  # fmt: skip
        caller.services.wake()
        return _batch(caller.services, caller.actor, batch)

    @router.get("/batches/{batch}", summary="一次上传的进度")
    def batch_progress(caller: Reading, batch: Number) -> BatchOut:
        """各文件检查到哪一步，未能读取的原因。"""
        return _batch(caller.services, caller.actor, batch)

    @router.get("/papers/{paper}", summary="一个文件的进度")
    def paper_progress(caller: Reading, paper: Number) -> PaperOut:
        """文件检查到哪一步，从中读到哪些申报。"""
        with caller.services.database.reading() as session:
            batch = paper_for(session, caller.actor, paper).batch_id
            found = progress(session, caller.actor, batch)
        return next(_paper(one) for one in found.papers if one.id == paper)


def _reading(router: APIRouter) -> None:
    @router.get("/submissions", summary="收件列表")
    def listed(
        caller: Reading,
        unit: Annotated[list[Name], Query(max_length=MOST_CHOICES, description="单位")] = [],  # noqa: B006
        year: Annotated[list[Annotated[int, Query(ge=1900, le=2200)]],
                        Query(max_length=MOST_CHOICES, description="年度")] = [],  # noqa: B006
        grade: Annotated[list[Annotated[str, Query(max_length=10)]],
                         Query(max_length=MOST_CHOICES, description="等级")] = [],  # noqa: B006
        state: Annotated[list[ReviewState], Query(max_length=10, description="状态")] = [],  # noqa: B006
        batch: Annotated[int | None, Query(ge=1, le=LARGEST_ID, description="批次")] = None,
        severity: Annotated[Severity | None, Query(description="至少有一个这种程度的问题")] = None,
        code: Annotated[str, Query(max_length=20, description="有这项检查的问题")] = "",
        text: Annotated[str, Query(max_length=NAME, description="标题、单位、项目、指标中的词")] = "",
        only_resubmitted: Annotated[bool, Query(description="只要重报的")] = False,
        sort: Annotated[Column, Query(description="按什么排序")] = Column.RISK,
        descending: Annotated[bool, Query(description="从大到小")] = True,
        page: Annotated[int, Query(ge=1, le=LAST_PAGE, description="第几页，从 1 开始")] = 1,
        size: Annotated[int, Query(ge=1, le=MOST_PER_PAGE, description="每页份数")] = 50,
    ) -> LinesOut:  # fmt: skip
        """筛选、排序、分页；申报单位只看到本单位的。"""
        wanted = InboxFilter(
            units=tuple(unit), years=tuple(year), grades=tuple(grade), states=tuple(state),
            batch=batch, severity=severity, code=code, text=text,
            only_resubmitted=only_resubmitted,
        )  # fmt: skip
        with caller.services.database.reading() as session:
            found = inbox(
                session, caller.actor, wanted=wanted, sort=sort, descending=descending, page=page,
                size=size,
            )  # fmt: skip
        rows = [LineOut.model_validate(row) for row in found.rows]
        return LinesOut(rows=rows, total=found.total, page=page, size=size)

    @router.get("/submissions/{submission}", summary="一份申报的状态、结果和审核意见")
    def one(caller: Reading, submission: Number) -> OneOut:
        """检查结果与 assessor check --format json 的一份申报相同。"""
        with caller.services.database.reading() as session:
            view = read_submission(session, caller.actor, submission)
            content = visible(session, caller.actor, submission).content
        return _one(view, content)


def _reviewing(router: APIRouter) -> None:
    @router.post("/submissions/{submission}/decisions", status_code=201, summary="写入一条审核意见")
    def decide(caller: Deciding, submission: Number, asked: DecideIn) -> DecisionOut:
        """采纳、不采纳（说明原因）或修改文字；他人已先决定时回答 409。"""
        saying = Saying(
            verdict=asked.verdict, reason=asked.reason, reason_code=asked.reason_code,
            message=asked.message, hint=asked.hint,
        )  # fmt: skip
        with caller.services.database.writing() as session:
            decision = decide_finding(
                session, caller.actor, submission=submission, finding=asked.finding, saying=saying,
                seen=asked.seen, now=caller.services.now(),
            )  # fmt: skip
        return DecisionOut.model_validate(decision)

    @router.get(
        "/submissions/{submission}/downloads/{kind}", summary="下载审核材料",
        response_class=Response, responses=_FILE,
    )  # fmt: skip
    def download(
        caller: Reading,
        submission: Number,
        kind: Annotated[Kind, Path(description="哪种材料")],
        variant: Annotated[Variant, Query(description="审核表的种类")] = Variant.GENERAL,
    ) -> Response:
        """退回修改意见、审核表、批注副本、修改稿。"""
        made = downloads.made(caller.services, caller.actor, submission, kind, variant)
        return downloads.attached(made)


def _stored(services: Services, files: Sequence[UploadFile]) -> list[tuple[str, Stored]]:
    """Keep what was sent.

    Raises
    ------
    RequestError
        ``request.too-many-files``, ``request.too-large``, ``request.empty-file``
    """
    most, largest = services.settings.files_per_upload, services.settings.limits.file_bytes
    if len(files) > most:
        raise RequestError(
            f"一次上传了 {len(files)} 个文件，最多 {most} 个",
            hint="请分批上传，或压缩成一个 zip 文件。",
            code="request.too-many-files",
        )
    for file in files:
        size, name = file.size or 0, (file.filename or "")[:NAME]
        if size > largest:
            raise RequestError(
                f"{name}：文件太大（{size / _MEGABYTE:.0f} MB）",
                hint=f"一个文件最多 {largest / _MEGABYTE:.0f} MB，请拆分后上传。",
                code="request.too-large",
            )
        if not size:
            raise RequestError(
                f"{name or '没有名称的文件'}：文件是空的", hint="请检查文件。",
                code="request.empty-file",
            )  # fmt: skip
    return [(file.filename or "", services.store.put(file.file.read())) for file in files]


def _batch(services: Services, actor: Actor, batch: int) -> BatchOut:
    with services.database.reading() as session:
        try:
            found: BatchProgress = progress(session, actor, batch)
        except MissingError as error:
            raise MissingError(
                f"没有编号为 {batch} 的批次", hint="批次可能不属于本单位。", code=error.code
            ) from error
    return BatchOut(
        id=found.id, title=found.title, by=found.by, created_at=found.created_at,
        is_finished=found.is_finished, papers=[_paper(paper) for paper in found.papers],
    )  # fmt: skip


def _paper(paper: PaperProgress) -> PaperOut:
    return PaperOut.model_validate(paper)


def _one(view: SubmissionView, content: Any) -> OneOut:  # noqa: ANN401 - JSON of the record
    held = (one.decided.holding for one in view.all_findings)
    return OneOut(
        id=view.id, version=view.version, paper_id=view.paper_id, batch_id=view.batch_id,
        title=view.title, unit=view.unit, year=view.year, state=view.state, word=view.word,
        is_current=view.is_current, assessed_at=view.assessed_at,
        decisions=[DecisionOut.model_validate(one) for one in held if one is not None],
        result=SubmissionOut.model_validate(_shown(view, content)),
    )  # fmt: skip


def _shown(view: SubmissionView, content: Any) -> Any:  # noqa: ANN401 - JSON of the record
    """Return the result without findings that the account is not shown."""
    shown = {one.id for one in view.all_findings}

    def kept(findings: Sequence[Any]) -> list[Any]:
        return [one for one in findings if one["id"] in shown]

    return {
        **content,
        "findings": kept(content["findings"]),
        "projects": [
            {
                **project,
                "findings": kept(project["findings"]),
                "indicators": [
                    {**row, "findings": kept(row["findings"])} for row in project["indicators"]
                ],
            }
            for project in content["projects"]
        ],
    }
