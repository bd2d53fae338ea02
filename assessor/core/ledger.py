"""What became of each check of a submission, so that a clean result hides no blind spot."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """How a check ended."""

    DONE = "done"
    CANNOT_JUDGE = "cannot-judge"
    NOT_APPLICABLE = "not-applicable"
    FAILED = "failed"
    NOT_SELECTED = "not-selected"

    @property
    def chinese(self) -> str:
        """Name shown to users."""
        return {
            "done": "已检查",
            "cannot-judge": "无法判断",
            "not-applicable": "不适用",
            "failed": "检查出错，未判断",
            "not-selected": "未选",
        }[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One outcome of one check.

    Attributes
    ----------
    missing
        What is missing, why the check has nothing to do, or how it crashed; Chinese, ``""``
        when it was done or not selected.
    projects
        Numbers of the projects from 0 that this holds for; empty = the whole submission.
    of_rows
        Whether it is a check of single rows.
    """

    code: str
    outcome: Outcome
    missing: str = ""
    projects: tuple[int, ...] = ()
    of_rows: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """Something that was checked and agrees, in Chinese; evidence for the reviewer."""

    code: str
    text: str
    project: int | None = None
    row: str | None = None


# Words of a reason that says itself that something is missing; other reasons name the thing.
_LACKS = ("缺", "没有", "未", "不")


def missing_words(missing: str) -> str:
    """Return in Chinese that something was not checked; ``missing`` is a thing or a clause."""
    if any(word in missing for word in _LACKS):
        return f"未能自动核对：{missing}"
    return f"缺少{missing}，未能自动核对"
