"""A vague actual value gets full marks: 显著提升 for 显著提升, 已完成 for ≥20场."""

from collections.abc import Iterator

from assessor.checks.degree_phrases import degree_phrases
from assessor.checks.fulfilment import label_of
from assessor.checks.self_evaluation import EvaluatedRow, evaluated_projects, missing_evaluation
from assessor.checks.submission_check import (
    Answer,
    Place,
    SubmissionCheck,
    SubmissionHit,
    SubmissionSubject,
)
from assessor.checks.underlining import trimmed
from assessor.checks.word_lists import check_pattern, check_terms
from assessor.core.finding import Severity
from assessor.core.judgement import ValueKind
from assessor.core.span import Span
from assessor.core.submission import Field
from assessor.core.target import TargetKind
from assessor.text.lexicon import terms
from assessor.text.normalise import normalise
from assessor.text.target_grammar import has_quantity, parse_targets


def find(subject: SubmissionSubject) -> Iterator[Answer]:
    """Yield the vague words of each actual value that lost no points."""
    gap = missing_evaluation(subject)
    if gap is not None:
        yield gap
        return
    for number, _, rows in evaluated_projects(subject):
        scored = any(row.score is not None for row in rows)
        for row in rows:
            if row.lost or (scored and row.score is None):
                continue
            span = _vague_words(row)
            if span is not None:
                yield SubmissionHit(
                    place=Place.ROW,
                    project=number,
                    row=row.row.id,
                    field=Field.ACTUAL,
                    start=span.start,
                    end=span.end,
                    words=(("points", "却得满分" if scored else "没有事实依据"),),
                )


def _vague_words(row: EvaluatedRow) -> Span | None:
    """Return what a person would underline, ``None`` where the actual value tells a fact."""
    actual = row.row.actual
    text = normalise(actual)
    if not text.strip() or row.fulfilment.fell_short or has_quantity(parse_targets(actual)):
        return None
    whole = trimmed(text)
    asked = [t for t in parse_targets(row.value) if t.kind is TargetKind.NUMBER]
    if asked:
        return whole if _answers_figure_with_words(row, whole.quote(text)) else None
    if label_of(actual) is not None or _is_graded(row):
        return None
    if row.assessed.judgement.value_kind in (ValueKind.STATE, ValueKind.GRADED):
        return None
    phrases = [one for one in degree_phrases(text) if not _is_fact(one.quote(text))]
    if phrases:
        return Span(phrases[0].start, phrases[-1].end)
    repeats = whole.quote(text) == normalise(row.value).strip()
    praises = whole.quote(text) in check_terms("e02.empty_results")
    return whole if repeats and praises and row.vague_target else None


def _is_fact(words: str) -> bool:
    """Tell whether words say that something exists or was done: 已建立, 已制定并印发."""
    return check_pattern("e02.facts").match(words) is not None and not any(
        degree in words for degree in terms("wording.degree")
    )


def _answers_figure_with_words(row: EvaluatedRow, words: str) -> bool:
    """Tell whether a figure was asked for and words without one were given."""
    if row.fulfilment.target is not None:
        return False  # 未发生 beside 0, 全部 beside 100 %
    return words in check_terms("e02.empty_results") or bool(degree_phrases(words))


def _is_graded(row: EvaluatedRow) -> bool:
    """Tell whether the explanation of the row describes steps."""
    return check_pattern("e02.graded").search(normalise(row.row.description)) is not None


CHECK = SubmissionCheck(
    code="E02",
    name="vague-actual-full-marks",
    title="完成情况空泛却得满分",
    severity=Severity.MAJOR,
    message="“{name}”的实际完成值“{text}”只是一句评价，{points}",
    hint="写明完成的事实和佐证（数量、比率、名单、文件、调查结果），或按达成、部分达成、未达成三档说明对应的事实",
    what="指标值是“显著提升”，实际完成值也写“显著提升”；或者指标值有数字，实际完成值只写“已完成”“良好”，得分却是满分。",
    why="自己评价自己等于没有评价：没有事实，别人无法复核，满分没有依据。",
    mend="把评价换成事实：完成数、满意率、考核结果、印发的文件；确实只能定性的，写明分档标准和达到的档次。",
    limits="达成、部分达成、未达成是规范用语，不报；是/否、已建立、已印发等可以查证的事实和有明确分档说明的定性指标不报；已经扣分的不报。",
    # DOMAIN.md 4.6 [R22][R48]
    source="一般做法：定性指标分达成、部分达成、未达成三档评分，实际完成值应当有事实依据",
    find=find,
)
