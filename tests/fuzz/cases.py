"""What is fuzzed: per reader its seeds and the mutations that suit them.

A case is a reader and a number: the same number gives the same bytes as long as the seeds stay.
"""

import io
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import TypeAlias

from binary_files import binary_workbook
from old_files import OldSheet, compound, old_workbook, record
from PIL import Image, ImageDraw

from document_word import cell, paragraph, row, table, word_file
from document_workbooks import workbook
from pdf_pages import Sheet, pdf

from .mutations import (
    Mutation,
    Tokens,
    elements,
    flipped,
    integers,
    numbers,
    packed,
    pdf_objects,
    pdf_tokens,
    sectors,
    spliced,
    truncated,
    zip_parts,
)

_REPOSITORY = Path(__file__).parents[2]
_FORMS = _REPOSITORY / "tests" / "forms"
_DOCUMENTS = _REPOSITORY / "corpus" / "documents"
_MOST_SEED = 120_000
# Character recognition takes seconds a page; pictures are fuzzed on their own.
_SCANNED = "扫描件"
_HEADER = ["一级指标", "二级指标", "三级指标", "指标值"]
_ROWS = [["产出指标", "数量指标", "培训场次", "≥5场"], ["", "质量指标", "验收合格率", "≥95%"]]
Seeds: TypeAlias = Mapping[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One reader: the suffixes of its sample files, more seeds, mutations, and its cost."""

    suffixes: tuple[str, ...]
    more: Callable[[], Seeds]
    mutations: tuple[Mutation, ...]
    is_slow: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The bytes of one case and a name that suits them."""

    reader: str
    number: int
    name: str
    data: bytes


def case(reader: str, number: int) -> Case:
    """Return a case of a reader."""
    chance = Random(f"{reader}:{number}")
    found = READERS[reader]
    seeds = sorted(seeds_of(reader).items())
    name, data = chance.choice(seeds)
    if chance.random() < 0.05:
        data = spliced(data, chance.choice(seeds)[1], chance)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 5))):
        data = chance.choice(found.mutations)(data, chance)
    return Case(reader=reader, number=number, name=name, data=data[:2_000_000])


@cache
def seeds_of(reader: str) -> Seeds:
    """Return the sample files of a reader by name; large ones are left out."""
    found = READERS[reader]
    paths = sorted({*_FORMS.glob("*/*"), *_DOCUMENTS.glob("*")})
    seeds = {
        path.name: path.read_bytes()
        for path in paths
        if path.suffix.lower() in found.suffixes
        and path.stat().st_size <= _MOST_SEED
        and _SCANNED not in path.name
    }
    return {**seeds, **found.more()}


def _workbooks() -> Seeds:
    lines = [[f"指标{n}", n / 7, n] for n in range(3)]
    return {
        "built.xlsx": workbook(
            [_HEADER, *_ROWS], lines, merges=["A2:A3"], formats={"D2": "0.0%"}, hidden=[1]
        )
    }


def _word() -> Seeds:
    merged = cell("产出指标", '<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>')
    follow = cell("", '<w:gridSpan w:val="2"/><w:vMerge/>')
    body = (
        paragraph("绩效目标表")
        + table(
            row(*_HEADER),
            row(merged, "场次", "≥5场"),
            row(follow, cell(table(row("甲", "乙"))), "丙"),
        )
        + paragraph("注", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
    )
    levels = (
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    return {"built.docx": word_file(body, parts={"numbering": levels})}


def _pages() -> Seeds:
    sheet = Sheet().grid([50, 150, 250, 400, 540], [100, 130, 160, 190])
    for number, line in enumerate([_HEADER, *_ROWS]):
        sheet.row(108 + 30 * number, dict(zip((55, 155, 255, 405), line, strict=True)))
    loose = (
        Sheet(rotate=90)
        .text(60, 60, "一、产出指标")
        .text(60, 80, "1.培训场次：≥5场")
        .text(60, 90, "字", angle=90)
    )
    form = (
        Sheet().field(50, 50, 200, 80, "≥5场").box(50, 50, 200, 80).text(60, 100, "名", font="F2")
    )
    return {
        "built.pdf": pdf(sheet, loose), "form.pdf": pdf(form, sheet),
        "locked.pdf": pdf(sheet, password=""),
    }  # fmt: skip


def _binary() -> Seeds:
    return {"built.xlsb": binary_workbook()}


def _old_books() -> Seeds:
    sheet = OldSheet(
        name="表", rows=[_HEADER, *_ROWS, [1, 0.5, True, None]], merges=[(1, 2, 0, 0)],
        formats={(3, 1): "0%"}, hidden_rows=[3], hidden_columns=[3],
    )  # fmt: skip
    return {
        "old8.xls": old_workbook(sheet, sheet),
        "old5.xls": old_workbook(sheet, version=5, codepage=936),
    }


def _html() -> Seeds:
    cells = "".join(f"<td rowspan=2 colspan='2'>{text}</td>" for text in _ROWS[0])
    page = (
        f"<html><head><meta charset=utf-8><style>.a{{display:none}}</style></head><body><h1>表</h1>"
        f"<table><thead><tr><th>甲</th></tr></thead><tr>{cells}</tr><tr><td><ul><li>一<li>二</ul>"
        "<table><tr><td class=a>内</td></tr></table></td></tr></table><pre>行\n行</pre>"
        "<select><option selected>≥</option></select><input value='5'></body></html>"
    )
    mime = (
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=xx\r\n\r\n--xx\r\n"
        'Content-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: 8bit\r\n'
        f"Content-Location: file:///C:/a.htm\r\n\r\n{page}\r\n--xx--\r\n"
    )
    rows = "".join(
        "<Row>" + "".join(f'<Cell ss:MergeDown="1"><Data ss:Type="String">{text}</Data></Cell>' for text in line)
        + "</Row>"
        for line in [_HEADER, *_ROWS]
    )  # fmt: skip
    xml = (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="s1">'
        '<NumberFormat ss:Format="0%"/></Style></Styles><Worksheet ss:Name="表"><Table>'
        f'<Column ss:Index="2" ss:Hidden="1"/>{rows}<Row ss:Index="9"><Cell ss:Index="3" ss:StyleID="s1">'
        '<Data ss:Type="Number">0.5</Data></Cell></Row></Table></Worksheet></Workbook>'
    )
    return {"built.html": page.encode(), "built.mht": mime.encode(), "built.xls": xml.encode()}


def _text() -> Seeds:
    drawn = "┌──┬──┐\n│指标│值│\n├──┼──┤\n│场次│≥5场│\n└──┴──┘\n"
    spaced = "一级指标    三级指标    指标值\n产出指标    场次        ≥5场\n"
    return {
        "drawn.txt": drawn.encode(),
        "spaced.txt": spaced.encode("gb18030"),
        "bars.txt": b"|a|b|\n|-|-|\n|1|2|\n",
    }


def _separated() -> Seeds:
    lines = "".join(",".join(line) + "\r\n" for line in [_HEADER, *_ROWS])
    quoted = lines.replace("培训场次", '"培训\n""场""次"')
    rows = "id,level1,level2,name,value\n1,产出指标,数量指标,培训场次,≥5场\n"
    return {
        "built.csv": quoted.encode("gb18030"), "rows.csv": rows.encode(),
        "built.tsv": lines.replace(",", "\t").encode("utf-16"),
    }  # fmt: skip


def _rows() -> Seeds:
    return {
        "built.jsonl": '{"id": 1, "name": "场次", "value": "≥5场"}\n{"name": "率", "value": null}\n'.encode()
    }


def _pictures() -> Seeds:
    image = Image.new("RGB", (160, 60), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((5, 5, 150, 50), outline="black")
    draw.text((12, 20), "5 >= 95%", fill="black")
    seeds = {}
    for suffix in ("png", "jpeg", "tiff", "bmp", "gif", "webp"):
        stream = io.BytesIO()
        image.save(stream, suffix)
        seeds[f"built.{suffix}"] = stream.getvalue()
    return seeds


def _archives() -> Seeds:
    return {
        "built.zip": packed(
            [
                ("甲/a.csv", _separated()["built.csv"]),
                ("b.xlsx", _workbooks()["built.xlsx"]),
                ("c/", b""),
            ]
        )
    }


def _none() -> Seeds:
    return {}


def _biff(data: bytes, chance: Random) -> bytes:
    """Spoil the records of a small old workbook, then pack it soundly."""
    stream = old_workbook(
        OldSheet(name="表", rows=[_HEADER, [1, 0.5, True, "字"]], merges=[(0, 1, 0, 1)]), bare=True
    )
    records = []
    place = 0
    while place + 4 <= len(stream):
        number, size = struct.unpack_from("<HH", stream, place)
        records.append((number, stream[place + 4 : place + 4 + size]))
        place += 4 + size
    for _ in range(chance.choice((1, 1, 2, 4))):
        at = chance.randrange(len(records))
        number, body = records[at]
        match chance.randrange(6):
            case 0:
                del records[at]
            case 1:
                records.insert(chance.randrange(len(records)), (number, body))
            case 2:
                records[at] = (chance.choice(records)[0], body)
            case 3:
                records[at] = (number, body[: chance.randrange(len(body) + 1)])
            case _:
                records[at] = (number, integers(body, chance))
    name = chance.choice(("Workbook", "Book"))
    return compound({name: b"".join(record(number, body) for number, body in records)})


_MARKUP = Tokens(
    tuple(
        word.encode()
        for word in (
            "<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<td rowspan=1000>", "<th colspan=0>",
            "<td colspan=999999999>", "<td rowspan=0>", "<td colspan=-2>", "<div>", "</div>", "<p>", "<ul>", "<li>", "<ol start=-5>",
            "<li value=99999999999>", "<br>", "<!--", "-->", "<![CDATA[", "]]>", "<script>", "</script>", "<style>",
            "<pre>", "<select>", "<option>", "<textarea>", "<input value=", "&#0;", "&#xd800;", "&#x110000;",
            "&nbsp;", "&lt", "<svg>", "<math>", "<template>", "<frameset>", "<iframe>", "<noscript>", "<plaintext>",
            " style='display:none'", " hidden", " style='mso-number-format:\"0%\"'", "\x00", "\r\n\r\n", "--xx",
            "Content-Transfer-Encoding: base64\r\n", "=E4=", "charset=utf-16", "<!DOCTYPE a [<!ENTITY b 'c'>]>",
            "<Row ss:Index='99999999'>", "<Cell ss:MergeAcross='70000'>", "</Row>", "<Table>", "<caption>", "<tbody>",
            "<center>", "<font>", "<colgroup>", "<col span=1000>", "<h7>", "<h1>", "<body>", "<html>", "<meta charset=x>",
        )
    )
)  # fmt: skip
_PLAIN = Tokens(
    tuple(
        word.encode()
        for word in (
            "\t", "\n", "\r", "\f", "\v", "\x00", "\x1c", "\u2028", "\u0085", "\ufeff", "　", ",", ";", '"', '""', "|", "---", "│", "├─┼─┤", "┌──┐",
            "一级指标", "二级指标", "三级指标", "指标值", "产出指标", "数量指标", "≥5场", "（一）", "1.", "①", "：", "。", "=cmd|' /C calc'!A0",
            "\u202e", "\U0001f600", "\u0301", "绩效目标表", "项目名称", "预算", "合计", "注：", "  ", "100%", "2024年",
        )
    )
)  # fmt: skip
_JSON = Tokens(
    (
        b"{", b"}", b"[", b"]", b'"', b":", b",", b"null", b"true", b"NaN", b"1e999", b"-0", b"\\ud800", b"\\u0000", b"\n", b"9" * 5000,
        b'"name"', b'"value"', b'"id"', b'"project"', b'{"name": {}, "value": []}\n', b"[" * 500, b'{"a":' * 500, b"\xff",
    )
)  # fmt: skip
_RTF = Tokens(
    (b"{", b"}", b"\\", b"\\bin99999 ", b"\\u-1 ", b"\\trowd", b"\\cell", b"\\row", b"\\intbl", b"\\cellx-5", b"{\\*", b"\\'ff", b"\\par ")
)  # fmt: skip
_BYTES: tuple[Mutation, ...] = (flipped, integers, truncated)
_ZIP: tuple[Mutation, ...] = (zip_parts, zip_parts, zip_parts, zip_parts, *_BYTES)
_OLE: tuple[Mutation, ...] = (sectors, integers, *_BYTES)

READERS: Mapping[str, Reader] = {
    "xlsx": Reader(suffixes=(".xlsx", ".xlsm"), more=_workbooks, mutations=_ZIP),
    "xlsb": Reader(suffixes=(".xlsb",), more=_binary, mutations=_ZIP),
    "xls": Reader(suffixes=(".xls",), more=_old_books, mutations=(*_OLE, _biff, _biff)),
    "docx": Reader(suffixes=(".docx", ".docm"), more=_word, mutations=_ZIP),
    "pdf": Reader(
        suffixes=(".pdf",), more=_pages, mutations=(*[pdf_objects] * 5, pdf_tokens, numbers, *_BYTES)
    ),
    "html": Reader(
        suffixes=(".html", ".htm", ".mht", ".mhtml"), more=_html,
        mutations=(*[_MARKUP] * 4, numbers, elements, *_BYTES),
    ),
    "text": Reader(suffixes=(".txt",), more=_text, mutations=(*[_PLAIN] * 6, numbers, flipped, truncated)),
    "csv": Reader(
        suffixes=(".csv", ".tsv"), more=_separated, mutations=(*[_PLAIN] * 6, numbers, flipped, truncated)
    ),
    "jsonl": Reader(suffixes=(".jsonl",), more=_rows, mutations=(*[_JSON] * 6, numbers, flipped, truncated)),
    "archive": Reader(suffixes=(".zip",), more=_archives, mutations=(zip_parts, *_BYTES)),
    "picture": Reader(suffixes=(), more=_pictures, mutations=_BYTES, is_slow=True),
    "office": Reader(
        suffixes=(".doc", ".wps", ".et", ".rtf", ".odt", ".ods"), more=_none,
        mutations=(sectors, zip_parts, _RTF, numbers, *_BYTES), is_slow=True,
    ),
}  # fmt: skip
