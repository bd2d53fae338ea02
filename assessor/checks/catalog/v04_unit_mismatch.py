"""A unit is written wrongly, twice, not at all, or the form names another one."""

import re
from collections.abc import Iterator
from functools import cache

from assessor.checks.check import Check, Example, Hit, Subject
from assessor.checks.word_lists import check_terms
from assessor.classifiers.row_text import unit_class
from assessor.core.finding import FoundBy, Severity
from assessor.core.span import Span
from assessor.core.target import Target, TargetKind
from assessor.text.lexicon import alternation, terms
from assessor.text.normalise import normalise

_SPELLED = re.compile(
    r"\d\s*(百分比|百分之(?!\d))|百分之[\d.]+\s*(%|百分比)|%\s*(百分比|百分之(?!\d))"
)
_UNIFY = "核实应当按哪个单位计量，名称、单位栏和指标值统一成一个单位"
_BRACKET = re.compile(r"[(\[【](?:单位:?)?([^()\[\]【】]{1,6})[)\]】]\s*$")
# Classes that cannot be taken for each other; 人 and 个, 分 and % are mixed in good faith.
_APART = frozenset(
    (a, b)
    for a, b in (
        ("percent", "money"), ("percent", "people"), ("percent", "extent"), ("percent", "count"),
        ("money", "people"), ("money", "extent"), ("money", "count"), ("money", "time"),
        ("percent", "time"), ("extent", "people"), ("time", "extent"),
    )
    for a, b in ((a, b), (b, a))
)  # fmt: skip


def find(subject: Subject) -> Iterator[Hit]:
    """Yield the wrong unit of a value; one hit a row, the surest first."""
    if not subject.value.strip():
        return
    for search in (_misspelled, _repeated, _without_money, _contradicted):
        if (hit := search(subject)) is not None:
            yield hit
            return


def _misspelled(subject: Subject) -> Hit | None:
    match = _SPELLED.search(subject.reading.value)
    if match is None:
        return None
    group = next(i for i, text in enumerate(match.groups(), start=1) if text)
    problem = "单位“{unit}”写法不规范，百分数只用“%”"
    return _hit(subject, Span(*match.span(group)), problem, "删去多写的字，只写“数字＋%”")


def _repeated(subject: Subject) -> Hit | None:
    match = _twice().search(subject.reading.value)
    if match is None:
        return None
    return _hit(subject, Span(*match.span(1)), "单位“{unit}”写了两遍", "单位只写一遍")


def _without_money(subject: Subject) -> Hit | None:
    name = subject.reading.bare_name
    if not any(term in name for term in check_terms("v04.money_names")):
        return None
    for target in _numbers(subject):
        if not target.unit and target.per and unit_class(target.per[0]) != "money":
            problem = "“{unit}”缺货币单位，看不出是元还是万元"
            return _hit(subject, target.span, problem, "写成“【__】元/【单位】”")
    return None


def _contradicted(subject: Subject) -> Hit | None:
    units = [("计量单位栏写的是", normalise(subject.indicator.unit).strip(" ()"))]
    # A name of another kind altogether is left to the model (V14).
    if not subject.judgement.name_value_mismatch:
        units += [("名称括号里写的是", m[1]) for m in _BRACKET.finditer(subject.reading.name)]
    for place, unit in units:
        for target in _numbers(subject):
            if _contradicts(unit, target):
                problem = f"{place}“{unit}”，而指标值是“{{unit}}”，单位相互矛盾"
                return _hit(subject, target.span, problem, _UNIFY, severity=Severity.MAJOR)
    return None


def _contradicts(unit: str, target: Target) -> bool:
    if unit not in _known_units() or target.per or not target.unit:
        return False
    if unit_class(unit) == unit_class(target.unit) == "money":
        return unit != target.unit
    return (unit_class(unit), unit_class(target.unit)) in _APART


def _numbers(subject: Subject) -> list[Target]:
    return [t for t in subject.reading.targets if t.kind is TargetKind.NUMBER]


@cache
def _known_units() -> frozenset[str]:
    classes = ("percent", "people", "time", "extent", "count")
    known = {unit for group in classes for unit in terms(f"units.{group}")}
    # 村 and 社区 in brackets are kinds of place (村（社区）), and m twice is a millimetre.
    known = {unit for unit in known if unit == "%" or not unit.isascii()}
    return frozenset(
        known - set(check_terms("v04.doubtful_units")) | set(check_terms("v04.money_units"))
    )


@cache
def _twice() -> re.Pattern[str]:
    """Match a unit that follows itself at the end of a phrase; 5天天 is one, 3人人均 is none."""
    units = alternation(tuple(_known_units()))
    return re.compile(rf"\d\s*(({units})\s*(?:\2)+)(?=$|[\s,;。、)/]|及?以[上内下])")


def _hit(
    subject: Subject, span: Span, problem: str, todo: str, *, severity: Severity | None = None
) -> Hit:
    told = problem.replace("{unit}", span.quote(subject.value))
    return Hit(
        field=subject.value_field,
        start=span.start,
        end=span.end,
        words=(("problem", told), ("todo", todo)),
        severity=severity,
    )


CHECK = Check(
    code="V04",
    name="unit-mismatch",
    title="计量单位有误",
    severity=Severity.MINOR,
    found_by=FoundBy.RULE,
    message="{problem}",
    hint="{todo}",
    what="单位写法不规范（≥100百分比）、重复（5万元万元）、缺“元”（28.40/株），或与单位栏、名称括号里的单位相矛盾。",
    why="单位不一致时，目标值与实际完成值、预算数无法核对，万元与元相差一万倍。",
    mend="百分数用“%”，金额写明元或万元；名称、单位栏和指标值用同一个单位，只写一次。",
    limits="只报确定无疑的；名称与指标值性质不同（如人数填百分比）由 V14 提出。",
    source="一般做法：计量单位规范、前后一致；单位与指标不符的退回修改",
    find=find,
    flagged=(
        Example(level2="质量指标", name="检测报告合格率", value="≥100百分比"),
        Example(level2="经济成本指标", name="苗木补助成本", value="≤28.40/株"),
        Example(level2="经济效益指标", name="带动社会投资（万元）", value="≥90元"),
    ),
    clean=(
        Example(level2="质量指标", name="检测报告合格率", value="＝100%"),
        Example(level2="经济成本指标", name="苗木补助成本", value="≤28.40元/株"),
        Example(level2="经济效益指标", name="带动社会投资（万元）", value="≥90万元"),
    ),
)
