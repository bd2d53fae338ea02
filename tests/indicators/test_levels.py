"""Level filling as a rule of its own: entries in, levels out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessor.indicators.levels import Entry, fill_levels

# Each line: level1 level2 name value; - is empty; then the levels that a person would give.
CASES = {
    "forward": """
        产出指标 数量指标 场次 5场 > 产出指标 数量指标
        - - 人数 50人 > 产出指标 数量指标
        - 质量指标 合格率 90% > 产出指标 质量指标
        效益指标 社会效益指标 知晓率 90% > 效益指标 社会效益指标
    """,
    "rows above a label whose predecessor is closed": """
        成本指标 经济成本指标 发放标准 5元 > 成本指标 经济成本指标
        - 社会成本指标 - - > 成本指标 社会成本指标
        - - 场次 5场 > 产出指标 数量指标
        - - 人数 5人 > 产出指标 数量指标
        产出指标 数量指标 期数 5期 > 产出指标 数量指标
    """,
    "an empty type between two groups keeps the rows before it": """
        产出指标 数量指标 场次 5场 > 产出指标 数量指标
        - - 人数 50人 > 产出指标 数量指标
        - 质量指标 - - > 产出指标 质量指标
        - 时效指标 完成时间 年底前 > 产出指标 时效指标
    """,
    "centred labels, three and three": """
        - - 场次 5场 > 产出指标 数量指标
        - 数量指标 人数 5人 > 产出指标 数量指标
        - - 册数 5册 > 产出指标 数量指标
        产出指标 - 合格率 90% > 产出指标 质量指标
        - 质量指标 达标率 90% > 产出指标 质量指标
        - - 出勤率 90% > 产出指标 质量指标
    """,
    "a first level that rules out the second level above takes it back": """
        产出指标 数量指标 场次 5场 > 产出指标 数量指标
        满意度指标 - 学员满意度 90% > 满意度指标 -
        - - 家长满意度 90% > 满意度指标 -
    """,
    "no labels at all": """
        - - 场次 5场 > - -
        - - 人数 5人 > - -
    """,
}


def entries(text):
    for line in text.strip().splitlines():
        left, right = line.split(">")
        level1, level2, name, value = ("" if w == "-" else w for w in left.split())
        expected = tuple("" if w == "-" else w for w in right.split())
        entry = Entry(level1=level1, level2=level2, is_row=bool(name), name=name, value=value)
        yield entry, expected


@pytest.mark.parametrize("text", CASES.values(), ids=CASES.keys())
def test_dumped_tables(text):
    given_entries, expected = zip(*entries(text), strict=True)
    assert fill_levels(given_entries, exact=False).levels == expected


def test_exact_tables_only_fill_downwards_and_stop_at_a_new_first_level():
    rows = [
        Entry(level1="产出", level2="数量", is_row=True, name="甲"),
        Entry(level1="", level2="", is_row=True, name="乙"),
        Entry(level1="满意度", level2="", is_row=True, name="丙"),
        Entry(level1="", level2="", is_row=True, name="丁"),
    ]
    assert fill_levels(rows, exact=True).levels == (
        ("产出", "数量"), ("产出", "数量"), ("满意度", ""), ("满意度", ""),
    )  # fmt: skip


FIRST = st.sampled_from(["", "", "", "产出指标", "效益指标", "满意度指标", "别的"])
SECOND = st.sampled_from(["", "", "", "数量指标", "质量指标", "社会效益指标", "满意度", "别的"])
ENTRIES = st.builds(
    Entry,
    level1=FIRST,
    level2=SECOND,
    is_row=st.booleans(),
    name=st.sampled_from(["场次", "合格率", "满意度", "事项"]),
    value=st.sampled_from(["", "5场", "90%"]),
)


@settings(max_examples=200, deadline=None)
@given(rows=st.lists(ENTRIES, max_size=14), exact=st.booleans())
def test_printed_labels_stay_and_groups_are_unbroken(rows, exact):
    levels = fill_levels(rows, exact=exact).levels
    assert len(levels) == len(rows)
    printed = [row.level2 for row in rows if row.level2]
    for row, (level1, level2) in zip(rows, levels, strict=True):
        assert level1 == row.level1 or not row.level1
        assert level2 == row.level2 or not row.level2
        assert level2 in {"", *printed}


def test_many_rows_between_few_labels_stay_quick():
    rows = [Entry(level1="", level2="", is_row=True, name=f"名称{n}") for n in range(20_000)]
    rows[5_000] = Entry(level1="产出指标", level2="数量指标", is_row=True, name="甲")
    rows[15_000] = Entry(level1="产出指标", level2="质量指标", is_row=True, name="乙")
    assert len(fill_levels(rows, exact=False).levels) == 20_000
