"""What is compared: the assessor, and the simple ways to do a part of its work.

Every contender is trained on the same labelled rows and runs over the same indicators.
"""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import rjieba
import spacy
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.vocab import Vocab
from thinc.api import fix_random_seed

from assessor.assessing import Assessor
from assessor.classifiers.judging import judge_rows
from assessor.core.submission import Indicator
from assessor.evaluation.baselines import keyword_vague, keyword_weak
from assessor.text.segment import words
from assessor.training.corpus import Corpus, Row
from assessor.training.train import judged_row, surviving_value, train

SEED = 20260101
EPOCHS = 10
EXAMPLES_A_STEP = 64
_BAG_OF_WORDS = {
    "@architectures": "spacy.TextCatBOW.v3",
    "exclusive_classes": False,
    "length": 262144,
    "ngram_size": 2,
    "no_output_layer": False,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """One line of the comparison.

    Attributes
    ----------
    run
        Works through all rows and drops the results.
    vague, weak
        Answers for labelled rows; ``None`` where the contender gives none.
    """

    title: str
    run: Callable[[Sequence[Indicator]], None]
    vague: Callable[[Sequence[Row]], Sequence[bool]] | None = None
    weak: Callable[[Sequence[Row]], Sequence[bool]] | None = None


def contenders(rows: tuple[Row, ...]) -> tuple[Contender, ...]:
    """Train every contender on ``rows``."""
    return (
        full_assessment(rows),
        segmentation(),
        tfidf(rows),
        keywords(),
        spacy_textcat(rows),
    )


def full_assessment(rows: tuple[Row, ...]) -> Contender:
    """Return the whole path: all heads, all checks, scores."""
    artefact = train(Corpus(rows=rows, digest="benchmark")).artefact

    def run(indicators: Sequence[Indicator]) -> None:
        # A new vectoriser remembers nothing of the rows of an earlier run.
        unused = replace(artefact, vectoriser=replace(artefact.vectoriser))
        exhaust(Assessor.of(artefact=unused).assess(indicators))

    def answers(flag: str, labelled: Sequence[Row]) -> list[bool]:
        judgements = judge_rows(artefact, [judged_row(row) for row in labelled])
        return [bool(getattr(judgement, flag)) for judgement in judgements]

    return Contender(
        title="full assessment",
        run=run,
        vague=lambda labelled: answers("vague", labelled),
        weak=lambda labelled: answers("weak", labelled),
    )


def exhaust(results: Iterable[object]) -> int:
    """Count results without keeping them."""
    return sum(1 for _ in results)


def segmentation() -> Contender:
    """Return the bare segmenter over names and values; it answers nothing."""

    def run(indicators: Sequence[Indicator]) -> None:
        for row in indicators:
            rjieba.cut(text_of(row))

    return Contender(title="rjieba.cut alone", run=run)


def text_of(row: Indicator | Row) -> str:
    """Return name and value as one text, as a plain text classifier would see them."""
    value = surviving_value(row) if isinstance(row, Row) else row.value
    return f"{row.name}　{value}"


def levelled_text(row: Row) -> str:
    """Return the text with the declared level, which ``weak`` depends on."""
    return f"{row.level2}　{text_of(row)}"


def tfidf(rows: Sequence[Row]) -> Contender:
    """Return TF-IDF of characters with a logistic regression per label; ``vague`` is timed."""
    vague = _pipeline().fit([text_of(row) for row in rows], [row.labels.vague for row in rows])
    weak = _pipeline().fit([levelled_text(row) for row in rows], [row.labels.weak for row in rows])

    def run(indicators: Sequence[Indicator]) -> None:
        vague.predict([text_of(row) for row in indicators])

    return Contender(
        title="TF-IDF + logistic regression",
        run=run,
        vague=lambda labelled: list(vague.predict([text_of(row) for row in labelled])),
        weak=lambda labelled: list(weak.predict([levelled_text(row) for row in labelled])),
    )


def _pipeline() -> Pipeline:
    return make_pipeline(
        TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True),
        LogisticRegression(C=10.0, max_iter=1000, random_state=SEED),
    )


def keywords() -> Contender:
    """Return the list of thirty degree words."""

    def run(indicators: Sequence[Indicator]) -> None:
        for row in indicators:
            keyword_vague(row.name, row.value)

    return Contender(
        title="keyword baseline",
        run=run,
        vague=lambda labelled: [keyword_vague(row.name, surviving_value(row)) for row in labelled],
        weak=lambda labelled: [keyword_weak(row.name, surviving_value(row)) for row in labelled],
    )


class Tokenizer:
    """spaCy's Chinese tokenizer on our segmentation."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Segment one text."""
        found = words(text)
        return Doc(self.vocab, words=list(found), spaces=[False] * len(found))


def spacy_textcat(rows: Sequence[Row]) -> Contender:
    """Return a bag-of-words text classifier with one output for each label."""
    nlp = _trained_textcat(rows)

    def answers(label: str, labelled: Sequence[Row]) -> list[bool]:
        docs = nlp.pipe([levelled_text(row) for row in labelled])
        return [doc.cats[label] >= 0.5 for doc in docs]

    def run(indicators: Sequence[Indicator]) -> None:
        exhaust(nlp.pipe([text_of(row) for row in indicators], batch_size=1024))

    return Contender(
        title="spaCy textcat (bag of words)",
        run=run,
        vague=lambda labelled: answers("VAGUE", labelled),
        weak=lambda labelled: answers("WEAK", labelled),
    )


def _trained_textcat(rows: Sequence[Row]) -> Language:
    fix_random_seed(SEED)
    nlp = spacy.blank("zh")
    nlp.tokenizer = Tokenizer(nlp.vocab)
    nlp.add_pipe("textcat_multilabel", config={"model": _BAG_OF_WORDS})
    examples = [_example(nlp, row) for row in rows]
    optimizer = nlp.initialize(lambda: examples)
    order = random.Random(SEED)
    for _ in range(EPOCHS):
        order.shuffle(examples)
        for start in range(0, len(examples), EXAMPLES_A_STEP):
            nlp.update(examples[start : start + EXAMPLES_A_STEP], sgd=optimizer)
    return nlp


def _example(nlp: Language, row: Row) -> Example:
    cats = {"VAGUE": float(row.labels.vague), "WEAK": float(row.labels.weak)}
    return Example.from_dict(nlp.make_doc(levelled_text(row)), {"cats": cats})
