"""Indicators as cards: ``一级指标：产出指标；二级指标：数量指标；三级指标：…；指标值：…``.

The headers of a table stand as keys before what they hold, several on a line or one a line.
A card ends where a key comes again that it has.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assessor.core.submission import Indicator, Origin
from assessor.indicators.columns import Role, meaning
from assessor.indicators.reason_columns import joined_reasons
from assessor.indicators.sheet import Row
from assessor.indicators.values import clean_label, clean_name, is_template_name, join_value

_KEY = re.compile(r"(?:^|(?<=[\s；;，,。、（(.．)）]))([\u4e00-\u9fff]{2,10})\s*[:：]\s*")
_HEADS = (Role.LEVEL1, Role.LEVEL2, Role.NAME)
_ROLES = frozenset(
    {*_HEADS, Role.VALUE, Role.CYCLE_VALUE, Role.SIGN, Role.UNIT, Role.WEIGHT, Role.DESCRIPTION,
     Role.ACTUAL, Role.SCORE, Role.REASON, Role.VALUE_TYPE}
)  # fmt: skip
_NUMBERING = re.compile(r"^\s*(?:[(（]?\d{1,3}[)）]?\s*[、.．]?\s*)?$")
_END = "。；;，,、 "


@dataclass(slots=True)
class Cards:
    """Reads cards line by line."""

    _open: dict[Role, str] = field(default_factory=dict)
    _last: dict[Role, str] = field(default_factory=dict)
    _origin: Origin = field(default_factory=Origin)

    def takes(self, row: Row) -> tuple[bool, tuple[Indicator, ...]]:
        """Return whether the line belongs to a card, and the cards that it ends."""
        pairs = tuple(_pairs(row.text))
        if not pairs or not (self._open or pairs[0][0] in _HEADS):
            return False, self.close()
        ended: list[Indicator] = []
        for role, key, text in pairs:
            if role is Role.REASON and role in self._open:
                self._open[role] = joined_reasons(self._open[role], text, key=key)
                continue
            if role in self._open:
                ended.extend(self.close())
                self._begin(role)
            if role is Role.NAME:
                self._origin = row.origin
            self._open[role] = text
        return True, tuple(ended)

    def close(self) -> tuple[Indicator, ...]:
        """Return the open card if it is one; its levels stay for the next."""
        card = self._open
        name = clean_name(card.get(Role.NAME, ""))
        self._open = {}
        if not name or is_template_name(name):
            return ()
        self._last = card
        sign, unit = card.get(Role.SIGN, ""), card.get(Role.UNIT, "")
        values = {
            role: join_value(sign=sign, value=card.get(role, ""), unit=unit)
            for role in (Role.VALUE, Role.CYCLE_VALUE)
        }
        return (
            Indicator(
                id="",
                name=name,
                value=values[Role.VALUE],
                cycle_value=values[Role.CYCLE_VALUE],
                level1=clean_label(card.get(Role.LEVEL1, "")),
                level2=clean_label(card.get(Role.LEVEL2, "")),
                sign=sign,
                unit=unit,
                weight=card.get(Role.WEIGHT, ""),
                description=card.get(Role.DESCRIPTION, ""),
                actual=card.get(Role.ACTUAL, ""),
                score=card.get(Role.SCORE, ""),
                reason=card.get(Role.REASON, ""),
                value_type=card.get(Role.VALUE_TYPE, ""),
                origin=self._origin,
            ),
        )

    def _begin(self, role: Role) -> None:
        """Begin the next card below the levels that still hold."""
        kept = _HEADS[: _HEADS.index(role)] if role in _HEADS else ()
        self._open = {head: self._last[head] for head in kept if head in self._last}


def _pairs(text: str) -> Iterator[tuple[Role, str, str]]:
    """Yield roles, keys and texts of a line, if it begins with a key."""
    found = [(match, meaning(match.group(1)).strong) for match in _KEY.finditer(text)]
    known = [(match, role) for match, role in found if role in _ROLES]
    if not known or not _NUMBERING.match(text[: known[0][0].start()]):
        return
    for index, (match, role) in enumerate(known):
        stop = known[index + 1][0].start() if index + 1 < len(known) else len(text)
        if role is not None:
            yield role, match.group(1), text[match.end() : stop].strip(_END)
