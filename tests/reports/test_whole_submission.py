"""What is said of a whole submission, in text and in JSON."""

import json
import unicodedata
from dataclasses import replace

import pytest

from assessor.core.finding import Severity
from assessor.core.ledger import LedgerEntry, Outcome
from assessor.core.located import rows_to_mend
from assessor.reports.json_contract import AssessmentReport
from assessor.reports.json_report import assessment_chunks, json_text
from assessor.reports.lines import plain
from assessor.reports.text_frame import Layout
from assessor.reports.text_report import text_report
from sample_assessment import WHOLE_TITLES, document, whole_document


def shown(item, columns=80) -> list[str]:
    layout = Layout(columns=columns, titles=WHOLE_TITLES)
    return [plain(line) for line in text_report([item], layout)]


def as_json(item) -> dict:
    chunks = assessment_chunks([item], assessor_version="0", model_id="m", titles=WHOLE_TITLES)
    return json.loads("".join(chunks))


def with_ledger(*entries: LedgerEntry):
    item = whole_document()
    return replace(item, submissions=(replace(item.submissions[0], ledger=entries),))


def test_the_text_of_a_whole_submission_is_the_snapshot(matches_snapshot):
    matches_snapshot("report-whole.txt", "\n".join(shown(whole_document())) + "\n")


def test_the_json_of_a_whole_submission_is_the_snapshot(matches_snapshot):
    matches_snapshot("report-whole.json", json_text(as_json(whole_document()), indent=1) + "\n")


def test_the_json_keeps_the_contract():
    report = AssessmentReport.model_validate(as_json(whole_document()))
    submission = report.documents[0].submissions[0]
    assert (submission.score, submission.grade) == (78.5, "中")
    assert submission.dimensions == {"完整性": 80.0, "可行性": None}
    assert submission.scoring.versions == {"rules": "abc", "model": "rows-0"}
    assert submission.scoring.lost[0].finding == "S05-goal"
    assert submission.findings[0].place == "paragraph"
    assert submission.projects[0].findings[1].others == ["2"]
    assert submission.ledger[1].missing == ["预算金额"]
    assert submission.ledger[1].projects == [1]
    assert submission.claims[0].origin.line == 40
    link = submission.projects[0].links[0]
    assert submission.projects[0].goals[link.goal].text[link.start : link.end] == link.text


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_no_line_is_wider_than_the_layout(columns):
    for line in shown(whole_document(), columns):
        wide = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)
        assert wide <= columns, line


def test_no_character_of_a_document_steers_the_terminal():
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in "".join(
        shown(whole_document())
    ))  # fmt: skip


def test_what_is_missing_is_said_once_with_all_checks_that_need_it():
    text = "\n".join(shown(whole_document()))
    assert text.count("上年度绩效目标表") == 1
    assert "未能判断 3 项" in text
    assert "检查出错" in text
    assert "不适用  1 项（E01）" in text


def test_findings_of_the_whole_are_counted_in_the_totals():
    totals = "\n".join(shown(whole_document())).partition("合计")[2]
    before = "\n".join(shown(document())).partition("合计")[2]
    assert "共 5 处：必须改 1，应修改 2，建议改 1，提示 1" in before
    assert "共 9 处：必须改 1，应修改 4，建议改 3，提示 1" in totals


def test_a_weak_row_whose_defect_stands_below_says_so():
    text = "\n".join(shown(whole_document()))
    assert text.count("该行的问题见后面的“整份申报”") == 1
    assert "该行的问题见" not in "\n".join(shown(document()))


def test_rows_of_a_row_file_say_why_the_whole_was_not_looked_at():
    one = LedgerEntry(code="S05", outcome=Outcome.NOT_APPLICABLE, missing="行文件只逐条检查")
    text = "\n".join(shown(with_ledger(one, replace(one, code="S10"))))
    assert "未作整体检查：行文件只逐条检查" in text
    assert "已核对一致" not in text


def test_a_submission_without_findings_says_what_was_looked_at():
    item = with_ledger(LedgerEntry(code="S05", outcome=Outcome.DONE))
    submission = item.submissions[0]
    quiet = replace(
        submission, findings=(), confirmations=(),
        projects=tuple(replace(project, findings=()) for project in submission.projects),
    )  # fmt: skip
    assert "已作的整体检查没有发现问题" in "\n".join(shown(replace(item, submissions=(quiet,))))


def test_without_a_grade_the_points_are_told():
    item = whole_document()
    score = replace(item.submissions[0].score, grade=None)
    changed = replace(item, submissions=(replace(item.submissions[0], score=score),))
    assert "评分  78.5 分" in "\n".join(shown(changed))


def test_checks_left_out_are_told_in_one_line_wherever_they_belong():
    item = with_ledger(
        LedgerEntry(code="W01", outcome=Outcome.NOT_SELECTED, of_rows=True),
        LedgerEntry(code="S05", outcome=Outcome.DONE),
        LedgerEntry(code="S10", outcome=Outcome.NOT_SELECTED),
    )
    text = "\n".join(shown(item))
    assert text.count("未选  2 项（W01、S10）") == 1
    assert "未能判断" not in text


def test_rows_that_a_heavy_finding_of_the_whole_points_at_are_marked_and_counted():
    """The count of the head, that of the end and the marks of the rows agree."""
    item = whole_document()
    (submission,) = item.submissions
    first = submission.projects[0]
    clean = [r for r in first.indicators if not r.findings and not r.judgement.weak]
    assert clean
    before = rows_to_mend(first)
    finding = replace(first.findings[1], severity=Severity.MAJOR, row=clean[0].indicator.id,
                      others=())  # fmt: skip
    changed = replace(first, findings=(finding,))
    assert rows_to_mend(changed) == before + 1
    light = replace(first, findings=(replace(finding, severity=Severity.MINOR),))
    assert rows_to_mend(light) == before
    projects = (changed, *submission.projects[1:])
    text = "\n".join(shown(replace(item, submissions=(replace(submission, projects=projects),))))
    assert f"6 条指标，{before + 1} 条需要修改" in text.replace("\n", "")
    assert f"需要修改 {before + 1} 条" in text
    name = clean[0].indicator.name[:6]
    assert any(
        line.startswith("! ") and line[2] != " " and name in line for line in text.split("\n")
    )
    assert "该行的问题见后面的“整份申报”" in text
