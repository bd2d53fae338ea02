"""SARIF: the structure, places, fingerprints, what was set aside."""

import json
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import jsonschema
import pytest

from assessor.core.assessment import DocumentAssessment
from assessor.core.finding import Severity
from assessor.core.located import located_findings
from assessor.core.sifted import Sifted
from assessor.core.submission import Field, Origin
from assessor.reports.finding_places import file_uri
from assessor.reports.rule_facts import RuleFacts
from assessor.reports.sarif_report import sarif_chunks
from sample_assessment import FAILURE, WHOLE_TITLES, document, whole_document
from set_aside import aside, hostile_document

SCHEMA = json.loads((Path(__file__).parent / "sarif-subset.schema.json").read_text("utf-8"))

NOTHING = Sifted()


def rules() -> list[RuleFacts]:
    return [
        RuleFacts(
            code=code, name="name-of-check", title=title, severity=Severity.MINOR,
            found_by="rule", what="查什么。", why="为什么。", mend="怎么改。", limits="",
            source="一般做法",
        )
        for code, title in WHOLE_TITLES.items()
    ]  # fmt: skip


def text(*results, sifted=NOTHING):
    return "".join(
        sarif_chunks(
            results, rules=rules(), assessor_version="0", model_id="m", sifted=lambda: sifted
        )
    )


def log(*results, sifted=NOTHING):
    content = json.loads(text(*results, sifted=sifted))
    jsonschema.validate(content, SCHEMA)
    return content["runs"][0]


def test_the_schema_itself_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_whole_report_is_the_snapshot(matches_snapshot):
    matches_snapshot("report.sarif.json", text(whole_document(), FAILURE, sifted=aside()))


def test_an_empty_run_is_a_log_too():
    run = log()
    assert run["results"] == []
    assert run["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]


def test_every_finding_is_a_result_with_its_rule_and_fingerprint():
    item = whole_document()
    run = log(item)
    findings = [one for part in item.submissions for one in located_findings(part)]
    assert [result["ruleId"] for result in run["results"]] == [f.finding.code for f in findings]
    known = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    for result in run["results"]:
        if "ruleIndex" in result:
            assert known[result["ruleIndex"]] == result["ruleId"]
        assert result["partialFingerprints"]["assessorFinding/v1"].startswith(result["ruleId"])


def test_a_text_file_has_lines_and_logical_places():
    [vague, *_] = log(document())["results"]
    [location] = vague["locations"]
    physical = location["physicalLocation"]
    assert unquote(physical["artifactLocation"]["uri"]) == "申报/表[1].txt"
    assert physical["region"] == {"startLine": 13, "snippet": {"text": "有所提升"}}
    assert [(one["kind"], one["name"]) for one in location["logicalLocations"]] == [
        ("project", "区职工心理服务经费"), ("indicator", "职工的获得感"),
    ]  # fmt: skip
    assert location["logicalLocations"][1]["fullyQualifiedName"] == (
        "某区总工会/区职工心理服务经费/职工的获得感"
    )


def in_workbook() -> DocumentAssessment:
    item = document()
    [submission] = item.submissions
    [project] = submission.projects
    place = Origin(sheet="表'1", row=9)
    rows = tuple(
        replace(
            row,
            indicator=replace(row.indicator, origin=place, columns=((Field.VALUE, 28),)),
            findings=tuple(replace(f, origin=place) for f in row.findings),
        )
        for row in project.indicators
    )
    project = replace(project, indicators=rows)
    return replace(item, submissions=(replace(submission, projects=(project,)),))


def test_a_workbook_has_its_cell_and_no_line():
    [location] = log(in_workbook())["results"][0]["locations"]
    assert "region" not in location["physicalLocation"]
    properties = location["properties"]
    assert {key: properties[key] for key in ("sheet", "row", "column", "cell")} == {
        "sheet": "表'1", "row": 9, "column": 28, "cell": "AB9",
    }  # fmt: skip


def test_an_unusable_input_is_a_notification():
    [invocation] = log(FAILURE)["invocations"]
    assert invocation["executionSuccessful"] is False
    [note] = invocation["toolExecutionNotifications"]
    assert note["descriptor"]["id"] == FAILURE.code
    assert FAILURE.message in note["message"]["text"]


def test_dismissed_findings_stand_as_suppressed_with_their_reason():
    run = log(document(), sifted=aside())
    said = [result["suppressions"][0] for result in run["results"] if "suppressions" in result]
    assert [(one["kind"], one["status"]) for one in said] == [
        ("external", "accepted"), ("inSource", "accepted"),
    ]  # fmt: skip
    assert said[0]["justification"] == "上级文件规定（assessor.toml 第 3 行）"
    assert run["properties"] == {
        "model_id": "m", "known": 3, "known_by_code": {"V02": 2, "W01": 1},
    }  # fmt: skip


def test_hostile_texts_break_nothing():
    content = text(hostile_document(), sifted=aside())
    content.encode("utf-8")
    assert not any(char < " " and char != "\n" for char in content)
    jsonschema.validate(json.loads(content), SCHEMA)


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("申报/a b.xlsx", "%E7%94%B3%E6%8A%A5/a%20b.xlsx"),
        ("/tmp/表#1?.xlsx", "file:///tmp/%E8%A1%A8%231%3F.xlsx"),
        ("C:\\申报\\a.xlsx", "file:///C:/%E7%94%B3%E6%8A%A5/a.xlsx"),
        ("..\\a:b.xlsx", "../a%3Ab.xlsx"),
        ("bad\udcff.xlsx", "bad%FF.xlsx"),
    ],
)
def test_names_of_files_become_references(path, uri):
    assert file_uri(path) == uri
