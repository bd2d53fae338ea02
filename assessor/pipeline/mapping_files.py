"""The small file beside documents that remembers the columns of tables: ``表头对应.toml``.

One section per header, named by its digest::

    # 表头：序号 | 指标 | 目标内容 | 数值 | 单位
    ["表头"."3f2a91c04d7e"]
    "三级指标" = "C"
    "指标值" = "D+E"

Chinese keys may stand without quotes, as a person would write them.
"""

import os
import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from assessor.core.assessment import InputFailure
from assessor.errors import AssessorError, ConfigError
from assessor.indicators.column_mapping import FIELD_NAMES, ColumnMapping, Mappings, mapping_of
from assessor.pipeline.sources import MAPPING_FILE, reason

_TABLE = "表头"
_MOST_BYTES = 1_000_000
_LONGEST_LINE = 4_000
_MOST_WORDS = 30
_BARE_KEY = re.compile(r"^(\s*)([^\s\"'\[#=.]*[^\x00-\x7f\s][^\s\"'\[#=.]*)(\s*=)")
_BARE_SECTION = re.compile(r"^(\s*\[\s*)表头(\s*\.)")
_SECTION = re.compile(r"^\s*\[\s*[\"']?表头[\"']?\s*\.\s*[\"']?([0-9A-Za-z]+)[\"']?\s*\]")
_ANY_SECTION = re.compile(r"^\s*\[")
_PAIR = re.compile(r"^\s*[^#\s\[][^=]*=")
_LINE = re.compile(r"line (\d+)")
_HEAD = (
    "# 本文件由 assessor extract --columns … --remember 写入，读取同一文件夹的文件时自动使用。\n"
    "# 每段对应一种表头；不再需要的段可以删去。\n"
)


def read_mapping_file(path: Path) -> Mappings | InputFailure:
    """Read the mapping file of a folder; a broken one is a failure and remembers nothing."""
    try:
        return Mappings(remembered=tuple(_entries(_text(path), path)))
    except AssessorError as error:
        return InputFailure(
            path=str(path), code="input.mapping", message=error.message, hint=error.hint
        )


def remember(folder: Path, digest: str, mapping: ColumnMapping, words: Sequence[str]) -> Path:
    """Write a mapping under the digest of its header; all other sections stay as they are.

    Raises
    ------
    ConfigError
        ``config.mapping``: the file that is there is broken, or it cannot be written.
    """
    path = folder / MAPPING_FILE
    text = _text(path) if os.path.lexists(path) else _HEAD
    tuple(_entries(text, path))
    try:
        _write(path, _with_section(text, digest, mapping, words))
    except OSError as error:
        raise ConfigError(f"{path}：写不进这个文件（{reason(error)}）",
                          hint="请检查文件夹的写权限和磁盘空间。", code="config.mapping") from error  # fmt: skip
    return path


def _text(path: Path) -> str:
    try:
        if not path.is_file():
            raise _broken(path, "不是普通文件")
        with path.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
    except OSError as error:
        raise _broken(path, f"打不开（{reason(error)}）") from error
    if len(data) > _MOST_BYTES:
        raise _broken(path, f"超过 {_MOST_BYTES:,} 字节")
    if any(len(line) > _LONGEST_LINE for line in data.split(b"\n")):
        # The parser takes a time that grows with the square of a key's parts.
        raise _broken(path, f"有一行超过 {_LONGEST_LINE:,} 字节")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise _broken(path, "不是 UTF-8 编码") from error


def _broken(path: Path, what: str, *, line: int | None = None) -> ConfigError:
    place = f"第 {line} 行：" if line else ""
    return ConfigError(
        f"{path.name} {place}{what}",
        hint=f"请改正或删去该文件（{path.parent}）；其余文件照常读取，但不使用其中的列对应。",
        code="config.mapping",
    )


def _entries(text: str, path: Path) -> Iterator[tuple[str, ColumnMapping]]:
    lines = text.split("\n")
    try:
        data = tomllib.loads("\n".join(map(_quoted, lines)))
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        found = _LINE.search(str(error))
        raise _broken(
            path, "写法不对", line=int(found.group(1)) if found else len(lines)
        ) from error
    for key, sections in data.items():
        if key != _TABLE or not isinstance(sections, dict):
            raise _broken(path, f"“{key}”不是“{_TABLE}”的段", line=_line_of(lines, key))
        for digest, fields in sections.items():
            yield digest, _mapping(fields, path, digest=digest, line=_line_of(lines, digest))


def _quoted(line: str) -> str:
    """Put quotes around Chinese keys, which the format itself does not take bare."""
    return _BARE_KEY.sub(r'\1"\2"\3', _BARE_SECTION.sub(r'\1"表头"\2', line))


def _line_of(lines: Sequence[str], word: str) -> int | None:
    return next((i for i, line in enumerate(lines, 1) if word in line.split("#")[0]), None)


def _mapping(fields: object, path: Path, *, digest: str, line: int | None) -> ColumnMapping:
    if not isinstance(fields, dict):
        raise _broken(path, f"“{digest}”不是一段", line=line)
    pairs: list[tuple[str, str]] = []
    for name, columns in fields.items():
        if isinstance(columns, bool) or not isinstance(columns, str | int):
            raise _broken(path, f'字段“{name}”的列应是文字，如 "D"', line=line)
        pairs.append((name, str(columns)))
    try:
        return mapping_of(pairs, source=MAPPING_FILE)
    except ConfigError as error:
        what = error.message.removeprefix(f"{MAPPING_FILE}：")
        raise _broken(path, what, line=line) from error


def _with_section(text: str, digest: str, mapping: ColumnMapping, words: Sequence[str]) -> str:
    """Return the text of the file with the section of a digest replaced or added."""
    pairs = [f"{_string(FIELD_NAMES[f.role])} = {_string(f.written)}" for f in mapping.fields]
    lines = text.split("\n")
    start = next((i for i, line in enumerate(lines) if _names(line, digest)), None)
    if start is not None:
        end = start + 1
        last = end
        while end < len(lines) and not _ANY_SECTION.match(lines[end]):
            end += 1
            last = end if _PAIR.match(lines[end - 1]) else last
        return "\n".join([*lines[: start + 1], *pairs, *lines[last:]])
    shown = " | ".join(" ".join(word.split()) for word in words[:_MOST_WORDS])
    section = [f"# 表头：{_comment(shown)}", f'["{_TABLE}"."{digest}"]', *pairs, ""]
    return text.rstrip("\n") + "\n\n" + "\n".join(section)


def _names(line: str, digest: str) -> bool:
    match = _SECTION.match(line)
    return match is not None and match.group(1) == digest


def _string(text: str) -> str:
    """Return a basic string of TOML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in escaped) + '"'


def _comment(text: str) -> str:
    return "".join(char for char in text if char.isprintable())


def _write(path: Path, text: str) -> None:
    """Write beside the file and move it there, so that an interrupted run leaves the old one."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text(text, "utf-8", newline="\n")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
