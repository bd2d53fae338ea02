"""The same quantity told twice in one report with two different figures."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessor.checks.claim_text import Passage, Role, sentences
from assessor.checks.comparable_figures import canonical, conversion
from assessor.checks.figure_roles import Figure, Part, figures_of, is_operand, is_part_of
from assessor.checks.report_targets import Announced, target_of
from assessor.checks.reported_results import ReportedResult, phrase_of, title_of
from assessor.checks.reported_rows import ReportedRow
from assessor.checks.topics import topic_of
from assessor.core.claim import Claim, ClaimKind, ClaimTopic, ClaimVerdict
from assessor.core.span import Span

_OTHER_SCOPE = re.compile(
    r"上年|去年|同期|同比|环比|上一年|往年|上半年|下半年|季度|首期|第[一二三]|[0-9一二三四五六七八九十]月(?!底)|其中|每|平均|人均|计划|目标|预计|拟|应|较|比|分别|部分|截至|约|近|超过|以上|至少|20\d\d年底前|问卷|样本|抽查|抽检|抽样|调查|新增|增加|减少|提高到|由|从|原|另|未|没有|尚|其余|剩余|余下|仍"
)
_MONEY_RATE = re.compile("执行率|支出率|到位率|支付率|完成率")
_LEAST_RATE = 5


@dataclass(frozen=True, slots=True)
class _Told:
    passage: Passage
    sentence: Span
    figure: Figure
    name: str
    in_result: bool

    @property
    def quote(self) -> str:
        """The clause, as printed."""
        return self.figure.clause.quote(self.passage.text).strip(" ，,、")


def repeated_figures(
    texts: Sequence[Passage], reported: Sequence[ReportedRow], announced: Sequence[Announced]
) -> Iterator[Claim]:
    """Yield the figures that another place of the report contradicts, each pair once."""
    wanted = {(a.passage.paragraph, a.figure.span.start) for a in announced}
    told = [*_of_results(reported), *_loose(texts, reported, wanted)]
    done: set[tuple[int | None, int]] = set()
    for at, one in enumerate(told):
        for other in told[at + 1 :]:
            if (one.passage.paragraph, one.sentence) == (other.passage.paragraph, other.sentence):
                continue
            if not _differ(one.figure, other.figure):
                continue
            if _of_other_subject(one, other) or not _is_same_thing(one, other, announced):
                continue
            wrong, right = (one, other) if _is_detail(other) > _is_detail(one) else (other, one)
            place = (wrong.passage.paragraph, wrong.figure.span.start)
            if place in done:
                continue
            done.add(place)
            yield wrong.passage.claim(
                _span(wrong), ClaimKind.FIGURE, ClaimTopic.REPEATED_FIGURE,
                ClaimVerdict.DISAGREES, f"同一材料另一处写“{right.quote}”",
            )  # fmt: skip


def _is_detail(told: _Told) -> int:
    """Return how surely a place is the one where the quantity is told in full."""
    place = "".join(told.passage.headings) + told.passage.plain[:12]
    summary = re.search("结论|总体|综述|概述|总结|结果", place)
    detail = re.search("产出|数量|质量|时效|效益|满意度|指标", place)
    return 2 * told.in_result + (detail is not None) - 3 * (summary is not None)


def _span(told: _Told) -> Span:
    start, plain = told.figure.clause.start, told.passage.plain
    while plain[start] in " \t,，、":
        start += 1
    return Span(start, told.figure.span.end)


def _of_results(reported: Sequence[ReportedRow]) -> Iterator[_Told]:
    for row in reported:
        result = row.result
        if result.done is not None and not _MONEY_RATE.search(result.name):
            linked = result.want is None and result.rate is None
            own = phrase_of(result.passage.plain, result.done) if linked else ""
            yield _Told(result.passage, result.sentence, result.done, own or result.name, True)


def _loose(
    texts: Sequence[Passage], reported: Sequence[ReportedRow], wanted: set[tuple[int | None, int]]
) -> Iterator[_Told]:
    """Yield figures that stand alone, without target or rate, for the whole of the year."""
    taken = wanted | {
        (r.result.passage.paragraph, r.result.done.span.start) for r in reported if r.result.done
    }
    for text in texts:
        if text.paragraph is None or text.role is Role.INTRODUCTION:
            continue
        for sentence in sentences(text.plain):
            for figure in figures_of(text, sentence):
                words = text.plain[figure.clause.start : figure.clause.end]
                if figure.part not in (Part.OTHER, Part.DONE) or _OTHER_SCOPE.search(words):
                    continue
                if is_part_of(text.plain, figure) or is_operand(text.plain, figure):
                    continue
                if (text.paragraph, figure.span.start) in taken:
                    continue
                if canonical(figure.target.unit)[0] == "元":
                    continue
                name = phrase_of(text.plain, figure)
                if not _MONEY_RATE.search(name):
                    yield _Told(text, sentence, figure, name, False)


_ITEM = re.compile(
    r"^\s*(?:[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,2})[)）、.．]|[一二三四五六七八九十]是)"
)


def _of_other_subject(one: _Told, other: _Told) -> bool:
    """Tell whether two places speak of different subjects.

    So do two items of one list, and two sentences whose words before the figure share nothing
    though both name something.
    """
    places = [told.passage for told in (one, other)]
    beside = places[0] is not places[1] and places[0].headings == places[1].headings
    if beside and all(_ITEM.match(passage.plain) for passage in places):
        return True
    subjects = [_subject(told) for told in (one, other)]
    return all(subjects) and not (subjects[0] & subjects[1])


def _subject(told: _Told) -> frozenset[str]:
    """Return the words of the sentence, or the title of its item, that say whose figure it is."""
    own = topic_of(told.name).strong
    lead = told.passage.plain[told.sentence.start : told.figure.clause.start]
    words = topic_of(f"{title_of(told.passage)}，{lead}").strong
    return frozenset(word for word in words if word not in own)


def _differ(one: Figure, other: Figure) -> bool:
    factor = conversion(one.target, other.target)
    if factor is None or one.target.unit.lstrip("万亿千") != other.target.unit.lstrip("万亿千"):
        return False
    if one.target.sign is not None or other.target.sign is not None:
        return False
    mine, theirs = one.number, other.number * factor
    if one.target.approximate or other.target.approximate or not mine or not theirs:
        return False
    if _is_of_years(one) != _is_of_years(other):
        return False
    return abs(mine - theirs) > 0.006 * max(mine, theirs)


def _is_of_years(figure: Figure) -> bool:
    """Tell whether a figure is added up over years rather than that of the year."""
    return re.search("累计|历年|总计|共计", figure.left[-14:]) is not None


def _is_same_thing(one: _Told, other: _Told, announced: Sequence[Announced]) -> bool:
    """Tell whether two figures are of one quantity: one rate by its name, one count by its target."""
    if one.figure.target.unit == "%":
        short, long = sorted((one.name, other.name), key=len)
        return len(short) >= _LEAST_RATE and long.endswith(short)
    if one.name == other.name and one.in_result != other.in_result:
        return True
    targets = [_target(told, announced) for told in (one, other)]
    return targets[0] is not None and targets[0] is targets[1]


def _target(told: _Told, announced: Sequence[Announced]) -> Announced | None:
    result = ReportedResult(
        passage=told.passage, name=told.name, phrase=told.name, sentence=told.sentence,
        done=told.figure,
    )  # fmt: skip
    return target_of(result, announced)
