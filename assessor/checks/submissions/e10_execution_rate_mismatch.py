"""The rate of execution does not fit the amounts, in the table or in the text."""

from collections.abc import Iterator

from assessor.checks.claims import claims_of
from assessor.checks.execution_rates import Spending, in_unit_of, other_budget, spending_of
from assessor.checks.quantities import written
from assessor.checks.reckoning import SKIPPED
from assessor.checks.self_evaluation import decimals, printed_number
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
from assessor.checks.underlining import trimmed
from assessor.core.claim import ClaimTopic, ClaimVerdict
from assessor.core.finding import Severity
from assessor.core.submission import Execution, Field, Project, SubmissionKind


def find(subject: SubmissionSubject) -> Iterator[Answer]:
    """Yield rates that are not executed by budget, and lines of money that do not add up."""
    lines = 0
    for number, project, _ in subject.projects():
        if project.execution is not None:
            lines += 1
            yield from _line(number, project, project.execution)
    claims = [c for c in claims_of(subject) if c.topic is ClaimTopic.EXECUTION_RATE]
    for claim in claims:
        if claim.verdict is ClaimVerdict.DISAGREES:
            in_text = claim.paragraph is not None
            yield SubmissionHit(
                place=Place.PARAGRAPH if in_text else Place.GOAL,
                project=claim.project,
                number=claim.paragraph if in_text else claim.goal,
                start=claim.start,
                end=claim.end,
                words=(("problem", claim.why),),
            )
        elif claim.verdict is ClaimVerdict.AGREES:
            yield Confirmation(text=claim.why, project=claim.project)
    undecided = [c for c in claims if c.verdict is ClaimVerdict.CANNOT_DECIDE]
    skipped = [c for c in undecided if SKIPPED in c.why]
    if skipped or (undecided and len(undecided) == len(claims) and not lines):
        told = (skipped or undecided)[0]
        yield CannotJudge(missing=f"“{told.text}”{told.why}")
    if not lines and not claims:
        evaluates = subject.submission.kind in (
            SubmissionKind.SELF_EVALUATION,
            SubmissionKind.REPORT,
        )
        yield (
            CannotJudge(missing="全年预算数、全年执行数和执行率")
            if evaluates
            else NotApplicable(reason="没有预算执行情况")
        )


def _line(number: int, project: Project, line: Execution) -> Iterator[Answer]:
    spent = spending_of(line)
    if spent.agrees is False and (other := other_budget(spent, project, line)):
        yield CannotJudge(missing=other, project=number)
    elif problem := _problem(spent, line):
        field, text = (Field.RATE, line.rate) if line.rate.strip() else (Field.BUDGET, line.budget)
        span = trimmed(text)
        yield SubmissionHit(
            place=Place.EXECUTION,
            project=number,
            field=field,
            start=span.start,
            end=span.end,
            words=(("problem", f"“{project.name}”{problem}"),),
        )
    elif spent.agrees:
        told = f"执行数{line.executed.strip()}÷预算数{(line.budget or line.initial).strip()}"
        yield Confirmation(text=f"{told}＝执行率{line.rate.strip()}，一致", project=number)
    elif spent.budget is None or spent.executed is None:
        yield CannotJudge(missing="全年预算数和全年执行数", project=number)
    elif spent.rate is None and spent.budget:
        yield CannotJudge(missing="执行率", project=number)
    elif spent.agrees is None:
        yield CannotJudge(missing="全年预算数为0，执行率无从计算", project=number)
    yield from _parts(number, project, line)


def _problem(spent: Spending, line: Execution) -> str:
    budget, executed = (line.budget or line.initial).strip(), line.executed.strip()
    if spent.agrees is False and spent.computed is not None:
        told = f"执行数{executed}÷预算数{budget}＝{written(round(spent.computed, 2))}%"
        return f"{told}，执行率却填{line.rate.strip()}"
    if spent.budget == 0:
        if spent.executed:
            return f"全年预算数为{budget}，却执行了{executed}"
        if spent.rate or spent.score:
            return f"全年预算数{budget}、执行数{executed or '0'}，都是0，却有执行率或得分"
    return ""


def _parts(number: int, project: Project, line: Execution) -> Iterator[Answer]:
    """Yield the sum of executed amounts where the sources of money add up to the budget."""
    printed = line.budget or line.initial
    budgets = [in_unit_of(printed, fund.amount or fund.initial) for fund in project.funds]
    spent = [in_unit_of(line.executed, fund.executed) for fund in project.funds]
    total, executed = printed_number(printed), printed_number(line.executed)
    if total is None or executed is None or len(project.funds) < 2 or None in spent:
        return
    known = sum(amount for amount in budgets if amount is not None)
    added = sum(amount for amount in spent if amount is not None)
    slack = 0.6 * 10.0 ** -decimals(line.executed) * len(spent) + 1e-9
    if abs(known - total) > slack or abs(added - executed) <= slack:
        return
    span = trimmed(line.executed)
    yield SubmissionHit(
        place=Place.EXECUTION,
        project=number,
        field=Field.EXECUTED,
        start=span.start,
        end=span.end,
        words=(
            ("problem", f"“{project.name}”各项资金执行数合计{written(round(added, 4))}，"
             f"与资金总额的执行数{written(executed)}不符"),
        ),
    )  # fmt: skip


CHECK = SubmissionCheck(
    code="E10",
    name="execution-rate-mismatch",
    title="执行率与资金数不符",
    severity=Severity.MAJOR,
    message="{problem}",
    hint="核对决算或支付数据，更正预算数、执行数或执行率，使执行率＝全年执行数÷全年预算数",
    what="执行率不等于全年执行数除以全年预算数；预算数、执行数都是0却有执行率；各项资金的执行数加起来不等于总数；报告正文里的执行率与金额不符。",
    why="执行率直接计分，也是评价资金使用的依据，必须与账上的数一致。",
    mend="以全年预算数（调整后）为分母重新计算，四舍五入到统一的小数位。",
    limits="按印刷的小数位允许四舍五入或截取；执行率超过100%但与金额一致的不报；没有金额的不判断。",
    # DOMAIN.md 2.4 [R22]
    source="一般做法：预算执行率＝全年执行数÷全年预算数，单列10分",
    find=find,
)
