"""Agreement of two independent labellings: Cohen's kappa per label."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assessor.core.judgement import ValueKind
from assessor.errors import InputError
from assessor.taxonomy.level_type import LevelType

SECOND_LABELS = "second-labels.jsonl"
FLAGS = ("vague", "unclear_name", "compound", "missing_unit", "name_value_mismatch")


class _Labels(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    value_kind: ValueKind
    vague: bool
    proper_levels: tuple[LevelType, ...]
    unclear_name: bool
    compound: bool
    missing_unit: bool
    name_value_mismatch: bool


class _Pair(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)
    id: str
    first: _Labels
    second: _Labels


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Agreement on one label: rows compared, share equal, kappa (``None`` if undefined)."""

    label: str
    rows: int
    equal: float
    kappa: float | None


def read_agreement(corpus: Path) -> tuple[Agreement, ...]:
    """Compare first and second labels of ``corpus/second-labels.jsonl``.

    First labels are those before any disagreement was decided. ``level`` compares the first of
    the proper levels; ``levels overlap`` counts rows whose two sets share a type.
    """
    pairs = _pairs(corpus)
    found = [
        _agreement("value_kind", [p.first.value_kind for p in pairs],
                   [p.second.value_kind for p in pairs]),
        *(_agreement(flag, [getattr(p.first, flag) for p in pairs],
                     [getattr(p.second, flag) for p in pairs]) for flag in FLAGS),
        _agreement("level", [_leading(p.first) for p in pairs],
                   [_leading(p.second) for p in pairs]),
    ]  # fmt: skip
    overlap = [_overlap(p.first, p.second) for p in pairs]
    share = sum(overlap) / len(overlap) if overlap else 0.0
    found.append(Agreement(label="levels overlap", rows=len(pairs), equal=share, kappa=None))
    return tuple(found)


def _leading(labels: _Labels) -> str:
    return labels.proper_levels[0].value if labels.proper_levels else "none"


def _overlap(first: _Labels, second: _Labels) -> bool:
    one, other = set(first.proper_levels), set(second.proper_levels)
    return bool(one & other) or not (one or other)


def disputed_rows(corpus: Path) -> frozenset[str]:
    """Return the ids of rows on whose kind, flags or levels the two labellings differ.

    A corpus without second labels has none.
    """
    if not (corpus / SECOND_LABELS).is_file():
        return frozenset()
    return frozenset(
        pair.id
        for pair in _pairs(corpus)
        if not _overlap(pair.first, pair.second)
        or any(
            getattr(pair.first, label) != getattr(pair.second, label)
            for label in ("value_kind", *FLAGS)
        )
    )


def _pairs(corpus: Path) -> list[_Pair]:
    path = corpus / SECOND_LABELS
    try:
        lines = path.read_text("utf-8").splitlines()
        return [_Pair.model_validate_json(line) for line in lines if line.strip()]
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        raise InputError(
            f"{path}：第二次标注无法读取（{type(error).__name__}）",
            hint="格式见 corpus/README.md。",
            code="input.second-labels",
        ) from error


def _agreement(label: str, first: Sequence[Hashable], second: Sequence[Hashable]) -> Agreement:
    equal = sum(a == b for a, b in zip(first, second, strict=True)) / len(first) if first else 0.0
    return Agreement(label=label, rows=len(first), equal=equal, kappa=cohen_kappa(first, second))


def cohen_kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> float | None:
    """Return Cohen's kappa; ``None`` without rows or where both always say the same one thing."""
    rows = len(first)
    if not rows:
        return None
    observed = sum(a == b for a, b in zip(first, second, strict=True)) / rows
    left, right = Counter(first), Counter(second)
    chance = sum(left[answer] * right[answer] for answer in left) / rows**2
    return None if chance == 1 else (observed - chance) / (1 - chance)
