"""Row files: one indicator a line (.jsonl, or .csv whose header is exactly the field names)."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from assessor.core.limits import Limits
from assessor.core.submission import (
    Extraction,
    Goal,
    GoalKind,
    Indicator,
    Origin,
    Project,
    Submission,
)
from assessor.documents.bounds import how_to_raise
from assessor.documents.document import Document, Table
from assessor.errors import InputError
from assessor.indicators.field_names import FIELDS, NEEDED, field_names
from assessor.indicators.profiles import profile_of
from assessor.indicators.values import clean_cell, join_value

_ACCEPTED = (
    f"每行一个 JSON 对象，至少含 name（指标名称）和 value（指标值）；可用字段：{'、'.join(FIELDS)}；"
    "也接受“三级指标”“指标值”等中文表头作字段名"
)


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a row file: its fields as text and its line."""

    fields: Mapping[str, str]
    line: int


@dataclass(frozen=True, slots=True)
class _Key:
    """What rows of one project share.

    Rows without a project's name belong together only where goal and budget are equal too.
    """

    organisation: str
    year: int | None
    project: str
    own: tuple[str, str] = ("", "")

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> "_Key":
        """Return the key of a row."""
        organisation, goal, budget = (
            fields.get(name, "").strip() for name in ("organisation", "goal", "budget")
        )
        year = clean_cell(fields.get("year", ""))[:4]
        project = clean_cell(fields.get("project", ""))
        return cls(
            organisation,
            int(year) if year.isascii() and year.isdigit() else None,
            project,
            ("", "") if project else (goal, budget),
        )


@dataclass(slots=True)
class _Group:
    indicators: list[Indicator] = field(default_factory=list)
    goals: dict[str, Goal] = field(default_factory=dict)
    budgets: set[str] = field(default_factory=set)

    def take(self, other: "_Group") -> None:
        """Take in rows that prove to belong here, in the order of their lines."""
        self.indicators = sorted(
            (*self.indicators, *other.indicators), key=lambda row: row.origin.line or 0
        )
        self.goals |= {text: goal for text, goal in other.goals.items() if text not in self.goals}
        self.budgets |= other.budgets


def is_row_table(table: Table) -> bool:
    """Whether the header of a table is made of field names only, ``name`` and ``value`` among them.

    Raises
    ------
    InputError
        Nothing is raised here; see :func:`check_header` for headers that come close.
    """
    header = _header(table)
    return set(NEEDED) <= set(header) and set(header) <= set(FIELDS)


def check_header(table: Table, *, name: str) -> None:
    """Raise ``input.row-columns`` where a header means to be one of a row file and is not.

    A header with two or more field names is no form: a form's headers are Chinese.
    """
    header = _header(table)
    known = [word for word in header if word in FIELDS]
    if len(known) < 2 and "name" not in known:
        return
    missing = [word for word in NEEDED if word not in header]
    unknown = [word for word in header if word not in FIELDS]
    found = "、".join(header)
    if missing:
        raise InputError(
            f"{name}：第 1 行表头缺少必需的列 {'、'.join(missing)}（读到的列：{found[:200]}）",
            hint=f"行文件的 .csv 需要 name 和 value 两列；可用的列：{'、'.join(FIELDS)}",
            code="input.row-columns",
        )
    if unknown:
        raise InputError(
            f"{name}：第 1 行表头有不认识的列 {'、'.join(unknown)[:200]}",
            hint=f"请删去或改名；可用的列：{'、'.join(FIELDS)}",
            code="input.row-columns",
        )


def _header(table: Table) -> tuple[str, ...]:
    return tuple(cell.text.strip() for cell in table.cells if cell.row == 0)


def extract_json_lines(document: Document, *, name: str, limits: Limits) -> Extraction:
    """Read a document of JSON lines.

    Raises
    ------
    InputError
        ``input.json``: a line is broken or no object; ``input.row-columns``: a field is
        missing or of the wrong kind; ``input.limit``.
    """
    lines = ((line.text, line.origin.line or 0) for line in document.lines())
    unknown: dict[str, int] = {}
    records = read_json_lines(lines, name=name, limits=limits, unknown=unknown)
    return _extraction(records, name=name, kind="jsonl", limits=limits, unknown=unknown)


def extract_row_table(document: Document, table: Table, *, name: str, limits: Limits) -> Extraction:
    """Read a table for which :func:`is_row_table` holds."""
    return _extraction(_table_records(table), name=name, kind="csv", limits=limits, unknown={})


def read_json_lines(
    lines: Iterable[tuple[str, int]], *, name: str, limits: Limits, unknown: dict[str, int]
) -> Iterator[Record]:
    """Yield the records of JSON lines; ``unknown`` collects ignored fields and their first line."""
    for text, number in lines:
        if not text.strip():
            continue
        value = _parse(text, number, name=name)
        names = field_names(value)
        for key in value:
            if key not in names:
                unknown.setdefault(key, number)
        yield Record(_fields(value, names, number, name=name, limits=limits), number)


def _parse(text: str, number: int, *, name: str) -> dict[str, object]:
    try:
        value = json.loads(text)
        # A lone half of a character pair ("\\ud800") is no text and could not be written out.
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        place = f"第 {error.colno} 个字符附近" if isinstance(error, json.JSONDecodeError) else ""
        raise InputError(
            f"{name}：第 {number} 行不是完整的 JSON{'（' + place + '）' if place else ''}："
            f"{_short(text)}",
            hint=_ACCEPTED,
            code="input.json",
        ) from error
    if not isinstance(value, dict):
        raise InputError(
            f"{name}：第 {number} 行不是 JSON 对象，而是{_kind(value)}：{_short(text)}",
            hint=_ACCEPTED,
            code="input.json",
        )
    return value


def _fields(
    value: dict[str, object],
    names: Mapping[str, str],
    number: int,
    *,
    name: str,
    limits: Limits,
) -> dict[str, str]:
    missing = [field for field in NEEDED if field not in names.values()]
    if missing:
        found = "、".join(value) or "没有字段"
        raise InputError(
            f"{name}：第 {number} 行缺少字段 {'、'.join(missing)}（读到：{_short(found)}）",
            hint=_ACCEPTED,
            code="input.row-columns",
        )
    return {
        field: _text(value[key], key, number, name=name, limits=limits)
        for key, field in names.items()
        if value[key] is not None
    }


def _text(item: object, key: str, number: int, *, name: str, limits: Limits) -> str:
    if isinstance(item, bool | list | dict):
        raise InputError(
            f"{name}：第 {number} 行的 {key} 应是文字或数字，读到的是{_kind(item)}",
            hint=_ACCEPTED,
            code="input.row-columns",
        )
    text = item if isinstance(item, str) else _number(item)
    if len(text) > limits.cell_characters:
        raise InputError(
            f"{name}：第 {number} 行的 {key} 有 {len(text)} 个字符，"
            f"超过上限 {limits.cell_characters}",
            hint=f"请缩短该字段，或{how_to_raise('cell_characters')}",
            code="input.limit",
        )
    return text


def _number(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    try:
        return str(value)
    except ValueError:  # an integer of thousands of digits
        return ""


def _kind(value: object) -> str:
    kinds = {list: "列表", dict: "对象", bool: "真假值", str: "文字", int: "数字", float: "数字"}
    return kinds.get(type(value), "空值")


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"


def _table_records(table: Table) -> Iterator[Record]:
    header = {cell.column: cell.text.strip() for cell in table.cells if cell.row == 0}
    fields: dict[str, str] = {}
    row, line = 0, 0
    for cell in table.cells:
        if cell.row == 0:
            continue
        if cell.row != row and fields:
            yield Record(fields, line)
            fields = {}
        row, line = cell.row, cell.origin.line or cell.row + 1
        if cell.column in header:
            fields[header[cell.column]] = cell.text
    if fields:
        yield Record(fields, line)


def _extraction(
    records: Iterable[Record], *, name: str, kind: str, limits: Limits, unknown: dict[str, int]
) -> Extraction:
    groups: dict[_Key, _Group] = {}
    count = 0
    for record in records:
        count += 1
        if count > limits.indicators:
            raise InputError(
                f"{name}：超过 {limits.indicators} 行",
                hint=f"请拆分文件，或{how_to_raise('indicators')}",
                code="input.limit",
            )
        group = groups.setdefault(_Key.of(record.fields), _Group())
        group.indicators.append(_indicator(record, count))
        if budget := record.fields.get("budget", "").strip():
            group.budgets.add(budget)
        if goal := record.fields.get("goal", "").strip():
            origin = Origin(line=record.line)
            group.goals.setdefault(goal, Goal(text=goal, kind=GoalKind.ANNUAL, origin=origin))
    notices = [f"字段 {key} 不认识，已忽略（首见于第 {line} 行）" for key, line in unknown.items()]
    if not count:
        return Extraction(path=name, kind=kind, form="empty-form",
                          notices=("文件中没有指标行", *notices))  # fmt: skip
    return Extraction(path=name, kind=kind, form="row-file", notices=tuple(notices[:20]),
                      submissions=_submissions(groups))  # fmt: skip


def _submissions(groups: Mapping[_Key, _Group]) -> tuple[Submission, ...]:
    """Return a submission for each organisation and year, in the order of their first rows."""
    profile = profile_of([row for group in groups.values() for row in group.indicators])
    groups = _completed(groups)
    parts: dict[tuple[str, int | None], list[Project]] = {}
    for key, group in groups.items():
        parts.setdefault((key.organisation, key.year), []).append(_project(key.project, group))
    return tuple(
        Submission(
            organisation=organisation or None, year=year, profile=profile, projects=tuple(projects)
        )
        for (organisation, year), projects in parts.items()
    )


def _completed(groups: Mapping[_Key, _Group]) -> dict[_Key, _Group]:
    """Give rows that tell no organisation or year those of the file, if it tells one alone."""
    units = {key.organisation for key in groups} - {""}
    years = {key.year for key in groups} - {None}
    unit = next(iter(units)) if len(units) == 1 else ""
    year = next(iter(years)) if len(years) == 1 else None
    done: dict[_Key, _Group] = {}
    for key, group in groups.items():
        whole = replace(
            key,
            organisation=key.organisation or unit,
            year=year if key.year is None else key.year,
        )
        if whole in done:
            done[whole].take(group)
        else:
            done[whole] = group
    return done


def _project(name: str, group: _Group) -> Project:
    return Project(
        name=name,
        # Rows that tell different budgets leave open which one is the project's.
        budget=next(iter(group.budgets)) if len(group.budgets) == 1 else None,
        goals=tuple(group.goals.values()),
        indicators=tuple(group.indicators),
        origin=group.indicators[0].origin,
    )


def _indicator(record: Record, number: int) -> Indicator:
    fields = {key: clean_cell(text) for key, text in record.fields.items()}
    sign, unit = fields.get("sign", ""), fields.get("unit", "")
    return Indicator(
        id=fields.get("id", "") or str(number),
        name=fields.get("name", ""),
        value=join_value(sign=sign, value=fields.get("value", ""), unit=unit),
        cycle_value=join_value(sign=sign, value=fields.get("cycle_value", ""), unit=unit),
        level1=fields.get("level1", ""),
        level2=fields.get("level2", ""),
        sign=sign,
        unit=unit,
        weight=fields.get("weight", ""),
        description=fields.get("description", ""),
        actual=fields.get("actual", ""),
        score=fields.get("score", ""),
        reason=fields.get("reason", ""),
        value_type=fields.get("value_type", ""),
        origin=Origin(line=record.line),
    )
