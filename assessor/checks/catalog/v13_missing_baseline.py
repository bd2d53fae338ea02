"""A rise or fall in per cent that does not say against what."""

import re
from collections.abc import Iterator
from functools import cache

from assessor.checks.check import Check, Example, Hit, Subject
from assessor.checks.word_lists import check_pattern, check_terms
from assessor.core.finding import FoundBy, Severity
from assessor.core.target import Target, TargetKind
from assessor.text.lexicon import alternation
from assessor.text.normalise import normalise

_CLOSING = re.compile(r"(?:情况|指标|百分比|百分点|比率)+$")
_POINTS = ("个百分点", "百分点")
# 较2024年, 比基准, a year; neither 较大事故 nor 比例 names a base.
_COMPARED = re.compile(
    r"较(?![大高好强多快低重差])|(?<![占对])比(?![例重率值赛选武拼])|(?:19|20)\d\d(?![\d.])"
)
# A name that ends with a plain verb (效能提升 ≥90%) states a change only up to this figure.
_MODEST = 50
_USUAL = "“{name}”按统计惯例与上年同期相比，建议写明基期，免得自评时口径不一"
_OPEN = "“{name}”的指标值“{value}”是变化幅度，没有说明与哪一年、哪个数相比"


def find(subject: Subject) -> Iterator[Hit]:
    """Yield the first change whose base is not named."""
    if not subject.value.strip() or _names_base(subject):
        return
    for target in subject.reading.targets:
        if _is_change(target, subject):
            usual = check_pattern("v13.standard_statistics").search(subject.reading.name)
            value = subject.value[_start(target, subject) : target.span.end]
            problem = (_USUAL if usual else _OPEN).replace("{name}", subject.indicator.name)
            yield Hit(
                field=subject.value_field,
                start=_start(target, subject),
                end=target.span.end,
                words=(("problem", problem.replace("{value}", value)),),
                severity=Severity.INFO if usual else None,
            )
            return


def _names_base(subject: Subject) -> bool:
    if any(target.baseline for target in subject.reading.targets):
        return True
    printed = f"{subject.reading.name}\n{subject.reading.value}\n"
    text = printed + normalise(subject.indicator.description)
    base = check_pattern("v13.baseline_words")
    return base.search(text) is not None or _COMPARED.search(text) is not None


def _is_change(target: Target, subject: Subject) -> bool:
    if target.kind is not TargetKind.NUMBER or target.unit not in ("%", "成", "倍", *_POINTS):
        return False
    # The change word stands before the target or in its own span (下降≥10%, 增长8%).
    if _changes_before().search(subject.reading.value[: target.span.end]):
        return True
    name = _CLOSING.sub("", subject.reading.bare_name)
    if target.unit == "倍" or check_pattern("v13.no_change").search(name):
        return False
    if _at_end("v13.change_names").search(name):
        return True
    figure = target.low if target.low is not None else target.high
    is_modest = figure is not None and figure <= _MODEST
    return is_modest and _at_end("v13.change_verbs").search(name) is not None


def _start(target: Target, subject: Subject) -> int:
    """Return where the change is said: with its verb, where that stands right before."""
    before = subject.reading.value[: target.span.start].rstrip()
    verb = _at_end("v13.change_words").search(before)
    return verb.start() if verb else target.span.start


@cache
def _changes_before() -> re.Pattern[str]:
    """Match 提高5%, 下降≥10%; 提高到95% is a level."""
    words = alternation(check_terms("v13.change_words"))
    reached = alternation(check_terms("v13.reached"))
    return re.compile(
        rf"(?:{words})(?:率|幅度)?(?!{reached})[^\d,;。]{{0,5}}[\d.一二两三四五六七八九十]+\s*(?:%|成|倍|个?百分点)(?:以[上内]|及以上)?$"
    )


@cache
def _at_end(group: str) -> re.Pattern[str]:
    return re.compile(f"(?:{alternation(check_terms(group))})$")


CHECK = Check(
    code="V13",
    name="missing-baseline",
    title="缺基期",
    severity=Severity.MINOR,
    found_by=FoundBy.RULE,
    message="{problem}",
    hint="补上比较对象，如“较【__】年（基期值【__】）提高≥【__】个百分点”",
    what="增长率、下降率或“提高5个百分点”之类的目标，名称和指标值都没有说明与上年、某年或某个基数相比。",
    why="基期不同，同样的完成数可以算成完成，也可以算成未完成。",
    mend="写明基期年份，最好同时写出基期值；“较上年”“同比”也可以。",
    limits="“提高到95%”是水平不是变化，不报；节约率以预算为基数，不报；生产总值等统计指标按惯例与上年同期相比，只作提示。",
    source="一般做法：变化类指标应注明基期和基期值",
    find=find,
    flagged=(
        Example(level2="经济效益指标", name="合作社农产品销量增长率", value="≥10%"),
        Example(level2="社会效益指标", name="居民健康素养水平", value="提高5个百分点"),
    ),
    clean=(
        Example(level2="经济效益指标", name="合作社农产品销量增长率", value="较上年≥10%"),
        Example(level2="社会效益指标", name="居民健康素养水平", value="提高到28%"),
        Example(level2="经济成本指标", name="采购资金节约率", value="≥5%"),
    ),
)
