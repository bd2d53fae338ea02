"""Timeliness without a time: a day, a limit per case, or the rate of cases in time."""

import re
from collections.abc import Iterator
from dataclasses import replace

from assessor.core.rewrite import BLANK
from assessor.rewrites.case import Case, Draft
from assessor.rewrites.repairs.drafting import DATE, Maker, is_unsettled
from assessor.rewrites.repairs.knowledge import (
    Pace,
    is_unwanted,
    measure_at_end,
    pace_at_end,
    words,
)
from assessor.rewrites.repairs.naming import bare_of_adjectives, short_core, statement
from assessor.taxonomy.level_type import LevelType

_DATE = "原写法看不出期限，改为具体完成日期"
_NAMED = "名称写明是哪件事的时间，数字不变"
_WITHIN = re.compile(
    r"^(?P<after>[一-龥]{2,8}后)?(?:≤|不超过)?(?P<figure>\d+(?:\.\d+)?(?:个工作日|个月|工作日|日|天|小时|分钟))(?:之|以)?内?$"
)
_LIMIT = "逐件办理的事项以办理时限衡量，时限由填报单位填写"
_RATE = "分批或逐件完成的事项以按期比率衡量，比率由填报单位填写"
_PAID = ("补贴", "补助", "慰问金", "奖励", "津贴", "助学金", "抚恤金")
_ELSEWHERE = 0.6
_NODES = ("任务", "节点", "工作任务", "重点工作")
_GENERIC = re.compile(
    r"^(?:完成|实施|工作|任务|项目|产出)*(?:及时性?|按时性?|时效性?|进度|完成情况|及时率|时间)?$"
)
_TAIL = re.compile(
    r"(?:的)?(?:及时性|时效性|时效|按时性|进度|工作进度|及时情况|情况|及时|按时|按期|时间)+$"
)
_ASKED = re.compile(r"(?:按时|及时|按期|如期|准时)")
_ARRIVED = re.compile(r"(?<!落实)(?<!整改)(?<!执行)(?<!保障)(?<!责任)到位$")
_DAY_IN_MONTH = ("按月", "每月")


def drafts(case: Case) -> Iterator[Draft]:
    """Yield a date, a limit and a rate for a row of timeliness that names no time."""
    name = statement(case)
    yield from _named(case, name)
    if not _is_untimed(case, name):
        return
    stem = act_of(case, name)
    if not stem:
        return
    here = LevelType.TIMELINESS in (case.declared or (LevelType.TIMELINESS,))
    for draft in timed(case, stem, family="timeliness"):
        yield draft if here else replace(draft, prior=round(draft.prior * _ELSEWHERE, 3))


def _is_untimed(case: Case, name: str) -> bool:
    if not (is_unsettled(case) or "C08" in case.codes or "W04" in case.codes):
        return False
    found = measure_at_end(name)
    if found and found[1].kind != "date" and found[0] != name:
        return False
    if name.endswith(words("satisfaction")):
        return False
    if is_unwanted(bare_of_adjectives(name)):
        return False
    here = LevelType.TIMELINESS in (*(case.declared or (LevelType.TIMELINESS,)), case.likely)
    said = any(word in case.value or word in case.reading.name for word in words("timely"))
    return (said and here) or LevelType.TIMELINESS in (case.declared or (case.likely,))


def _named(case: Case, name: str) -> Iterator[Draft]:
    """Yield the time of the project where the name says nothing but 时效."""
    core = short_core(case, whole=True)
    if "W06" not in case.codes or is_unsettled(case) or not core or not _GENERIC.match(name):
        return
    make = Maker(case, "timeliness")
    within = _WITHIN.match(case.value)
    if within:
        yield make.draft(
            f"{core}{within['after'] or ''}办理时限", f"≤{within['figure']}", reason=_NAMED,
            level=LevelType.TIMELINESS, prior=0.9,
        )  # fmt: skip
    elif case.reading.value_class == "date":
        yield make.draft(
            f"{core}完成时间", case.value, level=LevelType.TIMELINESS, reason=_NAMED, prior=0.9
        )


def act_of(case: Case, name: str) -> str:
    """Return the act or thing that must be in time; the project where the row names none."""
    bare = _ASKED.sub("", _TAIL.sub("", name))
    found = measure_at_end(bare)
    if found and found[1].kind in ("date", "rate"):
        bare = bare[: -len(found[0])]
    bare = _TAIL.sub("", bare)
    bare = bare if _ARRIVED.search(bare) else bare_of_adjectives(bare)
    if _GENERIC.match(bare) or len(bare) < 2:
        return short_core(case, whole=True)
    return f"{bare}发放" if bare.endswith(_PAID) else bare


def timed(case: Case, stem: str, *, family: str) -> Iterator[Draft]:
    """Yield what can be said of when ``stem`` is done, the likeliest first."""
    make = Maker(case, family)
    home = LevelType.TIMELINESS
    found = pace_at_end(stem)
    pace = found[1] if found else None
    nodes = stem.endswith(_NODES)
    once = (pace is None or pace.date or bool(pace.value)) and not nodes and not _is_ongoing(stem)
    monthly = any(word in case.value + stem for word in _DAY_IN_MONTH)
    day = f"每月{BLANK}日前" if monthly else DATE
    full = f"{stem}{'' if stem.endswith('完成') else '完成'}时间"
    if pace and (pace.date or pace.value):
        full = f"{stem}{'时间' if found and found[0][-2:] in _ENDED else '完成时间'}"
    asked = (f"{stem}计划在几月几日前完成",)
    yield make.draft(
        full, day, level=home, reason=_DATE, prior=0.8 if once else 0.55, questions=asked
    )
    if pace and not pace.date:
        unit = pace.unit or "个工作日"
        yield make.draft(
            f"{stem}{pace.measure if pace.unit else '时限'}", f"≤{BLANK}{unit}", level=home,
            reason=_LIMIT, prior=0.75, questions=(f"{stem}最长不超过多少{unit}",),
        )  # fmt: skip
    yield make.draft(
        rate_name(stem, pace), f"≥{BLANK}%", level=home, reason=_RATE,
        prior=0.5 if once else 0.65,
    )  # fmt: skip


_ENDED = (
    "竣工",
    "完工",
    "上线",
    "交付",
    "开工",
    "建成",
    "到位",
    "发放",
    "移交",
    "入库",
    "验收",
    "开班",
    "启用",
    "举办",
    "召开",
    "开学",
)


def _is_ongoing(stem: str) -> bool:
    """Tell whether an act goes on all year, so that no day ends it: 应急测绘保障, 案件派遣."""
    return stem.endswith(words("ongoing"))


def rate_name(stem: str, pace: Pace | None) -> str:
    """Return the name of the rate of cases in time: 慰问金发放及时率, 工程按期竣工率."""
    if pace is None:
        ending = "及时率" if _is_ongoing(stem) else "按期完成率"
        return f"{stem.removesuffix('完成') or stem}{ending}"
    if pace.date and stem[-2:] in _ENDED and len(stem) > 2:
        return f"{stem[:-2]}按期{stem[-2:]}率"
    rate = pace.rate
    if rate == "按期办结率" and stem.endswith(("办理", "办结", "处理")) and len(stem) > 2:
        return f"{stem[:-2]}按期办结率"
    return f"{stem}{'及时率' if rate == '按期办结率' else rate}"
