"""The program as a user calls it: exit status, streams, formats, bad calls."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from assessor.apps.cli.main import main
from assessor.reports.json_contract import AssessmentReport, ExtractionReport, IndicatorOut

DOCUMENTS = Path(__file__).parents[2] / "corpus" / "documents"
WEAK = {"id": "w", "level2": "社会效益指标", "name": "职工素质", "value": "明显提升"}
GOOD = {"id": "g", "level2": "数量指标", "name": "开展心理健康课程", "value": "≥5场"}
HOSTILE = {
    "id": "=1",
    "name": "[bold]=cmd|' /C calc'!A0",
    "value": "\x1b]0;x\x07提升\u202e",
    "project": "-1+1",
}

DOUBTFUL = (
    "一级指标,二级指标,三级指标,指标值\n产出指标,数量指标,培训人数,≥20人\n产出指标,数量指标,,≥5场\n"
)


def write(path: Path, *rows: dict[str, str]) -> str:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return str(path)


@pytest.fixture
def good(tmp_path) -> str:
    return write(tmp_path / "good.jsonl", GOOD)


@pytest.fixture
def weak(tmp_path) -> str:
    return write(tmp_path / "weak.jsonl", GOOD, WEAK)


@pytest.fixture
def bad(tmp_path) -> str:
    (tmp_path / "bad.xlsx").write_bytes(b"\x00\x01\x02" * 100)
    return str(tmp_path / "bad.xlsx")


class Stdin:
    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


class TestExitStatus:
    @pytest.mark.parametrize(
        ("options", "status"),
        [
            ([], 1),
            (["--fail-on", "blocker"], 0),
            (["--fail-on", "minor"], 1),
            (["--fail-on", "never"], 0),
            (["--select", "C12"], 0),
            (["--ignore", "W,V,C"], 0),
            (["--ignore", "W", "--ignore", "vague-wording，C", "--ignore=V"], 0),
        ],
    )
    def test_findings_at_or_above_the_bound_give_1(self, weak, options, status):
        assert main(["check", weak, *options]) == status

    def test_clean_rows_give_0(self, good):
        assert main(["check", good]) == 0

    @pytest.mark.parametrize("form", ["text", "json", "jsonl", "csv"])
    def test_an_unusable_input_gives_2_and_the_others_are_assessed(
        self, weak, bad, good, form, capsys
    ):
        assert main(["check", weak, bad, "nowhere.txt", good, "--format", form]) == 2
        out, err = capsys.readouterr()
        assert "职工素质" in out
        assert "开展心理健康课程" in out
        assert "nowhere.txt" in (out if form == "text" else err)
        assert "文件或文件夹不存在" in (out if form == "text" else err)

    def test_an_empty_table_gives_0_with_a_notice(self, tmp_path, capsys):
        path = tmp_path / "空表.csv"
        path.write_text("一级指标,二级指标,三级指标,指标值\n产出指标,数量指标,,\n", "utf-8")
        assert main(["check", str(path)]) == 0
        assert "没有填写任何指标" in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("call", "message"),
        [
            (["check"], "缺少参数 路径…"),
            (["chek"], "没有命令 chek"),
            (["check", "x", "--formt", "json"], "没有选项 --formt，是不是 --format？"),
            (["check", "x", "--format", "xml"], "选项 --format 不能是“xml”"),
            (["check", "x", "--fail-on", "bad"], "选项 --fail-on 不能是“bad”"),
            (["check", "x", "--profile", "bad"], "选项 --profile 不能是“bad”"),
            (["check", "x", "--jobs", "many"], "--jobs 的值不对（应为整数）"),
            (["check", "x", "--jobs", "0"], "选项 --jobs 不能是 0"),
            (["check", "x", "--jobs"], "选项 --jobs 后面缺少内容"),
            (["check", "x", "--select", "Q7"], "没有名为“Q7”的检查或检查类别"),
            (["check", "x", "--model", "nowhere"], "没有找到模型卡"),
            (["explain", "W99"], "没有编码为“W99”的检查"),
            (["explain", "W01", "W03"], "多出了参数 W03"),
            (["evaluate", "nowhere.jsonl"], "无法读取标注文件"),
            (["evaluate", "--errors", "-1"], "不能是负数"),
            (["evaluate", "x.jsonl", "--gate", "card.json"], "不能与标注文件同用"),
            (["evaluate", "--gate", "nowhere.json"], "不是可用的模型卡"),
            (["train", "--corpus", "nowhere"], "没有找到 rows/*.jsonl"),
            (["corpus", "check", "nowhere"], "没有找到 rows/*.jsonl"),
        ],
    )
    def test_a_wrong_call_gives_2_with_message_and_remedy(self, call, message, capsys):
        assert main(call) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert message in err.replace("\n      ", "")
        assert "办法：" in err

    @pytest.mark.parametrize("call", [[], ["corpus"]])
    def test_no_command_shows_the_help_on_standard_error(self, call, capsys):
        assert main(call) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith("用法：")

    def test_an_interrupt_gives_130_without_traceback(self, good, monkeypatch, capsys):
        def interrupt(*_args, **_options):
            raise KeyboardInterrupt

        monkeypatch.setattr("assessor.pipeline.running.assess_sources", interrupt)
        assert main(["check", good]) == 130
        assert capsys.readouterr().err == "已中断。\n"


class TestFormats:
    def test_json_keeps_the_contract(self, weak, bad, capsys):
        assert main(["check", weak, bad, "--format", "json"]) == 2
        report = AssessmentReport.model_validate(json.loads(capsys.readouterr().out))
        assert [document.path for document in report.documents] == [weak]
        assert [error.path for error in report.errors] == [bad]
        rows = report.documents[0].submissions[0].projects[0].indicators
        assert [row.id for row in rows] == ["g", "w"]
        assert rows[1].judgement.vague
        assert {finding.code for finding in rows[1].findings} >= {"W01"}
        assert all(finding.title for finding in rows[1].findings)

    def test_jsonl_is_one_row_a_line_in_input_order_with_the_inputs_ids(self, tmp_path, capsys):
        rows = [
            {**(WEAK if i % 2 else GOOD), "id": f"r{i}", "project": f"p{i % 3}"} for i in range(20)
        ]
        path = write(tmp_path / "rows.jsonl", *rows)
        assert main(["check", path, "--format", "jsonl"]) == 1
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [line["id"] for line in lines] == [row["id"] for row in rows]
        assert [line["project"] for line in lines] == [row["project"] for row in rows]
        extra = {"path", "organisation", "project"}
        for line in lines:
            IndicatorOut.model_validate({k: v for k, v in line.items() if k not in extra})

    def test_targets_quote_their_field(self, tmp_path, capsys):
        rows = [GOOD, WEAK, {"name": "培训人数", "value": "", "cycle_value": "≥20人；每年2次"}]
        main(["check", write(tmp_path / "r.jsonl", *rows), "--format", "jsonl"])
        for line in map(json.loads, capsys.readouterr().out.splitlines()):
            for target in line["targets"]:
                assert line[target["field"]][target["start"] : target["end"]].strip()

    def test_csv_has_a_byte_order_mark_and_no_formulas(self, tmp_path, capfdbinary):
        path = write(tmp_path / "r.jsonl", HOSTILE, WEAK)
        main(["check", path, "--format", "csv"])
        out = capfdbinary.readouterr().out
        assert out.startswith(b"\xef\xbb\xbf")
        header, *rows = csv.reader(io.StringIO(out.decode("utf-8-sig")))
        assert len(rows) == 2
        for row in rows:
            assert len(row) == len(header)
            assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)

    def test_text_has_no_escape_codes_and_no_line_over_80_columns(self, tmp_path, capsys):
        path = write(tmp_path / "r.jsonl", HOSTILE, WEAK)
        main(["check", path, str(DOCUMENTS)])
        out = capsys.readouterr().out
        assert "\x1b" not in out
        assert "「明显提升」" in out
        for line in out.splitlines():
            wide = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)
            assert wide <= 80, line

    @pytest.mark.parametrize("form", ["text", "json", "jsonl", "csv"])
    def test_several_jobs_write_the_same(self, tmp_path, form, capsysbinary):
        for i in range(4):
            write(tmp_path / f"{i}.jsonl", GOOD, WEAK)
        (tmp_path / "2b.jsonl").write_text("{", "utf-8")
        written = []
        for jobs in ("1", "2"):
            assert main(["check", str(tmp_path), "--format", form, "--jobs", jobs]) == 2
            written.append(capsysbinary.readouterr().out)
        assert written[0] == written[1]

    @pytest.mark.parametrize("form", ["json", "jsonl", "csv"])
    def test_several_jobs_tell_the_same_doubts(self, tmp_path, form, capsys):
        for name in ("a.csv", "b.csv"):
            (tmp_path / name).write_text(DOUBTFUL, "utf-8")
        told = []
        for jobs in ("1", "2"):
            main(["check", str(tmp_path), "--format", form, "--jobs", jobs])
            told.append(capsys.readouterr().err.replace("\n", "").replace(" ", ""))
        assert told[0] == told[1]
        assert told[0].count("行像指标但没有采用") == 2

    @pytest.mark.parametrize("form", ["text", "json", "jsonl", "csv"])
    def test_extract_writes_what_was_read(self, weak, bad, form, capsys):
        assert main(["extract", weak, "--format", form]) == 0
        assert "职工素质" in capsys.readouterr().out
        assert main(["extract", bad, "--format", form]) == 2

    def test_extract_json_keeps_its_contract(self, capsys):
        assert main(["extract", str(DOCUMENTS), "--format", "json"]) == 0
        report = ExtractionReport.model_validate(json.loads(capsys.readouterr().out))
        assert len(report.documents) == len(list(DOCUMENTS.iterdir()))

    def test_standard_input_is_json_lines(self, monkeypatch, capsys):
        data = "\n".join(json.dumps(row, ensure_ascii=False) for row in (GOOD, WEAK)).encode()
        monkeypatch.setattr(sys, "stdin", Stdin(data))
        assert main(["check", "-", "--format", "jsonl"]) == 1
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [(line["id"], line["path"]) for line in lines] == [("g", "-"), ("w", "-")]
        monkeypatch.setattr(sys, "stdin", Stdin(b'{"name": "x", "value": "y"}\n{"name": '))
        assert main(["check", "-"]) == 2
        assert "第 2 行" in capsys.readouterr().out


class TestOutput:
    def test_the_result_goes_to_the_file(self, weak, tmp_path, capsys):
        target = tmp_path / "结果.json"
        target.write_text("old", "utf-8")
        assert main(["check", weak, "--format", "json", "--output", str(target)]) == 1
        assert capsys.readouterr().out == ""
        AssessmentReport.model_validate(json.loads(target.read_text("utf-8")))
        assert sorted(path.name for path in tmp_path.iterdir()) == ["weak.jsonl", "结果.json"]

    def test_an_unwritable_output_gives_2(self, good, tmp_path, capsys):
        assert main(["check", good, "--output", str(tmp_path / "no" / "x.txt")]) == 2
        assert "写不进" in capsys.readouterr().err
        assert main(["check", good, "--output", str(tmp_path)]) == 2

    def test_errors_are_told_on_standard_error_when_text_goes_to_a_file(
        self, bad, tmp_path, capsys
    ):
        assert main(["check", bad, "--output", str(tmp_path / "r.txt")]) == 2
        assert "[无法读取]" in capsys.readouterr().err
        assert "[无法读取]" in (tmp_path / "r.txt").read_text("utf-8")


class TestTables:
    def test_rules_lists_every_check_in_every_format(self, capsys):
        from assessor.checks.registry import all_checks
        from assessor.checks.rule_reference import every_check, no_checks
        from assessor.checks.submission_registry import submission_checks

        assert main(["rules", "--format", "json"]) == 0
        report = json.loads(capsys.readouterr().out)
        codes = [check["code"] for check in report["checks"]]
        assert codes == [check.code for check in every_check()]
        of_rows = {c["code"] for c in report["checks"] if c["looks_at"] == "row"}
        assert of_rows == {check.code for check in all_checks()}
        assert set(codes) - of_rows == {check.code for check in submission_checks()}
        assert [item["code"] for item in report["no_checks"]] == [i.code for i in no_checks()]
        for form in ("text", "md"):
            assert main(["rules", "--format", form]) == 0
            out = capsys.readouterr().out
            shown = out.replace("\n", "").replace(" ", "")
            for check in every_check():
                assert check.code in out
                assert check.title[:10].replace(" ", "") in shown
            assert all(f"{item.code}" in out and item.reason[:8] in shown for item in no_checks())
            if form == "text":
                for line in out.splitlines():
                    wide = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)
                    assert wide <= 80, line

    def test_explain_shows_the_documentation_of_every_check(self, capsys):
        from assessor.checks.check import Check
        from assessor.checks.rule_reference import every_check

        for check in every_check():
            assert main(["explain", check.code.lower()]) == 0
            out = capsys.readouterr().out
            assert check.title in out
            assert "怎么改" in out
            assert ("看整份申报" in out) is not isinstance(check, Check)
            if isinstance(check, Check):
                assert check.flagged[0].name in out.replace("\n    ", "")
            for line in out.splitlines():
                assert sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line) <= 80


def program(*arguments: str, **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "assessor", *arguments], capture_output=True, text=True,
        encoding="utf-8", timeout=120, check=False, **options,
    )  # fmt: skip


class TestProcess:
    @pytest.mark.parametrize(
        "arguments", [["--help"], ["check", "--help"], ["corpus", "check", "--help"]]
    )
    def test_help_loads_no_heavy_library(self, arguments):
        code = (
            "import sys; from assessor.apps.cli.main import main; main(sys.argv[1:]);"
            "heavy = {'numpy', 'sklearn', 'scipy', 'spacy', 'rjieba', 'jieba', 'rich',"
            " 'openpyxl', 'joblib', 'yaml'} & set(sys.modules); sys.stderr.write(repr(sorted(heavy)))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
        )
        assert done.stderr == "[]"
        assert done.stdout

    def test_an_interrupt_ends_several_jobs_in_the_middle_of_a_document(self, tmp_path):
        for i, count in enumerate((100, 30_000, 30_000)):
            rows = [{**WEAK, "name": f"第{n}片区职工素质"} for n in range(count)]
            write(tmp_path / f"{i}.jsonl", *rows)
        run = [sys.executable, "-m", "assessor", "check", str(tmp_path), "--format", "jsonl",
               "--jobs", "2"]  # fmt: skip
        # Bytes: after a line of text the rest may begin in the middle of a character.
        with subprocess.Popen(
            run, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
        ) as process:
            # The first document is being written; the workers have begun the others.
            process.stdout.readline()
            os.killpg(process.pid, signal.SIGINT)
            _, err = process.communicate(timeout=120)
        assert process.returncode == 130
        assert err.decode("utf-8").strip() == "已中断。"

    def test_the_module_runs(self):
        assert program("--version").stdout.startswith("assessor ")

    def test_a_full_disk_is_told_without_traceback(self):
        with open("/dev/full", "w") as full:
            done = subprocess.run(
                [sys.executable, "-m", "assessor", "rules"], stdout=full, stderr=subprocess.PIPE,
                text=True, check=False,
            )  # fmt: skip
        assert done.returncode == 2
        assert "写不到标准输出" in done.stderr
        assert "Traceback" not in done.stderr

    def test_a_closed_pipe_is_quiet(self, tmp_path):
        path = write(tmp_path / "r.jsonl", *[WEAK] * 3000)
        reading, writing = os.pipe()
        os.close(reading)
        done = subprocess.run(
            [sys.executable, "-m", "assessor", "check", path, "--format", "jsonl"], stdout=writing,
            stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
        os.close(writing)
        assert done.stderr == ""
        assert done.returncode == 141
