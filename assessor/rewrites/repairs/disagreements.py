"""Name and value that measure different things, and targets that stand in the name."""

import re
from collections.abc import Iterator

from assessor.core.rewrite import BLANK
from assessor.core.target import TargetKind
from assessor.rewrites.case import Case, Draft
from assessor.rewrites.repairs.counting_units import measure_for_unit
from assessor.rewrites.repairs.drafting import Maker, blank_value, is_unsettled, sign_of
from assessor.rewrites.repairs.knowledge import Measure, measure_at_end, pace_at_end, words
from assessor.rewrites.repairs.naming import (
    counts_money,
    kept_name,
    plain,
    trimmed,
    without_target,
)
from assessor.rewrites.repairs.timeliness import rate_name
from assessor.rewrites.repairs.values import mended, number_targets, printed
from assessor.taxonomy.level_type import LevelType

_FITTING = {
    "rate": ("percent",), "satisfaction": ("percent", "score"), "count": ("count", "people", "bare"),
    "people": ("people", "count", "bare"), "extent": ("extent", "bare"), "amount": ("time", "count", "bare"),
    "money": ("money", "bare", "percent"), "standard": ("money", "bare"),
    "date": ("date", "time", "period", "frequency"), "duration": ("time", "date", "frequency"),
    "years": ("time", "date"), "score": ("score", "bare", "percent"), "rank": ("count", "bare"),
}  # fmt: skip
_MEASURED = ("percent", "people", "count", "extent", "money", "time", "date")
_KEPT = "名称衡量的是“{measure}”，原指标值“{value}”不是它的值，改为由填报单位填写"
_TURNED = "指标值“{value}”衡量的不是“{measure}”，名称改为与指标值一致，数字不变"
_TURNED_COST = "“{value}”是金额，不是数量，名称去掉“数量”，数字不变"
_CHANGE = "指标值是较上年的变化幅度，名称写明幅度，数字不变"
_FALLS = ("下降", "减少", "降低", "压缩", "缩短")
_MOVED = "名称中的目标移到指标值栏，名称只保留衡量的内容，数字不变"
_TIMELY = ("及时率", "按时率", "按期率", "准点率", "准时率", "率")
_COUNT_UNITS = {
    "人": "人数",
    "名": "人数",
    "人次": "人次",
    "户": "户数",
    "家": "家数",
    "次": "次数",
    "场": "场次",
    "册": "册数",
}
_ACTS_OF_TIME = ("竣工", "完工", "开工", "办理", "办结", "发放", "拨付", "支付")
_SPOKEN = (("不少于", "≥"), ("不低于", "≥"), ("不超过", "≤"), ("不高于", "≤"), ("达到", "≥"), ("至少", "≥"))  # fmt: skip
_SPENDING = ("购置", "采购", "建设", "改造", "维修", "配备", "印制")
_SUMS = ("节约", "减免", "投资", "销售", "成交", "增收", "挽回", "补贴", "补助", "节支", "交易")
_PASSED = ("合格率", "达标率", "通过率")
_RATED = ("通过率", "获取率", "取得率", "完成率", "合格率", "覆盖率")
_RHYTHM = re.compile(r"每(?:周|月|季|学期|年|日|天)[一-龥\d]*$")
_DAY = re.compile(r"\d+\s*月|\d+\s*日|\d\s*[时点:：]\s*\d|\d{4}\s*年|月底|年底")
_CLOCK = re.compile(r"\d+\s*[时点:：]\s*\d+")
_WHOLE = re.compile(r"^[=＝≥]?\s*100\s*[%％]$")
_ANSWERED = ("W04", "V01")


def drafts(case: Case) -> Iterator[Draft]:
    """Yield the name with a blank of its own, and a name that suits the figure."""
    yield from _target_in_name(case)
    name = kept_name(case)
    found = measure_at_end(name)
    value_class = case.reading.value_class
    if "V14" in case.codes and not case.parts.pieces:
        yield from _of_rhythm(case, name, found)
    if found is None or case.parts.pieces or not number_or_date(case):
        return
    change = next((word for word in words("changes") if word in case.value), "")
    if change and "V13" in case.codes:
        return
    if change:
        if case.reading.value_class == "percent" and found[1].kind not in ("rate", "satisfaction"):
            full = f"{name}{'降' if change in _FALLS else '增'}幅"
            yield Maker(case, "name-and-value").draft(
                full, printed(case), reason=_CHANGE, prior=0.85
            )
        return
    if "V14" in case.codes:
        yield from _of_other_unit(case, name, found)
    make = Maker(case, "name-and-value")
    if "V14" in case.codes and counts_money(case) and value_class == "money":
        yield make.draft(
            name, mended(case, name).value, reason=_TURNED_COST.format(value=printed(case)),
            prior=0.9,
        )  # fmt: skip
    if value_class not in _MEASURED or value_class in _FITTING[found[1].kind]:
        return
    term = found[0] if len(found[0]) > 1 else name
    said = {"measure": term, "value": printed(case)}
    turned = _turned(case, name, found)
    certain = turned is not None and (
        (_is_timely(name, found) and value_class in ("time", "date"))
        or (value_class == "percent" and turned.endswith(_RATED) and "计划" not in turned)
    )
    yield make.draft(
        name, blank_value(case, name), reason=_KEPT.format(**said), prior=0.5 if certain else 0.8
    )
    if turned:
        yield make.draft(
            turned, _turned_value(case, turned), reason=_TURNED.format(**said),
            prior=0.85 if certain else 0.6,
        )  # fmt: skip


def _of_rhythm(case: Case, name: str, found: tuple[str, Measure] | None) -> Iterator[Draft]:
    """Yield when it is done where a rate stands over a rhythm (公示率 每周一); else a blank."""
    make = Maker(case, "name-and-value")
    dated = case.reading.value_class == "date" or "及时" in name
    if found and found[1].kind == "rate" and _RHYTHM.match(case.value) and not dated:
        full = f"{name.removesuffix('率')}时间"
        reason = _TURNED.format(measure=found[0], value=case.value)
        yield make.draft(full, case.value, level=LevelType.TIMELINESS, reason=reason, prior=0.85)
    if found is None and name.endswith("量") and not name.endswith("质量"):
        reason = _KEPT.format(measure=name, value=case.value)
        level = LevelType.QUANTITY
        yield make.draft(name, f"≥{BLANK}{BLANK}", level=level, reason=reason, prior=0.7)


def _of_other_unit(case: Case, name: str, found: tuple[str, Measure]) -> Iterator[Draft]:
    """Yield the name that counts in the unit of the figure: 参展人数 160家次 is 参展家次."""
    term, measure = found
    units = {target.unit for target in number_targets(case)}
    counted = measure_for_unit(units.pop()) if len(units) == 1 else ""
    stem = name[: -len(term)]
    if measure.kind not in ("people", "count") or not counted or counted == term or not stem:
        return
    full = f"{stem}{counted}"
    yield Maker(case, "name-and-value").draft(
        full, _turned_value(case, full), prior=0.85,
        reason=_TURNED.format(measure=term, value=printed(case)),
    )  # fmt: skip


def number_or_date(case: Case) -> bool:
    """Tell whether the value is measured or dated."""
    return bool(number_targets(case)) or case.reading.value_class == "date"


def _turned(case: Case, name: str, found: tuple[str, Measure]) -> str | None:
    """Return a name whose measure is that of the value."""
    term, measure = found
    stem = name[: -len(term)] or ""
    value_class = case.reading.value_class
    if value_class == "percent":
        return _as_rate(stem, term, measure.kind)
    if value_class == "date" and stem and term in _PASSED:
        return f"{stem}完成时间"
    if value_class == "date" or _CLOCK.search(case.value):
        return f"{_without_timely(name)}时间"
    if value_class == "time" and measure.kind == "rate" and _is_timely(name, (term, measure)):
        bare = _without_timely(name)
        pace = pace_at_end(bare)
        return f"{bare}{pace[1].measure if pace else '时限'}"
    if value_class == "money":
        if not stem:
            return None
        if number_targets(case)[0].per:
            return f"{stem}标准"
        base = f"{stem}{term[:-1]}" if term in ("节约率", "节支率") else name.removesuffix("数量")
        if base.endswith(_SPENDING):
            return f"{base}经费"
        return f"{base}{'额' if base.endswith(_SUMS) else '金额'}"
    units = [target.unit for target in number_targets(case)]
    if units and value_class in ("people", "count") and measure.kind == "rate":
        bare = stem if term in ("占比", "比例", "比重", "完整率") else _without_timely(name)
        unit = units[0].lstrip("万")
        return f"{bare}{_COUNT_UNITS.get(unit) or measure_for_unit(unit) or '数量'}"
    return None


def _turned_value(case: Case, name: str) -> str:
    """Return the value under its new name: spending has an upper limit, a day is a deadline."""
    value = mended(case, name).value
    found = measure_at_end(name)
    if found and found[1].sign == "≤" and value.startswith("≥"):
        value = f"≤{value[1:]}"
    return _before(value)


def _before(value: str) -> str:
    """Say that a bare day is a deadline: 12月底 becomes 12月底前."""
    return (
        f"{value}前"
        if re.search(r"(?:日|号|底|旬|初|[年月]份?|分)$", value) and _DAY.search(value)
        else value
    )


def _is_timely(name: str, found: tuple[str, Measure]) -> bool:
    """Tell whether a rate is about time, so that a day or a limit says the same."""
    timely = found[1].levels[0] is LevelType.TIMELINESS or found[0] in ("完成率", "率")
    return found[1].kind == "rate" and (timely or pace_at_end(name[:-1]) is not None)


def _as_rate(stem: str, term: str, kind: str) -> str | None:
    if kind in ("date", "duration"):
        word = next((end for end in _ACTS_OF_TIME if term.startswith(end)), "")
        base = f"{stem}{word}"
        pace = pace_at_end(base)
        return rate_name(base, pace[1] if pace else None) if base else None
    if kind in ("count", "people", "extent", "amount") and stem:
        is_act = pace_at_end(stem) or f"{stem}率".endswith(_RATED)
        return f"{stem}率" if is_act else f"{stem}{'' if stem.endswith('计划') else '计划'}完成率"
    return None


def _without_timely(name: str) -> str:
    for tail in _TIMELY:
        if name.endswith(tail):
            return name.removesuffix(tail).removesuffix("按期").removesuffix("及时")
    return name


def _target_in_name(case: Case) -> Iterator[Draft]:
    """Move the target of the name to the value where the value says nothing of its own."""
    name, own = _name_and_target(case)
    if not name:
        return
    make = Maker(case, "target-in-name")
    answered = is_unsettled(case) or case.codes & frozenset(_ANSWERED) or not case.value
    value = own if own and (answered or case.reading.value_class == "percent") else ""
    full = _completed(case, name)
    if not value and not is_unsettled(case):
        value = mended(case, full).value
    if re.match(r"\d", value):
        value = f"{sign_of(case, full)}{value}"
    yield make.draft(full, value or blank_value(case, full), reason=_MOVED, prior=0.92)


def _name_and_target(case: Case) -> tuple[str, str]:
    """Return the name without its target and the target, ``""`` where it holds no figure."""
    if "W08" in case.codes:
        return without_target(case), _moved_target(case)
    numbers = [t for t in case.reading.name_targets if t.kind is TargetKind.NUMBER and t.unit]
    answered = is_unsettled(case) or "W04" in case.codes or _WHOLE.match(case.value)
    if len(numbers) != 1 or not answered:
        return "", ""
    span = numbers[0].span
    name = case.reading.name
    if name[span.end :].strip():
        return "", ""
    return trimmed(plain(name[: span.start])), name[span.start : span.end]


def _moved_target(case: Case) -> str:
    """Return the target that was found in the name, with a sign for its words."""
    finding = next(found for found in case.assessed.findings if found.code == "W08")
    text = finding.text.strip("()（）【】[] ")
    for spoken, sign in _SPOKEN:
        if text.startswith(spoken):
            text = sign + text.removeprefix(spoken)
    return text if any(char.isdigit() for char in text) else ""


def _completed(case: Case, name: str) -> str:
    """Return the name with the measure that the unit of the moved target asks for."""
    if measure_at_end(name):
        return name
    targets = case.reading.name_targets or case.reading.targets
    unit = next((target.unit for target in targets if target.unit), "")
    return f"{_without_act(case, name)}{measure_for_unit(unit)}"


def _without_act(case: Case, name: str) -> str:
    action = case.parts.action
    return name.removeprefix(action) if action in ("举办", "召开", "开展", "承办", "完成") else name
