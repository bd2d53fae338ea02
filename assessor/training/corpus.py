"""Reading the labelled corpus: JSON lines, one indicator row each (corpus/README.md)."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assessor.core.judgement import ValueKind
from assessor.errors import InputError
from assessor.taxonomy.level_names import declared_types
from assessor.taxonomy.level_type import LevelType
from assessor.text.lexicon import terms
from assessor.text.normalise import normalise


class Labels(BaseModel):
    """Labels of one row (corpus/GUIDELINES.md)."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    value_kind: ValueKind
    unquantified: bool
    vague: bool
    proper_levels: tuple[LevelType, ...]
    unclear_name: bool
    compound: bool
    missing_unit: bool
    name_value_mismatch: bool
    weak: bool


class Better(BaseModel):
    """An expert's rewrite; slots are written 【__】."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    level1: str
    level2: str
    name: str
    value: str
    evidence: str


class Statement(BaseModel):
    """A label that a reviewer's decision states: ``F`` and ``R`` number decisions of a workbench."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    label: Literal[
        "value_kind", "vague", "proper_levels", "unclear_name", "compound", "missing_unit",
        "name_value_mismatch", "better",
    ]  # fmt: skip
    decision: str = Field(pattern=r"^[FR][1-9]\d*$")
    reason: str = ""


class Row(BaseModel):
    """One labelled row; unknown keys are refused.

    ``stated`` is there for rows out of a workbench alone: these labels a person has stated, the
    others are what the model said of the row.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str = Field(min_length=1)
    sector: str
    project: str = ""
    doc: str = ""
    provenance: str = ""
    level1: str
    level2: str
    name: str
    value: str
    cycle_value: str = ""
    labels: Labels
    unsure: bool = False
    note: Literal["code"] | None = None
    better: Better | None = None
    revised: bool = False
    stated: tuple[Statement, ...] = ()

    @property
    def level_mismatch(self) -> bool:
        """Whether the declared second level is none of the proper ones (LABELS.md)."""
        declared = declared_types(self.level1, self.level2)
        return declared is not None and not set(declared) & set(self.labels.proper_levels)


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Rows in file order and the digest of the bytes they came from."""

    rows: tuple[Row, ...]
    digest: str


def read_rows(path: Path) -> tuple[Row, ...]:
    """Read a labelled JSONL file.

    Raises
    ------
    InputError
        ``input.labelled-row``: a line is no JSON object of the schema; names file and line.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path}：无法读取标注文件（{error}）",
            hint="请给出 UTF-8 编码的 .jsonl 文件。",
            code="input.unreadable",
        ) from error
    rows = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            rows.append(_row(path, number, line))
    if not rows:
        raise InputError(
            f"{path}：文件中没有标注行",
            hint="每行应为一个带 labels 的 JSON 对象。",
            code="input.empty-file",
        )
    return tuple(rows)


def _row(path: Path, number: int, line: str) -> Row:
    try:
        return Row.model_validate(json.loads(line))
    except json.JSONDecodeError as error:
        raise InputError(
            f"{path} 第 {number} 行：不是完整的 JSON（{error.msg}）",
            hint="每行应为一个 JSON 对象。",
            code="input.labelled-row",
        ) from error
    except (ValidationError, RecursionError) as error:
        first = error.errors()[0] if isinstance(error, ValidationError) else None
        place = ".".join(str(part) for part in first["loc"]) if first else ""
        detail = f"字段 {place}：{first['msg']}" if first else str(error)
        raise InputError(
            f"{path} 第 {number} 行：不符合标注格式（{detail}）",
            hint="字段说明见 corpus/README.md。",
            code="input.labelled-row",
        ) from error


def read_corpus(folder: Path) -> Corpus:
    """Read every ``rows/*.jsonl`` of a corpus folder in the order of their names."""
    paths = sorted((folder / "rows").glob("*.jsonl"))
    if not paths:
        raise InputError(
            f"{folder}：没有找到 rows/*.jsonl",
            hint="请用 --corpus 指明语料文件夹。",
            code="input.no-corpus",
        )
    digest = hashlib.sha256()
    rows: list[Row] = []
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        rows.extend(read_rows(path))
    return Corpus(rows=tuple(rows), digest=digest.hexdigest())


def expected_weak(row: Row) -> bool:
    """Derive ``weak`` from the other labels as LABELS.md defines it."""
    labels = row.labels
    return any(
        (
            labels.value_kind in (ValueKind.OPEN, ValueKind.MISSING),
            labels.vague,
            row.level_mismatch,
            labels.unclear_name and not is_bare_satisfaction(row),
            labels.compound,
            labels.name_value_mismatch,
        )
    )


def is_bare_satisfaction(row: Row) -> bool:
    """Tell whether an unclear name is a bare 满意度 with a percentage under satisfaction.

    Decided point 17: it is not weak where satisfaction is declared or no level is given.
    """
    declared = declared_types(row.level1, row.level2)
    return (
        normalise(row.name).strip() in terms("generic_names.satisfaction")
        and row.labels.proper_levels == (LevelType.SATISFACTION,)
        and row.labels.value_kind is ValueKind.QUANTITATIVE
        and (declared is None or LevelType.SATISFACTION in declared)
    )
