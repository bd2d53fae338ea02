"""What ``assessor.toml`` may hold; its JSON schema serves editors."""

import threading
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    create_model,
)
from pydantic_core import PydanticCustomError

from assessor.core.finding import Severity
from assessor.core.limits import Limits
from assessor.core.rewrite import MOST_SHOWN
from assessor.policy.profiles import profile_names
from assessor.sifting.reasons import LEAST_LETTERS, reason_fault

NEVER = "never"
_MOST = 2**62
_WORDS = {severity.chinese: severity.value for severity in Severity}
LIMIT_TITLES = {
    "file_bytes": "单个文件的字节数",
    "lines": "文本的行数",
    "cells": "表格的单元格数",
    "rows_per_sheet": "每张工作表的行数",
    "columns_per_sheet": "每张工作表的列数",
    "sheets": "工作表张数",
    "cell_characters": "一个单元格的字数",
    "inflated_bytes": "解压后的字节数",
    "inflation_ratio": "解压后与解压前的比",
    "archive_entries": "压缩包内的文件数",
    "xml_depth": "XML 的嵌套层数",
    "pages": "页数",
    "image_pixels": "图片的像素数",
    "document_seconds": "读取一个文件的秒数",
    "conversion_seconds": "转换一个旧格式文件的秒数",
    "document_memory_bytes": "读取一个文件所用内存的字节数",
    "indicators": "一个文件的指标条数",
}


def _word(value: object) -> object:
    return _WORDS.get(value, value) if isinstance(value, str) else value


def _fail_word(value: object) -> object:
    return NEVER if value == "从不" else _word(value)


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _said(value: str) -> str:
    if fault := reason_fault(value):
        raise PydanticCustomError("no_reason", "{fault}", {"fault": fault.removeprefix("的原因")})
    return value.strip()


_SEVERITIES = [severity.value for severity in Severity]
_Codes: TypeAlias = Annotated[
    list[Annotated[str, Field(min_length=1)]],
    BeforeValidator(_listed),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]
_Severity: TypeAlias = Annotated[
    Literal["blocker", "major", "minor", "info"],
    BeforeValidator(_word),
    WithJsonSchema({"enum": [*_SEVERITIES, *_WORDS]}),
]
_FailOn: TypeAlias = Annotated[
    Literal["blocker", "major", "minor", "info", "never"],
    BeforeValidator(_fail_word),
    WithJsonSchema({"enum": [*_SEVERITIES, NEVER, *_WORDS, "从不"]}),
]
if TYPE_CHECKING:
    _Profile: TypeAlias = str
else:  # the frames are data
    _Profile = Annotated[
        str,
        WithJsonSchema({"anyOf": [{"enum": list(profile_names())}, {"type": "string"}]}),
    ]
_Folder: TypeAlias = Annotated[str | None, Field(max_length=200)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Suppress(_Part):
    """A dismissal: ``[[suppress]]``."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, json_schema_extra={"description": "忽略一类问题"}
    )
    code: Annotated[_Codes, Field(min_length=1, description="编码、英文名或类别，可以是多个")]
    reason: Annotated[
        str,
        AfterValidator(_said),
        Field(description=f"为什么可以不改，必须写，至少 {LEAST_LETTERS} 个不同的汉字"),
    ]
    file: Annotated[
        str, Field(description="文件，可用 * 和 ?；不含 / 时只比文件名", min_length=1)
    ] = "*"
    project: Annotated[str, Field(description="项目名称，可用 * 和 ?", min_length=1)] = "*"
    name: Annotated[str, Field(description="指标名称，可用 * 和 ?", min_length=1)] = "*"
    until: Annotated[
        date | None, Field(strict=False, description="最后有效的一天，例如 2026-12-31")
    ] = None


def _limit(name: str, value: float) -> tuple[Any, Any]:
    kind = int if isinstance(value, int) else float
    most = threading.TIMEOUT_MAX if name.endswith("_seconds") else _MOST
    about = Field(
        default=None, gt=0, le=most, allow_inf_nan=False if kind is float else None,
        description=f"{LIMIT_TITLES[name]}，默认 {value:,}",
    )  # fmt: skip
    return (kind | None, about)


if TYPE_CHECKING:
    LimitsPart: TypeAlias = _Part
else:  # one key for each limit
    LimitsPart = create_model(
        "LimitsPart",
        __base__=_Part,
        __doc__="输入的上限；环境变量 ASSESSOR_LIMIT_… 优先",
        **{name: _limit(name, value) for name, value in asdict(Limits()).items()},
    )


class ConfigFile(_Part):
    """The whole file."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, title="assessor.toml",
        json_schema_extra={"description": "assessor 的设置；命令行选项优先于本文件"},
    )  # fmt: skip
    profile: Annotated[_Profile | None, Field(description="指标体系；不写则自动识别")] = None
    select: Annotated[_Codes, Field(description="只做这些检查：编码、英文名或类别")] = []
    ignore: Annotated[_Codes, Field(description="不做这些检查：编码、英文名或类别")] = []
    fail_on: Annotated[
        _FailOn | None, Field(description="有这一程度或更重的问题时退出状态为 1")
    ] = None
    rewrites: Annotated[
        int | None, Field(ge=0, le=MOST_SHOWN, description="每条有问题的指标最多给几条修改建议")
    ] = None
    severities: Annotated[
        dict[str, _Severity], Field(description="改变检查的程度：编码或英文名 = 程度")
    ] = {}
    limits: LimitsPart = LimitsPart()
    suppress: Annotated[list[Suppress], Field(description="忽略的问题，每段必须写原因")] = []
    profiles: Annotated[
        list[Annotated[str, Field(max_length=200)]],
        Field(max_length=20, description="自己的指标体系：与本文件同一文件夹中的 YAML 文件"),
    ] = []
    lexicons: Annotated[_Folder, Field(description="自己的词表所在的文件夹")] = None
    checks: Annotated[_Folder, Field(description="自己的检查所在的文件夹")] = None


def config_schema() -> dict[str, Any]:
    """Return the JSON schema of the file."""
    schema = ConfigFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
