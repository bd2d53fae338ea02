"""The text says other than the table, than another place of the text, or than its own figures."""

from collections.abc import Iterator, Sequence

from assessor.checks.claim_text import passages
from assessor.checks.claims import claims_of
from assessor.checks.copied_text import is_copy
from assessor.checks.narrated_wholes import overstated
from assessor.checks.self_evaluation import evaluated_rows
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
from assessor.core.submission import GoalKind, Indicator, SubmissionKind

_TOPICS = {
    ClaimTopic.REPORTED_FIGURE: "与自评表不一致",
    ClaimTopic.COMPLETENESS: "与事实不符",
    ClaimTopic.QUANTIFIED: "与指标表不符",
    ClaimTopic.LEVELS: "与所列指标不符",
    ClaimTopic.COMPLETION: "与目标和实际不符",
    ClaimTopic.REPEATED_FIGURE: "前后不一致",
    ClaimTopic.PRAISE: "与调查结果不符",
}


def find(subject: SubmissionSubject) -> Iterator[Answer]:
    """Yield each claim that the submission itself contradicts."""
    claims = [claim for claim in claims_of(subject) if claim.topic in _TOPICS]
    beyond = tuple(_overstated(subject, claims))
    yield from beyond
    if not claims and not beyond:
        whole = subject.submission
        evaluates = whole.kind in (SubmissionKind.REPORT, SubmissionKind.SELF_EVALUATION)
        yield (
            CannotJudge(missing="可以核对的叙述")
            if evaluates and whole.paragraphs
            else NotApplicable(reason="没有自评报告或完成情况的文字")
        )
        return
    rows = {row.id: row for _, _, rows in subject.projects() for row in rows}
    open_claims: list[Claim] = []
    said: set[tuple[ClaimTopic, str]] = set()
    for claim in claims:
        if claim.verdict is ClaimVerdict.AGREES:
            yield Confirmation(text=f"“{claim.text}”：{claim.why}", project=claim.project)
        elif claim.verdict is ClaimVerdict.CANNOT_DECIDE:
            open_claims.append(claim)
        elif (
            (claim.topic, claim.why) not in said
            and _is_contradiction(claim, rows)
            and not _is_copied(claim, subject)
        ):
            said.add((claim.topic, claim.why))
            yield _hit(claim)
    if claims and len(open_claims) == len(claims) and not beyond:
        one = next((c for c in claims if c.topic is not ClaimTopic.REPORTED_FIGURE), claims[0])
        yield CannotJudge(missing=f"{len(claims)}处叙述缺少对照的数据：如“{one.text}”，{one.why}")


def _is_contradiction(claim: Claim, rows: dict[str, Indicator]) -> bool:
    """Tell whether a figure differs from the actual value; one below its target is no contradiction."""
    if claim.topic is not ClaimTopic.REPORTED_FIGURE:
        return True
    return any(rows[row].actual.strip() for row in claim.rows)


def _is_copied(claim: Claim, subject: SubmissionSubject) -> bool:
    """Tell whether a figure stands in a completion text that is a copy of the goal (E03)."""
    if claim.topic is not ClaimTopic.REPORTED_FIGURE or claim.goal is None:
        return False
    goals = subject.submission.projects[claim.project or 0].goals
    text = goals[claim.goal].text
    return any(g.kind is not GoalKind.RESULT and is_copy(text, g.text) for g in goals)


def _overstated(subject: SubmissionSubject, claims: Sequence[Claim]) -> Iterator[SubmissionHit]:
    """Yield what completion texts overstate, where no claim tells it."""
    told = {
        (c.project, c.goal, row)
        for c in claims
        if c.verdict is ClaimVerdict.DISAGREES
        for row in c.rows
    }
    every = evaluated_rows(subject)
    for passage in passages(subject):
        rows = [row for number, row in every if number == passage.project]
        for one in overstated(passage, rows) if passage.goal is not None else ():
            if (passage.project, passage.goal, one.row.row.id) in told:
                continue
            actual = f"自评表“{one.row.row.name}”的实际完成值是“{one.row.row.actual.strip()}”"
            yield SubmissionHit(
                place=Place.GOAL,
                project=passage.project,
                number=passage.goal,
                start=one.span.start,
                end=one.span.end,
                others=(one.row.row.id,),
                words=(("problem", "与自评表不一致"), ("why", actual)),
            )


def _hit(claim: Claim) -> SubmissionHit:
    in_text = claim.paragraph is not None
    return SubmissionHit(
        place=Place.PARAGRAPH if in_text else Place.GOAL,
        project=claim.project,
        number=claim.paragraph if in_text else claim.goal,
        start=claim.start,
        end=claim.end,
        others=claim.rows,
        words=(("problem", _TOPICS[claim.topic]), ("why", claim.why)),
    )


CHECK = SubmissionCheck(
    code="E14",
    name="narrative-contradicts-facts",
    title="叙述与数据矛盾",
    severity=Severity.MAJOR,
    message="“{text}”{problem}：{why}",
    hint="核对原始资料，统一正文和自评表中的数据；以核实的数为准更正不一致的一处",
    what="正文说“全部完成”，自评表或另一处却有没完成的；正文的数与自评表不同；同一数据前后不同；"
    "完成率与目标、实际对不上；满意度没有达标却写一致好评；"
    "说指标细化量化，指标表却大多没有量化；把指标类别当作三级指标列出。",
    why="同一份材料前后矛盾，至少有一处不真实，整份自评的可信度都受影响。",
    mend="逐项核对后统一口径；没有完成的如实写明差距和原因。",
    limits="只用材料自身核对，同一矛盾只说一次；单价乘数量、分项加总、由数量算出的比率由 S10 检查；"
    "其他年度、计划数、分项数不与全年实际比较；找不到唯一对应指标的不比较。",
    source="一般做法：正文、自评表与佐证数据应当一致（整理自公开自评报告）",
    find=find,
)
