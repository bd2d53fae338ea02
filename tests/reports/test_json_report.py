import json

from assessor.core.submission import (
    Execution,
    Extraction,
    FundLine,
    Indicator,
    Origin,
    Paragraph,
    Project,
    Submission,
    SubmissionKind,
)
from assessor.reports.json_contract import (
    AssessmentReport,
    ExtractionReport,
    SuggestionReport,
    json_schema,
)
from assessor.reports.json_report import (
    assessment_chunks,
    extraction_chunks,
    indicator_plain,
    json_text,
    row_plain,
    suggestion_text,
)
from assessor.reports.json_rewrites import rewrite_plain
from assessor.reports.json_row_contract import IndicatorOut, RewriteOut, RowOut
from assessor.reports.jsonl_report import assessed_line, read_line
from sample_assessment import FAILURE, TITLES, VERIFIED, document


def whole() -> str:
    return "".join(
        assessment_chunks(
            [document(), FAILURE], assessor_version="0.0.0", model_id="rows-0", titles=TITLES
        )
    )


def test_the_schema_is_the_snapshot(matches_snapshot):
    matches_snapshot("schema.json", json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n")


def test_the_json_of_a_sample_is_the_snapshot(matches_snapshot):
    matches_snapshot("report.json", whole())


def test_every_answer_keeps_the_contract():
    report = AssessmentReport.model_validate(json.loads(whole()))
    assert [error.path for error in report.errors] == ["坏.xlsx"]
    assert len(report.documents[0].submissions[0].projects[0].indicators) == 6
    text = "".join(extraction_chunks([document().extraction, FAILURE], assessor_version="0.0.0"))
    read = ExtractionReport.model_validate(json.loads(text))
    assert read.documents[0].rejected[0].reason == "没有指标名称"


def test_an_empty_run_is_complete_json():
    text = "".join(assessment_chunks([], assessor_version="0", model_id="m", titles={}))
    assert AssessmentReport.model_validate(json.loads(text)).documents == []


def test_rows_are_written_with_the_keys_of_the_contract_in_its_order():
    row = document().submissions[0].projects[0].indicators[1]
    assert list(indicator_plain(row, titles=TITLES)) == list(IndicatorOut.model_fields)
    assert list(row_plain(row.indicator)) == list(RowOut.model_fields)


def test_fields_of_later_issues_are_null_or_empty():
    submission = json.loads(whole())["documents"][0]["submissions"][0]
    for key in ("score", "grade", "dimensions", "ledger", "claims"):
        assert submission[key] is None
    assert submission["projects"][0]["links"] is None


def test_rewrites_stand_with_their_rows_best_first():
    rows = json.loads(whole())["documents"][0]["submissions"][0]["projects"][0]["indicators"]
    assert [len(row["rewrites"]) for row in rows] == [0, 1, 0, 2, 0, 0]
    assert [bool(row["rewrites_withheld"]) for row in rows] == [False] * 4 + [True, False]
    split, rate = rows[3]["rewrites"]
    assert (split["verdict"], rate["verdict"]) == ("verified", "needs-input")
    assert split["sources"][0] == "120户：绩效目标（第 5 行）：帮扶困难职工120户"
    figure = split["figures"][0]
    assert (figure["figure"], figure["place"], figure["text"], figure["origin"]["line"]) == (
        "120户", "绩效目标", "帮扶困难职工120户", 5,
    )  # fmt: skip
    assert [row["level2"] for row in split["further"]] == ["时效指标"]
    assert rate["evidence"] == "满意度问卷及统计表、抽样说明"
    assert rate["slots"] == ["满意率目标值，可参照上年调查结果"]
    assert rate["references"][0]["middle"] == 92.5
    assert rate["smart_after"]["achievable"] is None


def test_a_rewrite_is_written_with_the_keys_of_the_contract_in_its_order():
    plain = rewrite_plain(VERIFIED)
    assert list(plain) == list(RewriteOut.model_fields)
    assert plain["references"] == []


def test_the_answer_to_one_row_keeps_its_contract():
    row = document().submissions[0].projects[0].indicators[1]
    text = suggestion_text(row, assessor_version="0", model_id="m", titles=TITLES)
    report = SuggestionReport.model_validate(json.loads(text))
    assert report.indicator.rewrites[0].name == "职工对工会服务的满意率"


def test_spans_quote_the_fields():
    for row in json.loads(whole())["documents"][0]["submissions"][0]["projects"][0]["indicators"]:
        for finding in row["findings"]:
            assert row[finding["field"]][finding["start"] : finding["end"]] == finding["text"]


def test_json_is_valid_utf8_whatever_a_document_holds():
    assert json.loads(whole().encode("utf-8"))
    assert json_text({"a": "x\ud800y"}) == '{"a": "x\\ud800y"}'


def test_a_line_is_one_indicator_with_its_place():
    item = document()
    project = item.submissions[0].projects[0]
    row = project.indicators[0]
    place = {"path": "p", "submission": item.submissions[0].submission, "project": project.project}
    line = assessed_line(row, **place, titles=TITLES)
    assert "\n" not in line
    content = json.loads(line)
    assert (content["id"], content["path"], content["project"]) == ("1", "p", "区职工心理服务经费")
    assert json.loads(read_line(row.indicator, **place))["value"] == "不少于5场"


def test_what_a_self_evaluation_prints_stands_beside_what_is_given():
    row = Indicator(
        id="1", name="护栏", value="≥18公里", score="8.5", reason="供货延迟", value_type="定量"
    )
    project = Project(
        name="公路",
        indicators=(row,),
        funds=(FundLine(name="财政拨款", amount="80", executed="79"),),
        execution=Execution(budget="100", executed="98", rate="98%"),
        money_unit="万元",
        parent="交通专项",
        self_score="96",
    )
    submission = Submission(
        kind=SubmissionKind.REPORT,
        title="自评报告",
        self_grade="优",
        projects=(project,),
        paragraphs=(Paragraph(text="完成18公里。", headings=("一、情况",), origin=Origin(line=3)),),
    )
    extraction = Extraction(path="表.docx", kind="docx", form="table", submissions=(submission,))
    text = "".join(extraction_chunks([extraction], assessor_version="0"))
    (read,) = ExtractionReport.model_validate(json.loads(text)).documents[0].submissions
    assert (read.kind, read.title, read.self_score, read.self_grade) == (
        "report",
        "自评报告",
        None,
        "优",
    )
    (paragraph,) = read.paragraphs
    assert (paragraph.headings, paragraph.origin.line) == (["一、情况"], 3)
    (told,) = read.projects
    assert (told.money_unit, told.parent, told.content, told.self_score) == (
        "万元",
        "交通专项",
        None,
        "96",
    )
    assert (told.funds[0].name, told.funds[0].executed, told.funds[0].initial) == (
        "财政拨款",
        "79",
        None,
    )
    assert told.execution is not None
    assert (told.execution.rate, told.execution.score) == ("98%", None)
    (printed,) = told.indicators
    assert (printed.self_score, printed.reason, printed.value_type) == ("8.5", "供货延迟", "定量")
