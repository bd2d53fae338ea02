"""From bytes to text: byte order mark, strict UTF-8, then GB18030."""

import codecs
import re

from assessor.errors import InputError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Control characters that no text file holds; tab, line breaks and form feeds are text.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\x80-\x84\x86-\x9f]")
# What Chinese office text is made of; anything else in bulk means a wrong encoding.
_USUAL = re.compile(
    r"[\s\x20-\x7e\u00a0-\u00ff\u0370-\u03ff\u2000-\u27bf\u3000-\u33ff\u4e00-\u9fff"
    r"\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\ue000-\uf8ff]"
)
_MOST_CONTROL = 0.002
_LEAST_USUAL = 0.9
_SAMPLE = 200_000


def decode(data: bytes, *, name: str) -> str:
    """Return the text that ``data`` holds.

    Parameters
    ----------
    data
        Bytes of a text file.
    name
        Name of the input, for messages.

    Raises
    ------
    InputError
        ``input.encoding``: none of the encodings fits. ``input.binary``: decodes, but is no
        text.
    """
    text = _decode(data, name=name)
    sample = text[:_SAMPLE]
    if not sample:
        return text
    control = len(_CONTROL.findall(sample))
    if "\x00" in text or control > max(2, len(sample) * _MOST_CONTROL):
        raise binary_error(name)
    if len(_USUAL.findall(sample)) < len(sample) * _LEAST_USUAL:
        raise InputError(
            f"{name}：文字编码无法识别（解出的内容大多不是中文、数字或常用符号）",
            hint="请另存为 UTF-8 或 GB18030（GBK）编码的文本后再试",
            code="input.encoding",
        )
    return _CONTROL.sub("", text) if control else text


def _decode(data: bytes, *, name: str) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding).removeprefix("\ufeff")
            except UnicodeDecodeError as error:
                raise InputError(
                    f"{name}：文件以 {encoding.upper()} 标记开头，但第 {error.start + 1} 字节起无法解码",
                    hint="文件可能被截断，请重新导出或另存为 UTF-8",
                    code="input.encoding",
                ) from error
    if b"\x00" in data:
        raise binary_error(name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name}：既不是 UTF-8 也不是 GB18030 编码，第 {error.start + 1} 字节起无法解码",
            hint="请另存为 UTF-8 或 GB18030（GBK）编码；若本来不是文本文件，请提供原始的 Excel 文件",
            code="input.encoding",
        ) from error


def binary_error(name: str) -> InputError:
    """Return the error for bytes that are no text and no known format."""
    return InputError(
        f"{name}：是二进制文件，不是可读取的文本或表格",
        hint=f"目前可读取：{SUPPORTED}",
        code="input.binary",
    )


SUPPORTED = "文本（.txt）、表格文本（.csv）、行文件（.jsonl）、Excel 工作簿（.xlsx）"
