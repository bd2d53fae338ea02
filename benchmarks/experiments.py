"""What each family of features is worth: leave-sectors-out figures of the main choices.

``python benchmarks/experiments.py`` prints the table that stands in models/EXPERIMENTS.md. Each
line is trained and measured exactly as the shipped model is (nested calibration and operating
points), with only the named choice changed.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assessor.classifiers.features import row_features
from assessor.classifiers.heads import HEADS
from assessor.classifiers.row_text import read_row
from assessor.classifiers.vectorise import FeatureSets, fit_vectoriser
from assessor.evaluation.report import evaluate
from assessor.training import cross_validation, train
from assessor.training.card import gold_row
from assessor.training.corpus import Corpus, read_corpus
from assessor.training.sectors import sector_group

COORDINATION = ("c", "iq", "ivq", "vt", "vu", "vm", "vp", "va")
WORD_LISTS = ("aim", "eff", "dn", "tn", "dv", "tv", "std", "mgt", "lc", "le", "lv", "ask", "pq")
LABELS = ("vague", "unquantified", "unclear_name", "compound", "name_value_mismatch",
          "level_mismatch", "weak")  # fmt: skip
Filter = Callable[[FeatureSets], FeatureSets]


def _starts(feature: str, prefixes: Sequence[str]) -> bool:
    return any(feature.startswith(prefix) for prefix in prefixes)


def _family(feature: str) -> str:
    if _starts(feature, WORD_LISTS):
        return "lists"
    return "coordination" if _starts(feature, COORDINATION) else "value"


def keep(*families: str) -> Filter:
    """Return a filter that keeps characters, words and families of the structure block."""

    def cut(row: FeatureSets) -> FeatureSets:
        name, value, words, structure = row
        characters = "characters" in families
        return (
            name if characters else frozenset(),
            value if characters else frozenset(),
            words if "words" in families else frozenset(),
            frozenset(feature for feature in structure if _family(feature) in families),
        )

    return cut


ALL = ("characters", "words", "value", "lists", "coordination")
CHOICES: tuple[tuple[str, Filter, float], ...] = (
    ("characters", keep("characters"), 10.0),
    ("words", keep("words"), 10.0),
    ("parsed value", keep("value"), 10.0),
    ("word lists", keep("lists"), 10.0),
    ("characters + words", keep("characters", "words"), 10.0),
    ("characters + parsed value", keep("characters", "value"), 10.0),
    ("all but word lists", keep("characters", "words", "value", "coordination"), 10.0),
    ("all but coordination", keep("characters", "words", "value", "lists"), 10.0),
    ("all but words", keep("characters", "value", "lists", "coordination"), 10.0),
    ("all, C = 3", keep(*ALL), 3.0),
    ("all, C = 30", keep(*ALL), 30.0),
    ("all (shipped)", keep(*ALL), 10.0),
)


def measure(corpus: Corpus, cut: Filter, regularisation: float) -> dict[str, float]:
    """Return F1 per label and accuracy of value kind and level, out of fold."""
    rows = corpus.rows
    texts = [train.judged_row(row) for row in rows]
    readings = [read_row(text.name, text.value) for text in texts]
    features = [cut(row_features(reading)) for reading in readings]
    truth = cross_validation.head_truth(rows)
    groups = [sector_group(row.sector) for row in rows]
    mismatch = np.array([row.level_mismatch for row in rows])
    scores = _scores(features, truth, groups, regularisation)
    judged = train.nested_judgements(rows, texts, readings, scores, truth, mismatch, groups)
    figures = evaluate([gold_row(r, group=g) for r, g in zip(rows, groups, strict=True)], judged)
    found = {label: figures.flags[label].f1 or 0.0 for label in LABELS}
    return {
        **found,
        "value_kind": figures.value_kind.share or 0.0,
        "level": figures.level.share or 0.0,
    }


def _scores(
    features: Sequence[FeatureSets],
    truth: NDArray[np.bool_],
    groups: Sequence[str],
    regularisation: float,
) -> NDArray[np.float64]:
    scores = np.zeros(truth.shape)
    for seen, held_out in cross_validation.folds(groups):
        part = [features[i] for i in seen]
        vectoriser = fit_vectoriser(part)
        weights, intercepts = cross_validation.fit_heads(
            vectoriser.transform(part),
            truth[seen],
            vectoriser.block_sizes(),
            seed=train.SEED,
            regularisation=regularisation,
        )
        scores[held_out] = (
            vectoriser.transform([features[i] for i in held_out]) @ weights + intercepts
        )
    return scores


def main(folder: Path) -> None:
    """Print the table."""
    corpus = read_corpus(folder)
    names = (*LABELS, "value_kind", "level")
    print(f"{len(corpus.rows)} rows, {len(HEADS)} heads; F1, accuracy for value_kind and level\n")
    print(f"| features | {' | '.join(names)} |")
    print(f"| --- |{' ---: |' * len(names)}")
    for title, cut, regularisation in CHOICES:
        found = measure(corpus, cut, regularisation)
        print(f"| {title} | {' | '.join(f'{found[n]:.3f}' for n in names)} |", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "corpus")
