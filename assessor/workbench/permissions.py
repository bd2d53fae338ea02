"""Who may do what: each action names the roles that have it; a unit sees its own papers only."""

from dataclasses import dataclass
from enum import StrEnum

from assessor.errors import AssessorError
from assessor.workbench.states import ROLE_WORDS, Role

_SCREENING = frozenset({Role.REVIEWER, Role.LEAD})


class Action(StrEnum):
    """What an account does."""

    UPLOAD = "upload"
    READ_SUBMISSIONS = "read-submissions"
    CORRECT = "correct"
    DECIDE = "decide"
    COMMENT = "comment"
    SET_STATE = "set-state"
    ASSIGN = "assign"
    ADJUDICATE = "adjudicate"
    READ_REPORTS = "read-reports"
    DOWNLOAD_PAPERS = "download-papers"
    READ_PRECISION = "read-precision"
    EXPORT_LABELS = "export-labels"
    PRACTISE = "practise"
    TEACH = "teach"
    MANAGE_USERS = "manage-users"
    READ_AUDIT = "read-audit"
    ASSESS_ROWS = "assess-rows"
    OWN_TOKENS = "own-tokens"


ALLOWED: dict[Action, frozenset[Role]] = {
    Action.UPLOAD: _SCREENING | {Role.UNIT},
    Action.READ_SUBMISSIONS: _SCREENING | {Role.UNIT},
    Action.CORRECT: _SCREENING,
    Action.DECIDE: _SCREENING,
    Action.COMMENT: _SCREENING | {Role.UNIT},
    Action.SET_STATE: _SCREENING,
    Action.ASSIGN: frozenset({Role.LEAD}),
    Action.ADJUDICATE: frozenset({Role.LEAD}),
    Action.READ_REPORTS: _SCREENING,
    Action.DOWNLOAD_PAPERS: _SCREENING | {Role.UNIT},
    Action.READ_PRECISION: frozenset({Role.LEAD, Role.ADMIN}),
    Action.EXPORT_LABELS: frozenset({Role.LEAD, Role.ADMIN}),
    Action.PRACTISE: frozenset(Role) - {Role.ADMIN},
    Action.TEACH: frozenset({Role.TRAINER}),
    Action.MANAGE_USERS: frozenset({Role.ADMIN}),
    Action.READ_AUDIT: frozenset({Role.ADMIN, Role.LEAD}),
    Action.ASSESS_ROWS: frozenset(Role),
    Action.OWN_TOKENS: frozenset({Role.REVIEWER, Role.LEAD, Role.UNIT, Role.ADMIN}),
}


class RefusedError(AssessorError):
    """The account may not do this (HTTP 403)."""


class MissingError(AssessorError):
    """There is no such thing, or this account may not know of it (HTTP 404)."""


class ConflictError(AssessorError):
    """The thing has changed since it was read, or its state does not allow this (HTTP 409)."""


class RequestError(AssessorError):
    """What was sent makes no sense (HTTP 422)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The account that acts."""

    id: int
    login: str
    name: str
    role: Role
    unit: str = ""

    def may(self, action: Action) -> bool:
        """Tell whether the account's role has this action."""
        return self.role in ALLOWED[action]

    def require(self, action: Action) -> None:
        """Refuse what the role does not have.

        Raises
        ------
        RefusedError
            ``refused.role``
        """
        if not self.may(action):
            who = "、".join(ROLE_WORDS[role] for role in Role if role in ALLOWED[action])
            raise RefusedError(
                f"{ROLE_WORDS[self.role]}没有这项权限",
                hint=f"这项操作由{who}进行；需要时请联系管理员。",
                code="refused.role",
            )
