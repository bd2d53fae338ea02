"""Drafts from names: the level, value, questions and evidence that a measure asks for."""

import re
from dataclasses import dataclass, replace

from assessor.checks.directions import certain_direction
from assessor.core.judgement import ValueKind
from assessor.core.rewrite import BLANK, FigureSource
from assessor.rewrites.case import Case, Draft, DraftRow
from assessor.rewrites.figures import ungrounded
from assessor.rewrites.labels import moved_to
from assessor.rewrites.repairs.counting_units import agreeing
from assessor.rewrites.repairs.knowledge import (
    Counting,
    Measure,
    counting_at_end,
    is_handling,
    measure_at_end,
    words,
)
from assessor.rewrites.repairs.naming import fluent
from assessor.taxonomy.level_type import LevelType

DATE = f"{BLANK}月{BLANK}日前"
_UNSETTLED = (ValueKind.OPEN, ValueKind.MISSING)
_LEVEL_FINDINGS = frozenset({"C01", "C05", "C08", "C12"})
_ACCEPTED = (0.6, 0.45, 0.35)
_DECLARED = 0.12
_SAME_MEASURE = 1.6
_OTHER_MEASURE = 0.5
_ALL = re.compile(r"^100(?:\.0+)?\s*[%％]$")
_PROJECT = "项目名称"
_GENERAL_EVIDENCE = ("工作台账",)
_GAINS = (LevelType.ECONOMIC, LevelType.QUANTITY, LevelType.SOCIAL)
_AREAS = (
    ("亩", ("林", "草", "田", "地", "种植", "灌溉", "耕", "抚育", "农", "作物", "湿地", "轮作", "防治")),
    ("平方米", ("房", "馆", "楼", "校舍", "室", "路面", "绿化", "广场", "维修", "修缮", "建筑", "场", "厂", "保洁")),
)  # fmt: skip


def is_unsettled(case: Case) -> bool:
    """Tell whether the value decides nothing: open or not filled in."""
    return case.assessed.judgement.value_kind in _UNSETTLED


def measure_of_case(case: Case) -> tuple[str, Measure] | None:
    """Return the measure that ends the row's own name."""
    return measure_at_end(case.parts.text or case.reading.bare_name)


def proper_level(case: Case, name: str) -> LevelType | None:
    """Return the type for a row called ``name``, ``None`` where the printed level serves.

    A row whose level nothing is found against stays where its measure is at home.
    """
    found, old = measure_at_end(name), measure_of_case(case)
    accepted = found[1].levels if found else ()
    same = found == old
    weight = _SAME_MEASURE if same else _OTHER_MEASURE
    declared = case.declared or ()
    is_placed = not case.codes & _LEVEL_FINDINGS
    # An amount may stand in several places; what it is of decides, and that the model knows.
    is_amount = found is not None and found[1].kind == "money"
    if is_placed and not is_amount and not set(accepted).isdisjoint(declared):
        return None
    chances = dict(case.assessed.judgement.levels)

    def fit(level: LevelType) -> float:
        known = _ACCEPTED[min(accepted.index(level), 2)] if level in accepted else 0.0
        return weight * chances.get(level.value, 0.0) + known + _DECLARED * (level in declared)

    best = max(LevelType, key=fit)
    return None if best in declared else best


def sign_of(case: Case, name: str, level: LevelType | None = None, value: str = "") -> str:
    """Return the sign that a value of ``name`` usually has; a printed 100% is all there is."""
    if _ALL.match(value):
        return "="
    found = measure_at_end(name)
    if found and found[1].kind == "money" and case.reading.value in words("rises"):
        return "≥"
    if _falls(case, name):
        return "≤"
    told = _money_sign(name) if found is None or found[1].kind == "money" else ""
    if told and found:
        return told
    if found and found[1].kind == "count" and is_handling(name):
        return "≥"
    if found and found[1].sign:
        return found[1].sign
    better = certain_direction(name)
    if better is not None or told:
        return better.value if better is not None else told
    if found and found[1].kind == "money":
        home = level or (case.declared or (case.likely,))[0]
        return "≥" if home in _GAINS else "≤"
    return "≥"


def _falls(case: Case, name: str) -> bool:
    """Tell whether the row wants less of what it counts (集体访批次: 同比下降), not a fall itself."""
    fall = words("falls")
    return any(word in case.reading.value for word in fall) and not any(w in name for w in fall)


def _money_sign(name: str) -> str:
    """Return the sign of an amount that a word of the name tells: 节约成本 up, 补贴资金 down."""
    if any(word in name for word in words("sure_gains")):
        return "≥"
    if name.removesuffix("资金").removesuffix("金额").endswith(words("spending")):
        return "≤"
    return "≥" if any(word in name for word in words("gains")) else ""


def unit_of(name: str) -> str:
    """Return the unit of a value of ``name``, ``""`` if nothing tells it."""
    found = measure_at_end(name)
    if found is None:
        return ""
    term, measure = found
    stem = name[: -len(term)]
    if measure.kind == "extent" and term.endswith("面积"):
        return next((unit for unit, cues in _AREAS if any(cue in stem for cue in cues)), "")
    if measure.unit:
        return measure.unit
    counted = counting_at_end(stem) or _inner(stem)
    return counted[1].unit if counted else ""


def _inner(stem: str) -> tuple[str, Counting] | None:
    """Leave out an act behind the object: 设备购置数量, 红外相机布设数量."""
    return counting_at_end(stem[:-2]) if len(stem) > 3 else None


def blank_value(case: Case, name: str, level: LevelType | None = None) -> str:
    """Return a value with blanks for a row called ``name``."""
    found = measure_at_end(name)
    if found and found[1].value:
        return found[1].value
    unit = unit_of(name)
    return f"{sign_of(case, name, level)}{BLANK}{unit or BLANK}"


def questions_for(name: str, value: str) -> tuple[str, ...]:
    """Return what the unit must tell for the blanks of a value."""
    if BLANK not in value:
        return ()
    found = measure_at_end(name)
    kind = found[1].kind if found else ""
    unit = value.rpartition(BLANK)[2]
    if "日前" in value or "月底前" in value:
        return (f"{name}定在几月几日",)
    if kind == "standard":
        return (f"{name}是多少元", "按什么计（每人、每亩、每台等）")
    if value.endswith(f"{BLANK}{BLANK}"):
        return (f"{name}计划达到多少", "计量单位是什么")
    if value.startswith("前"):
        return (f"{name}计划进入前几名",)
    if "%" in value or "‰" in value:
        edge = "不超过" if value.startswith("≤") else "达到"
        return (f"{name}计划{edge}百分之几",)
    if "≤" in value:
        return (f"{name}最多是多少{unit}",)
    return (f"{name}计划达到多少{unit}",)


def evidence_for(name: str) -> tuple[str, ...]:
    """Return 佐证材料 for a measure."""
    found = measure_at_end(name)
    return found[1].evidence if found else _GENERAL_EVIDENCE


def printed_value(case: Case) -> str:
    """Return all that the row prints as its value."""
    return f"{case.indicator.value} {case.indicator.cycle_value}"


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the drafts of one family for one row."""

    case: Case
    family: str

    def draft(
        self,
        name: str,
        value: str = "",
        *,
        reason: str,
        prior: float,
        level: LevelType | None = None,
        questions: tuple[str, ...] = (),
    ) -> Draft:
        """Return a draft; level, value and questions follow from the name if not given.

        Parameters
        ----------
        name, value
            New texts; without ``value`` a blank in the form that the measure asks for.
        level
            Type to move to; without it the type that fits the name best.
        """
        name, agreed = agreeing(fluent(name), value)
        reason += agreed
        home = level or proper_level(self.case, name)
        home = None if home in (self.case.declared or ()) else home
        target = value or blank_value(self.case, name, home)
        return Draft(
            row=DraftRow(level=home, name=name, value=target),
            frame=f"repair.{self.family}",
            evidence=evidence_for(name),
            questions=questions or questions_for(name, target),
            sources=self._project_figures(name),
            reason=reason + ("" if "归入" in reason else moved_to(self.case, home)),
            prior=prior,
        )

    def _project_figures(self, name: str) -> tuple[FigureSource, ...]:
        """Cite the project for figures of its name that complete a name (0-6岁儿童康复)."""
        project = self.case.surroundings.project
        own = [self.case.indicator.name, printed_value(self.case)]
        return tuple(
            FigureSource(figure=figure, text=project, place=_PROJECT)
            for figure in dict.fromkeys(ungrounded([name], own))
            if not ungrounded([figure], [*own, project])
        )


def at_level(case: Case, draft: Draft, level: LevelType) -> Draft:
    """Return ``draft`` moved to ``level``, less plausible than the original."""
    home = None if level in (case.declared or ()) else level
    said = "" if "归入" in draft.reason else moved_to(case, home)
    return replace(
        draft, row=replace(draft.row, level=home), reason=draft.reason + said,
        prior=round(draft.prior * 0.8, 3),
    )  # fmt: skip
