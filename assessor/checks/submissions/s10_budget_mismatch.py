"""Sums that do not work out, in tables and texts, and money that does not fit the budget."""

from collections.abc import Iterator

from assessor.checks.budget_arithmetic import reckonings
from assessor.checks.claims import claims_of
from assessor.checks.reckoning import SKIPPED, Reckoning, Verdict
from assessor.checks.submission_check import (
    Answer,
    CannotJudge,
    Confirmation,
    NotApplicable,
    Place,
    SubmissionCheck,
    SubmissionHit,
    SubmissionSubject,
)
from assessor.core.claim import Claim, ClaimTopic, ClaimVerdict
from assessor.core.finding import Severity
from assessor.core.submission import Project

_TOPICS = {
    ClaimTopic.PRODUCT: "算式不成立",
    ClaimTopic.SUM: "分项与总数不符",
    ClaimTopic.RATIO: "比率与所列数量不符",
}


def find(subject: SubmissionSubject) -> Iterator[Answer]:
    """Yield each sum that disagrees, and what agrees or cannot be decided."""
    claims = _claims(subject)
    for number, project, _ in subject.projects():
        answers = tuple(_of_project(number, project))
        yield from answers
        if not answers and not any(claim.project in (None, number) for claim in claims):
            yield NotApplicable(
                reason="没有可与预算核对的金额（明细、单价、数量或测算）", project=number
            )
    yield from _of_text(claims)


def _claims(subject: SubmissionSubject) -> list[Claim]:
    """Return the sums of the running text, without those that E14 contradicts by the same words."""
    every = claims_of(subject)
    contradicted = [
        claim
        for claim in every
        if claim.verdict is ClaimVerdict.DISAGREES and claim.topic is ClaimTopic.COMPLETION
    ]
    found = [
        claim
        for claim in every
        if claim.topic in _TOPICS and not any(_overlap(claim, other) for other in contradicted)
    ]
    sums = [c for c in found if c.topic is ClaimTopic.PRODUCT and "%" in c.why]
    return [
        claim
        for claim in found
        if claim.topic is not ClaimTopic.RATIO or not any(_overlap(claim, one) for one in sums)
    ]


def _overlap(one: Claim, other: Claim) -> bool:
    places = [(c.paragraph, c.project, c.goal) for c in (one, other)]
    return places[0] == places[1] and one.start < other.end and other.start < one.end


def _of_text(claims: list[Claim]) -> Iterator[Answer]:
    """Yield what the running text of a report or a completion text reckons."""
    settled = False
    for claim in claims:
        if claim.verdict is ClaimVerdict.DISAGREES:
            settled = True
            yield _claim_hit(claim)
        elif claim.verdict is ClaimVerdict.AGREES:
            settled = True
            yield Confirmation(text=f"“{claim.text}”：{claim.why}", project=claim.project)
    skipped = [claim for claim in claims if SKIPPED in claim.why]
    if skipped or (claims and not settled):
        told = (skipped or claims)[0]
        yield CannotJudge(missing=f"“{told.text}”：{told.why}", project=told.project)


def _claim_hit(claim: Claim) -> SubmissionHit:
    in_text = claim.paragraph is not None
    return SubmissionHit(
        place=Place.PARAGRAPH if in_text else Place.GOAL,
        project=claim.project,
        number=claim.paragraph if in_text else claim.goal,
        start=claim.start,
        end=claim.end,
        words=(("problem", f"“{claim.text}”{_TOPICS[claim.topic]}：{claim.why}"),),
    )


def _of_project(number: int, project: Project) -> Iterator[Answer]:
    told: set[tuple[object, ...]] = set()
    for one in reckonings(project):
        if one.verdict is Verdict.AGREES:
            yield Confirmation(text=one.text, project=number, row=one.row)
        elif one.verdict is Verdict.OPEN:
            yield CannotJudge(missing=one.text, project=number)
        elif not _is_told(one, told):
            yield _hit(number, one)


def _is_told(one: Reckoning, told: set[tuple[object, ...]]) -> bool:
    """Tell whether another sum already pointed at the same stretch."""
    place = (one.place, one.number, one.row)
    if any(t[0] == place and one.span.overlaps(t[1]) for t in told):  # type: ignore[arg-type]
        return True
    told.add((place, one.span))
    return False


def _hit(number: int, one: Reckoning) -> SubmissionHit:
    return SubmissionHit(
        place=one.place,
        project=number,
        row=one.row,
        number=one.number,
        field=one.field,
        start=one.span.start,
        end=one.span.end,
        others=one.others,
        words=(("problem", one.text),),
    )


CHECK = SubmissionCheck(
    code="S10",
    name="budget-mismatch",
    title="金额与预算不匹配",
    severity=Severity.MAJOR,
    message="{problem}",
    hint="核对数量、单价、月数和金额单位（元、万元），改正有误的一处，使测算、明细与预算一致",
    what="逐项核对金额：资金明细之和与总额、文字中的测算和合计、数量指标乘以单价指标、总成本指标，与项目预算是否一致；自评材料正文中的算式、分项与合计是否算得通。",
    why="数量、标准与资金对不上，不是任务算错就是预算算错，两者都不能照此批复。",
    mend="写明“数量×标准×月数＝金额”，明细相加等于总额；跨年度项目分年列示。",
    limits="单项测算小于预算不算错，因为可能还有其他支出；多年金额不与年度预算比较；金额没有单位、单价没有唯一对应数量的，只说明缺什么；“其中”只列一部分或有交叉的不判。",
    # DOMAIN.md 3.1 and 5.4
    source="一般做法：绩效目标应与预算资金相匹配",
    find=find,
)
