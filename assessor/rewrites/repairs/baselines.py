"""Growth without a base: the comparison is written out, the figure stays."""

import re
from collections.abc import Iterator

from assessor.core.rewrite import BLANK
from assessor.rewrites.case import Case, Draft
from assessor.rewrites.repairs.drafting import Maker, is_unsettled
from assessor.rewrites.repairs.knowledge import is_unwanted, measure_at_end
from assessor.rewrites.repairs.naming import kept_name
from assessor.rewrites.repairs.values import mended, printed, signed
from assessor.taxonomy.level_type import LevelType

_REASON = "增减幅度须说明与什么相比：名称写明“较上年”，指标值写明上年基数，数字不变"
_CHANGE = re.compile(
    r"(?P<stem>.*?)(?:同比|较上年|比上年)?(?P<turn>增长|提高|提升|增加|下降|降低|减少|压缩|缩短|压减)"
    r"(?P<tail>率|幅度|比例|百分点|额|量)?$"
)
_FALLING = re.compile(r"减少|下降|降低|递减|减轻|压减|下滑|变少|有效遏制")
_RISING = re.compile(r"增长|增加|提高|壮大|提升|扩大|上升|增收|带动|攀升")
_MOVING = re.compile(
    r"(?P<stem>.{2,}(?<![质力能产容])[量数额])(?:上升|增长|增加|提高|下降|减少|降低|攀升)$"
)
_IN_NAME = "变化和比较的年份写入名称，指标值只写幅度，数字不变"
_WRITTEN = re.compile(
    r"^(?P<base>较\d{4}年|较上年|比上年|同比|较去年|较改造前|较治理前)?(?P<turn>下降|降低|降|减少|增长|提高|增加|提升|上升)[≥]?(?P<figure>\d.*)$"
)
_AIMED = re.compile(
    r"(?:有效|切实|进一步|逐步|明显)?(?P<turn>减少|降低|压减|压缩|削减|增加|提高|扩大)(?P<what>[^减少降低增加提高、和及与]{2,14})$"
)
_LESS = ("减少", "降低", "压减", "压缩", "削减")
_COUNTED = ("money", "extent", "count", "people", "amount")
_AMOUNTS = ("量", "成本", "费用", "能耗", "支出", "排放", "收入", "产值", "面积", "浓度")
_FEW = re.compile(r"^(?:[≥=＝>]|不低于|不少于|达到?|约)?\s*[1-5]?\d(?:\.\d+)?(?!\d)")
_POINTS = "“提高”“下降”没有比较的基础，写明上年数和提高的百分点"
_TREND = "“增加”“减少”一类的说法没有比较的基础，改为较上年的变化率"
_SHORT = re.compile(r"(?P<stem>.*?)(?:同比)?(?P<short>增幅|降幅|增速|涨幅)$")
_WORDS = {
    "提高": "增长", "提升": "增长", "增加": "增长", "上升": "增长",
    "降低": "下降", "减少": "下降", "压减": "下降",
}  # fmt: skip
_AMOUNT = re.compile(r"(?P<figure>\d[\d,，]*(?:\.\d+)?)\s*(?P<unit>\S{0,6}?)(?:以上|以内|左右)?$")
_TURNS = re.compile(r"增长|提高|提升|增加|下降|降低|减少|压缩|缩短|压减|上升")
_COMPARED = re.compile(r"上年|同比|去年|基期|往年|较\d")


def drafts(case: Case) -> Iterator[Draft]:
    """Yield the change compared with last year, the base in the value or in the name alone."""
    if "V13" not in case.codes:
        yield from _aimed(case)
        yield from _written(case)
        yield from _trend(case)
        return
    name, value = kept_name(case), printed(case)
    found = _AMOUNT.search(value)
    stem, turn = _split(name, value)
    if not turn:
        return
    make = Maker(case, "baseline")
    turn = _WORDS.get(turn, turn)
    ratio = f"{'' if _COMPARED.search(name) else '较上年'}{turn}"
    full = f"{stem}{ratio}{'' if ratio.endswith('幅') else '率'}"
    figure = f"≥{found['figure']}{found['unit'] or '%'}" if found else f"≥{BLANK}%"
    if found and found["unit"] not in ("%", ""):
        full = f"{stem}{ratio}"
    based = f"较上年（基数{BLANK}）{turn.replace('幅', '')}{figure}"
    asked = (f"上年{stem}是多少",) if found else (f"上年{stem}是多少", f"{full}计划达到多少")
    home = _home(case, stem)
    yield make.draft(
        full, figure, reason=_REASON, prior=0.8, level=home,
        questions=() if found else (f"{full}计划达到百分之几",),
    )  # fmt: skip
    yield make.draft(name, based, reason=_REASON, prior=0.7, questions=asked, level=home)


def _split(name: str, value: str) -> tuple[str, str]:
    """Return what changes and how, from the name or, where it is silent, from the value."""
    found = _CHANGE.match(name)
    if found:
        return found["stem"], found["turn"]
    short = _SHORT.match(name)
    if short:
        return short["stem"], "降幅" if short["short"] == "降幅" else "增幅"
    turned = _TURNS.search(value)
    return (name, turned.group()) if turned else ("", "")


def _written(case: Case) -> Iterator[Draft]:
    """Yield a change that the value writes out (较2022年下降8%) as the name of what is measured."""
    found = _WRITTEN.match(printed(case))
    name = kept_name(case)
    if not found or not case.codes & {"V02", "C01"} or _CHANGE.match(name) or case.parts.pieces:
        return
    if not found["base"] and ("%" not in found["figure"] or _is_share(name)):
        return
    turn = _WORDS.get(found["turn"], "下降" if found["turn"] == "降" else found["turn"])
    figure = found["figure"]
    rate = "率" if "%" in figure else ""
    value = figure if figure.endswith("以上") else f"≥{figure}"
    yield Maker(case, "baseline").draft(
        f"{name}{found['base'] or '较上年'}{turn}{rate}", value, reason=_IN_NAME, prior=0.93
    )


def turned_amount(case: Case) -> tuple[str, str]:
    """Return what an aim wants more or less of by a percentage: 减少化肥用量 10%-15%."""
    found = _AIMED.match(case.reading.name.strip())
    targets = [target for target in case.reading.targets if target.unit == "%"]
    known = measure_at_end(found["what"]) if found else None
    if not found or len(targets) != 1 or "V13" in case.codes or not _FEW.match(printed(case)):
        return "", ""
    counts = known is not None and known[1].kind in _COUNTED
    if not counts and not found["what"].endswith(_AMOUNTS):
        return "", ""
    return found["what"], "下降" if found["turn"] in _LESS else "增长"


def _aimed(case: Case) -> Iterator[Draft]:
    """Yield the change of an amount that the name wants lower or higher by a percentage."""
    what, turn = turned_amount(case)
    if not what or case.parts.pieces:
        return
    full = f"{what}较上年{turn}率"
    yield Maker(case, "baseline").draft(
        full, signed(mended(case, full).value), reason=_IN_NAME, prior=0.93,
        level=_home(case, what),
    )  # fmt: skip


def _is_share(name: str) -> bool:
    """Tell whether a percentage of ``name`` may be its level rather than its change."""
    found = measure_at_end(name)
    return found is not None and found[1].kind in ("rate", "satisfaction", "score")


def _home(case: Case, stem: str) -> LevelType | None:
    """Return where the change of ``stem`` stands: where its own measure is at home already."""
    found = measure_at_end(stem)
    if "C01" in case.codes or found is None:
        return None
    return next((level for level in case.declared or () if level in found[1].levels), None)


def _trend(case: Case) -> Iterator[Draft]:
    """Yield the change against last year of an amount that should only grow or fall."""
    name = kept_name(case)
    moving = _MOVING.match(name)
    name = moving["stem"] if moving else name
    found = measure_at_end(name)
    amount = bool(moving) or (
        found is not None and found[1].kind in ("money", "count", "extent", "people")
    )
    events = is_unwanted(name)
    said = f"{case.reading.name}{case.value}"
    turn = "下降" if _FALLING.search(said) else "增长" if _RISING.search(said) else ""
    if not is_unsettled(case) or not turn or case.parts.pieces:
        return
    if found is not None and found[1].kind in ("rate", "satisfaction"):
        yield from _points(case, name, turn)
    if not (amount or events):
        return
    money = found is not None and found[1].kind == "money" and not name.endswith("损失")
    full = f"{name}{'' if amount else '数'}较上年{turn}率"
    home = next(iter(case.declared or ()), None)
    yield Maker(case, "trend").draft(
        full, f"≥{BLANK}%", reason=_TREND, prior=0.92 if money or events else 0.7, level=home
    )


def _points(case: Case, name: str, turn: str) -> Iterator[Draft]:
    """Yield the change of a rate in points, with last year's rate beside it."""
    if _TURNED.search(name) or measure_at_end(name) is None:
        return
    home = next(iter(case.declared or ()), None)
    word = "提高" if turn == "增长" else turn
    yield Maker(case, "trend").draft(
        name, f"较上年（{BLANK}）{word}≥{BLANK}个百分点", reason=_POINTS, prior=0.5, level=home,
        questions=(f"上年{name}是多少", f"计划{word}几个百分点"),
    )  # fmt: skip


_TURNED = re.compile(r"(?:增长|提高|提升|下降|降低|减少)(?:率|幅度)?$|增幅|降幅|增速")
