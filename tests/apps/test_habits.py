"""Settings, dismissals, baselines and formats of ``assessor check``, as a user calls it."""

import json
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from openpyxl.comments import Comment

from assessor.apps.cli.main import main
from assessor.reports.json_contract import AssessmentReport

DOCUMENTS = Path(__file__).parents[2] / "corpus" / "documents"
WEAK = {"level2": "社会效益指标", "name": "职工素质", "value": "明显提升", "project": "甲"}
OTHER = {"level2": "社会效益指标", "name": "居民素质", "value": "有所提升", "project": "乙"}
GOOD = {"level2": "数量指标", "name": "开展心理健康课程", "value": "≥5场", "project": "甲"}


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def rows(name: str, *rows: dict[str, str]) -> str:
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    Path(name).write_text(text, "utf-8")
    return name


def workbook(name: str, *, comments: dict[str, str] | None = None, edit=None) -> str:
    book = openpyxl.load_workbook(DOCUMENTS / "declaration.xlsx")
    sheet = book.active
    for cell, text in (comments or {}).items():
        sheet[cell].comment = Comment(text, "审核人")
    if edit is not None:
        edit(sheet)
    book.save(name)
    return name


def answer(capsys, *call: str) -> tuple[int, dict]:
    status = main(["check", *call, "--format", "json", "--rewrites", "0", "--no-progress"])
    report = json.loads(capsys.readouterr().out)
    AssessmentReport.model_validate(report)
    return status, report


def codes(report: dict) -> list[tuple[str, str]]:
    found = []
    for document in report["documents"]:
        for submission in document["submissions"]:
            found += [("", finding["code"]) for finding in submission["findings"]]
            for project in submission["projects"]:
                found += [("", finding["code"]) for finding in project["findings"]]
                found += [
                    (row["name"], finding["code"])
                    for row in project["indicators"]
                    for finding in row["findings"]
                ]
    return found


class TestSettings:
    def test_the_file_gives_the_options_and_the_call_wins(self, capsys):
        path = rows("a.jsonl", WEAK, OTHER)
        assert main(["check", path]) == 1
        Path("assessor.toml").write_text('fail_on = "必须改"\nignore = ["W01"]\n', "utf-8")
        capsys.readouterr()
        status, report = answer(capsys, path)
        assert (status, codes(report)) == (0, [])
        status, report = answer(capsys, path, "--select", "W01", "--fail-on", "major")
        assert status == 1
        assert {code for _, code in codes(report)} == {"W01"}

    def test_severities_change_findings_and_scores(self, capsys):
        path = rows("a.jsonl", WEAK)
        _, before = answer(capsys, path)
        Path("assessor.toml").write_text('[severities]\nvague-wording = "info"\n', "utf-8")
        status, after = answer(capsys, path)
        row_before, row_after = (
            report["documents"][0]["submissions"][0]["projects"][0]["indicators"][0]
            for report in (before, after)
        )
        assert status == 0
        assert row_before["findings"][0]["severity"] == "major"
        assert row_after["findings"][0]["severity"] == "info"
        assert row_after["score"] > row_before["score"]

    def test_the_profile_of_the_file_is_used(self, capsys):
        Path("assessor.toml").write_text('profile = "beijing"\n', "utf-8")
        _, report = answer(capsys, workbook("a.xlsx"))
        assert report["documents"][0]["submissions"][0]["profile"] == "beijing"

    def test_rewrites_of_the_file_leave_tables_alone(self, capsys):
        Path("assessor.toml").write_text("rewrites = 2\n", "utf-8")
        main(["check", rows("a.jsonl", WEAK), "--format", "csv"])
        assert "建议" not in capsys.readouterr().out.splitlines()[0]


class TestDismissals:
    def config(self, text: str) -> None:
        Path("assessor.toml").write_text(text, "utf-8")

    def test_a_dismissed_finding_is_listed_with_its_reason_and_not_counted(self, capsys):
        self.config('[[suppress]]\ncode = "W01"\nproject = "甲"\nreason = "上级文件规定"\n')
        path = rows("a.jsonl", WEAK, OTHER)
        status, report = answer(capsys, path)
        assert status == 1
        assert ("职工素质", "W01") not in codes(report)
        assert ("居民素质", "W01") in codes(report)
        [ignored] = report["ignored"]
        assert (ignored["code"], ignored["project"], ignored["reason"], ignored["told_in"]) == (
            "W01", "甲", "上级文件规定", "assessor.toml 第 1 行",
        )  # fmt: skip
        assert main(["check", path]) == 1
        flat = capsys.readouterr().out.replace("\n    ", "")
        assert "已忽略 1 处，不计入问题" in flat
        assert "已忽略（上级文件规定），见 assessor.toml 第 1 行" in flat

    @pytest.mark.parametrize(
        ("where", "covered"),
        [
            ('file = "a.jsonl"', True),
            ('file = "*.jsonl"', True),
            ('file = "b*"', False),
            ('file = "申报/*"', False),
            ('name = "职工*"', True),
            ('name = "居民*"', False),
            ('project = "甲"\nname = "职工素质"', True),
        ],
    )
    def test_patterns_say_which_findings(self, where, covered, capsys):
        self.config(f'[[suppress]]\ncode = ["W"]\nreason = "上级文件规定"\n{where}\n')
        _, report = answer(capsys, rows("a.jsonl", WEAK))
        assert bool(report["ignored"]) is covered
        assert (("职工素质", "W01") in codes(report)) is not covered

    def test_unused_and_expired_ones_are_told(self, capsys):
        self.config(
            '[[suppress]]\ncode = "W06"\nreason = "用不上的"\n'
            '[[suppress]]\ncode = "W01"\nreason = "到期的"\nuntil = 2020-01-01\n'
            '[[suppress]]\ncode = "W01"\nproject = "丙"\nreason = "不在这次的项目"\n'
            '[[suppress]]\ncode = "E01"\nfile = "别的.xlsx"\nreason = "不在这次的文件"\n'
        )
        Path("别的.xlsx").touch()
        status, report = answer(capsys, rows("a.jsonl", WEAK))
        assert status == 1
        expired, unused = report["remarks"]
        assert "第 4 行：忽略 W01 已于 2020-01-01 到期，不再生效" in expired
        assert "第 1 行：忽略 W06 没有用上" in unused

    def test_a_pattern_of_files_that_nothing_matches_is_told(self, capsys):
        self.config('[[suppress]]\ncode = "W01"\nfile = "a(1).jsonl"\nreason = "上级文件规定"\n')
        _, report = answer(capsys, rows("a[1].jsonl", WEAK))
        [remark] = report["remarks"]
        assert "第 1 行：没有文件与 file = “a(1).jsonl”相符" in remark
        Path("归档").mkdir()
        rows("归档/a(1).jsonl", WEAK)
        assert answer(capsys, "a[1].jsonl")[1]["remarks"] == []
        Path("归档/a(1).jsonl").rename("归档/材料.zip")  # may hold it
        assert answer(capsys, "a[1].jsonl")[1]["remarks"] == []

    @pytest.mark.parametrize("name", ["a[1].jsonl", "a（1）.jsonl", "[!a].jsonl", "a.jsonl"])
    def test_a_name_with_brackets_means_itself(self, name, capsys):
        self.config(f'[[suppress]]\ncode = "W01"\nfile = "{name}"\nreason = "上级文件规定"\n')
        _, report = answer(capsys, rows(name, WEAK), rows("b.jsonl", WEAK))
        assert [item["path"] for item in report["ignored"]] == [name]
        assert report["remarks"] == []

    def test_a_comment_of_a_cell_dismisses_findings_of_its_row(self, capsys):
        path = workbook(
            "批注.xlsx",
            comments={
                "D11": "审核人:\nassessor：忽略 W03 合同已约定验收标准",
                "C20": "assessor: 忽略 C12、W01 省厅统一名称",
                "D17": "assessor: 忽略 W01",
                "D7": "assessor: 忽略 W01 没有这个问题",
                "C15": "请核对",
            },
        )
        _, report = answer(capsys, path)
        ignored = {(item["indicator"], item["code"], item["reason"]) for item in report["ignored"]}
        assert {(code, reason) for _, code, reason in ignored} == {
            ("W03", "合同已约定验收标准"), ("C12", "省厅统一名称"), ("W01", "省厅统一名称"),
        }  # fmt: skip
        assert ("促进学生全面发展", "W01") in codes(report)
        assert ("满意度", "W01") not in codes(report)
        missing, unused = report["remarks"]
        assert "D17 的批注：忽略 W01 没有写原因，未生效" in missing
        assert "D7 的批注：忽略 W01 没有用上" in unused
        assert [n for n in report["documents"][0]["notices"] if "批注" in n] == [
            "工作表“绩效目标申报表”有 1 条批注，未读取"
        ]

    def test_formats_of_rows_tell_it_on_standard_error(self, capsys):
        self.config('[[suppress]]\ncode = "W01"\nreason = "上级文件规定"\n')
        for form in ("jsonl", "csv"):
            assert main(["check", rows("a.jsonl", WEAK), "--format", form]) == 0
            out, err = capsys.readouterr()
            assert "W01 表述模糊：" not in out
            assert "已忽略（上级文件规定）" in err.replace("\n", "")


class TestBaseline:
    def test_only_new_findings_count_and_the_others_are_known(self, capsys):
        path = workbook("a.xlsx")
        assert main(["check", path, "--write-baseline", "b.json"]) == 0
        out, err = capsys.readouterr()
        assert "共 8 处" in out
        assert "已把 8 处问题记入基线 b.json" in err
        assert main(["check", path, "--baseline", "b.json"]) == 0
        out = capsys.readouterr().out
        assert "已知  8 处（在基线中，未列出）" in out
        assert "没有新的问题" in out
        assert "该行的问题都是已知或已忽略的。" in out
        assert "建议：" not in out

    def test_edits_elsewhere_leave_findings_known(self, capsys):
        main(["check", workbook("a.xlsx"), "--write-baseline", "b.json"])
        capsys.readouterr()

        def edit(sheet) -> None:
            # A row that turns weak; elsewhere a value and a remark are edited.
            sheet["D7"] = "≥130台"
            sheet["C13"] = "设备使用感受"
            sheet["D13"] = "明显改善"
            sheet["E11"] = "备注改了"

        _, report = answer(capsys, workbook("a.xlsx", edit=edit), "--baseline", "b.json")
        assert report["known"] == 8
        assert {name for name, _ in codes(report)} <= {"设备使用感受", ""}
        assert ("设备使用感受", "W01") in codes(report)

    def test_rows_inserted_above_leave_findings_known(self, capsys):
        text = (DOCUMENTS / "declaration_table.csv").read_text("utf-8-sig")
        path = Path("表.csv")
        path.write_text(text, "utf-8")
        _, before = answer(capsys, "表.csv", "--write-baseline", "b.json")
        lines = text.splitlines(keepends=True)
        number = next(i for i, line in enumerate(lines, 1) if "三级指标" in line)
        lines[number:number] = ["产出指标,数量指标,新增巡查次数,≥,12,次\n"] * 2
        path.write_text("".join(lines), "utf-8")
        _, after = answer(capsys, "表.csv", "--baseline", "b.json")
        assert "新增巡查次数" in json.dumps(after, ensure_ascii=False)
        # Nothing of the old rows comes back; a check of the whole may see another count.
        assert not [name for name, _ in codes(after) if name]
        assert after["known"] >= len([name for name, _ in codes(before) if name]) > 0

    def test_order_of_rows_changes_nothing(self, capsys):
        main(["check", rows("a.jsonl", WEAK, GOOD, OTHER), "--write-baseline", "b.json"])
        capsys.readouterr()
        status, report = answer(
            capsys, rows("a.jsonl", OTHER, GOOD, GOOD, WEAK), "--baseline", "b.json"
        )
        assert (status, codes(report)) == (0, [])

    def test_a_second_finding_of_the_same_kind_is_new(self, capsys):
        main(["check", rows("a.jsonl", WEAK), "--write-baseline", "b.json"])
        capsys.readouterr()
        status, report = answer(capsys, rows("a.jsonl", WEAK, WEAK), "--baseline", "b.json")
        assert (status, report["known"], len(codes(report))) == (1, 1, 1)

    def test_a_renamed_file_is_known(self, capsys):
        main(["check", rows("a.jsonl", WEAK), "--write-baseline", "b.json"])
        Path("a.jsonl").rename("新.jsonl")
        capsys.readouterr()
        status, report = answer(capsys, "新.jsonl", "--baseline", "b.json")
        assert (status, report["known"]) == (0, 1)

    def test_the_baseline_may_lie_elsewhere(self, capsys, here):
        (here / "base").mkdir()
        main(["check", rows("a.jsonl", WEAK), "--write-baseline", "base/b.json"])
        capsys.readouterr()
        assert '"../a.jsonl"' in Path("base/b.json").read_text("utf-8")
        path = str(here / "a.jsonl")
        assert answer(capsys, path, "--baseline", str(here / "base/b.json"))[0] == 0

    @pytest.mark.parametrize("form", ["jsonl", "csv"])
    def test_formats_of_rows_know_it_too(self, form, capsys):
        main(["check", rows("a.jsonl", WEAK), "--format", form, "--write-baseline", "b.json"])
        assert main(["check", "a.jsonl", "--format", form, "--baseline", "b.json"]) == 0
        assert "已知 1 处" in capsys.readouterr().err

    @pytest.mark.parametrize("form", ["text", "json", "jsonl"])
    def test_small_edits_leave_findings_known(self, form, capsys):
        call = ["check", rows("a.jsonl", WEAK, GOOD), "--format", form]
        main([*call, "--write-baseline", "b.json"])
        edited = {**WEAK, "name": "职工的素质", "value": "明显提高", "project": "甲"}
        rows("a.jsonl", GOOD, edited)
        assert main([*call, "--baseline", "b.json"]) == 0
        assert main([*call, "--baseline", "b.json", "--ratchet"]) == 0
        rows("a.jsonl", GOOD, edited, {**WEAK, "name": "村级卫生状况"})
        assert main([*call, "--baseline", "b.json"]) == 1

    def test_a_baseline_of_the_first_format_is_read_told_and_renewed(self, capsys):
        main(["check", rows("a.jsonl", WEAK), "--write-baseline", "b.json"])
        held = json.loads(Path("b.json").read_text("utf-8"))
        mark = held["files"]["a.jsonl"][0]["fingerprint"]
        held |= {"assessor_baseline": 1}
        held["files"] = {"a.jsonl": [{"fingerprint": mark, "where": "甲 · 职工素质"}]}
        Path("b.json").write_text(json.dumps(held), "utf-8")
        capsys.readouterr()
        assert main(["check", "a.jsonl", "--baseline", "b.json"]) == 0
        assert "b.json 是旧格式" in capsys.readouterr().err
        assert main(["check", "a.jsonl", "--baseline", "b.json", "--ratchet"]) == 0
        rows("a.jsonl", {**WEAK, "name": "职工的素质"})
        capsys.readouterr()
        assert main(["check", "a.jsonl", "--baseline", "b.json"]) == 0
        assert "旧格式" not in capsys.readouterr().err

    def test_it_is_told_what_was_not_looked_at(self, capsys):
        main(["check", rows("a.jsonl", WEAK, OTHER), "--write-baseline", "b.json"])

        def known(*call: str) -> str:
            capsys.readouterr()
            main(["check", *call, "--baseline", "b.json"])
            text = "".join(capsys.readouterr().out.split())
            return text[text.index("已知0处") :]

        assert "基线中有2处这次没有检查到" in known("a.jsonl", "--select", "V")
        rows("c.jsonl", GOOD)
        assert "基线中没有这次检查的文件的问题" in known("c.jsonl")
        rows("a.jsonl", GOOD)
        assert "在基线中的2处问题都没有了" in known("a.jsonl")
        Path("a.jsonl").write_bytes(b"\x00\x01\x02" * 100)
        told = known("a.jsonl", "c.jsonl")
        assert "基线中有2处这次没有检查到" in told
        assert "都没有了" not in told

    def test_several_processes_agree(self, capsys):
        paths = [rows("a.jsonl", WEAK), rows("c.jsonl", OTHER)]
        main(["check", *paths, "--write-baseline", "b.json"])
        capsys.readouterr()
        status, report = answer(capsys, *paths, "--baseline", "b.json", "--jobs", "2")
        assert (status, report["known"], codes(report)) == (0, 2, [])

    @pytest.mark.parametrize(
        ("call", "words"),
        [
            (["--ratchet"], "--ratchet 要与 --baseline 同用"),
            (["--baseline", "b.json", "--write-baseline", "c.json"], "不能同用"),
            (["--baseline", "无.json"], "文件不存在"),
            (["--baseline", "a.jsonl"], "内容不是基线文件"),
            (["--write-baseline", "a.jsonl"], "覆盖原件"),
            (["--watch", "--format", "json"], "只能在屏幕上"),
            (["--watch", "--write-baseline", "c.json"], "不能与"),
            (["--format", "sarif", "--rewrites", "1"], "不含修改建议"),
        ],
    )
    def test_wrong_calls_give_2(self, call, words, capsys):
        Path("b.json").write_text('{"assessor_baseline":1,"model_id":"","files":{}}', "utf-8")
        before = Path(rows("a.jsonl", WEAK)).read_bytes()
        assert main(["check", "a.jsonl", *call]) == 2
        assert words in capsys.readouterr().err.replace("\n      ", "")
        assert Path("a.jsonl").read_bytes() == before


class TestRatchet:
    def call(self, *paths: str, more: tuple[str, ...] = ()) -> int:
        return main(["check", *paths, "--baseline", "b.json", "--ratchet", *more])

    def held(self) -> dict[str, int]:
        files = json.loads(Path("b.json").read_text("utf-8"))["files"]
        return {
            name: sum(one.get("count", 1) for one in entries) for name, entries in files.items()
        }

    def test_fewer_findings_tighten_and_more_fail(self, capsys):
        main(["check", rows("a.jsonl", WEAK, OTHER), "--write-baseline", "b.json"])
        assert self.held() == {"a.jsonl": 2}
        rows("a.jsonl", WEAK)
        assert self.call("a.jsonl") == 0
        assert self.held() == {"a.jsonl": 1}
        assert "已收紧：2 处变为 1 处" in capsys.readouterr().err
        rows("a.jsonl", WEAK, OTHER)
        assert self.call("a.jsonl", more=("--fail-on", "never")) == 1
        assert "变多：a.jsonl W01 基线 1 处，现在 2 处" in capsys.readouterr().err
        assert self.held() == {"a.jsonl": 1}

    def test_one_for_another_of_the_same_check_is_not_worse(self):
        main(["check", rows("a.jsonl", WEAK), "--write-baseline", "b.json"])
        rows("a.jsonl", OTHER)
        assert self.call("a.jsonl") == 0

    def test_files_and_checks_that_were_not_looked_at_stay(self, capsys):
        crowded = {**WEAK, "name": "培训场次和参训人数以及满意度", "value": "明显提升"}
        paths = [rows("a.jsonl", crowded), rows("c.jsonl", OTHER)]
        main(["check", *paths, "--write-baseline", "b.json"])
        before = json.loads(Path("b.json").read_text("utf-8"))
        assert self.call("a.jsonl", more=("--select", "V")) == 0
        assert json.loads(Path("b.json").read_text("utf-8")) == before

    def test_an_unusable_input_gives_2_and_keeps_its_findings(self):
        main(["check", rows("a.jsonl", WEAK), rows("c.jsonl", OTHER), "--write-baseline", "b.json"])
        Path("a.jsonl").write_bytes(b"\x00\x01\x02" * 100)
        assert self.call("a.jsonl", "c.jsonl") == 2
        assert self.held() == {"a.jsonl": 1, "c.jsonl": 1}

    def test_a_second_run_changes_nothing(self):
        main(["check", workbook("a.xlsx"), "--write-baseline", "b.json"])
        before = Path("b.json").read_bytes()
        assert self.call("a.xlsx") == 0
        assert Path("b.json").read_bytes() == before


class TestFormatsOfOthers:
    def test_sarif_of_a_workbook_names_cells(self, capsys):
        assert main(["check", workbook("表.xlsx"), "--format", "sarif"]) == 1
        [run] = json.loads(capsys.readouterr().out)["runs"]
        cells = {
            (result["ruleId"], result["locations"][0]["properties"]["cell"])
            for result in run["results"]
        }
        assert {("W03", "D11"), ("C12", "C20"), ("W05", "C17")} <= cells
        rules = run["tool"]["driver"]["rules"]
        assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in run["results"])

    def test_junit_fails_as_the_exit_status_does(self, capsys):
        for bound, failing in (("major", 3), ("blocker", 0)):
            status = main(["check", workbook("表.xlsx"), "--format", "junit", "--fail-on", bound])
            root = etree.fromstring(capsys.readouterr().out.encode())
            assert len(root.findall(".//failure")) == failing
            assert status == (1 if failing else 0)

    def test_github_prints_commands_alone(self, capsys):
        main(["check", workbook("表.xlsx"), "nowhere.txt", "--format", "github"])
        lines = capsys.readouterr().out.splitlines()
        assert len(lines) == 9
        assert all(line.startswith(("::error ", "::warning ")) for line in lines)

    @pytest.mark.parametrize("form", ["sarif", "junit", "github"])
    def test_bad_inputs_give_2_and_the_others_are_told(self, form, capsys):
        Path("坏.xlsx").write_bytes(b"\x00\x01\x02" * 100)
        status = main(["check", "坏.xlsx", rows("a.jsonl", WEAK), "--format", form])
        assert status == 2
        assert "W01" in capsys.readouterr().out


class TestWordComments:
    def form(self, name: str, comment: str, *, of: int) -> str:
        import docx

        document = docx.Document()
        document.add_paragraph("项目支出绩效目标表")
        lines = [
            ("一级指标", "二级指标", "三级指标", "指标值"),
            ("产出指标", "数量指标", "开展心理健康课程", "≥5场"),
            ("效益指标", "社会效益指标", "职工素质", "明显提升"),
            ("效益指标", "社会效益指标", "居民素质", "有所提升"),
        ]
        table = document.add_table(rows=0, cols=4)
        for line in lines:
            for cell, text in zip(table.add_row().cells, line, strict=True):
                cell.text = text
        runs = table.rows[of].cells[3].paragraphs[0].runs
        document.add_comment(runs=runs, text=comment, author="审核人", initials="s")
        document.save(name)
        return name

    def test_a_word_comment_speaks_for_its_row(self, capsys):
        path = self.form("表.docx", "assessor：忽略 W01 上级文件规定", of=2)
        _, report = answer(capsys, path)
        [ignored] = report["ignored"]
        assert (ignored["code"], ignored["reason"]) == ("W01", "上级文件规定")
        assert ignored["told_in"] == "第 1 个表第 3 行的批注"
        assert ("居民素质", "W01") in codes(report)
        assert ("职工素质", "W01") not in codes(report)
        assert not [n for n in report["documents"][0]["notices"] if "批注" in n]

    def test_other_comments_are_still_called_unread(self, capsys):
        _, report = answer(capsys, self.form("表.docx", "请核对", of=2))
        assert report["ignored"] == []
        assert "1 条批注未读" in report["documents"][0]["notices"]
