"""Numbers by which a self-evaluation is judged: data in ``scoring_rules.yaml``."""

from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict

from assessor.errors import ConfigError
from assessor.text.yaml_text import read_yaml

GradeName = Literal["优", "良", "中", "差"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    source: str


class Grades(_Part):
    """Least score of each grade, and the names under which forms print them."""

    lowest: dict[GradeName, float]
    names: dict[GradeName, tuple[str, ...]]

    def of_score(self, score: float) -> GradeName:
        """Return the grade that a score out of 100 gets."""
        order = sorted(self.lowest, key=lambda name: -self.lowest[name])
        return next((name for name in order if score >= self.lowest[name]), order[-1])

    def of_name(self, printed: str) -> GradeName | None:
        """Return the grade that a printed name means, ``None`` if it is none."""
        plain = "".join(printed.split()).strip("“”\"'。")
        return next((grade for grade, names in self.names.items() if plain in names), None)


class _Value(_Part):
    value: float


class Steps(_Part):
    """Shares of the points between which qualitative rows may score."""

    reached: tuple[float, float]
    partly: tuple[float, float]
    missed: tuple[float, float]


class _Shares(_Part):
    shares: tuple[float, ...]


class _NegativeRule(_Part):
    value: tuple[Literal["inverse", "excess"], ...]


class Rounding(_Part):
    """Tolerances of printed scores."""

    score: float
    total_per_row: float
    total_most: float


class OverFulfilment(_Part):
    """How far above a target must be explained."""

    value: float
    least_pieces: float
    least_points: float
    cost: float


class _VagueShare(_Part):
    value: float
    least_rows: int


class _CopiedShare(_Part):
    value: float
    least_length: int


class ScoringRules(BaseModel):
    """Everything in ``scoring_rules.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    grades: Grades
    full_total: _Value
    steps: Steps
    satisfaction_bands: _Shares
    pass_threshold: _Value
    negative_rule: _NegativeRule
    rounding: Rounding
    over_fulfilment: OverFulfilment
    vague_share: _VagueShare
    copied_share: _CopiedShare


@cache
def scoring_rules() -> ScoringRules:
    """Return the rules.

    Raises
    ------
    ConfigError
        The file is malformed.
    """
    raw = read_yaml(files(__package__).joinpath("scoring_rules.yaml").read_text("utf-8"))
    try:
        return ScoringRules.model_validate(raw)
    except ValueError as error:
        raise ConfigError(
            f"评分规则 scoring_rules.yaml 无法使用：{error}", code="config.scoring-rules"
        ) from error
