"""Every format says the figures, escapes everything, and hides names where it is asked to."""

import base64
import hashlib
import io
import re
import zipfile
from html import unescape
from html.parser import HTMLParser

import pytest
from docx import Document
from lxml import html
from openpyxl import load_workbook

from assessor.reports.batch import chart_pictures
from assessor.reports.batch.audiences import Audience
from assessor.reports.batch.docx_report import SIGNATURE, write_batch_docx
from assessor.reports.batch.figures_json import figures_text
from assessor.reports.batch.html_report import write_batch_html
from assessor.reports.batch.names import Names
from assessor.reports.batch.redaction import Masker
from assessor.reports.batch.row_records import TextMark
from assessor.reports.batch.xlsx_report import write_batch_xlsx
from batch_by_hand import (
    HOSTILE_PROJECT,
    LONG,
    PROJECT,
    UNIT,
    Made,
    batch,
    declared,
    rows,
)
from sample_assessment import FAILURE

WRITERS = {"html": write_batch_html, "xlsx": write_batch_xlsx, "docx": write_batch_docx}
SHEETS = ["概况", "单位", "领域", "问题", "级次", "项目资金", "工作清单", "明细", "记录", "检查情况",
          "文件"]  # fmt: skip
ODD = {
    "empty": [],
    "one row": [declared(UNIT, PROJECT, rows(1), path="一.xlsx")],
    "no unit": [declared(None, "", rows(2, weak=1), path="-", budget=None, score=None, grade=None, year=None)],
    "no rows": [declared(UNIT, PROJECT, (), path="空.xlsx")],
    "failures alone": [FAILURE, FAILURE],
}  # fmt: skip


def page_text(data: bytes) -> str:
    """Return the words of a page as lines, tables cell by cell."""
    tree = html.fromstring(data)
    for part in tree.xpath("//script|//style"):
        part.drop_tree()
    texts = (re.sub(r"\s+", " ", text).strip() for text in tree.xpath("//body")[0].itertext())
    return "\n".join(text for text in texts if text) + "\n"


def paper_text(data: bytes) -> str:
    paper = Document(io.BytesIO(data))
    lines = []
    for block in paper.element.body.iterchildren():
        if block.tag.endswith("}p"):
            lines.append("".join(block.xpath(".//w:t/text()")))
            lines += ["[图]"] * len(block.xpath(".//pic:pic"))
        elif block.tag.endswith("}tbl"):
            for row in block.iterchildren("{*}tr"):
                cells = row.iterchildren("{*}tc")
                lines.append(" | ".join("".join(cell.xpath(".//w:t/text()")) for cell in cells))
    return "\n".join(line for line in lines if line) + "\n"


def cells_text(data: bytes) -> str:
    book = load_workbook(io.BytesIO(data))
    lines = []
    for sheet in book:
        lines.append(f"== {sheet.title} {sheet.dimensions} 冻结 {sheet.freeze_panes} 筛选 "
                     f"{sheet.auto_filter.ref} 图 {len(sheet._charts)}")  # fmt: skip
        for row in sheet.iter_rows():
            shown = [f"{cell.value!r}" for cell in row if cell.value is not None]
            if shown:
                lines.append(" | ".join(shown))
    return "\n".join(lines) + "\n"


TEXTS = {"html": page_text, "xlsx": cells_text, "docx": paper_text}


@pytest.fixture
def drawn(monkeypatch):
    """Charts of Word do not depend on the fonts of this machine: they are only told."""
    monkeypatch.setattr(chart_pictures, "chinese_font", lambda: None)
    monkeypatch.setattr("assessor.reports.batch.docx_report.chinese_font", lambda: None)


@pytest.mark.parametrize("form", sorted(WRITERS))
class TestEveryFormat:
    def test_it_is_the_snapshot(self, form, matches_snapshot, drawn):
        data = Made(batch()).written(WRITERS[form])
        matches_snapshot(f"batch-report.{form}.txt", TEXTS[form](data))

    @pytest.mark.parametrize("odd", sorted(ODD))
    @pytest.mark.parametrize("audience", list(Audience))
    def test_odd_batches_are_written_and_say_what_cannot_be_judged(
        self, form, odd, audience, drawn
    ):
        made = Made(ODD[odd], audience=audience)
        text = TEXTS[form](made.written(WRITERS[form]))
        assert text.strip()
        if odd in ("empty", "failures alone", "no rows") and audience is Audience.LEADERS:
            assert "无法判断质量" in text
        if odd == "failures alone" and audience is Audience.ARCHIVE:
            assert FAILURE.message in text

    def test_no_name_of_the_inputs_is_left(self, form):
        data = Made(batch(), redact=True).written(WRITERS[form])
        bare = data if form == "html" else _unzipped(data)
        text = re.sub(r"\s+", "", unescape(bare.decode("utf-8", "replace")))
        for name in (UNIT, PROJECT, LONG, HOSTILE_PROJECT, "HYPERLINK", "某区总工会", "岳阳县",
                     "区职工心理服务经费", "申报/岳", "坏.xlsx", "上报", "表[1]",
                     "困难职工帮扶和送温暖以及劳模疗休养等多项工作经费"):  # fmt: skip
            assert re.sub(r"\s+", "", name) not in text, name
        assert "单位1" in text
        assert "项目1" in text

    def test_the_same_batch_gives_the_same_pseudonyms(self, form, drawn):
        texts = [TEXTS[form](Made(batch(), redact=True).written(WRITERS[form])) for _ in range(2)]
        assert texts[0] == texts[1]

    def test_a_unit_gets_its_own_points_only(self, form, drawn):
        made = Made(batch(), audience=Audience.UNIT, unit=UNIT)
        text = TEXTS[form](made.written(WRITERS[form]))
        assert PROJECT in text
        for other in ("某区总工会", "HYPERLINK", "alert", FAILURE.path):
            assert other not in text

    def test_leaders_get_no_single_row(self, form, drawn):
        text = TEXTS[form](Made(batch(), audience=Audience.LEADERS).written(WRITERS[form]))
        assert "管护水库" not in text
        assert "弱指标 15 条" in text


def _unzipped(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return b"\n".join(name.encode() + b"\n" + package.read(name) for name in package.namelist())


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.handlers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.tags.append(tag)
        self.links += [
            value or "" for name, value in attrs if name in ("src", "href", "xlink:href")
        ]
        self.handlers += [name for name, _ in attrs if name.startswith("on") or name == "style"]


class TestHtml:
    @pytest.fixture
    def page(self) -> str:
        return Made(batch()).written(write_batch_html).decode()

    def test_nothing_comes_from_outside(self, page):
        read = _Tags()
        read.feed(page)
        assert all(link.startswith("#") for link in read.links)
        assert read.handlers == []
        assert read.tags.count("script") == 1
        assert "link" not in read.tags
        assert "img" not in read.tags
        assert not re.search(r"url\(|@import|https?://(?!www\.w3\.org/2000/svg|x)", page)

    def test_only_the_own_script_and_style_may_run(self, page):
        (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
        for tag in ("script", "style"):
            (inside,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
            digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
            assert f"{tag}-src 'sha256-{digest}'" in unescape(policy)
        assert "default-src" in policy

    def test_hostile_names_are_text(self, page):
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;\\x1b[31m\\u202e" in page
        assert "\x1b" not in page
        assert "\u202e" not in page

    def test_marked_words_are_underlined(self, page):
        assert '<u class="major">明显改善</u>' in page

    def test_content_is_readable_without_scripts(self, page):
        tree = html.fromstring(page)
        assert tree.xpath("//div[@id='filter'][@hidden]")
        assert not tree.xpath("//*[contains(@class, 'row')][@hidden]")
        assert "这里" not in page_text(page.encode())

    def test_tables_have_captions_and_heads_and_charts_have_titles(self, page):
        tree = html.fromstring(page)
        for table in tree.xpath("//table"):
            assert table.xpath("./caption")
            assert table.xpath("./thead//th[@scope='col']")
        charts = tree.xpath("//*[local-name()='svg']")
        assert len(charts) == 5
        assert all(chart.xpath("./*[local-name()='title']/text()") for chart in charts)

    def test_what_did_not_fit_is_told(self):
        text = page_text(Made(batch()).written(write_batch_html, most_rows=2))
        assert "这里按优先顺序列出 2 条，另有 13 条没有列出" in text


class TestXlsx:
    @pytest.fixture
    def book(self):
        return load_workbook(io.BytesIO(Made(batch()).written(write_batch_xlsx)))

    def test_sheets_filters_and_frozen_heads(self, book):
        assert book.sheetnames == SHEETS
        for name in ("单位", "领域", "问题", "项目资金", "工作清单", "明细", "检查情况", "文件"):
            assert book[name].auto_filter.ref.startswith("A1:")
            assert book[name].freeze_panes
        assert len(book["概况"]._charts) == 2
        assert len(book["问题"]._charts) == len(book["项目资金"]._charts) == 1

    def test_no_cell_is_a_formula_or_an_error(self, book):
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type in ("n", "s"), (sheet.title, cell.coordinate)
                    if isinstance(cell.value, str) and cell.value[:1] in ("=", "+", "-", "@"):
                        assert cell.quotePrefix, cell.value

    def test_shares_and_money_are_numbers_with_formats(self, book):
        (line,) = [row for row in book["单位"].iter_rows(min_row=2, max_row=2)]
        assert line[1].value == UNIT
        assert line[5].value == pytest.approx(7 / 27)
        assert line[5].number_format == "0.0%"
        assert line[-1].value == pytest.approx(120.5)
        assert "万元" in line[-1].number_format

    def test_what_did_not_fit_is_told(self):
        book = load_workbook(io.BytesIO(Made(batch()).written(write_batch_xlsx, most_rows=5)))
        last = [row[0].value for row in book["明细"].iter_rows()][-1]
        assert last.startswith("只列出前 5 行，另有 ")


class TestDocx:
    def test_it_is_numbered_and_has_a_place_to_sign(self):
        text = paper_text(Made(batch()).written(write_batch_docx))
        for part in ("一、总体情况", "二、单位情况", "三、问题类型", "四、指标级次", "五、审核工作清单",
                     "六、逐条问题", "七、存档记录"):  # fmt: skip
            assert part in text
        assert all(line.strip() in text for line in SIGNATURE)

    def test_charts_are_drawn_with_a_chinese_font_and_told_missing_without(self, monkeypatch):
        with_font = paper_text(Made(batch()).written(write_batch_docx))
        monkeypatch.setattr(chart_pictures, "chinese_font", lambda: None)
        monkeypatch.setattr("assessor.reports.batch.docx_report.chinese_font", lambda: None)
        without = paper_text(Made(batch()).written(write_batch_docx))
        assert "[图]" not in without
        assert "本机没有中文字体" in without
        assert ("[图]" in with_font) is ("本机没有中文字体" not in with_font)

    def test_it_can_be_opened_without_a_bad_character(self):
        text = paper_text(Made(batch()).written(write_batch_docx))
        assert "\\x1b[31m" in text
        assert "\x1b" not in text


class TestRedaction:
    @pytest.fixture
    def masker(self) -> Masker:
        names = Names()
        for unit in (
            "岳阳县水利局（本级）",
            "101001-石矶区江口街道办事处",
            "各乡镇卫生院、县妇幼保健院",
        ):
            names.add_unit(unit)
        for project in ("农村饮水工程", "会议"):
            names.add_project(project)
        return Masker(names)

    @pytest.mark.parametrize(
        ("text", "hidden"),
        [
            ("岳阳县水利局的农村饮水工程", "单位1的项目1"),
            ("岳阳县 水利局", "单位1"),
            ("岳阳县水利局（本级）负责", "单位1负责"),
            ("江口街道办事处群众", "某地办事处群众"),
            ("石矶区江口街道办事处群众", "单位2群众"),
            ("县妇幼保健院", "单位3"),
            ("岳阳县居民", "某地居民"),
            ("会议场次", "会议场次"),
            ("负责人：张三，电话13812345678", "负责人：某某，电话（号码）"),
            ("联系人（签字）: 李四光", "联系人（签字）: 某某"),
            ("负责人满意度", "负责人满意度"),
            ("", ""),
        ],
    )
    def test_names_in_running_text(self, masker, text, hidden):
        assert masker.text(text) == hidden

    def test_marks_stay_at_their_words(self, masker):
        text = "岳阳县水利局水质明显改善，岳阳县水利局满意"
        mark = TextMark(start=text.index("明显"), end=text.index("明显") + 4, severity="major")
        on_name = TextMark(start=2, end=4, severity="minor")
        hidden, (moved, name) = masker.marked(text, (mark, on_name))
        assert hidden[moved.start : moved.end] == "明显改善"
        assert hidden[name.start : name.end] == "单位1"

    def test_json_hides_names_too(self):
        text = figures_text(Made(batch(), redact=True).report.figures)
        for name in (UNIT, PROJECT, "某区总工会", "HYPERLINK", "alert"):
            assert name not in text
        assert '"redacted": true' in text
