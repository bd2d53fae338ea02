"""Why a finding is dismissed: the usual reasons (data), or the reviewer's own words."""

import re
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field

from assessor.text.yaml_text import read_yaml
from assessor.workbench.permissions import RequestError
from assessor.workbench.told_text import told

LEAST_CHARACTERS = 4
LONGEST = 500
_CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


class Reason(BaseModel):
    """A usual reason.

    Attributes
    ----------
    denies
        It says that the row has no such defect; else the defect is let pass for another cause.
    needs_note
        The reviewer must add what is meant.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    code: str = Field(pattern=r"^[a-z-]{1,40}$")
    title: str = Field(min_length=1)
    denies: bool
    needs_note: bool


class _Reasons(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    source: str
    reasons: tuple[Reason, ...]


@cache
def usual_reasons() -> tuple[Reason, ...]:
    """Return the usual reasons in the order in which they are offered."""
    text = files(__package__).joinpath("dismissal_reasons.yaml").read_text("utf-8")
    return _Reasons.model_validate(read_yaml(text)).reasons


def reason_told(code: str, note: str) -> str:
    """Return the reason of a dismissal as it is kept.

    Raises
    ------
    RequestError
        ``request.reason``: neither a known code nor a few Chinese characters of one's own.
    """
    note = told(note, what="不采纳的理由", longest=LONGEST)
    if not code:
        if len(_CHINESE.findall(note)) < LEAST_CHARACTERS:
            raise _unreasoned(f"不采纳一条意见要写明理由（至少 {LEAST_CHARACTERS} 个汉字）")
        return note
    reason = next((one for one in usual_reasons() if one.code == code), None)
    if reason is None:
        raise _unreasoned(f"没有编号为“{code[:40]}”的常用理由")
    if reason.needs_note and len(_CHINESE.findall(note)) < LEAST_CHARACTERS:
        raise _unreasoned(f"理由“{reason.title}”要写明具体内容（至少 {LEAST_CHARACTERS} 个汉字）")
    return f"{reason.title}：{note}" if note else reason.title


def denies_defect(code: str) -> bool:
    """Tell whether a dismissal says that the defect is not there; own words are taken so."""
    return next((one.denies for one in usual_reasons() if one.code == code), not code)


def _unreasoned(message: str) -> RequestError:
    titles = "、".join(one.title for one in usual_reasons())
    return RequestError(
        message, hint=f"请写明理由，或从常用理由中选择：{titles}。", code="request.reason"
    )
