"""Learning from the experts' rewrites of the corpus, and measuring what was learnt.

Every figure is measured on projects that the ranker had not seen. A third of the projects is held
out besides: nobody who wrote frames or word lists looked at their rows.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.model_selection import GroupKFold
from threadpoolctl import threadpool_limits

from assessor.assessing import Assessor
from assessor.core.assessment import IndicatorAssessment
from assessor.core.judgement import Judgement, ValueKind
from assessor.core.rewrite import Rewrites, RewrittenRow
from assessor.core.submission import Indicator
from assessor.evaluation.rewrite_figures import (
    Answered,
    Candidate,
    RewriteFigures,
    RowWords,
    agrees,
    rewrite_figures,
)
from assessor.rewrites.case import Case, Draft, DraftRow, Surroundings
from assessor.rewrites.casing import case_of
from assessor.rewrites.learned import Learned
from assessor.rewrites.measure_key import measure_key
from assessor.rewrites.precedents import by_precedent, measure_noun
from assessor.rewrites.proposing import Rewriter, drafts
from assessor.rewrites.ranking import Ranker, best_prior, plain, ranking_with
from assessor.rewrites.references import GoodRow, References, collect, references_from
from assessor.rewrites.references import plain as plain_references
from assessor.rewrites.row_signs import Known, RowSigns, draft_numbers, draft_signs, row_signs
from assessor.rewrites.wording import Wording
from assessor.training.choice import NOUN, Choice, DraftTable, FittedText, fit_choice, fit_text
from assessor.training.corpus import Better, Corpus, Row
from assessor.training.sectors import sector_group, sector_words

FOLDS = 5
LEAST_EXAMPLES = 50
# Measuring must not need the files of an older model.
NO_REFERENCES = References({}, ())
_BUCKETS, _HELD = 10, 3


@dataclass(frozen=True, slots=True)
class Example:
    """A weak row of the corpus with its drafts and, as a rule, the expert's rewrite."""

    row: Row
    case: Case
    drafts: tuple[Draft, ...]

    @property
    def project(self) -> str:
        """What is resampled and held out as a whole."""
        return self.row.project

    @property
    def expert(self) -> RowWords | None:
        """The expert's row as it is compared."""
        return None if self.row.better is None else _words(self.row.better)


def _words(row: Better | RewrittenRow) -> RowWords:
    return RowWords.printed(level1=row.level1, level2=row.level2, name=row.name, value=row.value)


def is_held_out(project: str) -> bool:
    """Tell whether nobody who wrote frames or word lists has seen the rows of ``project``."""
    return hashlib.blake2s(project.encode()).digest()[0] % _BUCKETS < _HELD


def indicator_of(row: Row) -> Indicator:
    """Return a labelled row as a reader would have extracted it."""
    return Indicator(id=row.id, name=row.name, value=row.value, level1=row.level1,
                     level2=row.level2, cycle_value=row.cycle_value)  # fmt: skip


def examples(
    corpus: Corpus, assessor: Assessor, judgements: Sequence[Judgement] | None = None
) -> tuple[Example, ...]:
    """Return all weak rows of the corpus with their drafts.

    Parameters
    ----------
    judgements
        One per row of the corpus, by models that had not seen it; ``None``: the assessor judges.
    """
    around = surroundings_of(corpus)
    weak = [row for row in corpus.rows if row.labels.weak]
    assessed: Iterable[IndicatorAssessment]
    if judgements is None:
        assessed = assessor.assess(indicator_of(row) for row in weak)
    else:
        assessed = (
            assessor.given(indicator_of(row), judgement)
            for row, judgement in zip(corpus.rows, judgements, strict=True)
            if row.labels.weak
        )
    found = []
    for row, judged in zip(weak, assessed, strict=True):
        case = case_of(judged, around[row.id])
        found.append(Example(row, case, drafts(case)))
    return tuple(found)


def surroundings_of(corpus: Corpus) -> dict[str, Surroundings]:
    """Return the surroundings of each row: the name and the rows of its project."""
    members: dict[tuple[str, str], list[Row]] = {}
    for row in corpus.rows:
        members.setdefault((row.doc, row.project), []).append(row)
    found: dict[str, Surroundings] = {}
    for (_, project), rows in members.items():
        around = Surroundings(project=project, rows=tuple(indicator_of(row) for row in rows))
        found.update({row.id: around for row in rows})
    return found


def good_names(corpus: Corpus) -> tuple[tuple[str, str], ...]:
    """Return project and name of the good rows of the corpus."""
    return tuple((row.project, row.name) for row in corpus.rows if not row.labels.weak)


def fit_ranker(known: Sequence[Example], names: Sequence[tuple[str, str]]) -> Ranker:
    """Fit both models on the examples that have an expert's rewrite.

    Parameters
    ----------
    names
        Project and name of good rows, none of a project that is to be measured.
    """
    taught = [example for example in known if example.row.better is not None]
    rows = [row_signs(example.case) for example in taught]
    with threadpool_limits(limits=1):
        text = fit_text(
            rows,
            [_answer(example, sign) for example, sign in zip(taught, rows, strict=True)],
            [example.project for example in taught],
        )
        experts = [(e.project, e.row.better.name) for e in taught if e.row.better is not None]
        wording = Wording.of((*names, *experts))
        choice = fit_choice(_table(taught, rows, text, wording))
    return _ranker(text, choice, wording)


def _ranker(text: FittedText, choice: Choice, wording: Wording) -> Ranker:
    return Ranker(
        text=text.model,
        vocabulary=choice.vocabulary,
        weights=choice.weights,
        number_weights=choice.number_weights,
        wording=wording,
        slope=choice.slope,
        offset=choice.offset,
    )


def _answer(example: Example, row: RowSigns) -> frozenset[str]:
    """Return what the expert did, in the words of the text model."""
    better = example.row.better
    if better is None:
        return frozenset()
    words = _words(better)
    level = words.levels[0].value if words.levels else "none"
    measure = measure_key(better.name, better.value)
    said = {
        f"level={level}",
        f"measure={measure.name}",
        f"joint={level}|{measure.name}",
        f"tail={measure.tail}",
    }
    if noun := measure_noun(better.name):
        said.add(f"{NOUN}{noun}")
    return frozenset(said | ({"keeps"} if measure.agrees(row.measure) else set()))


def _table(
    known: Sequence[Example], rows: Sequence[RowSigns], text: FittedText, wording: Wording
) -> DraftTable:
    owner, signs, numbers, right = [], [], [], []
    for i, (example, row) in enumerate(zip(known, rows, strict=True)):
        chances = dict(zip(text.model.targets, text.left_out[i].tolist(), strict=True))
        # Precedents follow from the text model: from what it says without the row's own project.
        told = Known(chances=chances, wording=wording, besides=example.project,
                     best_prior=best_prior(example.drafts))  # fmt: skip
        for draft in (*example.drafts, *by_precedent(example.case, example.drafts, chances)):
            sign = draft_signs(example.case, row, draft)
            owner.append(i)
            signs.append(sign)
            numbers.append(draft_numbers(example.case, row, draft, sign, told))
            right.append(is_right(example, draft))
    return DraftTable(np.array(owner), tuple(signs), np.array(numbers), np.array(right))


def is_right(example: Example, draft: Draft) -> bool:
    """Tell whether the expert has the level and measure of ``draft``."""
    expert = example.expert
    return expert is not None and agrees(candidate_of(example.case, draft), expert)


def candidate_of(case: Case, draft: Draft) -> Candidate:
    """Return a draft as the evaluation compares it."""
    return Candidate(tuple(_draft_words(case, row) for row in (draft.row, *draft.further)))


def _draft_words(case: Case, row: DraftRow) -> RowWords:
    levels = case.declared if row.level is None else (row.level,)
    return RowWords(levels=levels, name=row.name, value=row.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class RewriteEvaluation:
    """What rewrites are worth on unseen projects.

    Attributes
    ----------
    crossed
        All weak rows, each ranked without its project (five folds).
    held_out
        The held-out projects, ranked by what the others taught.
    unseen
        As ``crossed``, the rows judged by a model that had not seen their sector group either;
        ``None`` if that was not measured.
    reachable
        Rows with an expert's rewrite of which at least one draft agrees: no ranking can do better.
    """

    crossed: RewriteFigures
    held_out: RewriteFigures
    reachable: float
    unseen: RewriteFigures | None = None


def evaluate_rewrites(
    corpus: Corpus,
    known: Sequence[Example],
    assessor: Assessor,
    *,
    judgements: Sequence[Judgement] | None = None,
) -> RewriteEvaluation:
    """Measure what :class:`Rewriter` shows, with rankers that had not seen the project.

    Parameters
    ----------
    known
        Weak rows of ``corpus``, judged by ``assessor``.
    judgements
        One per row of the corpus, out of fold, to measure with them as well.
    """
    names = good_names(corpus)
    seen = [example for example in known if not is_held_out(example.project)]
    held = [example for example in known if is_held_out(example.project)]
    ranker = fit_ranker(seen, [name for name in names if not is_held_out(name[0])])
    taught = [example for example in known if example.row.better is not None]
    unseen = None
    if judgements is not None:
        unseen = _crossed(examples(corpus, assessor, judgements), assessor, names)
    return RewriteEvaluation(
        crossed=_crossed(known, assessor, names),
        held_out=rewrite_figures(answered(held, assessor, ranker)),
        reachable=float(np.mean([any(is_right(e, draft) for draft in e.drafts) for e in taught])),
        unseen=unseen,
    )


def _crossed(
    known: Sequence[Example], assessor: Assessor, names: Sequence[tuple[str, str]]
) -> RewriteFigures:
    answers: dict[int, Answered] = {}
    groups = [example.project for example in known]
    for others, test in GroupKFold(FOLDS).split(np.zeros(len(known)), groups=groups):
        asked = {known[i].project for i in test}
        ranker = fit_ranker(
            [known[i] for i in others], [name for name in names if name[0] not in asked]
        )
        part = answered([known[i] for i in test], assessor, ranker)
        answers.update(zip(test.tolist(), part, strict=True))
    return rewrite_figures([answers[i] for i in range(len(known))])


def answered(asked: Sequence[Example], assessor: Assessor, ranker: Ranker) -> list[Answered]:
    """Return what is shown for each row, with the expert's row beside it."""
    with ranking_with(ranker), references_from(NO_REFERENCES):
        shown = Rewriter(assessor).rewrites(
            [example.case.assessed for example in asked],
            [example.case.surroundings for example in asked],
        )
    return [_answered(example, found) for example, found in zip(asked, shown, strict=True)]


def _answered(example: Example, found: Rewrites) -> Answered:
    return Answered(
        old_name=example.row.name,
        expert=example.expert,
        candidates=tuple(
            Candidate(tuple(_words(row) for row in (rewrite.row, *rewrite.further)))
            for rewrite in found.shown
        ),
        group=example.project,
    )


def learn(corpus: Corpus, known: Sequence[Example]) -> Learned:
    """Learn ranker and reference ranges from the whole corpus."""
    good = (
        GoodRow(name=row.name, value=row.value, sector=sector_group(row.sector))
        for row in corpus.rows
        if not row.labels.weak and row.labels.value_kind is ValueKind.QUANTITATIVE
    )
    return Learned(
        ranker=plain(fit_ranker(known, good_names(corpus))),
        references=plain_references(collect(good, sector_words())),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RewriteTraining:
    """What training gives for rewrites: the data to store, and what it is worth."""

    learned: Learned
    evaluation: RewriteEvaluation


def train_rewrites(
    corpus: Corpus, assessor: Assessor, judgements: Sequence[Judgement] | None = None
) -> RewriteTraining | None:
    """Learn from the corpus' expert rewrites and measure it.

    Parameters
    ----------
    judgements
        One per row of the corpus, out of fold, to measure with them as well.

    Returns
    -------
    RewriteTraining or None
        ``None`` where too few rows or projects have an expert's rewrite to learn from.
    """
    known = examples(corpus, assessor)
    if not enough(known):
        return None
    return RewriteTraining(
        learned=learn(corpus, known),
        evaluation=evaluate_rewrites(corpus, known, assessor, judgements=judgements),
    )


def enough(known: Sequence[Example]) -> bool:
    """Tell whether folds and both sides of the hold-out have rows to learn from."""
    taught = [example for example in known if example.row.better is not None]
    projects = {example.project for example in taught}
    held = {project for project in projects if is_held_out(project)}
    return len(taught) >= LEAST_EXAMPLES and min(len(held), len(projects - held)) >= FOLDS
