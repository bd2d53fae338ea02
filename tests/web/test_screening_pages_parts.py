"""What the screening pages make of a submission before it is drawn."""

import asyncio
from collections.abc import Generator
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from record_fixtures import People
from reviewed_papers import WORKBOOK, keep_paper

from assessor.apps.web.pages.inbox_filters import Asked, asked_of
from assessor.apps.web.pages.screening_parts import closed
from assessor.apps.web.pages.submission_columns import header_rows
from assessor.apps.web.pages.submission_entries import (
    Cursor,
    at_entry,
    entries_of,
    place_of_finding,
    place_of_row,
    step_entry,
    step_finding,
    undecided,
)
from assessor.apps.web.pages.submission_marks import (
    Marked,
    lines_of,
    marked_text,
    smart_bars,
    with_slots,
)
from assessor.apps.web.pages.submission_news import news_between
from assessor.apps.web.pages.submission_whole import _said
from assessor.core.finding import Severity
from assessor.workbench.database import Database
from assessor.workbench.decisions import Saying, decide_finding, undo_last
from assessor.workbench.inbox import Column, InboxFilter
from assessor.workbench.permissions import Actor, RequestError
from assessor.workbench.states import ReviewState, Role, Verdict
from assessor.workbench.submission_view import SubmissionView
from assessor.workbench.submissions import read_submission

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


@pytest.fixture
def number(database: Database, people: People) -> int:
    with database.writing() as session:
        return keep_paper(session, people.reviewer, WORKBOOK, now=NOW)[0]


def view(database: Database, actor: Actor, number: int) -> SubmissionView:
    with database.reading() as session:
        return read_submission(session, actor, number)


def test_keys_lead_through_every_finding_once(
    database: Database, people: People, number: int
) -> None:
    shown = view(database, people.reviewer, number)
    entries = entries_of(shown)
    met, at = [], Cursor()
    while (then := step_finding(entries, at, 1)) != at:
        at = then
        met.append(entries[at.entry].findings[at.finding].id)
    assert met == [one.id for one in shown.all_findings]
    back = [met[-1]]
    while (then := step_finding(entries, at, -1)) != at:
        at = then
        back.append(entries[at.entry].findings[at.finding].id)
    assert back == met[::-1]
    assert [place_of_finding(entries, one) is not None for one in (*met, "nothing")] == [
        *(True for _ in met), False,
    ]  # fmt: skip


def test_lines_are_walked_to_both_ends(database: Database, people: People, number: int) -> None:
    entries = entries_of(view(database, people.reviewer, number))
    assert step_entry(entries, Cursor(), -1) == Cursor()
    last = at_entry(entries, len(entries) - 1)
    assert step_entry(entries, last, 1) == last
    row = entries[-1].row
    assert row is not None
    assert place_of_row(entries, row.id) == last
    assert place_of_row(entries, "nothing") is None


def test_what_another_reviewer_did_is_told(database: Database, people: People, number: int) -> None:
    old = view(database, people.reviewer, number)
    finding = old.all_findings[0]
    with database.writing() as session:
        decide_finding(
            session, people.second, submission=number, finding=finding.id, seen=None, now=NOW,
            saying=Saying(verdict=Verdict.DISMISS, reason="这是固定用语，不必修改"),
        )  # fmt: skip
    new = view(database, people.reviewer, number)
    told = news_between(old, new, reader=people.reviewer.id)
    assert told[:2] == ("状态由“待审”改为“审核中”", "审核人改为审核二")
    assert told[2] == (
        f"审核二 2026-03-02 09:30 对“{finding.plain['title']}”的决定：不采纳"
        "（理由：这是固定用语，不必修改）"
    )
    assert len(undecided(new)) == len(undecided(old)) - 1
    assert not [one for one in news_between(old, new, reader=people.second.id) if "决定" in one]
    with database.writing() as session:
        undo_last(session, people.second, submission=number, now=NOW)
    undone = view(database, people.reviewer, number)
    assert news_between(new, undone, reader=people.reviewer.id) == (
        f"审核二撤销了对“{finding.plain['title']}”的决定",
    )
    assert news_between(undone, undone, reader=people.reviewer.id) == ()


def test_dismissed_findings_mark_nothing(database: Database, people: People, number: int) -> None:
    shown = view(database, people.reviewer, number)
    entries = entries_of(shown)
    entry = next(one for one in entries if len(one.findings) == 1 and one.row is not None)
    before = lines_of(shown, entries)[entry.key]
    assert '<u class="mark' in before
    with database.writing() as session:
        decide_finding(
            session, people.reviewer, submission=number, finding=entry.findings[0].id, seen=None,
            saying=Saying(verdict=Verdict.DISMISS, reason="这是固定用语，不必修改"), now=NOW,
        )  # fmt: skip
    after = view(database, people.reviewer, number)
    line = lines_of(after, entries_of(after))[entry.key]
    assert "<u" not in line
    assert "已定" in line


@given(
    st.text(max_size=30),
    st.lists(
        st.tuples(st.integers(0, 30), st.integers(0, 30), st.sampled_from(Severity)), max_size=5
    ),
)
def test_marked_text_keeps_its_characters_and_is_escaped(
    text: str, spans: list[tuple[int, int, Severity]]
) -> None:
    marks = [Marked(min(a, b), max(a, b), severity, "<题>") for a, b, severity in spans]
    shown = marked_text(text, marks)
    assert shown.striptags() == type(shown)(shown.escape(text)).striptags()
    assert "<题>" not in shown


def test_the_worst_of_overlapping_marks_is_shown() -> None:
    shown = marked_text(
        "明显提升了",
        [Marked(0, 4, Severity.MINOR, "甲"), Marked(2, 5, Severity.BLOCKER, "乙")],
    )
    assert shown == (
        '<u class="mark mark-minor" title="建议改：甲">明显</u>'
        '<u class="mark mark-blocker" title="必须改：甲、乙">提升</u>'
        '<u class="mark mark-blocker" title="必须改：乙">了</u>'
    )


def test_bars_slots_and_options_are_put_into_words() -> None:
    smart = dict.fromkeys(("specific", "measurable", "achievable", "relevant", "time_bound"))
    bars = smart_bars({**smart, "specific": 85.0})
    assert bars.count("is-unknown") == 4
    assert "明确85分；可衡量无法判断" in bars
    assert with_slots("≥【__】<b>").count("slot") == 1
    assert "<b>" not in with_slots("≥【__】<b>")
    assert _said("缺少上年度自评表（--history），未核对") == "缺少上年度自评表，未核对"


ACTOR = Actor(id=7, login="a", name="甲", role=Role.REVIEWER)


def _read(address: str) -> Asked:
    lists = parse_qs(urlsplit(address).query)
    return asked_of(
        {key: values[0] for key, values in lists.items()}, lambda k: lists.get(k, []), ACTOR
    )


def test_an_address_brings_the_same_inbox_back() -> None:
    wanted = InboxFilter(
        units=("甲&局", "乙=局"), years=(2025, 2026), grades=("优",),
        states=(ReviewState.PENDING, ReviewState.PASSED), batch=3, severity=Severity.MAJOR,
        text="培训 人数&page=9", reviewer_id=7, only_resubmitted=True,
    )  # fmt: skip
    asked = Asked(wanted=wanted, sort=Column.UNIT, descending=False, page=4)
    assert _read(asked.address()) == asked
    assert _read(Asked().address()) == Asked()
    assert not Asked().is_filtered
    assert replace(Asked(), wanted=wanted).is_filtered


@pytest.mark.parametrize(
    "address",
    ["/inbox?page=0", "/inbox?page=-1", "/inbox?page=99999999999999", "/inbox?sort=x&down=2",
     "/inbox?state=x&severity=y&grade=z&year=abc&batch=１&mine=2&again=yes"],
)  # fmt: skip
def test_addresses_without_sense_ask_for_everything(address: str) -> None:
    asked = _read(address)
    assert (asked.wanted, asked.page, asked.sort) == (InboxFilter(), 1, Column.RISK)


def test_rows_of_a_header_are_read_as_people_write_them() -> None:
    written = ("5", " 5-6 ", "５—６", "5至6", "0", "")
    assert [header_rows(one) for one in written] == [
        (5, 5), (5, 6), (5, 6), (5, 6), (0, 0), None,
    ]  # fmt: skip
    for nonsense in ("第二行", "5-", "5-6-7", "-1", "12345678"):
        with pytest.raises(RequestError, match="看不懂"):
            header_rows(nonsense)


class Dialog:
    """A dialog that is closed with an answer, or that its page has taken along."""

    def __init__(self, *, is_taken: bool) -> None:
        self.is_deleted = is_taken

    def __await__(self) -> Generator[None, None, str | None]:
        yield from ()
        return None if self.is_deleted else "kept"

    def delete(self) -> None:
        if self.is_deleted:
            raise ValueError("list.remove(x): x not in list")
        self.is_deleted = True


@pytest.mark.parametrize(("is_taken", "answer"), [(False, "kept"), (True, None)])
def test_a_page_that_is_closed_with_an_open_dialog_ends_quietly(is_taken, answer) -> None:
    dialog = Dialog(is_taken=is_taken)
    assert asyncio.run(closed(dialog)) == answer
    assert dialog.is_deleted
