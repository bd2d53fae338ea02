"""The rubric as data, validated when loaded."""

from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, model_validator

from assessor.checks.registry import all_checks
from assessor.core.finding import Severity
from assessor.errors import ConfigError
from assessor.text.yaml_text import read_yaml

LETTERS = ("specific", "measurable", "achievable", "relevant", "time_bound")


class Rubric(BaseModel):
    """Points per severity, and which letter each check speaks to."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    version: str
    source: str
    points: dict[Severity, float]
    letters: dict[str, tuple[str, ...]]
    always_judged: tuple[str, ...]

    @model_validator(mode="after")
    def _complete(self) -> "Rubric":
        if set(self.points) != set(Severity):
            raise ValueError("points: every severity needs a number")
        if tuple(self.letters) != LETTERS or not set(self.always_judged) <= set(LETTERS):
            raise ValueError(f"letters: must be {', '.join(LETTERS)}")
        coded = [code for codes in self.letters.values() for code in codes]
        missing = {check.code for check in all_checks()} ^ set(coded)
        if missing or len(coded) != len(set(coded)):
            raise ValueError(f"letters: each check stands once; differs at {sorted(missing)}")
        return self

    def is_free(self, code: str) -> bool:
        """Tell whether a check speaks to no letter: one of the user's, which costs nothing."""
        return not any(code in codes for codes in self.letters.values())

    def letter_of(self, code: str) -> str:
        """Return the SMART letter that a check speaks to."""
        return next(letter for letter, codes in self.letters.items() if code in codes)


@cache
def load_rubric() -> Rubric:
    """Read the shipped rubric.

    Raises
    ------
    ConfigError
        ``config.rubric``: a severity, letter or check is missing or stands twice.
    """
    text = files(__package__).joinpath("rubric.yaml").read_text("utf-8")
    try:
        return Rubric.model_validate(read_yaml(text))
    except ValueError as error:
        raise ConfigError(
            f"评分标准 rubric.yaml 无法使用：{error}", code="config.rubric"
        ) from error
