"""``review`` and ``recheck`` as a user calls them."""

import csv
import json
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from assessor.apps.cli.main import main
from assessor.reports.recheck_json import RecheckReport

DOCUMENTS = Path(__file__).parents[2] / "corpus" / "documents"
HEAD = ["一级指标", "二级指标", "三级指标", "指标值"]
OLD = [
    ["产出指标", "数量指标", "培训人数", "200人"],
    ["产出指标", "数量指标", "培训场次", "5"],
    ["效益指标", "社会效益指标", "参训人员就业率", "≥80%"],
]
NEW = [
    ["产出指标", "数量指标", "培训人数", "≥200人"],
    ["效益指标", "社会效益指标", "参训人员就业率", "≥80%"],
]


def table(path: Path, rows: list[list[str]], unit: str = "某县人社局") -> str:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([f"项目名称：技能培训　申报单位：{unit}", "", "", ""])
        writer.writerows([HEAD, *rows])
    return str(path)


@pytest.fixture
def old(tmp_path) -> str:
    return table(tmp_path / "初稿.csv", OLD)


@pytest.fixture
def new(tmp_path) -> str:
    return table(tmp_path / "修改稿.csv", NEW)


def words(path: Path) -> str:
    paper = Document(str(path))
    cells = [cell.text for t in paper.tables for row in t.rows for cell in row.cells]
    return "\n".join([*(p.text for p in paper.paragraphs), *cells])


class TestReview:
    def test_a_form_and_a_letter_are_written(self, old, tmp_path, capsys):
        form, letter = tmp_path / "审核表.docx", tmp_path / "退回.docx"
        assert main(["review", old, "-o", str(form), "--letter", str(letter)]) == 0
        assert "项目支出绩效目标审核表（一般性项目）" in words(form)
        assert "指标“培训人数”（数量指标、第 3 行）指标值栏" in words(form)
        assert "修改要求：" in words(letter)
        out, err = capsys.readouterr()
        assert out == ""
        assert "已写 1 份审核表" in err

    def test_every_project_of_a_submission_has_a_form_with_a_grade_of_its_own(self, tmp_path):
        output = tmp_path / "审核表.xlsx"
        table_ = str(DOCUMENTS / "inline_list.txt")
        assert main(["review", table_, "-o", str(output), "--variant", "重点"]) == 0
        book = load_workbook(output)
        rows = list(book["汇总"].iter_rows(min_row=2, values_only=True))
        assert len(rows) == 6
        assert len(book.sheetnames) == 7
        assert len({row[4] for row in rows}) > 1
        for row in rows:
            assert row[3] in {"优", "良", "中", "差", "待人工评定"}

    def test_dimensions_of_the_official_review_stand_in_the_form(self, old, tmp_path):
        form = tmp_path / "审核表.docx"
        assert main(["review", old, "-o", str(form)]) == 0
        for name in ("完整性", "相关性", "适当性", "可行性"):
            assert name in words(form)

    def test_a_folder_gets_one_letter_per_unit(self, tmp_path):
        table(tmp_path / "a.csv", OLD, unit="甲局")
        table(tmp_path / "b.csv", OLD, unit="乙/局")
        folder = tmp_path / "信" / "退回"
        assert main(["review", str(tmp_path / "a.csv"), str(tmp_path / "b.csv"),
                     "--letter", str(folder)]) == 0  # fmt: skip
        assert sorted(path.name for path in folder.iterdir()) == [
            "项目支出绩效目标退回修改意见_乙局.docx", "项目支出绩效目标退回修改意见_甲局.docx",
        ]  # fmt: skip

    def test_a_bad_file_does_not_stop_the_others(self, old, tmp_path, capsys):
        (tmp_path / "bad.xlsx").write_bytes(b"\x00\x01" * 99)
        form = tmp_path / "审核表.docx"
        assert main(["review", str(tmp_path / "bad.xlsx"), old, "-o", str(form)]) == 2
        assert "技能培训" in words(form)
        assert "bad.xlsx" in capsys.readouterr().err.replace("\n", "")

    def test_the_result_of_an_earlier_call_is_not_reviewed(self, old, tmp_path):
        form, letter = tmp_path / "审核表.docx", tmp_path / "退回.docx"
        call = ["review", str(tmp_path), "-o", str(form), "--letter", str(letter)]
        assert main(call) == 0
        before = words(form)
        assert main(call) == 0
        assert words(form) == before

    def test_nor_are_letters_in_their_folder(self, old, tmp_path):
        call = ["review", str(tmp_path), "--letter", str(tmp_path)]
        assert main(call) == 0
        [letter] = tmp_path.glob("*.docx")
        before = words(letter)
        assert main(call) == 0
        assert [words(path) for path in tmp_path.glob("*.docx")] == [before]

    @pytest.mark.parametrize(
        ("call", "message"),
        [
            ([], "没有说明写什么"),
            (["-o", "审核表.pdf"], "只能写成 .docx 或 .xlsx"),
            (["-o", "a.docx", "--variant", "特殊"], "选项 --variant 不能是“特殊”"),
            (["-o", "a.docx", "--letter", "a.docx"], "不能写入同一个文件"),
            (["-o", "a.docx", "--profile", "x"], "选项 --profile 不能是“x”"),
            (["-o", "a.docx", "--history", "没有.xlsx"], "没有.xlsx"),
            (["-o", "没有的文件夹/a.docx"], "结果写不进这个文件（文件夹不存在）"),
        ],
    )
    def test_a_wrong_call_is_told(self, call, message, old, tmp_path, monkeypatch, capsys):
        monkeypatch.chdir(tmp_path)
        assert main(["review", old, *call]) == 2
        assert message in capsys.readouterr().err.replace("\n      ", "")

    @pytest.mark.parametrize("option", ["-o", "--letter"])
    def test_an_input_is_never_overwritten(self, option, tmp_path, capsys):
        source = tmp_path / "申报.docx"
        Document().save(str(source))
        before = source.read_bytes()
        assert main(["review", str(source), option, str(source)]) == 2
        assert source.read_bytes() == before
        assert "覆盖原件" in capsys.readouterr().err


class TestLetter:
    @pytest.mark.parametrize("name", ["inline_list.txt", "approval_tables.txt", "department.xlsx"])
    def test_it_proposes_rewrites_and_asks_for_what_is_missing(self, name, tmp_path):
        letter = tmp_path / "退回.docx"
        assert main(["review", str(DOCUMENTS / name), "--letter", str(letter)]) == 0
        text = [p.text for p in Document(str(letter)).paragraphs]
        proposed = [line for line in text if line.startswith("建议改为")]
        assert proposed
        assert all("指标值“" in line for line in proposed)
        blanks = [at for at, line in enumerate(text)
                  if line.startswith("建议改为") and "【__】" in line]  # fmt: skip
        assert all(text[at + 1].startswith("请你单位补充：") for at in blanks)
        assert blanks

    def test_it_says_what_made_it(self, old, tmp_path):
        letter = tmp_path / "退回.docx"
        assert main(["review", old, "--letter", str(letter)]) == 0
        foot = Document(str(letter)).sections[0].footer.paragraphs[-1].text
        for name in ("规则库", "检查项", "判断模型", "指标体系", "评分标准"):
            assert name in foot


class TestRecheck:
    def test_each_point_is_answered_or_not(self, old, new, capsys):
        assert main(["recheck", old, new, "--select", "V", "--format", "json"]) == 1
        report = RecheckReport.model_validate(json.loads(capsys.readouterr().out))
        answers = {(p.old.row_name, p.old.code): p.answer for p in report.points}
        assert answers["培训人数", "V02"] == "answered"
        assert answers["培训场次", "V02"] == "deleted"
        assert not [d for d in report.defects if d.found.code == "V02"]

    def test_a_row_moved_to_another_level_split_renamed_or_dropped_is_followed(self, tmp_path):
        before = table(tmp_path / "送审稿.csv", [
            ["产出指标", "数量指标", "培训种植户", "500"],
            ["效益指标", "社会效益指标", "抽检合格率", "良好"],
            ["效益指标", "社会效益指标", "检测覆盖率和知晓率", "≥90%"],
            ["满意度指标", "服务对象满意度指标", "满意度", "≥90%"],
        ])  # fmt: skip
        after = table(tmp_path / "修改稿二.csv", [
            ["产出指标", "数量指标", "培训种植户人次", "≥500人次"],
            ["产出指标", "质量指标", "抽检合格率", "良好"],
            ["效益指标", "社会效益指标", "检测覆盖率", "≥90%"],
            ["效益指标", "社会效益指标", "消费者知晓率", "≥90%"],
        ])  # fmt: skip
        output = tmp_path / "复核.json"
        assert main(["recheck", before, after, "-f", "json", "-o", str(output)]) == 1
        points = json.loads(output.read_text("utf-8"))["points"]
        told = {(p["old"]["row_name"], p["old"]["code"]): (p["answer"], p["why"]) for p in points}
        assert told["培训种植户", "V02"][0] == "answered"
        assert "指标改名为“培训种植户人次”" in told["培训种植户", "V02"][1]
        assert told["抽检合格率", "W01"][0] == "not"
        assert told["检测覆盖率和知晓率", "W07"][0] == "answered"
        assert "指标拆为“检测覆盖率”、“消费者知晓率”" in told["检测覆盖率和知晓率", "W07"][1]
        assert told["满意度", "C12"][0] == "deleted"

    def test_text_is_80_columns(self, old, new, capsys):
        assert main(["recheck", old, new]) == 1
        out = capsys.readouterr().out
        assert "[已改] V02" in out
        assert "[删除回避] V02" in out
        assert max(sum(2 if ord(c) > 0x2E7F else 1 for c in line) for line in out.split("\n")) <= 80

    def test_everything_answered_gives_0(self, old, tmp_path, capsys):
        better = [[*OLD[0][:3], "≥200人"], [*OLD[1][:3], "≥5场"], OLD[2]]
        new = table(tmp_path / "新.csv", better)
        assert main(["recheck", old, new, "--select", "V02,V03"]) == 0
        assert "已改" in capsys.readouterr().out

    def test_another_units_paper_is_told(self, old, tmp_path, capsys):
        new = table(tmp_path / "新.csv", NEW, unit="某县交通局")
        assert main(["recheck", old, new, "--select", "V02"]) == 1
        out = capsys.readouterr().out
        assert "没有对应的申报" in out
        assert "[无法判断]" in out

    @pytest.mark.parametrize("missing", [0, 1])
    def test_half_a_comparison_is_none(self, missing, old, capsys):
        paths = [old, old]
        paths[missing] = "没有.csv"
        assert main(["recheck", *paths]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert "没有.csv" in err

    @pytest.mark.parametrize("name", ["inline_list.txt", "approval_tables.txt", "department.xlsx"])
    def test_an_unchanged_paper_answers_nothing_and_has_nothing_new(self, name, capsys):
        path = str(DOCUMENTS / name)
        assert main(["recheck", path, path, "--format", "json"]) == 1
        report = json.loads(capsys.readouterr().out)
        assert {point["answer"] for point in report["points"]} == {"not"}
        assert report["defects"] == []
