"""Rows that measure several things: one row for each, figures only where they are certain."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from assessor.classifiers.row_text import read_row
from assessor.core.judgement import ValueKind
from assessor.core.rewrite import BLANK
from assessor.rewrites.allness import says_none
from assessor.rewrites.case import Case, Draft, DraftRow
from assessor.rewrites.framing import framed
from assessor.rewrites.name_parsing import parse_name
from assessor.rewrites.repairs.counted import counted_stem
from assessor.rewrites.repairs.counting_units import measure_for_unit
from assessor.rewrites.repairs.drafting import (
    Maker,
    blank_value,
    evidence_for,
    proper_level,
    questions_for,
    sign_of,
)
from assessor.rewrites.repairs.joints import UNKNOWN, Piece, measured, percentage_name, pieces_of
from assessor.rewrites.repairs.knowledge import is_unwanted, measure_at_end
from assessor.rewrites.repairs.naming import fluent, group_of, short_core
from assessor.rewrites.repairs.values import is_zero
from assessor.taxonomy.level_type import LevelType
from assessor.text.segment import tagged_words
from assessor.text.target_grammar import parse_targets

Families = Callable[[Case], Iterator[Draft]]

_SPLIT = "一行衡量了{count}件事，拆成{count}行分别设目标值"
_AIMS = "一行写了{count}个目的，每个目的各用一项可计量的指标衡量"
_PRINTED = "（原写“{value}”，没有分开）"
_LEAST = 2
_LEAST_PRIOR = 0.15
_LEAST_GENERAL = 0.4
_GENERAL = "general."
_TASKS = "general.tasks-done"
_FALLBACK = 0.25
_LOSS = 0.3
_GOOD = 0.7
_SURE = 0.9
_MOST_AIMS = 0.75
_EVIDENCE = 4
_NONE_OF = re.compile(r"无(?=(?:责任|安全)?(?:事故|故障|差错|投诉|案件)$)")
_EVENT = re.compile(r"^(?:开展|举办|组织|召开|承办)(?=.{4})")
_BOUNDS = ("以上", "以下", "以内", "之内")
_OCCASIONS = ("次", "人次", "场", "场次", "户次", "家次", "期")
_BONUS = 0.25
_SHORTEST = 5
_TAIL = 4
_COUNTS = ("数量", "数")
_NEAR_RATES = {LevelType.QUALITY, LevelType.SOCIAL}
_MONEY = ("元", "万元", "亿元")
_TIMES = "次"


def drafts(case: Case, single: Families) -> Iterator[Draft]:
    """Yield the rows of the things that the row joins, one of the printed level first.

    Parameters
    ----------
    single
        The repairs of rows that measure one thing, for pieces without a figure.
    """
    pieces, how = pieces_of(case)
    if len(pieces) < _LEAST:
        return
    vague = case.codes & {"V09", "W05"} and not all(piece.figure for piece in pieces)
    if measured(case) and not vague:
        yield from _with_figures(case, pieces, how)
    else:
        yield from _alone(case, pieces, single)


def _with_figures(case: Case, pieces: tuple[Piece, ...], how: str) -> Iterator[Draft]:
    rows = tuple(_row(case, piece) for piece in pieces)
    if len({row.name for row in rows}) < len(rows):
        return
    reason = _SPLIT.format(count=len(rows)) + how
    known = _PRINTED.format(value=case.value) if how == UNKNOWN else ""
    questions = {
        row.name: tuple(f"{asked}{known}" for asked in questions_for(row.name, row.value))
        for row in rows
    }
    yield _split(case, rows, questions=questions, reason=reason, prior=_SURE)


def _alone(case: Case, pieces: tuple[Piece, ...], single: Families) -> Iterator[Draft]:
    """Yield the likeliest draft of every piece that stands alone under the same open value."""
    best: list[Draft] = []
    for piece in pieces:
        taken = {draft.row.name[-_TAIL:] for draft in best if not draft.row.name.endswith(_COUNTS)}
        found = _likeliest(case, piece.name, single, taken)
        if found is None:
            return
        best.append(found)
    aims = case.parts.is_aim
    priors = [draft.prior for draft in best]
    mean = sum(priors) / len(priors)
    draft = _split(
        case, tuple(draft.row for draft in best),
        questions={draft.row.name: draft.questions for draft in best},
        reason=(_AIMS if aims else _SPLIT).format(count=len(best)),
        prior=min(_MOST_AIMS, mean) if aims else min(_SURE, mean + _BONUS),
    )  # fmt: skip
    papers = dict.fromkeys(paper for draft in best for paper in draft.evidence[:2])
    yield replace(draft, evidence=tuple(papers)[:_EVIDENCE])


def _split(
    case: Case, rows: tuple[DraftRow, ...], *, questions: dict[str, tuple[str, ...]],
    reason: str, prior: float,
) -> Draft:  # fmt: skip
    """Return the draft with a row that keeps its level first, and a question per blank."""
    ordered = tuple(sorted(rows, key=lambda row: row.level is not None))
    first, *others = ordered
    asked = [
        question
        for row in ordered
        for question in _per_blank(questions[row.name], row.value.count(BLANK))
    ]
    draft = Maker(case, "split").draft(
        first.name, first.value, level=first.level or next(iter(case.declared or ()), None), reason=reason, prior=round(prior, 3),
        questions=tuple(asked),
    )  # fmt: skip
    papers = dict.fromkeys(paper for row in ordered for paper in evidence_for(row.name))
    return replace(draft, further=tuple(others), evidence=tuple(papers)[:_EVIDENCE])


def _per_blank(questions: tuple[str, ...], blanks: int) -> tuple[str, ...]:
    """Return as many questions as blanks, the last one as often as it takes."""
    known = questions or ("目标值",)
    return tuple(known[min(i, len(known) - 1)] for i in range(blanks))


def _case_alone(case: Case, name: str) -> Case:
    """Return the row as if it were called ``name`` and its value decided nothing."""
    value = "" if measured(case) else case.value
    judgement = replace(case.assessed.judgement, value_kind=ValueKind.OPEN)
    return replace(
        case, parts=parse_name(name), reading=read_row(name, value), value=value,
        codes=case.codes - {"W07"} | {"W01"}, assessed=replace(case.assessed, judgement=judgement),
    )  # fmt: skip


def _likeliest(case: Case, name: str, single: Families, taken: set[str]) -> Draft | None:
    """Return the best draft for a piece of its own; a general frame only if nothing else fits."""
    alone = _case_alone(case, name)
    thing = alone.parts.object

    def worth(draft: Draft) -> float:
        end = measure_at_end(draft.row.name)
        strange = end is not None and draft.row.level not in (*end[1].levels, None)
        general = draft.frame.startswith(_GENERAL)
        return draft.prior - _FALLBACK * general - _LOSS * strange

    own = tuple(single(alone))
    is_sure = any(draft.prior >= _GOOD for draft in own)
    found = [
        draft
        for draft in (own if is_sure else (*own, *framed(alone)))
        if draft.row.name[-_TAIL:] not in taken and not draft.name_question and not draft.further
        and draft.frame != _TASKS and thing and thing in draft.row.name
        and len(draft.row.name) >= _SHORTEST
        and draft.prior >= (_LEAST_GENERAL if draft.frame.startswith(_GENERAL) else _LEAST_PRIOR)
    ]  # fmt: skip
    best = max(found, key=worth, default=None)
    if best is None or best.row.level not in (case.declared or ()):
        return best
    return replace(best, row=replace(best.row, level=None))


def _row(case: Case, piece: Piece) -> DraftRow:
    """Return the row of one piece with its own figure or a blank."""
    figure = piece.figure
    target = next((t for t in parse_targets(figure) if t.unit), None) if figure else None
    unit = target.unit if target else ""
    bare = _EVENT.sub("", _NONE_OF.sub("", piece.name))
    name = _named(case, bare, in_percent="%" in figure)
    blank = ""
    if measure_at_end(name) is None:
        name, blank = _completed(case, name, unit)
    name = fluent(name)
    found = measure_at_end(name)
    is_near = bool(case.declared) and set(case.declared or ()) <= _NEAR_RATES
    stays = (
        found is not None
        and found[1].kind != "money"
        and (
            not set(found[1].levels).isdisjoint(case.declared or ())
            or (found[1].kind == "rate" and found[1].levels[0] in _NEAR_RATES and is_near)
        )
    )
    level = None if stays else proper_level(case, name)
    value = figure or blank or blank_value(case, name)
    if re.match(r"^\d", value) and unit and not value.endswith(_BOUNDS):
        is_none = is_zero(value)
        value = f"{'=' if is_none else sign_of(case, name, level, value)}{value}"
    return DraftRow(level=level, name=name, value=value)


def _named(case: Case, name: str, *, in_percent: bool) -> str:
    """Put who or what is measured in front of a bare measure; name the percentage."""
    full = (percentage_name(name) or name) if in_percent else name
    found = measure_at_end(full)
    if found is None or found[0] != full:
        opinion = full.endswith("率") and len(full) <= len("推荐率") and in_percent
        return f"{case.parts.group}{full}" if opinion else full
    return f"{group_of(case) if found[1].kind == 'satisfaction' else short_core(case)}{full}"


def _completed(case: Case, name: str, unit: str) -> tuple[str, str]:
    """Return the name with its measure, and a blank in its unit."""
    measure = measure_for_unit(unit)
    if unit in _MONEY:
        return f"{name}金额", ""
    if unit:
        said = not measure or name.endswith((measure, "功率", "量"))
        twice = name[-1] == measure[:1] and measure.endswith("数")
        return name if said else f"{name}{'数' if twice else measure}", ""
    if is_unwanted(name):
        return f"{name}起数", "=0起" if says_none(case) else f"≤{BLANK}起"
    shared = next((target.unit for target in measured(case) if target.unit), "")
    counted = counted_stem(parse_name(name), name)
    if counted:
        return counted[0], f"≥{BLANK}{counted[1] or BLANK}"
    acts = any(word.tag.startswith("v") for word in tagged_words(name)[-1:])
    if shared and measure_for_unit(shared) and (not acts or shared in _OCCASIONS):
        return f"{name}{measure_for_unit(shared)}", f"≥{BLANK}{shared}"
    if acts:
        return f"{name}次数", f"≥{BLANK}{_TIMES}"
    return f"{name}数量", f"≥{BLANK}{BLANK}"
