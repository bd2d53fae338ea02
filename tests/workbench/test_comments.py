"""Remarks on submissions: kept, read by both sides, refused where they make no sense."""

import pytest
from reviewed_papers import WORKBOOK, keep_paper, on_sqlite

from assessor.workbench.comments import LONGEST, add_comment, comments_of
from assessor.workbench.permissions import MissingError, RefusedError, RequestError
from assessor.workbench.states import Role
from assessor.workbench.tables import Declared


@pytest.fixture
def submission(database, people, now):
    with database.writing() as session:
        return keep_paper(session, people.unit, WORKBOOK, now=now, unit=people.unit.unit)[0]


@pytest.fixture
def say(database, people, submission, now):
    def said(text, *, by=people.reviewer, row=""):
        with database.writing() as session:
            return add_comment(session, by, submission=submission, text=text, row=row, now=now)

    return said


def test_both_sides_write_and_read_and_units_learn_no_names(database, people, submission, say):
    say("请说明设备清单依据", row="11")
    say("  清单见附件二\r\n第三页 ", by=people.unit)
    with database.reading() as session:
        told = comments_of(session, people.reviewer, submission=submission)
        assert [(one.by, one.row, one.text, one.is_own) for one in told] == [
            ("审核一", "11", "请说明设备清单依据", True),
            ("教育局经办", "", "清单见附件二\n第三页", False),
        ]
        told = comments_of(session, people.unit, submission=submission)
        assert [(one.by, one.is_own) for one in told] == [("审核人", False), ("教育局经办", True)]
        assert session.get_one(Declared, submission).version == 1


@on_sqlite
@pytest.mark.parametrize(
    ("text", "row", "error"),
    [
        ("", "", "request.empty"),
        (" \n ", "", "request.empty"),
        ("字" * (LONGEST + 1), "", "request.too-long"),
        ("\x00", "", "request.characters"),
        ("好", "999", "missing.row"),
    ],
)
def test_what_makes_no_sense_is_refused(say, text, row, error):
    with pytest.raises((RequestError, MissingError)) as caught:
        say(text, row=row)
    assert caught.value.code == error


def test_another_unit_knows_nothing_of_it(database, people, submission, say):
    say("内部意见")
    with pytest.raises(MissingError):
        say("偷看", by=people.other_unit)
    with database.reading() as session, pytest.raises(MissingError):
        comments_of(session, people.other_unit, submission=submission)


@on_sqlite
@pytest.mark.parametrize("role", [Role.TRAINER, Role.TRAINEE, Role.ADMIN])
def test_who_does_not_screen_does_not_comment(people, say, role):
    with pytest.raises(RefusedError):
        say("路过", by=people.of(role))
