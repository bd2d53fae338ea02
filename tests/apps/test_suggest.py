"""``assessor suggest``, and what ``assessor check`` shows of rewrites."""

import csv
import io
import json
import unicodedata
from pathlib import Path

import pytest

from assessor.apps.cli.main import main
from assessor.core.rewrite import BLANK
from assessor.reports.json_contract import AssessmentReport, SuggestionReport

WEAK = {
    "id": "w",
    "level2": "社会效益指标",
    "name": "职工素质",
    "value": "明显提升",
    "project": "职工之家",
}
GOOD = {"id": "g", "level2": "数量指标", "name": "开展心理健康课程", "value": "≥5场"}
FEELING = ["suggest", "职工的获得感", "有所提升", "--level", "社会效益"]


def write(path: Path, *rows: dict[str, str]) -> str:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return str(path)


@pytest.fixture
def rows(tmp_path) -> str:
    return write(tmp_path / "rows.jsonl", GOOD, WEAK)


def narrow(text: str) -> bool:
    return all(
        sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line) <= 80
        for line in text.splitlines()
    )


class TestSuggest:
    def test_the_row_its_findings_and_numbered_suggestions_are_shown(self, capsys):
        assert main(FEELING) == 0
        out, err = capsys.readouterr()
        assert err == ""
        assert narrow(out)
        assert "「有所提升」" in out
        assert "W01 表述模糊" in out
        assert "建议1：" in out
        assert "依据：" in out

    def test_one_suggestion_is_not_numbered(self, capsys):
        assert main([*FEELING, "--rewrites", "1"]) == 0
        assert capsys.readouterr().out.count("建议：") == 1

    def test_json_keeps_its_contract(self, capsys):
        assert main([*FEELING, "--format", "json", "--project", "职工之家"]) == 0
        report = SuggestionReport.model_validate(json.loads(capsys.readouterr().out))
        assert 1 <= len(report.indicator.rewrites) <= 3
        assert report.indicator.level2 == "社会效益指标"
        assert {rewrite.verdict for rewrite in report.indicator.rewrites} <= {
            "verified", "needs-input",
        }  # fmt: skip

    def test_no_figure_is_invented(self, capsys):
        main([*FEELING, "--format", "json"])
        report = SuggestionReport.model_validate(json.loads(capsys.readouterr().out))
        for rewrite in report.indicator.rewrites:
            assert not any(char.isdigit() for char in rewrite.name + rewrite.value)
            assert (BLANK in rewrite.name + rewrite.value) is bool(rewrite.slots)

    @pytest.mark.parametrize(
        ("level", "shown"),
        [
            ("社会效益", "社会效益指标"),
            ("social", "社会效益指标"),
            (" Social ", "社会效益指标"),
            ("社会效益指标", "社会效益指标"),
            ("满意度", "满意度"),
            ("服务对象满意度", "服务对象满意度指标"),
            ("经济社会效益", "经济社会效益"),
            ("", ""),
        ],
    )
    def test_a_level_is_a_printed_name_or_the_word_of_its_type(self, level, shown, capsys):
        assert main(["suggest", "职工素质", "明显提升", "--level", level, "--format", "json"]) == 0
        assert json.loads(capsys.readouterr().out)["indicator"]["level2"] == shown

    @pytest.mark.parametrize(
        ("call", "message"),
        [
            (["suggest"], "缺少参数 指标名称"),
            (["suggest", ""], "指标名称是空的"),
            (["suggest", " \u3000\t"], "指标名称是空的"),
            (["suggest", "a", "b", "c"], "多出了参数 c"),
            (["suggest", "\udcff\udcfe村", "好"], "编码不对"),
            (["suggest", "村", "\udcff"], "编码不对"),
            (["suggest", "村", "--goal", "\udcff"], "编码不对"),
            (["suggest", "村", "--project", "\udcff"], "编码不对"),
            (["suggest", "村", "--level", "\udcff"], "编码不对"),
            (["suggest", "a", "--level", "效益"], "不认识的二级指标“效益”"),
            (["suggest", "a", "--level", "随便"], "社会效益（social）"),
            (["suggest", "a", "--rewrites", "0"], "选项 --rewrites 不能是 0"),
            (["suggest", "a", "--rewrites", "4"], "可用 1 到 3 的整数"),
            (["suggest", "a", "--rewrites", "x"], "--rewrites 的值不对（应为整数）"),
            (["suggest", "a", "--format", "csv"], "选项 --format 不能是“csv”"),
            (["suggest", "a", "--history", "x.xlsx"], "--history 要与 --project 同用"),
            (
                ["suggest", "a", "--project", "p", "--history", "无.xlsx"],
                "--history 无.xlsx：文件或文件夹不存在",
            ),
        ],
    )
    def test_a_wrong_call_gives_2_with_message_and_remedy(self, call, message, capsys):
        assert main(call) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert message in err.replace("\n      ", "")
        assert "办法：" in err

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("职工素质" * 130, "明显提升"),
            ("职工素质", "提升" * 300),
            ("职工\x1b[31m素质", "明显提升"),
            ("职工\u202e素质", "明显提升"),
            ("<script>职工</script>", "明显提升"),
            ("职工素质", "<b>明显提升</b>"),
        ],
    )
    def test_what_is_no_indicator_gets_no_rewrite_and_says_why(self, name, value, capsys):
        assert main(["suggest", name, value]) == 0
        out = capsys.readouterr().out
        assert "未提建议：" in out
        assert "建议1" not in out
        assert "\x1b" not in out
        assert narrow(out)

    def test_a_good_row_says_so(self, capsys):
        assert main(["suggest", "开展心理健康课程", "≥5场", "--level", "数量"]) == 0
        assert "该指标未发现需要改写的问题" in capsys.readouterr().out

    def test_a_history_without_the_project_is_told(self, rows, capsys):
        call = [*FEELING, "--history", rows, "--project"]
        assert main([*call, "别的项目"]) == 0
        assert "其中没有项目“别的项目”" in capsys.readouterr().err.replace("\n", "")
        assert main([*call, "职工之家"]) == 0
        assert capsys.readouterr().err == ""

    def test_the_answer_can_be_written_to_a_file(self, tmp_path, capsys):
        path = tmp_path / "建议.txt"
        assert main([*FEELING, "--output", str(path)]) == 0
        assert capsys.readouterr().out == ""
        assert "建议1：" in path.read_text("utf-8")


class TestCheck:
    def test_text_shows_the_first_rewrite_and_more_if_asked_for(self, rows, capsys):
        main(["check", rows])
        out = capsys.readouterr().out
        assert out.count("    建议：") == 1
        assert narrow(out)
        main(["check", rows, "--rewrites", "3"])
        assert "建议2：" in capsys.readouterr().out
        main(["check", rows, "--rewrites", "0"])
        assert "建议：" not in capsys.readouterr().out

    def test_json_holds_up_to_three(self, rows, capsys):
        main(["check", rows, "--format", "json"])
        report = AssessmentReport.model_validate(json.loads(capsys.readouterr().out))
        counts = {
            row.id: len(row.rewrites)
            for project in report.documents[0].submissions[0].projects
            for row in project.indicators
        }
        assert counts["g"] == 0
        assert 1 <= counts["w"] <= 3

    @pytest.mark.parametrize(("given", "least", "most"), [([], 1, 3), (["--rewrites", "0"], 0, 0)])
    def test_jsonl_does_the_same(self, rows, given, least, most, capsys):
        main(["check", rows, "--format", "jsonl", *given])
        good, weak = map(json.loads, capsys.readouterr().out.splitlines())
        assert good["rewrites"] == []
        assert good["rewrites_withheld"] is None
        assert least <= len(weak["rewrites"]) <= most

    def test_csv_has_columns_of_rewrites_only_if_asked_for(self, rows, capsys):
        added = ["建议级次", "建议名称", "建议指标值", "佐证材料", "待补充"]
        tables = []
        for given in ([], ["--rewrites", "0"], ["--rewrites", "1"]):
            main(["check", rows, "--format", "csv", *given])
            tables.append(list(csv.reader(io.StringIO(capsys.readouterr().out.lstrip("\ufeff")))))
        bare, none, asked = tables
        assert bare == none
        assert asked[0] == bare[0] + added
        assert asked[1][-5:] == [""] * 5
        assert all(asked[2][-5:-2])

    @pytest.mark.parametrize("most", ["-1", "4", "x"])
    def test_a_count_out_of_range_is_refused(self, rows, most, capsys):
        assert main(["check", rows, "--rewrites", most]) == 2
        assert "--rewrites" in capsys.readouterr().err

    @pytest.mark.parametrize(
        "form", [["csv"], ["csv", "--rewrites", "0"], ["jsonl", "--rewrites", "0"]]
    )
    def test_rows_without_rewrites_refuse_a_history(self, rows, form, capsys):
        assert main(["check", rows, "--history", rows, "--format", *form]) == 2
        err = capsys.readouterr().err.replace("\n", "")
        assert f"--history 用于整份申报的检查，--format {form[0]} 只输出逐条检查的结果" in err
        assert "办法：" in err

    @pytest.mark.parametrize(
        "form", [["csv", "--rewrites", "1"], ["jsonl"], ["text", "--rewrites", "0"]]
    )
    def test_a_history_is_taken_where_rewrites_or_the_whole_use_it(self, rows, form, capsys):
        assert main(["check", rows, "--history", rows, "--format", *form]) == 1
        assert capsys.readouterr().err == ""

    def test_a_history_that_cannot_be_read_stops_everything(self, rows, tmp_path, capsys):
        (tmp_path / "坏.xlsx").write_bytes(bytes(range(8)) * 99)
        assert main(["check", rows, "--history", str(tmp_path / "坏.xlsx")]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert "--history " in err
        assert "坏.xlsx：" in err.replace("\n", "")
        assert "办法：" in err

    @pytest.mark.parametrize("form", ["text", "jsonl"])
    @pytest.mark.parametrize("jobs", ["1", "2"])
    def test_a_history_of_other_projects_is_told(self, rows, tmp_path, form, jobs, capsys):
        other = write(tmp_path / "上年.jsonl", {**WEAK, "project": "别的项目"})
        more = write(tmp_path / "更多.jsonl", GOOD)
        call = ["check", rows, more, "--format", form, "--jobs", jobs, "--history"]
        assert main([*call, other]) == 1
        assert "没有使用上年指标值" in capsys.readouterr().err.replace("\n", "")
        same = write(tmp_path / "同.jsonl", {**WEAK, "value": "≥90%"})
        assert main([*call, same]) == 1
        assert "上年" not in capsys.readouterr().err
