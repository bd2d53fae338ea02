"""From the labels that forms print to the nine level types."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from assessor.errors import ConfigError
from assessor.taxonomy.level_type import LevelType
from assessor.text.normalise import normalise
from assessor.text.yaml_text import read_yaml


class _Names(BaseModel):
    model_config = ConfigDict(extra="forbid")
    names: list[str]
    source: str


class _Group(_Names):
    types: list[LevelType]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    second_level: dict[LevelType, _Names]
    combined: list[_Group]
    first_level: list[_Group]
    other_first_level: _Names
    other_second_level: _Names
    sources: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    first: dict[str, tuple[LevelType, ...]]
    second: dict[str, tuple[LevelType, ...]]


_NOISE = re.compile(
    r"[\s★☆*▲●◆:：、。\"'“”]+|^[(（]?[一二三四五六七八九十\d]{1,2}[)）.、]|"
    r"[(（\[【][^()（）\[\]【】]*[)）\]】]|\d+(?:\.\d+)?[分%]$"
)
_TAIL = re.compile(r"(?:类)?(?:绩效)?(?:指标|目标)(?:\d{1,2})?$")
_LONGEST = 30


def fold_label(label: str) -> str:
    """Reduce a printed level label to the form of the vocabulary.

    Blanks, stars, numbering, weights such as ``(50分)`` and a final 指标 are dropped, so that
    ``"★产出指标（50分）"`` and ``"产出"`` are one label.
    """
    text = _NOISE.sub("", normalise(label))
    text = _NOISE.sub("", text)
    shorter = _TAIL.sub("", text)
    return shorter.removeprefix("预期") or shorter


@cache
def _vocabulary() -> _Vocabulary:
    raw = read_yaml(files(__package__).joinpath("level_names.yaml").read_text("utf-8"))
    try:
        data = _File.model_validate(raw)
    except ValueError as error:
        raise ConfigError(
            f"级次名称表 level_names.yaml 无法使用：{error}", code="config.level-names"
        ) from error
    second: dict[str, tuple[LevelType, ...]] = {}
    for level_type, group in data.second_level.items():
        second.update({fold_label(name): (level_type,) for name in group.names})
    for combined in data.combined:
        second.update({fold_label(name): tuple(combined.types) for name in combined.names})
    second.update({fold_label(name): () for name in data.other_second_level.names})
    first: dict[str, tuple[LevelType, ...]] = {}
    for level1 in data.first_level:
        first.update({fold_label(name): tuple(level1.types) for name in level1.names})
    first.update({fold_label(name): () for name in data.other_first_level.names})
    return _Vocabulary(first=first, second=second)


@lru_cache(maxsize=4096)
def second_level_types(label: str) -> tuple[LevelType, ...] | None:
    """Return the types that a printed second-level label declares.

    Returns
    -------
    tuple of LevelType or None
        One type as a rule, several for combined labels, ``()`` for a known label that is none
        of the nine (过程指标), ``None`` for an empty or unknown label.
    """
    if not label or len(label) > _LONGEST:
        return None
    return _vocabulary().second.get(fold_label(label))


@lru_cache(maxsize=4096)
def first_level_types(label: str) -> tuple[LevelType, ...] | None:
    """Return the types that may stand below a printed first-level label, as above."""
    if not label or len(label) > _LONGEST:
        return None
    return _vocabulary().first.get(fold_label(label))


def declared_types(level1: str, level2: str) -> tuple[LevelType, ...] | None:
    """Return the types that a row declares with its *second* level.

    A level mismatch needs a declared second level (LABELS.md). Some forms print the
    second-level label in the first column (level1 数量指标, level2 empty): that declares it. A
    label that may be a first level (成本指标, 满意度指标) with an empty second level declares
    nothing.

    Returns
    -------
    tuple of LevelType or None
        ``None``: nothing declared, so nothing to contradict.
    """
    second = second_level_types(level2)
    if second is not None:
        return second or None
    if not level2.strip() and first_level_types(level1) is None:
        return second_level_types(level1) or None
    return None


def declares_negative_cost(level2: str) -> bool:
    """Tell whether a label names a social or ecological cost of the 2021 frame.

    Under such a label stand harms: 扰民投诉, 扬尘, 交通中断 (DOMAIN.md 2.2).
    """
    return fold_label(level2) in _NEGATIVE_COSTS


_NEGATIVE_COSTS = frozenset(("社会成本", "生态环境成本", "生态成本", "环境成本"))
