import pytest

from assessor.evaluation.rewrite_figures import (
    Answered,
    Candidate,
    RowWords,
    agrees,
    keeps_object,
    object_nouns,
    rewrite_figures,
)
from assessor.rewrites.measure_key import measure_key

SOCIAL, QUALITY = "社会效益指标", "质量指标"


def row(name, value, level2=SOCIAL):
    return RowWords.printed(level1="", level2=level2, name=name, value=value)


# Expert's row, proposed row; whether noun group and unit agree, and whether they do strictly.
MEASURES = [
    ("困难职工救助覆盖率", "≥【__】%", "应救助职工占比", "≥90%", True, False),
    ("政策知晓率", "≥【__】%", "职工政策知晓率", "≥85%", True, True),
    ("政策知晓率", "≥【__】%", "政策覆盖率", "≥【__】%", True, False),
    ("抽查差错率", "≤【__】‰", "抽查差错率", "≤【__】%", True, False),
    ("政策知晓率", "≥【__】%", "政策知晓率（抽样）情况", "≥【__】%", True, True),
    ("职工满意度", "≥90%", "职工满意率", "≥【__】%", True, False),
    ("职工满意度", "≥90%", "职工知晓率", "≥90%", False, False),
    ("职工满意度", "≥【__】分", "职工满意度", "≥【__】%", False, False),
    ("慰问金发放时间", "【__】月【__】日前", "慰问金发放时限", "2025年12月底前", True, False),
    ("慰问金发放时间", "【__】月【__】日前", "慰问金发放时限", "≤【__】个工作日", False, False),
    ("业务办理时限", "≤【__】天", "业务办理用时", "≤5个工作日", True, False),
    ("设备使用年限", "≥【__】年", "设备采购时间", "≤1年", False, False),
    ("培训人数", "≥【__】人", "培训职工数量", "≥50名", True, False),
    ("培训人数", "≥【__】人", "培训人次", "≥【__】人次", False, False),
    ("服务企业数", "≥【__】家", "服务企业数量", "≥30个", True, False),
    ("服务企业数", "≥【__】家", "服务企业次数", "≥30次", False, False),
    ("安全事故起数", "≤【__】起", "安全事故件数", "≤【__】件", True, False),
    ("培训场次", "≥【__】场", "培训期数", "≥4期", True, False),
    ("销售额", "≥【__】万元", "带动销售收入", "≥200元", True, False),
    ("年产值", "≥【__】亿元", "产值增长率", "≥【__】%", False, False),
    ("慰问标准", "≤【__】元/人", "人均慰问成本", "≤500元/人", True, False),
    ("慰问标准", "≤【__】元/人", "慰问总金额", "≤500元", False, False),
    ("补助标准", "≤【__】元/人·月", "补助标准", "≤【__】元/月·人", True, True),
    ("补助标准", "≤【__】元/人·月", "补助标准", "≤【__】元/户", False, False),
    ("补助标准", "≤【__】元/【__】", "补助标准", "≤300元", True, True),
    ("补助标准", "≤【__】元/【__】", "补助标准", "≤300元/户", False, False),
    ("设备数量", "≥【__】", "设备数量", "≥【__】台", False, False),
    ("管网改造里程", "≥【__】公里", "管网改造长度", "≥300米", True, False),
    ("绿化面积", "≥【__】亩", "新增绿地面积", "≥【__】平方米", True, False),
    ("考核得分", "≥【__】分", "考核评分", "≥85分", True, False),
    ("提供法律咨询", "≥20次", "法律咨询次数", "≥【__】次", True, False),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "other", "other_value", "loose", "strict"), MEASURES)
def test_measures_agree_by_noun_group_and_unit(name, value, other, other_value, loose, strict):
    expert, proposed = row(name, value), row(other, other_value)
    one, two = Candidate((proposed,)), Candidate((expert,))
    assert agrees(one, expert) is agrees(two, proposed) is loose
    assert agrees(one, expert, strict=True) is agrees(two, proposed, strict=True) is strict


@pytest.mark.parametrize(
    ("proposed", "expert", "agree"),
    [
        ("社会效益", "社会效益指标", True),
        ("质量指标", "社会效益指标", False),
        ("", "社会效益指标", False),
        ("质量指标", "", True),
    ],
)
def test_levels_must_agree(proposed, expert, agree):
    candidate = Candidate((row("政策知晓率", "≥【__】%", proposed),))
    assert agrees(candidate, row("政策知晓率", "≥【__】%", expert)) is agree


def test_a_further_row_may_be_the_one_that_agrees():
    expert = row("政策知晓率", "≥【__】%")
    both = Candidate((row("政策宣传场次", "≥【__】场", "数量指标"), row("政策知晓率", "≥【__】%")))
    assert agrees(both, expert)
    assert not agrees(Candidate(both.rows[:1]), expert)


@pytest.mark.parametrize(
    ("name", "nouns"),
    [
        ("提升困难职工的获得感", {"困难职工"}),
        ("劳模的获得感", {"劳模"}),
        ("职工素质提升", {"职工"}),
        ("有效改善社会环境", set()),
        ("满意度", set()),
        ("群众满意度", set()),
        ("完成及时率", set()),
        ("工程质量达标", set()),
    ],
)
def test_object_nouns(name, nouns):
    assert set(object_nouns(name)) == nouns


# Old name, names of the new rows, whether the object is kept.
OBJECTS = [
    ("提升困难职工的获得感", ["建档困难职工帮扶满意度"], True),
    ("提升困难职工的获得感", ["职工帮扶满意度"], False),
    ("职工素质提升", ["职工技能等级取证率"], True),
    ("职工素质提升", ["技能等级取证率"], False),
    ("残疾人康复效果", ["残疾人康复服务有效率"], True),
    ("残疾人康复效果", ["残疾人辅具适配率"], False),
    ("群众满意度", ["受训农户满意度"], True),
    ("食品安全水平明显提高", ["食品抽检合格率"], True),
    ("培训教师、图书购置", ["教师培训人次", "图书购置册数"], True),
    ("培训教师、图书购置", ["教师培训人次"], False),
]


@pytest.mark.parametrize(("old", "new", "kept"), OBJECTS)
def test_object_is_kept_where_all_its_nouns_stand_in_the_new_names(old, new, kept):
    assert keeps_object(old, Candidate(tuple(row(name, "") for name in new))) is kept


def test_figures_count_first_candidates_and_short_lists():
    expert = row("职工知晓率", "≥【__】%")
    right, wrong = Candidate((row("职工知晓率", "≥90%"),)), Candidate((row("职工人数", "≥9人"),))
    elsewhere = Candidate((row("职工知晓率", "≥90%", QUALITY),))

    def answer(*candidates, project, said=expert):
        return Answered(old_name="职工意识", expert=said, candidates=candidates, group=project)

    figures = rewrite_figures(
        [
            answer(right, wrong, project="甲"),
            answer(wrong, elsewhere, right, project="甲"),
            answer(wrong, wrong, wrong, right, project="乙"),
            answer(elsewhere, project="乙"),
            answer(project="丙"),
            answer(wrong, project="丙", said=None),
        ]
    )
    assert (figures.rows, figures.first.rows) == (6, 5)
    assert (figures.first.right, figures.short_list.right) == (1, 2)
    assert (figures.first_strict.right, figures.short_list_strict.right) == (1, 2)
    assert figures.level.right == 3
    assert (figures.answered.right, figures.answered.rows) == (5, 6)
    assert figures.object_kept.right == figures.object_kept.rows == 10
    assert figures.first.interval is not None
    assert figures.first.interval.low == 0.0


@pytest.mark.parametrize(
    ("name", "value", "key"),
    [
        ("培训覆盖率", "较上年提高≥【__】个百分点", "rate|points"),
        ("培训人次", "≥【__】万人次", "count|visits"),
        ("完工日期", "2026年【__】月底前", "time|date"),
        ("每亩补贴标准", "每亩≤120元", "price|money/"),
        ("森林覆盖率情况", "≥60%", "rate|share"),
    ],
)
def test_measure_in_one_word(name, value, key):
    assert measure_key(name, value).name == key
