"""Rows that cannot be counted: a graded statement whose steps the unit describes by facts."""

from collections.abc import Iterator
from dataclasses import replace

from assessor.core.rewrite import BLANK
from assessor.rewrites.case import Case, Draft
from assessor.rewrites.repairs.drafting import Maker, is_unsettled
from assessor.rewrites.repairs.knowledge import measure_at_end
from assessor.rewrites.repairs.naming import bare_of_adjectives, statement
from assessor.taxonomy.level_type import LevelType

_REASON = "确实无法计数的，按事实分档描述，每一档写明看什么材料"
_VALUE = f"良好及以上（优秀：{BLANK}；良好：{BLANK}；一般：{BLANK}）"
_QUESTIONS = (
    "具备哪些可查证的事实评为优秀",
    "具备哪些可查证的事实评为良好",
    "具备哪些可查证的事实评为一般",
)
_EVIDENCE = ("印发文件或会议纪要", "检查记录或专家评审意见")
_DEGREES = (
    (("制度", "机制", "体系"), "完善程度"),
    (("规范", "管理", "秩序"), "规范程度"),
)
_RANKED = "评定等次"
_MEASURED = (
    LevelType.ECONOMIC,
    LevelType.TIMELINESS,
    LevelType.COST,
    LevelType.SATISFACTION,
    LevelType.QUANTITY,
)


def drafts(case: Case) -> Iterator[Draft]:
    """Yield the name as a degree with described steps."""
    name = statement(case)
    if measure_at_end(name) or case.parts.pieces or not is_unsettled(case):
        return
    stem = bare_of_adjectives(name)
    if not case.parts.aspect and not any(stem.endswith(ends) for ends, _ in _DEGREES):
        return
    home = next(iter(case.declared or ((case.likely,) if case.likely else ())), None)
    if home in _MEASURED:
        return
    if case.parts.is_aim and len(stem) > len(case.parts.action) + 1:
        stem = stem.removeprefix(case.parts.action)
    degree = _degree(case, stem)
    draft = Maker(case, "graded").draft(
        f"{stem}{degree}", _VALUE, reason=_REASON, prior=0.1, questions=_QUESTIONS, level=home
    )
    yield replace(draft, evidence=_EVIDENCE)


def _degree(case: Case, stem: str) -> str:
    """Return what is graded; an attribute (创新能力) is graded as it stands."""
    known = next((word for ends, word in _DEGREES if stem.endswith(ends)), "")
    return known or ("" if case.parts.aspect and stem.endswith(case.parts.aspect) else _RANKED)
