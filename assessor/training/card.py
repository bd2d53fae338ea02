"""Writing a model folder: weights, reference statistics and the model card."""

import json
import platform
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assessor.classifiers.artefact import CARD, features_digest, installed_versions, save_weights
from assessor.classifiers.features import NAME_GRAMS, VALUE_GRAMS
from assessor.evaluation.report import Evaluation, GoldRow, evaluate
from assessor.rewrites.learned import DIGEST_KEY, FEATURES_KEY, REWRITES, save_learned
from assessor.rewrites.learned import features_digest as rewrites_features_digest
from assessor.training.corpus import Corpus, Row
from assessor.training.cross_validation import FOLDS, REGULARISATION
from assessor.training.rewrites import RewriteTraining
from assessor.training.sectors import sector_group
from assessor.training.train import SEED, Trained, surviving_value

CARD_TEXT = "CARD.md"
REWRITE_TITLES = {
    "first": "level and measure agree, first candidate",
    "short_list": "level and measure agree, first three",
    "first_strict": "the measure's own noun too, first candidate",
    "short_list_strict": "the measure's own noun too, first three",
    "level": "level agrees, first candidate",
    "object_kept": "object kept, all candidates",
    "answered": "weak rows with a candidate",
}


def gold_row(row: Row, *, group: str) -> GoldRow:
    """Return a labelled row as the evaluation sees it."""
    labels = row.labels
    return GoldRow(
        id=row.id,
        name=row.name,
        value=surviving_value(row),
        group=group,
        value_kind=labels.value_kind,
        proper_levels=tuple(level.value for level in labels.proper_levels),
        flags={
            "unquantified": labels.unquantified,
            "vague": labels.vague,
            "unclear_name": labels.unclear_name,
            "compound": labels.compound,
            "missing_unit": labels.missing_unit,
            "name_value_mismatch": labels.name_value_mismatch,
            "level_mismatch": row.level_mismatch,
            "weak": labels.weak,
        },
    )


def cross_validated(corpus: Corpus, trained: Trained) -> Evaluation:
    """Evaluate the out-of-fold judgements of training, grouped by sector group."""
    gold = [gold_row(row, group=sector_group(row.sector)) for row in corpus.rows]
    return evaluate(gold, trained.judgements)


def write_model(
    corpus: Corpus,
    trained: Trained,
    models: Path,
    *,
    seed: int = SEED,
    rewrites: RewriteTraining | None = None,
) -> Path:
    """Write ``models/<id>/`` and return the folder; the same inputs write the same card.

    Parameters
    ----------
    rewrites
        What was learnt for rewrites; without it the model ranks them by their priors.
    """
    folder = models / trained.artefact.model_id
    folder.mkdir(parents=True, exist_ok=True)
    digest = save_weights(trained.artefact, folder)
    card = _card(corpus, trained, digest, seed) | _rewrites_card(rewrites, folder)
    (folder / CARD).write_text(json.dumps(card, ensure_ascii=False, indent=1) + "\n", "utf-8")
    (folder / CARD_TEXT).write_text(card_text(card), "utf-8")
    return folder


def _card(corpus: Corpus, trained: Trained, digest: str, seed: int) -> dict[str, Any]:
    evaluation = cross_validated(corpus, trained)
    return {
        "model_id": trained.artefact.model_id,
        "weights_sha256": digest,
        "corpus_sha256": corpus.digest,
        "features_sha256": features_digest(),
        "versions": {**installed_versions(), "python": platform.python_version()},
        "seed": seed,
        "rows": len(corpus.rows),
        "rows_by_provenance": dict(sorted(Counter(r.provenance for r in corpus.rows).items())),
        "method": {
            "features": f"binary TF-IDF, characters {NAME_GRAMS} of the name and {VALUE_GRAMS} of "
            "the value, words, parsed value, word lists, coordination",
            "heads": f"one logistic regression each, C = {REGULARISATION}",
            "calibration": "Platt's sigmoid on out-of-fold scores",
            "validation": f"{FOLDS} folds over sector groups; calibration and operating points "
            "of each fold fitted on the other folds",
        },
        "features": trained.artefact.vectoriser.size,
        "operating_points": trained.artefact.thresholds,
        "cross_validation": _rounded(evaluation.as_dict()),
    }


def _rewrites_card(rewrites: RewriteTraining | None, folder: Path) -> dict[str, Any]:
    if rewrites is None:
        (folder / REWRITES).unlink(missing_ok=True)
        return {}
    return {
        DIGEST_KEY: save_learned(rewrites.learned, folder),
        FEATURES_KEY: rewrites_features_digest(),
        "rewrites": _rounded(asdict(rewrites.evaluation)),
    }


def _rounded(value: Any) -> Any:  # noqa: ANN401 - plain JSON
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    return value


def card_text(card: dict[str, Any]) -> str:
    """Render the card for people."""
    measured = card["cross_validation"]
    lines = [
        f"# Model card: {card['model_id']}",
        "",
        f"Trained on {card['rows']} labelled rows (corpus {card['corpus_sha256'][:12]}), seed "
        f"{card['seed']}, {card['features']} features.",
        "",
        *(f"- {key}: {text}" for key, text in card["method"].items()),
        "- versions: " + ", ".join(f"{k} {v}" for k, v in card["versions"].items()),
        "",
        f"Cross-validated on {measured['rows']} rows of {measured['groups']} sector groups, each "
        "row judged by a model that had not seen its group. Intervals: 95 %, bootstrap over groups.",
        "",
        "| label | rows with it | precision | recall | F1 | interval | average precision | "
        "calibration error | operating point | keyword baseline F1 |",
        "| --- | ---: | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: |",
    ]
    for flag, figures in measured["flags"].items():
        lines.append(_flag_line(flag, figures, card, measured["baseline"].get(flag)))
    for name in ("value_kind", "level"):
        share = measured[name]
        interval = share["interval"]
        lines += [
            "",
            f"{name}: {share['right']} of {share['rows']} right ({share['share']:.3f}, interval "
            f"{interval['low']:.3f} to {interval['high']:.3f}), calibration error "
            f"{share['calibration_error']:.3f}.",
        ]
    lines += _rewrite_lines(card.get("rewrites"))
    return "\n".join(lines) + "\n"


def _rewrite_lines(measured: dict[str, Any] | None) -> list[str]:
    if measured is None:
        return []
    lines = [
        "",
        "Rewrites as they are shown, against the experts' of the corpus. Each row was ranked by a "
        "model that had not seen its project; nobody who wrote frames saw the held-out projects. The "
        "defects were found by this model, which knows the labels of the rows. "
        f"Some draft agrees with the expert in {measured['reachable']:.3f} of the rows.",
        "",
        "| rewrites | all projects | interval | rows | held-out projects | interval | rows |",
        "| --- | ---: | --- | ---: | ---: | --- | ---: |",
    ]
    for key, title in REWRITE_TITLES.items():
        cells = [title]
        for part in ("crossed", "held_out"):
            share = measured[part][key]
            interval = share["interval"]
            cells += [
                _number(share["share"]),
                "–" if interval is None else f"{interval['low']:.3f}–{interval['high']:.3f}",
                str(share["rows"]),
            ]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _flag_line(
    flag: str, figures: dict[str, Any], card: dict[str, Any], baseline: dict[str, Any] | None
) -> str:
    interval = figures["interval"]
    cells = [
        flag,
        str(figures["positives"]),
        *(_number(figures[key]) for key in ("precision", "recall", "f1")),
        "–" if interval is None else f"{interval['low']:.3f}–{interval['high']:.3f}",
        _number(figures["average_precision"]),
        _number(figures["calibration_error"]),
        _number(card["operating_points"].get(flag)),
        _number(baseline["f1"] if baseline else None),
    ]
    return f"| {' | '.join(cells)} |"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
