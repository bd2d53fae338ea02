"""Tokens of the interface."""

from datetime import timedelta

import pytest
from record_fixtures import People
from sqlalchemy import select

from assessor.workbench import accounts, tokens
from assessor.workbench.permissions import (
    ConflictError,
    MissingError,
    RefusedError,
    RequestError,
)
from assessor.workbench.states import Scope
from assessor.workbench.tables import AuditEntry, Token

DAY = timedelta(days=1)


def made(database, actor, now, **given):
    told = {"name": "脚本", "scopes": [Scope.READ], "expires_at": None, **given}
    with database.writing() as session:
        return tokens.create_token(session, actor, now=now, **told)


def holder(database, secret, now):
    with database.reading() as session:
        return tokens.actor_of_token(session, secret, now=now)


def test_a_token_speaks_for_its_owner_within_its_scopes(database, people: People, now):
    token = made(database, people.unit, now, scopes=[Scope.SUBMIT, Scope.READ, Scope.READ])
    assert holder(database, token.secret, now) == (
        people.unit, frozenset({Scope.SUBMIT, Scope.READ}),
    )  # fmt: skip
    assert token.secret.startswith(tokens.PREFIX)
    assert len(token.secret) >= 43 + len(tokens.PREFIX)


def test_a_secret_is_kept_nowhere(database, people: People, now):
    token = made(database, people.reviewer, now)
    with database.reading() as session:
        row = session.scalar(select(Token))
        told = str(
            [(entry.subject, entry.details) for entry in session.scalars(select(AuditEntry))]
        )
        digest = row.digest
        kept = str([getattr(row, column.name) for column in Token.__table__.columns])
    assert token.secret not in kept + told
    assert token.secret.removeprefix(tokens.PREFIX) not in kept + told
    assert digest not in told


def test_a_token_ends_at_its_time(database, people: People, now):
    token = made(database, people.reviewer, now, expires_at=now + DAY)
    assert holder(database, token.secret, now + DAY - timedelta(seconds=1)) is not None
    assert holder(database, token.secret, now + DAY) is None


def test_a_revoked_token_opens_nothing(database, people: People, now):
    token = made(database, people.reviewer, now)
    with database.writing() as session:
        for _ in range(2):
            tokens.revoke_token(session, people.reviewer, token=token.id, now=now)
    assert holder(database, token.secret, now) is None
    with database.reading() as session:
        (view,) = tokens.tokens_of(session, people.reviewer)
        actions = session.scalars(select(AuditEntry.action)).all()
    assert view.revoked_at == now
    assert actions == ["token.create", "token.revoke"]


def test_others_may_not_revoke_it_but_an_admin_may(database, people: People, now):
    token = made(database, people.reviewer, now)
    for actor, number in (
        (people.second, token.id), (people.lead, token.id), (people.unit, token.id),
        (people.admin, 999),
    ):  # fmt: skip
        with pytest.raises(MissingError), database.writing() as session:
            tokens.revoke_token(session, actor, token=number, now=now)
    assert holder(database, token.secret, now) is not None
    with database.writing() as session:
        tokens.revoke_token(session, people.admin, token=token.id, now=now)
    assert holder(database, token.secret, now) is None


def test_a_stopped_account_has_no_tokens_even_when_let_in_again(database, people: People, now):
    token = made(database, people.reviewer, now)
    for active in (False, True):
        with database.writing() as session:
            accounts.set_active(
                session, people.admin, user=people.reviewer.id, active=active, now=now
            )
        assert holder(database, token.secret, now) is None


@pytest.mark.parametrize("secret", ["", "assessor_", "\ud800", "x\x00", "t" * 100_000])
def test_other_texts_open_nothing(database, people: People, now, secret):
    made(database, people.reviewer, now)
    assert holder(database, secret, now) is None
    assert tokens.holder(database, secret, now=now) is None


def test_use_is_noted_at_most_once_a_minute(database, people: People, now):
    token = made(database, people.reviewer, now)

    def used():
        with database.reading() as session:
            (view,) = tokens.tokens_of(session, people.reviewer)
        return view.used_at

    assert used() is None
    for seconds, noted in ((0, 0), (59, 0), (60, 60)):
        found = tokens.holder(database, token.secret, now=now + timedelta(seconds=seconds))
        assert found.actor == people.reviewer
        assert used() == now + timedelta(seconds=noted)


def test_who_may_have_tokens(database, people: People, now):
    for actor in (people.trainer, people.trainee):
        with pytest.raises(RefusedError):
            made(database, actor, now)
    for actor in (people.reviewer, people.lead, people.unit, people.admin):
        assert holder(database, made(database, actor, now).secret, now)[0] == actor
    with database.reading() as session:
        assert len(tokens.tokens_of(session, people.unit)) == 1
        with pytest.raises(RefusedError):
            tokens.tokens_of(session, people.trainee)


@pytest.mark.parametrize(
    "given",
    [
        {"name": ""},
        {"name": " "},
        {"name": "名" * 201},
        {"name": "a\x00"},
        {"scopes": []},
        {"expires_at": "past"},
    ],
)
def test_tokens_that_make_no_sense_are_refused(database, people: People, now, given):
    if "expires_at" in given:
        given = {"expires_at": now}
    with pytest.raises(RequestError) as caught:
        made(database, people.reviewer, now, **given)
    assert caught.value.code == "request.token"


def test_there_is_a_bound_on_tokens(database, people: People, now):
    with database.writing() as session:
        for _ in range(tokens.MOST):
            tokens.create_token(
                session, people.lead, name="x", scopes=[Scope.READ], expires_at=None, now=now
            )
    with pytest.raises(ConflictError):
        made(database, people.lead, now)
