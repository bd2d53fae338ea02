"""What the checks of structure count with: data in ``structure_rules.yaml``."""

from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict

from assessor.core.finding import Severity
from assessor.core.submission import Submission, SubmissionKind
from assessor.errors import ConfigError
from assessor.taxonomy.level_type import LevelType
from assessor.text.yaml_text import read_yaml


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RequiredItem(_Part):
    """A core type: one row of any of ``types`` is enough."""

    called: str
    types: frozenset[LevelType]
    severity: Severity


class RequiredTypes(_Part):
    """Core types of some profiles; ``starred``: the template marks further ones with ★."""

    profiles: tuple[str, ...]
    source: str
    starred: bool = False
    items: tuple[RequiredItem, ...]


class _Figure(_Part):
    value: float
    source: str


class WeightSplit(_Part):
    """Points of the first levels in a split that is in use."""

    cost: float
    output: float
    benefit: float
    satisfaction: float


class WeightRules(_Part):
    """Accepted sums of weights."""

    source: str
    whole: float
    totals: tuple[float, ...]
    tolerance: float
    far: float
    splits: tuple[WeightSplit, ...]


class _Many(_Part):
    source: str
    by_budget: tuple[tuple[float, int], ...]
    otherwise: int
    department: int


class _RowCounts(_Part):
    few: _Figure
    many: _Many

    def most(self, budget: float | None, *, department: bool) -> int:
        """Return how many rows are not too many for a budget in 万元."""
        if department:
            return self.many.department
        if budget is not None:
            for limit, rows in self.many.by_budget:
                if budget <= limit:
                    return rows
        return self.many.otherwise


class _Hundred(_Part):
    least: int
    of_rates: float
    of_rows: float
    source: str


class _Scores(_Part):
    least: int
    share: float
    source: str


class StructureRules(_Part):
    """All of the file."""

    required: tuple[RequiredTypes, ...]
    possible_from: _Figure
    weights: WeightRules
    rows: _RowCounts
    hundred: _Hundred
    scores: _Scores
    longest_term: _Figure
    sources: dict[str, str]

    def required_by(self, profile: str) -> RequiredTypes:
        """Return the core types of a profile, of ``unknown`` for one that is not listed."""
        known = {name: group for group in self.required for name in group.profiles}
        return known.get(profile, known["unknown"])


@cache
def structure_rules() -> StructureRules:
    """Return the rules.

    Raises
    ------
    ConfigError
        The file is missing or malformed.
    """
    path = files("assessor.checks").joinpath("structure_rules.yaml")
    try:
        return StructureRules.model_validate(read_yaml(path.read_text("utf-8")))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise ConfigError(
            f"结构规则表 structure_rules.yaml 无法使用：{error}", code="config.structure-rules"
        ) from error


def frame_of(submission: Submission) -> str:
    """Return the profile that decides which rules of structure hold."""
    if submission.kind is SubmissionKind.SELF_EVALUATION:
        return "self-evaluation"
    return submission.profile or "unknown"
