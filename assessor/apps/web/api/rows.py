"""Rows: assessed, rewritten, and the checks they are assessed with."""

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import Response

from assessor import __version__
from assessor.apps.web.api.bearer import Anybody, Assessing
from assessor.apps.web.api.models import (
    AssessIn,
    AssessOut,
    RuleOut,
    RulesOut,
    SuggestIn,
    SuggestOut,
)
from assessor.checks.check import Check
from assessor.checks.rule_reference import AnyCheck, every_check, find_check, titles
from assessor.errors import ConfigError
from assessor.pipeline.running import indicator_of
from assessor.pipeline.suggesting import Told, suggest_for
from assessor.reports.json_report import indicator_plain, json_text, suggestion_text
from assessor.workbench.permissions import Action, MissingError, RequestError

_JSON = "application/json"


def routes() -> APIRouter:
    """Return the routes of rows and checks."""
    router = APIRouter()

    @router.post("/assess", response_model=AssessOut, tags=["指标"], summary="检查指标")
    def assess(caller: Assessing, asked: AssessIn) -> Response:
        """逐条检查指标，给出问题、SMART 得分和修改建议；不留记录。"""
        caller.actor.require(Action.ASSESS_ROWS)
        rows = [
            indicator_of(row.model_dump(exclude_none=True) | _needed(row.name, row.value), number)
            for number, row in enumerate(asked.rows, 1)
        ]
        assessed = caller.services.desk.rows(rows)
        known = titles()
        content = {
            "assessor_version": __version__,
            "model_id": caller.services.desk.model_id,
            "rows": [indicator_plain(row, titles=known) for row in assessed],
        }
        return Response(json_text(content), media_type=_JSON)

    @router.post("/suggest", response_model=SuggestOut, tags=["指标"], summary="提修改建议")
    def suggest(caller: Assessing, asked: SuggestIn) -> Response:
        """给一条指标提修改建议；没有的数字写作【__】，由填报单位补充。"""
        caller.actor.require(Action.ASSESS_ROWS)
        told = Told(
            name=asked.name, value=asked.value, level=asked.level, level1=asked.level1,
            goals=tuple(asked.goals), project=asked.project,
        )  # fmt: skip
        if not asked.name.strip():
            raise RequestError("指标名称是空的", hint="请写出名称。", code="request.empty-name")
        with caller.services.desk.run() as run:
            try:
                row = suggest_for(run, told)
            except ConfigError as error:
                raise RequestError(error.message, hint=error.hint, code=error.code) from error
            text = suggestion_text(
                row, assessor_version=__version__, model_id=run.model_id, titles=titles()
            )
        return Response(text, media_type=_JSON)

    @router.get("/rules", tags=["检查"], summary="全部检查")
    def rules(_: Anybody) -> RulesOut:
        """列出全部检查；不需要令牌。"""
        return RulesOut(rules=[_rule(check) for check in every_check()])

    @router.get("/rules/{code}", tags=["检查"], summary="一项检查")
    def rule(
        _: Anybody,
        code: Annotated[str, Path(max_length=60, description="编码或英文名，例如 W01")],
    ) -> RuleOut:
        """说明一项检查；不需要令牌。"""
        try:
            return _rule(find_check(code.strip()))
        except ConfigError as error:
            raise MissingError(
                error.message, hint="全部编码见 /api/v1/rules。", code="missing.rule"
            ) from error

    return router


def _needed(name: object, value: object) -> dict[str, object]:
    """Return what every row has, empty where nothing is written."""
    return {"name": "" if name is None else name, "value": "" if value is None else value}


def _rule(check: AnyCheck) -> RuleOut:
    texts = {key: getattr(check, key) for key in ("what", "why", "mend", "limits", "source")}
    return RuleOut(
        code=check.code, name=check.name, title=check.title, severity=check.severity,
        word=check.severity.chinese, found_by=check.found_by.value,
        looks_at="row" if isinstance(check, Check) else "submission", **texts,
    )  # fmt: skip
