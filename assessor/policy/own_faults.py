"""Faults of a user's file in words: file, key, what was found and what is accepted."""

import difflib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from assessor.core.finding import Severity
from assessor.errors import ConfigError
from assessor.policy.own_files import wrong
from assessor.taxonomy.level_type import LevelType
from assessor.text.yaml_text import read_yaml

Model = TypeVar("Model", bound=BaseModel)
_MOST_TOLD = 3
_LONGEST = 40
_CHINESE = {one.value: f"{one.chinese}（{one.value}）" for one in (*Severity, *LevelType)}
_KINDS = {
    "string_type": "应为文字", "int_type": "应为整数", "float_type": "应为数字",
    "int_parsing": "应为整数", "float_parsing": "应为数字", "bool_type": "应为 true 或 false",
    "list_type": "应为列表", "tuple_type": "应为列表", "dict_type": "应为“键: 值”各行",
    "model_type": "应为“键: 值”各行", "too_short": "不能为空", "too_long": "太多",
    "string_too_long": "太长", "finite_number": "应为有限的数",
    "bool_parsing": "应为 true 或 false", "greater_than_equal": "太小",
    "less_than_equal": "太大", "string_pattern_mismatch": "写法不对",
}  # fmt: skip


def validated(model: type[Model], raw: object, path: Path) -> Model:
    """Return what a file says.

    Raises
    ------
    ConfigError
        ``config.own-file``
    """
    if raw is None:
        keys = list(model.model_fields)
        hint = f"例如：{_examples().get(keys[0], keys[0])}。可用的键：{'、'.join(keys)}。"
        raise wrong(path, "是空的", hint)
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        raise _refused(path, model, error) from error
    except RecursionError as error:
        raise wrong(path, "嵌套太深", "请检查括号和缩进。") from error


def shown(value: object) -> str:
    """Return a value as it is told in a message, cut short."""
    if isinstance(value, dict | list):
        return "列表" if isinstance(value, list) else "键和值"
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _refused(path: Path, model: type[BaseModel], error: ValidationError) -> ConfigError:
    faults = error.errors(include_url=False)
    told = [_fault(fault) for fault in faults[:_MOST_TOLD]]
    hints = [_hint(fault, model) for fault in faults[:_MOST_TOLD]]
    more = f"；另有 {len(faults) - _MOST_TOLD} 处" if len(faults) > _MOST_TOLD else ""
    # What is accepted in each place, then the keys, those of the same part once.
    parts = [accepted for accepted, _ in hints] + [keys for _, keys in hints]
    return wrong(path, "；".join(told) + more, "".join(dict.fromkeys(filter(None, parts))))


def _fault(fault: Any) -> str:  # noqa: ANN401 - a detail of pydantic
    kind, key = fault["type"], _key(fault["loc"])
    if kind == "missing":
        return f"{key} 没有写"
    if kind == "extra_forbidden":
        return f"{key} 不是可用的键"
    if kind == "own":
        return f"{key} {fault['msg']}".strip()
    if kind == "invalid_key":
        return f"{_key(fault['loc'][:-1])} 的键“{shown(fault['loc'][-1])}”应为文字"
    if kind == "string_too_short":
        least, is_empty = fault["ctx"]["min_length"], not fault["input"].strip()
        return f"{key} " + (
            "不能为空" if is_empty else f"不能是“{shown(fault['input'])}”，太短，至少 {least} 个字"
        )
    return f"{key} 不能是“{shown(fault['input'])}”" + (
        f"，{_KINDS[kind]}" if kind in _KINDS else ""
    )


def _hint(fault: Any, model: type[BaseModel]) -> tuple[str, str]:  # noqa: ANN401 - a detail of pydantic
    """Return what is accepted, with a line that shows it, and the keys there are."""
    context = fault.get("ctx") or {}
    if fault["type"] == "own":
        return str(context.get("hint", "")), ""
    at = _model_at(model, fault["loc"][:-1])
    keys = f"可用的键：{'、'.join(at.model_fields)}。"
    if fault["type"] == "extra_forbidden":
        close = difflib.get_close_matches(str(fault["loc"][-1]), list(at.model_fields), n=1)
        return f"是不是 {close[0]}？" if close else "", keys
    named = [part for part in fault["loc"] if isinstance(part, str) and part in _examples()]
    example = f"例如：{_examples()[named[-1]]}。" if named else ""
    return f"{_bounds(fault['type'], context)}{example}", keys


def _bounds(kind: str, context: Mapping[str, Any]) -> str:
    if kind in ("literal_error", "enum"):
        accepted = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
        words = [_CHINESE.get(word, word) for word in accepted.split(", ")]
        return f"可用：{'、'.join(words)}。"
    for word, bound in (("最大", "le"), ("最小", "ge"), ("最多", "max_length")):
        if bound in context:
            return f"{word} {context[bound]}。"
    return ""


@cache
def _examples() -> dict[str, str]:
    """Return a line for each key."""
    text = files(__package__).joinpath("own_examples.yaml").read_text("utf-8")
    return TypeAdapter(dict[str, str]).validate_python(read_yaml(text))


def _model_at(model: type[BaseModel], loc: tuple[int | str, ...]) -> type[BaseModel]:
    """Return the model of the part in which a fault stands."""
    for part in loc:
        field = model.model_fields.get(part) if isinstance(part, str) else None
        found = _inner(field.annotation) if field is not None else None
        model = found or model
    return model


def _inner(kind: Any) -> type[BaseModel] | None:  # noqa: ANN401 - a type of typing
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind
    for part in getattr(kind, "__args__", ()):
        if found := _inner(part):
            return found
    return None


def _key(loc: tuple[int | str, ...]) -> str:
    key = ""
    for part in loc:
        key += f"[{part + 1}]" if isinstance(part, int) else f"{'.' if key else ''}{shown(part)}"
    return key or "全文"
