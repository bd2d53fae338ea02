"""Word lists of single checks, kept as data in ``vocabulary/<code>.yaml``.

Lists that several rooms share stand in :mod:`assessor.text.lexicon`; here is only what one check
(or one family) knows.
"""

import re
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, Field, RootModel

from assessor.errors import ConfigError
from assessor.text.lexicon import alternation


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid")
    source: str = Field(min_length=1)
    terms: list[str] = Field(min_length=1)


class _Groups(RootModel[dict[str, _Group]]):
    pass


@cache
def check_terms(group: str) -> tuple[str, ...]:
    """Return the terms of ``group``, written ``v02.fixed_standards``, longest first.

    Raises
    ------
    ConfigError
        The file or group is missing or malformed.
    """
    file, _, name = group.partition(".")
    groups = _read(file)
    if name not in groups:
        raise ConfigError(f"检查词表 {file}.yaml 中没有“{name}”一组", code="config.lexicon")
    return tuple(sorted(set(groups[name].terms), key=lambda term: (-len(term), term)))


@cache
def check_pattern(group: str) -> re.Pattern[str]:
    """Return a compiled pattern that finds any term of ``group``."""
    return re.compile(alternation(check_terms(group)))


@cache
def _read(file: str) -> dict[str, _Group]:
    path = files("assessor.checks").joinpath("vocabulary", f"{file}.yaml")
    try:
        return _Groups.model_validate(yaml.safe_load(path.read_text("utf-8"))).root
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise ConfigError(
            f"检查词表 {file}.yaml 无法使用：{error}", code="config.lexicon"
        ) from error
