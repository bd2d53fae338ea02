"""What a row joins: the things that it measures at once, each with its figure where that is sure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from assessor.core.target import Target, TargetKind
from assessor.rewrites.allness import says_none
from assessor.rewrites.case import Case
from assessor.rewrites.repairs.counting_units import measure_for_unit
from assessor.rewrites.repairs.knowledge import acts, measure_at_end, rate_said, words
from assessor.rewrites.repairs.naming import bare_of_adjectives, plain, statement
from assessor.rewrites.repairs.values import printed
from assessor.text.target_grammar import parse_targets

ORDER = "，原有数字按顺序对应"
EACH = "，原有比率对每一项都适用"
UNKNOWN = "，原有数字没有分开，分别由填报单位填写"
_MARKS = re.compile(r"[、，；;]|,(?!\d{3}(?!\d))|\s+(?=[≥≤><=\d])")
_MEASURED = (TargetKind.NUMBER, TargetKind.DATE, TargetKind.FREQUENCY)
_JOINTS = re.compile(
    r"[、，,]|以及|并且|同时|和(?![谐平睦美解])|(?<![参给])与(?!会)|(?<![普波涉顾触企遍危提力量])及(?![时格其早])|并(?![购轨网存])"
)
_STRONG_JOINTS = re.compile(
    r"[，,]|以及|并且|同时|(?<![普波涉顾触企遍危提力量])及(?![时格其早])|并(?![购轨网存])"
)
_QUALITY = "知晓|满意|及时|准确|完整|规范|真实|足额|参与|认可|完好|齐全|有效|到位"
_QUALITIES = re.compile(
    rf"(?P<stem>.{{2,}}?)(?P<list>(?:(?:{_QUALITY})[、和与及并]?)+(?:{_QUALITY}))(?P<act>[一-龥]{{0,2}}?)(?P<end>[率度]?)$"
)
_EACH_QUALITY = re.compile(_QUALITY)
_RATE_OF = {"齐全": "完整率", "满意": "满意度", "认可": "认可度"}
_AMOUNT = re.compile(
    r"^(?P<thing>[一-龥]{0,8}?)(?P<figure>(?:[≥≤><=＝]|不低于|不少于|不超过|不高于|共|约)?\s*\d.*)$"
)
_BEHIND = re.compile(r"^(?P<figure>.*\d[\d.,]*[万亿]?[个处座名项家])(?P<thing>[一-龥]{2,4})$")
_BETWEEN = re.compile(r"不少于|不低于|不超过|不高于|达到?|共计?|约|均|各|为")
_PER = re.compile(r"^每(?P<per>[一-龥]{1,3}?)(?P<figure>\d[\d.,]*)(?P<unit>[万]?元)$")
_STACK = re.compile(r"\d[\d.,]*万?(?:人次|班次|批次|家次|户次|场次|[一-龥])")
_STACKED = re.compile(rf"^(?:{_STACK.pattern}[、，,/]?){{2,}}$")
_PLAIN = ("单位成本", "功率")
_CHANGED = re.compile(
    r"^(?P<who>[一-龥]{0,6}?)(?P<turn>降低|减少|压减|提高|增加|提升)(?P<what>[一-龥]{0,4}(?:成本|产值|收入|产量|费用|支出|能耗|利润))$"
)
_PRICE = "单位成本"
_COMPARED = re.compile(r"上年|同比|去年|较")
_ACT_SIZE = 2
_LEAST_HEAD = 2
_LEAST = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """One of the things that a row joins.

    Attributes
    ----------
    figure
        Its printed target, ``""`` where the row does not tell which is its own.
    """

    name: str
    figure: str = ""


def pieces_of(case: Case) -> tuple[tuple[Piece, ...], str]:
    """Return the things that a row joins and how its figures were shared out."""
    things = (_stacked(case) or _in_value(case)) if "W07" in case.codes else ()
    if len(things) >= _LEAST:
        return things, ORDER
    names = _names(case)
    if len(names) < _LEAST:
        return (), ""
    figures, how = _figures(case, names)
    return tuple(Piece(*both) for both in zip(names, figures, strict=True)), how


def _stacked(case: Case) -> tuple[Piece, ...]:
    """Return the figures that stand behind one another: 5期300人次 of one training."""
    name = statement(case)
    figures = _STACK.findall(printed(case)) if _STACKED.match(printed(case)) else ()
    units = [measure_for_unit(re.sub(r"[\d.,万]", "", figure)) for figure in figures]
    if len(set(units)) < _LEAST or not all(units) or measure_at_end(name) or case.parts.pieces:
        return ()
    if len(_JOINTS.split(name)) == len(figures):
        return ()  # one figure for each thing that the name lists
    return tuple(Piece(name, figure) for figure in figures)


def measured(case: Case) -> tuple[Target, ...]:
    """Return what the value measures, dates, or how often it says something happens."""
    return tuple(target for target in case.reading.targets if target.kind in _MEASURED)


def _names(case: Case) -> tuple[str, ...]:
    """Return the names that a name joins; those that the parser sees, else those of W07 alone."""
    qualities = _qualities(case) if "W07" in case.codes else ()
    found = qualities or case.parts.pieces
    if not found and "W07" in case.codes:
        found = _acts_on_one(case) or _objects_of_one(case) or _listed(case)
    return tuple(
        dict.fromkeys(_shared_change(tuple(plain(name) for name in found if name.strip())))
    )


def _shared_change(names: tuple[str, ...]) -> Iterator[str]:
    """Give every amount the change that only the last one names: 零售总额与网络零售额增幅."""
    tail = next((end for end in ("增幅", "增速", "增长率", "降幅", "下降率") if names and names[-1].endswith(end)), "")  # fmt: skip
    for name in names:
        found = measure_at_end(name)
        full = f"{name}{tail}" if tail and found and found[1].kind == "money" else name
        bare = tail and full.endswith(tail) and not _COMPARED.search(full)
        yield f"{full.removesuffix(tail)}较上年{tail}" if bare else full


def _qualities(case: Case) -> tuple[str, ...]:
    """Return a rate for each quality that the name joins (知晓满意率) or the value lists."""
    name = statement(case)
    found = _QUALITIES.match(name)
    percent = case.reading.value_class == "percent"
    if found and (found["end"] or percent or not measured(case)):
        words = _EACH_QUALITY.findall(found["list"])
        ends = [_RATE_OF.get(word, f"{word}率") for word in words]
        if found["act"]:
            ends[-1] = f"{words[-1]}{found['act']}率"
        return tuple(f"{found['stem']}{end}" for end in ends)
    rates = [rate_said(part) for part in _MARKS.split(case.value)]
    if len(rates) < _LEAST or not all(rates) or measure_at_end(name):
        return ()
    return tuple(f"{bare_of_adjectives(name)}{rate}" for rate in dict.fromkeys(rates))


@cache
def _act_words() -> frozenset[str]:
    known = acts()
    trailing = [act for trail in known.trailing for act in trail.acts]
    leading = [act for lead in known.leading for act in lead.acts]
    paced = [end for pace in known.times for end in pace.ends]
    return frozenset(act for act in (*trailing, *leading, *paced) if len(act) == _ACT_SIZE)


def _acts_on_one(case: Case) -> tuple[str, ...]:
    """Return one name for each act on one object: 航标维护、更换."""
    first, *others = _JOINTS.split(statement(case))
    acting = _act_words()
    if not others or first[-_ACT_SIZE:] not in acting or not all(o in acting for o in others):
        return ()
    stem = first[:-_ACT_SIZE]
    return (first, *(f"{stem}{other}" for other in others)) if stem else ()


def _objects_of_one(case: Case) -> tuple[str, ...]:
    """Return one name for each object of one measure: 户厕改造及污水管网验收合格率."""
    measure = case.parts.measure
    name = statement(case)
    if not measure or not name.endswith(measure):
        return ()
    things = [thing for thing in _JOINTS.split(name.removesuffix(measure)) if thing]
    if len(things) < _LEAST or any(len(thing) < _LEAST_HEAD for thing in things):
        return ()
    return tuple(f"{thing}{measure}" for thing in things)


def _listed(case: Case) -> tuple[str, ...]:
    """Return what a name lists where its value has a figure for each, or says 各."""
    name = statement(case)
    single = _single_figures(case)
    parts = tuple(part for part in _JOINTS.split(name) if part)
    if len(parts) > len(single) > 1:
        parts = tuple(part for part in _STRONG_JOINTS.split(name) if part)
    each = "各" in case.value and len(single) == 1
    if case.parts.action and case.parts.action not in name:
        parts = tuple(part for part in _JOINTS.split(case.parts.text) if part)
    if len(parts) < _LEAST or any(len(part) < _LEAST_HEAD for part in parts):
        return ()
    none = says_none(case) and all(part.endswith(words("bad_events")) for part in parts)
    if len(parts) != len(single) and not (each or none) and measured(case):
        return ()
    head = case.parts.group or parts[0][:-_ACT_SIZE]
    led = head and parts[0].startswith(head)
    bare = tuple(part for part in parts[1:] if len(part) == _ACT_SIZE or case.parts.group)
    return (
        parts[0],
        *(f"{head}{p}" if led and p in bare and head not in p else p for p in parts[1:]),
    )


def _figures(case: Case, names: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """Return one figure for each name, ``""`` for a blank, and what was done."""
    found = _single_figures(case)
    if len(found) == len(names):
        return found, ORDER
    numbers = [t for t in measured(case) if t.kind is TargetKind.NUMBER]
    percent = len(numbers) == 1 and numbers[0].unit == "%"
    each = len(found) == 1 and ("各" in case.value or "均" in case.value or _is_none(found[0]))
    shares = all(percentage_name(name) for name in names)
    if len(numbers) == 1 and ((percent and shares) or each):
        return tuple(found[0] for _ in names), EACH.replace("比率", "数字" if each else "比率")
    return tuple("" for _ in names), UNKNOWN if numbers else ""


def _is_none(figure: str) -> bool:
    return re.fullmatch(r"[=≤]?0\D{0,2}", figure) is not None


def percentage_name(name: str) -> str:
    """Return a name as that of a percentage: 政策知晓 gives 政策知晓率, ``""`` if it is none."""
    changed = _CHANGED.match(name)
    if changed:
        falls = changed["turn"] in ("降低", "减少", "压减", "节约")
        return f"{changed['who']}{changed['what']}较上年{'下降' if falls else '增长'}率"
    found = measure_at_end(name)
    if found:
        return name if found[1].unit == "%" else ""
    if name.endswith("感"):
        return f"{name}满意度"
    if name.endswith("意愿"):
        return f"{name.removesuffix('意愿')}率"
    if re.search(r"(?:清晰|准确|完整|规范|一致|符合|整洁|安全|舒适|精准|透明)[度性]$", name):
        return f"{name}达标率"
    rate = rate_said(name[-_ACT_SIZE:])
    return f"{name[:-_ACT_SIZE]}{rate}" if rate else ""


def _single_figures(case: Case) -> tuple[str, ...]:
    """Return the printed texts of the figures, each with its sign and unit."""
    value = printed(case)
    parts = tuple(part.strip() for part in _MARKS.split(value) if part.strip())
    if len(parts) > 1 and all(_has_one(part) for part in parts):
        return tuple(_bare(part) for part in parts)
    spans = [target.span for target in measured(case)]
    return tuple(_bare(value[span.start : span.end]) for span in spans if spans)


def _has_one(part: str) -> bool:
    return sum(target.kind in _MEASURED for target in parse_targets(part)) == 1


def _bare(part: str) -> str:
    """Leave out the thing before the figure: 门窗420樘 gives 420樘."""
    found = re.search(r"(?:[≥≤><=＝]|不低于|不少于|不超过|每|\d)", part)
    return part[found.start() :].strip("、，,；; 和及与") if found else part


def _in_value(case: Case) -> tuple[Piece, ...]:
    """Return what the value names beside its figures: 26条、路灯140盏, 1.1万亩，每亩200元."""
    name = statement(case)
    parts = [part.strip() for part in _MARKS.split(printed(case)) if part.strip()]
    pieces = [_of_amount(part) for part in parts]
    said = [piece.name for piece in pieces if piece]
    names = case.parts.pieces
    if len(parts) < _LEAST or len(said) < len(parts) or not any(said):
        return ()
    if any(thing not in _PLAIN and measure_at_end(thing) for thing in said) or measure_at_end(name):
        return ()
    figures = [piece.figure for piece in pieces if piece]
    if len(names) == len(parts) or len(_JOINTS.split(name)) == len(parts):
        known = names or tuple(_JOINTS.split(name))
        return tuple(
            Piece(own if not thing or thing in own or names else f"{own}{thing}", figure)
            for own, thing, figure in zip(known, said, figures, strict=True)
        )
    kinds = all(said)
    return tuple(
        Piece(f"{name}（{thing}）" if kinds else f"{name}{thing}", figure)
        for thing, figure in zip(said, figures, strict=True)
    )


def _of_amount(part: str) -> Piece | None:
    """Return the thing and the figure of 路灯140盏, 18个参数 or 每亩200元."""
    price = _PER.match(part)
    if price:
        return Piece(_PRICE, f"≤{price['figure']}{price['unit']}/{price['per']}")
    found = _AMOUNT.match(part)
    if not found:
        return None
    if found["thing"].startswith("每") and _has_one(part):
        return Piece("", part)
    thing = _BETWEEN.sub("", found["thing"])
    behind = _BEHIND.match(found["figure"])
    if behind and not thing and _has_one(behind["figure"]):
        return Piece(behind["thing"], behind["figure"])
    if not _has_one(part):
        return None
    return Piece(thing, found["figure"])
