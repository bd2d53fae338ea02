"""What became of the points of an earlier version of the same material."""

from dataclasses import dataclass
from enum import StrEnum

from assessor.core.located import Located


class Answer(StrEnum):
    """How a point was answered, worst first.

    ``DELETED`` evades a point; ``REMOVED`` takes a promise out of the goal where the point itself
    offered that, so that a person must judge whether the promise was none of the project's.
    """

    NOT = "not"
    DELETED = "deleted"
    REMOVED = "removed"
    PARTLY = "partly"
    UNCLEAR = "unclear"
    ANSWERED = "answered"

    @property
    def chinese(self) -> str:
        """Name shown to users."""
        return {
            "not": "未改",
            "deleted": "删除回避",
            "removed": "已从目标中删去",
            "partly": "部分改",
            "unclear": "无法判断",
            "answered": "已改",
        }[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredPoint:
    """One point of the old version.

    Attributes
    ----------
    why
        Chinese: what became of the row, and what is found there now.
    rows
        The new rows that answer to the old one, as ids; empty for points beside rows.
    now
        Findings of the new version that keep the point open.
    """

    old: Located
    answer: Answer
    why: str
    rows: tuple[str, ...] = ()
    now: tuple[Located, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDefect:
    """A point of the new version that the old one did not have; ``on_new_row``: nor its row."""

    found: Located
    on_new_row: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    """The comparison of two versions.

    Attributes
    ----------
    notices
        What a reader must know of the comparison, in Chinese.
    """

    points: tuple[AnsweredPoint, ...]
    defects: tuple[NewDefect, ...]
    notices: tuple[str, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Whether every point was answered and no new one came up."""
        return not self.defects and self.count(Answer.ANSWERED) == len(self.points)

    def count(self, answer: Answer) -> int:
        """Return how many points were answered so."""
        return sum(point.answer is answer for point in self.points)
