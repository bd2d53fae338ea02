"""Scores in the place of values: the weight, the points, or one bare figure in every row."""

import re
from collections.abc import Iterator

from assessor.checks.directions import Better, certain_direction
from assessor.checks.goal_links import row_topic
from assessor.checks.printed_points import points
from assessor.checks.promises import promises_in
from assessor.checks.row_readings import bare_name, full_span
from assessor.checks.score_columns import is_its_score, score_column
from assessor.checks.submission_check import (
    Answer,
    NotApplicable,
    Place,
    SubmissionCheck,
    SubmissionHit,
    SubmissionSubject,
)
from assessor.checks.word_lists import check_pattern, check_terms
from assessor.classifiers.row_text import measure_of
from assessor.core.finding import Severity
from assessor.core.submission import Field, Indicator, Project

_COUNTED = ("people", "count", "extent", "duration", "deadline")
_RATES = ("rate", "quality_rate", "timely_rate", "satisfaction")
_COUNTING = re.compile(r"[\u4e00-\u9fff]{2}(?=数$)")
_ONE = "“{name}”的指标值“{value}”就是它的分值"
_NAME = "三级指标名称“{name}”是一个分数"


def find(subject: SubmissionSubject) -> Iterator[Answer]:
    """Yield projects whose values are scores, else single rows that hold their own points."""
    if not any(subject.rows):
        yield NotApplicable(reason="申报中没有三级指标")
    for number, project, rows in subject.projects():
        named = [row for row in rows if points(row.name) is not None]
        for row in named:
            yield _row_hit(number, row, Field.NAME, _NAME)
        others = [row for row in rows if row not in named and not _counts_points(row)]
        if found := score_column(others):
            problem, group = found
            yield SubmissionHit(
                place=Place.PROJECT, project=number, others=tuple(row.id for row in group),
                words=(("problem", problem),),
            )  # fmt: skip
            continue
        for row in others:
            if is_its_score(row, Field.WEIGHT) and (
                "分" in row.value or _is_no_count(row) or _counts_another(row, project)
            ):
                yield _row_hit(number, row, Field.VALUE, _ONE)


def _counts_points(row: Indicator) -> bool:
    """Tell whether the measure itself is a score (等保测评得分)."""
    name = bare_name(row)
    return measure_of(name) == "score" or "分" in name


def _is_no_count(row: Indicator) -> bool:
    """Tell whether a bare figure cannot be the aim: a rate so low, or a state nobody counts."""
    if row.unit.strip() or row.sign.strip():
        return False
    name = bare_name(row)
    kind = measure_of(name)
    if kind == "satisfaction":
        return True
    if kind in _RATES:
        small = check_pattern("v15.small_rates").search(name)
        return small is None and certain_direction(name) is Better.MORE
    return name.endswith(check_terms("v15.states")) and kind not in _COUNTED


def _counts_another(row: Indicator, project: Project) -> bool:
    """Tell whether the texts of a project have another number of what a bare figure counts.

    采样断面个数 10 of 10 points, where the goal has 采样断面36个.
    """
    counted = _COUNTING.search(bare_name(row))
    if counted is None or row.unit.strip():
        return False
    topic, figure = row_topic(row), points(row.value)
    found = {
        quantity.amount
        for text in (*(goal.text for goal in project.goals), project.content)
        for promise in promises_in(text)
        for quantity in promise.quantities
        if counted[0].endswith(quantity.target.unit or "-")
        and topic.strong
        and all(promise.topic.has(word) for word in topic.strong)
    }
    return bool(found) and figure not in found


def _row_hit(project: int, row: Indicator, field: Field, problem: str) -> SubmissionHit:
    start, end = full_span(row.text(field))
    told = problem.replace("{name}", row.name.strip()).replace("{value}", row.value.strip())
    return SubmissionHit(
        place=Place.ROW, project=project, row=row.id, field=field, start=start, end=end,
        words=(("problem", told),),
    )  # fmt: skip


CHECK = SubmissionCheck(
    code="V15",
    name="score-as-value",
    title="得分当指标值",
    severity=Severity.BLOCKER,
    message="{problem}，疑似把分值或得分填进了指标栏",
    hint="对照原表重新填写：指标值写要达到的数量、比率或日期，分值写在权重栏，得分只在自评时填写",
    what="指标值一栏填的是权重、分值或得分，或者每一行都是同一个没有单位的数。",
    why="分值不是目标，按它既不能考核也不能计分，整张表等于没有指标值。",
    mend="按三级指标逐行补上真正的目标值。",
    limits="测评得分、考核分等本来以分数计量的指标不报；各行都是比率而漏写%的由“缺计量单位”提出。",
    source="一般做法：指标值是目标，分值和得分另列",
    find=find,
    subsumes=("V02", "V03", "V04", "S07"),
)
