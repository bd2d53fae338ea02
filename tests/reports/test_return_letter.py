"""The letter to the unit, written and opened again."""

import io
from dataclasses import replace

from docx import Document
from docx.enum.section import WD_SECTION
from docx.oxml.ns import qn

from assessor.core.finding import Place, Severity
from assessor.core.rewrite import Rewrite, Rewrites, RewrittenRow, Slot, Verdict
from assessor.core.scores import SubmissionScore
from assessor.core.submission import Field, SubmissionKind
from assessor.reports.docx_letter import chinese_number, write_letters_docx
from assessor.reports.return_letter import return_letters
from assessor.reports.suggested_rows import suggestion_for
from sample_assessment import VAGUE, assessed, document, finding


def lines(*documents):
    stream = io.BytesIO()
    write_letters_docx(return_letters(documents), stream)
    return [p.text for p in Document(io.BytesIO(stream.getvalue())).paragraphs]


def with_unit(unit, *, path="申报/表.txt", **submission):
    given = document()
    one = given.submissions[0]
    return replace(
        given,
        extraction=replace(given.extraction, path=path),
        submissions=(
            replace(one, submission=replace(one.submission, organisation=unit, **submission)),
        ),
    )


class TestLetter:
    def test_it_names_unit_material_and_number_of_points(self):
        text = lines(document())
        assert text[0] == "项目支出绩效目标退回修改意见"
        assert text[1] == "某区总工会："
        assert text[2].startswith(
            "你单位报送的2025年度项目支出绩效目标（“表[1].txt”，涉及 1 个项目、6 条指标）收悉。"
        )
        assert "提出以下 3 条意见（共 4 处问题），现予退回修改" in text[2]

    def test_points_are_numbered_with_place_defect_and_what_to_do(self):
        text = lines(document())
        at = text.index("1. 指标“职工的获得感”（社会效益指标、第 13 行）指标值栏（应修改）。")
        assert text[at - 1] == "一、关于“区职工心理服务经费”项目"
        assert (
            text[at + 1] == "问题：“有所提升”没有基期、数量或判断界限，年底无法据以认定是否完成。"
        )
        assert text[at + 2].startswith("修改要求：写明基期和幅度")
        at = text.index("2. 指标“困难职工帮扶金发放”（时效指标、第 15 行）。")
        assert text[at + 1].startswith("问题（1）（二级指标栏，应修改）：")
        assert text[at + 2].startswith("问题（2）（指标值栏，建议改）：")
        assert "3. 指标“公众知晓率”（第 16 行）指标值栏（必须改）。" in text

    def test_a_demand_that_all_problems_of_a_place_share_is_made_once(self):
        given = document()
        one = given.submissions[0]
        found = tuple(
            replace(finding(VAGUE, code, field, "", Severity.MAJOR), message=code, hint="统一数据")
            for code, field in (("W01", Field.VALUE), ("W06", Field.NAME))
        )
        rows = (assessed(VAGUE, *found),)
        changed = replace(one, projects=(replace(one.projects[0], indicators=rows),))
        text = lines(replace(given, submissions=(changed,)))
        at = text.index("问题（2）（指标名称栏，应修改）：W06。")
        assert text[at + 1] == "修改要求：统一数据。"
        assert sum("统一数据" in line for line in text) == 1

    def test_the_foot_tells_what_made_it(self):
        given = document()
        one = given.submissions[0]
        score = SubmissionScore(
            score=80.0,
            grade="良",
            versions=(
                ("rules", "abc"),
                ("model", "m1"),
                ("profile", "classic-88"),
                ("rubric", "7"),
            ),
        )
        stream = io.BytesIO()
        write_letters_docx(
            return_letters([replace(given, submissions=(replace(one, score=score),))]), stream
        )
        [section] = Document(io.BytesIO(stream.getvalue())).sections
        foot = section.footer.paragraphs[-1].text
        for words in ("规则库 abc", "判断模型 m1", "指标体系 产出、效益、满意度", "评分标准 7"):
            assert words in foot
        assert "classic-88" not in foot

    def test_hints_for_the_reviewer_stay_out(self):
        assert not any("帮扶金”没有基期" in line for line in lines(document()))

    def test_date_and_seal_are_left_open(self):
        text = lines(document())
        assert text[-2:] == ["（审核单位盖章）", "年　　月　　日"]

    def test_printed_words_are_quoted_where_the_message_does_not(self):
        given = document()
        one = given.submissions[0]
        quiet = replace(
            finding(VAGUE, "W01", Field.VALUE, "有所提升", Severity.MAJOR), message="指标值笼统"
        )
        rows = (assessed(VAGUE, quiet),)
        changed = replace(one, projects=(replace(one.projects[0], indicators=rows),))
        text = lines(replace(given, submissions=(changed,)))
        assert "问题：原文“有所提升”，指标值笼统。" in text

    def test_points_of_project_and_whole_say_so(self):
        given = document()
        one = given.submissions[0]
        base = finding(VAGUE, "S10", Field.BUDGET, "", Severity.MAJOR)
        goal = replace(base, id="g", place=Place.GOAL, project=0, number=0, field=Field.TEXT)
        money = replace(base, id="m", place=Place.PROJECT, project=0)
        whole = replace(base, id="w", place=Place.SUBMISSION, field=Field.TITLE)
        changed = replace(
            one, findings=(whole,), projects=(replace(one.projects[0], findings=(goal, money)),)
        )
        text = lines(replace(given, submissions=(changed,)))
        assert text[3] == "一、关于申报材料整体"
        assert text[4] == "1. 申报材料整体（应修改）。"
        assert any(line.startswith("2. 年度绩效目标（第") for line in text)
        assert any(line.startswith("3. 项目预算数栏（第") for line in text)

    def test_a_self_evaluation_is_called_so(self):
        given = with_unit("某局", kind=SubmissionKind.SELF_EVALUATION)
        assert lines(given)[0] == "绩效自评材料退回修改意见"

    def test_the_material_of_a_department_is_called_so(self):
        assert lines(with_unit("某局", profile="department-wide"))[0] == (
            "部门整体支出绩效目标退回修改意见"
        )
        both = [with_unit("某局", profile="department-wide"), with_unit("某局", path="2.txt")]
        assert lines(*both)[0] == "绩效目标退回修改意见"


class TestUnits:
    def test_one_letter_per_unit_over_all_its_files(self):
        letters = return_letters(
            [with_unit("甲局", path="1.txt"), with_unit("乙局"), with_unit("甲 局", path="2.txt")]
        )
        assert [letter.unit for letter in letters] == ["甲局", "乙局"]
        numbers = [p.number for section in letters[0].sections for p in section.points]
        assert numbers == list(range(1, 7))
        assert "“1.txt”、“2.txt”" in letters[0].opening

    def test_points_of_several_files_say_which(self):
        [letter] = return_letters([
            with_unit("甲局", path="a/1.txt"),
            with_unit("甲局", path="a/2.txt", kind=SubmissionKind.REPORT),
        ])  # fmt: skip
        assert [section.heading for section in letter.sections] == [
            "关于“区职工心理服务经费”项目（1.txt）", "关于“区职工心理服务经费”项目（2.txt）",
        ]  # fmt: skip
        assert letter.title == "绩效目标和绩效自评材料退回修改意见"

    def test_units_without_names_are_told_apart_by_their_files(self):
        letters = return_letters([with_unit(None, path="1.txt"), with_unit(None, path="2.txt")])
        assert [letter.unit for letter in letters] == ["（未写明申报单位）"] * 2

    def test_a_unit_with_nothing_to_change_gets_no_letter(self):
        given = document()
        one = given.submissions[0]
        clean = replace(
            one,
            projects=(replace(one.projects[0], indicators=one.projects[0].indicators[:1]),),
        )
        assert return_letters([replace(given, submissions=(clean,))]) == ()

    def test_each_letter_begins_a_page(self):
        stream = io.BytesIO()
        write_letters_docx(return_letters([with_unit("甲局"), with_unit("乙局")]), stream)
        paper = Document(io.BytesIO(stream.getvalue()))
        assert len([p for p in paper.paragraphs if p.text == "项目支出绩效目标退回修改意见"]) == 2
        assert [part.start_type for part in paper.sections][1] is WD_SECTION.NEW_PAGE
        numbers = [part._sectPr.find(qn("w:pgNumType")) for part in paper.sections]
        assert numbers[1].get(qn("w:start")) == "1"


PROPOSED = Rewrite(
    row=RewrittenRow(
        level1="效益指标", level2="社会效益指标", name="受助职工满意率", value="≥【__】%"
    ),
    further=(
        RewrittenRow(
            level1="效益指标", level2="社会效益指标", name="获助职工人数", value="≥【__】人"
        ),
    ),
    frame="f",
    evidence=("帮扶台账",),
    slots=(
        Slot(field="value", question="受助职工满意率的目标是多少？"),
        Slot(field="value", question="计划帮助多少人"),
    ),
    reason="换成能统计的指标",
    verdict=Verdict.NEEDS_INPUT,
)


def proposing(*, kind=SubmissionKind.DECLARATION, proposed=PROPOSED):
    given = document()
    one = given.submissions[0]
    row = replace(
        assessed(
            VAGUE,
            finding(VAGUE, "W01", Field.VALUE, "有所提升", Severity.MAJOR),
            finding(VAGUE, "W06", Field.NAME, "获得感", Severity.MINOR),
        ),
        rewrites=Rewrites(shown=(proposed,)),
    )
    return replace(
        given,
        submissions=(
            replace(
                one,
                submission=replace(one.submission, kind=kind),
                projects=(replace(one.projects[0], indicators=(row,)),),
            ),
        ),
    )


class TestSuggestions:
    def test_a_run_without_proposals_gives_none(self):
        assert suggestion_for(assessed(VAGUE)) is None

    def test_proposals_stand_once_after_all_problems_of_their_row(self):
        text = lines(proposing())
        proposed = text.index(
            "建议改为 2 条指标：（1）社会效益指标，“受助职工满意率”，指标值“≥【__】%”；"
            "（2）社会效益指标，“获助职工人数”，指标值“≥【__】人”。"
        )
        assert text[proposed - 1].startswith("问题（2）") or "修改要求" in text[proposed - 1]
        assert text[proposed + 1] == "请你单位补充：受助职工满意率的目标是多少；计划帮助多少人。"
        assert sum("建议改为" in line for line in text) == 1
        assert "“【__】”处由你单位据实填写" in "".join(text)

    def test_one_row_is_proposed_in_one_sentence(self):
        text = lines(proposing(proposed=replace(PROPOSED, further=(), slots=())))
        assert "建议改为：社会效益指标，“受助职工满意率”，指标值“≥【__】%”。" in text
        assert not any("请你单位补充" in line for line in text)

    def test_targets_of_a_past_year_are_left_as_they_are(self):
        text = lines(proposing(kind=SubmissionKind.SELF_EVALUATION))
        assert any(line.startswith("建议以后年度改为 2 条指标：") for line in text)
        assert any("涉及已批复目标的意见，在以后年度申报时落实。" in line for line in text)
        assert not any("已批复目标" in line for line in lines(proposing()))


def test_numerals():
    assert [chinese_number(n) for n in (1, 10, 11, 20, 35, 99, 100)] == [
        "一", "十", "十一", "二十", "三十五", "九十九", "100",
    ]  # fmt: skip
