"""Typed samples in place of blanks, so that a draft can be judged before the unit fills it.

They serve the second assessment alone and are never shown (DESIGN.md 6).
"""

import re
from functools import cache, lru_cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, Field

from assessor.core.rewrite import BLANK
from assessor.errors import ConfigError
from assessor.text.normalise import normalise
from assessor.text.yaml_text import read_yaml

_FILE = "samples.yaml"
_NEAR = 24


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    before: re.Pattern[str] = re.compile("")
    after: re.Pattern[str] = re.compile("")
    sample: str = Field(min_length=1)


class _Samples(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str = Field(min_length=1)
    rules: tuple[_Rule, ...] = Field(min_length=1)


@cache
def _rules() -> tuple[_Rule, ...]:
    text = files(__package__).joinpath(_FILE).read_text("utf-8")
    try:
        rules = _Samples.model_validate(read_yaml(text)).rules
    except (ValueError, yaml.YAMLError) as error:
        raise ConfigError(f"样例值 {_FILE} 无法使用：{error}", code="config.samples") from error
    last = rules[-1]
    if last.before.pattern or last.after.pattern or any(BLANK in rule.sample for rule in rules):
        raise ConfigError(
            f"样例值 {_FILE}：最后一条须适用于一切空格，样例不得含“{BLANK}”", code="config.samples"
        )
    return rules


@lru_cache(maxsize=16384)
def filled(text: str) -> str:
    """Return ``text`` with a sample of the fitting type in every blank.

    Examples
    --------
    >>> filled("2026年【__】月【__】日前"), filled("≥【__】%")
    ('2026年11月30日前', '≥90%')
    """
    head, *rest = text.split(BLANK)
    done = head
    for index, part in enumerate(rest):
        behind = normalise(BLANK.join(rest[index:])[:_NEAR])
        done += _sample(normalise(done[-_NEAR:]), behind) + part
    return done


def _sample(before: str, after: str) -> str:
    return next(
        rule.sample
        for rule in _rules()
        if rule.before.search(before) is not None and rule.after.search(after) is not None
    )
