"""Every sample form, and files made hard: nothing changes but what was asked for."""

import io
import re
import time
from pathlib import Path

import openpyxl
import pytest
from annotated_samples import (
    HEAD,
    ROWS,
    TITLES,
    assessed,
    finding,
    rewrite,
    rich_workbook,
    with_parts,
)
from docx import Document
from lxml import etree

from assessor.core.submission import Field
from assessor.reports.annotated.changes import plan_of
from assessor.reports.annotated.decisions import Decision, Decisions
from assessor.reports.annotated.package import parts_of
from assessor.reports.annotated.remarks import remarks_of
from assessor.reports.annotated.word_package import annotated_word
from assessor.reports.annotated.word_writing import written_word
from assessor.reports.annotated.workbook_package import annotated_workbook
from assessor.reports.annotated.workbook_writing import written_workbook
from document_word import cell, paragraph, row, run, table, word_file

ROOT = Path(__file__).parents[3]
FILES = sorted(
    path
    for folder in ("tests/forms", "corpus/documents")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in (".xlsx", ".xlsm", ".docx")
)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ANNOTATED = re.compile(
    r"\[content_types\]\.xml|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels|xl/styles\.xml|xl/comments.*"
    r"|xl/drawings/[^/]*\.vml|xl/worksheets/(_rels/)?[^/]+|word/(document|comments)\.xml"
    r"|word/_rels/document\.xml\.rels"
)
CORRECTED = re.compile(
    r"xl/worksheets/[^/]+\.xml|word/document\.xml|xl/styles\.xml|xl/workbook\.xml"
)


def copy_of(name: str, data: bytes, document) -> bytes:
    remarks = remarks_of(document, titles=TITLES)
    if name.endswith("docx"):
        return annotated_word(name, data, document, remarks).content
    return annotated_workbook(name, data, remarks).content


def correction_of(name: str, data: bytes, document, ids):
    adopted = tuple(Decision(row=one) for one in ids)
    plan = plan_of(document, Decisions(adopted=adopted), name="d")
    if name.endswith("docx"):
        return written_word(name, data, document, plan.cells)
    return written_workbook(name, data, plan.cells)


def same_but(old: bytes, new: bytes, pattern: re.Pattern[str]) -> None:
    before, after = parts_of(old), parts_of(new)
    assert list(before) == list(after)[: len(before)]
    changed = [name for name, content in before.items() if after[name] != content]
    assert [name for name in changed if not pattern.fullmatch(name.lower())] == []


def test_there_are_forms():
    assert len(FILES) > 30


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_form_keeps_all_other_parts_and_comes_out_the_same(path):
    data = path.read_bytes()
    document = assessed(path.name, data)
    once = copy_of(path.name, data, document)
    same_but(data, once, ANNOTATED)
    assert copy_of(path.name, data, document) == once
    again = assessed(path.name, once)
    assert again.extraction.submissions == document.extraction.submissions
    assert copy_of(path.name, once, again) == once


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_form_gets_its_corrections_and_nothing_else(path):
    data = path.read_bytes()
    document = assessed(
        path.name, data,
        rewrites=lambda r: (rewrite(r.level1, r.level2, f"{r.name}（改）", "≥【__】%"),),
    )  # fmt: skip
    rows = [r.indicator for s in document.submissions for p in s.projects for r in p.indicators]
    result = correction_of(path.name, data, document, [one.id for one in rows])
    same_but(data, result.content, CORRECTED)
    assert correction_of(path.name, data, document, [r.id for r in rows]).content == result.content
    after = [
        one.name
        for submission in assessed(path.name, result.content).extraction.submissions
        for project in submission.projects
        for one in project.indicators
    ]
    written = sum("的指标名称" in line for line in result.done)
    assert written + sum("的指标名称" in line for line in result.left) >= len(rows) * bool(written)
    assert len(after) == len(rows) or result.left
    assert sum(name.endswith("（改）") for name in after) >= min(written, 1)


def big(rows: int) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("表")
    sheet.append(HEAD)
    for number in range(rows):
        sheet.append(["产出指标", "数量指标", f"第{number}项培训人数", None])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def test_four_thousand_rows_take_seconds():
    data = big(4000)
    document = assessed(
        "a.xlsx", data, rewrites=lambda r: (rewrite("产出指标", "数量指标", r.name, "≥【__】人"),)
    )
    ids = [
        r.indicator.id for s in document.submissions for p in s.projects for r in p.indicators
    ]  # fmt: skip
    assert len(ids) == 4000
    start = time.process_time()
    once = copy_of("a.xlsx", data, document)
    assert copy_of("a.xlsx", once, document) == once
    result = correction_of("a.xlsx", data, document, ids)
    assert time.process_time() - start < 25
    assert len(result.done) == 4000
    book = openpyxl.load_workbook(io.BytesIO(result.content), read_only=True)
    assert [c.value for c in next(book.active.iter_rows(min_row=4001))][3] == "≥【__】人"


@pytest.mark.parametrize("title", ["表'的'一", "📊绩效", "a&b<c>", "表 1!"])
def test_names_of_sheets_are_quoted_in_links(title):
    book = openpyxl.load_workbook(io.BytesIO(rich_workbook()))
    book.worksheets[0].title = title
    saved = io.BytesIO()
    book.save(saved)
    data = saved.getvalue()
    copy = copy_of("a.xlsx", data, assessed("a.xlsx", data))
    sheet = openpyxl.load_workbook(io.BytesIO(copy))["审核意见"]
    assert sheet["B4"].hyperlink.location == "'{}'!C4".format(title.replace("'", "''"))


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_stay_hidden_and_are_told(state):
    book = openpyxl.load_workbook(io.BytesIO(rich_workbook()))
    book.active = 1
    book.worksheets[0].sheet_state = state
    saved = io.BytesIO()
    book.save(saved)
    data = saved.getvalue()
    remarks = remarks_of(assessed("a.xlsx", data), titles=TITLES)
    result = annotated_workbook("a.xlsx", data, remarks)
    assert any("是隐藏的" in line for line in result.notices)
    book = openpyxl.load_workbook(io.BytesIO(result.content))
    assert [sheet.sheet_state for sheet in book] == [state, "visible", "visible"]


def test_merged_cells_are_written_at_their_first_cell():
    book = openpyxl.Workbook()
    book.active.append([*HEAD[:3], "", HEAD[3]])
    book.active.append([*ROWS[1][:3], "", ROWS[1][3]])
    book.active.merge_cells("C1:D1")
    book.active.merge_cells("C2:D2")
    saved = io.BytesIO()
    book.save(saved)
    data = saved.getvalue()
    new = rewrite("产出指标", "质量指标", "培训考核合格率", "≥95%")
    document = assessed("a.xlsx", data, rewrites=lambda _: (new,))
    result = correction_of("a.xlsx", data, document, ["1"])
    sheet = openpyxl.load_workbook(io.BytesIO(result.content)).active
    assert [c.value for c in sheet[2]][2:] == ["培训考核合格率", None, "≥95%"]
    assert sheet.merged_cells.ranges == openpyxl.load_workbook(
        io.BytesIO(data)).active.merged_cells.ranges  # fmt: skip
    copy = openpyxl.load_workbook(io.BytesIO(copy_of("a.xlsx", data, document))).active
    assert copy["C2"].comment is not None


def test_threaded_comments_and_their_persons_stay_byte_for_byte():
    data = rich_workbook()
    name = next(n for n in parts_of(data) if "comments/comment" in n or n.startswith("xl/comments"))
    threads = {"xl/threadedComments/threadedComment1.xml": b"<ThreadedComments/>",
               "xl/persons/person.xml": b"<personList/>"}  # fmt: skip
    data = with_parts(
        data, {name: lambda old: old.replace("经办人".encode(), b"tc={1-2}"), **threads}
    )
    once = copy_of("a.xlsx", data, assessed("a.xlsx", data))
    assert {part: parts_of(once)[part] for part in threads} == threads
    assert copy_of("a.xlsx", once, assessed("a.xlsx", once)) == once
    sheet = openpyxl.load_workbook(io.BytesIO(once)).worksheets[0]
    assert sheet["C4"].comment.text == "单位自己的批注"


NEW = {"2": rewrite("产出指标", "质量指标", "培训考核合格率", "≥【__】%")}


def word_pair(data: bytes):
    document = assessed("a.docx", data, rewrites=lambda r: (NEW[r.id],) if r.id in NEW else ())
    return copy_of("a.docx", data, document), correction_of("a.docx", data, document, ["2"])


def word_form(name_cell="培训合格率", value_cell="明显提高", behind="") -> bytes:
    return word_file(
        table(row(*HEAD), row(*ROWS[0]), row("产出指标", "质量指标", name_cell, value_cell))
        + behind
    )


def test_in_word_tracked_changes_stay_and_are_not_written_over():
    tracked = cell(
        f'<w:p><w:del w:id="90" w:author="甲"><w:r><w:delText>有所</w:delText></w:r></w:del>'
        f'<w:ins w:id="91" w:author="甲">{run("明显")}</w:ins>{run("提高")}</w:p>'
    )
    copy, result = word_pair(word_form(value_cell=tracked))
    for content in (copy, result.content):
        body = Document(io.BytesIO(content)).element.body
        assert [n.get(f"{W}id") for n in body.iter(f"{W}del", f"{W}ins")] == ["90", "91"]
        assert "".join(t.text for t in body.iter(f"{W}delText")) == "有所"
    assert any("未接受的修订" in line for line in result.left)


def test_in_word_a_footnote_stays_at_its_cell():
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    noted = cell(f"<w:p>{run('明显提高')}{mark}</w:p>")
    copy, result = word_pair(word_form(value_cell=noted))
    assert result.left == ()
    for content in (copy, result.content):
        body = Document(io.BytesIO(content)).element.body
        assert len(list(body.iter(f"{W}footnoteReference"))) == 1
    assert "≥【__】%" in [
        c.text for c in Document(io.BytesIO(result.content)).tables[0].rows[2].cells
    ]


def test_in_word_text_boxes_and_nested_tables_stay():
    box = (
        "<w:p><w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox>"
        f"<w:txbxContent>{paragraph('填表说明：明显提高')}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )
    nested = cell(paragraph("培训合格率") + table(row("备注", "三")) + "<w:p/>")
    data = word_form(name_cell=nested, behind=box)
    copy, result = word_pair(data)
    for content in (copy, result.content):
        root = etree.fromstring(parts_of(content)["word/document.xml"])
        boxes = list(root.iter(f"{W}txbxContent"))
        assert ["".join(n.itertext()) for n in boxes] == ["填表说明：明显提高"]
        assert len(list(root.iter(f"{W}tbl"))) == 2
    text = Document(io.BytesIO(result.content)).tables[0].rows[2].cells[2].paragraphs[0].text
    assert text == "培训考核合格率"


def test_in_word_lines_of_a_text_stay_lines():
    data = word_form()
    document = assessed("a.docx", data, rewrites=lambda r: (NEW[r.id],) if r.id in NEW else ())
    told = Decisions(adopted=(Decision(row="2", value="第一批≥95%\n第二批≥98%"),))
    plan = plan_of(document, told, name="d")
    result = written_word("a.docx", data, document, plan.cells)
    cells = Document(io.BytesIO(result.content)).tables[0].rows[2].cells
    assert cells[3].text == "第一批≥95%\n第二批≥98%"
    assert "第一批≥95% 第二批≥98%" in result.done[-1]


def test_in_word_an_empty_cell_is_marked():
    def empty(one):
        if not one.value:
            yield finding(one, Field.VALUE, "")

    data = word_file(table(row(*HEAD), row(*ROWS[0]), row(*ROWS[2])))
    document = assessed("a.docx", data, findings=empty)
    remarks = remarks_of(document, titles=TITLES)
    result = annotated_word("a.docx", data, document, remarks)
    assert result.placed == len(remarks) == 1


def test_a_protected_sheet_stays_protected_and_is_told():
    book = openpyxl.load_workbook(io.BytesIO(rich_workbook()))
    book.worksheets[0].protection.sheet = True
    book.worksheets[0].protection.password = "1234"
    saved = io.BytesIO()
    book.save(saved)
    data = saved.getvalue()
    remarks = remarks_of(assessed("a.xlsx", data), titles=TITLES)
    result = annotated_workbook("a.xlsx", data, remarks)
    assert any("受保护：批注照写，保护没有改动" in line for line in result.notices)
    locks = [
        re.search(rb"<sheetProtection[^>]*/>", parts_of(one)["xl/worksheets/sheet1.xml"])
        for one in (data, result.content)
    ]
    assert locks[0] is not None
    assert locks[1] is not None
    assert locks[0][0] == locks[1][0]
