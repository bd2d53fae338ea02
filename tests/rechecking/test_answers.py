"""What became of each point: answered, partly, not, deleted, unclear; and what is new."""

from dataclasses import replace
from pathlib import Path

import pytest

from assessor.checks.submissions import s05_promise_without_indicator
from assessor.core.finding import Place, Severity
from assessor.core.ledger import LedgerEntry, Outcome
from assessor.core.recheck import Answer
from assessor.core.submission import Field, Submission
from assessor.rechecking.answering import OFFERS_REMOVAL, recheck
from versions_by_hand import finding, project, row, submission


def compared(old_rows, new_rows, **more):
    old, new = (
        submission(project("技能培训", *old_rows)),
        submission(project("技能培训", *new_rows)),
    )
    return recheck([old], [new], **more)


def only(result):
    assert len(result.points) == 1
    return result.points[0]


class TestRows:
    def test_a_defect_that_is_gone_is_answered(self):
        result = compared([row("培训人数", "较多", "W01")], [row("培训人数", "≥200人")])
        assert only(result).answer is Answer.ANSWERED
        assert result.is_settled

    def test_an_untouched_row_is_not_answered(self):
        same = [row("培训人数", "较多", "W01")]
        point = only(compared(same, same))
        assert point.answer is Answer.NOT
        assert point.why == "没有改动，问题仍在"
        assert not compared(same, same).defects

    def test_other_words_with_the_same_defect_are_told_and_not_answered(self):
        point = only(
            compared([row("职工素质", "明显提升", "W01")], [row("职工素质", "有所提升", "W01")])
        )
        assert point.answer is Answer.NOT
        assert "由“明显提升”改为“有所提升”" in point.why

    def test_a_new_defect_in_the_same_cell_is_partly_and_not_told_twice(self):
        result = compared(
            [row("职工素质", "明显提升", "W01")], [row("职工素质", "符合要求", "W03")]
        )
        assert only(result).answer is Answer.PARTLY
        assert "W03" in only(result).why
        assert not result.defects

    def test_a_defect_that_was_there_before_is_its_own_point_only(self):
        result = compared(
            [row("职工素质", "明显提升", "W01", "V13")], [row("职工素质", "提升", "V13")]
        )
        assert [point.answer for point in result.points] == [Answer.ANSWERED, Answer.NOT]

    def test_a_lighter_defect_is_partly(self):
        result = compared(
            [row("培训人数", "200", "V02")],
            [row("培训人数", "200", "V02", severity=Severity.MINOR)],
        )
        assert only(result).answer is Answer.PARTLY

    def test_a_deleted_row_is_no_answer(self):
        result = compared(
            [row("培训人数", "≥200人"), row("职工素质", "明显提升", "W01")],
            [row("培训人数", "≥200人")],
        )
        assert only(result).answer is Answer.DELETED
        assert not result.is_settled

    def test_what_stands_in_its_place_is_named_and_left_to_the_reviewer(self):
        point = only(compared([row("职工素质", "明显提升", "W01")], [row("取证比例", "≥90%")]))
        assert point.answer is Answer.DELETED
        assert "“取证比例”" in point.why

    @pytest.mark.parametrize("code", ["C05", "S03", "S06"])
    def test_taking_out_what_must_be_taken_out_is_an_answer(self, code):
        result = compared(
            [row("培训人数", "≥200人"), row("预算执行率", "≥95%", code)],
            [row("培训人数", "≥200人")],
        )
        assert only(result).answer is Answer.ANSWERED

    def test_hints_are_no_points(self):
        result = compared([row("培训人数", "较多", "W01", severity=Severity.INFO)], [])
        assert not result.points


class TestFollowing:
    def test_a_row_that_moved_to_another_level_is_the_same_row(self):
        old = [row("满意度", "较高", "W01", level2="社会效益指标"), row("培训人数", "≥200人")]
        new = [row("培训人数", "≥200人"), row("满意度", "≥95%", level2="服务对象满意度指标")]
        point = only(compared(old, new))
        assert point.answer is Answer.ANSWERED
        assert point.rows == ("2",)

    def test_a_renamed_row_is_the_same_row(self):
        point = only(
            compared([row("满意度", "较高", "W01")], [row("参训职工满意度", "较高", "W01")])
        )
        assert point.answer is Answer.NOT
        assert "改名为“参训职工满意度”" in point.why

    def test_a_row_rewritten_in_its_place_is_told_as_such(self):
        old = [row("培训人数", "≥200人"), row("职工素质", "提升", "W01"), row("培训场次", "≥5场")]
        new = [row("培训人数", "≥200人"), row("参训职工取证率", "≥90%"), row("培训场次", "≥5场")]
        point = only(compared(old, new))
        assert point.answer is Answer.ANSWERED
        assert "按所在位置对应" in point.why

    def test_a_split_row_is_partly_answered_while_one_part_is_open(self):
        old = [row("验收时间、手续是否完备", "是", "W04")]
        new = [row("验收时间", "11月底前"), row("验收手续完备", "是", "W04")]
        result = compared(old, new)
        point = only(result)
        assert point.rows == ("1", "2")
        assert point.answer is Answer.PARTLY
        assert not result.defects

    def test_a_row_that_moved_to_another_project_is_found(self):
        old = [submission(project("甲项目", row("培训人数", "较多", "W01"), row("场次", "≥5场")),
                          project("乙项目", row("修路里程", "≥5公里")))]  # fmt: skip
        new = [submission(project("甲项目", row("场次", "≥5场")),
                          project("乙项目", row("修路里程", "≥5公里"), row("培训人数", "≥200人")))]  # fmt: skip
        assert only(recheck(old, new)).answer is Answer.ANSWERED

    def test_two_rows_of_one_name_are_not_mixed_up(self):
        old = [
            row("合格率", "高", "W01", level2="质量指标"),
            row("合格率", "≥95%", level2="时效指标"),
        ]
        new = [
            row("合格率", "≥95%", level2="时效指标"),
            row("合格率", "高", "W01", level2="质量指标"),
        ]
        point = only(compared(old, new))
        assert point.answer is Answer.NOT
        assert point.rows == ("2",)


class TestProjects:
    def test_projects_in_another_order_and_files_are_found(self):
        a, b = project("甲", row("人数", "多", "W01")), project("乙", row("里程", "长", "W01"))
        result = recheck([submission(a, b)], [submission(b), submission(a)])
        assert [point.answer for point in result.points] == [Answer.NOT, Answer.NOT]
        assert not result.defects

    def test_a_project_under_another_name_is_known_by_its_rows(self):
        rows = (row("培训人数", "多", "W01"), row("场次", "≥5场"))
        result = recheck(
            [submission(project("老名称", *rows))], [submission(project("新的叫法", *rows))]
        )
        assert only(result).answer is Answer.NOT

    def test_a_project_that_is_gone_is_no_answer(self):
        keep = project("甲项目", row("里程", "≥5公里"))
        old = [submission(keep, project("乙项目", row("人数", "多", "W01")))]
        point = only(recheck(old, [submission(keep)]))
        assert (point.answer, point.why) == (Answer.DELETED, "新材料中没有这个项目")

    def test_the_paper_of_another_unit_answers_nothing(self):
        one = project("甲项目", row("人数", "多", "W01"))
        result = recheck([submission(one)], [submission(one, unit="某县交通局")])
        assert only(result).answer is Answer.UNCLEAR
        assert "某县人社局" in result.notices[0]
        assert len(result.defects) == 1

    def test_another_year_is_told(self):
        one = project("甲项目", row("人数", "多", "W01"))
        result = recheck([submission(one, year=2024)], [submission(one)])
        assert result.notices == ("两份材料的年度不同：原 2024 年，新 2025 年",)


class TestWhole:
    def at_project(self, **more):
        return finding("S10", Field.BUDGET, "20", place=Place.PROJECT, project=0, **more)

    def test_a_point_of_the_project_that_is_gone_is_answered(self):
        old = submission(project("甲", findings=(self.at_project(),)))
        assert only(recheck([old], [submission(project("甲"))])).answer is Answer.ANSWERED

    def test_a_check_that_cannot_judge_any_more_is_unclear(self):
        old = submission(project("甲", findings=(self.at_project(),)))
        entry = LedgerEntry(code="S10", outcome=Outcome.CANNOT_JUDGE, missing="项目预算")
        point = only(recheck([old], [submission(project("甲"), ledger=(entry,))]))
        assert point.answer is Answer.UNCLEAR
        assert "项目预算" in point.why

    def promise(self, text, number=0):
        return finding("S05", Field.TEXT, text, place=Place.GOAL, project=0, number=number)

    def test_promises_are_told_apart_by_their_words(self):
        goal = "培训职工200人，修建公路5公里，新建厂房3栋"
        old = submission(
            project("甲", goal=goal,
                    findings=(self.promise("培训职工200人"), self.promise("修建公路5公里")))
        )  # fmt: skip
        new = submission(
            project("甲", goal=goal,
                    findings=(self.promise("修建公路5公里"), self.promise("新建厂房3栋")))
        )  # fmt: skip
        result = recheck([old], [new])
        assert [point.answer for point in result.points] == [Answer.ANSWERED, Answer.NOT]
        assert [defect.found.finding.text for defect in result.defects] == ["新建厂房3栋"]

    def test_taking_the_promise_out_of_the_goal_is_no_answer(self):
        old = submission(
            project("甲", goal="培训职工200人", findings=(self.promise("培训职工200人"),))
        )
        new = submission(project("甲", goal="保障单位运转"))
        assert only(recheck([old], [new])).answer is Answer.DELETED

    def test_taking_out_what_the_point_offered_to_take_out_is_left_to_a_person(self):
        offered = replace(
            self.promise("培训职工200人"), hint=f"增设指标；不属于本项目的任务，{OFFERS_REMOVAL}"
        )
        old = submission(project("甲", goal="培训职工200人", findings=(offered,)))
        result = recheck([old], [submission(project("甲", goal="保障单位运转"))])
        assert only(result).answer is Answer.REMOVED
        assert "由审核人判断" in only(result).why
        assert not result.is_settled

    def test_the_hint_of_open_tasks_offers_the_removal_in_these_words(self):
        assert OFFERS_REMOVAL in Path(s05_promise_without_indicator.__file__).read_text("utf-8")

    def test_a_point_of_the_whole_submission_is_compared_too(self):
        whole = finding("E12", Field.TEXT, "取得显著成效", place=Place.SUBMISSION)
        same = submission(project("甲"), findings=(whole,))
        assert only(recheck([same], [same])).answer is Answer.NOT


def test_a_defect_of_a_new_row_is_new_and_told_as_such():
    result = compared(
        [row("人数", "≥5人")], [row("人数", "多", "W01"), row("生态环境", "良好", "W01")]
    )
    assert [(d.found.row.indicator.name, d.on_new_row) for d in result.defects] == [
        ("人数", False), ("生态环境", True),
    ]  # fmt: skip


def test_another_unit_is_told_even_where_there_is_no_point():
    old = replace(submission(project("甲")), submission=Submission(organisation="第13中学"))
    new = replace(submission(project("甲")), submission=Submission(organisation="第14中学"))
    result = recheck([old], [new])
    assert not result.points
    assert result.notices == (
        "原材料中“第13中学”的申报在新材料中没有对应的申报",
        "新材料中“第14中学”的申报在原材料中没有对应的申报",
    )
    assert not recheck([old], [old]).notices
