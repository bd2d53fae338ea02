"""Claims of results without a figure: 取得显著成效, 面貌焕然一新, 广受好评."""

import re
from collections.abc import Iterator
from functools import cache

from assessor.checks.claim_text import Passage, Role, amounts_in, clauses, has_figure, sentences
from assessor.checks.word_lists import check_pattern, check_terms
from assessor.core.claim import Claim, ClaimKind, ClaimTopic, ClaimVerdict
from assessor.core.span import Span
from assessor.text.lexicon import alternation

_LISTS = (
    "degree_adverbs", "result_verbs", "result_nouns", "result_adjectives", "finished",
    "finish_verbs", "states", "praise_verbs", "praise_nouns",
)  # fmt: skip
_GENERAL = re.compile(
    r"^[\s,，]*(?:各项|各|整体|总体|全部|本)?(?:工作|任务|项目|活动)(?:实施|开展|推进)?"
)
_LEAD = re.compile(
    r"^[\s,，、]*(?:[(（]?[一二三四五六七八九十\d][)）]?[是、.])?(?:通过[^,，]{2,20}|并|且|同时|从而|进而|也|更|还|切实)?$"
)


@cache
def _vague() -> re.Pattern[str]:
    words = {name: f"(?:{alternation(check_terms(f'claims.{name}'))})" for name in _LISTS}
    forms = (
        r"取得了?{degree_adverbs}?{result_adjectives}的?{result_nouns}",
        r"{result_nouns}(?:十分|非常|较为|很|更加|比较|相当)?{result_adjectives}",
        r"{result_adjectives}的{result_nouns}",
        r"(?P<adverb>{degree_adverbs})地?(?P<verb>{result_verbs})(?P<done>了)?",
        r"(?:{degree_adverbs}|普遍|更为|愈发|越来越)地?{states}(?=[\s,，。;；、!！]|$|了)",
        r"(?P<finished>{finished}地?{finish_verbs})",
        r"{praise_verbs}了?[^,，。;；\d]{{0,16}}{praise_nouns}",
        alternation(check_terms("claims.praise_idioms")),
    )
    return re.compile("|".join(form.format(**words) for form in forms[:-1]) + "|" + forms[-1])


def vague_results(passage: Passage, *, measured: bool) -> Iterator[Claim]:
    """Yield claims of results that no figure supports.

    Parameters
    ----------
    measured
        The report tells results with their targets elsewhere: that all was 较好地完成 is then a
        summary of these.
    """
    if passage.role not in (Role.RESULT, Role.OTHER) or _is_on_management(passage):
        return
    every = list(sentences(passage.plain))
    for number, sentence in enumerate(every):
        after = every[number + 1] if number + 1 < len(every) else None
        for clause in clauses(passage.plain, sentence):
            if _is_supported(passage, sentence, clause, after):
                continue
            for match in _vague().finditer(passage.plain, clause.start, clause.end):
                if match["finished"] and measured:
                    continue
                if _is_activity(passage.plain, clause, match):
                    continue
                if not _is_denied(passage.plain, sentence, match.start()):
                    yield passage.claim(
                        Span(*match.span()),
                        ClaimKind.VAGUE_RESULT,
                        ClaimTopic.RESULT,
                        ClaimVerdict.CANNOT_DECIDE,
                        "这句话没有数据，无法核实",
                    )


def _is_on_management(passage: Passage) -> bool:
    """Tell whether a chapter is on how money and work are managed, which is no result."""
    if not passage.headings:
        return False
    title = passage.headings[-1]
    if re.search("做法|经验|决策|过程|组织|打算", title):
        return True
    return is_on_money(title) and check_pattern("claims.outcome_headings").search(title) is None


_SERVICE = re.compile(
    r"(?<!资金)(?<!财务)(?<!预算)(?<!项目)(?<!组织)(?<!绩效)(?<!过程)(?<!资产)(?<!业务)(?<!内部)(?<!经费)(?<!合同)(?<!档案)(?<=[\u4e00-\u9fff])管理(?!制度|办法|情况|机制)"
)


def is_on_money(title: str) -> bool:
    """Tell whether a heading is on money, rules or the management of a project.

    The management that is itself the service (慢性病管理, 网格化管理) is none.
    """
    rest = _SERVICE.sub("", title)
    return check_pattern("claims.money_headings").search(rest) is not None


def _is_supported(passage: Passage, sentence: Span, clause: Span, after: Span | None) -> bool:
    """Tell whether a figure of the sentence, or the one that goes on from it, backs a claim.

    That all work was a success is not backed by a figure before it on something else.
    """
    plain = passage.plain
    if _tells(plain, clause):
        return True
    if _tells(plain, sentence):
        behind = _tells(plain, Span(clause.end, sentence.end))
        return behind or _GENERAL.match(plain[clause.start : clause.end]) is None
    return after is not None and _tells(plain, after)


def _tells(plain: str, within: Span) -> bool:
    """Tell whether a stretch holds a figure other than a score."""
    if not has_figure(plain, within):
        return False
    amounts = amounts_in(plain, within)
    return not amounts or any(amount.unit != "分" for amount in amounts)


def _is_activity(plain: str, clause: Span, match: re.Match[str]) -> bool:
    """Tell whether 持续推进…, 进一步提升… tells what is done and not what was reached."""
    if not match["adverb"] or match["done"]:
        return False
    if match["adverb"] not in check_terms("claims.activity_adverbs"):
        return False
    if match["verb"] in check_terms("claims.activity_verbs"):
        return True
    behind = plain[match.end() : clause.end].strip(" ,，。的")
    return bool(behind) and _LEAD.match(plain[clause.start : match.start()]) is not None


def _is_denied(plain: str, sentence: Span, at: int) -> bool:
    """Tell whether what stands before a phrase makes it a plan, an aim or a lack."""
    clause = max(plain.rfind(mark, sentence.start, at) for mark in "，,：:") + 1
    before = plain[max(clause, sentence.start) : at]
    return check_pattern("claims.not_claimed").search(before) is not None
