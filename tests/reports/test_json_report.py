import json

from sample_assessment import FAILURE, TITLES, document

from assessor.reports.json_contract import (
    AssessmentReport,
    ExtractionReport,
    IndicatorOut,
    RowOut,
    json_schema,
)
from assessor.reports.json_report import (
    assessment_chunks,
    extraction_chunks,
    indicator_plain,
    json_text,
    row_plain,
)
from assessor.reports.jsonl_report import assessed_line, read_line


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
    assert all(row["rewrites"] == [] for row in submission["projects"][0]["indicators"])


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
