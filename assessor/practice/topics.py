"""What is taught: the defects that the corpus labels, and which checks speak of each."""

import re
from collections.abc import Collection, Iterable
from enum import StrEnum
from zlib import crc32

from assessor.classifiers.row_text import measure_of
from assessor.core.assessment import IndicatorAssessment
from assessor.core.finding import Finding
from assessor.core.judgement import Judgement, ValueKind
from assessor.text.lexicon import find_terms
from assessor.text.normalise import normalise
from assessor.training.corpus import Row


class Topic(StrEnum):
    """A defect that a trainee learns to see, in the order in which it is asked for."""

    VAGUE = "vague"
    UNQUANTIFIED = "unquantified"
    UNCLEAR_NAME = "unclear-name"
    COMPOUND = "compound"
    MISSING_UNIT = "missing-unit"
    MISMATCH = "mismatch"
    LEVEL = "level"

    @property
    def chinese(self) -> str:
        """Name that users see."""
        return _CHINESE[self]

    @property
    def meaning(self) -> str:
        """One sentence that tells what it is and what it is not."""
        return _MEANINGS[self]

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the checks that report it, the most telling one first."""
        return _CODES[self]


_CHINESE = {
    Topic.VAGUE: "表述模糊",
    Topic.UNQUANTIFIED: "未量化",
    Topic.UNCLEAR_NAME: "指标名称不清",
    Topic.COMPOUND: "一个指标多项内容",
    Topic.MISSING_UNIT: "缺少计量单位",
    Topic.MISMATCH: "名称与指标值不对应",
    Topic.LEVEL: "级别放错",
}
_MEANINGS = {
    Topic.VAGUE: "名称或指标值用了程度、趋势或评价性的词，没有基期、数量或判断界限",
    Topic.UNQUANTIFIED: "指标值空缺，或凭佐证材料也判断不了是否完成；可以核实的事实（通过验收）和分级标准不算",
    Topic.UNCLEAR_NAME: "名称没有说清统计什么、是谁的，或只是口号、事项",
    Topic.COMPOUND: "一个指标、一个指标值要衡量两件以上不同的事",
    Topic.MISSING_UNIT: "数字后面没有计量单位，从名称里也看不出来",
    Topic.MISMATCH: "指标值不可能是名称所衡量内容的数值",
    Topic.LEVEL: "所列的二级指标不是这个指标应归的类别",
}
_CODES = {
    Topic.VAGUE: ("W01", "C08", "W04", "V09"),
    Topic.UNQUANTIFIED: ("V01", "W03", "W04", "C08", "W01"),
    Topic.UNCLEAR_NAME: ("W06", "W05", "C12", "V09"),
    Topic.COMPOUND: ("W07",),
    Topic.MISSING_UNIT: ("V03",),
    Topic.MISMATCH: ("V14",),
    Topic.LEVEL: ("C01", "C05"),
}
# A row with several defects is an exercise on the rarest one; the last three go together so often
# that the row's id decides among them.
_RARE = (Topic.MISSING_UNIT, Topic.MISMATCH, Topic.COMPOUND, Topic.LEVEL)
_UNDECIDABLE = (ValueKind.OPEN, ValueKind.MISSING)
_DEGREES = ("wording.degree", "wording.trend")
_SEVERAL = re.compile(r"[、，,/]|(?<=.)[和与及](?=.)")
_BARE_NUMBER = re.compile(r"[≥≤=<>＝]?\s*[\d,.]+")


def labelled_topics(row: Row) -> frozenset[Topic]:
    """Return the defects that the labels of ``row`` tell."""
    labels = row.labels
    return _those(
        vague=labels.vague,
        kind=labels.value_kind,
        unclear=labels.unclear_name,
        compound=labels.compound,
        unit=labels.missing_unit,
        mismatch=labels.name_value_mismatch,
        level=row.level_mismatch,
    )


def seen_topics(assessed: IndicatorAssessment) -> frozenset[Topic]:
    """Return the defects that the assessor sees in a row."""
    judged = assessed.judgement
    codes = {finding.code for finding in assessed.findings}
    return _those(
        vague=judged.vague,
        kind=judged.value_kind,
        unclear=judged.unclear_name,
        compound=judged.compound,
        unit="V03" in codes,
        mismatch=judged.name_value_mismatch,
        level=bool(codes.intersection(_CODES[Topic.LEVEL])),
    )


def _those(
    *, vague: bool, kind: ValueKind, unclear: bool, compound: bool, unit: bool, mismatch: bool,
    level: bool,
) -> frozenset[Topic]:  # fmt: skip
    told = {
        Topic.VAGUE: vague,
        Topic.UNQUANTIFIED: kind in _UNDECIDABLE,
        Topic.UNCLEAR_NAME: unclear,
        Topic.COMPOUND: compound,
        Topic.MISSING_UNIT: unit,
        Topic.MISMATCH: mismatch,
        Topic.LEVEL: level,
    }
    return frozenset(topic for topic, holds in told.items() if holds)


def main_topic(topics: Collection[Topic], row_id: str) -> Topic:
    """Return what a row with these defects, at least one, is an exercise on."""
    for topic in _RARE:
        if topic in topics:
            return topic
    common = [topic for topic in Topic if topic in topics]
    return common[crc32(row_id.encode()) % len(common)]


def looks_like(row: Row) -> tuple[Topic, ...]:
    """Return the defects that a sound row may be taken to have, the likeliest first."""
    found = []
    if _BARE_NUMBER.fullmatch(normalise(row.value).strip()):
        found.append(Topic.MISSING_UNIT)
    if _SEVERAL.search(row.name):
        found.append(Topic.COMPOUND)
    if any(find_terms(text, group) for text in (row.name, row.value) for group in _DEGREES):
        found.append(Topic.VAGUE)
    if row.labels.value_kind in (ValueKind.STATE, ValueKind.GRADED):
        found.append(Topic.UNQUANTIFIED)
    if len(row.labels.proper_levels) > 1 and row.level2.strip():
        found.append(Topic.LEVEL)
    measure = measure_of(normalise(row.name))
    if not measure:
        found.append(Topic.UNCLEAR_NAME)
    elif measure in ("rate", "duration", "people", "money"):
        found.append(Topic.MISMATCH)
    return tuple(found)


def doubt(row: Row, judgement: Judgement) -> float:
    """Return how hard the defects of a row are to see, 0..1.

    It is the model's greatest doubt about a label that is known to be right.
    """
    labels = row.labels
    told = {
        "vague": labels.vague,
        "unclear_name": labels.unclear_name,
        "compound": labels.compound,
        "name_value_mismatch": labels.name_value_mismatch,
        "level_mismatch": row.level_mismatch,
    }
    doubts = [
        1 - probability if holds else probability
        for name, holds in told.items()
        if (probability := judgement.probability(name)) is not None
    ]
    return min(max(doubts, default=0.0), 1.0)


def level_doubt(row: Row, judgement: Judgement) -> float:
    """Return how hard the level of a row is to tell, 0..1."""
    accepted = {level.value for level in row.labels.proper_levels} or {"none"}
    right = [p for name, p in judgement.levels if name in accepted]
    wrong = [p for name, p in judgement.levels if name not in accepted]
    return min(max(1 - max(right, default=0.0), max(wrong, default=0.0)), 1.0)


def findings_on(topic: Topic, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that speak of ``topic``: those of its most telling check that fired."""
    found = tuple(findings)
    for code in topic.codes:
        if hits := tuple(finding for finding in found if finding.code == code):
            return hits
    return ()
