"""Sums, differences and quotients that a text writes out: 178.6万元＋35.9万元＝214.5万元, 57÷60＝95%."""

import re
from collections.abc import Iterator

from assessor.checks.amounts import yuan
from assessor.checks.quantities import written
from assessor.checks.reckoning import ToldSum, Verdict
from assessor.core.span import Span

_NUMBER = r"\d[\d,]{0,15}(?:\.\d{1,6})?"
_UNIT = r"(?:%|亿元|万元|元|万|亿|[\u4e00-\u9fff㎡]{1,3})?"
_WORDS = r"[\u4e00-\u9fff]{0,10}"
_EQUATION = re.compile(
    rf"(?<![\d.×*/÷+\-=])(?P<first>{_NUMBER})\s*(?P<unit>{_UNIT})"
    rf"(?P<more>(?:\s*[+\-]\s*{_WORDS}{_NUMBER}\s*{_UNIT}){{1,12}})\s*(?P<close>\))?"
    rf"(?:\s*[÷/]\s*(?P<by>{_NUMBER})\s*(?P<by_unit>{_UNIT}))?"
    rf"\s*=\s*(?P<result>{_NUMBER})\s*(?P<result_unit>{_UNIT})(?![\d×*÷/+\-])"
)
_QUOTIENT = re.compile(
    rf"(?<![\d.×*/÷+\-=])(?P<first>{_NUMBER})\s*(?P<unit>{_UNIT})\s*÷\s*(?P<by>{_NUMBER})\s*(?P<by_unit>{_UNIT})"
    rf"\s*=\s*(?P<result>{_NUMBER})\s*(?P<result_unit>%)"
)
_TERM = re.compile(rf"(?P<sign>[+\-])\s*{_WORDS}?(?P<number>{_NUMBER})\s*(?P<unit>{_UNIT})")
_MONEY = {"亿元": 1e8, "亿": 1e8, "万元": 1e4, "万": 1e4, "元": 1.0}
_OPEN = re.compile(r"\(\s*$")


def written_equations(plain: str) -> Iterator[ToldSum]:
    """Yield the equations of a normalised text whose units are one."""
    for match in _EQUATION.finditer(plain):
        told = _of_sum(match) if match["by"] is None else _of_change(plain, match)
        if told is not None:
            yield told
    for match in _QUOTIENT.finditer(plain):
        value, by = _value(match["first"], match["unit"]), _value(match["by"], match["by_unit"])
        if match["unit"] in ("", match["by_unit"]) or {match["unit"], match["by_unit"]} <= set(
            _MONEY
        ):
            yield from _rate(match, value, by) if by else ()


def _of_sum(match: re.Match[str]) -> ToldSum | None:
    last = match["result_unit"]
    terms = [("+", match["first"], match["unit"])]
    terms += [(t["sign"], t["number"], t["unit"]) for t in _TERM.finditer(match["more"])]
    units = {unit for _, _, unit in terms if unit} | ({last} if last else set())
    if match["close"] or "%" in units or not (len(units) <= 1 or units <= set(_MONEY)):
        return None
    default = last or next(iter(units), "")
    total = _value(match["result"], default)
    values = [(sign, _value(number, unit or default)) for sign, number, unit in terms]
    computed = sum(value if sign == "+" else -value for sign, value in values)
    figures = [(number, unit or default) for _, number, unit in terms]
    slack = sum(_half(*one) for one in figures) + _half(match["result"], default) + 1e-6
    money = default in _MONEY
    shown = "".join(
        (("＋" if sign == "+" else "－") if at else "") + _shown(value, default, money=money)
        for at, (sign, value) in enumerate(values)
    )
    agrees = abs(computed - total) <= slack
    said = f"{shown}＝{_shown(computed, default, money=money)}"
    why = f"{said}，一致" if agrees else f"{said}，文中写{_shown(total, default, money=money)}"
    verdict = Verdict.AGREES if agrees else Verdict.DISAGREES
    return ToldSum(verdict=verdict, span=Span(*match.span()), why=why)


def _of_change(plain: str, match: re.Match[str]) -> ToldSum | None:
    """Read (120－107)÷120＝10.8%, nothing where no bracket tells what is divided."""
    opened = _OPEN.search(plain, max(0, match.start() - 2), match.start())
    terms = list(_TERM.finditer(match["more"]))
    if opened is None or not match["close"] or match["result_unit"] != "%" or len(terms) != 1:
        return None
    sign = 1 if terms[0]["sign"] == "+" else -1
    value = _value(match["first"], "") + sign * _value(terms[0]["number"], "")
    by = _value(match["by"], "")
    return next(_rate(match, value, by), None) if by else None


def _rate(match: re.Match[str], value: float, by: float) -> Iterator[ToldSum]:
    printed, computed = _value(match["result"], ""), value / by * 100
    places = len(match["result"].partition(".")[2])
    agrees = abs(computed - printed) < 10.0**-places - 1e-9 or abs(computed - printed) < 1e-9
    said = f"{written(value)}÷{written(by)}＝{written(round(computed, 2))}%"
    why = f"{said}，一致" if agrees else f"{said}，文中写{written(printed)}%"
    verdict = Verdict.AGREES if agrees else Verdict.DISAGREES
    yield ToldSum(verdict=verdict, span=Span(*match.span()), why=why)


def _value(number: str, unit: str) -> float:
    return float(number.replace(",", "")) * _MONEY.get(unit, 1.0)


def _half(number: str, unit: str) -> float:
    places = len(number.partition(".")[2])
    return 0.5 * 10.0**-places * _MONEY.get(unit, 1.0) if places else 0.0


def _shown(value: float, unit: str, *, money: bool) -> str:
    return yuan(round(value, 2)) if money and unit else f"{written(round(value, 4))}{unit}"
