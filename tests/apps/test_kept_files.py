"""No output stands where the call reads something, or where a person has worked."""

import json
import os
import shutil
from pathlib import Path

import openpyxl
import pytest

from assessor.apps.cli.main import main
from assessor.policy.own_files import OwnFiles, use_own_files

ROOT = Path(__file__).parents[2]
FORM = ROOT / "corpus" / "documents" / "declaration.xlsx"
PAPER = next((ROOT / "tests" / "forms" / "mixed_a").glob("12_*.docx"))


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copy(FORM, "表.xlsx")
    shutil.copy(FORM, "上年.xlsx")
    yield tmp_path
    use_own_files(OwnFiles())


def refused(capsys, *call: str) -> str:
    """Make a call that must be refused and change nothing; return what it says."""
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    assert main([*call]) == 2
    after = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    assert after == before
    err = capsys.readouterr().err
    assert "办法：" in err
    return "".join(err.split())


def spelled(name: str, way: str) -> str:
    """Return another name of a file."""
    if way == "symlink":
        os.symlink(name, "别名.xlsx")
        return "别名.xlsx"
    if way == "hard link":
        os.link(name, "别名.xlsx")
        return "别名.xlsx"
    if way == "spelling":
        Path("下级").mkdir()
        return f"下级/../{name}"
    return name


WAYS = ["name", "symlink", "hard link", "spelling"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("option", ["--history", "--approved", "--apply"])
def test_a_copy_never_replaces_what_the_call_compares_with(option, way, capsys):
    call = ["annotate", "表.xlsx", option, "上年.xlsx", "-o", spelled("上年.xlsx", way)]
    assert "覆盖原件" in refused(capsys, *call)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("command", ["check", "report", "review", "annotate", "extract"])
def test_an_input_is_known_by_any_name(command, way, capsys):
    call = [command, "表.xlsx", "-o", spelled("表.xlsx", way)]
    assert "覆盖原件" in refused(capsys, *call)


def test_a_document_of_a_folder_is_known_by_any_name(capsys):
    Path("材料").mkdir()
    shutil.move("表.xlsx", "材料/表.xlsx")
    os.link("材料/表.xlsx", "别处.xlsx")
    os.symlink("../上年.xlsx", "材料/链接.xlsx")
    for output in ("别处.xlsx", "上年.xlsx"):
        for command in ("report", "review"):
            assert "覆盖原件" in refused(capsys, command, "材料", "-o", output)


def test_names_made_in_a_folder_are_looked_at_too(capsys):
    Path("d").mkdir()
    shutil.copy(FORM, "d/表（批注）.xlsx")
    assert "覆盖原件" in refused(
        capsys, "annotate", "表.xlsx", "--history", "d/表（批注）.xlsx", "-o", "d"
    )


def test_decisions_in_the_place_of_the_corrected_copy_stay(capsys):
    filled_copy("d/表（修改）.xlsx")
    before = Path("d/表（修改）.xlsx").read_bytes()
    main(["annotate", "表.xlsx", "--apply", "d/表（修改）.xlsx", "-o", "d"])
    assert Path("d/表（修改）.xlsx").read_bytes() == before
    assert Path("d/表（修改）2.xlsx").is_file()
    assert "没有覆盖" in capsys.readouterr().err


def test_a_letter_never_replaces_what_is_compared_with(capsys):
    assert main(["review", "表.xlsx", "--letter", "信/"]) == 0
    (letter,) = Path("信").iterdir()
    shutil.copy(PAPER, letter)
    call = ["review", "表.xlsx", "--history", str(letter), "--letter", "信/"]
    assert "覆盖原件" in refused(capsys, *call)


class TestSettings:
    @pytest.fixture(autouse=True)
    def settings(self):
        Path("assessor.toml").write_text('ignore = ["W07"]\n', "utf-8")

    @pytest.mark.parametrize(
        "call",
        [
            ["check", "表.xlsx", "-o", "assessor.toml"],
            ["check", "表.xlsx", "--write-baseline", "assessor.toml"],
            ["check", "表.xlsx", "--write-baseline", "./assessor.toml"],
            ["extract", "表.xlsx", "-o", "assessor.toml"],
            ["recheck", "表.xlsx", "上年.xlsx", "-o", "assessor.toml"],
            ["suggest", "职工素质", "-o", "assessor.toml"],
        ],
    )
    def test_they_are_never_written_over(self, call, capsys):
        assert "设置文件" in refused(capsys, *call)

    def test_one_above_the_folder_is_kept_too(self, capsys, monkeypatch):
        Path("下级").mkdir()
        monkeypatch.chdir("下级")
        assert main(["check", "../表.xlsx", "-o", "../assessor.toml"]) == 2
        assert Path("../assessor.toml").read_text("utf-8") == 'ignore = ["W07"]\n'

    def test_own_data_are_kept(self, capsys):
        profile = {
            "name": "本省", "title": "某省", "extends": "transfer",
            "severities": {"W01": "必须改"}, "sources": {"severities": "本省要求"},
        }  # fmt: skip
        Path("本省.yaml").write_text(json.dumps(profile, ensure_ascii=False), "utf-8")
        Path("assessor.toml").write_text('profiles = ["本省.yaml"]\n', "utf-8")
        told = refused(capsys, "check", "表.xlsx", "-o", "本省.yaml")
        assert "体系、词表、检查" in told


def test_two_results_never_share_a_file(capsys):
    call = ["check", "表.xlsx", "--format", "json", "-o", "n.json", "--write-baseline"]
    assert "两个结果不能写入同一个文件" in refused(capsys, *call, "./n.json")
    Path("n.json").write_text("{}", "utf-8")
    os.symlink("n.json", "m.json")
    assert "两个结果不能写入同一个文件" in refused(capsys, *call, "m.json")
    assert "不能写入同一个文件" in refused(
        capsys, "review", "表.xlsx", "-o", "a.docx", "--letter", "./a.docx"
    )


def test_a_mapping_and_a_model_are_read_too(capsys):
    Path("表头对应.toml").write_text("", "utf-8")
    assert "表头对应.toml" in refused(capsys, "check", "表.xlsx", "-o", "表头对应.toml")
    Path("模型").mkdir()
    Path("模型/说明.txt").write_text("模型", "utf-8")
    call = ["check", "表.xlsx", "--model", "模型", "-o", "模型/说明.txt"]
    assert "所用模型" in refused(capsys, *call)


def filled_copy(output: str, decision: str = "采纳") -> None:
    """Annotate the form and fill one decision, as a person would."""
    Path(output).parent.mkdir(exist_ok=True)
    main(["annotate", "表.xlsx", "-o", output])
    book = openpyxl.load_workbook(output)
    sheet = book["审核意见"]
    head = next(
        row for row in sheet.iter_rows(max_row=10) if any(cell.value == "决定" for cell in row)
    )
    column = {cell.value: cell.column for cell in head}
    rows = range(head[0].row + 1, sheet.max_row + 1)
    row = next(row for row in rows if sheet.cell(row, column["对应编号"]).value)
    sheet.cell(row, column["决定"]).value = decision
    book.save(output)


class TestFilledCopies:
    def test_a_second_run_writes_beside_what_a_person_filled(self, capsys):
        filled_copy("d/表（批注）.xlsx")
        before = Path("d/表（批注）.xlsx").read_bytes()
        capsys.readouterr()
        for _ in range(2):
            assert main(["annotate", "表.xlsx", "-o", "d"]) == 1
            err = "".join(capsys.readouterr().err.split())
            assert "没有覆盖；新的副本写为表（批注）2.xlsx" in err
            assert Path("d/表（批注）.xlsx").read_bytes() == before
            assert sorted(path.name for path in Path("d").iterdir()) == [
                "表（批注）.xlsx", "表（批注）2.xlsx",
            ]  # fmt: skip

    def test_a_file_named_by_the_user_is_refused(self, capsys):
        filled_copy("批注.xlsx")
        assert "没有覆盖" in refused(capsys, "annotate", "表.xlsx", "-o", "批注.xlsx")

    def test_an_untouched_copy_is_replaced(self, capsys):
        for _ in range(2):
            assert main(["annotate", "表.xlsx", "-o", "d"]) == 1
        assert [path.name for path in Path("d").iterdir()] == ["表（批注）.xlsx"]

    def test_copies_in_the_folder_of_the_inputs_are_no_inputs(self, capsys):
        Path("d").mkdir()
        shutil.move("表.xlsx", "d/表.xlsx")
        for _ in range(3):
            assert main(["annotate", "d", "-o", "d"]) == 1
            shutil.copy("d/表（批注）.xlsx", "d/表（批注）2.xlsx")
        assert len(list(Path("d").iterdir())) == 3

    def test_a_corrected_copy_in_which_blanks_were_filled_stays(self, capsys):
        filled_copy("填好.xlsx")
        call = ["annotate", "表.xlsx", "--apply", "填好.xlsx", "-o", "d"]
        main(call)
        main(call)
        assert [path.name for path in Path("d").iterdir()] == ["表（修改）.xlsx"]
        book = openpyxl.load_workbook("d/表（修改）.xlsx")
        book.active["A1"].value = "填写过"
        book.save("d/表（修改）.xlsx")
        main(call)
        assert openpyxl.load_workbook("d/表（修改）.xlsx").active["A1"].value == "填写过"
        assert Path("d/表（修改）2.xlsx").is_file()


class TestNothingAdopted:
    @pytest.mark.parametrize("decision", ["", "不采纳"])
    def test_it_is_told_and_no_copy_is_written(self, decision, capsys):
        filled_copy("填好.xlsx", decision)
        capsys.readouterr()
        assert main(["annotate", "表.xlsx", "--apply", "填好.xlsx", "-o", "修改.xlsx"]) == 1
        assert "没有采纳任何一条建议" in "".join(capsys.readouterr().err.split())
        assert not Path("修改.xlsx").exists()

    def test_so_is_a_list_of_another_file(self, capsys):
        shutil.copy(PAPER, "另一份.docx")
        filled_copy("填好.xlsx", "")
        assert main(["annotate", "另一份.docx", "--apply", "填好.xlsx", "-o", "修改.docx"]) == 1
        assert not Path("修改.docx").exists()
