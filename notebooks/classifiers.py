# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # How the classifiers are trained, how good they are, and where they err
#
# `assessor` judges a row with linear classifiers: one logistic regression per question (a *head*)
# over the same features. This notebook trains them on the corpus, measures them on rows they
# have not seen, and shows their mistakes. What the labels mean is shown in the notebook
# `corpus`; the figures of the shipped model stand in its card (`models/*/CARD.md`).

# %%
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import Markdown, display
from numpy.typing import NDArray
from sklearn.metrics import precision_recall_curve

from assessor.apps.settings import load_settings
from assessor.classifiers.explanation import explain
from assessor.classifiers.features import Block, row_features
from assessor.classifiers.heads import FLAGS, HEADS, LEVELS, NO_LEVEL
from assessor.classifiers.judging import JudgedRow, judge_rows
from assessor.classifiers.row_text import read_row
from assessor.evaluation.metrics import average_precision
from assessor.evaluation.report import evaluate, worst_mistakes
from assessor.training.card import gold_row
from assessor.training.corpus import read_corpus, read_rows
from assessor.training.cross_validation import fit, folds, head_truth
from assessor.training.sectors import sector_group
from assessor.training.train import SEED, judged_row, train

plt.rcParams["figure.dpi"] = 80


def show(text: str) -> None:
    """Show Markdown."""
    display(Markdown(text))  # type: ignore[no-untyped-call]


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Show a table; a bar inside a text would end its cell."""
    lines = [header, ["---"] * len(header), *rows]
    shown = (" | ".join(str(cell).replace("|", "\\|") or " " for cell in line) for line in lines)
    show("\n".join(f"| {line} |" for line in shown))


settings = load_settings()
corpus = read_corpus(settings.corpus)
rows = corpus.rows
texts = [judged_row(row) for row in rows]
readings = [read_row(text.name, text.value) for text in texts]
groups = [sector_group(row.sector) for row in rows]
print(f"{len(rows)} rows in {len(set(groups))} sector groups")

# %% [markdown]
# ## What a classifier sees
#
# A row becomes a set of named features in four blocks: characters of the name (runs of 1 to 4,
# digits folded to `0`), characters of the value (1 to 3), words of the name with their parts of
# speech, and structure: what the value grammar read, which word lists match, what the name
# measures, how the parts of a list are joined. The declared level is no feature: a prediction of
# the level must not rest on what the row declares.

# %%
seen = read_row("职工素质", "较上年明显提升")
table(
    ("block", "features", "some of them"),
    ((block.name.lower(), len(found), "　".join(f"`{f}`" for f in sorted(found)[:14]))
     for block, found in zip(Block, row_features(seen), strict=True)),
)  # fmt: skip

# %% [markdown]
# Features are weighted by how rare they are (TF-IDF), each block is scaled to the same length,
# and each head is a weighted sum of them. The heads answer: is the wording vague, is the name
# unclear, are several things measured at once, does the value not fit the name, which of five
# kinds is the value, and does each of the nine level types (or none) fit. A sigmoid turns each
# sum into a probability.
#
# ## Training and honest figures
#
# The rows are divided into five folds by sector group. Each fold is judged by a model that was
# trained on the other four and has never seen a row of those sectors; probabilities and operating
# points (the probability from which a flag is raised) come from the other four as well.

# %%
trained = train(corpus)
judgements = trained.judgements
gold = [gold_row(row, group=group) for row, group in zip(rows, groups, strict=True)]
result = evaluate(gold, judgements)


def number(value: float | None) -> str:
    """Show a figure; undefined is a dash, never 0."""
    return "–" if value is None else f"{value:.3f}"


table(
    ("label", "rows with it", "precision", "recall", "F1", "95 % interval", "keyword list F1"),
    ((flag, f.positives, number(f.precision), number(f.recall), number(f.f1),
      f"{f.interval.low:.3f}–{f.interval.high:.3f}" if f.interval else "–",
      number(result.baseline[flag].f1) if flag in result.baseline else "–")
     for flag, f in result.flags.items()),
)  # fmt: skip
for name, share in (("value_kind", result.value_kind), ("level", result.level)):
    print(f"{name}: {share.right} of {share.rows} right ({number(share.share)})")
for flag in ("vague", "weak"):
    print(f"{flag}: F1 {number(result.flags[flag].f1)}")

# %% [markdown]
# *Precision* is the share of raised flags that are right, *recall* the share of defects that are
# found, *F1* their harmonic mean. The interval resamples whole sector groups, because rows of one
# sector resemble each other. The *keyword list* is the simplest way to do it: thirty degree words,
# and "has a digit".
#
# ### Precision and recall
#
# Each curve shows what precision could be had at each recall; the dot is the operating point.

# %%
truth = {flag: np.array([row.flags[flag] for row in gold]) for flag in result.flags}
curves = (*FLAGS, "level_mismatch")
chance = {flag: np.array([j.probability(flag) or 0.0 for j in judgements]) for flag in curves}
figure, axes = plt.subplots(figsize=(7, 4.6))
for i, flag in enumerate(curves):
    precision, recall, _ = precision_recall_curve(truth[flag], chance[flag])
    area = average_precision(truth[flag], chance[flag])
    axes.plot(recall, precision, color=f"C{i}", label=f"{flag} (area {number(area)})")
    measured = result.flags[flag]
    axes.plot([measured.recall or 0], [measured.precision or 0], "o", color=f"C{i}")
axes.set_xlabel("recall")
axes.set_ylabel("precision")
axes.set_ylim(0, 1.03)
axes.grid(alpha=0.3)
axes.set_title("Precision and recall on unseen sectors")
axes.legend(loc="lower left")
plt.show()

# %% [markdown]
# ### Can the probabilities be believed?
#
# Rows are put into ten bins of equal count by their probability. If the model says 0.7 of many
# rows, the defect should be real in 70 % of them: points on the diagonal. Most rows are clear, so
# most bins lie near 0. The *calibration error* is the mean distance from the diagonal.

# %%


def bins(truth: NDArray[Any], chance: NDArray[Any]) -> tuple[list[float], list[float]]:
    """Return the mean probability and the share of truth in ten bins of equal count."""
    order = np.array_split(np.argsort(chance, kind="stable"), 10)
    return [float(chance[part].mean()) for part in order], [
        float(truth[part].mean()) for part in order
    ]


sure_of_level = np.array([dict(j.levels)[j.level or NO_LEVEL] for j in judgements])
placed = np.array([bool(row.proper_levels) for row in gold])
right_level = np.array([j.level in row.proper_levels
                        for row, j in zip(gold, judgements, strict=True)])  # fmt: skip
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4.2))
for i, flag in enumerate(curves):
    error = result.flags[flag].calibration_error
    left.plot(*bins(truth[flag], chance[flag]), "o-", color=f"C{i}", markersize=4,
              label=f"{flag} ({number(error)})")  # fmt: skip
left.set_title("Flags (calibration error)")
right.plot(*bins(right_level[placed], sure_of_level[placed]), "o-", color="black", markersize=4,
           label=f"level ({number(result.level.calibration_error)})")  # fmt: skip
right.set_title("Best level: sure and right")
for axes in (left, right):
    axes.plot([0, 1], [0, 1], ":", color="grey")
    axes.set_xlabel("mean probability of the bin")
    axes.legend(fontsize=8)
left.set_ylabel("share that is true")
figure.tight_layout()
plt.show()

# %% [markdown]
# ## Which levels are confused
#
# Lines: the accepted type (the predicted one if it is accepted, else the best). Columns: the
# prediction. Counts off the diagonal are errors. Rows without a proper type stand in the last
# line.

# %%
names = [head.removeprefix("level.") for head in LEVELS]
confusion = np.zeros((len(names), len(names)), dtype=int)
for gold_one, judgement in zip(gold, judgements, strict=True):
    said = judgement.level or NO_LEVEL
    accepted = gold_one.proper_levels or (NO_LEVEL,)
    confusion[names.index(said if said in accepted else accepted[0]), names.index(said)] += 1
figure, axes = plt.subplots(figsize=(7.4, 6.2))
axes.imshow(np.log1p(confusion), cmap="Blues")
axes.set_xticks(range(len(names)), names, rotation=40, ha="right")
axes.set_yticks(range(len(names)), names)
for i, j in np.ndindex(confusion.shape):
    if confusion[i, j]:
        axes.text(j, i, str(confusion[i, j]), ha="center", va="center", fontsize=8,
                  color="white" if confusion[i, j] > 60 else "black")  # fmt: skip
axes.set_xlabel("predicted")
axes.set_ylabel("accepted")
axes.set_title("Level types on unseen sectors")
figure.tight_layout()
plt.show()
off = confusion.copy()
np.fill_diagonal(off, 0)
for place in np.argsort(-off, axis=None)[:5]:
    i, j = np.unravel_index(place, off.shape)
    print(f"{names[i]} taken for {names[j]}: {off[i, j]} rows")

# %% [markdown]
# ## Would more rows help?
#
# The same folds, trained on a part of the training rows (whole projects at a time). Where a curve
# still rises at its right end, further rows of that kind pay. *Average precision* is the area
# under the precision-recall curve and needs no operating point; the level is right if the
# best-scored type is accepted.

# %%
answers = head_truth(rows)
features = [row_features(reading) for reading in readings]
projects = np.array([f"{row.sector}/{row.project}" for row in rows])
SHARES = (0.1, 0.25, 0.5, 1.0)
level_columns = [HEADS.index(head) for head in LEVELS]


def scores_with(share: float) -> NDArray[np.float64]:
    """Return out-of-fold scores of models trained on a share of the projects."""
    found = np.zeros(answers.shape)
    for train_rows, test_rows in folds(groups):
        known = np.unique(projects[train_rows])
        count = max(int(len(known) * share), 1)
        chosen = np.random.default_rng(SEED).choice(known, count, replace=False)
        part = train_rows[np.isin(projects[train_rows], chosen)]
        vectoriser, weights, intercepts = fit([features[i] for i in part], answers[part], seed=SEED)
        matrix = vectoriser.transform([features[i] for i in test_rows])
        found[test_rows] = matrix @ weights + intercepts
    return found


def level_share(scores: NDArray[np.float64]) -> float:
    """Return the share of rows whose best-scored level is accepted."""
    best = scores[:, level_columns].argmax(axis=1)
    hits = [names[b] in row.proper_levels for b, row in zip(best, gold, strict=True)]
    return float(np.array(hits)[placed].mean())


found_scores = {share: scores_with(share) for share in SHARES}
learning = {flag: [average_precision(truth[flag], found_scores[s][:, HEADS.index(flag)])
                   for s in SHARES] for flag in FLAGS}  # fmt: skip
learning["level (share right)"] = [level_share(found_scores[share]) for share in SHARES]
sizes = [int(len(rows) * 0.8 * share) for share in SHARES]
figure, axes = plt.subplots(figsize=(7, 4.2))
for name, values in learning.items():
    axes.plot(sizes, [np.nan if v is None else v for v in values], "o-", label=name)
axes.set_xlabel("training rows (about)")
axes.set_ylabel("average precision; share right")
axes.set_ylim(0, 1.02)
axes.grid(alpha=0.3)
axes.set_title("Learning curve")
axes.legend(loc="lower right", fontsize=8)
plt.show()

# %% [markdown]
# ## Where they err
#
# The mistakes that the model was surest of, on rows of sectors it had not seen. Some show what it
# cannot know (a standard named elsewhere), some what the corpus has too few rows of, and some are
# rows about which two people would differ.

# %%
OF_SEEDS = {row.id for row in rows if row.provenance == "seeds"}
for label in ("vague", "unclear_name", "compound", "name_value_mismatch", "level"):
    mistakes = [m for m in worst_mistakes(gold, judgements, label, most=40)
                if m.row.id not in OF_SEEDS][:6]  # fmt: skip
    show(f"**{label}**")
    table(
        ("name", "value", "it said", "the label is", "how sure it was"),
        ((m.row.name, m.row.value, m.said,
          ", ".join(m.row.proper_levels) if label == "level" else m.row.flags[label],
          f"{m.surprise:.2f}") for m in mistakes),
    )  # fmt: skip

# %% [markdown]
# Are mistakes spread evenly? The share of rows whose `weak` is wrong, per sector group (groups
# with at least 60 rows) and per kind of value.

# %%
wrong = np.array([j.weak != row.flags["weak"] for row, j in zip(gold, judgements, strict=True)])
large = [group for group, n in Counter(groups).most_common() if n >= 60]
by_group = sorted(float(wrong[np.array(groups) == group].mean()) for group in large)
kinds = np.array([row.value_kind.value for row in gold])
by_kind = {kind: float(wrong[kinds == kind].mean()) for kind in sorted(set(kinds))}
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2), sharey=True)
left.bar(range(len(by_group)), by_group, color="tab:orange")
left.axhline(float(wrong.mean()), color="black", linewidth=0.8, label=f"all: {wrong.mean():.1%}")
left.set_xticks([])
left.set_xlabel("sector groups, best first")
left.set_ylabel("share of rows with a wrong weak")
left.legend()
right.bar(list(by_kind), list(by_kind.values()), color="tab:orange")
right.set_xlabel("kind of value")
figure.tight_layout()
plt.show()

# %% [markdown]
# ## A harder set
#
# `corpus/traps` holds rows written to mislead: degree words inside fixed terms, targets without
# Arabic digits, digits that quantify nothing, level traps by suffix. None is used in training, and
# its rows are not shown here, so that nobody tunes a rule on them.

# %%
for path in sorted((settings.corpus / "traps").glob("*.jsonl")):
    traps = read_rows(path)
    trap_gold = [gold_row(row, group=row.sector) for row in traps]
    said_of_traps = judge_rows(trained.artefact, [judged_row(row) for row in traps])
    on_traps = evaluate(trap_gold, said_of_traps)
    table(
        (f"{path.stem}: {len(traps)} rows", "rows with it", "F1", "95 % interval",
         "F1 on the corpus"),
        ((flag, f.positives, number(f.f1),
          f"{f.interval.low:.3f}–{f.interval.high:.3f}" if f.interval else "–",
          number(result.flags[flag].f1)) for flag, f in on_traps.flags.items()),
    )  # fmt: skip
    print(f"level right: {number(on_traps.level.share)}")

# %% [markdown]
# ## What an explanation looks like
#
# The weight of every feature is known, so the score of a row can be taken apart exactly. First by
# block: how much do name, value, words and structure say for (right) or against (left) *vague*? The
# four rows are those of the table below the figure.

# %%
artefact = trained.artefact
shown = (("职工素质", "较上年明显提升"), ("服务水平提升", "≥90%"), ("有效投诉次数", "≤3次"),
         ("培训场次", "≥5场"))  # fmt: skip
head = HEADS.index("vague")
ends = np.cumsum(artefact.vectoriser.block_sizes())
shares = []
for printed_name, printed_value in shown:
    vector = artefact.vectoriser.transform([row_features(read_row(printed_name, printed_value))])
    parts = vector.toarray()[0] * artefact.weights[:, head]
    shares.append([float(part.sum()) for part in np.split(parts, ends[:-1])])
figure, axes = plt.subplots(figsize=(7.4, 3))
height = 0.2
for b, block in enumerate(Block):
    axes.barh(np.arange(len(shown)) + b * height, [share[b] for share in shares], height,
              label=block.name.lower())  # fmt: skip
axes.axvline(0, color="black", linewidth=0.8)
axes.set_yticks(np.arange(len(shown)) + 1.5 * height, [f"row {i + 1}" for i in range(len(shown))])
axes.invert_yaxis()
axes.set_xlabel("share of the score for vague")
axes.legend(fontsize=8)
figure.tight_layout()
plt.show()

# %% [markdown]
# Then by characters: the weight of each run of characters is spread over its characters and joined
# to whole words. These are the words that a finding underlines.

# %%
lines = []
for i, (printed_name, printed_value) in enumerate(shown, 1):
    reading = read_row(printed_name, printed_value)
    asked = JudgedRow(level1="", level2="", name=printed_name, value=printed_value)
    [judgement] = judge_rows(artefact, [asked])
    moved = [f"{getattr(reading, e.field)[e.start : e.end]} ({e.field}, {e.weight:+.2f})"
             for e in explain(artefact, reading, "vague")]  # fmt: skip
    lines.append((i, printed_name, printed_value, f"{judgement.probability('vague') or 0:.2f}",
                  "　".join(moved)))  # fmt: skip
table(("row", "name", "value", "probability of vague", "words that speak for it"), lines)

# %% [markdown]
# Last, the strongest features of each flag over all rows. The first letter tells the block: `n`
# name, `v` value, `w`/`W` words and pairs of words, `l` last word; `^` and `$` mark the ends of a
# text. What contains `=` describes structure, such as `q=` the class of the value and `m=` what the
# name measures.

# %%
vocabulary = {column: feature for known in artefact.vectoriser.vocabulary
              for feature, column in known.items()}  # fmt: skip
strongest = []
for flag in FLAGS:
    weights = artefact.weights[:, HEADS.index(flag)]
    order = np.argsort(weights)
    strongest.append((flag, "　".join(f"`{vocabulary[c]}`" for c in order[::-1][:12]),
                      "　".join(f"`{vocabulary[c]}`" for c in order[:12])))  # fmt: skip
table(("flag", "strongest for it", "strongest against it"), strongest)
