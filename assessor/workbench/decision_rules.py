"""What all decisions on a submission have in common."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from assessor.workbench import audit
from assessor.workbench.permissions import Actor, ConflictError, RequestError
from assessor.workbench.states import ReviewState
from assessor.workbench.tables import Declared


def begin_review(declared: Declared, actor: Actor) -> None:
    """Take a waiting submission into review, by whoever decides first."""
    if declared.state == ReviewState.PENDING:
        declared.state = ReviewState.REVIEWING.value
    if declared.reviewer_id is None:
        declared.reviewer_id = actor.id


def next_turn(declared: Declared) -> int:
    """Raise the version of a locked submission and return it."""
    declared.version += 1
    return declared.version


def decided_meanwhile(what: str) -> ConflictError:
    """Return the error that somebody else was quicker."""
    return ConflictError(
        f"{what}已有新的决定，或刚才的决定已被撤销",
        hint="请刷新页面，看过现在的决定再作决定。",
        code="conflict.decided",
    )


def unworded(message: str) -> RequestError:
    """Return the error that a wording is missing, or stands where none belongs."""
    return RequestError(message, hint="请检查所写的文字。", code="request.wording")


def record_action(
    session: Session,
    actor: Actor,
    declared: Declared,
    action: str,
    now: datetime,
    details: Mapping[str, Any],
) -> None:
    """Write what was done with a submission into the audit log."""
    audit.append(
        session, actor=actor.login, action=action, subject=f"submission:{declared.id}",
        details=details, now=now,
    )  # fmt: skip
