"""Rows that stand under the wrong type: moved as they are, with sign and unit put right."""

import re
from collections.abc import Iterator

from assessor.core.judgement import ValueKind
from assessor.rewrites.case import Case, Draft
from assessor.rewrites.repairs.counted import measured_name
from assessor.rewrites.repairs.drafting import Maker, proper_level
from assessor.rewrites.repairs.knowledge import words
from assessor.rewrites.repairs.values import Mended, mended, number_targets, printed
from assessor.taxonomy.level_type import LevelType

_FINE = (ValueKind.QUANTITATIVE, ValueKind.GRADED, ValueKind.STATE)
_REASON = "指标衡量的是{what}，应归入“{level}”，目标值不变"
_MENDED = "指标衡量的是{what}，应归入“{level}”，并{notes}"
_NEVER = frozenset({"V14", "W07", "C05", "V09", "W04"})
_UNSIGNED = {LevelType.TIMELINESS}
_MENDING = frozenset({"V02", "V03", "V05", "V08"})
_PER = re.compile(r"^每(?P<per>[一-龥]{1,3}?)(?P<figure>\d[\d.,]*)(?P<unit>元)$")
_QUESTION = re.compile(r"是否|能否|有无|可否")
# A percentage under a bare act or thing measures nothing, wherever it stands.
_RATIO = re.compile(r"[率度比幅重额限]$|比例|百分比|程度|增长|提高|下降|减少|节约|满意|占")
_LEAST = 0.12
_MOST = 2
_WHAT = {
    LevelType.QUANTITY: "完成多少、服务多少",
    LevelType.QUALITY: "产出达到什么标准",
    LevelType.TIMELINESS: "什么时候完成、办得多快",
    LevelType.COST: "花费的标准或总额",
    LevelType.ECONOMIC: "带来的收入、产值或节约",
    LevelType.SOCIAL: "对人和社会的影响",
    LevelType.ECOLOGICAL: "对环境和资源的影响",
    LevelType.SUSTAINABILITY: "投入结束后仍能持续的作用",
    LevelType.SATISFACTION: "服务对象是否满意",
}


def paid(case: Case, name: str, value: str, level: LevelType) -> tuple[str, str]:
    """Return name and value of what is paid for one: 就餐补贴 每餐3元 is a standard of ≤3元/餐."""
    targets = number_targets(case)
    if level is not LevelType.COST or len(targets) != 1 or not name.endswith(words("allowances")):
        return name, value
    spoken = _PER.match(value)
    if spoken:
        value = f"≤{spoken['figure']}{spoken['unit']}/{spoken['per']}"
    elif not targets[0].per:
        return name, value
    signed = f"≤{value}" if re.match(r"\d", value) else value
    return f"{name}标准", signed


def likely_types(case: Case) -> tuple[LevelType, ...]:
    """Return up to two types that the row may belong to, the likeliest first."""
    best = proper_level(case, measured_name(case))
    chances = dict(case.assessed.judgement.levels)
    ranked = sorted(LevelType, key=lambda level: chances.get(level.value, 0.0), reverse=True)
    types = dict.fromkeys([*([best] if best else []), *ranked])
    declared = case.declared or ()
    return tuple(
        level for level in types
        if level not in declared and (level is best or chances.get(level.value, 0.0) >= _LEAST)
    )[:_MOST]  # fmt: skip


def drafts(case: Case) -> Iterator[Draft]:
    """Yield the row at the types it may belong to, where nothing else is wrong with its value."""
    if case.assessed.judgement.value_kind not in _FINE or case.codes & _NEVER:
        return
    if case.parts.pieces or "V06" in case.codes:
        return
    is_state = case.assessed.judgement.value_kind is ValueKind.STATE
    if is_state and ("W06" in case.codes or _QUESTION.search(case.reading.name)):
        return
    moved = case.codes & frozenset({"C01", "C08", "C12"})
    if not moved and case.declared:
        return
    own = measured_name(case)
    if case.reading.value_class == "percent" and not _RATIO.search(own):
        return
    mends = case.codes & _MENDING or set(case.declared or ()) <= _UNSIGNED
    make = Maker(case, "level")
    for place, level in enumerate(likely_types(case)):
        result = mended(case, own, level) if mends else Mended(printed(case))
        name, value = paid(case, own, result.value, level)
        notes = ["把付给每一份的钱写成标准"] if name != own else list(result.notes)
        said = {"what": _WHAT[level], "level": level.chinese, "notes": "、".join(notes)}
        yield make.draft(
            name, value, level=level,
            reason=(_MENDED if notes else _REASON).format(**said),
            prior=0.9 if place == 0 else 0.5, questions=result.questions,
        )  # fmt: skip
