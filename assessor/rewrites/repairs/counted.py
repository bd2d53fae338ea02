"""An object or act as name that can be counted: the counting word completes the name."""

import re
from collections.abc import Iterator

from assessor.core.judgement import ValueKind
from assessor.core.rewrite import BLANK
from assessor.rewrites.allness import says_all, says_none
from assessor.rewrites.case import Case, Draft
from assessor.rewrites.name_parts import NameParts
from assessor.rewrites.repairs.blank_measures import printed_unit
from assessor.rewrites.repairs.counting_units import measure_for_unit
from assessor.rewrites.repairs.drafting import Maker, is_unsettled, sign_of
from assessor.rewrites.repairs.knowledge import (
    acts,
    counting_at_end,
    is_unwanted,
    measure_at_end,
    pace_at_end,
    rate_said,
    words,
)
from assessor.rewrites.repairs.naming import (
    bare_of_adjectives,
    counted_name,
    kept_name,
    statement,
    without_event,
)
from assessor.rewrites.repairs.values import mended, number_targets
from assessor.taxonomy.level_type import LevelType
from assessor.text.segment import tagged_words

_BLANK = "以“{name}”计数，说清做多少，由填报单位填写数量"
_FIGURE = "名称补上度量“{measure}”，与指标值的计量单位一致，数字不变"
_SAID_THING = "指标值只写数字和单位，所数的东西移到名称中，数字不变"
_BEFORE_FIGURE = re.compile(
    r"^(?P<thing>(?!不|每|约|累计|共|达|完成|至少|大于|小于|高于|低于|较)[一-龥]{3,12})(?=\d[\d.,]*[一-龥]{1,2}$)"
)
_RATE = "任务另可用完成率衡量，由填报单位填写计划比例"
_DURATIONS = ("天", "日", "工作日", "个工作日", "小时", "个小时", "分钟", "秒", "周", "个月")
_WITHIN = ("天内", "天以内", "日内")
_EXTENTS = ("重量", "长度", "里程")
_SAID = ("量", "度", "深", "宽", "高", "厚", "距", "值", "耗", "径", "降雨", "埋深")
_ENDED = ("增长", "提高", "下降", "减少", "增加", "缩短", "提升", "降低")
_EVENTS_LESS = "不希望发生的事以发生数衡量，由填报单位填写上限"
_SLIPS = ("差错", "误差", "故障", "损耗", "漏损")
_OUTCOMES = (LevelType.SOCIAL, LevelType.QUALITY, LevelType.SATISFACTION)
_EFFECTS = (LevelType.SOCIAL, LevelType.QUALITY, LevelType.ECOLOGICAL, LevelType.SUSTAINABILITY)
_KEPT_DOWN = re.compile(r"控制|压减|压缩|不超|从严")
_NO_THINGS = ("人", "人次", "户", "次", "场", "吨")
_COUNTED_ACTS = {
    "优化": "优化", "改善": "改造", "改造": "改造", "完善": "完善", "建设": "建设", "新建": "新建",
    "修缮": "修缮", "修复": "修复", "整治": "整治", "打造": "建设", "建立": "建立", "更新": "更新",
}  # fmt: skip
_CREATED = "创作"
_WORKS = ("部", "首", "篇", "场")
_ENTERED = ("列入", "入选", "获评", "入围", "授牌")
_WITH_ACT = 3
_MONEY = ("元", "万元", "亿元")
_NEAR_QUANTITY = 0.25
_EVENTS = ("举办", "召开", "开展", "承办", "组织")


def drafts(case: Case) -> Iterator[Draft]:
    """Yield names that count the object, with the printed figure or with a blank."""
    name = statement(case)
    if measure_at_end(name) or case.parts.pieces:
        return
    if is_unsettled(case) or "W04" in case.codes:
        yield from _bad_events(case, name)
        yield from _uncounted(case, name)
    elif case.assessed.judgement.value_kind is ValueKind.QUANTITATIVE:
        yield from _counted(case, name)


def measured_name(case: Case) -> str:
    """Return the row's name, completed by what its figure counts where it names no measure."""
    name = kept_name(case)
    targets = number_targets(case)
    if measure_at_end(name) or len(targets) != 1 or targets[0].per:
        return name
    measure = measure_for_unit(targets[0].unit)
    if measure in _EXTENTS and name.endswith(_SAID):
        return name
    if is_duration(case, targets[0].unit, name):
        return f"{name}时限"
    if measure and not name.endswith(_ENDED) and not name.startswith(_ENDED):
        return f"{_without_event(case, name)}{measure}"
    if not targets[0].unit:
        return f"{name}数量" if counting_at_end(name) else name
    return name


def is_duration(case: Case, unit: str, name: str) -> bool:
    """Tell whether a figure says how long something may take: a time under timeliness."""
    if unit not in _DURATIONS:
        return False
    timely = LevelType.TIMELINESS in (case.declared or (case.likely,))
    return (timely and "次" not in name) or (unit == "天" and case.value.endswith(_WITHIN))


def _counted(case: Case, name: str) -> Iterator[Draft]:
    """Complete the name by the unit of the printed figure."""
    targets = number_targets(case)
    if len(targets) != 1 or targets[0].per:
        return
    make = Maker(case, "counted-name")
    if targets[0].unit in _MONEY:
        full = f"{name}金额"
        yield make.draft(
            full, mended(case, full).value, reason=_FIGURE.format(measure="金额"), prior=0.6
        )
        return
    measure = measure_for_unit(targets[0].unit)
    if not measure or (measure in _EXTENTS and name.endswith(_SAID)):
        return
    if is_duration(case, targets[0].unit, name):
        return
    said = _BEFORE_FIGURE.match(case.value)
    if said and "V02" in case.codes:
        full = f"{name}（{said['thing']}）{measure}"
        value = f"≥{case.value[said.end('thing') :]}"
        yield make.draft(full, value, reason=_SAID_THING, prior=0.93)
        return
    full = f"{_without_event(case, name)}{measure}"
    yield make.draft(
        full, mended(case, full).value, reason=_FIGURE.format(measure=measure), prior=0.85
    )


def _without_event(case: Case, name: str) -> str:
    """Drop 举办 in front: the count of 运动会 says as much as that of holding it."""
    action = case.parts.action
    if action in _EVENTS and case.parts.object and name.startswith(action):
        return name.removeprefix(action)
    return name


def _bad_events(case: Case, name: str) -> Iterator[Draft]:
    """Yield how often an unwanted event happens; none at all only where the row says so."""
    stem = bare_of_adjectives(name)
    if not is_unwanted(stem):
        return
    none = says_none(case)
    make = Maker(case, "unwanted-events")
    home = next((level for level in case.declared or () if level in _OUTCOMES), None)
    if stem.endswith(_SLIPS):
        yield make.draft(
            f"{stem}率", "=0%" if none else f"≤{BLANK}%", reason=_EVENTS_LESS, prior=0.85
        )
        return
    found = counting_at_end(stem)
    unit = found[1].unit if found else "起"
    full = (
        f"{stem}数" if stem.endswith("案件") else f"{stem}{found[1].measure if found else '起数'}"
    )
    yield make.draft(
        full, f"=0{unit}" if none else f"≤{BLANK}{unit}", reason=_EVENTS_LESS, prior=0.8,
        level=home,
    )  # fmt: skip


def _uncounted(case: Case, name: str) -> Iterator[Draft]:
    wanted = LevelType.QUANTITY in (case.declared or (case.likely,))
    if not wanted and case.level_probability(LevelType.QUANTITY) < _NEAR_QUANTITY:
        yield from _acted(case)
        return
    stem = bare_of_adjectives(name)
    near = case.level_probability(LevelType.QUANTITY) > _NEAR_QUANTITY
    weight = 1.0 if wanted and near else 0.6
    weight *= 0.7 if rate_said(case.value) else 1.0
    make = Maker(case, "counted-name")
    counted = _counted_stem(case, stem)
    if counted:
        full, unit, prior = counted
        yield make.draft(
            full, f"{_bound(case, full)}{BLANK}{unit or BLANK}", level=LevelType.QUANTITY,
            reason=_BLANK.format(name=full), prior=round(weight * prior, 3),
            questions=(f"{full}计划是多少{unit}", *(() if unit else ("计量单位是什么",))),
        )  # fmt: skip
    if wanted and not case.parts.is_aim and is_task(case, stem):
        said = says_all(case)
        yield make.draft(
            f"{_without_event(case, stem)}{'率' if stem.endswith('完成') else '完成率'}",
            "=100%" if said else f"≥{BLANK}%", level=LevelType.QUANTITY, reason=_RATE,
            prior=round(weight * 0.45, 3),
        )  # fmt: skip


def _bound(case: Case, name: str) -> str:
    """Return the sign of a count; what is to be kept down has an upper limit."""
    return "≤" if _KEPT_DOWN.search(case.value) else sign_of(case, name)


def _acted(case: Case) -> Iterator[Draft]:
    """Yield how many things an act is done to, where the row speaks of its effect."""
    declared = case.declared or ()
    thing, action = case.parts.object, case.parts.action
    if not thing or not set(declared) <= set(_EFFECTS) or case.parts.aspect:
        return
    act = _COUNTED_ACTS.get(action, "")
    if act:
        found = counting_at_end(thing)
        if found is None or found[1].unit in _NO_THINGS:
            return
        act = _CREATED if found[1].unit in _WORKS else act
        full, unit = f"{thing.removesuffix(act)}{act}{found[1].measure}", found[1].unit
    else:
        stem = bare_of_adjectives(statement(case))
        entered = stem.endswith(_ENTERED)
        counted = (f"{stem}个数", "个") if entered else counted_stem(case.parts, stem)
        if counted is None or not (entered or stem.endswith(words("counted_acts"))):
            return
        full, unit = counted
    yield Maker(case, "counted-name").draft(
        full, f"≥{BLANK}{unit}", level=LevelType.QUANTITY, reason=_BLANK.format(name=full),
        prior=0.4, questions=(f"{full}计划是多少{unit}",),
    )  # fmt: skip


def is_task(case: Case, stem: str) -> bool:
    """Tell whether ``stem`` is something that is carried out: an act, a task, a meeting."""
    if case.parts.action or stem.endswith(("任务", "工作", "活动", "行动", "计划", "项目", "完成")):
        return True
    counted = counting_at_end(stem)
    acts_end = pace_at_end(stem) or stem.endswith(words("counted_acts"))
    if acts_end or (counted and counted[1].measure in ("场次", "次数", "期数", "批次", "人次")):
        return True
    return any(word.tag.startswith("v") for word in tagged_words(stem)[-1:])


def counted_stem(parts: NameParts, stem: str) -> tuple[str, str] | None:
    """Return name and unit that count ``stem``, its act before or behind its object."""
    action = "" if parts.is_aim else parts.action
    thing = parts.object if parts.object and parts.object in stem else stem
    counted = counted_name(stem, action, thing)
    inner = counting_at_end(stem[:-2]) if counted is None and len(stem) > _WITH_ACT else None
    if inner:
        return f"{stem}{inner[1].measure}", inner[1].unit
    if counted and action and stem.startswith(action) and action not in _EVENTS:
        known = any(action in trail.acts for trail in acts().trailing)
        return counted if known or action in counted[0] else (f"{action}{counted[0]}", counted[1])
    return counted


def _counted_stem(case: Case, stem: str) -> tuple[str, str, float] | None:
    """Return name, unit and plausibility of the count of ``stem``."""
    counted = counted_stem(case.parts, stem)
    unit = printed_unit(case)
    if counted:
        return counted[0], unit or counted[1], 0.75
    if unit:
        return f"{stem}{measure_for_unit(unit) or '数量'}", unit, 0.7
    return (
        (f"{without_event(stem)}数量", "", 0.35)
        if LevelType.QUANTITY in (case.declared or ())
        else None
    )
