"""Checks of rows that a user writes as data: patterns, words and examples, never code.

The patterns are matched by RE2, whose time grows with the length of the text alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Annotated

import re2
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from assessor.checks.check import Check, Example, Hit, Subject
from assessor.checks.registry import all_checks
from assessor.core.finding import FoundBy, Severity
from assessor.core.submission import Field as RowField
from assessor.policy.own_faults import validated
from assessor.policy.own_files import own_files, read_own, wrong, yaml_files
from assessor.taxonomy.level_names import declared_types
from assessor.taxonomy.level_type import LevelType
from assessor.text.normalise import normalise

FAMILY = "Z"
_MOST_CHECKS = 200
_LONGEST_TEXT = 5000
_MEMORY_BYTES = 1_000_000
_CHINESE = {severity.chinese: severity.value for severity in Severity}
_TYPES = {kind.chinese: kind.value for kind in LevelType}
_Pattern = Annotated[str, Field(min_length=1, max_length=500)]
_Text = Annotated[str, Field(min_length=2, max_length=400)]
_Cell = Annotated[str, Field(max_length=400)]
_Severity = Annotated[
    Severity, BeforeValidator(lambda v: _CHINESE.get(v, v) if isinstance(v, str) else v)
]
_Level = Annotated[
    LevelType,
    BeforeValidator(
        lambda v: _TYPES.get(v, _TYPES.get(f"{v}指标", v)) if isinstance(v, str) else v
    ),
]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Example(_Part):
    name: _Cell
    value: _Cell
    level1: _Cell = ""
    level2: _Cell = ""


class _Check(_Part):
    code: Annotated[str, Field(pattern=r"^Z[0-9]{2}$")]
    title: Annotated[str, Field(min_length=2, max_length=40)]
    severity: _Severity
    levels: Annotated[list[_Level], Field(max_length=9)] = []
    name: _Pattern | None = None
    value: _Pattern | None = None
    name_without: _Pattern | None = None
    value_without: _Pattern | None = None
    message: _Text
    hint: _Text
    source: _Text
    flagged: Annotated[list[_Example], Field(min_length=1, max_length=50)]
    clean: Annotated[list[_Example], Field(min_length=1, max_length=50)]


class _File(_Part):
    checks: Annotated[list[_Check], Field(min_length=1, max_length=_MOST_CHECKS)]


@dataclass(frozen=True, slots=True)
class _Rule:
    """Compiled patterns; ``None`` = does not matter."""

    levels: frozenset[LevelType]
    name: object
    value: object
    name_without: object
    value_without: object

    def place(
        self, name: str, value: str, declared: tuple[LevelType, ...] | None
    ) -> tuple[bool, int, int] | None:
        """Return whether the value is meant, and the characters; ``None`` if the row is fine."""
        if self.levels and self.levels.isdisjoint(declared or ()):
            return None
        if _found(self.name_without, name) or _found(self.value_without, value):
            return None
        in_name, in_value = _found(self.name, name), _found(self.value, value)
        if (self.name and not in_name) or (self.value and not in_value):
            return None
        return (True, *in_value) if in_value else (False, *in_name) if in_name else None


@cache
def own_checks() -> tuple[Check, ...]:
    """Return the user's checks by code; none without files.

    Raises
    ------
    ConfigError
        ``config.own-file``: a file is wrong, a code stands twice, or an example disagrees.
    """
    folder = own_files().checks
    found: dict[str, Check] = {}
    for path in yaml_files(folder) if folder else ():
        for number, told in enumerate(validated(_File, read_own(path), path).checks, 1):
            if told.code in found:
                raise wrong(path, f"checks[{number}].code “{told.code}”重复", "请换一个编码。")
            found[told.code] = _check(path, f"checks[{number}]", told)
    if folder and len(found) > _MOST_CHECKS:
        raise wrong(folder, f"共有 {len(found)} 项检查，最多 {_MOST_CHECKS} 项", "请合并。")
    return tuple(found[code] for code in sorted(found))


def row_checks() -> tuple[Check, ...]:
    """Return all checks of rows: the shipped ones, then the user's."""
    return (*all_checks(), *own_checks())


def _check(path: Path, key: str, told: _Check) -> Check:
    if told.name is None and told.value is None:
        raise wrong(path, f"{key} 没有写 name 或 value", "至少写一个要查找的格式（正则表达式）。")
    rule = _Rule(
        frozenset(told.levels),
        *(
            _compiled(path, f"{key}.{part}", getattr(told, part))
            for part in ("name", "value", "name_without", "value_without")
        ),
    )
    _prove(path, key, told, rule)
    levels = "、".join(level.chinese for level in told.levels)
    return Check(
        code=told.code,
        name=f"own-{told.code.lower()}",
        title=told.title,
        severity=told.severity,
        found_by=FoundBy.RULE,
        message=_template(told.message),
        hint=_template(told.hint),
        what=f"自定义的检查（{path.name}）{f'，只看{levels}' if levels else ''}。",
        why="由使用单位自行规定。",
        mend=told.hint,
        limits="只按写明的格式查找；不影响评分。",
        source=told.source,
        find=partial(_find, rule),
        flagged=tuple(Example(**example.model_dump()) for example in told.flagged),
        clean=tuple(Example(**example.model_dump()) for example in told.clean),
    )


def _find(rule: _Rule, subject: Subject) -> Iterator[Hit]:
    name = subject.indicator.name
    if found := rule.place(name, subject.value, subject.declared):
        of_value, start, end = found
        field = subject.value_field if of_value else RowField.NAME
        yield Hit(field=field, start=start, end=end)


def _prove(path: Path, key: str, told: _Check, rule: _Rule) -> None:
    """Refuse a check that does not do what its own examples say."""
    for kind, examples, fires in (("flagged", told.flagged, True), ("clean", told.clean, False)):
        for number, example in enumerate(examples, 1):
            declared = declared_types(example.level1, example.level2)
            if bool(rule.place(example.name, example.value, declared)) is not fires:
                what = "应当报出却没有报出" if fires else "不应报出却报出了"
                raise wrong(
                    path,
                    f"{key}.{kind}[{number}] “{example.name}：{example.value}”{what}",
                    f"请改 {told.code} 的格式或这个例子。",
                )


def _compiled(path: Path, key: str, pattern: str | None) -> object:
    if pattern is None:
        return None
    options = re2.Options()
    options.max_mem = _MEMORY_BYTES
    options.log_errors = False
    try:
        compiled = re2.compile(pattern, options)
    except (re2.error, UnicodeError) as error:
        raise wrong(
            path, f"{key} 的“{pattern[:40]}”不是可用的正则表达式",
            "请检查括号；不支持 (?=…)、(?!…)、(?<=…) 和 \\1，重复次数最多 1000。",
        ) from error  # fmt: skip
    if compiled.search("") is not None:
        raise wrong(path, f"{key} 的“{pattern[:40]}”能匹配空文字", "请写明至少一个字。")
    return compiled


def _found(compiled: object, text: str) -> tuple[int, int] | None:
    """Return where a pattern first stands in a text as printed, else with equal signs made one."""
    if compiled is None:
        return None
    for form in (text, normalise(text)):
        if len(form) != len(text):
            continue
        if match := compiled.search(form[:_LONGEST_TEXT]):  # type: ignore[attr-defined]
            return match.start(), match.end()
    return None


def _template(text: str) -> str:
    """Return a text whose only placeholders are {text} and {name}."""
    escaped = text.replace("{", "{{").replace("}", "}}")
    return escaped.replace("{{text}}", "{text}").replace("{{name}}", "{name}")
