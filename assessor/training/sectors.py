"""Sector groups: rows of kindred sectors never stand on both sides of a split."""

from functools import cache, lru_cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from assessor.text.yaml_text import read_yaml


class _Groups(BaseModel):
    model_config = ConfigDict(extra="forbid")
    source: str
    groups: dict[str, list[str]]


@cache
def _groups() -> dict[str, list[str]]:
    text = files(__package__).joinpath("sectors.yaml").read_text("utf-8")
    return _Groups.model_validate(read_yaml(text)).groups


@lru_cache(maxsize=2048)
def sector_group(sector: str) -> str:
    """Return the group of a sector; a sector that fits none is a group of its own."""
    for group, keywords in _groups().items():
        if any(keyword in sector for keyword in keywords):
            return group
    return sector


def sector_words() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the groups with the words that tell them, in the order in which they are tried."""
    return tuple((group, tuple(words)) for group, words in _groups().items())
