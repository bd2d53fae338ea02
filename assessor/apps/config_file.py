"""Read ``assessor.toml``; whatever is wrong is told with file, line, key and what is accepted."""

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assessor.apps.config_lines import key_lines, key_name
from assessor.apps.config_model import ConfigFile, LimitsPart, Suppress
from assessor.apps.configuration import Configuration
from assessor.apps.own_data import own_files_of
from assessor.core.finding import Severity
from assessor.errors import ConfigError
from assessor.policy.own_files import OwnFiles
from assessor.policy.profiles import profile_names, read_profile
from assessor.sifting.reasons import ACCEPTED
from assessor.sifting.suppression import Suppression

_MOST_BYTES = 1_000_000
_LONGEST_LINE = 4_000
_LONGEST_SHOWN = 40
_MOST_TOLD = 3
_LINE = re.compile(r"line (\d+)")
_KINDS = {
    "string_type": "应为文字（放在引号里）", "int_type": "应为整数", "float_type": "应为数字",
    "list_type": "应为列表，例如 [\"W01\", \"V\"]", "dict_type": "应为一段，例如 [severities]",
    "model_type": "应为一段", "date_type": "应为日期，例如 2026-12-31",
    "date_from_datetime_parsing": "应为日期，例如 2026-12-31",
    "date_parsing": "应为日期，例如 2026-12-31",
    "date_from_datetime_inexact": "应为日期，例如 2026-12-31",
    "string_too_short": "不能为空", "too_short": "不能为空", "greater_than": "应大于 0",
    "finite_number": "应为有限的数",
}  # fmt: skip
_SUPPRESS_EXAMPLE = (
    '忽略问题必须写 code 和 reason（原因），例如 code = "W01"，reason = "上级文件规定的表述"'
)
_WRAPPERS = frozenset(["LimitsPart", "Suppress", "constrained-str", "str"])


def read_configuration(path: Path) -> Configuration:
    """Read one configuration file.

    Raises
    ------
    ConfigError
        ``config.file``
    """
    text = _text(path)
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        found = _LINE.search(str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise _wrong(path, line, "写法不对", "请按 TOML 写：键 = 值，文字放在引号里。") from error
    lines = key_lines(text)
    try:
        told = ConfigFile.model_validate(data)
    except ValidationError as error:
        raise _refused(path, lines, error) from error
    own = own_files_of(
        path, lines, profiles=told.profiles, lexicons=told.lexicons, checks=told.checks
    )
    _refuse_profile(path, lines, told.profile, own)
    return Configuration(
        path=path,
        profile=told.profile,
        select=tuple(told.select),
        ignore=tuple(told.ignore),
        severities=tuple((code, Severity(value)) for code, value in told.severities.items()),
        fail_on=told.fail_on,
        rewrites=told.rewrites,
        limits=tuple(told.limits.model_dump(exclude_none=True).items()),
        suppressions=tuple(_suppressions(path, lines, told.suppress)),
        own=own,
        lines=tuple(lines.items()),
    )


def _refuse_profile(path: Path, lines: Mapping[str, int], name: str | None, own: OwnFiles) -> None:
    if name is None or name in profile_names():
        return
    accepted = [*profile_names(), *(read_profile(place).name for place in own.profiles)]
    if name not in accepted:
        what = f" profile 不能是“{_shown(name)}”"
        raise _wrong(path, lines.get("profile"), what, f"可用：{'、'.join(accepted)}。")


def _suppressions(
    path: Path, lines: Mapping[str, int], parts: Iterable[Suppress]
) -> Iterator[Suppression]:
    for number, part in enumerate(parts):
        line = lines.get(f"suppress[{number}]")
        yield Suppression(
            codes=tuple(part.code),
            reason=part.reason,
            file=part.file,
            project=part.project,
            name=part.name,
            until=part.until,
            told_in=f"{path.name} 第 {line} 行" if line else f"{path.name} 第 {number + 1} 段忽略",
        )


def _text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
    except OSError as error:
        what = f"打不开（{error.strerror or type(error).__name__}）"
        raise _wrong(path, None, what, "请检查访问权限，或移走该文件。") from error
    if len(data) > _MOST_BYTES:
        raise _wrong(path, None, f"超过 {_MOST_BYTES:,} 字节", "请删去不需要的内容。")
    # The parser takes a time that grows with the square of a key's parts.
    for number, line in enumerate(data.split(b"\n"), 1):
        if len(line) > _LONGEST_LINE:
            raise _wrong(path, number, f"这一行超过 {_LONGEST_LINE:,} 字节", "请分成多行。")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line_number = data[: error.start].count(b"\n") + 1
        hint = "请用记事本打开，另存为 UTF-8 编码。"
        raise _wrong(path, line_number, "不是 UTF-8 编码", hint) from error


def _refused(path: Path, lines: Mapping[str, int], error: ValidationError) -> ConfigError:
    """Tell the first faults, each with its line and key."""
    faults = error.errors(include_url=False)
    told: list[str] = []
    hints: list[str] = []
    for fault in faults[:_MOST_TOLD]:
        loc = tuple(part for part in fault["loc"] if part not in _WRAPPERS)
        key = key_name(loc)
        line = _line_of(lines, loc)
        what, hint = _fault(fault, loc)
        told.append(f"{f'第 {line} 行 ' if line else ''}{key} {what}")
        hints.append(hint)
    more = len(faults) - _MOST_TOLD
    tail = f"；另有 {more} 处" if more > 0 else ""
    hint = " ".join(dict.fromkeys(filter(None, hints)))
    return ConfigError(
        f"{path}：{'；'.join(told)}{tail}",
        hint=hint or "各项设置见 assessor config schema。",
        code="config.file",
    )


def _line_of(lines: Mapping[str, int], loc: tuple[int | str, ...]) -> int | None:
    """Return the line of a key, else of what it should stand in."""
    for size in range(len(loc), 0, -1):
        if line := lines.get(key_name(loc[:size])):
            return line
    return None


def _fault(fault: Any, loc: tuple[int | str, ...]) -> tuple[str, str]:  # noqa: ANN401 - a detail of pydantic
    kind, context = fault["type"], fault.get("ctx") or {}
    shown = _shown(fault.get("input"))
    if kind == "extra_forbidden":
        accepted = _accepted(loc)
        close = difflib.get_close_matches(str(loc[-1]), accepted, n=1)
        what = "不是可用的设置" + (f"，是不是 {close[0]}？" if close else "")
        return what, f"可用：{'、'.join(accepted)}。"
    if kind == "missing":
        return "没有写", f"{_SUPPRESS_EXAMPLE}。"
    if kind == "no_reason":
        return str(context["fault"]), f"{ACCEPTED}。"
    if kind in ("literal_error", "enum"):
        accepted_text = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
        return f"不能是“{shown}”", f"可用：{'、'.join(accepted_text.split(', '))}。"
    if kind in ("less_than_equal", "greater_than_equal"):
        bound = context.get("le", context.get("ge"))
        word = "最大" if "le" in context else "最小"
        return f"不能是 {shown}，{word}为 {bound}", ""
    return f"不能是“{shown}”，{_KINDS.get(kind, '不是可用的值')}", ""


def _accepted(loc: tuple[int | str, ...]) -> list[str]:
    if loc[0] == "limits" and len(loc) > 1:
        return list(LimitsPart.model_fields)
    if loc[0] == "suppress" and len(loc) > 1:
        return list(Suppress.model_fields)
    return list(ConfigFile.model_fields)


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def _wrong(path: Path, line: int | None, what: str, hint: str) -> ConfigError:
    place = f"第 {line} 行" if line else ""
    return ConfigError(f"{path}：{place}{what}", hint=hint, code="config.file")
