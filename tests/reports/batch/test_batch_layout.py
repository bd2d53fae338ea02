"""Long names and titles, numbers in their columns, one page for leaders, the words of the matrix."""

import io
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pdfplumber
import pytest
from docx import Document
from lxml import html
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from test_batch_formats import TEXTS, WRITERS

import batch_by_hand
from assessor.core.finding import Severity
from assessor.core.submission import Field
from assessor.reports.batch.audiences import Audience
from assessor.reports.batch.docx_report import write_batch_docx
from assessor.reports.batch.figures_json import read_last_batch
from assessor.reports.batch.html_report import write_batch_html
from assessor.reports.batch.xlsx_report import write_batch_xlsx
from batch_by_hand import UNIT, Made, declared, rows
from sample_assessment import FAILURE, finding, judgement

LONG_UNIT = "某省某市某自治县教育科学技术文化广播电视体育与旅游发展改革和自然资源规划管理事务服务中心（本级及所属各事业单位）综合办公室办公厅"[:60]  # fmt: skip
LONG_PROJECT = "关于进一步加强全县农村饮水安全巩固提升工程建设管理与运行维护长效机制建设及水质监测能力提升的专项补助经费项目验收合格覆盖率达标情况"[:60]  # fmt: skip
LONG_ROW = "巩固提升工程建设管理与运行维护长效机制建设及水质监测能力提升后农村居民集中式饮用水水源地水质抽检合格的行政村所占比例情况说明表"[:60]  # fmt: skip
LONG_TITLE = "名称中同时写了几件事并且没有分别写明各自应当达到的数值口径和数据来源因而无法考核认定"[
    :40
]


@pytest.fixture
def long_batch(monkeypatch):
    """Names of 60 characters, titles of 40, amounts from 元 to 万亿元."""
    for code in ("W01", "C01", "V02", "V01", "E12", "V10", "V14", "S15", "E01", "S14"):
        monkeypatch.setitem(batch_by_hand.TITLES, code, LONG_TITLE)

    def make(units: int = 6) -> list:
        made = []
        for number in range(units):
            first, *rest = rows(3 if number % 5 == 4 else 24, weak=2)
            row = replace(first.indicator, name=LONG_ROW)
            found = [finding(row, code, Field.NAME, LONG_ROW[:4], Severity.MAJOR)
                     for code in ("W01", "C01", "V02", "V01", "E12", "V10", "V14", "S15", "E01", "S14")]  # fmt: skip
            long = replace(first, indicator=row, findings=tuple(found),
                           judgement=judgement(weak=True, level_mismatch=True))  # fmt: skip
            made.append(
                declared(f"{LONG_UNIT[:57]}{number:03d}", f"{LONG_PROJECT[:57]}{number:03d}", (long, *rest),
                         path=f"申报/{LONG_UNIT[:40]}{number}.xlsx", score=50.0 + number % 50,
                         budget=("0.05万元", "2290万元", "123456789.12万元")[number % 3])
            )  # fmt: skip
        return [*made, FAILURE]

    return make


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_long_names_and_titles_are_whole_in_every_format(form, long_batch):
    text = re.sub(r"\s+", "", TEXTS[form](Made(long_batch()).written(WRITERS[form])))
    for name in (f"{LONG_UNIT[:57]}000", f"{LONG_PROJECT[:57]}000", LONG_ROW, LONG_TITLE):
        assert len(name) in (40, 60)
        assert name in text
    assert "###" not in text


def test_the_names_of_bars_are_whole(long_batch):
    tree = html.fromstring(
        Made(long_batch(), audience=Audience.LEADERS).written(write_batch_html).decode()
    )
    (chart,) = tree.xpath("//*[local-name()='svg'][*[local-name()='title']='出现最多的问题类型']")
    said = "".join(chart.xpath("./*[local-name()='text']/text()"))
    assert f"W01 {LONG_TITLE}" in said
    assert "…" not in said


def test_no_number_is_wider_than_its_column(long_batch):
    """Excel and LibreOffice print ### for such a number."""
    for odd in (long_batch(), batch_by_hand.batch()):
        book = load_workbook(io.BytesIO(Made(odd).written(write_batch_xlsx)))
        seen = 0
        for sheet in book:
            for line in sheet.iter_rows():
                for cell in line:
                    if isinstance(cell.value, int | float):
                        room = sheet.column_dimensions[get_column_letter(cell.column)].width
                        assert len(_printed(cell)) + 1 <= room, (sheet.title, cell.coordinate)
                        seen += 1
        assert seen > 200


def _printed(cell: object) -> str:
    """Return a number as its format shows it; a Chinese character takes two columns."""
    form = cell.number_format
    if "%" in form:
        return f"{cell.value * 100:+.1f}%"
    if "万元" in form:
        return f"{cell.value:,.2f}wwww"
    return f"{cell.value:,.1f}" if form == "0.0" else f"{cell.value:,}"


def test_notes_reach_over_the_table_and_are_high_enough(long_batch):
    book = load_workbook(io.BytesIO(Made(long_batch()).written(write_batch_xlsx)))
    sheet = book["级次"]
    (note,) = [
        c for row in sheet.iter_rows() for c in row if "最像的级次与填报不同" in str(c.value)
    ]
    assert any(note.coordinate in one for one in sheet.merged_cells.ranges)
    assert sheet.row_dimensions[note.row].height > 30
    assert note.alignment.wrap_text


def test_the_drill_down_prints_in_readable_size_and_every_sheet_has_page_numbers():
    book = load_workbook(io.BytesIO(Made(batch_by_hand.batch()).written(write_batch_xlsx)))
    sheet = book["明细"]
    area = sheet.print_area
    assert re.fullmatch(r"'明细'!\$A\$1:\$H\$\d+", area), area
    wide = sum(sheet.column_dimensions[get_column_letter(n)].width for n in range(1, 9))
    # A4 lying holds about 130 characters at full size: what is printed keeps 70 % of it or more.
    assert wide <= 185
    assert [c.value for c in sheet[1]][:8] == ["单位", "项目", "二级指标", "三级指标", "指标值", "最重程度", "问题", "建议改为"]  # fmt: skip
    assert all("&P" in one.oddFooter.center.text for one in book)
    assert "“明细”表打印前 8 列" in TEXTS["xlsx"](
        Made(batch_by_hand.batch()).written(write_batch_xlsx)
    )


def test_wide_tables_of_word_lie_and_amounts_stand_without_unit(long_batch):
    paper = Document(io.BytesIO(Made(long_batch()).written(write_batch_docx)))
    lies = [section.page_width > section.page_height for section in paper.sections]
    assert lies[:3] == [False, True, False]
    (units,) = [
        table
        for table in paper.tables
        if [cell.text for cell in table.rows[0].cells][:3] == ["序号", "单位", "申报数"]
    ]
    heads = [cell.text for cell in units.rows[0].cells]
    assert heads[-1] == "弱指标所在项目预算（万元）"
    amounts = {row.cells[-1].text for row in units.rows[1:]}
    assert amounts == {"0.05", "2,290.00", "123,456,789.12"}
    for cell in units.rows[1].cells[5:7]:
        # 20 half-wide characters of 7.5 points and the margins of the cell: one line.
        assert cell.width.mm >= 20 * 7.5 / 2 * 0.3528 + 4


@pytest.mark.parametrize("form", sorted(WRITERS))
class TestWords:
    def test_the_matrix_tells_errors_from_likeness(self, form):
        said = [judgement(level_mismatch=n < 3) for n in range(30)]
        made = tuple(replace(row, judgement=s) for row, s in zip(rows(30), said, strict=True))
        text = TEXTS[form](
            Made([declared(UNIT, "项目", made, path="一.xlsx")]).written(WRITERS[form])
        )
        assert "填报级次与最像的级次对照" in text
        assert "写明级次的指标 30 条，其中判为归类错误的 3 条，占 10.0%" in text
        assert "最像的级次与填报不同的 30 条，占 100.0%，不都是错误" in text
        assert "其中判为归类错误" in text
        assert "“C01 指标归类错误”列 0 处，与上数不同" in text
        assert "判断级次" not in text
        assert "填报与判断不一致" not in text

    def test_headings_say_the_order(self, form):
        text = TEXTS[form](Made(batch_by_hand.batch()).written(WRITERS[form]))
        for said in ("弱指标占比从高到低", "样本少、不排名", "处数从多到少", "优先值从高到低",
                     "按指标条数从多到少"):  # fmt: skip
            assert said in text, said
        assert "不排名" in text

    def test_findings_set_aside_are_told_only_if_there_are_some(self, form):
        first, *rest = rows(5, weak=2)
        settled = replace(first, findings=(), set_aside=3)
        made = Made([declared(UNIT, "项目", (settled, *rest), path="一.xlsx")])
        assert "未列入的逐条问题" in TEXTS[form](made.written(WRITERS[form]))
        assert "3 处（已写明原因忽略，或基线中已有）" in TEXTS[form](made.written(WRITERS[form]))
        none = Made(batch_by_hand.batch())
        assert "未列入的逐条问题" not in TEXTS[form](none.written(WRITERS[form]))


def test_the_first_printed_page_holds_more_than_the_title():
    style = Made([]).written(write_batch_html).decode()
    assert "main > section:first-of-type { break-before: auto; }" in style


def test_leaders_get_one_printed_page_of_a_large_batch(long_batch, tmp_path):
    """Rendered as printed: 300 units, long titles, a comparison, the remark on hidden names."""
    last = _last_batch(tmp_path, long_batch)
    made = Made(long_batch(300), audience=Audience.LEADERS, redact=True, last=last)
    for form in ("docx", "xlsx"):
        path = tmp_path / f"领导.{form}"
        path.write_bytes(made.written(WRITERS[form]))
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{tmp_path}/lo", "--headless", "--convert-to", "pdf",
             "--outdir", str(tmp_path), str(path)], check=True, capture_output=True, timeout=180,
        )  # fmt: skip
        assert _pages(tmp_path / "领导.pdf") == 1, form
    page = tmp_path / "领导.html"
    page.write_bytes(made.written(write_batch_html))
    subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
         f"--user-data-dir={tmp_path}/chromium", f"--print-to-pdf={tmp_path}/网页.pdf", page.as_uri()],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    assert _pages(tmp_path / "网页.pdf") == 1


def _last_batch(folder: object, make: object) -> object:
    from assessor.reports.batch.figures_json import figures_text

    path = folder / "上批.json"
    path.write_text(figures_text(Made(make(12)).report.figures), "utf-8")
    return read_last_batch(path)


def _pages(path: Path) -> int:
    with pdfplumber.open(path) as pdf:
        return len(pdf.pages)
