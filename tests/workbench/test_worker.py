"""The worker and its process: responsive, and not to be brought down by a paper."""

import os
import signal
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from assessed_papers import NOT_READ, form, zipped
from sqlalchemy import select

from assessor.core.assessment import DocumentAssessment, InputFailure
from assessor.workbench.assessing_papers import AssessedPaper, Job, run_options
from assessor.workbench.assessing_process import (
    AbandonedError,
    AssessingProcess,
    ProcessDiedError,
)
from assessor.workbench.intake import add_batch
from assessor.workbench.progress import progress
from assessor.workbench.queue import CRASHED, claim, queue_again
from assessor.workbench.states import PaperState
from assessor.workbench.tables import Declared, Paper
from assessor.workbench.worker import Pace, Worker

_PATIENCE_S = 300


def clock():
    return datetime.now(UTC)


@pytest.fixture
def add(database, people, store, now):
    def put(files, actor=None):
        stored = [(name, store.put(data)) for name, data in files.items()]
        with database.writing() as session:
            return add_batch(session, actor or people.reviewer, title="", files=stored, now=now)

    return put


@pytest.fixture
def worker(database, store):
    made = Worker(
        database, store, name="w", options=run_options(), clock=clock, pace=Pace(idle_s=0.05)
    )
    yield made
    made.stop()


class Scripted:
    """Stands in for the process: says what a script says for each name."""

    def __init__(self, script):
        self.script = script
        self.seen = []

    def paper(self, job, *, every_s, still_wanted):
        self.seen.append(job.name)
        said = self.script[job.name]
        said = said.pop(0) if isinstance(said, list) else said
        if isinstance(said, Exception):
            raise said
        return said(still_wanted) if callable(said) else said

    def close(self):
        pass


@pytest.fixture
def scripted(database, store):
    def make(script, **told):
        made = Worker(
            database, store, name="w", options=run_options(), clock=told.pop("clock", clock),
            pace=Pace(**told),
        )  # fmt: skip
        made._process.close()
        made._process = Scripted(script)
        return made

    return make


def states(database):
    with database.reading() as session:
        papers = session.scalars(select(Paper).order_by(Paper.id)).all()
        return {paper.name: paper.state for paper in papers}


def test_a_thread_works_off_good_and_bad_papers_and_archives(
    database, people, store, add, worker, now
):
    worker.start()
    batch = add(
        {
            "好.txt": form().encode(), "坏.xlsx": NOT_READ, "空.txt": b"",
            "申报.zip": zipped({"内/表.txt": form(unit="某县教育局").encode()}),
        }
    )  # fmt: skip
    worker.wake()
    end = time.monotonic() + _PATIENCE_S
    while True:
        with database.reading() as session:
            seen = progress(session, people.reviewer, batch)
        if seen.is_finished:
            break
        assert time.monotonic() < end
        time.sleep(0.05)
    found = {paper.name: paper for paper in seen.papers}
    assert {name: paper.state for name, paper in found.items()} == {
        "好.txt": PaperState.DONE, "坏.xlsx": PaperState.FAILED, "空.txt": PaperState.FAILED,
        "申报.zip": PaperState.DONE, "申报.zip/内/表.txt": PaperState.DONE,
    }  # fmt: skip
    assert found["空.txt"].code == "input.empty-file"
    with database.reading() as session:
        kept = {one.unit: one for one in session.scalars(select(Declared))}
        assert set(kept) == {"某县人社局", "某县教育局"}
        assert kept["某县人社局"].content["projects"][0]["indicators"][0]["rewrites"]


def test_a_process_that_is_killed_is_told_and_replaced(store, tmp_path):
    job = Job(name="表.txt", path=store.path(store.put(form().encode()).digest))
    with AssessingProcess(run_options(), store, scratch=tmp_path / "scratch") as process:

        def kill():
            (child,) = process._pool._processes.values()
            os.kill(child.pid, signal.SIGKILL)
            return True

        with pytest.raises(ProcessDiedError):
            # Asked before the model can be loaded.
            process.paper(job, every_s=0.001, still_wanted=kill)
        assert isinstance(process.paper(job), AssessedPaper)
        assert isinstance(process.document(job), DocumentAssessment)
        with pytest.raises(AbandonedError):
            process.paper(job, every_s=0.0001, still_wanted=lambda: False)
    assert not (tmp_path / "scratch").exists()


def test_a_process_outlives_the_thread_that_asked_first(store):
    job = Job(name="表.txt", path=store.path(store.put(form().encode()).digest))
    bad = Job(name="坏.xlsx", path=store.path(store.put(NOT_READ).digest))
    with AssessingProcess(run_options(), store) as process:
        answers = []
        first = threading.Thread(target=lambda: answers.append(process.document(job)))
        first.start()
        first.join()
        (child,) = process._pool._processes.values()
        assert isinstance(process.document(bad), InputFailure)
        assert next(iter(process._pool._processes.values())) is child
    assert isinstance(answers[0], DocumentAssessment)


def test_a_paper_that_kills_the_process_twice_fails_and_others_go_on(
    database, add, scripted, people
):
    failure = ProcessDiedError()
    batch = add({"甲.txt": b"a", "乙.txt": b"b"})
    ok = _assessed()
    worker = scripted({"甲.txt": failure, "乙.txt": ok})
    while worker.work_one():
        pass
    assert worker._process.seen == ["甲.txt", "甲.txt", "乙.txt"]
    assert states(database) == {"甲.txt": PaperState.FAILED, "乙.txt": PaperState.DONE}
    with database.reading() as session:
        one, _ = progress(session, people.reviewer, batch).papers
        assert one.code == CRASHED
        assert "意外终止" in one.message
    worker.stop()


def test_a_paper_that_kills_the_process_once_is_assessed(database, add, scripted):
    add({"甲.txt": b"a"})
    worker = scripted({"甲.txt": [ProcessDiedError(), _assessed()]})
    while worker.work_one():
        pass
    assert states(database) == {"甲.txt": PaperState.DONE}
    worker.stop()


def test_a_paper_that_takes_too_long_is_given_up(database, add, scripted, now):
    times = iter(now + timedelta(minutes=n) for n in range(1000))

    def slow(still_wanted):
        while still_wanted():
            pass
        raise AbandonedError

    add({"甲.txt": b"a"})
    worker = scripted({"甲.txt": slow}, clock=lambda: next(times), longest=timedelta(minutes=30))
    while worker.work_one():
        pass
    assert worker._process.seen == ["甲.txt", "甲.txt"]
    assert states(database) == {"甲.txt": PaperState.FAILED}
    worker.stop()


def test_a_long_paper_keeps_its_claim(database, add, scripted, now):
    """Another worker that looks all the while gets nothing."""
    times = iter(now + timedelta(minutes=n) for n in range(1000))
    current = now
    others = []

    def tick():
        nonlocal current
        current = next(times)
        return current

    def long(still_wanted):
        for _ in range(12):
            assert still_wanted()
            with database.writing() as session:
                others.append(claim(session, worker="other", now=current))
        return _assessed()

    add({"甲.txt": b"a"})
    worker = scripted({"甲.txt": long}, clock=tick)
    assert worker.work_one()
    assert others == [None] * 12
    assert states(database) == {"甲.txt": PaperState.DONE}
    worker.stop()


def test_stopping_puts_the_paper_back(database, add, scripted):
    add({"甲.txt": b"a"})

    def stopped(still_wanted):
        worker._ending.set()
        assert not still_wanted()
        raise AbandonedError

    worker = scripted({"甲.txt": stopped})
    assert worker.work_one()
    with database.reading() as session:
        (paper,) = session.scalars(select(Paper))
        assert (paper.state, paper.attempts) == (PaperState.QUEUED, 0)
    worker.stop()


def test_a_correction_while_a_paper_is_assessed_is_not_lost(database, add, scripted):
    add({"甲.txt": b"a"})

    def corrected(still_wanted):
        with database.writing() as session:
            queue_again(session, [session.scalars(select(Paper.id)).one()])
        return _assessed()

    worker = scripted({"甲.txt": [corrected, _assessed()]})
    assert worker.work_one()
    assert states(database) == {"甲.txt": PaperState.QUEUED}
    assert worker.work_one()
    assert states(database) == {"甲.txt": PaperState.DONE}
    with database.reading() as session:
        assert [one.version for one in session.scalars(select(Declared))] == [1]
    worker.stop()


def test_a_result_that_cannot_be_kept_fails_its_paper(database, add, scripted):
    from dataclasses import replace

    add({"甲.txt": b"a", "乙.txt": b"b"})
    one = _assessed()
    huge = replace(one, submissions=(replace(one.submissions[0], money=float("nan"),
                   content={"x": float("nan"), "kind": "", 1j: 2}),))  # fmt: skip
    worker = scripted({"甲.txt": huge, "乙.txt": one})
    worker.start()
    end = time.monotonic() + _PATIENCE_S
    while states(database)["乙.txt"] != PaperState.DONE:
        assert time.monotonic() < end
        time.sleep(0.02)
    worker.stop()
    assert states(database)["甲.txt"] == PaperState.FAILED


def _assessed():
    from assessed_papers import assessed_form

    return assessed_form()
