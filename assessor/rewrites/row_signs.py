"""What the ranking sees of a weak row and of a draft for it: named signs and a few numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessor.core.rewrite import BLANK
from assessor.rewrites.case import Case, Draft
from assessor.rewrites.measure_key import MeasureKey, measure_key, unit_group
from assessor.rewrites.wording import Wording
from assessor.taxonomy.level_type import LevelType
from assessor.text.normalise import normalise

# How strongly each block of a row's signs counts: names decide the measure, projects hint at it.
BLOCKS = ("name", "value", "project", "facts")
SCALES = (1.0, 0.7, 0.5, 0.6)
_LONGEST = 80
_ALIKE = 25
NUMBERS = ("level", "measure", "joint", "tail", "keeps", "loses", "known_tail", "prior", "likely",
           "object", "length", "blanks", "figures", "further", "short", "known_pairs",
           "all_pairs_known", "best_prior")  # fmt: skip
PRECEDENT = "precedent"


@dataclass(frozen=True, slots=True)
class RowSigns:
    """A row as the ranking reads it.

    Attributes
    ----------
    blocks
        Signs per block, in the order of :data:`BLOCKS`.
    level, likely
        Type that the row declares, and the one that it seems to belong to; ``"none"`` without.
    levels
        Probability of each type.
    """

    blocks: tuple[tuple[str, ...], ...]
    measure: MeasureKey
    level: str
    kind: str
    likely: str
    codes: tuple[str, ...]
    levels: dict[str, float]


def row_signs(case: Case) -> RowSigns:
    """Return the signs of a row; nothing of a draft or of an expert goes in."""
    measure = measure_key(case.indicator.name, case.value)
    level = declared_level(case)
    kind = case.assessed.judgement.value_kind.value
    likely = case.assessed.judgement.level or "none"
    codes = tuple(sorted(case.codes))
    facts = _facts(case, measure, level, kind, likely)
    return RowSigns(
        blocks=(
            tuple(set(_grams(case.reading.name, 1, 3))),
            tuple(set(_grams(case.reading.value, 1, 3))),
            tuple(set(_grams(normalise(case.surroundings.project), 2, 2))),
            (*facts, *(f"code={code}" for code in codes)),
        ),
        measure=measure,
        level=level,
        kind=kind,
        likely=likely,
        codes=codes,
        levels=dict(case.assessed.judgement.levels),
    )


def declared_level(case: Case) -> str:
    """Return the level that the row declares, else the one that it seems to belong to."""
    if case.declared:
        return case.declared[0].value
    return "none"


def _grams(text: str, shortest: int, longest: int) -> Iterator[str]:
    text = f"^{text[:_LONGEST]}$"
    for size in range(shortest, longest + 1):
        for start in range(len(text) - size + 1):
            yield text[start : start + size]


def _facts(case: Case, measure: MeasureKey, level: str, kind: str, likely: str) -> Iterator[str]:
    yield f"level={level}"
    yield f"likely={likely}"
    yield f"moved={level}>{likely}" if level not in ("none", likely) else "stays"
    yield f"kind={kind}"
    yield f"level+kind={level}+{kind}"
    yield f"measure={measure.name}"
    yield f"head={measure.head}"
    if case.parts.aspect_class:
        yield f"aspect={case.parts.aspect_class}"
    if case.parts.action:
        yield f"action={case.parts.action}"


@dataclass(frozen=True, slots=True)
class DraftSigns:
    """A draft as the ranking reads it.

    Attributes
    ----------
    level
        Type that the draft declares, ``"none"`` if it keeps labels that declare nothing.
    names
        One-hot signs.
    """

    level: str
    measure: MeasureKey
    names: tuple[str, ...]

    @property
    def joint(self) -> str:
        """Level and measure in one word."""
        return f"{self.level}|{self.measure.name}"


def draft_level(case: Case, level: LevelType | None) -> str:
    """Return the type under which a row of a draft stands."""
    return declared_level(case) if level is None else level.value


def draft_signs(case: Case, row: RowSigns, draft: Draft) -> DraftSigns:
    """Return the one-hot signs of a draft."""
    measure = measure_key(draft.row.name, draft.row.value)
    level = draft_level(case, draft.row.level)
    family = _family(draft.frame)
    kind = row.kind
    kept = measure.head == row.measure.head
    names = [
        f"frame={draft.frame}",
        f"family={family}",
        f"family+kind={family}+{kind}",
        f"measure={measure.name}",
        f"joint={level}|{measure.name}",
        f"head+kind={measure.head}+{kind}",
        f"unit={unit_group(measure.unit)}",
        "declared" if level == row.level else "moved",
        f"from={row.level}>{level}",
        f"from+kind={row.level}>{level}+{kind}",
        "head kept" if kept else "head new",
        "unit kept" if measure.unit == row.measure.unit else "unit new",
    ]
    names += [f"family+code={family}+{code}" for code in row.codes]
    names += [f"kept+code={kept}+{code}" for code in row.codes]
    if row.likely != "none":
        names.append("likely" if level == row.likely else "unlikely")
    return DraftSigns(level=level, measure=measure, names=tuple(names))


def _family(frame: str) -> str:
    """Return what kind of maker a frame has: each repair apart, frames general or of a sector."""
    if frame.startswith("repair"):
        return frame
    if frame.startswith(PRECEDENT):
        return PRECEDENT
    return "general" if frame.startswith("general.") else "sector"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a row beside its own signs.

    Attributes
    ----------
    chances
        What the row's text says of levels, measures, both, tails and of keeping the measure.
    besides
        Project whose own names do not count as good wording: in training that of the row.
    best_prior
        Highest prior of the drafts for the row.
    """

    chances: dict[str, float]
    wording: Wording
    best_prior: float
    besides: str = "?"


def draft_numbers(
    case: Case, row: RowSigns, draft: Draft, signs: DraftSigns, known: Known
) -> Sequence[float]:
    """Return the numbers of a draft in the order of :data:`NUMBERS`."""
    chances = known.chances
    name, value = draft.row.name, draft.row.value
    keeps = chances.get("keeps", 0.0)
    kept = signs.measure.agrees(row.measure)
    tail = chances.get(f"tail={signs.measure.tail}")
    return (
        chances.get(f"level={signs.level}", 0.0),
        chances.get(f"measure={signs.measure.name}", 0.0),
        chances.get(f"joint={signs.joint}", 0.0),
        tail or 0.0,
        keeps if kept else 0.0,
        0.0 if kept else 1.0 - keeps,
        float(tail is not None),
        draft.prior,
        row.levels.get(signs.level, 0.0),
        float(bool(case.parts.object) and case.parts.object in name),
        min(len(name), 2 * _ALIKE) / _ALIKE,
        float(min(name.count(BLANK) + value.count(BLANK), 3)),
        float(_has_figure(case.value) and _has_figure(value)),
        float(bool(draft.further)),
        float(len(name) < 4),
        *known.wording.known(case.indicator.name, name, besides=known.besides),
        float(draft.prior >= known.best_prior),
    )


def _has_figure(text: str) -> bool:
    return any(char.isdigit() for char in text)
