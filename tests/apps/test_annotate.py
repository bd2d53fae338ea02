"""``annotate`` as a user calls it."""

import io
import re
import shutil
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from assessor.apps.cli.main import main

FORMS = Path(__file__).parents[1] / "forms"
BOOK = FORMS / "excel" / "01_system_export.xlsx"
PAPER = next((FORMS / "mixed_a").glob("12_*.docx"))


def comments(path: Path) -> list[str]:
    book = openpyxl.load_workbook(path)
    return [c.comment.text for sheet in book for row in sheet.iter_rows() for c in row if c.comment]


def test_a_workbook_gets_comments_and_a_list_and_stays_as_it_is(tmp_path, capsys):
    before = BOOK.read_bytes()
    copy = tmp_path / "批注.xlsx"
    assert main(["annotate", str(BOOK), "-o", str(copy)]) == 1
    assert BOOK.read_bytes() == before
    out, err = capsys.readouterr()
    assert out == ""
    assert "已写" in err
    found = comments(copy)
    assert any("【应修改】" in text and "改法：" in text for text in found)
    assert any("建议写成：" in text and "请填写【__】：" in text for text in found)
    # No internal code is shown without its Chinese name: none at all.
    assert not any(re.search(r"\b[A-Z]\d\d\b", text) for text in found)
    assert main(["annotate", str(BOOK), "-o", str(copy), "--fail-on", "blocker"]) == 0


def test_what_was_decided_in_the_list_is_written_into_a_clean_copy(tmp_path, capsys):
    copy, filled, clean = (tmp_path / f"{name}.xlsx" for name in ("批注", "填好", "修改稿"))
    main(["annotate", str(BOOK), "-o", str(copy)])
    book = openpyxl.load_workbook(copy)
    sheet = book["审核意见"]
    rows = [r for r in range(4, sheet.max_row + 1) if sheet.cell(r, 11).value]
    sheet.cell(rows[0], 10).value = "采纳"
    sheet.cell(rows[1], 10).value = "不采纳"
    name = sheet.cell(rows[0], 7).value
    book.save(filled)
    capsys.readouterr()
    assert main(["annotate", str(BOOK), "--apply", str(filled), "-o", str(clean)]) == 0
    out, err = capsys.readouterr()
    assert "已写入" in out
    assert "采纳 1 条，不采纳 1 条" in err
    assert comments(clean) == []
    written = openpyxl.load_workbook(clean).active
    assert name in [c.value for row in written.iter_rows() for c in row]
    again = tmp_path / "再次.xlsx"
    main(["annotate", str(BOOK), "--apply", str(filled), "-o", str(again)])
    assert again.read_bytes() == clean.read_bytes()


def test_a_folder_gives_a_folder_and_the_second_run_reads_no_copy(tmp_path, capsys):
    folder = tmp_path / "材料"
    folder.mkdir()
    for path in (BOOK, PAPER, FORMS / "word" / "w11-old-gb2312.htm"):
        shutil.copy(path, folder)
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04broken")
    out = folder / "批注"
    for _ in range(2):
        assert main(["annotate", str(folder), "-o", str(out)]) == 2
        assert "坏.xlsx" in capsys.readouterr().err
    names = sorted(path.name for path in out.iterdir())
    assert names == ["01_system_export（批注）.xlsx", f"{PAPER.stem}（批注）.docx",
                     "w11-old-gb2312（批注）.html"]  # fmt: skip
    assert len(list(Document(str(out / f"{PAPER.stem}（批注）.docx")).comments)) > 0


def test_members_of_an_archive_and_other_formats_get_pages(tmp_path):
    archive = FORMS / "word" / "w17-submissions-gbk.zip"
    assert main(["annotate", str(archive), "-o", str(tmp_path / "批注")]) in (0, 1)
    assert len(list((tmp_path / "批注").iterdir())) > 1
    page = tmp_path / "页.html"
    main(["annotate", str(FORMS / "excel" / "03_classic_cycle_annual.xls"), "-o", str(page)])
    assert "旧版 Excel 工作簿（.xls）" in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([str(BOOK), "-o", "{copy}"], "就是输入文件"),
        (["{copy}", "-o", "{tmp}/a.docx"], "副本是 .xlsx 文件"),
        (["-", "-o", "{tmp}/a.xlsx"], "不能从标准输入读取"),
        (["{tmp}", "--apply", "{tmp}/d.yaml", "-o", "{tmp}/b"], "一次只用于一个文件"),
        ([str(BOOK), "--apply", "{tmp}/d.yaml", "-o", "{tmp}/a.xlsx"], "在原文件里找不到"),
        ([str(BOOK), "--apply", "{tmp}/none.yaml", "-o", "{tmp}/a.xlsx"], "文件打不开"),
        ([str(BOOK), "--apply", str(BOOK), "-o", "{tmp}/a.xlsx"], "没有“审核意见”表"),
        ([str(FORMS / "word" / "w11-old-gb2312.htm"), "--apply", "{tmp}/d.yaml", "-o", "{tmp}/a.html"],
         "只能写回 .xlsx"),
        (["{tmp}/没有.xlsx", "-o", "{tmp}/a.xlsx"], "不存在"),
    ],
)  # fmt: skip
def test_wrong_calls_say_what_to_do(arguments, said, tmp_path, capsys):
    copy = tmp_path / "原件.xlsx"
    shutil.copy(BOOK, copy)
    (tmp_path / "d.yaml").write_text('decisions: [{row: "999"}]', "utf-8")
    given = [one.format(tmp=tmp_path, copy=copy) for one in arguments]
    if said == "就是输入文件":
        given[0] = str(copy)
    assert main(["annotate", *given]) == 2
    err = "".join(capsys.readouterr().err.split())
    assert "".join(said.split()) in err
    assert "Traceback" not in err
    assert copy.read_bytes() == BOOK.read_bytes()


def test_a_name_like_a_path_or_markup_is_harmless(tmp_path):
    name = tmp_path / "=cmd'<b>& 表.xlsx"
    book = openpyxl.load_workbook(BOOK)
    book.active.title = "=A1&'x'<b>"
    saved = io.BytesIO()
    book.save(saved)
    name.write_bytes(saved.getvalue())
    out = tmp_path / "批注"
    assert main(["annotate", str(name), "-o", str(out)]) == 1
    (copy,) = out.iterdir()
    assert openpyxl.load_workbook(copy).sheetnames == ["=A1&'x'<b>", "审核意见"]
    assert len(comments(copy)) > 0
