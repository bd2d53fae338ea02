"""Figures of results that a text reports, linked to the rows of the tables."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessor.checks.claim_text import Passage, Role, amounts_in, clauses, sentences
from assessor.checks.comparable_figures import canonical, conversion, pieces
from assessor.checks.figure_comparison import Outcome, compare_figures
from assessor.checks.narrated_objects import object_before, object_of_row, same_object
from assessor.checks.self_evaluation import EvaluatedRow
from assessor.checks.topics import topic_of
from assessor.checks.word_lists import check_pattern
from assessor.classifiers.row_text import read_row
from assessor.core.claim import Claim, ClaimKind, ClaimTopic, ClaimVerdict
from assessor.core.span import Span
from assessor.core.target import Target, TargetKind
from assessor.text.lexicon import terms
from assessor.text.target_grammar import parse_targets

_LEAST_CORE = 4
_YEAR = re.compile(r"((?:19|20)\d\d)\s*年")
_ROUGHLY = 0.05
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Measure:
    """A row with one figure as its target, and the words by which a text may name it."""

    row: EvaluatedRow
    target: Target
    name: str
    core: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Link:
    """A measure and the figure of the text that belongs to it."""

    measure: Measure
    figure: Target


def measures_of(rows: Sequence[EvaluatedRow]) -> tuple[Measure, ...]:
    """Return the rows that a figure of the text can be linked to."""
    found = []
    for row in rows:
        numbers = [t for t in parse_targets(row.value) if t.kind is TargetKind.NUMBER]
        if len(numbers) == 1:
            name = read_row(row.row.name, row.value).bare_name
            core = _core(name, numbers[0].unit)
            found.append(Measure(row, numbers[0], name, core, topic_of(core).strong))
    return tuple(found)


def reported_figures(
    passage: Passage, measures: Sequence[Measure], *, tabled: bool, year: int | None
) -> Iterator[Claim]:
    """Yield the figures of a passage.

    Parameters
    ----------
    tabled
        The document has rows; without any the figures are listed as not checkable.
    """
    if passage.role in (Role.PLAN, Role.INTRODUCTION):
        return
    for sentence in sentences(passage.plain):
        for clause in clauses(passage.plain, sentence):
            words = passage.plain[clause.start : clause.end]
            figures = [t for t in parse_targets(words) if _is_figure(t)]
            if not figures or _is_of_other_time(words, figures[0], year):
                continue
            links = [link for measure in measures for link in _links(measure, words, figures)]
            around = (
                passage.plain[sentence.start : clause.start],
                passage.plain[clause.end : sentence.end],
            )
            links += _by_objects(measures, words, figures, links, around)
            alone = [k for k in links if sum(k.figure == other.figure for other in links) == 1]
            for link in alone:
                claim = _linked(passage, clause, link)
                if claim.verdict is not ClaimVerdict.DISAGREES or not _is_of_other(link, measures):
                    yield claim
            if not links and not tabled and passage.role is Role.RESULT:
                yield from _unlinked(passage, clause)


def _by_objects(
    measures: Sequence[Measure], words: str, figures: Sequence[Target], known: list[_Link],
    around: tuple[str, str],
) -> Iterator[_Link]:  # fmt: skip
    """Yield the figures whose noun is that of one row alone: 健身步道建成24公里."""
    lead, rest = around
    if check_pattern("claims.other_times").search(lead[-24:]) or re.match(
        r"[,，、]\s*(?:一?共计?|合计|总计)\s*\d", rest
    ):
        return
    if not measures or len(words) > _LONGEST:
        return
    objects = [object_before(words, figure) for figure in figures]
    for figure, told in zip(figures, objects, strict=True):
        beside = [
            o
            for f, o in zip(figures, objects, strict=True)
            if f is not figure and _same_unit(f, figure)
        ]
        if any(other is None or not other.verb for other in beside):
            continue  # several counts below one verb: 慰问困难职工120人、离退休职工185人
        if told is None or any(link.figure == figure for link in known):
            continue
        fitting = [m for m in measures if _same_unit(m.target, figure)]
        named = [(m, object_of_row(m.name, m.target.unit)) for m in fitting]
        meant = [m for m, named_thing in named if named_thing.noun == told.noun]
        if len(meant) != 1 or any(link.measure is meant[0] for link in known):
            continue
        if same_object(told, object_of_row(meant[0].name, figure.unit)):
            yield _Link(meant[0], figure)


def _same_unit(one: Target, other: Target) -> bool:
    units = [t.unit.lstrip("万亿千") for t in (one, other)]
    return units[0] == units[1] and canonical(units[0])[0] not in ("share", "元", "seconds")


def _is_of_other(link: _Link, measures: Sequence[Measure]) -> bool:
    """Tell whether another row has this very figure as its actual value."""
    for other in measures:
        known = other.row.fulfilment.actual
        if other is link.measure or known is None or known.unit != link.figure.unit:
            continue
        if known.low == link.figure.low:
            return True
    return False


def _is_figure(target: Target) -> bool:
    return target.kind is TargetKind.NUMBER and target.low is not None and bool(target.unit)


def _is_of_other_time(words: str, figure: Target, year: int | None) -> bool:
    before = words[: figure.span.end]
    if check_pattern("claims.other_times").search(before):
        return True
    named = set(_YEAR.findall(before))
    return bool(named) and year is not None and str(year) not in named


def _links(measure: Measure, words: str, figures: Sequence[Target]) -> Iterator[_Link]:
    """Yield the one figure of a clause that belongs to a row; nothing where several might."""
    at = _named_at(measure, words)
    if at is None:
        return
    target = measure.target
    fitting = [f for f in figures if f.unit and conversion(target, f) is not None]
    fitting = [f for f in fitting if target.unit or canonical(f.unit)[0] != "元"]
    if not words[:at].endswith(measure.name):
        fitting = [f for f in fitting if _counts_alike(f.unit, target.unit)]
    if canonical(target.unit)[0] == "share":
        fitting = [f for f in fitting if f.span.start >= at]
    if len(fitting) == 1:
        yield _Link(measure, fitting[0])


def _counts_alike(one: str, other: str) -> bool:
    """Tell whether two units count the same: persons are no visits (人次), houses no calls (户次)."""
    visits = [unit.endswith("次") and len(unit.lstrip("万亿千")) > 1 for unit in (one, other)]
    return visits[0] == visits[1]


def _named_at(measure: Measure, words: str) -> int | None:
    """Return where a clause names the measure of a row, ``None`` if it does not."""
    at = words.find(measure.name)
    if at == 0 or (at > 0 and len(measure.name) >= _LEAST_CORE):
        return at + len(measure.name)
    if not pieces(measure.target):
        return _extent_named_at(measure, words)
    at = words.find(measure.core)
    if at >= 0 and len(measure.core) >= _LEAST_CORE:
        return at
    if len(measure.words) > 1 and all(word in words for word in measure.words):
        return words.find(measure.words[0])
    return None


def _extent_named_at(measure: Measure, words: str) -> int | None:
    """Return where a clause names what has a length or area: 更换管道27.8公里 for 更换管道长度."""
    tail = next((t for t in terms("measures.extent") if measure.name.endswith(t)), None)
    stem = measure.name.removesuffix(tail) if tail else ""
    at = words.find(stem) if len(stem) >= _LEAST_CORE else -1
    return at if at >= 0 else None


def _core(name: str, unit: str) -> str:
    """Return a name without the measure at its end: 慰问困难职工人数 is 慰问困难职工.

    The unit of the row tells measures that no list has: 补植乔木株数 with 株.
    """
    own = unit.lstrip("万亿千")
    if own and name.endswith((own, f"{own}数", f"{own}数量")):
        return re.sub(f"{re.escape(own)}(?:数量?)?$", "", name)
    for measure in (*terms("measures.people"), *terms("measures.count")):
        if name.endswith(measure):
            return name.removesuffix(measure)
    return name


def _linked(passage: Passage, clause: Span, link: _Link) -> Claim:
    row, figure = link.measure.row, link.figure
    whole = Span(clause.start + figure.span.start, clause.start + figure.span.end)
    printed = amounts_in(passage.plain, whole)
    span = printed[-1].span if printed else whole
    verdict, why = _compared(link)
    return passage.claim(
        span, ClaimKind.FIGURE, ClaimTopic.REPORTED_FIGURE, verdict, why, rows=(row.row.id,)
    )


def _compared(link: _Link) -> tuple[ClaimVerdict, str]:
    row, target = link.measure.row, link.measure.target
    name, value = row.row.name, _figure(target, link.figure)
    actual = row.fulfilment.actual
    if actual is not None and row.row.actual.strip():
        known = _figure(target, actual)
        if known is None or value is None or _is_bound(actual):
            return ClaimVerdict.CANNOT_DECIDE, f"与“{name}”的实际完成值口径不同"
        rough = link.figure.approximate or actual.approximate
        slack = (
            _ROUGHLY * abs(known)
            if rough
            else 0.0051 * abs(known)
            if known != round(known)
            else 1e-6
        )
        if _is_bound(link.figure):
            return _bounded(link, known)
        if abs(known - value) <= slack:
            return (
                ClaimVerdict.AGREES,
                f"与自评表“{name}”的实际完成值“{row.row.actual.strip()}”一致",
            )
        if row.fulfilment.outcome is Outcome.REACHED and value in (target.low, target.high):
            told = f"写的是“{name}”的指标值，实际完成值是“{row.row.actual.strip()}”"
            return ClaimVerdict.CANNOT_DECIDE, told
        return ClaimVerdict.DISAGREES, f"自评表“{name}”的实际完成值是“{row.row.actual.strip()}”"
    if row.row.actual.strip() or value is None:
        return ClaimVerdict.CANNOT_DECIDE, f"与“{name}”的实际完成值口径不同"
    outcome = compare_figures(row.row, target, value).outcome
    if outcome is Outcome.REACHED:
        return ClaimVerdict.AGREES, f"达到“{name}”的指标值“{row.value.strip()}”"
    if outcome is Outcome.MISSED:
        return ClaimVerdict.DISAGREES, f"没有达到“{name}”的指标值“{row.value.strip()}”"
    return ClaimVerdict.CANNOT_DECIDE, f"“{name}”的指标方向不明确"


def _is_bound(figure: Target) -> bool:
    return (figure.low is None) != (figure.high is None)


def _bounded(link: _Link, known: float) -> tuple[ClaimVerdict, str]:
    """Compare an actual value with a bound of the text: 达到95%以上 beside 96.8%."""
    row, target, figure = link.measure.row, link.measure.target, link.figure
    factor = conversion(target, figure) or 1.0
    low, high = (None if b is None else b * factor for b in (figure.low, figure.high))
    kept = (low is None or known >= low - 1e-9) and (high is None or known <= high + 1e-9)
    actual = f"自评表“{row.row.name}”的实际完成值“{row.row.actual.strip()}”"
    if kept:
        return ClaimVerdict.AGREES, f"与{actual}相符"
    return ClaimVerdict.DISAGREES, f"{actual}不在这个范围之内"


def _figure(target: Target, figure: Target) -> float | None:
    factor = conversion(target, figure)
    bound = figure.low if figure.low is not None else figure.high
    return None if factor is None or bound is None else bound * factor


def _unlinked(passage: Passage, clause: Span) -> Iterator[Claim]:
    for amount in amounts_in(passage.plain, clause):
        if amount.unit and amount.unit != "分":
            yield passage.claim(
                amount.span,
                ClaimKind.FIGURE,
                ClaimTopic.REPORTED_FIGURE,
                ClaimVerdict.CANNOT_DECIDE,
                "材料中没有指标表，无法与指标值对照",
            )
