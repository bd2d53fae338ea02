"""The left-to-right scan: tokens before a figure wait until the figure comes."""

import re
from dataclasses import replace
from functools import cache

from assessor.core.span import Span
from assessor.core.target import Sign, Target, TargetKind
from assessor.text.numerals import NUMERAL_CHARS, parse_numeral
from assessor.text.target_building import Waiting, build
from assessor.text.target_dates import each_part, time_part
from assessor.text.target_figures import (
    Figure,
    ends_clause,
    qualifies_name,
    read_figure,
    stands_free,
)
from assessor.text.target_patterns import compiled, read_symbol, sign_table, unit_kinds
from assessor.text.target_tokens import token
from assessor.text.target_words import target_words

_BREAKS = frozenset(",;。、!?:：()[]【】")
_LONGEST_GAP = 10
_LONGEST_SIGN_GAP = 16
_SIMPLE_KINDS = {
    "code": TargetKind.CODE,
    "state": TargetKind.STATE,
    "grade": TargetKind.GRADE,
    "open": TargetKind.OPEN,
    "blank": TargetKind.PLACEHOLDER,
}


class _Scanner:
    """One pass over one normalised text."""

    __slots__ = ("targets", "text", "waiting")

    def __init__(self, text: str) -> None:
        self.text = text
        self.targets: list[Target] = []
        self.waiting: Waiting | None = None

    def run(self) -> tuple[Target, ...]:
        text, position = self.text, 0
        search = token().search
        while True:
            match = search(text, position)
            if match is None:
                break
            name = match.lastgroup or ""
            position = _HANDLERS[name](self, match)
        self.release()
        return tuple(self.targets)

    def add(self, kind: TargetKind, start: int, end: int) -> None:
        self.targets.append(Target(kind=kind, span=Span(start, end)))

    def release(self) -> None:
        """Let go what waits for a figure; a date or frequency is a target by itself."""
        waiting, self.waiting = self.waiting, None
        if waiting is None:
            return
        if waiting.date is not None:
            if not qualifies_name(self.text, waiting.date.span.end):
                self.targets.append(waiting.date)
        elif waiting.frequency is not None and not qualifies_name(self.text, waiting.each_span[1]):
            self.targets.append(
                Target(
                    kind=TargetKind.FREQUENCY,
                    span=Span(*waiting.each_span),
                    frequency=waiting.frequency,
                )
            )

    def wait(self, start: int, end: int) -> Waiting:
        """Return what waits, after dropping what is too far from ``start`` to belong there."""
        waiting = self.waiting
        if waiting is not None:
            gap = self.text[waiting.end : start]
            if gap and not gap.isspace():
                self._loosen(waiting, gap)
                waiting = self.waiting
        if waiting is None:
            waiting = self.waiting = Waiting(start=start, end=end)
        waiting.end = end
        return waiting

    def _loosen(self, waiting: Waiting, gap: str) -> None:
        """Handle words between a waiting token and the next: 不低于投入资金的9%."""
        if len(gap) > _LONGEST_SIGN_GAP or not _BREAKS.isdisjoint(gap):
            self.release()
            return
        if gap.rstrip()[-1] == "的" or gap.strip() in _gap_words() or gap.strip(" “”\"'") == "":
            return
        waiting.sign = None
        waiting.about = False
        if len(gap) > _LONGEST_GAP:
            self.release()
        elif waiting.date or waiting.frequency or waiting.each or waiting.baseline:
            return
        else:
            self.waiting = None

    # -- tokens -------------------------------------------------------------------------

    def skip(self, match: re.Match[str]) -> int:
        return match.end()

    def list_number(self, match: re.Match[str]) -> int:
        before = (
            self.text[: match.start()].rstrip()
            if match.start() < 60
            else self.text[match.start() - 1]
        )
        if not before or before[-1] in ";。:" or self.text[match.start() - 1] == " ":
            return match.end()
        return self.figure(match)

    def simple(self, match: re.Match[str]) -> int:
        kind = _SIMPLE_KINDS[match.lastgroup or ""]
        start = match.start()
        if kind is TargetKind.STATE and qualifies_name(self.text, match.end()):
            return match.end()
        waiting = self.waiting
        if waiting is not None and not self.text[waiting.end : start].strip() and waiting.sign:
            start = waiting.start
            self.waiting = None
        self.release()
        sign = None
        if kind is TargetKind.GRADE and match.group().endswith(_cut_off_ends()):
            sign = Sign.AT_LEAST
        self.targets.append(Target(kind=kind, span=Span(start, match.end()), sign=sign))
        return match.end()

    def period(self, match: re.Match[str]) -> int:
        self.release()
        waiting = self.wait(match.start(), match.end())
        printed = match.group()
        waiting.frequency = printed
        waiting.each_span = match.span()
        waiting.date = Target(kind=TargetKind.PERIOD, span=Span(*match.span()), frequency=printed)
        return match.end()

    def mark(self, match: re.Match[str]) -> int:
        printed = match["full"] or match["scale"]
        full = 100.0 if printed == "百" else float(printed[:9])
        self._amend_last(full_mark=full)
        return match.end()

    def basis(self, match: re.Match[str]) -> int:
        self._amend_last(baseline=match["basis_of"])
        return match.end()

    def _amend_last(self, *, full_mark: float | None = None, baseline: str | None = None) -> None:
        """Give a remark in brackets to the number before it."""
        for index in range(len(self.targets) - 1, -1, -1):
            last = self.targets[index]
            if last.kind is TargetKind.NUMBER:
                self.targets[index] = replace(
                    last,
                    full_mark=full_mark if full_mark is not None else last.full_mark,
                    baseline=baseline or last.baseline,
                )
                return

    def baseline(self, match: re.Match[str]) -> int:
        waiting = self.wait(*match.span())
        waiting.baseline = next(
            match[name].strip() for name in ("b1", "b2", "b3", "b4", "b5") if match[name]
        )
        return match.end()

    def date(self, match: re.Match[str]) -> int:
        start, end = match.span()
        sign = None
        waiting = self.waiting
        if waiting is not None and waiting.sign and not self.text[waiting.end : start].strip():
            sign, start = waiting.sign, waiting.start
            self.waiting = None
        self.release()
        printed = match.group().replace(" ", "")
        if printed.endswith(_deadline_ends()):
            sign = Sign.AT_MOST
        recurring = _RECURRING.match(printed)
        waiting = self.wait(start, end)
        waiting.date = Target(
            kind=TargetKind.DATE,
            span=Span(start, end),
            sign=sign,
            deadline=printed,
            frequency=recurring.group() if recurring else None,
        )
        return end

    def each(self, match: re.Match[str]) -> int:
        end = len(match.group().rstrip()) + match.start()
        parts = self._each_parts(match.start(), end)
        waiting = self.wait(match.start(), end)
        if len(parts) == 1 and time_part().match(parts[0]):
            if waiting.frequency and not waiting.date:
                self.release()
                waiting = self.wait(match.start(), end)
            waiting.frequency = parts[0]
        elif all(time_part().match(part) for part in parts):
            waiting.frequency = "".join(parts)
        waiting.each = tuple(parts)
        waiting.each_span = (match.start(), end)
        return match.end()

    def _each_parts(self, start: int, end: int) -> list[str]:
        """Return the parts of 每人每月; each is read where it stands, for what follows it."""
        parts = []
        while start < end:
            match = _each_part().match(self.text, start)
            if match is None:
                break
            parts.append(match.group())
            start = (
                match.end()
                + len(self.text[match.end() : end])
                - len(self.text[match.end() : end].lstrip())
            )
        return parts

    def frequency(self, match: re.Match[str]) -> int:
        self.release()
        waiting = self.wait(*match.span())
        waiting.frequency = match.group()
        waiting.each_span = match.span()
        return match.end()

    def sign(self, match: re.Match[str]) -> int:
        waiting = self.wait(*match.span())
        if waiting.sign is None:
            printed = match.group()
            waiting.sign = _signs().get(printed) or read_symbol(printed)
        return match.end()

    def about(self, match: re.Match[str]) -> int:
        self.wait(*match.span()).about = True
        return match.end()

    def whole(self, match: re.Match[str]) -> int:
        if not ends_clause(self.text, match.end()):
            return match.end()
        waiting = self.wait(*match.span())
        if match.group() in target_words().whole_words.half:
            sign = Sign.AT_LEAST if match.group().endswith("以上") else Sign.MORE_THAN
            figure = Figure(match.start(), match.end(), 50, 50, "%", sign=sign)
        else:
            figure = Figure(match.start(), match.end(), 1, 1, "番")
        waiting.sign = figure.sign
        return self.accept(figure)

    def zero(self, match: re.Match[str]) -> int:
        self.wait(*match.span())
        return self.accept(Figure(match.start(), match.end(), 0, 0, "", known_unit=True))

    def rank(self, match: re.Match[str]) -> int:
        """Read 前三 as at most place 3."""
        place = match["place"]
        value = float(place) if place[0].isascii() else parse_numeral(place)
        if value is None:
            return match.end()
        self.wait(*match.span()).sign = Sign.AT_MOST
        unit = match["rank_unit"] or "名"
        return self.accept(Figure(match.start(), match.end(), value, value, unit))

    def figure(self, match: re.Match[str]) -> int:
        start = match.start()
        figure = read_figure(self.text, start)
        if figure is None:
            return _skip_digits(self.text, start)
        waiting = self.wait(start, start)
        if not self._counts(figure, waiting):
            self.waiting = waiting if waiting.date or waiting.frequency else None
            return _skip_digits(self.text, start)
        return self.accept(figure)

    def _counts(self, figure: Figure, waiting: Waiting) -> bool:
        """Tell whether a figure is a quantity rather than part of a name."""
        has_head = bool(
            waiting.sign or waiting.about or waiting.frequency or waiting.baseline or waiting.each
        )
        if figure.unit in ("年", "年度") and 1900 <= figure.high < 2100 and not figure.is_tolerance:
            return False
        if not figure.chinese:
            if figure.known_unit or has_head or figure.sign:
                return True
            return stands_free(self.text, figure)
        if figure.chinese[0] in "百千" and not has_head:
            return figure.known_unit and figure.unit == "%"
        if not figure.known_unit:
            return stands_free(self.text, figure) and (
                waiting.sign is not None or len(figure.chinese) > 1 or len(self.text.strip()) == 1
            )
        if len(figure.chinese) > 1 or figure.sign or has_head or figure.is_range:
            return True
        if figure.unit in unit_kinds()["strong"]:
            return figure.chinese != "一" or ends_clause(self.text, figure.end)
        return ends_clause(self.text, figure.end)

    def accept(self, figure: Figure) -> int:
        waiting = self.waiting or Waiting(start=figure.start, end=figure.start)
        self.waiting = None
        if waiting.sign is not None or not qualifies_name(self.text, figure.end):
            self.targets.append(build(figure, waiting))
        return figure.end


_RECURRING = compiled(r"每(?:年度?|个?月|季度?|周|学年|学期)")
_DIGITS = compiled(rf"[\d,.:∶/]+|[{NUMERAL_CHARS}]+|.")


def _skip_digits(text: str, start: int) -> int:
    match = _DIGITS.match(text, start)
    return match.end() if match else start + 1


@cache
def _signs() -> dict[str, Sign]:
    return sign_table()


@cache
def _gap_words() -> frozenset[str]:
    return frozenset(target_words().plus_words.terms)


@cache
def _each_part() -> re.Pattern[str]:
    return compiled(each_part())


@cache
def _cut_off_ends() -> tuple[str, ...]:
    return target_words().grades.suffix


@cache
def _deadline_ends() -> tuple[str, ...]:
    return target_words().date_tails.before


_HANDLERS = {
    "list": _Scanner.list_number,
    "period": _Scanner.period,
    "guard": _Scanner.skip,
    "code": _Scanner.simple,
    "mark": _Scanner.mark,
    "basis": _Scanner.basis,
    "state": _Scanner.simple,
    "baseline": _Scanner.baseline,
    "frequency": _Scanner.frequency,
    "date": _Scanner.date,
    "each": _Scanner.each,
    "grade": _Scanner.simple,
    "about": _Scanner.about,
    "zero": _Scanner.zero,
    "whole": _Scanner.whole,
    "open": _Scanner.simple,
    "sign": _Scanner.sign,
    "rank": _Scanner.rank,
    "figure": _Scanner.figure,
    "blank": _Scanner.simple,
}


def scan(text: str) -> tuple[Target, ...]:
    """Return the targets of a normalised text, left to right."""
    return _Scanner(text).run()
