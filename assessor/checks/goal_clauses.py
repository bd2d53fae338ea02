"""What the clauses of a goal text are: promises, or duties, roles of the money, plans of spending."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from assessor.checks.underlining import trimmed
from assessor.checks.word_lists import check_pattern, check_terms
from assessor.classifiers.row_text import unit_class
from assessor.core.span import Span
from assessor.core.target import TargetKind
from assessor.text.lexicon import alternation
from assessor.text.normalise import normalise
from assessor.text.target_grammar import parse_targets

_CLAUSE = re.compile(r"(?:(?<=\d),(?=\d)|[^,;。!?\n])+")
_NUMBERED = re.compile(
    r"^\s*(?:[(（]?[一二三四五六七八九十\d]{1,2}[)）、.．]|目标\s*\d*\s*[:：]|[①-⑳])\s*"
)
_MONEY = re.compile(r"\d[\d,.]*\s*(?:万元|亿元|元|万(?![人名户次亩株吨平册份]))")
_RUNNING = re.compile(r"(?:正常|平稳|安全|稳定|良好|可靠)(?:运行|运转|使用)$")
_BLANKS = re.compile(r"\s+")
_MOMENTS = frozenset((TargetKind.DATE, TargetKind.PERIOD))


_HEADING = re.compile(r"^[\u4e00-\u9fff、]{2,16}:(?=.{6})")


# 履行……四项职责: what is listed are duties, whatever change they speak of.
_CALLED = re.compile(
    r"(?:履行|承担|行使|担负|肩负|落实|压实|扛起|做好|抓好|围绕|聚焦)[^\d]*?"
    r"(?:职责|职能|职权|责任制?|使命|义务|主责主业|[一二两三四五六七八九十]+(?:项|大|个|方面)"
    r"(?:重点|中心|主要|核心)?(?:任务|工作|要求))$"
)
_INTERNAL = re.compile(
    r"^(?:进一步|不断|切实|认真|全面|持续|着力|扎实)*"
    r"(?:加强|强化|严格|严明|严肃|压实|夯实|提高|统一|抓好|抓实|落实|注重|狠抓)"
    r"(?:组织|日常|内部|工作|政治|思想|作风|统筹|业务|财务|党风廉政|廉政|党的|自身|班子|干部队伍|队伍|责任|制度|安全|监督|督促|考核|协调|沟通)*"
    r"(?:领导|管理|纪律|站位|认识|建设|配合|协调|监督|检查|督导|考核|责任|执行|调度|意识)$"
)


class ClauseKind(StrEnum):
    """What a clause of a goal says."""

    PROMISE = "promise"
    DUTY = "duty"
    ROLE = "role"
    MONEY = "money"
    LEAD_IN = "lead-in"
    OTHER = "other"


_UNSAID = (ClauseKind.LEAD_IN, ClauseKind.OTHER)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause with its place in the text."""

    span: Span
    kind: ClauseKind


def clauses_of(text: str) -> Iterator[Clause]:
    """Yield the clauses of a text in reading order."""
    plain = normalise(text)
    planned = False
    for match in _CLAUSE.finditer(plain):
        span = trimmed(plain, Span(*match.span()))
        if span.end <= span.start:
            continue
        words = _BLANKS.sub("", _NUMBERED.sub("", span.quote(plain)))
        clause = Clause(span, _kind(_HEADING.sub("", words)))
        if planned and clause.kind in _UNSAID and _MONEY.search(words):
            clause = replace(clause, kind=ClauseKind.MONEY)  # 其中保洁劳务28万元
        planned = planned or clause.kind is ClauseKind.MONEY
        yield clause


@cache
def _duty() -> re.Pattern[str]:
    verbs = alternation(check_terms("s08.duty_verbs"))
    objects = alternation(check_terms("s08.duty_objects"))
    return re.compile(rf"(?:{verbs}).*?(?:{objects})$|^负责|^(?:{objects})$")


@cache
def _lead_in() -> re.Pattern[str]:
    return re.compile(f"^(?:{alternation(check_terms('s08.lead_ins'))})")


def _kind(clause: str) -> ClauseKind:
    if check_pattern("s08.roles").search(clause):
        return ClauseKind.ROLE
    if _CALLED.search(clause) or _INTERNAL.match(clause):
        return ClauseKind.DUTY
    if _promises_amount(clause):
        return ClauseKind.PROMISE
    if _MONEY.search(clause) and check_pattern("s08.money_uses").search(clause):
        return ClauseKind.MONEY
    if check_pattern("s08.needs").search(clause):
        return ClauseKind.DUTY
    if check_pattern("s08.effects").search(clause):
        return ClauseKind.PROMISE
    if _RUNNING.search(clause) and check_pattern("s08.facilities").search(clause):
        return ClauseKind.PROMISE
    if _duty().search(clause):
        return ClauseKind.DUTY
    if clause.startswith(("用于", "主要用于", "资金用于", "经费用于")):
        return ClauseKind.MONEY
    return ClauseKind.LEAD_IN if _lead_in().search(clause) else ClauseKind.OTHER


def _promises_amount(clause: str) -> bool:
    """Tell whether a clause holds an amount of anything but money and calendar dates."""
    return any(
        target.kind is TargetKind.NUMBER
        and unit_class(target.unit) not in ("money", "bare")
        and target.unit not in ("万", "年", "年度", "月", "日")
        for target in parse_targets(clause)
    )
