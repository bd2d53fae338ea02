"""All figures of a set of judgements against gold labels, in one value."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from assessor.core.judgement import Judgement, ValueKind
from assessor.evaluation.baselines import keyword_unquantified, keyword_vague, keyword_weak
from assessor.evaluation.metrics import BinaryFigures, ShareFigures, binary_figures, share_figures

FLAGS = ("unquantified", "vague", "unclear_name", "compound", "missing_unit",
         "name_value_mismatch", "level_mismatch", "weak")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldRow:
    """What a labelled row says, without knowing where labels are stored.

    Attributes
    ----------
    proper_levels
        Accepted types; empty: the row has no place and is left out of the level accuracy.
    group
        Document or sector, resampled as a whole for intervals.
    """

    id: str
    name: str
    value: str
    group: str
    value_kind: ValueKind
    proper_levels: tuple[str, ...]
    flags: dict[str, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Figures per label, for the judgements and for the keyword baseline on the same rows."""

    rows: int
    groups: int
    flags: dict[str, BinaryFigures]
    value_kind: ShareFigures
    level: ShareFigures
    baseline: dict[str, BinaryFigures]

    def as_dict(self) -> dict[str, Any]:
        """Return plain numbers for cards and JSON."""
        return asdict(self)


def evaluate(gold: Sequence[GoldRow], judgements: Sequence[Judgement]) -> Evaluation:
    """Compare judgements with gold rows of the same length and order."""
    groups = [row.group for row in gold]
    flags = {flag: _flag(flag, gold, judgements, groups) for flag in FLAGS}
    kinds = [f"value_kind.{kind.value}" for kind in ValueKind]
    placed = [(row, j) for row, j in zip(gold, judgements, strict=True) if row.proper_levels]
    return Evaluation(
        rows=len(gold),
        groups=len(set(groups)),
        flags=flags,
        value_kind=share_figures(
            [row.value_kind is j.value_kind for row, j in zip(gold, judgements, strict=True)],
            groups=groups,
            confidence=[max(dict(j.probabilities)[kind] for kind in kinds) for j in judgements],
        ),
        level=share_figures(
            [j.level in row.proper_levels for row, j in placed],
            groups=[row.group for row, _ in placed],
            confidence=[dict(j.levels)[j.level or "none"] for _, j in placed],
        ),
        baseline=_baseline(gold, groups),
    )


def _flag(
    flag: str, gold: Sequence[GoldRow], judgements: Sequence[Judgement], groups: Sequence[str]
) -> BinaryFigures:
    chances = [_chance(flag, judgement) for judgement in judgements]
    known = [chance for chance in chances if chance is not None]
    return binary_figures(
        [row.flags[flag] for row in gold],
        [bool(getattr(judgement, flag)) for judgement in judgements],
        groups=groups,
        probabilities=known if len(known) == len(chances) else None,
    )


def _chance(flag: str, judgement: Judgement) -> float | None:
    if flag == "unquantified":
        return sum(
            judgement.probability(f"value_kind.{kind}") or 0.0
            for kind in ("state", "open", "missing")
        )
    return judgement.probability(flag)


def _baseline(gold: Sequence[GoldRow], groups: Sequence[str]) -> dict[str, BinaryFigures]:
    answers = {
        "unquantified": [keyword_unquantified(row.value) for row in gold],
        "vague": [keyword_vague(row.name, row.value) for row in gold],
        "weak": [keyword_weak(row.name, row.value) for row in gold],
    }
    return {
        flag: binary_figures([row.flags[flag] for row in gold], said, groups=groups)
        for flag, said in answers.items()
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One wrong answer; ``surprise`` is how sure the wrong answer was, 0..1."""

    label: str
    missed: bool
    surprise: float
    row: GoldRow
    said: str


def worst_mistakes(
    gold: Sequence[GoldRow], judgements: Sequence[Judgement], flag: str, *, most: int
) -> tuple[Mistake, ...]:
    """Return the surest wrong answers of one flag, or of ``level`` and ``value_kind``."""
    found = []
    for row, judgement in zip(gold, judgements, strict=True):
        mistake = _mistake(row, judgement, flag)
        if mistake is not None:
            found.append(mistake)
    return tuple(sorted(found, key=lambda m: (-m.surprise, m.row.id))[:most])


def _mistake(row: GoldRow, judgement: Judgement, flag: str) -> Mistake | None:
    if flag == "level":
        said = judgement.level or "none"
        if not row.proper_levels or said in row.proper_levels:
            return None
        return Mistake(
            label=flag, missed=True, surprise=dict(judgement.levels)[said], row=row, said=said
        )
    if flag == "value_kind":
        kind = judgement.value_kind
        if kind is row.value_kind:
            return None
        chance = judgement.probability(f"value_kind.{kind.value}") or 0.0
        return Mistake(label=flag, missed=True, surprise=chance, row=row, said=kind.value)
    said_flag = bool(getattr(judgement, flag))
    if said_flag == row.flags[flag]:
        return None
    likely = _chance(flag, judgement)
    sure = 0.5 if likely is None else (likely if said_flag else 1 - likely)
    return Mistake(label=flag, missed=row.flags[flag], surprise=sure, row=row, said=str(said_flag))
