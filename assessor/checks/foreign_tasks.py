"""Outputs of a kind of task that a project does not have: works on buildings, or bare training."""

import re
from collections.abc import Iterator

from assessor.checks.quantities import row_quantities
from assessor.checks.topics import same_pieces, topic_of
from assessor.checks.word_lists import check_pattern
from assessor.core.submission import Indicator, Project
from assessor.text.normalise import normalise

_LEAST_ROWS = 4
_BARE_TRAINING = re.compile(
    r"(?:开展|举办|组织|参加)?(?:业务|集中|专题)?(?:培训|受训|参训)(?:班|计划|任务|工作|活动|人员|学员)?的?"
    r"(?:人数|人次|人次数|次数|期数|场次|班次|数量|按期完成率|按时完成率|及时率|完成率|合格率|按期率)"
)
_BUILT = ("平方米", "座", "处", "栋", "间", "所", "个", "米", "亩")


def foreign_works(project: Project, text: str) -> Iterator[tuple[Indicator, str]]:
    """Yield the outputs whose kind of task no text of the project has, with the name of the kind.

    Parameters
    ----------
    text
        Everything the project tells of itself, rows aside.
    """
    rows = project.indicators
    if len(rows) < _LEAST_ROWS:
        return
    works = [row for row in rows if check_pattern("s06.works").search(normalise(row.name))]
    if len(works) == 1 and _is_output(works[0]) and not check_pattern("s06.any_works").search(text):
        (row,) = works
        built = any(q.unit in _BUILT and not q.per for q in row_quantities(row))
        if built and not _is_named(row, text):
            yield row, "修建和维修"
    if check_pattern("s06.any_training").search(text):
        return
    for row in rows:
        if _is_output(row) and _BARE_TRAINING.fullmatch(_bare(row)):
            yield row, "培训"


def _is_output(row: Indicator) -> bool:
    levels = row.level1 + row.level2
    return "成本" not in levels and (
        not levels or check_pattern("s06.outputs").search(levels) is not None or "产出" in levels
    )


def _bare(row: Indicator) -> str:
    return "".join(normalise(row.name).split())


def _is_named(row: Indicator, text: str) -> bool:
    """Tell whether a text speaks of the thing that is built: its last content word."""
    words = [w for w in topic_of(row.name).strong if not check_pattern("s06.works").search(w)]
    return not words or words[-1] in text or same_pieces(words[-1], text)
