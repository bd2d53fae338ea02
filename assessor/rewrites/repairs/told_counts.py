"""An open quantity that the goal has counted: the row is counted in the goal's own unit."""

from collections.abc import Iterator

from assessor.core.rewrite import BLANK
from assessor.rewrites.case import Case, Draft
from assessor.rewrites.facts import facts_of
from assessor.rewrites.joining import said_once
from assessor.rewrites.repairs.counting_units import measure_for_unit
from assessor.rewrites.repairs.drafting import Maker, is_unsettled
from assessor.rewrites.repairs.naming import statement
from assessor.taxonomy.level_type import LevelType
from assessor.text.normalise import normalise

_REASON = "绩效目标已按“{unit}”说明数量，指标用同一计量单位"
_SHORTEST = 2


def drafts(case: Case) -> Iterator[Draft]:
    """Yield the row counted in each unit in which a goal counts its object.

    The figure itself is left to grounding, which takes it only where it is sure.
    """
    thing = case.parts.object
    if not is_unsettled(case) or case.parts.measure or len(thing) < _SHORTEST:
        return
    if LevelType.QUANTITY not in (case.declared or (case.likely,)):
        return
    told = (fact for fact in facts_of(case.surroundings) if fact.row is None and not fact.unsure)
    units = dict.fromkeys(fact.unit for fact in told if thing in normalise(fact.clause))
    make = Maker(case, "told-count")
    for unit in units:
        if measure := measure_for_unit(unit):
            yield make.draft(
                said_once(statement(case), measure), f"≥{BLANK}{unit}",
                reason=_REASON.format(unit=unit), prior=0.95,
            )  # fmt: skip
