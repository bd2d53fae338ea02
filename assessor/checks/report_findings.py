"""Findings on results that running text reports, under the codes of the rows of a table.

The checks E01, E04, E06, E07 and E13 take theirs from here; the place is the paragraph.
"""

from collections.abc import Callable, Iterator

from assessor.checks.claim_text import passages
from assessor.checks.claims import claims_of
from assessor.checks.empty_causes import empty_causes, says_nothing
from assessor.checks.expected_scores import fits, lawful_otherwise, proportional_scores
from assessor.checks.over_fulfilment import exceeds, excess
from assessor.checks.quantities import written
from assessor.checks.report_scores import stated_totals
from assessor.checks.reported_rows import ReportedRow, reported_rows
from assessor.checks.scoring_rules import scoring_rules
from assessor.checks.self_evaluation import evaluated_rows
from assessor.checks.submission_check import (
    Answer,
    CannotJudge,
    FindAll,
    Place,
    SubmissionHit,
    SubmissionSubject,
)
from assessor.checks.topics import topic_of
from assessor.checks.word_lists import check_pattern
from assessor.core.claim import Claim, ClaimTopic, ClaimVerdict
from assessor.core.span import Span
from assessor.core.submission import SubmissionKind
from assessor.core.target import Sign

_BOUNDS = (Sign.AT_LEAST, Sign.MORE_THAN, Sign.AT_MOST, Sign.LESS_THAN)
_LEAST_NAME = 4

OfReports = Callable[[SubmissionSubject], Iterator[SubmissionHit]]


def with_report(find: FindAll, of_reports: OfReports) -> FindAll:
    """Return a check that looks at the rows and at the results of the running text."""

    def both(subject: SubmissionSubject) -> Iterator[Answer]:
        told = _is_evaluation(subject)
        hits = tuple(of_reports(subject)) if told else ()
        judged = bool(hits) or (told and bool(rows_of_text(subject)))
        for answer in find(subject):
            if not (judged and isinstance(answer, CannotJudge) and answer.project is None):
                yield answer
        yield from hits

    return both


def _is_evaluation(subject: SubmissionSubject) -> bool:
    kinds = (SubmissionKind.REPORT, SubmissionKind.SELF_EVALUATION)
    return subject.submission.kind in kinds and bool(subject.submission.paragraphs)


def rows_of_text(subject: SubmissionSubject) -> tuple[ReportedRow, ...]:
    """Return the results of the text that no row of a table tells already."""
    told = [row for _, row in evaluated_rows(subject) if row.row.actual.strip()]
    every = reported_rows(passages(subject), subject.submission.year)
    return tuple(one for one in every if not any(_is_same(one, row.row.name) for row in told))


def _is_same(one: ReportedRow, name: str) -> bool:
    mine = one.result.name
    if (len(mine) >= _LEAST_NAME and mine in name) or (len(name) >= _LEAST_NAME and name in mine):
        return True
    return bool(topic_of(name).shared(topic_of(mine)))


def copied_targets(subject: SubmissionSubject) -> Iterator[SubmissionHit]:
    """Yield actual values that are the target over again, sign included (E01)."""
    for one in rows_of_text(subject):
        done, want = one.result.done, one.row.fulfilment.target
        if done is None or done.target.sign not in _BOUNDS or want is None:
            continue
        printed = done.span.quote(one.result.passage.plain)
        known = want.low if want.low is not None else want.high
        if known == done.number and check_pattern("e01.signs").search(printed):
            yield _hit(one, done.span, value=one.value)


def missed_results(subject: SubmissionSubject) -> Iterator[SubmissionHit]:
    """Yield results below their target for which no place of the report gives a reason (E04)."""
    for one in rows_of_text(subject):
        if one.fell_short and not one.row.explained and not _is_told_as_done(one, subject):
            full = "仍得满分，" if _is_full(one) else ""
            at, points = _told(one), one.result.points_at
            if full and points is not None:
                at = Span(at.start, max(at.end, points.end))
            yield _hit(one, at, value=one.value, gap="没有完成", full=full)


def _is_told_as_done(one: ReportedRow, subject: SubmissionSubject) -> bool:
    """Tell whether the claim that closes its list says it was done, which E14 tells."""
    at = one.result.span.start
    return any(
        claim.topic is ClaimTopic.COMPLETENESS
        and claim.verdict is ClaimVerdict.DISAGREES
        and claim.paragraph == one.result.passage.paragraph
        and claim.start == at
        for claim in claims_of(subject)
    )


def excesses(subject: SubmissionSubject) -> Iterator[SubmissionHit]:
    """Yield results far above their target without a reason (E07)."""
    for one in rows_of_text(subject):
        if exceeds(one.row) and not one.row.explained:
            share = f"高{round((excess(one.row) or 0) * 100)}%"
            yield _hit(one, _told(one), value=one.value, share=share)


def wrong_points(subject: SubmissionSubject) -> Iterator[SubmissionHit]:
    """Yield points that do not follow from target and actual value, and wrong totals (E06)."""
    for one in rows_of_text(subject):
        words = _wrong(one)
        if words is not None and one.result.points_at is not None:
            yield _hit(one, one.result.points_at, **words)
    for claim in stated_totals(passages(subject)):
        if claim.verdict is ClaimVerdict.DISAGREES:
            yield _of_claim(claim, problem=claim.why, mend="重新加总各项得分，更正总分或有误的分项")


def _is_full(one: ReportedRow) -> bool:
    return one.result.in_full or one.row.full


def _wrong(one: ReportedRow) -> dict[str, str] | None:
    row, result = one.row, one.result
    if not row.fulfilment.fell_short or not (result.in_full or row.score is not None):
        return None
    ratio = row.fulfilment.ratio
    if _is_full(one):
        if not row.explained:
            return None  # E04 tells it
        weight = row.weight or 10.0
        if ratio is not None and weight * (1 - ratio) <= scoring_rules().rounding.score:
            return None
        return {
            "problem": f"“{one.result.name}”目标“{one.value}”、实际“{one.actual}”，没有达到目标却得满分",
            "mend": "按完成比例扣减得分，并说明偏差原因",
        }
    expected = proportional_scores(row)
    if row.weight is None or row.score is None or not expected or lawful_otherwise(row):
        return None
    if any(fits(row.score, e, row.row.score, weight=row.weight) for e in expected):
        return None
    right = written(round(expected[0], 2))
    return {
        "problem": f"“{one.result.name}”目标“{one.value}”、实际“{one.actual}”，得{written(row.score)}分；"
        f"按分值{written(row.weight)}和完成比例应为{right}分",
        "mend": f"把得分改为{right}分；采用其他计分规则的，写明规则",
    }


def empty_reasons(subject: SubmissionSubject) -> Iterator[SubmissionHit]:
    """Yield reasons of deviations that would fit any result (E13)."""
    done: set[tuple[int | None, int]] = set()
    for one in rows_of_text(subject):
        at = one.reason_at
        if not one.fell_short or at is None:
            continue
        cause = says_nothing(one.result.passage, at)
        if cause is not None:
            done.add((one.result.passage.paragraph, at.start))
            yield _hit(one, cause, problem="空泛，看不出与这一结果有什么关系",
                       mend="写清是哪件事、差多少、为什么影响这一结果，并写明改进措施")  # fmt: skip
    for text in passages(subject):
        for about, sentence, span in empty_causes(text):
            if text.paragraph is not None and (text.paragraph, sentence.start) not in done:
                yield SubmissionHit(
                    place=Place.PARAGRAPH, number=text.paragraph, start=span.start, end=span.end,
                    words=(("name", about), ("problem", "空泛，没有说明具体原因"),
                           ("mend", "写清是哪件事、影响了多少，并写明改进措施")),
                )  # fmt: skip


def _told(one: ReportedRow) -> Span:
    """Return the words of actual value and rate."""
    result = one.result
    figures = [f for f in (result.done, result.rate) if f is not None]
    start = min(f.clause.start for f in figures)
    plain = result.passage.plain
    while plain[start] in " \t\u3000,，、":
        start += 1
    return Span(start, max(f.span.end for f in figures))


def _hit(one: ReportedRow, span: Span, **words: str) -> SubmissionHit:
    return SubmissionHit(
        place=Place.PARAGRAPH,
        number=one.result.passage.paragraph,
        start=span.start,
        end=span.end,
        words=(("name", one.result.name), *words.items()),
    )


def _of_claim(claim: Claim, **words: str) -> SubmissionHit:
    return SubmissionHit(
        place=Place.PARAGRAPH, number=claim.paragraph, start=claim.start, end=claim.end,
        words=tuple(words.items()),
    )  # fmt: skip
