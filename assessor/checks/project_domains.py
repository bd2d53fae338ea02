"""Fields of work that a text shows, by words that belong to one field only."""

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict

from assessor.checks.underlining import placed_words
from assessor.errors import ConfigError
from assessor.text.normalise import normalise
from assessor.text.yaml_text import read_yaml


class _Domains(BaseModel):
    model_config = ConfigDict(extra="forbid")
    source: str
    domains: dict[str, list[str]]
    shared: dict[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """Words of a field: its own ones, and those that other fields have too."""

    field: str
    own: frozenset[str]
    shared: frozenset[str]


@cache
def _words() -> tuple[_Words, ...]:
    path = files("assessor.checks").joinpath("vocabulary", "project_domains.yaml")
    try:
        data = _Domains.model_validate(read_yaml(path.read_text("utf-8")))
    except (ValueError, yaml.YAMLError) as error:
        raise ConfigError(f"领域词表 project_domains.yaml 无法使用：{error}") from error
    return tuple(
        _Words(field=name, own=frozenset(words), shared=frozenset(data.shared.get(name, ())))
        for name, words in data.domains.items()
    )


@lru_cache(maxsize=4096)
def domains_of(text: str) -> frozenset[str]:
    """Return the fields of work of which any word stands in ``text``.

    Examples
    --------
    >>> sorted(domains_of("惠民演出场次"))
    ['文化']
    """
    plain = normalise(text)
    return frozenset(
        one.field for one in _words() if any(word in plain for word in one.own | one.shared)
    )


@lru_cache(maxsize=4096)
def certain_domains_of(name: str) -> frozenset[str]:
    """Return the fields of work that whole words of a name show: 在职工资 speaks of no 职工."""
    plain = normalise(name)
    cuts: set[int] = {0}
    for span, _ in placed_words(plain):
        cuts |= {span.start, span.end}
    return frozenset(
        one.field for one in _words() if any(_is_whole(word, plain, cuts) for word in one.own)
    )


def _is_whole(word: str, plain: str, cuts: set[int]) -> bool:
    """Tell whether a word stands between two cuts, or begins or ends a longer word."""
    start = plain.find(word)
    while start >= 0:
        end = start + len(word)
        inside = not any(start < cut < end for cut in cuts)
        if inside or {start, end} <= cuts:
            return True
        start = plain.find(word, start + 1)
    return False
