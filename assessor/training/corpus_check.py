"""What is wrong with a labelled corpus, and what is in it.

Problems are contradictions that a person must settle; notices (rows that resemble each other
over sector groups) only tell how independent the validation folds are.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer

from assessor.core.judgement import ValueKind
from assessor.errors import InputError
from assessor.training.corpus import Row, expected_weak, read_rows
from assessor.training.sectors import sector_group

NEAR = 0.85
_SHORTEST_NAME = 6
_BLOCK = 1024
_UNQUANTIFIED = (ValueKind.STATE, ValueKind.OPEN, ValueKind.MISSING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A contradiction: its kind, the ids of the rows, and a Chinese sentence."""

    kind: str
    ids: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NearPair:
    """Two rows of different sector groups that say nearly the same; ``likeness`` is 0..1."""

    first: Row
    second: Row
    likeness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """Counts of a corpus; pairs are (name, count) with the largest first."""

    rows: int
    sectors: int
    groups: int
    projects: int
    rewrites: int
    unsure: int
    repeated: int
    provenance: tuple[tuple[str, int], ...]
    value_kinds: tuple[tuple[str, int], ...]
    flags: tuple[tuple[str, int], ...]
    levels: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusReport:
    """Everything found; a corpus is sound when ``problems`` is empty."""

    problems: tuple[Problem, ...]
    near: tuple[NearPair, ...]
    statistics: Statistics


def check_corpus(folder: Path) -> CorpusReport:
    """Check every ``rows/*.jsonl`` of a corpus folder.

    Raises
    ------
    InputError
        ``input.no-corpus``: the folder holds no such file.
    """
    paths = sorted((folder / "rows").glob("*.jsonl"))
    if not paths:
        raise InputError(
            f"{folder}：没有找到 rows/*.jsonl", hint="请给出语料文件夹（其中有 rows 子文件夹）。",
            code="input.no-corpus",
        )  # fmt: skip
    rows: list[Row] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            rows.extend(read_rows(path))
        except InputError as error:
            problems.append(Problem(kind="schema", ids=(), message=error.message))
    return CorpusReport(
        problems=(*problems, *contradictions(rows)),
        near=near_pairs(rows),
        statistics=statistics(rows),
    )


def contradictions(rows: Sequence[Row]) -> Iterator[Problem]:
    """Yield rows that contradict the definitions, themselves or each other."""
    yield from _repeated_ids(rows)
    for row in rows:
        yield from _broken_definitions(row)
    yield from _unequal_twins(rows)


def _repeated_ids(rows: Sequence[Row]) -> Iterator[Problem]:
    for row_id, count in Counter(row.id for row in rows).items():
        if count > 1:
            yield Problem(kind="id", ids=(row_id,), message=f"编号 {row_id} 出现 {count} 次")


def _broken_definitions(row: Row) -> Iterator[Problem]:
    labels = row.labels
    shown = f"{row.id}（{row.name}：{row.value or '空'}）"
    if labels.unquantified != (labels.value_kind in _UNQUANTIFIED):
        yield Problem(
            kind="unquantified", ids=(row.id,),
            message=f"{shown} value_kind 是 {labels.value_kind.value}，unquantified 却是 "
            f"{str(labels.unquantified).lower()}",
        )  # fmt: skip
    if labels.weak != expected_weak(row):
        yield Problem(
            kind="weak", ids=(row.id,),
            message=f"{shown} 按其余标签 weak 应为 {str(expected_weak(row)).lower()}",
        )  # fmt: skip
    if len(set(labels.proper_levels)) < len(labels.proper_levels):
        yield Problem(kind="levels", ids=(row.id,), message=f"{shown} proper_levels 有重复")


def _texts(row: Row) -> tuple[str, ...]:
    return (row.level1, row.level2, row.name, row.value, row.cycle_value)


def _said(row: Row) -> tuple[object, ...]:
    labels = row.labels
    return (labels.value_kind, labels.vague, labels.unclear_name, labels.compound,
            labels.missing_unit, labels.name_value_mismatch, frozenset(labels.proper_levels))  # fmt: skip


def _twins(rows: Sequence[Row]) -> list[list[Row]]:
    found: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        found[_texts(row)].append(row)
    return [twins for twins in found.values() if len(twins) > 1]


def _unequal_twins(rows: Sequence[Row]) -> Iterator[Problem]:
    for twins in _twins(rows):
        ids = tuple(row.id for row in twins)
        if len({_said(row) for row in twins}) > 1:
            yield Problem(
                kind="conflict", ids=ids,
                message=f"{'、'.join(ids)} 文字相同（{twins[0].name}：{twins[0].value}），标签不同",
            )  # fmt: skip
        places = Counter((row.doc, row.project, row.provenance) for row in twins)
        if twins[0].project and max(places.values()) > 1:
            yield Problem(
                kind="duplicate", ids=ids,
                message=f"{'、'.join(ids)} 是同一项目中的重复行（{twins[0].name}：{twins[0].value}）",
            )  # fmt: skip


def near_pairs(rows: Sequence[Row]) -> tuple[NearPair, ...]:
    """Return pairs over sector groups whose names and values share most of their bigrams.

    Likeness is the Jaccard share of character bigrams of name and value. Short names (满意度)
    are alike by nature and left out.
    """
    kept = [row for row in rows if len(row.name) >= _SHORTEST_NAME]
    if len(kept) < 2:
        return ()
    grams = CountVectorizer(analyzer="char", ngram_range=(2, 2), binary=True, lowercase=False)
    matrix = grams.fit_transform([f"{row.name}\n{row.value}" for row in kept]).astype(np.int32)
    sizes = np.asarray(matrix.sum(axis=1)).ravel()
    groups = [sector_group(row.sector) for row in kept]
    found: list[NearPair] = []
    for start in range(0, len(kept), _BLOCK):
        shared = (matrix[start : start + _BLOCK] @ matrix.T).tocoo()
        for i, j, count in zip(shared.row + start, shared.col, shared.data, strict=True):
            if i < j and count >= NEAR * (sizes[i] + sizes[j] - count) and groups[i] != groups[j]:
                likeness = float(count / (sizes[i] + sizes[j] - count))
                found.append(NearPair(first=kept[i], second=kept[j], likeness=likeness))
    return tuple(sorted(found, key=lambda pair: (-pair.likeness, pair.first.id, pair.second.id)))


def statistics(rows: Sequence[Row]) -> Statistics:
    """Count what a corpus holds."""
    flags = ("unquantified", "vague", "unclear_name", "compound", "missing_unit",
             "name_value_mismatch", "weak")  # fmt: skip
    counts = [(flag, sum(bool(getattr(row.labels, flag)) for row in rows)) for flag in flags]
    counts.insert(-1, ("level_mismatch", sum(row.level_mismatch for row in rows)))
    levels = Counter(level.value for row in rows for level in row.labels.proper_levels)
    levels["none"] = sum(not row.labels.proper_levels for row in rows)
    return Statistics(
        rows=len(rows),
        sectors=len({row.sector for row in rows}),
        groups=len({sector_group(row.sector) for row in rows}),
        projects=len({(row.sector, row.project, row.doc) for row in rows}),
        rewrites=sum(row.better is not None for row in rows),
        unsure=sum(row.unsure for row in rows),
        repeated=sum(len(twins) - 1 for twins in _twins(rows)),
        provenance=tuple(sorted(Counter(row.provenance or "（无）" for row in rows).items())),
        value_kinds=tuple(Counter(row.labels.value_kind.value for row in rows).most_common()),
        flags=tuple(counts),
        levels=tuple(levels.most_common()),
    )
