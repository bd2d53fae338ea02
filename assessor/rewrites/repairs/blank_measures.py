"""A name that is a measure already, under a value that decides nothing: leave a blank."""

from collections.abc import Iterator

from assessor.core.rewrite import BLANK
from assessor.core.target import TargetKind
from assessor.rewrites.allness import says_all, says_none
from assessor.rewrites.case import Case, Draft
from assessor.rewrites.repairs.drafting import Maker, blank_value, is_unsettled, sign_of
from assessor.rewrites.repairs.knowledge import measure_at_end, words
from assessor.rewrites.repairs.naming import kept_name, saved_name

_REASON = "名称“{name}”已经是可衡量的指标，指标值改为由填报单位填写的具体目标值"
_SATISFIED = "满意"


def drafts(case: Case) -> Iterator[Draft]:
    """Yield the row's own measure with a blank, with the unit that the old value prints."""
    name = kept_name(case)
    found = measure_at_end(name)
    if not is_unsettled(case) or found is None:
        return
    if found[1].kind == "satisfaction" or name.endswith(_SATISFIED):
        return
    name = saved_name(name)
    make = Maker(case, "blank-value")
    yield make.draft(name, settled(case, name), reason=_REASON.format(name=name), prior=0.9)


def settled(case: Case, name: str) -> str:
    """Return the value to be filled in; all and none only where the row's own words say so."""
    found = measure_at_end(name)
    unit = printed_unit(case)
    if found and found[1].kind in ("rate", "satisfaction"):
        falls = sign_of(case, name) == "≤"
        if not falls and says_all(case):
            return "=100%"
        if falls and says_none(case):
            return "=0%"
    if found and unit and found[1].kind not in ("rate", "date", "satisfaction"):
        return f"{sign_of(case, name)}{BLANK}{unit}"
    return blank_value(case, name)


def printed_unit(case: Case) -> str:
    """Return the unit that stands alone in the value (XX场, 元/人·天), ``""`` if none does."""
    value = case.reading.value
    if not any(target.kind is TargetKind.PLACEHOLDER for target in case.reading.targets):
        return ""
    unit = value.strip().lstrip("≥≤><=*×xX＊_【】/／-—–约 ")
    return unit if 0 < len(unit) <= 8 and unit not in words("empty_units") else ""
