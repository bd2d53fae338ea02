"""``assessor extract``: telling the columns, the account of a reading, the workbook."""

import json
import sys
import unicodedata
import zipfile
from pathlib import Path

import openpyxl
import pytest

from assessor.apps.cli.main import main
from assessor.apps.cli.talk import say_reading
from assessor.core.submission import Extraction
from assessor.pipeline.sources import MAPPING_FILE

HEADER = "类别,分项,考核内容,计划,数,单位,备用\n"
BODY = "产出指标,数量指标,清淤长度,≥,12,公里,甲\n,质量指标,验收合格率,=,100,%,\n,,,≥,5,处,\n"
JOIN = "三级指标=C,指标值=D+E+F,一级指标=A,二级指标=B"
GOOD = "一级指标,二级指标,三级指标,指标值\n产出指标,数量指标,培训人数,≥20人\n"


@pytest.fixture
def form(tmp_path) -> str:
    path = tmp_path / "表.csv"
    path.write_text(HEADER + BODY, "utf-8")
    return str(path)


def lines(path: str, *options: str, capsys) -> list[dict]:
    assert main(["extract", path, "--format", "jsonl", *options]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def values(path: str, *options: str, capsys) -> list[tuple[str, str]]:
    return [(row["name"], row["value"]) for row in lines(path, *options, capsys=capsys)]


JOINED = [("清淤长度", "≥12公里"), ("验收合格率", "=100%")]


class TestColumns:
    def test_the_columns_told_are_read(self, form, capsys):
        assert values(form, "--columns", JOIN, capsys=capsys) == JOINED
        assert not (Path(form).parent / MAPPING_FILE).exists()

    @pytest.mark.parametrize("told", ["三级指标=C", "三级指标=C,指标值=C", "指标=C=D", ""])
    def test_what_cannot_be_meant_gives_2(self, form, told, capsys):
        assert main(["extract", form, "--columns", told]) == 2
        assert "错误：--columns：" in capsys.readouterr().err

    def test_a_column_beyond_the_table_is_a_failure_of_the_document(self, form, tmp_path, capsys):
        (tmp_path / "b.csv").write_text(HEADER.replace("备用", "备用,再,三") + BODY, "utf-8")
        told = "三级指标=C,指标值=I"
        assert main(["extract", str(tmp_path), "--columns", told]) == 2
        out = capsys.readouterr().out
        assert "没有 I 列" in out
        assert "到 G 为止" in out
        assert "读取文件 1 个" in out

    def test_options_that_do_not_go_together_give_2(self, form, monkeypatch, capsys):
        for call, words in (
            (["--remember"], "--remember 要与 --columns 同用"),
            (["--format", "xlsx"], "写不到屏幕"),
            (["--explain", "--format", "json"], "--explain 只有文字形式"),
            (["-", "--columns", JOIN], "标准输入"),
        ):
            assert main(["extract", form, *call]) == 2
            err = capsys.readouterr().err
            assert words in err
            assert "办法：" in err


class TestRemembering:
    def test_the_next_reading_uses_what_was_remembered_and_says_so(self, form, tmp_path, capsys):
        assert main(["extract", form, "--columns", JOIN, "--remember"]) == 0
        assert "已记住表头" in capsys.readouterr().err
        other = tmp_path / "另一张.csv"
        other.write_text("某单位\n" + HEADER + BODY, "utf-8")
        assert values(str(other), capsys=capsys) == JOINED
        assert main(["extract", form]) == 0
        assert "按 表头对应.toml 指定的列读取了 1 张表" in capsys.readouterr().out

    def test_what_gave_no_rows_is_not_remembered(self, form, tmp_path, capsys):
        assert main(["extract", form, "--columns", "三级指标=G,指标值=B,表头=4", "--remember"]) in (
            0,
            2,
        )
        capsys.readouterr()
        assert main(["extract", form, "--columns", f"{JOIN},表头=无", "--remember"]) == 0
        assert "未写入 表头对应.toml" in " ".join(capsys.readouterr().err.split())
        assert not (tmp_path / MAPPING_FILE).exists()

    def test_a_broken_file_is_told_once_and_the_documents_are_read(self, tmp_path, capsys):
        for name in ("a.csv", "b.csv"):
            (tmp_path / name).write_text(GOOD, "utf-8")
        (tmp_path / MAPPING_FILE).write_text("[表头.aa]\n三级指标 = D\n", "utf-8")
        assert main(["extract", str(tmp_path)]) == 2
        out = capsys.readouterr().out
        assert out.count("[无法读取]") == 2  # the failure itself and the pointer in the totals
        assert "表头对应.toml 第 2 行" in out
        assert "读取文件 2 个，指标 2 条" in out


class TestExplain:
    def test_one_document_is_explained(self, form, capsys):
        assert main(["extract", form, "--columns", JOIN, "--explain"]) == 0
        out = capsys.readouterr().out
        for words in ("取为指标表", "“考核内容”", "--columns 指定", "D…F", "有指标值但没有指标名称",
                      "标识 ", "读取把握 100%", "指标体系"):  # fmt: skip
            assert words in out
        for line in out.splitlines():
            assert sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line) <= 80

    def test_a_document_that_gives_nothing_shows_its_tables(self, tmp_path, capsys):
        path = tmp_path / "别的.csv"
        path.write_text("物品,颜色,重量\n铅笔,蓝,5\n本子,红,6\n", "utf-8")
        assert main(["extract", str(path), "--explain"]) == 2
        out = capsys.readouterr().out
        assert "[无法读取]" in out
        assert "未取为指标表" in out
        assert "没有一行像指标表的表头" in out

    def test_more_than_one_document_is_refused(self, form, tmp_path, capsys):
        (tmp_path / "b.csv").write_text(GOOD, "utf-8")
        assert main(["extract", str(tmp_path), "--explain"]) == 2
        assert "一次说明一个文件，这里有 2 个" in capsys.readouterr().err

    def test_the_hint_for_an_archive_names_no_path_inside_it(self, tmp_path, capsys):
        with zipfile.ZipFile(tmp_path / "sub.zip", "w") as archive:
            archive.writestr("a.csv", GOOD)
            archive.writestr("b.csv", GOOD)
        assert main(["extract", str(tmp_path / "sub.zip"), "--explain"]) == 2
        err = capsys.readouterr().err
        assert "请先解压" in err
        assert "a.csv" not in err


class TestDoubts:
    @pytest.mark.parametrize("shape", ["json", "jsonl", "csv", "xlsx"])
    def test_they_are_told_where_the_result_does_not_show_them(self, tmp_path, shape, capsys):
        path = tmp_path / "r.csv"
        path.write_text(GOOD + "产出指标,数量指标,,≥5场\n", "utf-8")
        output = ["--output", str(tmp_path / "o.xlsx")] if shape == "xlsx" else []
        assert main(["extract", str(path), "--format", shape, *output]) == 0
        told = capsys.readouterr().err.replace("\n", "").replace(" ", "")
        assert "有1行像指标但没有采用" in told

    def test_text_on_the_screen_shows_them_once(self, tmp_path, capsys):
        path = tmp_path / "r.csv"
        path.write_text(GOOD + "产出指标,数量指标,,≥5场\n", "utf-8")
        assert main(["extract", str(path)]) == 0
        captured = capsys.readouterr()
        assert captured.out.count("未采用的行 1 条") == 1
        assert captured.err == ""

    def test_notices_and_a_low_confidence_are_told(self, capsys):
        say_reading(
            Extraction(
                path="-", kind="csv", form="table", confidence=0.5,
                confidence_reasons=("缺级次",), notices=("有隐藏行",),
            )
        )  # fmt: skip
        assert capsys.readouterr().err.splitlines() == [
            "标准输入：有隐藏行",
            "标准输入：读取把握 50%，请人工核对：缺级次",
        ]


class TestWorkbook:
    def test_rows_rejected_rows_and_files_stand_on_sheets_of_their_own(
        self, form, tmp_path, capsys
    ):
        (tmp_path / "坏.xlsx").write_bytes(b"\x00\x01\x02" * 100)
        output = tmp_path / "out" / "指标.xlsx"
        output.parent.mkdir()
        call = ["extract", form, str(tmp_path / "坏.xlsx"), "--format", "xlsx", "-o", str(output)]
        assert main([*call, "--columns", JOIN]) == 2
        book = openpyxl.load_workbook(output)
        assert book.sheetnames == ["指标", "未采用", "文件"]
        rows = list(book["指标"].iter_rows(values_only=True))
        assert [(row[6], row[7]) for row in rows[1:]] == JOINED
        assert rows[1][13] == "第 2 行"
        assert book["指标"].freeze_panes == "A2"
        left = list(book["未采用"].iter_rows(values_only=True))
        assert left[1][1:3] == ("第 4 行", "有指标值但没有指标名称")
        files = list(book["文件"].iter_rows(values_only=True))
        assert [row[3] for row in files[1:]] == [2, None]
        assert files[2][9]
        assert [path.name for path in output.parent.iterdir()] == ["指标.xlsx"]
        assert capsys.readouterr().out == ""

    @pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "＝1", " =1", "#N/A"])
    def test_no_text_becomes_a_formula(self, tmp_path, text):
        rows = tmp_path / "r.jsonl"
        row = {"name": text, "value": text, "project": text, "level2": text}
        rows.write_text(json.dumps(row) + "\n", "utf-8")
        output = tmp_path / "o.xlsx"
        assert main(["extract", str(rows), "--format", "xlsx", "--output", str(output)]) == 0
        (_, *cells), (_, *shown) = zip(
            *[(row[6].data_type, row[6].value) for row in openpyxl.load_workbook(output)["指标"]],
            strict=True,
        )
        assert cells == ["s"]
        assert shown == [text.strip()]

    def test_an_unwritable_output_gives_2(self, form, tmp_path, capsys):
        for output in (tmp_path / "no" / "x.xlsx", tmp_path):
            assert (
                main(["extract", form, "--columns", JOIN, "--format", "xlsx", "-o", str(output)])
                == 2
            )
            assert "写不进" in capsys.readouterr().err


def test_the_help_loads_no_heavy_library():
    import subprocess

    code = (
        "import sys; from assessor.apps.cli.main import main; main(['extract', '--help']);"
        "heavy = {'numpy', 'spacy', 'openpyxl', 'yaml', 'tomllib', 'rich'}"
        " & set(sys.modules); sys.stderr.write(repr(sorted(heavy)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "[]"
