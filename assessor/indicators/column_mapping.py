"""What a user says of the columns of a table: ``三级指标=D,指标值=F+G``.

A mapping is data: it is written at a call or in a mapping file, and it is applied to sheets by
``mapped_headers``. Fields that it does not name stay as they are recognised.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assessor.errors import ConfigError
from assessor.indicators.columns import Role, meaning
from assessor.indicators.sheet import join_wrapped
from assessor.indicators.values import clean_cell, join_value, looks_like_value
from assessor.text.normalise import normalise

FIELDS = {
    "一级指标": Role.LEVEL1,
    "二级指标": Role.LEVEL2,
    "三级指标": Role.NAME,
    "指标值": Role.VALUE,
    "实施周期指标值": Role.CYCLE_VALUE,
    "计算符号": Role.SIGN,
    "计量单位": Role.UNIT,
    "权重": Role.WEIGHT,
    "实际完成值": Role.ACTUAL,
    "指标解释": Role.DESCRIPTION,
    "项目名称": Role.PROJECT,
    "单位名称": Role.ORGANISATION,
}
FIELD_NAMES = {role: name for name, role in FIELDS.items()}
OPTION = "--columns"
NO_HEADER = (0, 0)
_NOTHING = frozenset({"无", "-"})
_MOST_COLUMNS = 16_384  # XFD, the last column of a worksheet
_MOST_CHARACTERS = 2_000
_LONGEST_UNIT = 8
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "「": "」", "『": "』"}
_SEPARATORS = frozenset(",，;；\n")
_LETTERS = re.compile(r"^[A-Za-z]{1,3}$")
_NUMBER = re.compile(r"^\d{1,5}$")
_ROWS = re.compile(r"^(\d{1,7})(?:[-—~～至到](\d{1,7}))?$")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_EXAMPLE = "写法：--columns '三级指标=D,指标值=F+G'，列可写字母、序号（从 1 起）或加引号的表头文字"
_PLAIN_SIGN = re.compile(
    r"^(?:[≥≤><=＝＞＜≧≦⩾⩽]|>=|<=|[大小]于(?:等于)?|不[低少高多大小]于|等于|定性)$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One column: its index from 0, or the printed text of its header."""

    column: int | None = None
    header: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedField:
    """A field with its columns; several are joined, none means that the field is not taken."""

    role: Role
    references: tuple[Reference, ...]
    written: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMapping:
    """The columns that a user has told for one table.

    Attributes
    ----------
    source
        ``--columns`` or the name of a mapping file, for notices.
    header_rows
        First and last header row as shown to a person; ``None`` = to be found,
        ``NO_HEADER`` = the table has none.
    sheet, table
        The table that is meant, by name of its sheet or by number; neither = the first that fits.
    """

    fields: tuple[MappedField, ...]
    source: str
    header_rows: tuple[int, int] | None = None
    sheet: str = ""
    table: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mappings:
    """The mappings that hold for one document.

    Attributes
    ----------
    given
        Told for this document.
    remembered
        Told earlier, by the digest of the header.
    """

    given: ColumnMapping | None = None
    remembered: tuple[tuple[str, ColumnMapping], ...] = ()

    def __bool__(self) -> bool:
        """Whether anything was told."""
        return self.given is not None or bool(self.remembered)


NO_MAPPINGS = Mappings()


def parse_columns(text: str) -> ColumnMapping:
    """Read what was written after ``--columns``.

    Raises
    ------
    ConfigError
        ``config.mapping``: an unknown field, a column that is none, a field told twice, or no
        column for the name or the value.

    Examples
    --------
    >>> mapping = parse_columns("三级指标=D,指标值=F+G,表头=5")
    >>> [(field.role.value, field.written) for field in mapping.fields], mapping.header_rows
    ([('name', 'D'), ('value', 'F+G')], (5, 5))
    """
    if len(text) > _MOST_CHARACTERS:
        raise _wrong(OPTION, f"内容有 {len(text)} 个字符，太长")
    fields: list[tuple[str, str]] = []
    options: dict[str, str] = {}
    for part in _split(text, _SEPARATORS):
        if not part.strip():
            continue
        pieces = [piece.strip() for piece in _split(part, frozenset("=＝"))]
        if len(pieces) != 2 or not all(pieces):
            raise _wrong(OPTION, f"“{part.strip()}”不是“字段=列”的写法")
        key, told = pieces
        if key in ("表头", "工作表", "表"):
            if key in options:
                raise _wrong(OPTION, f"“{key}”写了两次")
            options[key] = told
        else:
            fields.append((key, told))
    return mapping_of(
        fields,
        source=OPTION,
        header_rows=_header_rows(options.get("表头", "")),
        sheet=_unquoted(options.get("工作表", "")),
        table=_table_number(options.get("表", "")),
    )


def mapping_of(
    fields: Iterable[tuple[str, str]],
    *,
    source: str,
    header_rows: tuple[int, int] | None = None,
    sheet: str = "",
    table: int | None = None,
) -> ColumnMapping:
    """Return the mapping of fields, by their Chinese names, to columns as written.

    Raises
    ------
    ConfigError
        As :func:`parse_columns`.
    """
    found: dict[Role, MappedField] = {}
    for name, written in fields:
        role = _role(name, source)
        if role in found:
            raise _wrong(source, f"字段“{FIELD_NAMES[role]}”写了两次")
        references = () if written.strip() in _NOTHING else _references(name, written, source)
        found[role] = MappedField(role=role, references=references, written=written.strip())
    _check(found, source)
    return ColumnMapping(
        fields=tuple(found.values()), source=source, header_rows=header_rows, sheet=sheet,
        table=table,
    )  # fmt: skip


def _check(found: dict[Role, MappedField], source: str) -> None:
    told = {role for role, item in found.items() if item.references}
    if Role.NAME not in told:
        raise _wrong(source, "没有写“三级指标”在哪一列")
    if not told & {Role.VALUE, Role.CYCLE_VALUE}:
        raise _wrong(source, "没有写“指标值”或“实施周期指标值”在哪一列")
    owner: dict[tuple[Reference, ...], Role] = {}
    for role, item in found.items():
        if item.references and (other := owner.setdefault(item.references, role)) is not role:
            both = f"“{FIELD_NAMES[other]}”和“{FIELD_NAMES[role]}”"
            raise _wrong(source, f"{both}写的是同一列 {item.written}")


def _role(name: str, source: str) -> Role:
    role = FIELDS.get(name) or meaning(name).strong
    if role not in FIELD_NAMES:
        raise _wrong(source, f"没有名为“{name}”的字段", hint=f"可用的字段：{'、'.join(FIELDS)}")
    return role


def _references(name: str, written: str, source: str) -> tuple[Reference, ...]:
    found: list[Reference] = []
    for part in _split(written, frozenset("+＋")):
        reference = _reference(part.strip())
        if reference is None:
            raise _wrong(source, f"字段“{name}”的列“{part.strip()}”看不懂")
        if reference in found:
            raise _wrong(source, f"字段“{name}”的列“{part.strip()}”写了两次")
        found.append(reference)
    return tuple(found)


def _reference(text: str) -> Reference | None:
    if _unquoted(text) != text:
        inner = _unquoted(text).strip()
        return Reference(header=inner) if inner else None
    plain = normalise(text).strip()
    if _LETTERS.match(plain):
        column = 0
        for letter in plain.upper():
            column = column * 26 + ord(letter) - ord("A") + 1
    elif _NUMBER.match(plain):
        column = int(plain)
    else:
        # Words that cannot be letters or a number of a column need no quotes.
        return Reference(header=text) if _HAN.search(text) else None
    return Reference(column=column - 1) if 1 <= column <= _MOST_COLUMNS else None


def _split(text: str, marks: frozenset[str]) -> tuple[str, ...]:
    pieces: list[str] = []
    current = closing = ""
    for char in text:
        if closing:
            closing = "" if char == closing else closing
        elif char in marks:
            pieces.append(current)
            current = ""
            continue
        elif not current.strip() or current.rstrip()[-1:] in "=＝+＋":
            # A quote opens only where a text may begin: 5' stays what it is.
            closing = _QUOTES.get(char, "")
        current += char
    return (*pieces, current)


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 2 and _QUOTES.get(text[0]) == text[-1] else text


def _table_number(text: str) -> int | None:
    if not text:
        return None
    number = normalise(text)
    if not _NUMBER.match(number) or int(number) < 1:
        raise _wrong(OPTION, f"“表={text}”应是表的序号，从 1 起")
    return int(number)


def _header_rows(text: str) -> tuple[int, int] | None:
    if not text:
        return None
    if text in _NOTHING:
        return NO_HEADER
    match = _ROWS.match(normalise(text))
    first = int(match.group(1)) if match else 0
    last = int(match.group(2) or first) if match else 0
    if not 1 <= first <= last <= first + 2:
        raise _wrong(OPTION, f"“表头={text}”应是行号，如 5 或 5-6（最多三行）；没有表头写 表头=无")
    return first, last


def _wrong(source: str, message: str, *, hint: str = _EXAMPLE) -> ConfigError:
    return ConfigError(f"{source}：{message}", hint=hint, code="config.mapping")


def joined_text(parts: Sequence[tuple[str, Role | None]], role: Role) -> str:
    """Return the cells of a row as a person reads them together.

    Parameters
    ----------
    parts
        Texts in the order told, each with what the header of its column says.
    role
        The field that they make.

    Examples
    --------
    >>> joined_text([("≥", Role.SIGN), ("90", None), ("%", None)], Role.VALUE)
    '≥90%'
    >>> joined_text([("培训", None), ("人数", None)], Role.NAME)
    '培训人数'
    """
    texts = [(clean_cell(text), known) for text, known in parts]
    filled = [(text, known) for text, known in texts if text]
    if role not in (Role.VALUE, Role.CYCLE_VALUE, Role.ACTUAL):
        return join_wrapped([text for text, _ in filled])
    sign = unit = ""
    if filled and (filled[0][1] is Role.SIGN or _PLAIN_SIGN.match(filled[0][0])):
        sign = filled.pop(0)[0]
    if filled and (filled[-1][1] is Role.UNIT or _ends_with_unit(filled)):
        unit = filled.pop()[0]
    value = join_wrapped([text for text, _ in filled])
    return join_value(sign=sign, value=value, unit=unit)


def _ends_with_unit(filled: list[tuple[str, Role | None]]) -> bool:
    """Whether the last text stands behind a figure and reads as its unit."""
    if len(filled) < 2 or not normalise(filled[-2][0])[-1:].isdigit():
        return False
    text = filled[-1][0]
    return len(text) <= _LONGEST_UNIT and not looks_like_value(text)
