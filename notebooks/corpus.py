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
# # What is in the corpus
#
# `assessor` learns from labelled rows. One row is one 三级指标 (indicator): its declared levels,
# its name and its target value, with the labels that a careful reviewer gave it. This notebook
# shows what the rows look like, where they come from, and how often each label occurs. What the
# labels mean is written in `corpus/GUIDELINES.md`, how the rows were made in `corpus/README.md`.
#
# The plots name level types and labels in English, because not every machine has a Chinese font.
# Chinese text stands in the tables.

# %%
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from statistics import median

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import Markdown, display

from assessor.apps.settings import load_settings
from assessor.classifiers.row_text import read_row
from assessor.core.judgement import ValueKind
from assessor.taxonomy.level_names import declared_types
from assessor.taxonomy.level_type import LevelType
from assessor.text.lexicon import find_terms, fixed_spans, pattern
from assessor.training.agreement import SECOND_LABELS, read_agreement
from assessor.training.corpus import Row, read_corpus
from assessor.training.sectors import sector_group
from assessor.training.train import surviving_value

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
print(f"rows: {len(rows)}")
print(f"sectors: {len({row.sector for row in rows})}")
print(f"sector groups: {len({sector_group(row.sector) for row in rows})}")
print(f"projects: {len({(row.sector, row.project) for row in rows})}")
print(f"rows with an expert's rewrite: {sum(row.better is not None for row in rows)}")

# %% [markdown]
# ## A few rows
#
# Two sound rows and two weak ones of each level type. `value_kind` says what the value is:
# something that can be measured (`quantitative`), a grade with a cut-off (`graded`), a fact that
# a document proves (`state`), something that nobody can decide (`open`), or nothing (`missing`).

# %%
own = [row for row in rows if row.provenance != "seeds" and not row.unsure]


def flaws(row: Row) -> str:
    """Name what is wrong with a row."""
    labels = row.labels
    names = ("vague", "unclear_name", "compound", "name_value_mismatch", "missing_unit")
    found = [name for name in names if getattr(labels, name)]
    if row.level_mismatch:
        found.append("level_mismatch")
    if labels.value_kind in (ValueKind.OPEN, ValueKind.MISSING):
        found.append(labels.value_kind.value)
    return ", ".join(found)


examples: list[Row] = []
for level in LevelType:
    placed = [row for row in own if row.labels.proper_levels[:1] == (level,)]
    for weak in (False, True):
        examples += [row for row in placed if row.labels.weak == weak][7:200:97][:2]
table(
    ("proper level", "declared", "name", "value", "value_kind", "flaws"),
    ((row.labels.proper_levels[0], row.level2, row.name, row.value, row.labels.value_kind,
      flaws(row)) for row in examples),
)  # fmt: skip

# %% [markdown]
# ## Where the rows come from
#
# The *founding* rows are tables of four authors and three files aimed at difficulties. The
# *further* rows were written row by row for what the evaluation showed to be weak. The *seeds*
# are rows of five public declarations.


# %%
def source(row: Row) -> str:
    """Return the source of a row; the files of one kind of founding rows count as one."""
    if row.provenance.startswith("founding"):
        return row.provenance.rstrip("-0123456789")
    return row.provenance


sources = Counter(source(row) for row in rows)
weak_rows = Counter(source(row) for row in rows if row.labels.weak)
table(
    ("source", "rows", "weak rows"),
    ((name, number, f"{weak_rows[name] / number:.0%}") for name, number in sources.most_common()),
)

# %% [markdown]
# ## Sectors
#
# Rows of one sector share words. If rows of one sector stood in both training and test, a
# classifier could look good by knowing the sector's vocabulary. Splits are therefore made by
# *sector group*: kindred sectors are never divided. The groups differ much in size; a sector that
# is akin to no other is a group of its own.

# %%
groups = Counter(sector_group(row.sector) for row in rows)
members: defaultdict[str, set[str]] = defaultdict(set)
for row in rows:
    members[sector_group(row.sector)].add(row.sector)
table(
    ("sector group", "rows", "sectors in it", "for example"),
    ((group, number, len(members[group]), "、".join(sorted(members[group])[:4]))
     for group, number in groups.most_common(12)),
)  # fmt: skip

figure, axes = plt.subplots(figsize=(8, 2.6))
axes.bar(range(len(groups)), [number for _, number in groups.most_common()], color="tab:blue")
axes.set_xticks([])
axes.set_xlabel("sector groups, largest first")
axes.set_ylabel("rows")
axes.set_title("Rows per sector group")
plt.show()

# %% [markdown]
# ## Labels
#
# How many rows have each defect. `weak` is no judgement of its own: it follows from the others,
# and says that a reviewer would send the row back. `level_mismatch` follows from the declared
# and the proper levels, `unquantified` from the kind of value.

# %%
flags = ("weak", "unquantified", "vague", "unclear_name", "level_mismatch", "compound",
         "missing_unit", "name_value_mismatch")  # fmt: skip


def has(row: Row, flag: str) -> bool:
    """Tell whether a row has a defect."""
    return row.level_mismatch if flag == "level_mismatch" else bool(getattr(row.labels, flag))


counts = {flag: sum(has(row, flag) for row in rows) for flag in flags}
figure, axes = plt.subplots(figsize=(8, 3))
bars = axes.barh(list(counts)[::-1], list(counts.values())[::-1], color="tab:orange")
axes.bar_label(bars, labels=[f"{n} ({n / len(rows):.0%})" for n in list(counts.values())[::-1]],
               padding=3)  # fmt: skip
axes.set_xlim(0, max(counts.values()) * 1.2)
axes.set_xlabel("rows")
axes.set_title("Rows with each defect")
plt.show()

# %% [markdown]
# Defects come together. Each line of the next figure answers: of the rows with *this* defect,
# which share also has *that* one?

# %%
marked = np.array([[has(row, flag) for flag in flags] for row in rows], dtype=float)
together = (marked.T @ marked) / marked.sum(axis=0)[:, None]
figure, axes = plt.subplots(figsize=(7, 5.4))
axes.imshow(together, cmap="Oranges", vmin=0, vmax=1)
axes.set_xticks(range(len(flags)), flags, rotation=40, ha="right")
axes.set_yticks(range(len(flags)), flags)
for i, j in np.ndindex(together.shape):
    axes.text(j, i, f"{together[i, j]:.2f}", ha="center", va="center", fontsize=8,
              color="white" if together[i, j] > 0.6 else "black")  # fmt: skip
axes.set_ylabel("of the rows with this defect …")
axes.set_xlabel("… the share that also has this one")
figure.tight_layout()
plt.show()

# %% [markdown]
# ## Kinds of values
#
# A value without a number is not yet weak: a fact that a document proves (`state`) and a grade
# with a cut-off (`graded`) can be checked at year end.

# %%
kinds = Counter(row.labels.value_kind for row in rows)
figure, axes = plt.subplots(figsize=(8, 2.6))
bottom = np.zeros(len(ValueKind))
for is_weak, colour in ((False, "tab:blue"), (True, "tab:orange")):
    heights = [sum(row.labels.value_kind is kind and row.labels.weak == is_weak for row in rows)
               for kind in ValueKind]  # fmt: skip
    axes.bar([kind.value for kind in ValueKind], heights, bottom=bottom, color=colour,
             label="weak" if is_weak else "not weak")  # fmt: skip
    bottom += heights
axes.set_ylabel("rows")
axes.set_title("Kinds of target values")
axes.legend()
plt.show()

for kind in ValueKind:
    printed = Counter(row.value for row in rows if row.labels.value_kind is kind)
    often = "　".join(f"{value or '(empty)'} ×{n}" for value, n in printed.most_common(9))
    show(f"**{kind.value}** ({kinds[kind]} rows): {often}")

# %% [markdown]
# What the grammar of values reads in them: the class of each value by its unit or form.

# %%
readings = [read_row(row.name, surviving_value(row)) for row in rows]
classes = Counter(reading.value_class for reading in readings)
figure, axes = plt.subplots(figsize=(8, 3))
axes.bar(*zip(*classes.most_common(), strict=True), color="tab:green")
axes.tick_params(axis="x", rotation=45)
axes.set_ylabel("rows")
axes.set_title("Values by what they are written in")
plt.show()

# %% [markdown]
# ## Levels
#
# Forms divide indicators into nine types. `proper_levels` holds all types that a competent
# reviewer would accept, the best first; it is empty for management of the input (预算执行率),
# which has no place among the nine. The figure compares the declared type with the best proper
# one. A declared type that is accepted stands on the diagonal, so what lies off it is a level
# mismatch.

# %%
types = list(LevelType)
matrix = np.zeros((len(types), len(types) + 1), dtype=int)
for row in rows:
    declared = declared_types(row.level1, row.level2)
    if not declared:
        continue
    proper = row.labels.proper_levels
    accepted = next((level for level in declared if level in proper), None)
    column = types.index(accepted or proper[0]) if proper else len(types)
    matrix[types.index(accepted or declared[0]), column] += 1
figure, axes = plt.subplots(figsize=(8, 6))
axes.imshow(np.log1p(matrix), cmap="Blues")
axes.set_xticks(range(len(types) + 1), [*(t.value for t in types), "no place"], rotation=40,
                ha="right")  # fmt: skip
axes.set_yticks(range(len(types)), [t.value for t in types])
for i, j in np.ndindex(matrix.shape):
    if matrix[i, j]:
        axes.text(j, i, str(matrix[i, j]), ha="center", va="center", fontsize=8,
                  color="white" if matrix[i, j] > 60 else "black")  # fmt: skip
axes.set_ylabel("declared type")
axes.set_xlabel("best accepted type (the declared one if it is accepted)")
figure.tight_layout()
plt.show()
several = np.mean([len(row.labels.proper_levels) > 1 for row in rows])
undeclared = np.mean([not declared_types(row.level1, row.level2) for row in rows])
print(f"rows for which more than one type is accepted: {several:.0%}")
print(f"rows that declare no known type: {undeclared:.0%}")

# %% [markdown]
# ## Names
#
# Most names are short. Few occur twice, so a classifier that learnt names by heart would know
# nothing of a new table.

# %%
lengths = [len(row.name) for row in rows]
once = sum(1 for number in Counter(row.name for row in rows).values() if number == 1)
print(f"distinct names: {len({row.name for row in rows})}, of them used once: {once}")
print(f"median length of a name: {median(lengths):.0f} characters")
figure, axes = plt.subplots(figsize=(8, 2.6))
axes.hist(np.clip(lengths, 0, 40), bins=range(1, 42), color="tab:blue")
axes.set_xlabel("characters in the name (40 = 40 or more)")
axes.set_ylabel("rows")
axes.set_title("Length of names")
plt.show()

endings: defaultdict[str, Counter[str]] = defaultdict(Counter)
for reading, row in zip(readings, rows, strict=True):
    endings[reading.measure or "(unknown)"][row.name[-2:]] += 1
table(
    ("what the name measures", "rows", "frequent endings"),
    ((measure, sum(found.values()), "　".join(f"{end} ×{n}" for end, n in found.most_common(6)))
     for measure, found in sorted(endings.items(), key=lambda item: -sum(item[1].values()))),
)  # fmt: skip

# %% [markdown]
# ## Look-alikes
#
# The hard part of the work: words that look weak and are not. 有效 in 有效投诉 belongs to a fixed
# term, 提高 in 较上年提高≥5个百分点 is a measured change. For each word of degree, trend or effect the table
# counts the rows that hold it and the share of them that is vague. A list of words alone can only
# say "always" or "never".

# %%
degree = pattern("wording.degree")
trend = pattern("wording.trend")
holders: defaultdict[str, list[Row]] = defaultdict(list)
for row in rows:
    printed_text = f"{row.name}\n{row.value}"
    for word in {m.group() for p in (degree, trend) for m in p.finditer(printed_text)}:
        holders[word].append(row)
often_held = sorted(holders.items(), key=lambda item: -len(item[1]))[:20]
table(
    ("word", "rows", "vague", "held by a row that is not vague"),
    ((word, len(found), f"{np.mean([row.labels.vague for row in found]):.0%}",
      next((f"{row.name}：{row.value}" for row in found
            if not row.labels.vague and row.provenance != "seeds"), ""))
     for word, found in often_held),
)  # fmt: skip
mixed = [np.mean([row.labels.vague for row in found]) for _, found in holders.items()
         if len(found) >= 10]  # fmt: skip
print(f"words in at least ten rows: {len(mixed)}")
print(f"of these, vague in more than 10 % and fewer than 90 % of their rows: "
      f"{sum(0.1 < share < 0.9 for share in mixed)}")  # fmt: skip

# %% [markdown]
# On the left rows whose degree words all stand in fixed terms, on the right vague names:

# %%
guarded = [
    row for row in own
    if degree.search(row.name) and fixed_spans(row.name) and not row.labels.weak
    and not find_terms(row.name, "wording.degree")
]  # fmt: skip
vague = [row for row in own if row.labels.vague and find_terms(row.name, "wording.degree")]
print(f"rows with degree words in fixed terms only, not weak: {len(guarded)}")
table(
    ("not weak", "value", "vague", "value"),
    ((calm.name, calm.value, loose.name, loose.value)
     for calm, loose in zip(guarded[:: len(guarded) // 10], vague[:: len(vague) // 10],
                            strict=False)),
)  # fmt: skip

# %% [markdown]
# ## Do two labellers agree?
#
# A part of the rows was labelled a second time, by somebody who did not see the first labels.
# Cohen's kappa is the agreement beyond chance: 1 is full, 0 is what chance gives. Labels that
# people disagree about set a limit to what any classifier can reach.

# %%
if (settings.corpus / SECOND_LABELS).exists():
    found_agreement = read_agreement(settings.corpus)
    table(
        ("label", "rows", "equal", "kappa"),
        ((one.label, one.rows, f"{one.equal:.1%}",
          "–" if one.kappa is None else f"{one.kappa:.2f}") for one in found_agreement),
    )  # fmt: skip
    known = [(one.label, one.kappa) for one in found_agreement if one.kappa is not None]
    figure, axes = plt.subplots(figsize=(8, 2.8))
    bars = axes.barh([label for label, _ in known][::-1], [kappa for _, kappa in known][::-1])
    axes.bar_label(bars, fmt="%.2f", padding=3)
    axes.set_xlim(0, 1.1)
    axes.set_xlabel("Cohen's kappa")
    axes.set_title("Agreement of two labellers")
    plt.show()
else:
    print("The corpus holds no second labels.")

# %% [markdown]
# ## What an expert makes of a weak row
#
# Some rows carry a rewrite. A figure that only the unit can know is left open as `【__】`.

# %%
rewritten = [row for row in own if row.better is not None and row.labels.weak]
print(f"weak rows with a rewrite: {len(rewritten)}")
table(
    ("declared", "name", "value", "rewritten level", "rewritten name", "rewritten value"),
    ((row.level2, row.name, row.value, row.better.level2, row.better.name, row.better.value)
     for row in rewritten[:: max(len(rewritten) // 8, 1)][:8] if row.better is not None),
)  # fmt: skip
