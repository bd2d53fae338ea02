"""The queue: one worker at a time, nothing lost, nothing stored twice."""

import threading
from datetime import timedelta

import pytest
from assessed_papers import assessed_form, keep
from sqlalchemy import func, select

from assessor.workbench import audit
from assessor.workbench.file_store import Stored
from assessor.workbench.intake import add_batch
from assessor.workbench.queue import (
    CRASHED,
    LEASE,
    MOST_STARTS,
    claim,
    give_up,
    put_back,
    queue_again,
    release_stale,
    renew,
)
from assessor.workbench.states import PaperState
from assessor.workbench.storing import store_result
from assessor.workbench.tables import AuditEntry, Declared, Paper

LATER = LEASE + timedelta(seconds=1)


@pytest.fixture
def waiting(database, people, now):
    """Put papers into the queue and return their number."""

    def put(count):
        files = [(f"{n}.txt", Stored(digest=f"{n:064x}", size=1)) for n in range(count)]
        with database.writing() as session:
            return add_batch(session, people.reviewer, title="", files=files, now=now)

    return put


def take(database, now, worker="a"):
    with database.writing() as session:
        return claim(session, worker=worker, now=now)


def state_of(database, paper_id):
    with database.reading() as session:
        return session.get(Paper, paper_id).state


def test_papers_are_taken_in_the_order_in_which_they_came(database, waiting, now):
    waiting(3)
    names = [take(database, now).name for _ in range(3)]
    assert names == ["0.txt", "1.txt", "2.txt"]
    assert take(database, now) is None


def test_papers_that_were_assessed_before_go_first(database, people, waiting, now):
    (paper,) = keep(database, people.reviewer, {"早.txt": assessed_form()}, now=now)
    waiting(2)
    with database.writing() as session:
        queue_again(session, [paper])
    assert take(database, now).paper_id == paper


def test_a_claim_holds_until_its_time_runs_out(database, waiting, now):
    waiting(1)
    first = take(database, now)
    assert take(database, now + LEASE / 2) is None
    with database.writing() as session:
        assert renew(session, first, now=now + LEASE / 2)
    assert take(database, now + LATER) is None
    second = take(database, now + LEASE / 2 + LATER, worker="b")
    assert (second.paper_id, second.attempt) == (first.paper_id, 2)
    with database.writing() as session:
        assert not renew(session, first, now=now + LATER)
        assert not store_result(session, first, assessed_form(), now=now)
    with database.writing() as session:
        assert store_result(session, second, assessed_form(), now=now)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Declared)) == 1


def test_nothing_is_stored_twice(database, waiting, now):
    waiting(1)
    taken = take(database, now)
    with database.writing() as session:
        assert store_result(session, taken, assessed_form(), now=now)
    with database.writing() as session:
        assert not store_result(session, taken, assessed_form(), now=now)
        assert not renew(session, taken, now=now)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Declared)) == 1
        told = session.scalars(select(AuditEntry).where(AuditEntry.action == "paper.assess"))
        assert len(told.all()) == 1
        assert audit.verify(session).is_sound


def test_a_restarted_worker_gives_its_own_papers_back_at_once(database, waiting, now):
    waiting(2)
    mine, other = take(database, now, "a"), take(database, now, "ab")
    with database.writing() as session:
        assert release_stale(session, now=now, worker="a") == 1
    assert state_of(database, mine.paper_id) == PaperState.QUEUED
    assert state_of(database, other.paper_id) == PaperState.WORKING
    with database.writing() as session:
        assert release_stale(session, now=now + LATER) == 1
    assert state_of(database, other.paper_id) == PaperState.QUEUED


def test_names_of_workers_are_no_patterns(database, waiting, now):
    waiting(1)
    take(database, now, "a")
    with database.writing() as session:
        assert release_stale(session, now=now, worker="%") == 0


def test_a_paper_of_which_the_process_dies_is_tried_once_more(database, waiting, now):
    waiting(2)
    first = take(database, now)
    with database.writing() as session:
        give_up(session, first, now=now)
    second = take(database, now)
    assert second.paper_id == first.paper_id
    with database.writing() as session:
        give_up(session, second, now=now)
    with database.reading() as session:
        paper = session.get(Paper, first.paper_id)
        assert (paper.state, paper.error_code) == (PaperState.FAILED, CRASHED)
        assert "意外终止" in paper.error_message
        assert paper.error_hint
    assert take(database, now).name == "1.txt"


def test_a_paper_that_is_put_back_loses_no_attempt(database, waiting, now):
    waiting(1)
    for _ in range(MOST_STARTS + 1):
        taken = take(database, now)
        assert taken.attempt == 1
        with database.writing() as session:
            put_back(session, taken)


def test_a_paper_whose_server_dies_again_and_again_fails(database, waiting, now):
    waiting(1)
    for attempt in range(1, MOST_STARTS + 1):
        assert take(database, now).attempt == attempt
        with database.writing() as session:
            assert release_stale(session, now=now, worker="a") == 1
    assert take(database, now) is None
    with database.reading() as session:
        (paper,) = session.scalars(select(Paper))
        assert (paper.state, paper.error_code) == (PaperState.FAILED, CRASHED)


def test_a_result_is_thrown_away_where_the_paper_was_corrected_meanwhile(database, waiting, now):
    waiting(1)
    taken = take(database, now)
    with database.writing() as session:
        queue_again(session, [taken.paper_id])
    with database.writing() as session:
        assert not store_result(session, taken, assessed_form(), now=now)
        give_up(session, taken, now=now)
        put_back(session, taken)
    with database.reading() as session:
        paper = session.get(Paper, taken.paper_id)
        assert (paper.state, paper.attempts) == (PaperState.QUEUED, 0)
    again = take(database, now)
    assert again.token != taken.token


def test_workers_at_once_never_have_one_paper(database, waiting, now):
    count, workers = 30, 6
    waiting(count)
    start = threading.Barrier(workers)
    taken: list[list[int]] = [[] for _ in range(workers)]

    def work(number):
        start.wait()
        while (one := take(database, now, f"w{number}")) is not None:
            taken[number].append(one.paper_id)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    everything = [paper for part in taken for paper in part]
    assert len(everything) == count
    assert len(set(everything)) == count


def test_a_profile_of_the_batch_goes_with_the_claim(database, people, now, store):
    with database.writing() as session:
        add_batch(
            session, people.reviewer, title="", profile="classic-88", now=now,
            files=[("a.txt", store.put(b"abc"))],
        )  # fmt: skip
    taken = take(database, now)
    job = taken.job(store)
    assert (job.profile, job.path.read_bytes(), job.name) == ("classic-88", b"abc", "a.txt")
