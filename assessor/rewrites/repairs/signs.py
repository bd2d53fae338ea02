"""Values whose figure stands and whose sign, unit, range or bounds do not."""

from collections.abc import Iterator
from dataclasses import replace

from assessor.core.rewrite import BLANK, FigureSource
from assessor.rewrites.case import Case, Draft
from assessor.rewrites.repairs.baselines import turned_amount
from assessor.rewrites.repairs.counted import measured_name
from assessor.rewrites.repairs.drafting import Maker, blank_value, unit_of
from assessor.rewrites.repairs.knowledge import measure_at_end
from assessor.rewrites.repairs.values import lost_sign, mended, number_targets, printed

_CODES = frozenset({"V02", "V03", "V04", "V05", "V08"})
_UNSOUND = frozenset({"V09", "V13", "V14", "W07"})
_OVER = "比率类指标不会超过100%，原值无法采用，请重新填写"
_SLIP = "原值疑为扫描识别时把“≥”认成了“2”，请核对原件后采用"
_PLACE = "原指标值"


def drafts(case: Case) -> Iterator[Draft]:
    """Yield the name with its mended value."""
    name = measured_name(case)
    make = Maker(case, "sign-and-unit")
    if "V06" in case.codes:
        yield from _out_of_bounds(case, name)
        return
    unsound = case.codes & _UNSOUND or turned_amount(case)[0]
    if not case.codes & _CODES or not number_targets(case) or unsound:
        return
    result = mended(case, name)
    if result.value != printed(case):
        yield make.draft(
            name, result.value, reason="、".join(result.notes), prior=0.9,
            questions=result.questions,
        )  # fmt: skip
    certain = unit_of(name) and measure_at_end(name)
    if "V03" in case.codes and BLANK not in result.value and not certain:
        yield make.draft(
            name, f"{result.value.rstrip('%')}{BLANK}", prior=0.3, reason="补上计量单位",
            questions=(f"{name}的计量单位是什么",),
        )  # fmt: skip


def _out_of_bounds(case: Case, name: str) -> Iterator[Draft]:
    make = Maker(case, "out-of-bounds")
    likely = lost_sign(case)
    if likely:
        source = FigureSource(
            figure=likely[1:], text=printed(case), place=_PLACE, origin=case.indicator.origin
        )
        draft = make.draft(name, likely, reason=_SLIP, prior=0.8)
        yield replace(draft, sources=(source,))
    yield make.draft(name, blank_value(case, name), reason=_OVER, prior=0.6)
