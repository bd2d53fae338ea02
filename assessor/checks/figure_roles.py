"""Figures of running text with the part that each plays: target, actual value, rate, points, gap."""

import re
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache, lru_cache

from assessor.checks.claim_text import Passage, amounts_in, clauses
from assessor.checks.word_lists import check_terms
from assessor.core.span import Span
from assessor.core.target import Target, TargetKind
from assessor.text.lexicon import alternation
from assessor.text.target_grammar import parse_targets

_LONGEST = 800
_RATE = re.compile(
    r"(?:完成率|完成比例|完成进度|完成度)(?:仅|只|为|是|达到?|约|[:：\s])*$"
    r"|(?:完成|达到?|实现|占|为|相当于|达成)了?(?:全年|年度|年初|既定|预期|绩效|下达|原定|批复)*(?:的)?"
    r"(?:目标|计划|任务|指标)(?:任务|目标|值|数|量|计划)*的(?:仅|约|\s)*$"
)
_TIMES = re.compile(
    r"(?:是|为|达到?|相当于)(?:年度|年初|预期|全年)?(?:目标|计划|任务|指标)(?:值|数|任务|量)?的$"
)
_DONE = re.compile(
    r"实际(?!支出|投资|到位|使用资金)[^\d,，。;；]{0,16}$|(?:完成值|达成值|实现值|完成数)(?:为|是|[:：])*$"
)
_GAP = re.compile(
    r"(?:多|少|差|缺|余|超额?|多出|超出|高出|低了|低|高|减少|增加|增长|提高|下降|降低|尚有|还有|仍有|其余|剩余|未完成|停办|缺口)(?:的|了|出|约|为|完成|\s)*$"
)
_FROM_TARGET = re.compile(  # 比目标快0.6小时: how far from the target
    r"[比较](?:年初|年度|原定|既定)?的?(?:目标|计划|要求|任务|指标|时限)(?:值|数|要求|时间)?(?:快|慢|早|晚|缩短|延长|提前|推迟|压缩|节约|节省|节余|上升|下降|回落)了?约?\s*$"
)
_SIGN = re.compile(
    r"(?:不超过|不低于|不少于|不高于|不大于|不小于|不多于|至少|至多|控制在|超过|高于|低于|小于|大于|[≥≤><=±]+)\s*$"
)


class Part(Enum):
    """What a figure of a sentence is in a result."""

    WANT = "want"
    DONE = "done"
    RATE = "rate"
    POINTS = "points"
    GAP = "gap"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure of a passage; ``target.span`` is relative to the passage.

    Attributes
    ----------
    behind
        The target stands behind the actual value (高于90%的目标值).
    left
        Words between the figure before it, or the start of the sentence, and this one.
    """

    target: Target
    part: Part
    clause: Span
    left: str = ""
    behind: bool = False

    @property
    def span(self) -> Span:
        """Where it stands in the passage."""
        return self.target.span

    @property
    def number(self) -> float:
        """The figure itself."""
        low, high = self.target.low, self.target.high
        return low if low is not None else high if high is not None else 0.0


@cache
def _want_before() -> re.Pattern[str]:
    words = alternation(check_terms("report_results.want_before"))
    link = r"(?:为|是|数|值|定为|设定为|设置为|确定为|要求|应|[:：(（“\"\s])*"
    return re.compile(rf"(?:{words}){link}[^\d,，。;；:：()（）、]{{0,14}}$")


@cache
def _want_behind() -> re.Pattern[str]:
    words = alternation(check_terms("report_results.want_behind"))
    return re.compile(rf"\s*(?:以上|以下|以内|及以上)?的?(?:{words})")


@cache
def _comparator() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{alternation(check_terms('report_results.comparators'))})(?:年初|年度|原定|设定)?的?\s*$"
    )


@lru_cache(maxsize=4096)
def figures_of(passage: Passage, sentence: Span) -> tuple[Figure, ...]:
    """Return the figures of a sentence with the part that each plays; none of endless ones."""
    plain = passage.plain
    if sentence.end - sentence.start > _LONGEST:
        return ()
    real = [a.span for a in amounts_in(plain, sentence)]
    found: list[Figure] = []
    last = sentence.start
    for clause in clauses(plain, sentence):
        words = plain[clause.start : clause.end]
        for target in map(_of_year, parse_targets(words)):
            if target.kind is not TargetKind.NUMBER or not target.unit:
                continue
            span = Span(clause.start + target.span.start, clause.start + target.span.end)
            if not any(r.start < span.end and span.start < r.end for r in real):
                continue
            digit = next((i for i in range(span.start, span.end) if plain[i].isdigit()), span.start)
            left = plain[last:digit]
            sign = _SIGN.search(plain, span.start, digit)
            placed = _read(plain, Span(sign.start() if sign else digit, span.end), target)
            if target.unit == "倍" and _TIMES.search(left):
                placed = replace(placed, low=(target.low or 0.0) * 100, unit="%")
                found.append(Figure(target=placed, part=Part.RATE, clause=clause, left=left))
                last = span.end
                continue
            part, behind = _part(placed, left, plain[span.end : span.end + 14])
            if behind:
                placed = _read(plain, Span(digit, span.end), target)
            if part is Part.WANT and _is_distance(found, placed, left):
                part = Part.GAP
            if part is Part.OTHER and target.unit == "%" and _goes_on(found, left):
                part = Part.RATE
            found.append(Figure(target=placed, part=part, clause=clause, left=left, behind=behind))
            last = span.end
    return tuple(found)


def _of_year(target: Target) -> Target:
    """Return a frequency of the whole year as the number that it is: 全年作业46次."""
    if target.kind is TargetKind.FREQUENCY and target.frequency in _WHOLE_YEAR:
        return replace(target, kind=TargetKind.NUMBER)
    return target


_WHOLE_YEAR = ("全年", "全年度", "年内", "本年", "本年度", "当年", "年度")


def _is_distance(found: list[Figure], target: Target, left: str) -> bool:
    """Tell whether a figure says by how much a target is passed: 高于目标值2.6个百分点."""
    if not re.search("(?:高于|低于|超过|超出|高出|少于|多于)[^,，]{1,8}$", left):
        return False
    before = [f.number for f in found if f.target.unit == target.unit]
    number = target.low if target.low is not None else target.high or 0.0
    return "百分点" in target.unit or bool(before and number < 0.5 * before[-1])


def _goes_on(found: list[Figure], left: str) -> bool:
    """Tell whether a share continues a list of completion rates: 分别完成目标的100%、109.6%."""
    return (
        bool(found)
        and found[-1].part is Part.RATE
        and left.strip() in ("、", "和", "及", ",", "，")
    )


def _read(plain: str, span: Span, target: Target) -> Target:
    """Read a figure again without the words before it, which may change its sign (为90%以上)."""
    read = parse_targets(plain[span.start : span.end])
    alone = read[0] if len(read) == 1 and read[0].unit == target.unit else target
    return replace(alone, span=span)


def _part(target: Target, left: str, right: str) -> tuple[Part, bool]:
    clause = re.split("[,，;；。:：]", left)[-1] if "目标" not in left[-24:] else left
    if target.unit == "分":
        return Part.POINTS, False
    if target.unit == "%" and _RATE.search(left):
        return Part.RATE, False
    if _comparator().search(left) and _want_behind().match(right):
        return Part.WANT, True
    if _DONE.search(left):
        return Part.DONE, False
    if _GAP.search(left) or _FROM_TARGET.search(left):
        return Part.GAP, False
    if _want_before().search(clause) and not re.search("实际|完成率|完成了", clause[-8:]):
        compared = re.search(
            rf"(?:{alternation(check_terms('report_results.comparators'))})(?:年初|年度)?(?:{alternation(check_terms('report_results.want_before'))})",
            clause,
        )
        return Part.WANT, compared is not None
    if re.match(r"\s*的?(?:年度|年初)?(?:目标值|指标值|计划数)(?!任务)", right):
        return Part.WANT, False
    return Part.OTHER, False


_PART = re.compile(r"\d[^,，。;；]*(?:中|里)(?!心|央)[^,，。;；]*$|(?<!没)(?:只|仅)(?:有|占)\s*$")


def is_part_of(plain: str, figure: Figure) -> bool:
    """Tell whether a figure is of a part of what its clause counts: 13个项目中签约的只有5个."""
    before = plain[figure.clause.start : figure.span.start]
    after = plain[figure.span.end : figure.clause.end]
    return (
        _PART.search(before) is not None
        or re.match(r"[^,，。;；\d]{0,12}[中里](?!心|央)", after) is not None
    )


def is_operand(plain: str, figure: Figure) -> bool:
    """Tell whether a figure is multiplied or divided: its scope is that of the reckoning."""
    behind = plain[figure.span.end : figure.clause.end]
    before = plain[figure.clause.start : figure.span.start]
    return (
        re.match(r"[^\d,，。;；]{0,8}[×xX*＊÷]", behind) is not None
        or re.search(r"[×xX*＊÷]\s*$", before) is not None
    )


def scale_of(unit: str) -> float:
    """Return what 万 and 亿 before a unit multiply with: 万人次 has 10000."""
    return {"万": 1e4, "亿": 1e8}.get(unit[:1], 1.0)
