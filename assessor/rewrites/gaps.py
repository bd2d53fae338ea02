"""What the blanks of a draft's value ask: in which unit, by which sign, of what."""

import re
from dataclasses import dataclass
from functools import lru_cache

from assessor.core.rewrite import BLANK
from assessor.core.span import Span
from assessor.core.target import Sign, Target, TargetKind
from assessor.text.normalise import normalise
from assessor.text.target_grammar import parse_targets

_PROBE = "7"
_DATE = re.compile(
    rf"(?P<year>(?:20(?:\d\d|{BLANK})|{BLANK})年)?{BLANK}月(?:{BLANK}日|底|末)?(?P<tail>之?前|以前)?"
)
_BASELINE = re.compile(
    rf"(?:(?:较|比)(?:上一?年度?|去年)[(（](?:基数)?|[(（](?:上一?年度?|去年)(?:基数)?为?)"
    rf"{BLANK}(?P<unit>[^)）\d]{{0,6}})[)）]"
)
_OPEN_UNIT = re.compile(rf"(?P<sign>[≥≤=]?)(?P<gap>{BLANK}(?:(?P<money>[万亿]?元)/)?{BLANK})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A stretch of a value to be filled as a whole, with what must measure it.

    ``asked`` is the reading of the value with a figure in the gap, ``None`` for a date;
    ``blanks`` are the numbers of the blanks in it; ``about`` name and value without the gap;
    with ``open_unit`` the unit (``≥【__】【__】``) or what the price is for is blank too.
    """

    start: int
    end: int
    blanks: range
    about: str
    asked: Target | None = None
    unit: str = ""
    baseline: bool = False
    open_unit: bool = False
    tail: str = ""


@lru_cache(maxsize=4096)
def gaps_of(name: str, value: str) -> tuple[Gap, ...]:
    """Return what can be filled in ``value``, left to right."""
    whole = _OPEN_UNIT.fullmatch(normalise(value).replace(normalise(BLANK), BLANK))
    if whole is not None:
        return (_open_gap(name, whole),)
    dates = list(_DATE.finditer(value))
    baselines = list(_BASELINE.finditer(value))
    found = []
    for number, hit in enumerate(re.finditer(BLANK, value)):
        inside = next((d for d in dates if d.start() <= hit.start() < d.end()), None)
        if inside is not None:
            if _first_blank(inside) == hit.start():
                found.append(_date_gap(name, value, inside, number))
            continue
        compared = next((b for b in baselines if b.start() <= hit.start() < b.end()), None)
        gap = (
            _number_gap(name, value, hit, number)
            if compared is None
            else Gap(
                start=hit.start(), end=hit.end(), blanks=range(number, number + 1), about=name,
                unit=compared["unit"], baseline=True,
            )
        )  # fmt: skip
        if gap is not None:
            found.append(gap)
    return tuple(found)


def _first_blank(date: re.Match[str]) -> int:
    return date.start() + date.group().index(BLANK)


def _date_gap(name: str, value: str, date: re.Match[str], number: int) -> Gap:
    # A printed year stays unless the document's own date brings its year along.
    return Gap(
        start=date.start(), end=date.end(),
        blanks=range(number, number + date.group().count(BLANK)),
        about=_about(name, value, date.start(), date.end()),
        unit=date["year"] or "", tail=date["tail"] or "",
    )  # fmt: skip


def _number_gap(name: str, value: str, hit: re.Match[str], number: int) -> Gap | None:
    """Read the value with a figure in the gap; brackets hold remarks that stay open."""
    start, end = hit.span()
    if _in_brackets(value, start):
        return None
    probed = f"{value[:start].replace(BLANK, _PROBE)}{_PROBE}{value[end:].replace(BLANK, _PROBE)}"
    place = len(value[:start].replace(BLANK, _PROBE))
    asked = next((t for t in parse_targets(probed) if t.span.start <= place < t.span.end), None)
    if asked is None or asked.kind is not TargetKind.NUMBER or not asked.unit:
        return None
    unit = next(
        (form for form in (asked.unit, f"个{asked.unit}") if value.startswith(form, end)), ""
    )
    if not unit or value.startswith(BLANK, end + len(unit) + 1):
        return None
    own_end = end + asked.span.end - place - len(_PROBE)
    return Gap(
        start=start, end=end, blanks=range(number, number + 1),
        about=_about(name, value, start, max(own_end, end + len(unit))),
        asked=asked, unit=unit,
    )  # fmt: skip


def _open_gap(name: str, whole: re.Match[str]) -> Gap:
    asked = Target(
        kind=TargetKind.NUMBER, span=Span(*whole.span("gap")), unit=whole["money"] or "",
        sign=Sign(whole["sign"]) if whole["sign"] else None,
    )  # fmt: skip
    start, end = whole.span("gap")
    return Gap(start=start, end=end, blanks=range(2), about=name, asked=asked, open_unit=True)


def _in_brackets(value: str, place: int) -> bool:
    before = normalise(value[:place]).replace(BLANK, "")
    return before.count("(") > before.count(")")


def _about(name: str, value: str, start: int, end: int) -> str:
    rest = re.sub(r"[(（][^()（）]*[)）]", " ", f"{value[:start]} {value[end:]}")
    return f"{name} {rest.replace(BLANK, ' ')}"
