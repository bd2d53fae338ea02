"""Running text as the search for claims sees it: passages with their role, sentences, amounts."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache

from assessor.checks.comparable_figures import canonical
from assessor.checks.submission_check import SubmissionSubject
from assessor.checks.word_lists import check_pattern
from assessor.core.claim import Claim, ClaimKind, ClaimTopic, ClaimVerdict
from assessor.core.span import Span
from assessor.core.submission import GoalKind
from assessor.text.lexicon import alternation, terms
from assessor.text.normalise import normalise

_SENTENCE = re.compile(r"[^。；;！？!?\n]+")
_CLAUSE = re.compile(r"[^。；;！？!?\n，,：:]+(?:(?<=\d),(?=\d{3})[^。；;！？!?\n，,：:]+)*")
_NUMBER = r"(?<![\d.])\d+(?:,\d{3})*(?:\.\d+)?"
_SCALES = {"": 1.0, "千": 1e3, "万": 1e4, "亿": 1e8}
_LEAST_SHARED = 20
_LONGEST_BLOCK = 90
_WORDS = re.compile(
    r"(?:[一二两三四五六七八九十]+|几十|数十)(?:场|次|名|人|户|个|项|期|家|件)"
    r"(?!重点|主要|工作|任务|措施|方面|环节|目标|指标|制度|工程|行动|机制|举措|原则|年度|[^\u4e00-\u9fff]*关)"
)
# Years, days, numbers of documents, chapters and lists, and names in quotation marks.
_NO_FIGURE = re.compile(
    r"(?:19|20)\d\d\s*年度?|\d{1,2}\s*[月日号](?!均)|[《〔\[【][^》〕\]】]{0,40}\d[^》〕\]】]{0,40}[》〕\]】]|"
    r"[(（]\s*\d{1,2}\s*[)）]|(?<!\d)\d{1,12}\s*号|第\s*\d{1,12}|(?:^|(?<=[。；;\n]))\s*\d{1,2}\s*[、.．](?!\d)|"
    r"[“\"][^”\"]{0,8}\d[^”\"]{0,8}[”\"]"
)


class Role(Enum):
    """What a chapter is for, by its headings."""

    RESULT = "result"
    PLAN = "plan"
    INTRODUCTION = "introduction"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A paragraph of a report, or a completion text of a table.

    Attributes
    ----------
    text, plain
        As printed, and normalised one to one.
    """

    text: str
    plain: str
    role: Role
    headings: tuple[str, ...] = ()
    paragraph: int | None = None
    project: int | None = None
    goal: int | None = None

    def claim(
        self, span: Span, kind: ClaimKind, topic: ClaimTopic, verdict: ClaimVerdict, why: str,
        *, rows: tuple[str, ...] = (),
    ) -> Claim:  # fmt: skip
        """Return a claim at ``span`` of this passage."""
        return Claim(
            text=span.quote(self.text),
            kind=kind,
            topic=topic,
            verdict=verdict,
            why=why,
            start=span.start,
            end=span.end,
            paragraph=self.paragraph,
            project=self.project,
            goal=self.goal,
            rows=rows,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A printed figure with its unit.

    Attributes
    ----------
    value
        With its 万 multiplied out: 1.62万元 is 16200; units of time and length stay.
    kind
        What the unit measures (元, persons, pieces, share ...), ``""`` without unit.
    unit
        Unit as printed, without 万.
    slack
        Half a unit of the last decimal, multiplied out likewise; a figure without decimals is exact.
    """

    value: float
    kind: str
    unit: str
    slack: float
    span: Span


def passages(subject: SubmissionSubject) -> tuple[Passage, ...]:
    """Return the paragraphs, and the completion texts of the tables."""
    found = [
        Passage(
            text=one.text, plain=normalise(one.text), role=role_of(one.headings),
            headings=one.headings, paragraph=number,
        )
        for number, one in enumerate(subject.submission.paragraphs)
    ]  # fmt: skip
    printed = tuple(_folded(one.text) for one in subject.submission.paragraphs)
    for number, project, _ in subject.projects():
        found += [
            Passage(
                text=goal.text, plain=normalise(goal.text), role=Role.RESULT, project=number,
                goal=position,
            )
            for position, goal in enumerate(project.goals)
            if goal.kind is GoalKind.RESULT and not _is_printed(_folded(goal.text), printed)
        ]  # fmt: skip
    return tuple(found)


def _folded(text: str) -> str:
    return "".join(normalise(text).split())


def _is_printed(goal: str, paragraphs: tuple[str, ...]) -> bool:
    """Tell whether a completion text is (part of) the running text that is read anyway."""
    return any(
        goal in paragraph or (len(paragraph) >= _LEAST_SHARED and paragraph in goal)
        for paragraph in paragraphs
    )


def role_of(headings: tuple[str, ...]) -> Role:
    """Return the role of a chapter: the innermost heading that tells one decides."""
    for at in range(len(headings) - 1, -1, -1):
        plain = normalise(headings[at])
        for role in (Role.PLAN, Role.RESULT, Role.INTRODUCTION):
            if check_pattern(f"claims.{role.value}_headings").search(plain):
                if role is Role.PLAN and _is_object(plain, headings[:at]):
                    continue
                return role
    return Role.OTHER


_PLANS = re.compile(
    r"^[\s\d一二三四五六七八九十()（）、.．第部分]*(?:目前|当前|主要|项目|工作|绩效|年度)*(?:存在|问题(?![线化整治处排青楼])|不足|困难(?![群职学家党户人])|下一步|改进|建议|打算|今后|整改|偏差)"
    r"|(?:问题|不足|原因|措施|建议|打算)(?:及|和|与|、)|(?:及|和|与|、)[^、]{0,6}(?:问题|不足|建议|措施|改进|打算)"
)


def _is_object(heading: str, parents: tuple[str, ...]) -> bool:
    """Tell whether a heading of a chapter of results names a matter (检察建议, 信访问题化解)."""
    return bool(parents) and role_of(parents) is Role.RESULT and not _PLANS.search(heading)


def sentences(plain: str) -> Iterator[Span]:
    """Yield the sentences of a text."""
    return (Span(*match.span()) for match in _SENTENCE.finditer(plain) if match.group().strip())


def clauses(plain: str, sentence: Span) -> Iterator[Span]:
    """Yield the clauses of a sentence; a comma inside a number parts nothing."""
    for match in _CLAUSE.finditer(plain, sentence.start, sentence.end):
        yield Span(*match.span())


@cache
def amount_pattern() -> str:
    """Return the pattern of a figure with scale and unit, without groups that have names."""
    groups = ("percent", "money", "people", "time", "extent", "score", "count")
    units = {unit for group in groups for unit in terms(f"units.{group}")}
    units |= {"个月", "平方米", "名", "篇", "分"}
    plain = tuple(
        u for u in units if u[0] not in "万亿千" or u in ("千米", "千克", "千瓦", "千瓦时")
    )
    return rf"{_NUMBER}\s*(?:千(?!米|克|瓦)|万|亿)?\s*(?:{alternation(plain)})?"


@cache
def _amount() -> re.Pattern[str]:
    return re.compile(rf"({_NUMBER})\s*(千(?!米|克|瓦)|万|亿)?\s*(.*)", re.DOTALL)


@cache
def _amounts() -> re.Pattern[str]:
    return re.compile(amount_pattern())


def read_amount(plain: str, span: Span) -> Amount | None:
    """Read the amount that stands at ``span``."""
    match = _amount().match(plain[span.start : span.end])
    if match is None:
        return None
    number, scale, unit = match.group(1), match.group(2) or "", match.group(3).strip()
    factor = _SCALES[scale]
    places = len(number.partition(".")[2])
    return Amount(
        value=float(number.replace(",", "")) * factor,
        kind=canonical(unit)[0],
        unit=unit,
        slack=0.5 * 10.0**-places * factor if places else 0.0,
        span=Span(span.start, span.start + len(plain[span.start : span.end].rstrip())),
    )


def amounts_in(plain: str, within: Span) -> tuple[Amount, ...]:
    """Return the amounts of a stretch; dates, years, numbers of chapters and documents are none."""
    around = max(0, within.start - _LONGEST_BLOCK), within.end + _LONGEST_BLOCK
    blocked = [match.span() for match in _NO_FIGURE.finditer(plain, *around)]
    starts = [start for start, _ in blocked]
    found = (
        read_amount(plain, Span(*match.span()))
        for match in _amounts().finditer(plain, within.start, within.end)
        if not _is_blocked(match.start(), starts, blocked)
    )
    return tuple(amount for amount in found if amount is not None)


def _is_blocked(at: int, starts: list[int], blocked: list[tuple[int, int]]) -> bool:
    """Tell whether a place lies in one of the blocks, which follow each other."""
    nearest = bisect_right(starts, at) - 1
    return nearest >= 0 and at < blocked[nearest][1]


def has_figure(plain: str, within: Span) -> bool:
    """Tell whether a stretch tells any figure of a result."""
    if amounts_in(plain, within):
        return True
    return _WORDS.search(plain, within.start, within.end) is not None
