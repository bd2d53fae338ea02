"""Small PDF files for tests, written by hand: text, lines, boxes, pictures, form fields.

Places are points from the top left corner. The font is a Chinese one that every viewer knows
(not embedded); a Chinese character is as wide as the type size, an ASCII one half of that.
"""

import hashlib
import math
import re
import struct
import zlib

_FONT = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
    "/DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light "
    "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 "
    "/W [1 95 500] /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 "
    "/FontBBox [0 -120 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 "
    "/StemV 80 >> >>] >>"
)
# Glyph numbers without a table of what they mean, as broken converters write them.
_NAMELESS = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /Nameless /Encoding /Identity-H "
    "/DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Nameless "
    "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 "
    "/FontDescriptor << /Type /FontDescriptor /FontName /Nameless /Flags 4 "
    "/FontBBox [0 -120 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 "
    "/StemV 80 >> >>] >>"
)


class Sheet:
    """One page; every method returns the page."""

    def __init__(self, width=595, height=842, *, rotate=0):
        self.width, self.height, self.rotate = width, height, rotate
        self.steps, self.fields, self.pictures = [], [], []

    def text(self, x, top, text, *, size=10, angle=0, font="F1", hidden=False):
        turn = math.radians(angle)
        cos, sin = math.cos(turn), math.sin(turn)
        down = self.height - top - 0.88 * size if angle == 0 else self.height - top
        code = text.encode("utf-16-be").hex()
        self.steps.append(
            f"BT /{font} {size} Tf {3 if hidden else 0} Tr "
            f"{cos:.4f} {sin:.4f} {-sin:.4f} {cos:.4f} {x} {down:.2f} Tm <{code}> Tj ET"
        )
        return self

    def line(self, x0, top, x1, bottom):
        self.steps.append(f"{x0} {self.height - top} m {x1} {self.height - bottom} l S")
        return self

    def box(self, x0, top, x1, bottom, *, fill=False):
        self.steps.append("0.9 g" if fill else "0 g")
        edges = f"{x0} {self.height - bottom} {x1 - x0} {bottom - top} re"
        self.steps.append(f"{edges} {'f' if fill else 'S'} 0 g")
        return self

    def grid(self, xs, ys):
        for y in ys:
            self.line(xs[0], y, xs[-1], y)
        for x in xs:
            self.line(x, ys[0], x, ys[-1])
        return self

    def row(self, top, cells, *, size=10):
        for x, text in cells.items():
            for index, line in enumerate(text.split("\n")):
                self.text(x, top + index * size * 1.3, line, size=size)
        return self

    def picture(self, x0, top, x1, bottom, pixels, width):
        self.pictures.append((pixels, width))
        self.steps.append(
            f"q {x1 - x0} 0 0 {bottom - top} {x0} {self.height - bottom} cm /I{len(self.pictures)} Do Q"
        )
        return self

    def field(self, x0, top, x1, bottom, value):
        code = ("\ufeff" + value).encode("utf-16-be").hex()
        self.fields.append(
            f"<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V <{code}> "
            f"/Rect [{x0} {self.height - bottom} {x1} {self.height - top}] >>"
        )
        return self


def pdf(*sheets, password=None):
    """Return the bytes of a PDF file with these pages, encrypted if a password is given."""
    objects = [None, None, _FONT, _NAMELESS]
    kids = []
    for sheet in sheets:
        pictures = []
        for pixels, width in sheet.pictures:
            data = zlib.compress(pixels)
            head = (
                f"<< /Type /XObject /Subtype /Image /Width {width} /Height {len(pixels) // width} "
                f"/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode "
                f"/Length {len(data)} >>"
            )
            objects.append((head, data))
            pictures.append(len(objects))
        content = "\n".join(sheet.steps).encode()
        objects.append((f"<< /Length {len(content)} >>", content))
        stream = len(objects)
        fields = []
        for field in sheet.fields:
            objects.append(field)
            fields.append(len(objects))
        images = " ".join(f"/I{i} {n} 0 R" for i, n in enumerate(pictures, start=1))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {sheet.width} {sheet.height}] "
            f"/Rotate {sheet.rotate} /Contents {stream} 0 R "
            f"/Annots [{' '.join(f'{n} 0 R' for n in fields)}] "
            f"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> /XObject << {images} >> >> >>"
        )
        kids.append(len(objects))
    objects[0] = "<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = (
        f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{n} 0 R' for n in kids)}] >>"
    )
    if password is None:
        return _file(objects, "")
    key, entry = _encryption(password)
    locked = []
    for number, content in enumerate(objects, start=1):
        own = _object_key(key, number)
        if isinstance(content, tuple):
            locked.append((content[0], _rc4(own, content[1])))
        else:
            locked.append(
                re.sub(r"\((\w+)\)", lambda m, k=own: f"<{_rc4(k, m[1].encode()).hex()}>", content)
            )
    return _file(locked, f"/ID [<{_ID.hex()}> <{_ID.hex()}>] /Encrypt {entry}")


_ID = bytes(range(16))
_PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")


def _encryption(password):
    padded = (password.encode() + _PADDING)[:32]
    owner = _rc4(hashlib.md5(padded).digest()[:5], padded)
    rights = struct.pack("<i", -4)
    key = hashlib.md5(padded + owner + rights + _ID).digest()[:5]
    user = _rc4(key, _PADDING)
    return key, (f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{owner.hex()}> /U <{user.hex()}> >>")


def _object_key(key, number):
    return hashlib.md5(key + struct.pack("<I", number)[:3] + b"\0\0").digest()[:10]


def _rc4(key, data):
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def _file(objects, extra):
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode()
        if isinstance(content, tuple):
            out += content[0].encode() + b"\nstream\n" + content[1] + b"\nendstream"
        else:
            out += content.encode()
        out += b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    for place in places:
        out += f"{place:010d} 00000 n \n".encode()
    out += (
        f"trailer << /Size {len(objects) + 1} /Root 1 0 R {extra} >>\nstartxref\n{start}\n%%EOF\n"
    ).encode()
    return bytes(out)
