"""A password is checked while others write; what was found counts only for the same password."""

import pytest
from record_fixtures import PASSWORD, People

from assessor.workbench import accounts
from assessor.workbench.permissions import RefusedError

NEW = "Xin-mima-2026"


def signed_in(database, checked, now, password=PASSWORD):
    with database.writing() as session:
        return accounts.sign_in(session, "shenhe", password, now=now, checked=checked)


def test_it_is_checked_while_somebody_writes(database, people: People, now):
    with database.writing():
        checked = accounts.check_password_of(database, "ＳＨＥＮＨＥ", PASSWORD)
    assert checked.is_right
    assert signed_in(database, checked, now).actor == people.reviewer


def test_a_wrong_password_and_an_unknown_account_are_not_right(database, people: People, now):
    wrong = accounts.check_password_of(database, "shenhe", "wrong")
    nobody = accounts.check_password_of(database, "meiyou", PASSWORD)
    assert (wrong.is_right, nobody.is_right, nobody.kept) == (False, False, None)
    with pytest.raises(RefusedError):
        signed_in(database, wrong, now, "wrong")


def test_what_was_found_does_not_outlive_the_password(database, people: People, now):
    before = accounts.check_password_of(database, "shenhe", PASSWORD)
    new_before = accounts.check_password_of(database, "shenhe", NEW)
    with database.writing() as session:
        accounts.change_password(session, people.reviewer, old=PASSWORD, new=NEW, now=now)
    with pytest.raises(RefusedError):
        signed_in(database, before, now)
    assert signed_in(database, new_before, now, NEW).actor == people.reviewer


def test_an_answer_about_one_account_opens_no_other(database, people: People, now):
    own = accounts.check_password_of(database, "fushen", PASSWORD)
    with database.writing() as session:
        accounts.change_password(session, people.reviewer, old=PASSWORD, new=NEW, now=now)
    with pytest.raises(RefusedError):
        signed_in(database, own, now)
