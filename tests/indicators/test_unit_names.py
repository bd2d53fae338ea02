"""Which printed names mean one unit; another unit's history is never one's own."""

import pytest

from assessor.checks.reference_matching import approved, last_years
from assessor.core.submission import Indicator, Project, Submission, SubmissionKind
from assessor.indicators.unit_names import same_organisation
from assessor.pipeline.history import History
from assessor.rechecking.versions import one_unit

SAME = [
    ("云麓县民政局", "民政局"),
    ("云冲市云麓县民政局", "云麓县民政局"),
    ("盐城市民政局", "民政局"),
    ("石桥镇卫生院", "卫生院"),
    ("青禾县第13中学", "第13中学"),
    ("第１３中学", "第13中学"),
    ("甲县总工会（本级）", "711001甲县总工会"),
    ("甲县总工会机关", "甲县总工会"),
    ("甲县总工会本级", "甲县 总工会(机关)"),
    ("单位名称：甲县总工会", "甲县总工会"),
]
OTHERS = [
    ("第13中学", "第14中学"),
    ("第3中学", "第13中学"),
    ("301医院", "302医院"),
    ("教育局", "教育局招生办公室"),
    ("县人民医院", "县人民医院保安服务公司"),
    ("县委", "县委宣传部"),
    ("市文化馆", "北京市文化馆"),
    ("甲县总工会", "乙县总工会"),
    ("建设局", "住房和城乡建设局"),
    ("管理局", "青禾县城市管理局"),
    ("学院", "县教育局社区学院"),
    ("（）", "甲县总工会"),
]
CASES = [
    *((one, other, True) for one, other in SAME),
    *((one, other, False) for one, other in OTHERS),
]


def of_unit(name: str, *, year: int) -> Submission:
    rows = (Indicator(id="1", name="培训场次", value="≥5场", level1="产出指标"),)
    projects = (Project(name="技能培训", indicators=rows),)
    return Submission(
        organisation=name, year=year, projects=projects, kind=SubmissionKind.DECLARATION
    )


@pytest.mark.parametrize(("one", "other", "same"), CASES)
def test_names_mean_one_unit_or_not_both_ways(one, other, same):
    assert same_organisation(one, other) is same
    assert same_organisation(other, one) is same


@pytest.mark.parametrize(("one", "other", "same"), CASES)
def test_history_approval_rewrites_and_recheck_follow_the_same_rule(one, other, same):
    now, before = of_unit(one, year=2025), of_unit(other, year=2024)
    found = last_years(now, (before,))
    assert (found.submission is before) is same
    assert bool(found.gap) is not same
    settled = approved(now, (of_unit(other, year=2025),))
    assert (settled.submission is not None, bool(settled.gap)) == (same, not same)
    assert bool(History.of([before]).rows_of("技能培训", now)) is same
    assert one_unit(now, before) is same
