"""Values that name their measure (合格率97%以上): the measure moves to the name."""

import re
from collections.abc import Iterator
from dataclasses import replace

from assessor.rewrites.case import Case, Draft, DraftRow
from assessor.rewrites.repairs.counting_units import measure_for_unit
from assessor.rewrites.repairs.drafting import Maker, proper_level, sign_of
from assessor.rewrites.repairs.knowledge import measure_at_end
from assessor.rewrites.repairs.naming import group_of, statement, trimmed
from assessor.text.target_grammar import parse_targets

_REASON = "指标值里写的“{measure}”是度量，移到名称中，数字不变"
_SPLIT = "，指标值含{count}个目标，分成{count}行"
_MARKS = re.compile(r"[、，,；;]")
_PART = re.compile(
    r"^(?P<measure>[一-龥]{0,8}?)(?P<figure>(?:[≥≤><=＝]|不低于|不少于|不超过)?\d.*)$"
)
_CLOSING = re.compile(r"(?:结果|情况|效果|质量|成效)+$")


def drafts(case: Case) -> Iterator[Draft]:
    """Yield one row per figure of a value in which a measure stands in words."""
    name = statement(case)
    found = [_PART.match(part.strip()) for part in _MARKS.split(case.value) if part.strip()]
    parts = [part for part in found if part is not None]
    spoken = [part["measure"] for part in parts if measure_at_end(part["measure"])]
    if not spoken or len(parts) < len(found) or measure_at_end(name) or case.parts.pieces:
        return
    rows = [_row(case, name, part["measure"], part["figure"]) for part in parts]
    kept = tuple(row for row in rows if row is not None)
    if len(kept) < len(rows):
        return
    first, *others = kept
    reason = _REASON.format(measure=spoken[0])
    draft = Maker(case, "spoken-measure").draft(
        first.name, first.value, level=first.level, prior=0.9,
        reason=reason + (_SPLIT.format(count=len(kept)) if others else ""),
    )  # fmt: skip
    yield replace(draft, further=tuple(others))


def _row(case: Case, name: str, measure: str, figure: str) -> DraftRow | None:
    stem = trimmed(_CLOSING.sub("", name)) or name
    if measure and not measure_at_end(measure):
        return None
    if measure:
        thing = group_of(case) if measure.startswith("满意") else stem
        full = f"{thing or stem}{measure}"
    else:
        unit = next((target.unit for target in parse_targets(figure)), "")
        full = f"{stem}{measure_for_unit(unit)}"
    if not measure_at_end(full):
        return None
    bare = re.match(r"\d", figure) and not figure.endswith(("以上", "以内", "以下"))
    level = proper_level(case, full)
    return DraftRow(level=level, name=full, value=f"{sign_of(case, full) if bare else ''}{figure}")
