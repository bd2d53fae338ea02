"""From bytes to text: byte order mark, UTF-8, GB18030, Big5, UTF-16, by what reads best.

GB18030 and Big5 share most of their byte pairs, so both often decode without an error. What
decides is how many of the characters are among the common ones of either standard.
"""

import codecs
import re
from dataclasses import dataclass

from assessor.errors import InputError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Control characters that no text file holds; tab, line breaks and form feeds are text.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\x80-\x84\x86-\x9f]")
# What Chinese office text is made of; anything else in bulk means a wrong encoding.
_USUAL = re.compile(
    r"[\s\x20-\x7e\u00a0-\u00ff\u0370-\u03ff\u2000-\u27bf\u3000-\u33ff\u4e00-\u9fff"
    r"\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\ue000-\uf8ff]"
)
_LETTERS = re.compile(r"[^\x00-\xff\u2000-\u27bf\u3000-\u33ff\ufe30-\ufe4f\uff00-\uffef]")
_MULTIBYTE = re.compile(rb"[\xe3-\xe9][\x80-\xbf]{2}|[\xe2\xef][\x80-\xbf]{2}")
_MOST_CONTROL = 0.002
_LEAST_USUAL = 0.9
# Share of common characters: what a text in the right encoding has, and a wrong one has not.
_LEAST_COMMON = 0.8
_CLEARLY_BETTER = 0.15
_MOST_WRONG = 0.01
_MOST_NULS = 0.005
_SAMPLE = 200_000
_NAMES = {
    "utf-8": "UTF-8", "gb18030": "GB18030", "cp950": "Big5", "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16", "utf-32-le": "UTF-32", "utf-32-be": "UTF-32",
}  # fmt: skip
_DECLARED = {
    "utf-8": "utf-8", "utf8": "utf-8", "gb2312": "gb18030", "gbk": "gb18030",
    "gb18030": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030",
    "hz-gb-2312": "gb18030", "windows-936": "gb18030", "big5": "cp950", "big5-hkscs": "cp950",
    "x-x-big5": "cp950", "cp950": "cp950", "windows-950": "cp950",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A text with the encoding it was read in and what had to be repaired, in Chinese."""

    text: str
    encoding: str
    notices: tuple[str, ...] = ()


def decode(data: bytes, *, name: str) -> str:
    """Return the text that ``data`` holds; see ``decode_text``, which also tells of repairs."""
    return decode_text(data, name=name).text


def decode_text(data: bytes, *, name: str, declared: str = "") -> Decoded:
    """Return the text that ``data`` holds and what was repaired.

    Parameters
    ----------
    data
        Bytes of a text file.
    name
        Name of the input, for messages.
    declared
        Encoding that the content itself names, ``""`` if none. Believed only when the content
        agrees: such declarations are often wrong.

    Raises
    ------
    InputError
        ``input.encoding``: none of the encodings fits. ``input.binary``: decodes, but is no
        text.
    """
    data, nuls, mark = _without_nuls(data)
    encoding = mark or _choose(data, declared=_DECLARED.get(declared.strip().lower(), ""))
    if encoding is None:
        raise binary_error(name)
    try:
        text, notices = _decode_as(data, encoding, name=name)
    except InputError as error:
        # Broken text that holds NUL bytes as well is no text.
        raise (binary_error(name) if nuls else error) from error
    if nuls:
        notices = (*notices, f"删除了 {nuls} 个空字节（NUL），其余内容可读")
    _check_text(text, name=name)
    cleaned, count = _CONTROL.subn("", text)
    if count:
        notices = (*notices, f"删除了 {count} 个控制字符")
    return Decoded(text=cleaned, encoding=_NAMES[encoding], notices=notices)


def common_share(text: str) -> float:
    """Return which share of the characters beyond Latin and punctuation is common Chinese."""
    letters = _LETTERS.findall(text[:_SAMPLE])
    if not letters:
        return 1.0
    return sum(letter in _COMMON for letter in letters) / len(letters)


def _common_characters() -> frozenset[str]:
    """Return the first level of GB 2312 and of Big5: the characters that texts are made of."""
    simplified = bytes(
        byte for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF) for byte in (lead, trail)
    )
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    traditional = bytes(
        byte for lead in range(0xA4, 0xC7) for trail in trails for byte in (lead, trail)
    )
    found = simplified.decode("gb2312", "ignore") + traditional.decode("big5", "ignore")
    return frozenset(found) - {"\ufffd"}


_COMMON = _common_characters()


def _without_nuls(data: bytes) -> tuple[bytes, int, str]:
    """Return the bytes without mark and stray NULs, their count, and the marked encoding."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            data = data[len(mark) :]
            if encoding != "utf-8":
                return data, 0, encoding
            # A marked file is UTF-8 even where a byte is broken.
            nuls = _few_nuls(data)
            return (data.replace(b"\x00", b"") if nuls else data), nuls, encoding
    wide = _wide_encoding(data) if b"\x00" in data else ""
    if wide:
        return data, 0, wide
    nuls = _few_nuls(data)
    return (data.replace(b"\x00", b"") if nuls else data), nuls, ""


def _few_nuls(data: bytes) -> int:
    """Return the number of NUL bytes if they are few or only pad the end, else 0."""
    inner = data.rstrip(b"\x00").count(b"\x00")
    if inner > max(2, len(data) * _MOST_NULS) or not data.strip(b"\x00"):
        return 0
    return data.count(b"\x00")


def _wide_encoding(data: bytes) -> str:
    """Return the UTF-16 variant that unmarked bytes are readable in, ``""`` if none."""
    sample = data[: _SAMPLE - _SAMPLE % 2]
    sample = sample[: len(sample) - len(sample) % 2]
    best, best_share = "", 0.0
    for encoding in ("utf-16-le", "utf-16-be"):
        text = sample.decode(encoding, "replace").removesuffix("\ufffd")
        if not text or "\x00" in text or "\ufffd" in text or _CONTROL.search(text):
            continue
        share = min(len(_USUAL.findall(text)) / len(text), common_share(text))
        if share > best_share:
            best, best_share = encoding, share
    return best if best_share >= _LEAST_USUAL else ""


def _choose(data: bytes, *, declared: str) -> str | None:
    """Return the encoding that reads best; ``None`` if bytes without one cannot be text."""
    if b"\x00" in data:
        return None
    sample = data[:_SAMPLE]
    local = _best_local(sample, declared=declared)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        if _is_broken_utf8(data):
            return "utf-8"
    else:
        return local if _is_accidental_utf8(text, sample, local) else "utf-8"
    if _score(sample, local) < _LEAST_COMMON / 2 and (wide := _wide_encoding(data)):
        return wide
    return local


def _best_local(sample: bytes, *, declared: str) -> str:
    simplified, traditional = _score(sample, "gb18030"), _score(sample, "cp950")
    lead = 0.0 if declared == "cp950" else _CLEARLY_BETTER
    return "cp950" if traditional > simplified + lead and traditional > 0.5 else "gb18030"


def _score(sample: bytes, encoding: str) -> float:
    text = sample.decode(encoding, "replace")
    # The end of a sample may cut a character in two.
    text = text.removesuffix("\ufffd")
    wrong = text.count("\ufffd")
    return common_share(text) - (5 * wrong / len(text) if text else 0.0)


def _is_broken_utf8(data: bytes) -> bool:
    """Whether bytes that are no strict UTF-8 are so only in a few places."""
    text = data.decode("utf-8", "replace")
    wrong = text.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    whole = len(_MULTIBYTE.findall(data[:_SAMPLE]))
    return whole >= 10 * min(wrong, _SAMPLE) and common_share(text) >= _LEAST_COMMON


def _is_accidental_utf8(text: str, sample: bytes, local: str) -> bool:
    """Whether a short text in a Chinese encoding happens to be correct UTF-8."""
    if text.isascii() or any(ord(char) >= 0x800 for char in text[:_SAMPLE]):
        return False
    return len(_USUAL.findall(text)) < len(text) and _score(sample, local) >= _LEAST_USUAL


def _decode_as(data: bytes, encoding: str, *, name: str) -> tuple[str, tuple[str, ...]]:
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError as error:
        text = data.decode(encoding, "replace")
        before = data[: error.start].decode(encoding, "replace")
        wrong = max(1, text.count("\ufffd"))
        if wrong > max(1, len(text) * _MOST_WRONG) or wrong * 4 > len(text):
            raise _encoding_error(name, encoding, error.start) from error
        if common_share(text.replace("\ufffd", "")) < _LEAST_COMMON:
            raise _encoding_error(name, encoding, error.start) from error
    line = len(re.findall(r"\r\n|\r|\n", before)) + 1
    notice = (
        f"按 {_NAMES[encoding]} 读取时有 {wrong} 处字节无法解码，已用“\ufffd”代替"
        f"（第一处在第 {line} 行），请核对原文"
    )
    return text, (notice,)


def _encoding_error(name: str, encoding: str, start: int) -> InputError:
    if encoding == "gb18030":
        return InputError(
            f"{name}：既不是 UTF-8 也不是 GB18030 编码，第 {start + 1} 字节起无法解码",
            hint="请另存为 UTF-8 或 GB18030（GBK）编码；若本来不是文本文件，请提供原始的 Excel 文件",
            code="input.encoding",
        )
    return InputError(
        f"{name}：内容像 {_NAMES[encoding]} 编码，但第 {start + 1} 字节起无法解码",
        hint="文件可能被截断，请重新导出或另存为 UTF-8",
        code="input.encoding",
    )


def _check_text(text: str, *, name: str) -> None:
    sample = text[:_SAMPLE]
    if not sample:
        return
    control = len(_CONTROL.findall(sample))
    if "\x00" in text or control > max(2, len(sample) * _MOST_CONTROL):
        raise binary_error(name)
    if len(_USUAL.findall(sample)) < len(sample) * _LEAST_USUAL:
        raise InputError(
            f"{name}：文字编码无法识别（解出的内容大多不是中文、数字或常用符号）",
            hint="请另存为 UTF-8 或 GB18030（GBK）编码的文本后再试",
            code="input.encoding",
        )


def binary_error(name: str) -> InputError:
    """Return the error for bytes that are no text and no known format."""
    return InputError(
        f"{name}：是二进制文件，不是可读取的文本或表格",
        hint=f"目前可读取：{SUPPORTED}",
        code="input.binary",
    )


SUPPORTED = (
    "Excel 表格（.xlsx、.xls、.et、.ods）、Word 文档（.docx、.doc、.wps、.rtf、.odt）、PDF、"
    "网页（.html、.mht）、文本（.txt、.csv、.jsonl）、压缩包（.zip）"
)
