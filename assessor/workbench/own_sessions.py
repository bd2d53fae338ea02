"""A person's own running sessions: how many, and ending all of them."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assessor.workbench import audit
from assessor.workbench.permissions import Actor
from assessor.workbench.sessions import IDLE, end_sessions
from assessor.workbench.tables import SignIn


def running(session: Session, actor: Actor, *, now: datetime) -> int:
    """Return how many sessions of the account run."""
    runs = select(func.count()).where(
        SignIn.user_id == actor.id, SignIn.expires_at > now, SignIn.seen_at > now - IDLE
    )
    return session.scalar(runs) or 0


def end_all(session: Session, actor: Actor, *, now: datetime) -> None:
    """End all sessions of the account, the one that asks too."""
    end_sessions(session, actor.id)
    audit.append(
        session, actor=actor.login, action="session.end-all", subject=f"user:{actor.id}",
        details={}, now=now,
    )  # fmt: skip
