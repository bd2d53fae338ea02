"""Hostile files as a table: what each is called, and what must come of it."""

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

# The builders of small files stand beside the tests of the readers.
sys.path.insert(0, str(Path(__file__).parent / "documents"))

from binary_files import binary_workbook
from hostile_files import (
    CSV,
    DEEP,
    LAUGHS,
    OUTSIDE,
    crowded,
    dense_xlsx,
    far_corners,
    form,
    good_csv,
    good_docx,
    good_html,
    good_mht,
    good_odt,
    good_pdf,
    good_rtf,
    good_xls,
    good_xlsx,
    good_xml_spreadsheet,
    huge_cell,
    inline,
    locked_member,
    locked_package,
    looping_pdf,
    lying_xlsx,
    nested,
    overlapping,
    png,
    replaced_sheet,
    tables_in_tables,
    wide_dimension,
    with_doctype,
    with_macros,
    zeros,
)
from old_files import compound, word_head

from document_word import paragraph, unzipped, word_file, zipped
from document_workbooks import workbook
from pdf_pages import Sheet, pdf

READ = "read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A hostile file.

    Attributes
    ----------
    outcome
        ``read`` or the code of the error; several if which one depends on where a file was cut.
    says
        What the message, or one of the notices if the file is read, must name.
    rows
        How many indicators are read, ``None`` = not looked at.
    """

    name: str
    build: Callable[[], bytes]
    outcome: str | tuple[str, ...] = READ
    says: tuple[str, ...] = ()
    rows: int | None = None

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Return the allowed outcomes."""
        return (self.outcome,) if isinstance(self.outcome, str) else self.outcome


def _locked() -> Iterator[Case]:
    secret = ("加密", "密码")
    for suffix in ("xlsx", "docx", "xls"):
        yield Case(
            name=f"锁-容器.{suffix}", build=locked_package, outcome="input.encrypted", says=secret
        )
    yield Case(
        name="锁-旧.xls",
        build=lambda: good_xls(encrypted=True),
        outcome="input.encrypted",
        says=secret,
    )
    yield Case(
        name="锁-旧.doc", build=lambda: compound({"WordDocument": word_head(flags=0x100)}),
        outcome="input.encrypted", says=secret,
    )  # fmt: skip
    yield Case(
        name="锁.pdf", build=lambda: good_pdf("secret"), outcome="input.encrypted", says=secret
    )
    yield Case(name="锁-空密码.pdf", build=lambda: good_pdf(""), rows=1)
    yield Case(
        name="锁.odt", build=lambda: good_odt(manifest="<manifest:encryption-data/>"),
        outcome="input.encrypted", says=secret,
    )  # fmt: skip
    yield Case(name="锁-成员.zip", build=locked_member, outcome=(READ, "input.encrypted"))


def _blank() -> Iterator[Case]:
    for suffix in (
        "xlsx",
        "xls",
        "docx",
        "doc",
        "pdf",
        "html",
        "csv",
        "txt",
        "jsonl",
        "zip",
        "wps",
    ):
        yield Case(name=f"空.{suffix}", build=bytes, outcome="input.empty-file", says=("空",))
    blanks = {
        "txt": b" \r\n\t\n", "csv": "\ufeff \n".encode(), "xlsx": bytes(4_096),
        "pdf": "　 \n".encode(),     }  # fmt: skip
    for suffix, data in blanks.items():
        yield Case(
            name=f"空白.{suffix}",
            build=lambda data=data: data,
            outcome="input.empty-file",
            says=("空",),
        )
    page = b"<html><body>&nbsp;<table><tr><td></td></tr></table></body></html>"
    yield Case(name="空白.html", build=lambda: page, outcome="input.empty-file", says=("没有",))
    yield Case(
        name="空白.docx",
        build=lambda: word_file(paragraph("")),
        outcome=("input.empty-file", "input.no-indicators"),
    )
    yield Case(
        name="空白表.xlsx",
        build=lambda: workbook([]),
        outcome=("input.empty-file", "input.no-indicators"),
    )
    yield Case(
        name="空白页.pdf",
        build=lambda: pdf(Sheet(), Sheet()),
        outcome="input.empty-file",
        says=("2 页",),
    )


SOUND: Mapping[str, Callable[[], bytes]] = {
    "xlsx": lambda: form("01_system_export.xlsx"),
    "xlsb": binary_workbook,
    "xls": lambda: form("03_classic_cycle_annual.xls"),
    "docx": lambda: form("w04-nested-tables.docx"),
    "doc": lambda: form("w06-two-blocks.doc"),
    "odt": lambda: form("w09-transfer-table.odt"),
    "zip": lambda: zipped({"甲.csv": good_csv() * 20, "乙.xlsx": good_xlsx()}),
    "pdf": good_pdf,
    "html": lambda: good_html(body="<p>年度绩效目标</p>" * 20),
    "mht": good_mht,
    "xml.xls": good_xml_spreadsheet,
    "csv": lambda: form("10_form_gb18030.csv"),
    "txt": lambda: form("w14-inline-gb18030.txt"),
    "jsonl": lambda: '{"name": "培训场次", "value": "≥5场"}\n'.encode() * 10,
    "png": lambda: png(200, 200, rows=200),
}
# A text that ends early is still a text; of a PDF or a page what is left is read.
_SOFT = ("pdf", "html", "mht", "csv", "txt", "jsonl", "xml.xls")
_CUT = ("input.damaged", "input.not-understood", "input.no-indicators", "input.empty-file",
        "input.format", "input.encoding", "input.binary", "input.json", "input.row-columns")  # fmt: skip


def _truncated() -> Iterator[Case]:
    for suffix, build in SOUND.items():
        for percent in (10, 50, 90):
            outcome = (READ, *_CUT) if suffix in _SOFT else ("input.damaged",)
            yield Case(
                name=f"断-{percent}.{suffix.replace('png', 'png.docx')}",
                build=lambda build=build, percent=percent: build()[: len(build()) * percent // 100],
                outcome=outcome,
            )


def _misnamed() -> Iterator[Case]:
    for suffix in ("docx", "pdf", "txt", "csv"):
        yield Case(
            name=f"错名-工作簿.{suffix}", build=good_xlsx, says=(f".{suffix}", "Excel"), rows=1
        )
    yield Case(name="错名-网页.xls", build=good_html, says=(".xls", "网页"), rows=1)
    yield Case(name="错名-新文档.doc", build=good_docx, says=(".doc", "Word"), rows=1)
    yield Case(name="错名-版式.xlsx", build=good_pdf, says=(".xlsx", "PDF"), rows=1)
    yield Case(name="错名-文字.xlsx", build=lambda: form("10_form_gb18030.csv"))
    yield Case(name="错名-旧表.xlsx", build=good_xls, says=(".xlsx", "Excel"), rows=1)
    yield Case(
        name="错名-图片.docx",
        build=lambda: png(64, 64, rows=64),
        outcome="input.empty-file",
        says=("图片",),
    )
    yield Case(name="错名-压缩.docx", build=lambda: zipped({"甲.csv": good_csv()}), rows=1)
    yield Case(
        name="错名-程序.docx",
        build=lambda: b"MZ\x90" + bytes(500),
        outcome="input.format",
        says=("程序",),
    )
    yield Case(
        name="错名-演示.docx",
        build=lambda: zipped({"ppt/presentation.xml": b"<a/>"}),
        outcome="input.format",
        says=("PowerPoint",),
    )


def _macros() -> Iterator[Case]:
    yield Case(name="宏.xlsm", build=with_macros, says=("宏",), rows=1)
    yield Case(
        name="宏.docm", says=("宏",), rows=1,
        build=lambda: zipped({**unzipped(good_docx()), "word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}),
    )  # fmt: skip


def _characters() -> Iterator[Case]:
    yield Case(
        name="字-零字节.txt",
        build=lambda: form("w14-inline-gb18030.txt").replace(b"\n", b"\x00\n", 3),
    )
    yield Case(
        name="字-零字节.csv",
        build=lambda: CSV.replace("培训", "培\x00训").encode(),
        outcome=(READ, "input.binary"),
    )
    yield Case(
        name="字-乱.txt",
        build=lambda: "培训".encode() + b"\xff\xfe\x81" * 30,
        outcome=("input.encoding", "input.binary"),
        says=("编码",),
    )
    yield Case(
        name="字-混.csv",
        build=lambda: CSV.encode() + "产出,数量,乱码,≥5场\n".encode("gbk"),
        outcome="input.encoding",
    )
    yield Case(name="字-半.txt", build=lambda: b"\xff\xfe\x00\xd8a\x00", outcome="input.encoding")
    yield Case(
        name="字-控制.csv",
        build=lambda: CSV.replace("培训", "\x1b[31m培训\u202e=1+1").encode(),
        outcome=(READ, "input.binary"),
    )
    yield Case(
        name="字-公式.csv",
        build=lambda: CSV.replace(
            "培训场次", '"=HYPERLINK(""http://127.0.0.1/"",""培训场次"")"'
        ).encode(),
        rows=1,
    )
    yield Case(
        name="字-命令.csv",
        build=lambda: CSV.replace("培训场次", "@SUM(1+9)*cmd|' /C calc'!A0").encode(),
        rows=1,
    )
    yield Case(
        name="字-半字符.jsonl",
        build=lambda: b'{"name": "\\ud800\xe5\x9f\xb9\xe8\xae\xad\\u0000", "value": "5"}\n',
        outcome=(READ, "input.json"),
    )


def _large() -> Iterator[Case]:
    huge = "数" * 300_000
    says = ("300000",)
    yield Case(
        name="大-字.xlsx", build=lambda: huge_cell(huge), outcome="input.limit", says=("B2", *says)
    )
    yield Case(
        name="大-字.csv",
        build=lambda: CSV.replace("培训场次", huge).encode(),
        outcome="input.limit",
        says=("2", *says),
    )
    yield Case(
        name="大-字.docx",
        build=lambda: good_docx(value=huge),
        outcome="input.limit",
        says=("2", "4", *says),
    )
    yield Case(
        name="大-字.html", build=lambda: good_html(value=huge), outcome="input.limit", says=says
    )
    yield Case(name="大-范围.xlsx", build=wide_dimension, rows=2)
    yield Case(name="大-两角.xlsx", build=far_corners, outcome="input.limit", says=("表1",))
    yield Case(
        name="大-百万列.csv",
        build=lambda: ("一级指标," * 1_000_000).encode() + b"\n",
        outcome="input.limit",
        says=("列",),
    )
    spans = "<tr>" + "<td colspan=1000 rowspan=65534>甲</td>" * 200 + "</tr>"
    yield Case(
        name="大-跨列.html",
        build=f"<html><table>{spans * 200}</table></html>".encode,
        outcome="input.limit",
    )
    yield Case(
        name="大-万页.pdf",
        build=lambda: pdf(*[Sheet()] * 10_000),
        outcome="input.limit",
        says=("10000 页",),
    )
    yield Case(
        name="大-页面.pdf",
        build=lambda: good_pdf().replace(b"/MediaBox [0 0 595 842]", b"/MediaBox [0 0 1e9 1e9]"),
        outcome=(READ, "input.damaged", "input.limit", "input.empty-file"),
    )
    yield Case(
        name="大-图片.docx",
        build=lambda: png(50_000, 50_000),
        outcome="input.limit",
        says=("像素",),
    )
    merges = '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    yield Case(
        name="大-合并.xlsx",
        build=lambda: replaced_sheet(
            f'<sheetData><row r="1">{inline("A1", "甲")}</row></sheetData>{merges}'
        ),
        outcome=(READ, "input.limit", "input.no-indicators"),
    )


def _bombs() -> Iterator[Case]:
    inner = zipped({"乙.zip": zeros(20_000_000)})
    yield Case(
        name="弹-密.zip", build=lambda: zeros(30_000_000), outcome="input.limit", says=("压缩比",)
    )
    yield Case(
        name="弹-套.zip",
        build=lambda: zipped({"甲.zip": inner}),
        outcome="input.format",
        says=("一层",),
    )
    yield Case(
        name="弹-套名.zip",
        build=lambda: zipped({"甲.xlsx": inner}),
        outcome="input.format",
        says=("一层",),
    )
    yield Case(name="弹-叠.zip", build=overlapping, outcome="input.damaged", says=("重叠",))
    yield Case(name="弹-十万.zip", build=crowded, outcome="input.limit", says=("100000",))
    yield Case(name="弹-密.xlsx", build=dense_xlsx, outcome="input.limit", says=("压缩比",))
    yield Case(name="弹-谎.xlsx", build=lying_xlsx, outcome=("input.limit", "input.damaged"))
    unsafe = "input.unsafe-xml"
    for word, doctype in (("笑", LAUGHS), ("外", OUTSIDE)):
        yield Case(
            name=f"弹-{word}.docx",
            build=lambda doctype=doctype: with_doctype(
                good_docx(), "word/document.xml", doctype, text="培训场次"
            ),
            outcome=unsafe,
            says=("document.xml",),
        )
        yield Case(
            name=f"弹-{word}.xlsx",
            build=lambda doctype=doctype: with_doctype(
                good_xlsx(), "xl/workbook.xml", doctype, text="表1"
            ),
            outcome=unsafe,
            says=("workbook.xml",),
        )
        yield Case(
            name=f"弹-{word}.odt",
            build=lambda doctype=doctype: good_odt(doctype=doctype, body="<text:p>&a11;</text:p>"),
            outcome=unsafe,
            says=("content.xml",),
        )
        yield Case(
            name=f"弹-{word}.xls",
            build=lambda doctype=doctype: good_xml_spreadsheet(
                doctype=doctype, extra="<Row><Cell><Data>&a11;</Data></Cell></Row>"
            ),
            outcome=unsafe,
        )
        yield Case(
            name=f"弹-{word}.html",
            build=lambda doctype=doctype: (
                doctype.encode() + good_html(body="<svg><text>&a11;</text></svg>")
            ),
            outcome=(READ, unsafe, "input.format"),
        )
    deep = "input.limit"
    yield Case(
        name="弹-深.docx",
        build=lambda: good_docx(before=nested("w:sdt")),
        outcome=deep,
        says=("嵌套",),
    )
    yield Case(
        name="弹-深.xlsx",
        build=lambda: replaced_sheet(nested("sheetData")),
        outcome=(deep, "input.damaged"),
    )
    yield Case(
        name="弹-深.odt",
        build=lambda: good_odt(body=nested("text:section")),
        outcome=(deep, "input.damaged"),
    )
    yield Case(
        name="弹-深.html",
        build=lambda: good_html(body=nested("div")),
        outcome=(READ, deep, "input.damaged"),
    )
    yield Case(
        name="弹-深表.html",
        build=lambda: good_html(body="<table><tr><td>" * 20_000),
        outcome=(READ, deep, "input.damaged"),
    )
    yield Case(
        name="弹-深.xls",
        build=lambda: good_xml_spreadsheet(extra=nested("Row")),
        outcome=(deep, "input.damaged"),
    )
    yield Case(
        name="弹-深.jsonl",
        build=lambda: b'{"name": ' + b"[" * DEEP + b"]" * DEEP + b"}\n",
        outcome="input.json",
        says=("1",),
    )
    yield Case(
        name="弹-深.rtf",
        build=lambda: good_rtf(before="{\\b " * DEEP),
        outcome=deep,
    )
    yield Case(name="弹-循环.pdf", build=looping_pdf, outcome=(READ, "input.damaged"))
    yield Case(
        name="弹-表中表.docx", build=lambda: word_file(tables_in_tables(30)), outcome=(READ, deep)
    )


CASES: tuple[Case, ...] = (
    *_locked(), *_blank(), *_truncated(), *_misnamed(), *_macros(), *_characters(), *_large(), *_bombs(),
)  # fmt: skip
