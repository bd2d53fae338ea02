"""Which rewrites were adopted: from a JSON or YAML file, or from a filled sheet 审核意见."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import yaml

from assessor.errors import ConfigError, InputError
from assessor.reports.annotated.own_sheets import (
    FilledRow,
    filled_rows,
    is_filled,
    named_sheets,
    own_sheets,
)
from assessor.reports.annotated.package import OfficePackage
from assessor.reports.annotated.summary_layout import ADOPT, NOT_READ, REJECT, SHEET
from assessor.reports.annotated.word_answers import is_answered
from assessor.reports.annotated.word_file import WordFile
from assessor.reports.annotated.workbook_file import WorkbookFile

_ALIASES = {
    "指标": "row", "编号": "row", "对应编号": "row", "row": "row", "id": "row",
    "建议": "rewrite", "建议序号": "rewrite", "rewrite": "rewrite",
    "决定": "decision", "decision": "decision",
    "名称": "name", "改后名称": "name", "name": "name",
    "指标值": "value", "改后目标": "value", "value": "value",
    "级次": "level2", "二级指标": "level2", "改后级次": "level2", "level2": "level2",
    "原名称": "was", "was": "was",
}  # fmt: skip
_ADOPTED = frozenset({ADOPT, "adopt", "accept", "yes", "是", "true"})
_REJECTED = frozenset({REJECT, "reject", "no", "否", "false"})
_HINT = (
    "写法：decisions: [{row: 指标编号, rewrite: 第几条建议, decision: 采纳}]，可加 name、value、level2 "
    "写明改写后的文字；指标编号见批注副本“审核意见”表中隐藏的“对应编号”列，或 assessor check --format json 的 id。"
)
_LARGEST = 2_000_000
_LONGEST = 2_000
_BLANK_BOUND = "\u3000 \t"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One adopted rewrite.

    Attributes
    ----------
    row
        Id of the row.
    rewrite
        Which of its rewrites, from 1.
    level2, name, value
        Texts that replace those of the rewrite, ``None`` = as proposed.
    was
        Name of the row when it was decided, ``""`` = not told.
    """

    row: str
    rewrite: int = 1
    level2: str | None = None
    name: str | None = None
    value: str | None = None
    was: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """All that was adopted, and how many were rejected or left open.

    Attributes
    ----------
    without
        Lines of a sheet where 采纳 stands and nothing is proposed, as sentences.
    """

    adopted: tuple[Decision, ...]
    rejected: int = 0
    open: int = 0
    without: tuple[str, ...] = ()


def read_decisions(name: str, data: bytes) -> Decisions:
    """Read decisions from a file of any of the three kinds.

    Raises
    ------
    ConfigError
        ``config.decisions``: it cannot be understood, or says two things of one row.
    """
    if data.startswith(b"PK"):
        without: list[str] = []
        told = tuple(_from_sheet(name, data, without))
        return replace(_together(name, told), without=tuple(without))
    if len(data) > _LARGEST:
        raise _wrong(name, f"文件有 {len(data):,} 字节，太大")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _wrong(name, "不是 UTF-8 编码的 JSON 或 YAML") from error
    return _together(name, tuple(_from_list(name, _parsed(name, text))))


def _wrong(name: str, what: str) -> ConfigError:
    return ConfigError(f"{name}：{what}", hint=_HINT, code="config.decisions")


def _parsed(name: str, text: str) -> object:
    try:
        if text.lstrip()[:1] in ("{", "["):
            return json.loads(text)
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text)):
            raise _wrong(name, "YAML 不能使用引用（*）")
        return yaml.load(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise _wrong(name, f"不是完整的 JSON 或 YAML（{_first_line(error)}）") from error


def _first_line(error: BaseException) -> str:
    return str(error).strip().split("\n")[0][:80]


def _from_list(name: str, told: object) -> Iterator[tuple[str, Decision, str]]:
    if isinstance(told, Mapping):
        keys = [key for key in ("decisions", "决定") if key in told]
        told = told[keys[0]] if keys else None
    if not isinstance(told, list):
        raise _wrong(name, "没有 decisions 列表")
    for number, item in enumerate(told, 1):
        if not isinstance(item, Mapping):
            raise _wrong(name, f"第 {number} 条不是“键: 值”的形式")
        yield _decision(name, f"第 {number} 条", item)


def _decision(name: str, place: str, item: Mapping[Any, Any]) -> tuple[str, Decision, str]:
    texts: dict[str, str] = {}
    for key, value in item.items():
        known = _ALIASES.get(str(key))
        if known is None:
            raise _wrong(name, f"{place}有不认识的键“{str(key)[:30]}”")
        if value is None:
            continue
        if not isinstance(value, str | int | float | bool):
            raise _wrong(name, f"{place}的“{key}”应是文字")
        texts[known] = str(value).strip(_BLANK_BOUND)
        if len(texts[known]) > _LONGEST:
            raise _wrong(name, f"{place}的“{key}”超过 {_LONGEST} 字")
    row = texts.get("row", "")
    if not row:
        raise _wrong(name, f"{place}没有写指标编号（row）")
    rewrite = texts.get("rewrite") or "1"
    if not rewrite.isdecimal() or not 1 <= int(rewrite[:4]) <= 9:
        raise _wrong(name, f"{place}的建议序号“{rewrite[:20]}”应是从 1 起的整数")
    decision = Decision(
        row=row, rewrite=int(rewrite), was=texts.get("was", ""), level2=texts.get("level2"),
        name=texts.get("name"), value=texts.get("value"),
    )  # fmt: skip
    return _answer(name, place, texts.get("decision", ADOPT)), decision, place


def _answer(name: str, place: str, text: str) -> str:
    plain = text.strip().lower()
    if plain in _ADOPTED:
        return ADOPT
    if plain in _REJECTED:
        return REJECT
    if not plain:
        return ""
    raise _wrong(name, f"{place}的决定“{text[:20]}”应是“{ADOPT}”或“{REJECT}”")


def _together(name: str, told: Sequence[tuple[str, Decision, str]]) -> Decisions:
    """Join what is said of each row; what is left open in one place may be decided in another."""
    answers: dict[str, tuple[str, Decision, str]] = {}
    for answer, decision, place in told:
        before = answers.get(decision.row)
        if before is not None and before[0] and answer and before[:2] != (answer, decision):
            raise _wrong(name, f"{before[2]}和{place}对指标 {decision.row} 的决定不一致")
        if before is None or answer:
            answers[decision.row] = (answer, decision, place)
    kinds = [answer for answer, _, _ in answers.values()]
    return Decisions(
        adopted=tuple(d for answer, d, _ in answers.values() if answer == ADOPT),
        rejected=kinds.count(REJECT),
        open=kinds.count(""),
    )


def has_decisions(data: bytes) -> bool:
    """Tell whether a person has worked in an annotated copy, so that it must not be replaced.

    A workbook: a list 审核意见 with a decision, an edited proposal or notes beside it. A Word
    file has nothing to fill in; an answer to one of its remarks, a remark ticked off or written
    into counts. Anything else, damaged files too: ``False``; a signed file: ``True``.
    """
    if not data.startswith(b"PK"):
        return False
    try:
        package = OfficePackage("", data)
        if _is_word(package):
            return is_answered(WordFile("", data))
        return is_filled(WorkbookFile(package))
    except InputError as error:
        return error.code == "input.signed"


def _is_word(package: OfficePackage) -> bool:
    parts = [part for kind, part in package.relations("").values() if kind == "officeDocument"]
    return package.has("word/document.xml") or any(part.startswith("word/") for part in parts)


def _from_sheet(name: str, data: bytes, without: list[str]) -> Iterator[tuple[str, Decision, str]]:
    """Yield the filled lines; adopted ones that propose nothing are noted in ``without``."""
    package = OfficePackage(name, data)
    if _is_word(package):
        raise ConfigError(
            f"{name} 是 Word 文件，批注里没有可填的“决定”列",
            hint="请把决定写成 .yaml 或 .json 文件。" + _HINT,
            code="config.decisions",
        )
    workbook = WorkbookFile(package)
    sheets = own_sheets(workbook)
    if not sheets:
        if named := named_sheets(workbook):
            raise _wrong(name, f"“{named[-1]}”表的表头改动过，无法读取决定")
        raise _wrong(name, f"工作簿里没有“{SHEET}”表")
    for sheet in sheets:
        for row in filled_rows(workbook, sheet):
            if row.texts["对应编号"]:
                yield _of_row(name, row)
            # A line that refers to another (见意见6) is decided there.
            elif row.texts["决定"].casefold() in _ADOPTED and not row.texts["改后名称"]:
                without.append(f"{row.place}填了“{row.texts['决定']}”，但这一条没有建议写法")


def _of_row(name: str, row: FilledRow) -> tuple[str, Decision, str]:
    labels = ("对应编号", "建议序号", "决定", "改后级次", "改后名称", "改后目标", "原名称")
    texts = {label: row.texts[label] for label in labels}
    for label, text in texts.items():
        if text == NOT_READ:
            raise _wrong(
                name, f"{row.place}的“{label}”是日期或特殊格式的数字，请把单元格设为文本后重新填写"
            )
    return _decision(name, row.place, texts)
