"""The review form, written and opened again: what a reviewer sees in Word and in Excel."""

import io
import re
from dataclasses import replace

import pytest
from docx import Document
from openpyxl import load_workbook

from assessor.core.assessment import ProjectAssessment
from assessor.core.finding import Severity
from assessor.core.ledger import LedgerEntry, Outcome
from assessor.core.scores import DimensionScore, ItemScore, SubmissionScore
from assessor.core.submission import Field, SubmissionKind
from assessor.reports.docx_review import write_review_docx
from assessor.reports.review_form import ReviewCase, Variant, forms_of
from assessor.reports.xlsx_review import write_review_xlsx
from sample_assessment import TITLES, VAGUE, assessed, document, finding

SCORE = SubmissionScore(
    score=83.25,
    grade="良",
    dimensions=(
        DimensionScore(
            name="完整性", score=70.0, weight=20,
            items=(
                ItemScore(name="规范完整性", standard="填报齐全、准确", points=10, score=8.5,
                          findings=("V02-4", "V01-5"), confirmations=("预算数与明细合计一致。",)),
                ItemScore(name="明确清晰性", standard="目标清楚", points=10, score=10,
                          needs_person="绩效目标是否反映项目的主要内容"),
            ),
        ),
        DimensionScore(
            name="可行性", score=None, weight=20,
            items=(
                ItemScore(name="条件充分性", standard="制度具备", points=10, score=None,
                          needs_person="缺上年度自评表（--history）（V10）"),
            ),
        ),
    ),
    weighting="按预算加权",
    versions=(("rules", "abc"), ("profile", "unknown")),
    reason="可自动判断的内容占50分",
)  # fmt: skip
LEDGER = (
    LedgerEntry(code="S10", outcome=Outcome.CANNOT_JUDGE, missing="项目预算"),
    LedgerEntry(code="V01", outcome=Outcome.CANNOT_JUDGE, missing="项目预算"),
    LedgerEntry(code="S09", outcome=Outcome.NOT_APPLICABLE, missing="一年期项目"),
    LedgerEntry(code="V11", outcome=Outcome.FAILED, missing="ValueError: x"),
    LedgerEntry(code="S03", outcome=Outcome.DONE),
)


def case(**more):
    submission = replace(document().submissions[0], score=SCORE, ledger=LEDGER, **more)
    return ReviewCase(path="甲/申报表.txt", assessment=submission)


def grade_of(score):
    return "优" if score >= 90 else "良" if score >= 80 else "差"


def forms(*cases, variant=Variant.GENERAL):
    return forms_of(cases or (case(),), variant=variant, titles=TITLES, grade_of=grade_of)


def as_docx(given):
    stream = io.BytesIO()
    write_review_docx(given, stream)
    return Document(io.BytesIO(stream.getvalue()))


def as_xlsx(given):
    stream = io.BytesIO()
    write_review_xlsx(given, stream)
    return load_workbook(io.BytesIO(stream.getvalue()))


def docx_text(paper):
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


def xlsx_text(book, *, sheet=1):
    return "\n".join(
        str(cell.value) for row in book.worksheets[sheet].iter_rows() for cell in row if cell.value
    )


@pytest.fixture(params=["docx", "xlsx"])
def shown(request):
    """Return everything that one kind of file shows of the forms."""
    if request.param == "docx":
        return lambda given: docx_text(as_docx(given))
    return lambda given: xlsx_text(as_xlsx(given))


class TestWhatIsSeen:
    def test_the_head_names_project_unit_year_money_and_file(self, shown):
        text = shown(forms())
        for words in ("项目支出绩效目标审核表（一般性项目）", "区职工心理服务经费", "某区总工会", "2025",
                      "3.00万元", "6 条", "申报表.txt"):  # fmt: skip
            assert words in text
        assert "甲/申报表" not in text

    def test_every_item_has_its_question_and_grade(self, shown):
        text = shown(forms())
        for words in (
            "规范完整性",
            "填报齐全、准确",
            "明确清晰性",
            "条件充分性",
            "完整性",
            "可行性",
        ):
            assert words in text

    def test_evidence_has_place_row_quoted_words_and_severity_the_gravest_first(self, shown):
        text = shown(forms())
        assert "1. 指标“公众知晓率”（第 16 行）指标值栏" in text
        assert "2. 指标“困难职工帮扶金发放”（时效指标、第 15 行）指标值栏：“100”没有基期" in text
        assert "［缺计算符号，建议改］" in text

    def test_codes_and_words_of_the_program_stand_in_the_note_alone(self, shown):
        titles = {**TITLES, "S10": "金额与预算不匹配", "V11": "目标值偏高、不现实"}
        given = forms_of((case(),), variant=Variant.GENERAL, titles=titles, grade_of=grade_of)
        *body, note = shown(given).split("说明：")
        rest = note.split("\n", 1)[1:] if "\n" in note else []
        assert not re.search(r"\b[SVWCE]\d\d\b|unknown|profile|--", "".join([*body, *rest]))
        assert "缺计算符号 V02" in note
        assert "规则库 abc，指标体系 未识别" in note

    def test_alike_findings_are_told_once_with_all_places(self, shown):
        rows = [replace(VAGUE, id=str(n), name=f"第{n}类人数", value=f"{n}人") for n in range(5)]
        given = tuple(
            assessed(row, replace(finding(row, "V02", Field.VALUE, row.value, Severity.MINOR),
                                  message=f"指标值“{row.value}”没有计算符号"))
            for row in rows
        )  # fmt: skip
        submission = document().submissions[0]
        projects = (replace(submission.projects[0], indicators=given, findings=()),)
        [form] = forms(replace(case(), assessment=replace(submission, projects=projects)))
        assert form.points_found == 5
        [line] = form.others
        assert "“0人”没有计算符号。同样的问题还有 4 处：指标“第1类人数”" in line
        assert line.endswith("“4人”。［缺计算符号，建议改，5 处］")
        assert "同样的问题还有 4 处" in shown([form])

    def test_the_reviewer_finds_room_for_the_own_grade_and_the_conclusion(self, shown):
        text = shown(forms())
        assert "审核人评定" in text
        assert "□优（进入下一步预算安排流程）　□良" in text
        assert "审核单位（盖章）" in text
        assert "　　分" in shown(forms(variant=Variant.KEY))

    def test_a_department_is_not_called_a_project(self, shown):
        given = case()
        part = given.assessment
        named = replace(
            part,
            submission=replace(part.submission, profile="department-wide"),
            projects=(
                replace(part.projects[0], project=replace(part.projects[0].project, name="")),
            ),
        )
        text = shown(forms(replace(given, assessment=named)))
        assert "部门整体支出绩效目标审核表（一般性）" in text
        assert "一般性项目" not in text
        assert "（未写项目名称）" not in text

    def test_what_agrees_is_evidence_too(self, shown):
        assert "经核对一致：预算数与明细合计一致。" in shown(forms())

    def test_what_a_person_must_decide_stands_there_without_options_of_the_program(self, shown):
        text = shown(forms())
        assert "绩效目标是否反映项目的主要内容" in text
        assert "缺上年度自评表" in text
        assert "--history" not in text

    def test_an_item_without_score_is_left_to_a_person(self, shown):
        text = shown(forms())
        assert "待人工评定" in text
        assert "没有可以自动核对的内容" in text

    def test_what_could_not_be_checked_is_listed_once_per_missing_thing(self, shown):
        text = shown(forms())
        assert "缺少项目预算，未能自动核对（S10、指标值缺失）" in text
        assert "检查出错，未作判断（V11）" in text
        assert "ValueError" not in text
        assert "一年期项目" not in text

    def test_findings_that_no_item_cites_are_not_lost(self, shown):
        text = shown(forms())
        assert "其他问题" in text
        assert "［表述模糊，应修改］" in text

    def test_the_grade_is_a_proposal_and_the_opinion_is_left_to_sign(self, shown):
        text = shown(forms())
        assert "建议等级：良（5 处问题）。可自动判断的内容占50分。最终等级由审核人签署。" in text
        assert "审核意见（由审核人填写）：" in text
        assert "审核人（签字）" in text
        assert "按一般做法编列，不是官方表样的原文" in text
        assert "指标体系 未识别" in text

    def test_only_the_form_for_key_projects_shows_points(self, shown):
        assert "8.5 / 10 分" not in shown(forms())
        text = shown(forms(variant=Variant.KEY))
        assert "8.5 / 10 分" in text
        assert "完整性（20分）" in text
        assert "得分 83.2" in text
        assert "（重点项目）" in text

    def test_a_self_evaluation_is_called_so(self, shown):
        evaluated = case()
        submission = replace(
            evaluated.assessment,
            submission=replace(
                evaluated.assessment.submission, kind=SubmissionKind.SELF_EVALUATION
            ),
        )
        assert "项目支出绩效自评审核表" in shown(forms(replace(evaluated, assessment=submission)))

    def test_an_unscored_submission_still_shows_its_findings(self, shown):
        text = shown(forms(replace(case(), assessment=document().submissions[0])))
        assert "建议等级：待人工评定" in text
        assert "［缺计算符号，建议改］" in text


class TestFiles:
    def test_two_forms_begin_on_pages_of_their_own(self):
        paper = as_docx(forms(case(), case()))
        titles = [p for p in paper.paragraphs if "审核表（" in p.text]
        assert [p.paragraph_format.page_break_before for p in titles] == [False, True]

    def test_the_dimension_is_one_cell_over_its_items(self):
        table = as_docx(forms()).tables[1]
        assert table.rows[1].cells[0]._tc is table.rows[2].cells[0]._tc

    def test_the_overview_lists_every_form_with_its_sheet(self):
        book = as_xlsx(forms(case(), case(), variant=Variant.KEY))
        assert book.sheetnames == ["汇总", "1 区职工心理服务经费", "2 区职工心理服务经费"]
        rows = [[cell.value for cell in row] for row in book["汇总"].iter_rows(min_row=2)]
        assert rows[0][1:] == [
            "某区总工会",
            "区职工心理服务经费",
            "良",
            83.2,
            5,
            2,
            "1 区职工心理服务经费",
        ]

    def test_every_line_of_evidence_has_a_row_high_enough_to_be_read(self):
        sheet = as_xlsx(forms()).worksheets[1]
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.column == 4:
                    lines = 1 + sum(2 if ord(c) > 255 else 1 for c in cell.value) // 78
                    assert sheet.row_dimensions[cell.row].height >= 15 * lines

    def test_no_text_of_a_document_becomes_a_formula_or_breaks_the_file(self):
        bad = replace(
            VAGUE, name='=HYPERLINK("http://x")\x07\ufffe', value="=1+1\u202e", level2="[red]"
        )
        row = assessed(bad, finding(bad, "W01", Field.VALUE, "=1+1", Severity.MAJOR))
        hostile = case()
        project = replace(
            hostile.assessment.projects[0].project, name="=cmd|'/C calc'!A0[]:*?/\\", budget="=9*9"
        )
        submission = replace(
            hostile.assessment,
            submission=replace(hostile.assessment.submission, organisation="=1+1"),
            projects=(ProjectAssessment(project=project, indicators=(row,)),),
        )
        given = forms(replace(hostile, assessment=submission, path="=x.txt"))
        book = as_xlsx(given)
        for sheet in book.worksheets:
            for cells in sheet.iter_rows():
                assert all(cell.data_type in "sn" for cell in cells)
        starts = [c for s in book.worksheets for r in s.iter_rows() for c in r
                  if isinstance(c.value, str) and c.value.startswith("=")]  # fmt: skip
        assert starts
        assert all(cell.quotePrefix for cell in starts)
        assert '=HYPERLINK("http://x")\\x07\ufffd' in docx_text(as_docx(given))
