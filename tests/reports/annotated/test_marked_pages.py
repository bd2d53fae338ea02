"""Marked pages: of web pages, and of what was read from files that bear no comments."""

import re
from pathlib import Path

import pytest
from annotated_samples import TITLES, assessed, finding, rewrite
from lxml import html

from assessor.core.submission import Field
from assessor.reports.annotated.marked_html import marked_html
from assessor.reports.annotated.marked_page import marked_page
from assessor.reports.annotated.remarks import remarks_of

FORMS = Path(__file__).parents[2] / "forms"
PAGES = sorted([*FORMS.glob("*/*.html"), *FORMS.glob("*/*.htm")])
EVIL = """<html><head><base href="http://evil/"><script>alert(1)</script>
<link rel=stylesheet href="http://evil/x.css"><style>@import url(http://evil/y.css);</style>
<meta http-equiv=refresh content="0;url=http://evil/"></head>
<body onload="alert(2)" background="http://evil/b.png"><iframe src="http://evil/"></iframe>
<a href="javascript:alert(3)" onclick=alert(4)>链接</a><img src="http://evil/i.png" srcset="http://evil/j 2x">
<div style="background:url(http://evil/k)">字</div><svg onload=alert(5)></svg>
<form action="http://evil/"><table><tr><th>一级指标<th>二级指标<th>三级指标<th>指标值</tr>
<tr><td>产出指标<td>数量指标<td>培训<b>人</b>数<td>明显&lt;img src=x onerror=alert(6)&gt;提高</tr></table></form>
</body></html>"""


def page_of(name: str, data: bytes, **told):
    document = assessed(name, data, **told)
    remarks = remarks_of(document, titles=TITLES)
    return marked_html(name, data, document, remarks), remarks


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_names_are_marked_in_real_pages(path):
    def names(row):
        yield finding(row, Field.NAME, row.name)

    page, remarks = page_of(path.name, path.read_bytes(), findings=names)
    for remark in remarks:
        assert f'href="#assessor-{remark.number}">[{remark.number}]</a>' in page
        before = page[: page.index(f'<a class="assessor" href="#assessor-{remark.number}"')]
        marked = re.sub(r"<[^>]*>|\s", "", before[-800:])
        assert marked.endswith("".join(remark.words.split()))
    assert page.count("<li id=") == len(remarks)


def test_nothing_of_a_hostile_page_runs_or_fetches():
    page, _ = page_of("a.html", EVIL.encode())
    assert "evil" not in page
    assert re.search(r"<script|<iframe|<svg|<base|<link|javascript:|refresh", page) is None
    keys = {key for node in html.document_fromstring(page).iter() for key in node.attrib}
    assert keys <= {"charset", "http-equiv", "content", "class", "href", "id"}
    assert "default-src 'none'" in page
    assert "&lt;img src=x" in page
    assert "<img src=x" not in page
    assert re.search(
        r'<mark class="assessor">培训</mark><b><mark class="assessor">人</mark></b>', page
    )


TEXT = "项目名称：<b>技能</b>培训\n产出指标：数量指标：培训人数，年度指标值：明显&提高<script>；质量指标：合格率，年度指标值：90%。\n"


def test_a_text_becomes_a_page_of_what_was_read():
    data = TEXT.encode()
    new = rewrite("产出指标", "数量指标", "培训人数", "≥【__】人", question="几人<b>")
    document = assessed("材料.txt", data, rewrites=lambda _: (new,))
    page = marked_page(document, remarks_of(document, titles=TITLES))
    assert "<script>" not in page
    assert "<b>技能" not in page
    assert '<span class="assessor-slot">【__】</span>' in page
    assert "几人&lt;b&gt;" in page
    assert "不能在其中写批注" in page
    assert re.search(r'(?:src|href)="(?!#)', page) is None
    numbers = re.findall(r'<li id="assessor-(\d+)"', page)
    assert len(numbers) == len(set(numbers)) > 0


@pytest.mark.parametrize("name", ["mixed_a/03_财政项目支出绩效目标批复表（灌阳河镇）.pdf",
                                  "excel/03_classic_cycle_annual.xls"])  # fmt: skip
def test_every_remark_of_other_formats_is_on_the_page_once(name):
    path = FORMS / name
    document = assessed(path.name, path.read_bytes())
    remarks = remarks_of(document, titles=TITLES)
    page = marked_page(document, remarks)
    assert sorted(map(int, re.findall(r'<li id="assessor-(\d+)"', page))) == [
        r.number for r in remarks
    ]


def test_long_names_do_not_break_the_page():
    name = "指标" * 30
    text = f"一级指标\t二级指标\t三级指标\t指标值\n产出指标\t数量指标\t{name}\t明显提高\n"
    document = assessed("a.txt", text.encode())
    page = marked_page(document, remarks_of(document, titles=TITLES))
    assert name in re.sub(r"<[^>]*>", "", page)
    assert "overflow-wrap: anywhere" in page
