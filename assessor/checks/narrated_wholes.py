"""Completion texts that say all was well where the table beside them says otherwise.

全部合格 beside a rate of 98 %, 均在7日内办结 beside an actual time of 9 days,
按期完工 beside a missed date, 未发生事故 beside 1起. Only where one row alone is meant.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessor.checks.claim_text import Passage, clauses, sentences
from assessor.checks.comparable_figures import canonical, conversion
from assessor.checks.fulfilment import Outcome
from assessor.checks.self_evaluation import EvaluatedRow
from assessor.checks.underlining import placed_words, trimmed
from assessor.checks.word_lists import check_pattern
from assessor.classifiers.row_text import read_row
from assessor.core.span import Span
from assessor.core.target import Sign, Target, TargetKind
from assessor.text.target_grammar import parse_targets

_SHARE_TAIL = re.compile(
    r"(?:(?P<kind>合格|达标|及时|按时|按期|准时|准确|完好)率|(?P<verb>率))(?:情况)?$"
)
_TERM_TAIL = re.compile(r"(?:完成|办理|平均)?(?:时间|时限|用时|时长|期限|周期|天数|日期)$")
_COUNT_TAIL = re.compile(r"(?:发生)?(?:起数|次数|件数|人数|数量|数|率)$")
_SAYS = {
    "合格": "合格|通过", "达标": "达标|合格", "准确": "准确|无误|无差错", "完好": "完好",
    "及时": "及时|按时|按期|准时|如期", "按时": "及时|按时|按期|准时|如期",
    "按期": "及时|按时|按期|准时|如期", "准时": "及时|按时|按期|准时|如期",
}  # fmt: skip
_IN_TIME = re.compile("按期|按时|如期|准时|提前")
_NONE = re.compile("未发生|没有发生|未出现|没有出现|无(?!偿|人|障碍|害|线|烟|纸)|零发生|杜绝了")


@dataclass(frozen=True, slots=True)
class Overstated:
    """A clause that says more than the table: where it stands, and the row that says so."""

    span: Span
    row: EvaluatedRow


def overstated(passage: Passage, rows: Sequence[EvaluatedRow]) -> Iterator[Overstated]:
    """Yield the clauses of a completion text that a row contradicts."""
    told = [row for row in rows if row.row.actual.strip()]
    for sentence in sentences(passage.plain):
        for clause in clauses(passage.plain, sentence):
            words = passage.plain[clause.start : clause.end]
            before = passage.plain[sentence.start : clause.end]
            if check_pattern("narratives.partial").search(words) or _counts_other(words, told):
                continue
            meant = [row for row in told if _contradicts(row, words, before)]
            if len(meant) == 1:
                yield Overstated(trimmed(passage.plain, clause), meant[0])


def _counts_other(words: str, rows: Sequence[EvaluatedRow]) -> bool:
    """Tell whether a clause speaks of a number of things that no row has: 其中27台."""
    known = {
        bound
        for row in rows
        for target in (row.fulfilment.actual, row.fulfilment.target)
        if target is not None
        for bound in (target.low, target.high)
    }
    return any(
        target.kind is TargetKind.NUMBER
        and canonical(target.unit)[0] not in ("share", "seconds")
        and target.low not in known
        for target in parse_targets(words)
    )


def _contradicts(row: EvaluatedRow, words: str, before: str) -> bool:
    name = read_row(row.row.name, row.value).bare_name
    return (
        _is_no_whole(row, name, words, before)
        or _is_longer(row, name, words, before)
        or _is_late(row, name, words, before)
        or _is_some(row, name, words, before)
    )


def _is_no_whole(row: EvaluatedRow, name: str, words: str, before: str) -> bool:
    """Tell whether all is claimed of a share below 100 %."""
    tail, actual = _SHARE_TAIL.search(name), row.fulfilment.actual
    if tail is None or actual is None or not check_pattern("narratives.whole").search(words):
        return False
    if canonical(actual.unit or "%")[0] != "share" or (actual.low or 100.0) >= 100.0:
        return False
    if (actual.low or 0.0) <= 1.0 or (row.fulfilment.target or actual).sign in _LIMITS:
        return False
    kind = tail["kind"]
    if kind is not None and re.search(_SAYS[kind], words) is None:
        return False
    return _is_about(name[: tail.start()], words, before)


_LIMITS = (Sign.AT_MOST, Sign.LESS_THAN)


def _is_longer(row: EvaluatedRow, name: str, words: str, before: str) -> bool:
    """Tell whether a shorter time is claimed than the table has."""
    tail, actual = _TERM_TAIL.search(name), row.fulfilment.actual
    if tail is None or actual is None or canonical(actual.unit)[0] != "seconds":
        return False
    bounds = [t for t in parse_targets(words) if t.kind is TargetKind.NUMBER and t.sign in _LIMITS]
    if len(bounds) != 1 or not _is_about(name[: tail.start()], words, before):
        return False
    return _exceeds(actual, bounds[0])


def _exceeds(actual: Target, bound: Target) -> bool:
    factor, figure = (
        conversion(bound, actual),
        actual.low if actual.low is not None else actual.high,
    )
    if factor is None or figure is None or bound.high is None:
        return False
    return figure * factor > bound.high + 1e-9


def _is_late(row: EvaluatedRow, name: str, words: str, before: str) -> bool:
    """Tell whether a term is said to be kept that the table says was missed."""
    done, tail = row.fulfilment, _TERM_TAIL.search(name)
    if tail is None or done.outcome is not Outcome.MISSED or done.target is None:
        return False
    if done.target.kind is not TargetKind.DATE:
        return False
    told = [t for t in parse_targets(words) if t.kind is TargetKind.DATE]
    deadline = any(t.sign in _LIMITS for t in told)
    if not (deadline or (not told and _IN_TIME.search(words))):
        return False
    return _is_about(name[: tail.start()], words, before)


def _is_some(row: EvaluatedRow, name: str, words: str, before: str) -> bool:
    """Tell whether nothing is said to have happened that the table counts."""
    actual, target = row.fulfilment.actual, row.fulfilment.target
    if actual is None or target is None or target.high != 0 or not actual.low:
        return False
    tail = _COUNT_TAIL.search(name)
    stem = name[: tail.start()] if tail is not None else name
    return _NONE.search(words) is not None and _is_about(stem, words, before)


def _is_about(stem: str, words: str, before: str) -> bool:
    """Tell whether a sentence has all words of a name, and its last one in this clause."""
    content = [word.text for _, word in placed_words(stem) if len(word.text) > 1]
    if not content:
        return False
    if content[-1] not in words:
        return False
    return all(word in before for word in content) or _is_subject(stem, words)


def _is_subject(stem: str, words: str) -> bool:
    """Tell whether all that stands before 全部 or 均 is part of a name: 病历全部合格."""
    match = check_pattern("narratives.whole").search(words)
    before = words[: match.start()] if match is not None else ""
    subject = [word.text for _, word in placed_words(before) if len(word.text) > 1]
    return bool(subject) and all(word in stem for word in subject)
