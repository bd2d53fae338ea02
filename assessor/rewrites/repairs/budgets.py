"""Execution of the budget as an indicator: what the work costs instead."""

from collections.abc import Iterator

from assessor.core.rewrite import BLANK
from assessor.rewrites.case import Case, Draft
from assessor.rewrites.repairs.drafting import DATE, Maker
from assessor.rewrites.repairs.naming import short_core
from assessor.taxonomy.level_type import LevelType

_REASON = "按一般做法，预算执行率在自评时单独计分，不作绩效指标，成本改为衡量{what}"
_PAID = "按一般做法，预算执行率在自评时单独计分，不作绩效指标，时效改为衡量资金何时拨付到位"
_TIMED = ("拨付", "支付", "到位", "下达", "发放", "兑付")


def drafts(case: Case) -> Iterator[Draft]:
    """Yield the price for one and the total cost, or the day of payment under timeliness."""
    if "C05" not in case.codes:
        return
    core = short_core(case, whole=True) or "项目"
    make = Maker(case, "budget-execution")
    total = f"{core}总成本"
    unit = f"{core}单位成本"
    if LevelType.TIMELINESS in (case.declared or ()):
        word = next((word for word in _TIMED if word in case.reading.name), "支付")
        yield make.draft(
            f"{core}资金{word}完成时间", DATE, level=LevelType.TIMELINESS, reason=_PAID, prior=0.8
        )
    yield make.draft(
        unit, f"≤{BLANK}元/{BLANK}", level=LevelType.COST, prior=0.7,
        reason=_REASON.format(what="单位成本"),
        questions=(f"{unit}的控制标准是多少元", "按什么计（每人、每次、每平方米、每台等）"),
    )  # fmt: skip
    yield make.draft(
        total, f"≤{BLANK}万元", level=LevelType.COST, prior=0.65,
        reason=_REASON.format(what="总成本"), questions=(f"{total}控制在多少万元以内",),
    )  # fmt: skip
