"""From rows to judgements: features once, one matrix product, then the definitions.

unquantified, level_mismatch and weak follow from the heads by the definitions of LABELS.md, so
that no two answers of one judgement can contradict each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessor.classifiers.artefact import Artefact
from assessor.classifiers.calibration import sigmoid
from assessor.classifiers.features import row_features
from assessor.classifiers.heads import FLAGS, HEADS, KINDS, LEVELS, NO_LEVEL
from assessor.classifiers.mismatch import mismatch_features
from assessor.classifiers.missing_unit import lacks_unit
from assessor.classifiers.row_text import RowText, measure_of, read_row
from assessor.core.judgement import Judgement, ValueKind
from assessor.taxonomy.level_names import declared_types, declares_negative_cost
from assessor.taxonomy.level_type import LevelType
from assessor.text.lexicon import terms

_KINDS = tuple(ValueKind)
_COLUMN = {head: i for i, head in enumerate(HEADS)}
_FLAG_COLUMNS = [_COLUMN[head] for head in FLAGS]
_KIND_COLUMNS = [_COLUMN[head] for head in KINDS]
_LEVEL_COLUMNS = [_COLUMN[head] for head in LEVELS]
_LEVEL_NAMES = tuple(head.removeprefix("level.") for head in LEVELS)
_OPEN = (ValueKind.OPEN, ValueKind.MISSING)
_DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedRow:
    """The four texts of a row that are judged; ``value`` is the surviving target."""

    level1: str
    level2: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Probabilities:
    """Calibrated probabilities of a batch of rows.

    Attributes
    ----------
    flags
        Shape (n, 4), in the order of ``FLAGS``.
    kinds
        Shape (n, 5), in the order of ``ValueKind``; each row sums to 1.
    levels
        Shape (n, 10), chance that each type is accepted (several may be), ``none`` last.
    mismatch
        Shape (n,); 0 where nothing is declared.
    """

    flags: NDArray[np.float64]
    kinds: NDArray[np.float64]
    levels: NDArray[np.float64]
    mismatch: NDArray[np.float64]


def raw_scores(artefact: Artefact, readings: Sequence[RowText]) -> NDArray[np.float64]:
    """Return the linear scores, shape (n_rows, n_heads)."""
    matrix = artefact.vectoriser.transform(row_features(reading) for reading in readings)
    return np.asarray(matrix @ artefact.weights + artefact.intercepts)


def probabilities(
    artefact: Artefact, scores: NDArray[np.float64], rows: Sequence[JudgedRow]
) -> Probabilities:
    """Calibrate scores of shape (n, n_heads) and apply the mismatch model."""
    chances = (
        np.column_stack([curve(scores[:, i]) for i, curve in enumerate(artefact.sigmoids)])
        if len(rows)
        else np.zeros((0, len(HEADS)))
    )
    kinds = chances[:, _KIND_COLUMNS]
    levels = chances[:, _LEVEL_COLUMNS]
    clear = np.clip(levels, 1e-9, 1 - 1e-9)
    return Probabilities(
        flags=chances[:, _FLAG_COLUMNS],
        kinds=kinds / kinds.sum(axis=1, keepdims=True),
        levels=levels,
        mismatch=_mismatch(artefact, np.log(clear / (1 - clear)), rows),
    )


def _mismatch(
    artefact: Artefact, logits: NDArray[np.float64], rows: Sequence[JudgedRow]
) -> NDArray[np.float64]:
    chance = np.zeros(len(rows))
    declared = [declared_types(row.level1, row.level2) for row in rows]
    index = [i for i, types in enumerate(declared) if types]
    if index:
        features = mismatch_features(
            logits[index],
            [declared[i] or () for i in index],
            [declares_negative_cost(rows[i].level2) for i in index],
        )
        chance[index] = sigmoid(features @ artefact.mismatch_weights + artefact.mismatch_intercept)
    return chance


def judge_rows(artefact: Artefact, rows: Sequence[JudgedRow]) -> tuple[Judgement, ...]:
    """Judge a batch of rows; the order is kept."""
    readings = [read_row(row.name, row.value) for row in rows]
    chances = probabilities(artefact, raw_scores(artefact, readings), rows)
    return decide(artefact.thresholds, chances, rows, readings)


def decide(
    thresholds: dict[str, float],
    chances: Probabilities,
    rows: Sequence[JudgedRow],
    readings: Sequence[RowText],
) -> tuple[Judgement, ...]:
    """Apply the operating points and the definitions of LABELS.md."""
    points = np.array([thresholds[flag] for flag in FLAGS])
    flags = (chances.flags >= points).tolist()
    mismatch = (chances.mismatch >= thresholds["level_mismatch"]).tolist()
    kinds = chances.kinds.argmax(axis=1).tolist()
    best = chances.levels.argmax(axis=1).tolist()
    flag_chances = np.round(chances.flags, _DIGITS).tolist()
    kind_chances = np.round(chances.kinds, _DIGITS).tolist()
    level_chances = np.round(chances.levels, _DIGITS).tolist()
    mismatch_chances = np.round(chances.mismatch, _DIGITS).tolist()
    return tuple(
        _judgement(
            row,
            reading,
            _KINDS[kinds[i]],
            flags[i],
            mismatch[i],
            _LEVEL_NAMES[best[i]],
            tuple(zip(_LEVEL_NAMES, level_chances[i], strict=True)),
            (
                *zip(FLAGS, flag_chances[i], strict=True),
                ("level_mismatch", mismatch_chances[i]),
                *zip(KINDS, kind_chances[i], strict=True),
            ),
        )
        for i, (row, reading) in enumerate(zip(rows, readings, strict=True))
    )


def _judgement(
    row: JudgedRow,
    reading: RowText,
    kind: ValueKind,
    flags: list[bool],
    mismatch: bool,
    level: str,
    levels: tuple[tuple[str, float], ...],
    chances: tuple[tuple[str, float], ...],
) -> Judgement:
    vague, unclear, compound, unfit = flags
    if repeats_measure(reading):
        kind, vague = ValueKind.MISSING, False
    return Judgement(
        value_kind=kind,
        unquantified=kind in (ValueKind.STATE, *_OPEN),
        vague=vague,
        level=None if level == NO_LEVEL else level,
        level_mismatch=mismatch,
        unclear_name=unclear,
        compound=compound,
        missing_unit=lacks_unit(reading),
        name_value_mismatch=unfit,
        weak=kind in _OPEN
        or vague
        or mismatch
        or compound
        or unfit
        or (unclear and not is_tolerated_satisfaction(row, reading, kind)),
        levels=levels,
        probabilities=chances,
    )


def repeats_measure(reading: RowText) -> bool:
    """Tell whether the value only says again what is measured (居民满意度: 满意度).

    Decided point 5 of the labelling guide: such a row has no target. A rule, because the
    corpus holds too few of them to learn from.
    """
    value = reading.value.strip()
    return len(value) > 1 and reading.bare_name.endswith(value) and bool(measure_of(value))


_BARE_SATISFACTION = frozenset(terms("generic_names.satisfaction"))


def is_tolerated_satisfaction(row: JudgedRow, reading: RowText, kind: ValueKind) -> bool:
    """Tell whether the row is a bare 满意度 with a figure under satisfaction or no level.

    Decided point 17 of the labelling guide: unclear, but not weak.
    """
    declared = declared_types(row.level1, row.level2)
    return (
        reading.bare_name in _BARE_SATISFACTION
        and kind is ValueKind.QUANTITATIVE
        and (declared is None or LevelType.SATISFACTION in declared)
    )
