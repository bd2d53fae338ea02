"""What stands beside a rewritten text and would contradict it: other values, types, goals.

A value of the other period that says no figure gets a blank where the measure itself is a new
one; whatever a person wrote with a figure is never taken away but named, to be looked at.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessor.core.rewrite import BLANK, RewrittenRow
from assessor.core.submission import Field, Goal, Indicator, Origin, Paragraph
from assessor.reports.annotated.finding_text import squeezed
from assessor.reports.finding_words import one_line, quoted
from assessor.reports.places import FIELD_NAMES, place_name

_NUMBER = r"\d+(?:[,，]\d{3})*(?:\.\d+)?"
_FIGURE = re.compile(
    r"\d|【__】|[%％‰]|百分之|[一二两三四五六七八九十百千万亿]+(?:成|个|次|人|户|家|项|台|套|场|期|件|处|万|亿)"
)
_PLAIN = re.compile(rf"([≥≤＞＜>=<＝]*)({_NUMBER})(\D*)")
_MEASURED = re.compile(rf"[≥≤＞＜>=<＝]*(?:{_NUMBER}|{BLANK})[^\d【】，。；、]{{0,8}}")
_KINDS = ("定性", "定量")
_AROUND = 12
_LEAST_NAME = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What further cells get, and what a person has to look at.

    Attributes
    ----------
    cells
        Field, old and new text.
    looks
        Why, in Chinese, one place each.
    """

    cells: tuple[tuple[Field, str, str], ...] = ()
    looks: tuple[str, ...] = ()


def beside(
    row: Indicator,
    new: RewrittenRow,
    *,
    field: Field,
    level_moves: bool,
    goals: Sequence[Goal] = (),
    paragraphs: Sequence[Paragraph] = (),
) -> Beside:
    """Return what must change or be looked at beside the new name and value of a row.

    Parameters
    ----------
    field
        In which field of the two periods the new value goes.
    level_moves
        The row goes to another level.
    """
    renamed = squeezed(row.name) != squeezed(new.name)
    valued = squeezed(row.text(field)) != squeezed(new.value)
    cells: list[tuple[Field, str, str]] = []
    looks: list[str] = []
    if renamed or valued:
        _other_period(row, new, field, cells, looks, renamed=renamed)
        _kind(row, new, cells, looks)
        looks += _of_row(row, new, field, renamed=renamed)
        looks += _in_goals(row, new, field, goals, paragraphs, renamed=renamed)
    if level_moves and row.weight.strip():
        looks.append(f"权重{quoted(row.weight)}没有改：级次改动后请核对各级分值的合计")
    named = f"指标“{one_line(row.name)}”"
    return Beside(cells=tuple(cells), looks=tuple(f"{named}：{look}" for look in looks))


def blanked(value: str) -> str:
    """Return a value with a blank in place of every figure: ≥7个 gives ≥【__】个."""
    return re.sub(_NUMBER, BLANK, value)


def _other_period(
    row: Indicator,
    new: RewrittenRow,
    field: Field,
    cells: list[tuple[Field, str, str]],
    looks: list[str],
    *,
    renamed: bool,
) -> None:
    other = Field.CYCLE_VALUE if field is Field.VALUE else Field.VALUE
    old = row.text(other)
    if not old.strip() or (not renamed and _fits(old, new.value)):
        return
    own_cells = {known for known, _ in row.columns} & {Field.SIGN, Field.UNIT}
    measured = _FIGURE.search(new.value) is not None
    if renamed and measured and _FIGURE.search(old) is None and not own_cells:
        cells.append((other, old, blanked(new.value)))
        return
    looks.append(
        f"{FIELD_NAMES[other]}{quoted(old)}没有改，请核对与改后的“{one_line(new.name)}｜{one_line(new.value)}”是否相符"
    )


def _fits(old: str, new: str) -> bool:
    """Tell whether the value of a year is surely within that of the whole term."""
    long, short = _PLAIN.fullmatch(squeezed(old)), _PLAIN.fullmatch(squeezed(new))
    if long is None or short is None:
        return False
    same = (long[1], long[3]) == (short[1], short[3])
    return same and _amount(short[2]) <= _amount(long[2])


def _amount(text: str) -> float:
    return float(re.sub("[,，]", "", text))


def _kind(
    row: Indicator, new: RewrittenRow, cells: list[tuple[Field, str, str]], looks: list[str]
) -> None:
    """Keep 定性 and 定量 true where the form has a column for them."""
    old = row.value_type.strip()
    wanted = _KINDS[_FIGURE.search(new.value) is not None]
    other = _KINDS[1 - _KINDS.index(wanted)]
    if other not in old or wanted in old:
        return
    if wanted == _KINDS[1] and _MEASURED.fullmatch(squeezed(new.value)):
        cells.append((Field.VALUE_TYPE, row.value_type, row.value_type.replace(other, wanted)))
    else:
        looks.append(f"{FIELD_NAMES[Field.VALUE_TYPE]}“{old}”没有改，请核对与改后的指标值是否相符")


def _of_row(row: Indicator, new: RewrittenRow, field: Field, *, renamed: bool) -> Iterator[str]:
    told = squeezed(row.description)
    if told and (renamed or any(one in told for one in _figures_gone(row, new, field))):
        yield f"{FIELD_NAMES[Field.DESCRIPTION]}{quoted(row.description)}是按原指标写的，没有改"
    after = [f for f in (Field.ACTUAL, Field.SCORE, Field.REASON) if row.text(f).strip()]
    if after:
        names = "、".join(FIELD_NAMES[one] for one in after)
        yield f"{names}是按原指标填写的，没有改"


def _figures_gone(row: Indicator, new: RewrittenRow, field: Field) -> tuple[str, ...]:
    """Return the figures with their units that the row no longer holds."""
    old = squeezed(row.text(field))
    found = (
        f"{match[0]}" for match in re.finditer(rf"{_NUMBER}[^\d\s，。；、（）()≥≤<>=]{{1,4}}", old)
    )
    after = squeezed(f"{new.name}{new.value}")
    return tuple(one for one in dict.fromkeys(found) if one not in after)


def _in_goals(
    row: Indicator,
    new: RewrittenRow,
    field: Field,
    goals: Sequence[Goal],
    paragraphs: Sequence[Paragraph],
    *,
    renamed: bool,
) -> Iterator[str]:
    """Yield the goals that still say what the row said before."""
    words = list(_figures_gone(row, new, field))
    name = squeezed(row.name)
    if renamed and len(name) >= _LEAST_NAME and name not in squeezed(new.name):
        words.append(name)
    texts: list[tuple[str, str, Origin]] = [("绩效目标", g.text, g.origin) for g in goals]
    texts += [("正文", p.text, p.origin) for p in paragraphs]
    for what, text, origin in texts:
        plain = squeezed(text)
        for word in words:
            found = re.search(rf"(?<![\d.,，]){re.escape(word)}", plain)
            if found is not None:
                start, end = max(found.start() - _AROUND, 0), found.end() + _AROUND
                place = place_name(origin)
                where = f"{what}（{place}）" if place else what
                yield f"{where}中还写着“{word}”，没有改：“…{plain[start:end]}…”"
