"""The rows of a self-evaluation as its checks see them: fulfilment, points and reason together."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assessor.checks.fulfilment import Fulfilment, fulfilment_of
from assessor.checks.submission_check import CannotJudge, NotApplicable, SubmissionSubject
from assessor.checks.topics import topic_of
from assessor.checks.word_lists import check_pattern, check_terms
from assessor.classifiers.row_text import read_row
from assessor.core.assessment import IndicatorAssessment
from assessor.core.judgement import ValueKind
from assessor.core.submission import GoalKind, Indicator, Paragraph, Project, SubmissionKind
from assessor.text.lexicon import terms
from assessor.text.normalise import normalise
from assessor.text.target_grammar import has_quantity, parse_targets

_NUMBER = re.compile(r"^[^\d-]{0,6}(-?\d+(?:,\d{3})*(?:\.\d+)?)\s*(?:分|%|万元|元)?\s*$")
_SENTENCE = re.compile(r"[^。；;\n]+")
# What became of the rest, beside the figure: 98%（1人补考）, 18台（2台待到货）, 92%（因停电）.
_ASIDE = re.compile(
    r"[(（][^()（）]*(?:因|由于|\d+(?:\.\d+)?[\u4e00-\u9fff]{1,3}?(?:正在|已于|已|将|尚)?"
    r"(?:补|缓|延|未|待|拒|弃|放弃|退|缺|请假|停|外出|外迁|死亡|去世|因病|转|次年|下年|顺延|取消|在建|整改))[^()（）]*[)）]"
)
_EPSILON = 1e-6
_LEAST_TOPIC = 4
_SHORTFALL = re.compile(
    "未达|未完成|未能|没有完成|没有达到|低于|少于|少完成|不及|推迟|延期|滞后|差距"
)
_DEVIATIONS = re.compile("偏差|原因|问题|未完成|不足")


def printed_number(text: str | None) -> float | None:
    """Return the single figure of a cell (10, 9.5分, 1,057.63), ``None`` if it holds none."""
    match = _NUMBER.match(normalise(text or "").replace(" ", ""))
    return float(match.group(1).replace(",", "")) if match else None


def decimals(text: str) -> int:
    """Return how many decimals a printed figure has."""
    match = re.search(r"\.(\d+)", normalise(text))
    return len(match.group(1)) if match else 0


def tells_reason(text: str) -> bool:
    """Tell whether a cell of reasons says more than 无."""
    plain = "".join(normalise(text).split()).strip("。.；;，,")
    return bool(plain) and plain not in check_terms("fulfilment.no_reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluatedRow:
    """One row of a self-evaluation.

    Attributes
    ----------
    weight, score
        分值 and 得分, ``None`` where no figure is printed.
    assessed
        What the classifiers say of the row.
    explained
        A reason is given, in its cell or in the text of the document.
    """

    row: Indicator
    fulfilment: Fulfilment
    weight: float | None
    score: float | None
    assessed: IndicatorAssessment
    explained: bool

    @property
    def value(self) -> str:
        """Printed target."""
        return self.row.value if self.row.value.strip() else self.row.cycle_value

    @property
    def full(self) -> bool:
        """Whether it got all its points."""
        return (
            self.score is not None
            and self.weight is not None
            and self.score >= self.weight - _EPSILON
        )

    @property
    def above(self) -> bool:
        """Whether it got more points than there are."""
        return self.full and (self.score or 0) > (self.weight or 0) + _EPSILON

    @property
    def lost(self) -> bool:
        """Whether it lost points."""
        return (
            self.score is not None
            and self.weight is not None
            and self.score < self.weight - _EPSILON
        )

    @property
    def vague_target(self) -> bool:
        """Whether the target itself is left to judgement."""
        judgement = self.assessed.judgement
        decided = judgement.value_kind in (ValueKind.GRADED, ValueKind.STATE)
        return judgement.vague or (judgement.unquantified and not decided)

    @property
    def unproven(self) -> bool:
        """Whether the target is left to judgement and the actual value tells no figure."""
        return self.vague_target and not has_quantity(parse_targets(self.row.actual))


def missing_evaluation(subject: SubmissionSubject) -> CannotJudge | NotApplicable | None:
    """Return why nothing of a self-evaluation can be judged, ``None`` if it can."""
    rows = [row for _, _, rows in subject.projects() for row in rows]
    if any(row.actual.strip() for row in rows):
        return None
    kind = subject.submission.kind
    if kind is SubmissionKind.SELF_EVALUATION or any(row.score.strip() for row in rows):
        return CannotJudge(missing="指标的实际完成值")
    if kind is SubmissionKind.REPORT:
        return CannotJudge(missing="带实际完成值的指标表（自评表）")
    return NotApplicable(reason="不是自评材料，没有实际完成值")


def evaluated_projects(
    subject: SubmissionSubject,
) -> Iterator[tuple[int, Project, tuple[EvaluatedRow, ...]]]:
    """Yield number, project and rows of every project that tells actual values."""
    for number, project, rows in subject.projects():
        if any(row.actual.strip() for row in rows):
            evaluated = zip(rows, subject.rows[number], strict=True)
            yield number, project, tuple(_evaluated(subject, project, *pair) for pair in evaluated)


def evaluated_rows(subject: SubmissionSubject) -> tuple[tuple[int, EvaluatedRow], ...]:
    """Return all rows with the numbers of their projects, those without actual values too."""
    return tuple(
        (number, _evaluated(subject, project, row, assessed))
        for number, project, rows in subject.projects()
        for row, assessed in zip(rows, subject.rows[number], strict=True)
    )


def _evaluated(
    subject: SubmissionSubject, project: Project, row: Indicator, assessed: IndicatorAssessment
) -> EvaluatedRow:
    return EvaluatedRow(
        row=row,
        fulfilment=fulfilment_of(row, subject.submission.year),
        weight=printed_number(row.weight),
        score=printed_number(row.score),
        assessed=assessed,
        explained=tells_reason(row.reason)
        or _ASIDE.search(normalise(row.actual)) is not None
        or _explained_in_text(subject, project, row),
    )


def _explained_in_text(subject: SubmissionSubject, project: Project, row: Indicator) -> bool:
    """Tell whether a sentence of the document names the indicator and a cause.

    In a chapter on deviations and problems a shared word of content is enough.
    """
    name = read_row(row.name, row.value).bare_name
    about = topic_of(name)
    results = tuple(goal.text for goal in project.goals if goal.kind is GoalKind.RESULT)
    for words, of_deviations in _causes(subject.submission.paragraphs, results):
        if len(name) >= _LEAST_TOPIC and name in words:
            return True
        shared = about.shared(topic_of(words))
        if of_deviations and shared:
            return True
        # The verb may be left out: 法律援助案件未达目标 for 办理法律援助案件数.
        told = shared in (about.strong, about.strong[1:]) and bool(shared)
        if told and _SHORTFALL.search(words):
            return True
    return False


@lru_cache(maxsize=16)
def _causes(
    paragraphs: tuple[Paragraph, ...], results: tuple[str, ...]
) -> tuple[tuple[str, bool], ...]:
    """Return the sentences that tell a cause, and whether their chapter is on deviations."""
    texts = [(p.text, bool(_DEVIATIONS.search("".join(p.headings)))) for p in paragraphs]
    texts += [(text, False) for text in results]
    return tuple(
        (match.group(), of_deviations)
        for text, of_deviations in texts
        for match in _SENTENCE.finditer(normalise(text))
        if check_pattern("reasons.cause").search(match.group())
    )


def is_execution_rate(row: Indicator) -> bool:
    """Tell whether a row is the execution of the budget, which forms score beside the indicators."""
    name = read_row(row.name, row.value).bare_name
    return name.endswith(terms("management.budget_execution"))


def several(names: list[str]) -> str:
    """Name rows for a message: the first two, and how many there are."""
    shown = "、".join(f"“{name}”" for name in names[:2])
    return shown if len(names) <= 2 else f"{shown}等{len(names)}项"
