"""The grade does not fit the score, or everything has full marks although much is vague."""

from collections.abc import Iterator, Sequence

from assessor.checks.claims import claims_of
from assessor.checks.grades import contradiction
from assessor.checks.score_totals import is_whole_total, stated_total
from assessor.checks.scoring_rules import scoring_rules
from assessor.checks.self_evaluation import (
    EvaluatedRow,
    evaluated_projects,
    missing_evaluation,
    printed_number,
    several,
)
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
from assessor.core.submission import Field, Project

_PROVE = "对没有量化的指标写明判定标准和事实，按达成、部分达成、未达成重新评分"


def find(subject: SubmissionSubject) -> Iterator[Answer]:
    """Yield contradictions of score and grade, and full marks everywhere."""
    answers = [*_grades_in_text(subject), *_grades_in_tables(subject), *_full_marks(subject)]
    yield from answers
    if answers:
        return
    gap = missing_evaluation(subject)
    if isinstance(gap, NotApplicable):
        yield gap
    elif gap is not None:
        yield CannotJudge(missing="自评总分和等级")


def _grades_in_text(subject: SubmissionSubject) -> Iterator[Answer]:
    for claim in claims_of(subject):
        if claim.topic is not ClaimTopic.GRADE:
            continue
        if claim.verdict is ClaimVerdict.AGREES:
            yield Confirmation(text=claim.why)
        elif claim.verdict is ClaimVerdict.DISAGREES:
            yield SubmissionHit(
                place=Place.PARAGRAPH,
                number=claim.paragraph,
                start=claim.start,
                end=claim.end,
                words=_words(claim.why),
                severity=Severity.MAJOR,
            )


def _grades_in_tables(subject: SubmissionSubject) -> Iterator[Answer]:
    """Yield grades of the projects, and that of the submission where the text tells it not."""
    for number, project, _ in subject.projects():
        printed, _ = stated_total(project, subject)
        if project.self_grade.strip():
            yield from _judge(printed, project.self_grade, Place.PROJECT, number)
    whole = subject.submission
    in_text = any(claim.topic is ClaimTopic.GRADE for claim in claims_of(subject))
    if whole.self_grade.strip() and not in_text:
        yield from _judge(whole.self_score, whole.self_grade, Place.SUBMISSION, None)


def _judge(score: str, grade: str, place: Place, number: int | None) -> Iterator[Answer]:
    total = printed_number(score)
    if total is None:
        yield CannotJudge(missing="自评总分", project=number)
        return
    wrong = contradiction(total, grade)
    if wrong is None:
        yield CannotJudge(missing=f"等级“{grade.strip()}”对应的分数线", project=number)
    elif not wrong:
        told = f"{score.strip().removesuffix('分')}分对应等级“{grade.strip()}”，一致"
        yield Confirmation(text=told, project=number)
    else:
        span = trimmed(grade)
        yield SubmissionHit(
            place=place,
            project=number,
            field=Field.SELF_GRADE,
            start=span.start,
            end=span.end,
            words=_words(wrong),
            severity=Severity.MAJOR,
        )


def _full_marks(subject: SubmissionSubject) -> Iterator[Answer]:
    for number, project, rows in evaluated_projects(subject):
        if all(row.score is not None and row.weight is not None for row in rows):
            yield from _all_full(number, project, rows, subject)


def _all_full(
    number: int, project: Project, rows: Sequence[EvaluatedRow], subject: SubmissionSubject
) -> Iterator[Answer]:
    if not all(row.full for row in rows):
        yield Confirmation(text="得分有区分，不是全部满分", project=number)
        return
    vague, rules = [row for row in rows if row.unproven], scoring_rules().vague_share
    many = len(vague) >= max(rules.least_rows, rules.value * len(rows))
    whole = len(rows) >= rules.least_rows and is_whole_total(project, rows, subject)
    if not vague or not (many or whole):
        yield Confirmation(text="全部满分，指标大多可以核实", project=number)
        return
    span, told = trimmed(project.self_score), several([row.row.name for row in vague])
    full = f"“{project.name}”各项指标全部满分{'（共100分）' if whole else ''}"
    yield SubmissionHit(
        place=Place.PROJECT,
        project=number,
        field=Field.SELF_SCORE if span.end else Field.NAME,
        start=span.start,
        end=span.end,
        others=tuple(row.row.id for row in vague),
        words=_words(f"{full}，但其中{told}没有量化，满分没有依据", _PROVE),
    )


def _words(
    problem: str, mend: str = "核对总分，按90、80、60分的分数线更正等级"
) -> tuple[tuple[str, str], ...]:
    return (("problem", problem), ("mend", mend))


CHECK = SubmissionCheck(
    code="E11",
    name="grade-or-full-marks",
    title="等级与分数不符或全部满分",
    severity=Severity.INFO,
    message="{problem}",
    hint="{mend}",
    what="自评等级与总分不对应；或者各项指标全部满分，其中却有无法核实的定性表述。",
    why="等级要由分数得出；没有量化的指标也得满分，自评就没有区分度。",
    mend="优90—100、良80—89、中60—79、差60以下；定性指标按分档评分并附事实。",
    limits="地方另有分数线的以地方为准（可在评分规则中调整）；全部满分但指标都能核实的不报。",
    # DOMAIN.md 1 [R19], no document number
    source="财政部预算司对中央部门绩效评价结果统一的分数线：优90—100、良80—89、中60—79、差60以下",
    find=find,
)
