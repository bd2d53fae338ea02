"""Which characters moved a linear head, joined to whole words.

The weight of every feature is known, so the explanation is exact for character n-grams: each
n-gram's share of the score is spread over its characters. Features of structure have no place
and are left out. A flagged row whose decision no characters carry gets no span.
"""

import numpy as np
from numpy.typing import NDArray

from assessor.classifiers.artefact import Artefact
from assessor.classifiers.features import NAME_GRAMS, VALUE_GRAMS, Block
from assessor.classifiers.heads import HEADS
from assessor.classifiers.row_text import RowText
from assessor.core.judgement import Evidence
from assessor.core.span import Span
from assessor.text.lexicon import fixed_spans
from assessor.text.segment import words

_SHARE_OF_PEAK = 0.35
_LEAST = 0.02


def explain(artefact: Artefact, reading: RowText, head: str) -> tuple[Evidence, ...]:
    """Return the stretches of name and value that speak for ``head``, strongest first."""
    column = artefact.weights[:, HEADS.index(head)]
    found: list[Evidence] = []
    for field, text, block, sizes, prefix in (
        ("value", reading.value, Block.VALUE, VALUE_GRAMS, "v"),
        ("name", reading.name, Block.NAME, NAME_GRAMS, "n"),
    ):
        weights = _character_weights(artefact, column, text, block, sizes, prefix)
        found.extend(
            Evidence(field=field, start=span.start, end=span.end, weight=round(weight, 4))
            for span, weight in _stretches(text, weights)
        )
    return tuple(sorted(found, key=lambda evidence: -evidence.weight))


def _character_weights(
    artefact: Artefact,
    column: NDArray[np.float64],
    text: str,
    block: Block,
    sizes: tuple[int, ...],
    prefix: str,
) -> NDArray[np.float64]:
    places = [i for i, char in enumerate(text) if char != " "]
    framed = f"^{''.join(text[i] for i in places)}$"
    vocabulary = artefact.vectoriser.vocabulary[block]
    idf = artefact.vectoriser.idf
    weights = np.zeros(len(text))
    length = 0.0
    for size in sizes:
        for start in range(len(framed) - size + 1):
            feature = vocabulary.get(prefix + framed[start : start + size])
            if feature is None:
                continue
            length += float(idf[feature]) ** 2
            inner = [p - 1 for p in range(start, start + size) if 0 < p < len(framed) - 1]
            for position in inner:
                weights[places[position]] += column[feature] * idf[feature] / len(inner)
    return weights / np.sqrt(length) if length else weights


def _stretches(text: str, weights: NDArray[np.float64]) -> list[tuple[Span, float]]:
    if not len(weights) or weights.max() < _LEAST:
        return []
    limit = max(weights.max() * _SHARE_OF_PEAK, _LEAST)
    fixed = fixed_spans(text)
    kept: list[tuple[Span, float]] = []
    start = 0
    for word in words(text):
        span = Span(start, start + len(word))
        start = span.end
        part = weights[span.start : span.end]
        if word.strip() and part.mean() >= limit and not any(span.overlaps(f) for f in fixed):
            weight = float(part.sum())
            if kept and kept[-1][0].end == span.start:
                last, total = kept.pop()
                span, weight = Span(last.start, span.end), total + weight
            kept.append((span, weight))
    return kept
