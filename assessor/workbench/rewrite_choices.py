"""What reviewers say of rewrites: adopted, adopted in other words, or refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from assessor.workbench.decided import RewriteChoice, choice_of, decisions_of, round_of
from assessor.workbench.decision_rules import (
    begin_review,
    decided_meanwhile,
    next_turn,
    record_action,
    unworded,
)
from assessor.workbench.permissions import Action, Actor, MissingError, RefusedError
from assessor.workbench.said_findings import SaidRow, row_copy, row_in
from assessor.workbench.states import Choice, Round
from assessor.workbench.tables import RewriteDecision
from assessor.workbench.told_text import told
from assessor.workbench.visible_submissions import locked, require_open

LONGEST_LEVEL, LONGEST_CELL = 100, 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RewriteSaying:
    """What a person says of a rewrite.

    Attributes
    ----------
    number
        Which of the rewrites of the row, from 1.
    level1, level2, name, value
        For an edit: the texts to be written, ``None`` as proposed.
    """

    number: int
    choice: Choice
    level1: str | None = None
    level2: str | None = None
    name: str | None = None
    value: str | None = None


def decide_rewrite(
    session: Session,
    actor: Actor,
    *,
    submission: int,
    row: str,
    saying: RewriteSaying,
    seen: int | None,
    now: datetime,
) -> RewriteChoice:
    """Keep what a reviewer says of a rewrite.

    Parameters
    ----------
    row
        Id of the row.
    seen
        Id of the last choice on any rewrite of the row that the caller knows of, ``None`` for none.

    Raises
    ------
    RefusedError
        ``refused.role``; ``refused.second``: rewrites are the first reviewer's.
    MissingError
        ``missing.submission``, ``missing.row``, ``missing.rewrite``
    RequestError
        ``request.wording``, ``request.characters``, ``request.too-long``, ``request.row``: several
        rows bear the id.
    ConflictError
        ``conflict.decided``, ``conflict.closed``, ``conflict.not-current``
    """
    actor.require(Action.DECIDE)
    declared = locked(session, actor, submission)
    if round_of(declared, actor) is Round.SECOND:
        raise RefusedError(
            "复审人只对意见作出决定，不采纳修改建议",
            hint="修改建议由初审人决定。",
            code="refused.second",
        )
    require_open(declared)
    said = row_in(declared.content, row)
    proposed = _rewrite(said, saying.number)
    decided = decisions_of(session, submission)
    last = max((one.id for one in decided.choices if one.row == row), default=None)
    if last != seen:
        raise decided_meanwhile("这条指标的修改建议")
    texts = _wording(saying, proposed)
    kept = RewriteDecision(
        submission_id=declared.id,
        row=row,
        number=saying.number,
        choice=saying.choice.value,
        turn=next_turn(declared),
        indicator={**row_copy(said, declared.content), "proposed": dict(proposed)},
        user_id=actor.id,
        made_at=now,
        **texts,
    )
    session.add(kept)
    session.flush()
    begin_review(declared, actor)
    record_action(session, actor, declared, f"rewrite.{saying.choice.value}", now, {
        "decision": kept.id, "row": row, "number": saying.number, "turn": kept.turn, **texts,
    })  # fmt: skip
    return choice_of(kept, actor.name)


def _rewrite(row: SaidRow, number: int) -> Mapping[str, Any]:
    rewrites = row.plain["rewrites"]
    if not 1 <= number <= len(rewrites):
        raise MissingError(
            f"这条指标没有第 {number} 条修改建议（共 {len(rewrites)} 条）",
            hint="请刷新页面再试。",
            code="missing.rewrite",
        )
    proposed: Mapping[str, Any] = rewrites[number - 1]
    return proposed


def _wording(saying: RewriteSaying, proposed: Mapping[str, Any]) -> dict[str, str]:
    """Return the texts to be written, as proposed but for those that an edit replaces."""
    given = {key: getattr(saying, key) for key in ("level1", "level2", "name", "value")}
    texts = {key: str(proposed[key]) for key in given}
    if saying.choice is not Choice.EDIT:
        if any(text is not None for text in given.values()):
            raise unworded("只有“改写后采纳”才能另写文字")
        return texts
    for key, what, longest in (
        ("level1", "一级指标", LONGEST_LEVEL), ("level2", "二级指标", LONGEST_LEVEL),
        ("name", "指标名称", LONGEST_CELL), ("value", "指标值", LONGEST_CELL),
    ):  # fmt: skip
        text = given[key]
        if text is not None:
            texts[key] = " ".join(told(text, what=what, longest=longest).split())
    if not texts["name"] or not texts["value"]:
        raise unworded("改写后的指标名称和指标值都不能为空")
    if all(texts[key] == proposed[key] for key in texts):
        raise unworded("改写后的文字与建议完全相同")
    return texts
