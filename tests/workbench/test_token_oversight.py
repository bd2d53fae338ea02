"""Tokens of other people's accounts: administrators see them, nobody else does."""

from datetime import datetime

import pytest
from record_fixtures import People

from assessor.workbench.database import Database
from assessor.workbench.permissions import RefusedError
from assessor.workbench.states import Role, Scope
from assessor.workbench.token_oversight import tokens_of_account
from assessor.workbench.tokens import create_token, revoke_token


def test_an_administrator_sees_tokens_newest_first_revoked_ones_too(
    database: Database, people: People, now: datetime
) -> None:
    with database.writing() as session:
        made = [
            create_token(
                session, people.reviewer, name=name, scopes=[Scope.READ], expires_at=None, now=now
            )
            for name in ("旧", "新")
        ]
        create_token(
            session, people.lead, name="别人的", scopes=[Scope.READ], expires_at=None, now=now
        )
        revoke_token(session, people.admin, token=made[0].id, now=now)
    with database.reading() as session:
        shown = tokens_of_account(session, people.admin, user=people.reviewer.id)
    assert [token.name for token in shown] == ["新", "旧"]
    assert [token.works(now) for token in shown] == [True, False]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_others_are_refused(database: Database, people: People, role: Role) -> None:
    with database.reading() as session, pytest.raises(RefusedError):
        tokens_of_account(session, people.of(role), user=people.reviewer.id)
