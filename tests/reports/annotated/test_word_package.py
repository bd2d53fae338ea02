"""Remarks in Word files: at exactly the underlined words, and everything else as it was."""

import io
import subprocess
from pathlib import Path

import pytest
from annotated_samples import HEAD, ROWS, TITLES, assessed, finding, with_parts
from docx import Document
from lxml import etree

from assessor.core.limits import Limits
from assessor.core.submission import Field
from assessor.documents.reading import read_document
from assessor.errors import InputError
from assessor.indicators.extraction import extract
from assessor.reports.annotated.package import parts_of
from assessor.reports.annotated.remarks import remarks_of
from assessor.reports.annotated.word_package import annotated_word
from document_word import cell, paragraph, row, run, table, word_file

FORMS = Path(__file__).parents[2] / "forms"
PAPERS = sorted(FORMS.glob("*/*.docx"))
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MARKS = ("commentRangeStart", "commentRangeEnd")


def annotated(data: bytes, **told):
    document = assessed("a.docx", data, **told)
    remarks = remarks_of(document, titles=TITLES)
    return annotated_word("a.docx", data, document, remarks), remarks


def anchored(data: bytes) -> dict[str, str]:
    """Return the marked words by the text of their comment."""
    document = Document(io.BytesIO(data))
    words: dict[str, str] = {}
    opened: set[str] = set()
    for node in document.element.body.iter():
        if node.tag == f"{W}commentRangeStart":
            opened.add(node.get(f"{W}id"))
            words[node.get(f"{W}id")] = ""
        elif node.tag == f"{W}commentRangeEnd":
            opened.remove(node.get(f"{W}id"))
        elif node.tag == f"{W}t":
            for number in opened:
                words[number] += node.text or ""
    assert not opened
    return {comment.text: words[str(comment.comment_id)] for comment in document.comments}


def plain(document: bytes) -> bytes:
    """Return the text part without marks, runs of the same format joined, in canonical form."""
    root = etree.fromstring(document)
    for tag in MARKS:
        for node in list(root.iter(f"{W}{tag}")):
            node.getparent().remove(node)
    for node in list(root.iter(f"{W}commentReference")):
        node.getparent().getparent().remove(node.getparent())
    for parent in list(root.iter()):
        join_runs(parent)
    for one in root.iter(f"{W}r"):
        join_texts(one)
    return etree.tostring(root, method="c14n")


def join_runs(parent) -> None:
    before = None
    for inner in list(parent):
        runs = before is not None and inner.tag == before.tag == f"{W}r"
        if not (runs and look(inner) == look(before)):
            before = inner
            continue
        for piece in [p for p in inner if p.tag != f"{W}rPr"]:
            before.append(piece)
        parent.remove(inner)


def join_texts(one) -> None:
    for text in list(one.iter(f"{W}t")):
        text.attrib.pop("{http://www.w3.org/XML/1998/namespace}space", None)
        last = text.getprevious()
        if last is not None and last.tag == f"{W}t":
            last.text = (last.text or "") + (text.text or "")
            one.remove(text)


def look(node) -> bytes:
    properties = node.find(f"{W}rPr")
    own = b"" if properties is None else etree.tostring(properties, method="c14n")
    return own + repr(sorted(node.attrib.items())).encode()


def untouched(old: bytes, new: bytes) -> None:
    before, after = parts_of(old), parts_of(new)
    assert set(before) <= set(after)
    main = "word/document.xml"
    for name, content in before.items():
        if name not in (
            main,
            "[Content_Types].xml",
            "word/_rels/document.xml.rels",
            "word/comments.xml",
        ):
            assert after[name] == content, name
    assert plain(after[main]) == plain(before[main])


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.name)
def test_in_real_forms_names_are_marked_exactly_and_nothing_else_changes(path):
    data = path.read_bytes()

    def names(row):
        yield finding(row, Field.NAME, row.name)

    result, remarks = annotated(data, findings=names)
    untouched(data, result.content)
    assert result.placed == len(remarks) > 0
    marked = anchored(result.content)
    shown = {text.split("\n")[0]: words for text, words in marked.items()}
    for remark in remarks:
        words = next((w for t, w in marked.items() if remark.head in t), None)
        assert words is not None, (remark.head, shown)
        assert "".join(words.split()) == "".join(remark.words.split())
    name = "a.docx"
    again = extract(
        read_document(name, result.content, limits=Limits()), name=name, limits=Limits()
    )
    first = extract(read_document(name, data, limits=Limits()), name=name, limits=Limits())
    assert again.submissions == first.submissions


def form(rows=ROWS, **told) -> bytes:
    return word_file(table(row(*HEAD), *(row(*one) for one in rows)), **told)


def test_empty_cells_and_words_over_several_runs_are_marked():
    split = cell(f"<w:p>{run('明', '<w:b/>')}{run('显提')}{run('高吧')}</w:p>")
    rows = table(row(*HEAD), row("产出指标", "质量指标", "培训合格率", split), row(*ROWS[2]))
    data = word_file(rows)

    def some(one):
        yield finding(one, Field.VALUE, "显提高" if one.value else "")

    result, _ = annotated(data, findings=some)
    untouched(data, result.content)
    marked = anchored(result.content)
    assert sorted(marked.values()) == ["", "显提高"]
    runs = [
        n
        for n in Document(io.BytesIO(result.content)).element.body.iter(f"{W}r")
        if n.find(f"{W}rPr/{W}b") is not None
    ]
    assert ["".join(t.text for t in one.iter(f"{W}t")) for one in runs] == ["明"]


def test_tables_in_cells_of_tables_are_found():
    inner = table(row(*HEAD), *(row(*one) for one in ROWS))
    data = word_file(table(row("附件"), row(cell(inner + "<w:p/>"))))
    result, remarks = annotated(data)
    untouched(data, result.content)
    assert result.placed == len(remarks)
    assert "培训合格率" in anchored(result.content).values()


def test_running_text_is_marked_at_its_words():
    text = "产出指标：数量指标：1、新建公路，年度指标值：40公里；2、改造桥梁，年度指标值：6座。"
    data = word_file(paragraph("绩效指标") + paragraph(text))
    document = assessed("a.docx", data)
    rows = document.submissions[0].projects[0].indicators
    assert [r.indicator.name[-4:] for r in rows] == ["新建公路", "改造桥梁"]
    result, remarks = annotated(data)
    untouched(data, result.content)
    marked = anchored(result.content)
    for remark in remarks:
        assert next(w for t, w in marked.items() if remark.head in t) == remark.words


def test_comments_of_the_unit_stay():
    document = Document(io.BytesIO(form()))
    run_of_cell = document.tables[0].rows[1].cells[2].paragraphs[0].runs[0]
    document.add_comment([run_of_cell], text="单位自己的批注", author="经办人", initials="经")
    saved = io.BytesIO()
    document.save(saved)
    once, _ = annotated(saved.getvalue())
    texts = [comment.text for comment in Document(io.BytesIO(once.content)).comments]
    assert texts[0] == "单位自己的批注"
    assert len(texts) == 7
    ids = [n.get(f"{W}id") for n in etree.fromstring(parts_of(once.content)["word/comments.xml"])]
    assert len(ids) == len(set(ids))


def test_a_remark_on_the_whole_stands_at_the_beginning():
    def whole(one):
        yield finding(one, Field.NAME, one.name)

    data = word_file(paragraph("绩效目标表") + table(row(*HEAD), *(row(*one) for one in ROWS)))
    document = assessed("a.docx", data, findings=whole)
    remarks = remarks_of(document, titles=TITLES)
    from dataclasses import replace

    from assessor.core.submission import Origin

    homeless = replace(remarks[0], origin=Origin(), row=None, where="申报材料整体")
    result = annotated_word("a.docx", data, document, (homeless, *remarks[1:]))
    marked = anchored(result.content)
    assert result.placed == 2
    assert next(w for t, w in marked.items() if "位置：申报材料整体" in t) == "绩效目标表"


def test_a_signed_paper_is_refused_and_a_restricted_one_is_told():
    with pytest.raises(InputError, match="数字签名"):
        annotated(with_parts(form(), {"_xmlsignatures/sig1.xml": b"<a/>"}))
    lock = '<w:documentProtection w:edit="readOnly" w:enforcement="1"/>'
    result, _ = annotated(form(parts={"settings": lock}))
    assert any("限制编辑" in notice for notice in result.notices)


def test_control_characters_and_markup_are_harmless():
    def evil(one):
        yield finding(one, Field.NAME, one.name, message="</w:t>\x00\ud800&<b>")

    result, _ = annotated(form(), findings=evil)
    texts = [comment.text for comment in Document(io.BytesIO(result.content)).comments]
    assert all("</w:t>" in text for text in texts)


def test_libreoffice_opens_the_copy_with_its_comments(tmp_path):
    data = next(p for p in PAPERS if p.name.startswith("12_")).read_bytes()
    result, remarks = annotated(data)
    path = tmp_path / "批注.docx"
    path.write_bytes(result.content)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/lo", "--headless", "--convert-to",
         "fodt", "--outdir", str(tmp_path), str(path)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    text = (tmp_path / "批注.fodt").read_text("utf-8")
    assert text.count("<office:annotation ") == len(anchored(result.content))
    assert len(remarks) >= text.count("<office:annotation ") > 0
