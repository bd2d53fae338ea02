"""What the interface takes and gives; what is said of indicators has the JSON contract's shape."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from assessor.core.finding import Severity
from assessor.reports.json_contract import SubmissionOut
from assessor.reports.json_row_contract import IndicatorOut
from assessor.workbench.states import PaperState, ReviewState, Round, Verdict

MOST_ROWS, MOST_GOALS = 500, 20
LONGEST_CELL, LONGEST_GOAL = 2_000, 5_000
_BOUND = 10**15
Cell = (
    Annotated[str, Field(max_length=LONGEST_CELL)]
    | Annotated[int, Field(strict=True, ge=-_BOUND, le=_BOUND)]
    | Annotated[float, Field(strict=True, ge=-_BOUND, le=_BOUND)]
    | None
)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class ErrorBody(_Out):
    """出错的原因。"""

    code: str = Field(description="固定的编号，供程序判断")
    message: str = Field(description="哪里不对")
    hint: str = Field(description="怎么办，可能为空")


class ErrorOut(_Out):
    """出错时的回答，所有地址相同。"""

    error: ErrorBody


class RowIn(_Strict):
    """一条指标，各项按表上填写的文字；数字可以不加引号。"""

    id: Cell = Field(None, description="行号或编号，原样返回；不写则为序号")
    level1: Cell = Field(None, description="一级指标")
    level2: Cell = Field(None, description="二级指标")
    name: Cell = Field(description="指标名称（三级指标）")
    value: Cell = Field(description="指标值")
    cycle_value: Cell = Field(None, description="实施周期指标值")
    sign: Cell = Field(None, description="符号，例如 ≥")
    unit: Cell = Field(None, description="计量单位")
    weight: Cell = Field(None, description="权重或分值")
    description: Cell = Field(None, description="指标说明")
    actual: Cell = Field(None, description="实际完成值")
    score: Cell = Field(None, description="自评得分")
    reason: Cell = Field(None, description="偏差原因")
    value_type: Cell = Field(None, description="指标值类型")


class AssessIn(_Strict):
    """要检查的指标。"""

    rows: list[RowIn] = Field(min_length=1, max_length=MOST_ROWS, description="逐条检查的指标")


class AssessOut(_Out):
    """检查结果，与请求的顺序相同；每条与 assessor check --format jsonl 的一行相同。"""

    assessor_version: str
    model_id: str = Field(description="所用模型")
    rows: list[IndicatorOut]


class SuggestIn(_Strict):
    """要改写的一条指标。"""

    name: str = Field(min_length=1, max_length=LONGEST_CELL, description="指标名称")
    value: str = Field("", max_length=LONGEST_CELL, description="指标值")
    level: str = Field("", max_length=100, description="二级指标，例如 社会效益")
    level1: str = Field("", max_length=100, description="一级指标")
    goals: list[Annotated[str, Field(max_length=LONGEST_GOAL)]] = Field(
        default=[], max_length=MOST_GOALS, description="项目的绩效目标，建议中的数字可以取自这里"
    )
    project: str = Field("", max_length=LONGEST_CELL, description="项目名称")


class SuggestOut(_Out):
    """修改建议，与 assessor suggest --format json 相同。"""

    schema_version: int
    assessor_version: str
    model_id: str
    indicator: IndicatorOut


class HealthOut(_Out):
    """系统状态。"""

    status: str = Field(description="正常时为 ok")
    version: str
    database: str = Field(description="数据库正常时为 ok")
    queue: int = Field(description="等待检查和正在检查的文件数")


class RuleOut(_Out):
    """一项检查。"""

    code: str = Field(description="编码")
    name: str = Field(description="英文名")
    title: str = Field(description="名称")
    severity: Severity
    word: str = Field(description="程度：必须改、应修改、建议改、提示")
    found_by: str = Field(description="rule 规则，model 模型")
    looks_at: str = Field(description="row 单条指标，submission 整份申报")
    what: str = Field(description="查什么")
    why: str = Field(description="为什么")
    mend: str = Field(description="怎么改")
    limits: str = Field(description="局限")
    source: str = Field(description="依据")


class RulesOut(_Out):
    """全部检查。"""

    rules: list[RuleOut]


class PaperOut(_Out):
    """上传的一个文件。"""

    id: int
    name: str
    size: int
    state: PaperState
    word: str = Field(description="状态：排队、正在检查、已检查、未能读取")
    code: str = Field(description="未能读取的原因编号")
    message: str = Field(description="未能读取的原因，或提示")
    hint: str = Field(description="怎么办")
    finished_at: datetime | None
    submissions: list[int] = Field(description="从中读到的申报的编号")


class BatchOut(_Out):
    """一次上传。"""

    id: int
    title: str
    by: str = Field(description="上传人")
    created_at: datetime
    is_finished: bool = Field(description="是否已全部检查完")
    papers: list[PaperOut]


class LineOut(_Out):
    """收件列表中的一份申报。"""

    id: int
    paper_id: int
    paper_name: str
    batch_id: int
    title: str
    unit: str
    year: int | None
    profile: str
    grade: str
    score: float | None
    money: float | None = Field(description="预算金额，元")
    rows: int = Field(description="指标条数")
    weak_rows: int
    blockers: int = Field(description="必须改的问题数")
    majors: int = Field(description="应修改的问题数")
    minors: int = Field(description="建议改的问题数")
    hints: int = Field(description="提示数")
    state: ReviewState
    word: str = Field(description="状态：待审、审核中、退回、通过")
    reviewer: str
    second_reviewer: str
    earlier_id: int | None = Field(description="重报前的申报")
    is_waiting: bool = Field(description="正在重新检查")
    assessed_at: datetime
    version: int


class LinesOut(_Out):
    """收件列表的一页。"""

    rows: list[LineOut]
    total: int = Field(description="全部页的份数")
    page: int
    size: int


class DecisionOut(_Out):
    """对一条问题的审核意见。"""

    id: int = Field(description="编号；再次决定时写在 seen 里")
    finding: str
    round: Round
    verdict: Verdict
    reason: str
    message: str
    hint: str
    by: str
    made_at: datetime


class OneOut(_Out):
    """一份申报：状态、检查结果和现有的审核意见。"""

    id: int
    version: int
    paper_id: int
    batch_id: int
    title: str
    unit: str
    year: int | None
    state: ReviewState
    word: str
    is_current: bool = Field(description="重新读取文件后仍有这份申报")
    assessed_at: datetime
    decisions: list[DecisionOut]
    result: SubmissionOut = Field(description="与 assessor check --format json 的一份申报相同")


class DecideIn(_Strict):
    """对一条问题的审核意见。"""

    finding: str = Field(min_length=1, max_length=200, description="问题的 id")
    verdict: Verdict = Field(description="accept 采纳，dismiss 不采纳，edit 修改文字")
    reason: str = Field("", max_length=2_000, description="不采纳时必须说明原因")
    reason_code: str = Field("", max_length=40, description="常用原因的编号")
    message: str = Field("", max_length=4_000, description="修改后的意见")
    hint: str = Field("", max_length=4_000, description="修改后的修改要求")
    seen: int | None = Field(
        None, ge=1, le=2**31 - 1, description="已知的上一次决定的编号；没有则不写"
    )
