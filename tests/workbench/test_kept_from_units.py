"""What a unit does not get to see: other units' papers, and who reviews its own."""

import pytest
from assessed_papers import assessed_form, keep
from reviewed_papers import WORKBOOK, findings, keep_paper
from sqlalchemy import select

from assessor.workbench.corrections import correct_cell
from assessor.workbench.downloads import Kind, order_download
from assessor.workbench.inbox import Column, InboxFilter, inbox
from assessor.workbench.original_view import original_of_finding, original_of_row
from assessor.workbench.permissions import MissingError
from assessor.workbench.states import ReviewState
from assessor.workbench.submissions import read_submission, take
from assessor.workbench.tables import Declared


def kept(session, actor, now, **told):
    """Keep a paper with a finding beside its rows, and return its submission."""
    number = keep_paper(session, actor, WORKBOOK, now=now, **told)[0]
    own = session.get_one(Declared, number)
    of_a_row = findings(WORKBOOK)[0].plain
    own.content = {**own.content, "findings": [{**of_a_row, "id": "W01-beside"}]}
    return own


@pytest.fixture
def beside(database, people, now):
    """Keep a paper that the unit handed in, with a submission of another unit beside its own."""
    with database.writing() as session:
        own = kept(session, people.unit, now, unit=people.unit.unit)
        session.add(
            Declared(
                paper_id=own.paper_id, position=1, unit=people.other_unit.unit, year=2026,
                state=ReviewState.PENDING.value, content=own.content, assessed_at=now, version=1,
            )
        )  # fmt: skip
        return own.id


@pytest.fixture
def collected(database, people, now):
    """Keep a paper that a reviewer handed in, of which one submission is the unit's."""
    with database.writing() as session:
        own = kept(session, people.reviewer, now)
        own.unit, own.state = people.unit.unit, ReviewState.RETURNED.value
        return own.id


def looks(database, actor, submission):
    """Return ways to open the original of a submission: at a row, and at a finding."""

    def look(original, **place):
        with database.reading() as session:
            return original(session, actor, submission_id=submission, **place)

    return (
        lambda: look(original_of_row, place=0),
        lambda: look(original_of_finding, finding="W01-beside"),
    )


@pytest.mark.parametrize("paper", ["beside", "collected"])
def test_the_original_of_a_shared_file_is_not_there_for_a_unit(database, people, paper, request):
    submission = request.getfixturevalue(paper)
    for look in looks(database, people.unit, submission):
        with pytest.raises(MissingError) as caught:
            look()
        assert caught.value.code == "missing.submission"
        assert people.other_unit.unit not in caught.value.message + caught.value.hint
    for look in looks(database, people.reviewer, submission):
        assert look().name == WORKBOOK


def test_a_unit_sees_the_original_of_the_file_that_it_handed_in(database, people, now):
    with database.writing() as session:
        number = kept(session, people.unit, now, unit=people.unit.unit).id
    for look in looks(database, people.unit, number):
        assert look().name == WORKBOOK


def test_a_unit_takes_no_copy_of_a_file_that_somebody_else_handed_in(
    database, people, collected, now
):
    def order(kind):
        with database.writing() as session:
            return order_download(session, people.unit, submission=collected, kind=kind, now=now)

    for kind in (Kind.ANNOTATED, Kind.CORRECTED):
        with pytest.raises(MissingError):
            order(kind)
    assert order(Kind.LETTER).kind is Kind.LETTER


@pytest.fixture
def reviewed(database, people, now):
    """Keep a paper of the unit that has both reviewers and a correction."""
    keep(database, people.unit, {"甲/表.txt": assessed_form()}, now=now)
    with database.writing() as session:
        declared = session.scalars(select(Declared)).one()
        declared.second_reviewer_id = people.second.id
        take(session, people.reviewer, submission_id=declared.id, version=1, now=now)
        correct_cell(
            session, people.reviewer, submission_id=declared.id, row="", field="title",
            text="更正后的标题", version=2, now=now,
        )  # fmt: skip
        return declared.id


def test_a_unit_reads_no_names_of_reviewers_on_the_page(database, people, reviewed):
    with database.reading() as session:
        told = read_submission(session, people.unit, reviewed)
        full = read_submission(session, people.lead, reviewed)
    assert (told.reviewer, told.second_reviewer) == (None, None)
    assert [(one.new, one.by) for one in told.corrections] == [("更正后的标题", "")]
    assert "审核一" not in repr(told)
    assert "审核二" not in repr(told)
    assert (full.reviewer.name, full.second_reviewer.name) == ("审核一", "审核二")
    assert [one.by for one in full.corrections] == ["审核一"]


def test_a_unit_reads_no_names_of_reviewers_in_the_list(database, people, reviewed):
    with database.reading() as session:
        (told,) = inbox(session, people.unit, sort=Column.REVIEWER).rows
        (full,) = inbox(session, people.lead).rows
        assert (told.reviewer, told.second_reviewer) == ("", "")
        assert (full.reviewer, full.second_reviewer) == ("审核一", "审核二")
        for person in (people.reviewer, people.second):
            wanted = InboxFilter(reviewer_id=person.id)
            asked = inbox(session, people.unit, wanted=wanted)
            assert (asked.rows, asked.total) == ((), 0)
            assert inbox(session, people.lead, wanted=wanted).total == 1
