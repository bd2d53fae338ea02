"""Causes in running text that would fit any deviation: 受客观因素影响, 由于种种原因."""

import re
from collections.abc import Iterator
from functools import cache

from assessor.checks.claim_text import Passage, Role, clauses, sentences
from assessor.checks.reported_results import bare_name
from assessor.checks.reported_rows import cause_start
from assessor.checks.word_lists import check_pattern, check_terms
from assessor.core.span import Span
from assessor.text.lexicon import alternation

_HAN = re.compile(r"[^\u4e00-\u9fffA-Za-z]+")
_LEAST_CONTENT = 3
_BARE = re.compile(
    r"(?:原因|因素|主要|在于|分析|说明)(?:是|为|有|如下|在于)*$"
)  # what follows the colon is the cause
_HARDSHIP = re.compile(
    "(?:存在|面临|遇到|有)(?:着|了)?(?:一定|一些|较大|较多|诸多|不少|部分|相当)?的?(?:困难|难度|阻力|压力|制约|局限|挑战)"
)
_DENIED = re.compile("没有偏差|无偏差|未发现|不存在偏差")


@cache
def _empty() -> re.Pattern[str]:
    groups = ("report_results.generic_causes", "reasons.generic", "reasons.filler", "reasons.cause",
              "reasons.generic_before", "reasons.generic_heads", "reasons.empty_measures")  # fmt: skip
    words = [word for group in groups for word in check_terms(group)]
    words += [
        "预算执行",
        "执行率",
        "执行",
        "得分",
        "满意度",
        "该项",
        "指标",
        "年度",
        "扣分",
        "制约",
        "限制",
        "综合",
        "多方面",
        "诸多",
        "等方面",
        "共同",
        "作用",
        "目标值",
        "值",
    ]
    return re.compile(alternation(tuple(words)))


def says_nothing(passage: Passage, sentence: Span) -> Span | None:
    """Return the clause of a cause that is empty of content, ``None`` where the sentence tells one."""
    plain = passage.plain
    words = plain[sentence.start : sentence.end]
    at = cause_start(words)
    if at < 0 or _DENIED.search(words):
        return None
    parts = [clause for clause in clauses(plain, sentence) if clause.end > sentence.start + at]
    if not parts:
        return None
    cause = parts[0]
    colon = plain[cause.end : cause.end + 1] in (":", "：")
    if colon and _BARE.search(plain[cause.start : cause.end]) and len(parts) > 1:
        cause, at = parts[1], max(at, parts[1].start - sentence.start)
    told = plain[cause.start : cause.end]
    rest = plain[cause.end : sentence.end]
    if re.search(r"\d", told[max(0, at - (cause.start - sentence.start)) :]) or re.search(
        r"\d", rest
    ):
        return None
    inside = told[max(0, at - (cause.start - sentence.start)) :]
    if not (
        _HARDSHIP.search(inside)
        or check_pattern("report_results.generic_causes").search(inside)
        or check_pattern("reasons.generic").search(inside)
    ):
        return None
    if _content(inside) or _content_of_cause(rest):
        return None
    lead = len(told) - len(told.lstrip(" ,，"))
    return Span(cause.start + lead, cause.start + len(told.rstrip()))


def _content(words: str) -> bool:
    """Tell whether anything is left after what every unit could write."""
    return len(_HAN.sub("", _empty().sub("", _HARDSHIP.sub("", words)))) >= _LEAST_CONTENT


def _content_of_cause(rest: str) -> bool:
    """Tell whether the clauses behind a cause go on to tell what happened."""
    return any(_content(clause) for clause in re.split("[,，:：]", rest) if clause.strip())


def empty_causes(passage: Passage) -> Iterator[tuple[str, Span, Span]]:
    """Yield topic, sentence and clause of deviations whose cause is empty."""
    if passage.role not in (Role.RESULT, Role.OTHER):
        return
    every = list(sentences(passage.plain))
    for number, sentence in enumerate(every):
        words = passage.plain[sentence.start : sentence.end]
        if not check_pattern("report_results.deviation").search(words):
            continue
        span = says_nothing(passage, sentence)
        if span is None:
            continue
        after = every[number + 1 :][:1]
        if any(_goes_on(passage.plain[s.start : s.end]) for s in after):
            continue
        yield _about(words), sentence, span


def _goes_on(words: str) -> bool:
    """Tell whether the next sentence tells the particulars."""
    return re.match(r"\s*(?:具体|其中|一是|主要|即|包括|如)", words) is not None


def _about(words: str) -> str:
    name = bare_name(re.split(r"[,，]", words)[0])
    name = re.split("偏差|主要|由于|因|受|原因|低于|未|没有|滞后|偏|\\d", name)[0]
    return bare_name(name)[:16] or "这一结果"
