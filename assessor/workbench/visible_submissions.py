"""One submission as an account may see it, for reading or locked for a change."""

from sqlalchemy.orm import Session

from assessor.workbench.permissions import Actor, ConflictError, MissingError
from assessor.workbench.states import REVIEW_WORDS, ReviewState, Role
from assessor.workbench.tables import Declared

LARGEST_ID = 2**31 - 1
CLOSED = frozenset({ReviewState.RETURNED, ReviewState.PASSED})


def visible(session: Session, actor: Actor, submission: int) -> Declared:
    """Return a submission that the account may see.

    Raises
    ------
    MissingError
        ``missing.submission``: there is none, or it is another unit's.
    """
    found = session.get(Declared, submission) if 0 < submission <= LARGEST_ID else None
    if found is None or not is_visible(actor, found):
        raise _missing(submission)
    return found


def is_visible(actor: Actor, submission: Declared) -> bool:
    """Tell whether an account may know of a submission: a unit sees its own alone."""
    return actor.role is not Role.UNIT or (bool(actor.unit) and submission.unit == actor.unit)


def locked(session: Session, actor: Actor, submission: int) -> Declared:
    """Return a visible submission that no other session changes until this one ends.

    Raises
    ------
    MissingError
        ``missing.submission``
    ConflictError
        ``conflict.not-current``: the paper was read again and no longer holds it.
    """
    found = None
    if 0 < submission <= LARGEST_ID:
        found = session.get(Declared, submission, with_for_update=True, populate_existing=True)
    if found is None or not is_visible(actor, found):
        raise _missing(submission)
    if not found.current:
        raise ConflictError(
            f"申报 {submission} 已不在重新读取后的文件中",
            hint="请打开这个文件现在的申报。",
            code="conflict.not-current",
        )
    return found


def require_open(submission: Declared) -> None:
    """Refuse to change what a closed review rests on.

    Raises
    ------
    ConflictError
        ``conflict.closed``
    """
    state = ReviewState(submission.state)
    if state in CLOSED:
        raise ConflictError(
            f"这份申报已是“{REVIEW_WORDS[state]}”，审核结论不能再改",
            hint=f"确需修改时，请先把状态改回“{REVIEW_WORDS[ReviewState.REVIEWING]}”。",
            code="conflict.closed",
        )


def _missing(submission: int) -> MissingError:
    return MissingError(
        f"没有编号为 {submission} 的申报",
        hint="请从收件列表中打开；申报可能不属于本单位。",
        code="missing.submission",
    )
