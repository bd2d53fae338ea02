"""Ways to spoil a file; what comes out depends on the generator of chances alone."""

import copy
import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeAlias

import lxml.etree

Mutation: TypeAlias = Callable[[bytes, Random], bytes]

_MOST_XML = 300_000
_NUMBERS = (
    b"0", b"-1", b"1", b"2", b"255", b"256", b"65535", b"65536", b"1048576", b"16384",
    b"2147483647", b"2147483648", b"-2147483648", b"4294967295", b"9" * 19, b"9" * 40, b"1e308",
    b"1e400", b"-1e-320", b"NaN", b"inf", b"0.1", b"1.", b"\xc2\xb2", b"\xef\xbc\x91", b"",
)  # fmt: skip
_TEXTS = (
    "", " ", "-1", "0", "9" * 30, "1e999", "nan", "²", "Ⅻ", "\u202e", "\ufeff", "\ufffe", "A1:XFD1048576",
    "XFD1048576", "ZZZ9", "A0", "$A$1:B2", "../../x", "/", "%s%n", "{}", "=1+1", "restart",
    "true", "0001-01-01T00:00:00", "9999-12-31T23:59:59", "#REF!", "\U0001f600", "产出指标", "一级指标",
    "≥", "数" * 3000, "\t\n", "[$-804]yyyy\"年\"", "0" * 300 + ".0", "@@@", '"', "[", "_", "\\",
)  # fmt: skip
_INTEGERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000,
             0xFFFFFFF0, 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFF)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tokens:
    """A mutation that puts, repeats, moves and drops the words of a language."""

    words: tuple[bytes, ...]

    def __call__(self, data: bytes, chance: Random) -> bytes:
        start, end = _piece(data, chance)
        word = chance.choice(self.words)
        match chance.randrange(6):
            case 0:
                return data[:start] + word + data[start:]
            case 1:
                return data[:start] + word * chance.choice((2, 50, 3000)) + data[start:]
            case 2:
                return data[:start] + data[end:]
            case 3:
                return data[:end] + data[start:end] * chance.choice((1, 3, 40)) + data[end:]
            case 4:
                place = chance.randrange(len(data) + 1)
                return data[:place] + data[start:end] + data[place:]
            case _:
                other = chance.choice(self.words)
                return data.replace(word, other, chance.choice((1, 5, -1)))


def flipped(data: bytes, chance: Random) -> bytes:
    """Change some bytes."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8, 64)) if out else 0):
        place = chance.randrange(len(out))
        out[place] = chance.choice(
            (0, 0xFF, out[place] ^ 1 << chance.randrange(8), chance.randrange(256))
        )
    return bytes(out)


def integers(data: bytes, chance: Random) -> bytes:
    """Overwrite a little- or big-endian number with one that is on an edge."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5))):
        form = chance.choice("BHHIIQ")
        size = struct.calcsize(f"<{form}")
        if len(out) < size:
            break
        number = chance.choice(_INTEGERS) & (1 << 8 * size) - 1
        place = chance.randrange(len(out) - size + 1)
        if chance.random() < 0.5:
            place -= place % size
        struct.pack_into(chance.choice("<<<>") + form, out, place, number)
    return bytes(out)


def truncated(data: bytes, chance: Random) -> bytes:
    """Cut the end off, or a piece out of the middle, or the beginning."""
    start, end = _piece(data, chance)
    match chance.randrange(4):
        case 0 | 1:
            return data[: chance.randrange(len(data) + 1)]
        case 2:
            return data[:start] + data[end:]
        case _:
            return data[start:]


def numbers(data: bytes, chance: Random) -> bytes:
    """Replace some decimal numbers."""
    found = list(re.finditer(rb"\d+", data))
    for match in sorted(
        chance.sample(found, min(len(found), chance.choice((1, 2, 6)))),
        key=lambda match: -match.start(),
    ):
        data = data[: match.start()] + chance.choice(_NUMBERS) + data[match.end() :]
    return data


def sectors(data: bytes, chance: Random) -> bytes:
    """Swap or repeat sectors of a compound file."""
    count = len(data) // 512
    if count < 3:
        return flipped(data, chance)
    out = bytearray(data)
    one, other = (512 * chance.randrange(1, count) for _ in range(2))
    out[one : one + 512], out[other : other + 512] = out[other : other + 512], out[one : one + 512]
    return bytes(out)


def spliced(data: bytes, other: bytes, chance: Random) -> bytes:
    """Join the beginning of one file with the end of another."""
    return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other) + 1) :]


def zip_parts(data: bytes, chance: Random) -> bytes:
    """Change the parts of a zip container and pack them again."""
    try:
        parts = _unpacked(data)
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, RuntimeError, EOFError):
        return flipped(data, chance)
    if not parts:
        return flipped(data, chance)
    place = chance.randrange(len(parts))
    name, part = parts[place]
    match chance.randrange(12):
        case 0:
            del parts[place]
        case 1:
            parts.append((name, chance.choice(parts)[1]))
        case 2:
            parts[place] = (name, chance.choice(parts)[1])
        case 3:
            parts[place] = (
                chance.choice((name.upper(), name.replace("/", "\\"), f"/{name}")),
                part,
            )
        case 4:
            parts[place] = (name, b"")
        case 5:
            parts[place] = (name, chance.choice((flipped, truncated, numbers))(part, chance))
        case _:
            suited = [at for at, (_, content) in enumerate(parts) if len(content) <= _MOST_XML]
            place = chance.choice(suited or [0])
            name, part = parts[place]
            is_xml = part.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<")
            parts[place] = (name, (elements if is_xml else integers)(part, chance))
    return packed(parts)


def packed(parts: Sequence[tuple[str, bytes]] | Mapping[str, bytes]) -> bytes:
    """Return a zip container without a date of its own; a name may come twice."""
    stream = io.BytesIO()
    pairs = parts.items() if isinstance(parts, Mapping) else parts
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")
        for name, part in pairs:
            archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _unpacked(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [
            (entry.filename, archive.read(entry))
            for entry in archive.infolist()
            if entry.file_size < 5_000_000
        ]


def elements(data: bytes, chance: Random) -> bytes:
    """Drop, double, move, rename, nest and alter elements of an XML text."""
    try:
        root = lxml.etree.fromstring(data, lxml.etree.XMLParser(resolve_entities=False))
    except (lxml.etree.XMLSyntaxError, ValueError):
        return flipped(data, chance)
    nodes = [node for node in root.iter("*") if node.getparent() is not None]
    for _ in range(chance.choice((1, 1, 2, 4))):
        if len(nodes) < 2:
            break
        _alter(chance.choice(nodes), chance.choice(nodes), chance)
    return lxml.etree.tostring(root, xml_declaration=True, encoding="UTF-8")


_Node: TypeAlias = lxml.etree._Element


def _alter(node: _Node, other: _Node, chance: Random) -> None:
    chance.choice(_ALTERATIONS)(node, other, chance)


def _drop(node: _Node, _other: _Node, _chance: Random) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def _double(node: _Node, _other: _Node, chance: Random) -> None:
    if node.getparent() is not None:
        for _ in range(chance.choice((1, 2, 300))):
            node.addnext(_copied(node, chance))


def _put_inside(node: _Node, other: _Node, chance: Random) -> None:
    other.append(_copied(node, chance))


def _rename(node: _Node, other: _Node, _chance: Random) -> None:
    node.tag = other.tag


def _reword(node: _Node, _other: _Node, chance: Random) -> None:
    if chance.random() < 0.7:
        node.text = chance.choice(_xml_texts())
    else:
        node.tail = chance.choice(_xml_texts())


def _turn_round(node: _Node, _other: _Node, _chance: Random) -> None:
    node[:] = list(reversed(node))


def _nest(node: _Node, _other: _Node, chance: Random) -> None:
    top = _copied(node, chance)
    for _ in range(chance.choice((3, 60, 250))):
        outer = lxml.etree.Element(node.tag)
        outer.append(top)
        top = outer
    node.append(top)


def _comment(node: _Node, _other: _Node, _chance: Random) -> None:
    if node.getparent() is not None:
        node.addnext(lxml.etree.Comment("注"))


def _revalue(node: _Node, _other: _Node, chance: Random) -> None:
    for key in chance.sample(sorted(node.attrib), min(len(node.attrib), 2)):
        if chance.random() < 0.2:
            del node.attrib[key]
        else:
            node.set(key, chance.choice(_xml_texts()))


_ALTERATIONS = (_drop, _double, _put_inside, _rename, _reword, _turn_round, _nest, _comment,
                _revalue, _revalue, _revalue)  # fmt: skip


def _copied(node: lxml.etree._Element, chance: Random) -> lxml.etree._Element:
    """Copy an element; of a large one its frame alone, so that files stay small."""
    if sum(1 for _ in zip(node.iter(), range(41), strict=False)) > 40:
        frame = lxml.etree.Element(node.tag, dict(node.attrib))
        frame.text = chance.choice(_xml_texts())
        return frame
    return copy.deepcopy(node)


def _xml_texts() -> tuple[str, ...]:
    return tuple(text for text in _TEXTS if "\ufffe" not in text)


_OBJECT = re.compile(rb"(\d+) 0 obj\b(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"(?<!end)stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_PDF_NAMES = tuple(
    f"/{name}".encode()
    for name in (
        "Kids", "Parent", "Pages", "Page", "Contents", "MediaBox", "CropBox", "Rotate", "Resources",
        "Font", "XObject", "Length", "Filter", "FlateDecode", "Encoding", "ToUnicode", "W", "DW",
        "Annots", "Rect", "Count", "Root", "Encrypt", "Type0", "DescendantFonts", "Widths", "V",
        "FirstChar", "LastChar", "FontMatrix", "FontBBox", "Subtype", "Form", "Image", "Matrix",
        "ASCII85Decode", "LZWDecode", "RunLengthDecode", "CCITTFaxDecode", "DCTDecode", "ObjStm", "Prev",
        "DecodeParms", "Predictor", "Columns", "BBox", "Identity-H", "CMapName", "XRef", "Index",
    )
)  # fmt: skip
_PDF_TOKENS = (
    b"<<", b">>", b"[", b"]", b"(", b")", b"<", b"> ", b"obj", b"endobj", b"stream\n", b"endstream",
    b" R ", b"1 0 R", b"2 0 R", b"3 0 R", b"null", b"true", b"-1", b"9999999999", b"1e99", b"nan",
    b"BT", b"ET", b"Tj", b"Tf", b"Tm", b"q", b"Q", b"cm", b"re", b"m", b"l", b"S", b"f", b"Do", b"h c",
    b"\n0 0 0 0 0 0 cm\n", b"\n0 0 0 0 0 0 Tm\n", b"\n1e30 0 0 1e30 0 0 cm\n", b"\n/F1 1e9 Tf\n",
    b"xref", b"trailer", b"startxref\n", b"%%EOF",
    *_PDF_NAMES,
)  # fmt: skip
pdf_tokens = Tokens(_PDF_TOKENS)


def pdf_objects(data: bytes, chance: Random) -> bytes:
    """Drop, double and swap objects of a PDF, or spoil one or its inflated stream."""
    found = list(_OBJECT.finditer(data))
    if not found:
        return pdf_tokens(data, chance)
    one, other = chance.choice(found), chance.choice(found)
    body = one.group(2)
    match chance.randrange(9):
        case 0:
            body = other.group(2)
        case 1:
            return data[: one.start()] + data[one.end() :]
        case 2:
            name = chance.choice(_PDF_NAMES)
            body = body.replace(name, chance.choice(_PDF_NAMES), 1)
        case 3:
            body = re.sub(rb"\d+ 0 R", b"%d 0 R" % chance.randint(1, len(found)), body, count=1)
        case 4 | 5:
            body = numbers(body, chance)
        case 6:
            body = pdf_tokens(body, chance)
        case _:
            body = _inner_stream(body, chance)
    start, end = one.span(2)
    return data[:start] + body + data[end:]


def _inner_stream(body: bytes, chance: Random) -> bytes:
    found = _STREAM.search(body)
    if found is None:
        return numbers(body, chance)
    inner = found.group(1)
    deflated = b"/FlateDecode" in body[: found.start()]
    if deflated:
        inflater = zlib.decompressobj()
        try:
            inner = inflater.decompress(inner, 2_000_000)
        except zlib.error:
            deflated = False
    inner = chance.choice((numbers, pdf_tokens, flipped, truncated))(inner, chance)
    inner = zlib.compress(inner) if deflated else inner
    head = re.sub(rb"/Length \d+(?! \d+ R)", b"/Length %d" % len(inner), body[: found.start()])
    return head + b"stream\n" + inner + b"\nendstream\n"


def _piece(data: bytes, chance: Random) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.choice((1, 4, 30, 300, 3000)))
