"""What the checks of structure count with: data in ``structure_rules.yaml`` and the profiles."""

from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict

from assessor.core.submission import Submission, SubmissionKind
from assessor.errors import ConfigError
from assessor.policy.profile import Profile
from assessor.policy.profiles import profile_of
from assessor.text.yaml_text import read_yaml


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Figure(_Part):
    value: float
    source: str


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

    possible_from: _Figure
    rows: _RowCounts
    hundred: _Hundred
    scores: _Scores
    longest_term: _Figure
    sources: dict[str, str]


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


def profile_for(submission: Submission) -> Profile:
    """Return what holds for a submission: its core types and weights."""
    return profile_of(frame_of(submission))
