"""Accounts and sessions: who gets in, for how long, and who can stop whom."""

import threading
from contextlib import nullcontext
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from record_fixtures import CHEAP, PASSWORD, People
from sqlalchemy import select

from assessor.errors import AssessorError
from assessor.workbench import accounts, audit, passwords, sessions
from assessor.workbench.permissions import (
    ConflictError,
    MissingError,
    RefusedError,
    RequestError,
)
from assessor.workbench.states import Role, Scope
from assessor.workbench.tables import AuditEntry, SignIn, User
from assessor.workbench.tokens import actor_of_token, create_token

pytestmark = pytest.mark.usefixtures("cheap_passwords")
MINUTE = timedelta(minutes=1)
NEW = "Xin-mima-2026"


def signed_in(database, login, now, password=PASSWORD):
    with database.writing() as session:
        return accounts.sign_in(session, login, password, now=now)


def refused(database, login, now, password="wrong") -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        signed_in(database, login, now, password)
    return caught.value


def seat(database, key, now):
    with database.reading() as session:
        return accounts.seat_of_key(session, key, now=now)


def test_the_first_admin_is_made_once(database, now):
    with database.writing() as session:
        accounts.create_first_admin(session, login="Admin", name="张三", password=PASSWORD, now=now)
    signed = signed_in(database, "admin", now)
    assert (signed.actor.role, signed.actor.login, signed.must_change) == (
        Role.ADMIN, "admin", False,
    )  # fmt: skip
    with pytest.raises(ConflictError) as caught, database.writing() as session:
        accounts.create_first_admin(session, login="b2", name="李四", password=PASSWORD, now=now)
    assert caught.value.code == "conflict.admin"


def test_a_password_is_kept_as_argon2id_and_nowhere_else(database, people: People, now):
    with database.writing() as session:
        accounts.create_user(
            session, people.admin, login="xin", name="新", role=Role.REVIEWER, password=NEW,
            now=now,
        )  # fmt: skip
    signed = signed_in(database, "xin", now, NEW)
    assert signed.must_change
    with database.reading() as session:
        user = session.scalar(select(User).where(User.login == "xin"))
        assert user.password.startswith("$argon2id$")
        rows = session.scalars(select(AuditEntry)).all()
        told = " ".join(f"{row.actor}{row.subject}{row.details}" for row in rows)
        assert {row.action for row in rows} == {"user.create", "session.start"}
        assert NEW not in told
        assert signed.key not in told
        kept = session.scalars(select(SignIn.digest)).all()
    assert kept == [sessions.digest_of(signed.key)]
    assert len(signed.key) >= 43  # 256 bits


def test_default_parameters_are_those_of_the_library():
    assert PasswordHasher().type.name == "ID"


def test_a_password_kept_with_other_parameters_is_kept_anew(
    database, people: People, now, monkeypatch
):
    dearer = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    monkeypatch.setattr(passwords, "HASHER", dearer)
    signed_in(database, "shenhe", now)
    with database.reading() as session:
        kept = session.get(User, people.reviewer.id).password
    assert not dearer.check_needs_rehash(kept)
    assert CHEAP.check_needs_rehash(kept)
    assert signed_in(database, "shenhe", now).actor == people.reviewer


def test_login_and_password_may_be_typed_in_full_width(database, people: People, now):
    assert signed_in(database, " ＳｈｅｎＨｅ ", now, "Ｃｅｓｈｉ-Mima-２０２６").actor == (
        people.reviewer
    )


@pytest.mark.parametrize(
    "login", ["nobody", "", "x" * 100_000, "a\x00b", "\ud800", "' OR 1=1 --", "admin' --"]
)
def test_unknown_logins_get_the_same_answer(database, people: People, now, login):
    answer, known = refused(database, login, now), refused(database, "shenhe", now)
    assert (answer.message, answer.hint, answer.code) == (
        known.message, known.hint, known.code,
    )  # fmt: skip


@pytest.mark.parametrize("password", ["", "\ud800", "a\x00b", "x" * 1_000_000, PASSWORD + " "])
def test_hostile_passwords_are_wrong(database, people: People, now, password):
    assert refused(database, "shenhe", now, password).code == "refused.sign-in"


def test_an_unknown_login_takes_the_same_work(database, people: People, now, monkeypatch):
    done = []

    class Counting(PasswordHasher):
        def verify(self, hash, password):
            done.append(password)
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "HASHER", Counting(time_cost=1, memory_cost=8, parallelism=1))
    refused(database, "nobody", now)
    refused(database, "shenhe", now)
    with database.writing() as session:
        accounts.set_active(session, people.admin, user=people.reviewer.id, active=False, now=now)
    refused(database, "shenhe", now)
    assert len(done) == 3
    with database.reading() as session:
        entries = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "session.refused")
        ).all()
        told = str([(entry.subject, entry.details) for entry in entries])
        actors = [entry.actor for entry in entries]
    assert actors == [sessions.NOBODY, "shenhe", "shenhe"]
    assert "nobody" not in told


def test_repeated_failures_lock_for_a_growing_time_but_not_for_ever(database, people: People, now):
    for _ in range(sessions.FREE_FAILURES):
        refused(database, "guanli", now)
    refused(database, "guanli", now + MINUTE / 2, PASSWORD)
    for _ in range(20):  # tries during the lock do not make it longer
        refused(database, "guanli", now + MINUTE / 2)
    refused(database, "guanli", now + MINUTE)
    refused(database, "guanli", now + 2 * MINUTE, PASSWORD)
    later = now + 3 * MINUTE
    for _ in range(30):
        refused(database, "guanli", later)
        with database.reading() as session:
            later = session.get(User, people.admin.id).locked_until
        refused(database, "guanli", later - timedelta(seconds=1), PASSWORD)
    assert signed_in(database, "guanli", later).actor == people.admin
    refused(database, "guanli", later)
    assert signed_in(database, "guanli", later).actor == people.admin
    with database.reading() as session:
        assert session.get(User, people.admin.id).failed_sign_ins == 0


def test_no_lock_is_longer_than_a_quarter_of_an_hour(database, people: People, now):
    with database.writing() as session:
        session.get(User, people.admin.id).failed_sign_ins = 100_000
    refused(database, "guanli", now)
    refused(database, "guanli", now + 14 * MINUTE, PASSWORD)
    assert signed_in(database, "guanli", now + 15 * MINUTE).actor == people.admin


def test_a_session_ends_when_idle_and_after_twelve_hours(database, people: People, now):
    key = signed_in(database, "shenhe", now).key
    assert seat(database, key, now + 29 * MINUTE).actor == people.reviewer
    assert seat(database, key, now + 30 * MINUTE) is None
    moment = now
    while moment < now + timedelta(hours=12):
        assert accounts.seat(database, key, now=moment).actor == people.reviewer
        moment += 20 * MINUTE
    assert accounts.seat(database, key, now=now + timedelta(hours=12)) is None
    with database.reading() as session:
        assert accounts.actor_of_key(session, key, now=now + timedelta(hours=12)) is None


def test_use_is_written_at_most_once_a_minute(database, people: People, now):
    key = signed_in(database, "shenhe", now).key

    def seen():
        with database.reading() as session:
            return session.get(SignIn, sessions.digest_of(key)).seen_at

    accounts.seat(database, key, now=now + timedelta(seconds=59))
    assert seen() == now
    accounts.seat(database, key, now=now + timedelta(seconds=61))
    assert seen() == now + timedelta(seconds=61)


@pytest.mark.parametrize("key", ["", "x", "\ud800", "a\x00", "k" * 100_000])
def test_keys_that_are_none_open_nothing(database, people: People, now, key):
    assert seat(database, key, now) is None
    assert accounts.seat(database, key, now=now) is None
    with database.writing() as session:
        accounts.sign_out(session, key, now=now)


def test_signing_out_ends_one_session(database, people: People, now):
    first, second = (signed_in(database, "shenhe", now).key for _ in range(2))
    assert first != second
    with database.writing() as session:
        accounts.sign_out(session, first, now=now)
    assert seat(database, first, now) is None
    assert seat(database, second, now).actor == people.reviewer


def change_own(session, people, now):
    accounts.change_password(session, people.reviewer, old=PASSWORD, new=NEW, now=now)


def reset(session, people, now):
    accounts.reset_password(session, people.admin, user=people.reviewer.id, password=NEW, now=now)


def give_role(session, people, now):
    accounts.set_role(session, people.admin, user=people.reviewer.id, role=Role.LEAD, now=now)


def stop(session, people, now):
    accounts.set_active(session, people.admin, user=people.reviewer.id, active=False, now=now)


@pytest.mark.parametrize(
    ("change", "keeps_tokens"),
    [(change_own, True), (reset, False), (give_role, False), (stop, False)],
)
def test_changes_of_an_account_end_its_sessions(
    database, people: People, now, change, keeps_tokens
):
    keys = [signed_in(database, "shenhe", now).key for _ in range(2)]
    other = signed_in(database, "fushen", now).key
    with database.writing() as session:
        token = create_token(
            session, people.reviewer, name="脚本", scopes=[Scope.READ], expires_at=None, now=now
        )
    with database.writing() as session:
        change(session, people, now)
    assert [seat(database, key, now) for key in keys] == [None, None]
    assert seat(database, other, now).actor == people.second
    with database.reading() as session:
        works = actor_of_token(session, token.secret, now=now) is not None
    assert works is keeps_tokens


def test_ones_own_password_is_changed_with_the_old_one(database, people: People, now):
    with pytest.raises(RefusedError) as caught, database.writing() as session:
        accounts.change_password(session, people.reviewer, old="wrong", new=NEW, now=now)
    assert caught.value.code == "refused.password"
    with pytest.raises(RequestError), database.writing() as session:
        accounts.change_password(session, people.reviewer, old=PASSWORD, new=PASSWORD, now=now)
    with database.writing() as session:
        change_own(session, people, now)
    refused(database, "shenhe", now)
    assert not signed_in(database, "shenhe", now, NEW).must_change


def test_a_reset_password_must_be_changed_and_lifts_the_lock(database, people: People, now):
    for _ in range(sessions.FREE_FAILURES):
        refused(database, "shenhe", now)
    with database.writing() as session:
        reset(session, people, now)
    assert signed_in(database, "shenhe", now, NEW).must_change


@pytest.mark.parametrize(
    "password",
    [
        "", "Ab1-", "alllowercaseonly"[:15], "12345678901", "Ab1Ab1Ab1Ab1", "AAAAaaaa1111"[:9],
        "x" * 129, "xxxxxxxxxxxxxxxxxxxxxxxxx", "Shenhe-2026-ok", "Good-Pass\x00-12",
        "Good-Pass\n-12",
    ],
)  # fmt: skip
def test_weak_passwords_are_refused_with_the_rules(database, people: People, now, password):
    with pytest.raises(RequestError) as caught, database.writing() as session:
        accounts.reset_password(
            session, people.admin, user=people.reviewer.id, password=password, now=now
        )
    assert caught.value.code == "request.password"
    assert accounts.PASSWORD_RULES in caught.value.hint


@pytest.mark.parametrize(
    "password", ["Kuaile-gongzuo-8", "绩效审核 Kt 2026 年", "only small letters but long enough"]
)
def test_good_passwords_are_taken(database, people: People, now, password):
    with database.writing() as session:
        accounts.reset_password(
            session, people.admin, user=people.reviewer.id, password=password, now=now
        )
    assert signed_in(database, "shenhe", now, password).actor == people.reviewer


def new_user(session, people, now, **given):
    told = {"login": "xin", "name": "新", "role": Role.REVIEWER, "password": NEW, **given}
    return accounts.create_user(session, people.admin, now=now, **told)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"login": ""}, "request.login"),
        ({"login": "a"}, "request.login"),
        ({"login": "a b"}, "request.login"),
        ({"login": "a/../b"}, "request.login"),
        ({"login": "<script>"}, "request.login"),
        ({"login": "x" * 41}, "request.login"),
        ({"login": "x" * 100_000}, "request.login"),
        ({"login": "a\x00b"}, "request.login"),
        ({"login": "ab\n"}, ""),
        ({"login": "ab\nc"}, "request.login"),
        ({"login": "\ud800\ud800"}, "request.login"),
        ({"name": " "}, "request.name"),
        ({"name": "名" * 201}, "request.name"),
        ({"name": "a\x00"}, "request.name"),
        ({"name": "a\ud800"}, "request.name"),
        ({"role": Role.UNIT}, "request.unit"),
        ({"role": Role.UNIT, "unit": "局" * 201}, "request.unit"),
        ({"login": "SHENHE"}, "conflict.login"),
        ({"login": "张三", "name": "O'Neil <b>𠮷</b>"}, ""),
    ],
)
def test_what_an_account_may_be_called(database, people: People, now, given, code):
    expected = pytest.raises(AssessorError) if code else nullcontext()
    with expected as caught, database.writing() as session:
        new_user(session, people, now, **given)
    if code:
        assert caught.value.code == code
        assert caught.value.hint


def test_only_a_unit_has_an_organisation(database, people: People, now):
    with database.writing() as session:
        one = new_user(session, people, now, role=Role.UNIT, unit=" 市民政局 ")
        two = new_user(session, people, now, login="er", unit="市民政局")
    with database.reading() as session:
        assert [session.get(User, key).unit for key in (one, two)] == ["市民政局", ""]
        listed = {row.login: row for row in accounts.accounts_of(session, people.admin)}
    assert listed["xin"].role is Role.UNIT
    assert listed["xin"].must_change


@pytest.mark.parametrize(
    "call",
    [
        lambda session, actor, given: accounts.create_user(
            session, actor, login="zz", name="z", role=Role.ADMIN, password=NEW, **given
        ),
        lambda session, actor, given: accounts.reset_password(
            session, actor, user=1, password=NEW, **given
        ),
        lambda session, actor, given: accounts.set_role(
            session, actor, user=actor.id, role=Role.ADMIN, **given
        ),
        lambda session, actor, given: accounts.set_active(
            session, actor, user=1, active=False, **given
        ),
        lambda session, actor, given: accounts.accounts_of(session, actor),
    ],
)
def test_only_administrators_manage_accounts(database, people: People, now, call):
    others = [actor for actor in vars_of(people) if actor.role is not Role.ADMIN]
    assert len(others) == 8
    for actor in others:
        with pytest.raises(RefusedError) as caught, database.writing() as session:
            call(session, actor, {"now": now})
        assert caught.value.code == "refused.role"


def vars_of(people: People):
    return [getattr(people, name) for name in people.__slots__]


def test_an_account_that_is_not_there_is_missing(database, people: People, now):
    with database.writing() as session:
        for call in (
            lambda: accounts.set_role(session, people.admin, user=9999, role=Role.LEAD, now=now),
            lambda: accounts.set_active(session, people.admin, user=9999, active=False, now=now),
            lambda: accounts.reset_password(
                session, people.admin, user=9999, password=NEW, now=now
            ),
        ):
            with pytest.raises(MissingError):
                call()


def test_the_last_admin_stays(database, people: People, now):
    for call in (accounts.set_active, accounts.set_role):
        given = {"active": False} if call is accounts.set_active else {"role": Role.LEAD}
        with pytest.raises(ConflictError) as caught, database.writing() as session:
            call(session, people.admin, user=people.admin.id, now=now, **given)
        assert caught.value.code == "conflict.last-admin"
    with database.writing() as session:
        accounts.set_role(session, people.admin, user=people.lead.id, role=Role.ADMIN, now=now)
        accounts.set_active(session, people.admin, user=people.admin.id, active=False, now=now)
    refused(database, "guanli", now, PASSWORD)
    assert signed_in(database, "zuzhang", now).actor.role is Role.ADMIN


def test_two_admins_cannot_stop_each_other_at_once(database, people: People, now):
    with database.writing() as session:
        accounts.set_role(session, people.admin, user=people.lead.id, role=Role.ADMIN, now=now)
    start, outcomes = threading.Barrier(2), []

    def stop_one(user: int) -> None:
        start.wait(60)
        try:
            with database.writing() as session:
                accounts.set_active(session, people.admin, user=user, active=False, now=now)
            outcomes.append("stopped")
        except ConflictError as error:
            outcomes.append(error.code)

    threads = [
        threading.Thread(target=stop_one, args=(user,))
        for user in (people.admin.id, people.lead.id)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) == ["conflict.last-admin", "stopped"]


def test_an_admin_who_is_locked_out_is_let_in_at_the_server(database, people: People, now):
    with database.writing() as session:
        session.get(User, people.admin.id).active = False
    with database.writing() as session:
        accounts.recover_admin(session, login="guanli", password=NEW, now=now)
    assert signed_in(database, "guanli", now, NEW).actor == people.admin
    for login in ("shenhe", "nobody", "x" * 1000):
        with pytest.raises(MissingError), database.writing() as session:
            accounts.recover_admin(session, login=login, password=NEW, now=now)


def test_entries_of_many_at_once_make_one_sound_chain(database, people: People, now):
    start, failures = threading.Barrier(6), []

    def work(login: str) -> None:
        start.wait(60)
        try:
            for _ in range(5):
                signed_in(database, login, now)
        except BaseException as error:  # noqa: BLE001 - a thread must tell
            failures.append(error)

    logins = ("shenhe", "fushen", "zuzhang", "jiaoshi", "jiaoyu", "guanli")
    threads = [threading.Thread(target=work, args=(login,)) for login in logins]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert failures == []
    with database.reading() as session:
        found = audit.verify(session)
    assert (found.problem, found.number) == ("", 30)


def wrong_change(database, people: People, now, old="wrong", **told) -> RefusedError:
    with pytest.raises(RefusedError) as caught, database.writing() as session:
        accounts.change_password(session, people.reviewer, old=old, new=NEW, now=now, **told)
    return caught.value


def test_guessing_the_old_password_locks_as_signing_in_does(database, people: People, now):
    for number in range(1, sessions.FREE_FAILURES + 1):
        assert wrong_change(database, people, now).code == "refused.password"
        with database.reading() as session:
            told = audit.entries(
                session, people.admin, wanted=audit.Wanted(action="user.password-refused")
            )
        assert told.total == number
        assert (told.rows[0].actor, told.rows[0].details) == ("shenhe", {"failures": number})
    assert wrong_change(database, people, now, PASSWORD).code == "refused.password"
    refused(database, "shenhe", now, PASSWORD)
    later = now + sessions.FIRST_LOCK
    with database.writing() as session:
        change_own(session, people, later)
    assert signed_in(database, "shenhe", later, NEW).actor == people.reviewer
    with database.reading() as session:
        assert session.get_one(User, people.reviewer.id).failed_sign_ins == 0


def test_a_change_is_checked_while_somebody_writes(database, people: People, now, monkeypatch):
    with database.writing():
        right = accounts.check_change(database, people.reviewer, old=PASSWORD, new=NEW)
        wrong = accounts.check_change(database, people.reviewer, old="wrong", new=NEW)
        weak = accounts.check_change(database, people.reviewer, old=PASSWORD, new="123")
        same = accounts.check_change(database, people.reviewer, old=PASSWORD, new=PASSWORD)
    with monkeypatch.context() as without:
        without.setattr(passwords, "HASHER", None)  # nothing slow is left to the transaction
        wrong_change(database, people, now, checked=wrong)
        for checked in (weak, same):
            with pytest.raises(RequestError) as caught, database.writing() as session:
                accounts.change_password(
                    session, people.reviewer, old=PASSWORD, new=NEW, now=now, checked=checked
                )
            assert caught.value.code == "request.password"
        with database.writing() as session:
            accounts.change_password(
                session, people.reviewer, old=PASSWORD, new=NEW, now=now, checked=right
            )
    signed_in(database, "shenhe", now, NEW)
    assert wrong_change(database, people, now, PASSWORD, checked=right).code == "refused.password"
