"""``assessor check`` on whole submissions: the forms of self-evaluations and the samples."""

import json
import unicodedata
from pathlib import Path

import pytest

import assessor
from assessor.apps.cli.main import main
from assessor.checks.submission_registry import submission_checks
from assessor.errors import InputError
from assessor.reports.json_contract import AssessmentReport

ROOT = Path(__file__).parents[2]
FORMS = sorted(p for p in (ROOT / "tests/forms/self_evaluations").iterdir() if p.is_file())
SAMPLES = sorted(p for p in (ROOT / "corpus/documents").iterdir() if p.is_file())
CODES = {check.code for check in submission_checks()}
HEAD = "项目支出绩效{}表,,,,\n单位名称：{},,,,\n年度：{}年,,,,\n项目名称,职工培训,,,\n"


def form(path: Path, *rows: str, kind="目标申报", unit="某县总工会", year=2026) -> str:
    table = "一级指标,二级指标,三级指标,指标值,分值\n" + "".join(f"{row}\n" for row in rows)
    path.write_text(HEAD.format(kind, unit, year) + table, "utf-8")
    return str(path)


def report_of(capsys, *arguments: str) -> dict:
    main(["check", *arguments, "--format", "json", "--no-progress"])
    return json.loads(capsys.readouterr().out)


def ledger_of(report: dict, code: str) -> list[str]:
    (submission,) = report["documents"][0]["submissions"]
    return [text for e in submission["ledger"] if e["code"] == code for text in e["missing"]]


def whole_codes(report: dict) -> list[str]:
    (submission,) = report["documents"][0]["submissions"]
    found = [*submission["findings"], *(f for p in submission["projects"] for f in p["findings"])]
    return [finding["code"] for finding in found]


NOW = (
    "产出指标,数量指标,培训职工人次,≥300人次,50",
    "满意度指标,服务对象满意度指标,参训职工满意度,≥90%,50",
)
BEFORE = (
    "产出指标,数量指标,培训职工人次,≥500人次,50",
    "满意度指标,服务对象满意度指标,参训职工满意度,≥90%,50",
)


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    output = tmp_path_factory.mktemp("whole") / "report.json"
    paths = [str(path) for path in (*FORMS, *SAMPLES)]
    assert main(["check", *paths, "-f", "json", "-o", str(output), "--no-progress"]) == 1
    return json.loads(output.read_text("utf-8"))


class TestForms:
    def test_every_document_keeps_the_contract_and_hides_no_blind_spot(self, report):
        kept = AssessmentReport.model_validate(report)
        assert len(kept.documents) == len(FORMS) + len(SAMPLES)
        for document in kept.documents:
            for submission in document.submissions:
                assert {e.code for e in submission.ledger if not e.of_rows} == CODES
                assert not [e for e in submission.ledger if e.outcome == "failed"]

    def test_row_files_are_not_judged_as_submissions(self, report):
        for document in report["documents"]:
            rows_only = Path(document["path"]).name in ("rows.jsonl", "rows.csv")
            for submission in document["submissions"]:
                outcomes = {e["outcome"] for e in submission["ledger"] if not e["of_rows"]}
                assert (outcomes == {"not-applicable"}) is rows_only, document["path"]
                assert (submission["claims"] is None) is rows_only
                assert (submission["scoring"] is None) is rows_only

    def test_places_quote_the_document(self, report):
        count = 0
        for document in report["documents"]:
            for submission in document["submissions"]:
                for number, project in enumerate(submission["projects"]):
                    rows = {row["id"]: row for row in project["indicators"]}
                    for finding in project["findings"]:
                        count += 1
                        assert finding["project"] == number
                        assert set(finding["others"]) - rows.keys() == set() or len(
                            submission["projects"]
                        ) > 1  # fmt: skip
                        if finding["place"] == "row":
                            field = {"score": "self_score"}.get(finding["field"], finding["field"])
                            text = rows[finding["row"]][field] or ""
                        elif finding["place"] == "goal":
                            text = project["goals"][finding["number"]]["text"]
                        else:
                            continue
                        assert text[finding["start"] : finding["end"]] == finding["text"]
                for claim in submission["claims"] or ():
                    if claim["paragraph"] is not None:
                        text = submission["paragraphs"][claim["paragraph"]]["text"]
                        assert text[claim["start"] : claim["end"]] == claim["text"]
        assert count >= 5

    def test_known_defects_of_the_self_evaluations_are_found(self, report):
        by_name = {Path(d["path"]).name[:2]: d for d in report["documents"]}
        (offices,) = by_name["03"]["submissions"]
        told = [(f["code"], f["project"]) for p in offices["projects"] for f in p["findings"]]
        # 812,640 of 900,000 is 90.29 %, but 10 of 10 points were taken.
        assert ("E06", 1) in told
        assert any("90.29%" in part["text"] for part in offices["confirmations"])

    def test_the_text_stays_in_80_columns(self, capsys):
        main(["check", *map(str, FORMS), "--no-progress"])
        out = capsys.readouterr().out
        assert out.count("整份申报") >= len(FORMS)
        assert "已核对一致" in out
        assert "未能判断" in out
        for line in out.splitlines():
            assert sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line) <= 80


class TestRowFiles:
    ROWS = "".join(
        json.dumps({"id": str(n), "level1": "产出指标", "level2": "数量指标",
                    "name": "培训职工人次", "value": "≥300人次"}, ensure_ascii=False) + "\n"
        for n in range(2)
    )  # fmt: skip

    @pytest.fixture
    def rows(self, tmp_path):
        path = tmp_path / "rows.jsonl"
        path.write_text(self.ROWS, "utf-8")
        return str(path)

    def test_a_row_file_may_be_a_submission(self, rows, capsys):
        assert whole_codes(report_of(capsys, rows)) == []
        assert "S03" in whole_codes(report_of(capsys, rows, "--as-submission"))

    def test_the_exit_status_counts_findings_of_the_whole(self, rows, capsys):
        assert main(["check", rows, "--select", "S03", "--fail-on", "minor"]) == 0
        assert main(
            ["check", rows, "--select", "S03", "--as-submission", "--fail-on", "minor"]
        ) == 1  # fmt: skip

    def test_lines_of_rows_stay_as_they_are(self, rows, capsys):
        main(["check", rows, "--format", "jsonl"])
        plain = capsys.readouterr().out
        main(["check", rows, "--format", "jsonl", "--as-submission"])
        assert capsys.readouterr().out == plain
        assert len(plain.splitlines()) == 2

    @pytest.mark.parametrize("form_", ["jsonl", "csv"])
    def test_rows_of_a_form_are_those_of_one_process(self, form_, tmp_path, capsys):
        paths = [form(tmp_path / f"{n}.csv", *NOW) for n in "ab"]
        main(["check", *paths, "--format", form_, "--no-progress"])
        alone = capsys.readouterr().out
        main(["check", *paths, "--format", form_, "--jobs", "2", "--no-progress"])
        assert capsys.readouterr().out == alone


class TestHistory:
    def test_a_lowered_target_is_found(self, tmp_path, capsys):
        now = form(tmp_path / "今年.csv", *NOW)
        before = form(tmp_path / "去年.csv", *BEFORE, year=2025)
        assert "V10" not in whole_codes(report_of(capsys, now))
        assert "--history" in ledger_of(report_of(capsys, now), "V10")[0]
        report = report_of(capsys, now, "--history", before)
        assert "V10" in whole_codes(report)

    def test_several_processes_compare_with_the_same_files(self, tmp_path, capsys):
        now = [form(tmp_path / f"今年{n}.csv", *NOW) for n in "ab"]
        before = form(tmp_path / "去年.csv", *BEFORE, year=2025)
        alone = report_of(capsys, *now, "--history", before)
        assert report_of(capsys, *now, "--history", before, "--jobs", "2") == alone
        assert json.dumps(alone).count('"V10"') >= 2

    def test_another_units_history_is_told_and_nothing_guessed(self, tmp_path, capsys):
        now = form(tmp_path / "今年.csv", *NOW)
        theirs = form(tmp_path / "别家.csv", *BEFORE, unit="某市教育局", year=2025)
        report = report_of(capsys, now, "--history", theirs)
        assert "V10" not in whole_codes(report)
        assert "“某市教育局”" in ledger_of(report, "V10")[0]
        main(["check", now, "--history", theirs])
        assert "某市教育局" in capsys.readouterr().out

    def test_a_history_of_this_very_year_is_refused(self, tmp_path, capsys):
        now = form(tmp_path / "今年.csv", *NOW)
        report = report_of(capsys, now, "--history", form(tmp_path / "同年.csv", *BEFORE))
        assert "V10" not in whole_codes(report)
        assert "2026" in ledger_of(report, "V10")[0]

    @pytest.mark.parametrize("option", ["--history", "--approved"])
    @pytest.mark.parametrize(
        ("name", "content", "words"),
        [("没有.csv", None, "不存在"), ("空.csv", b"", "空"), ("坏.xlsx", b"\x00\x01" * 99, "")],
    )
    def test_files_that_cannot_be_read_are_plain_errors(
        self, option, name, content, words, tmp_path, capsys
    ):
        if content is not None:
            (tmp_path / name).write_bytes(content)
        now = form(tmp_path / "今年.csv", *NOW)
        assert main(["check", now, option, str(tmp_path / name)]) == 2
        printed = capsys.readouterr()
        assert option in printed.err
        told = "".join(printed.err.split())
        assert name in told
        assert words in told
        assert "Traceback" not in printed.err
        assert printed.out == ""

    def test_a_file_without_targets_cannot_be_compared_with(self, tmp_path, capsys):
        now, empty = (
            form(tmp_path / "今年.csv", *NOW),
            form(tmp_path / "空表.csv", "产出指标,数量指标,,,"),
        )
        assert main(["check", now, "--history", empty]) == 2
        assert "无法用来对照" in capsys.readouterr().err

    @pytest.mark.parametrize("option", ["--history", "--approved"])
    def test_the_result_never_overwrites_what_it_is_compared_with(self, option, tmp_path, capsys):
        now, before = form(tmp_path / "今年.csv", *NOW), form(tmp_path / "去年.csv", *BEFORE)
        kept = Path(before).read_bytes()
        assert main(["check", now, option, before, "--output", before]) == 2
        assert "覆盖原件" in capsys.readouterr().err
        assert Path(before).read_bytes() == kept

    @pytest.mark.parametrize("form_", [["csv"], ["jsonl", "--rewrites", "0"]])
    def test_outputs_of_rows_refuse_what_they_would_not_use(self, form_, tmp_path, capsys):
        now = form(tmp_path / "今年.csv", *NOW)
        assert main(["check", now, "--history", now, "--format", *form_]) == 2
        assert "--history" in capsys.readouterr().err


class TestLibrary:
    def test_the_same_from_python(self, tmp_path):
        now = form(tmp_path / "今年.csv", *NOW)
        before = form(tmp_path / "去年.csv", *BEFORE, year=2025)
        (document,) = assessor.assess(now, history=before).documents
        (submission,) = document.submissions
        assert "V10" in [f.code for p in submission.projects for f in p.findings]
        assert submission.score is not None
        with pytest.raises(InputError):
            assessor.assess(now, approved=tmp_path / "没有.csv")
