"""``assessor config``: which settings are in force, and what a configuration file may hold."""

import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from assessor.apps.cli import options
from assessor.apps.cli.output import layout_for, opened, write_lines
from assessor.apps.configuration import CONFIG_FILE, Configuration, load_configuration
from assessor.core.finding import Severity
from assessor.core.limits import Limits
from assessor.reports.lines import Line, Style, hanging, padded, visible, width

if TYPE_CHECKING:
    from assessor.sifting.suppression import Suppression

HELP = "查看设置文件 assessor.toml：现在用的是哪个、各项设置从哪里来、可以写什么"
SHOW_HELP = "显示所用的设置文件，以及各项设置的值和来源"
SHOW_EPILOG = """从当前文件夹起逐级向上查找 assessor.toml（到本人的用户文件夹或磁盘根目录为止），用找到的第一个；\
命令行选项优先于文件，\
环境变量 ASSESSOR_LIMIT_… 优先于文件中的 [limits]。

示例：
  assessor config show"""
SCHEMA_HELP = "输出设置文件的 JSON Schema，供编辑器提示和检查"
SCHEMA_EPILOG = """示例：
  assessor config schema --output assessor.schema.json

一份设置文件的样子：
  profile = "classic-88"
  ignore = ["W07"]
  profiles = ["本省.yaml"]
  lexicons = "词表"
  checks = "检查"
  fail_on = "必须改"

  [severities]
  W01 = "建议改"

  [[suppress]]
  code = "V13"
  project = "*基层党建*"
  reason = "首次设立，没有基期"
  until = 2026-12-31"""
_DEFAULT = "默认"
_SETTINGS = {
    "profile": "指标体系", "select": "只做的检查", "ignore": "不做的检查",
    "fail_on": "退出状态为 1 的程度", "rewrites": "修改建议条数",
}  # fmt: skip
_OWN = {"profiles": "自己的指标体系", "lexicons": "自己的词表", "checks": "自己的检查"}
_UNSET = {
    "profile": "自动识别", "select": "全部", "ignore": "无", "fail_on": "major 应修改",
    "rewrites": "按输出格式（text 1、json 3）",
}  # fmt: skip


def show() -> None:
    """Write the settings in force and where each comes from."""
    from assessor.apps.cli.configured import check_codes
    from assessor.apps.settings import load_settings

    told = load_configuration()
    check_codes(told)
    limits = load_settings().limits
    write_lines(_page(told, limits, layout_for(None, {}).columns), output=None)


def schema(output: options.Output = None) -> None:
    """Write the JSON schema of the configuration file."""
    from assessor.apps.config_model import config_schema
    from assessor.reports.json_report import json_text

    with opened(output) as stream:
        stream.write(json_text(config_schema(), indent=1) + "\n")


def _page(told: Configuration, limits: Limits, columns: int) -> Iterator[Line]:
    from assessor.apps.config_model import LIMIT_TITLES

    if told.path is None:
        text = f"没有找到 {CONFIG_FILE}（从当前文件夹向上逐级查找），全部用默认设置"
        yield from hanging((), ((text, Style.PLAIN),), columns)
    else:
        head = (("设置文件：", Style.DIM),)
        yield from hanging(head, ((visible(str(told.path)), Style.HEADING),), columns)
    yield ()
    yield (("检查", Style.HEADING),)
    rows = [(f"{key} {title}", *_setting(told, key)) for key, title in _SETTINGS.items()]
    rows += [
        (
            f"severities.{code} {_title(code)}程度",
            severity.chinese,
            _line(told, f"severities.{code}"),
        )
        for code, severity in told.severities
    ]
    rows += [(f"{key} {_OWN[key]}", str(path), _line(told, key)) for key, path in _own_paths(told)]
    yield from _table(rows, columns)
    yield ()
    yield (("输入的上限", Style.HEADING),)
    rows = [
        (f"{name} {LIMIT_TITLES[name]}", f"{value:,.15g}", _origin(told, name))
        for name, value in asdict(limits).items()
    ]
    yield from _table(rows, columns)
    yield from _suppressions(told.suppressions, columns)


def _own_paths(told: Configuration) -> Iterator[tuple[str, Path]]:
    yield from (("profiles", path) for path in told.own.profiles)
    if told.own.lexicons is not None:
        yield "lexicons", told.own.lexicons
    if told.own.checks is not None:
        yield "checks", told.own.checks


def _title(code: str) -> str:
    from assessor.checks.rule_reference import find_check

    return find_check(code).title


def _named(code: str) -> str:
    """Return a check with its Chinese title, a family as it is written."""
    return code if len(code) == 1 else f"{code} {_title(code)}"


def _setting(told: Configuration, key: str) -> tuple[str, str]:
    value = getattr(told, key)
    if value is None or value == ():
        return _UNSET[key], _DEFAULT
    if key == "fail_on" and value != options.NEVER:
        value = f"{value} {Severity(value).chinese}"
    return "、".join(value) if isinstance(value, tuple) else str(value), _line(told, key)


def _line(told: Configuration, key: str) -> str:
    line = told.line(key)
    return f"{CONFIG_FILE} 第 {line} 行" if line else CONFIG_FILE


def _origin(told: Configuration, name: str) -> str:
    from assessor.documents.bounds import LIMIT_PREFIX

    for variable in os.environ:
        if variable.startswith(LIMIT_PREFIX) and variable.upper() == LIMIT_PREFIX + name.upper():
            return f"环境变量 {variable}"
    return _line(told, f"limits.{name}") if name in dict(told.limits) else _DEFAULT


def _table(rows: list[tuple[str, str, str]], columns: int) -> Iterator[Line]:
    first = max(width(key) for key, _, _ in rows) + 2
    for key, value, origin in rows:
        text = visible(f"{value}（{origin}）")
        head = padded(((key, Style.PLAIN),), first)
        yield from hanging((("  ", Style.PLAIN), *head), ((text, Style.PLAIN),), columns)


def _suppressions(items: "tuple[Suppression, ...]", columns: int) -> Iterator[Line]:
    if not items:
        return
    yield ()
    yield (("忽略的问题", Style.HEADING),)
    for item in items:
        where = [
            f"{label}“{pattern}”"
            for label, pattern in (("文件", item.file), ("项目", item.project), ("指标", item.name))
            if pattern != "*"
        ]
        until = f"，到 {item.until} 为止" if item.until else ""
        scope = f"（{'、'.join(where)}）" if where else ""
        named = "、".join(_named(code) for code in item.codes)
        text = f"{named}{scope}：{item.reason}{until}（{item.told_in}）"
        yield from hanging((("  - ", Style.DIM),), ((visible(text), Style.PLAIN),), columns)
