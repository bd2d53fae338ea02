"""A server that is killed in the middle of a batch: nothing is lost and nothing done twice."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from assessed_papers import form, zipped
from record_fixtures import SQLITE
from sqlalchemy import select

from assessor.workbench import audit
from assessor.workbench.data_folder import DataFolder
from assessor.workbench.database import Database
from assessor.workbench.intake import add_batch
from assessor.workbench.progress import progress
from assessor.workbench.states import PaperState
from assessor.workbench.tables import AuditEntry, Declared, Paper

_PROGRAM = Path(__file__).with_name("worker_process.py")
_PATIENCE_S = 300
_PAPERS, _IN_ARCHIVE = 10, 2


@pytest.fixture
def folder(tmp_path, empty_database):
    made = DataFolder(tmp_path / "data")
    empty_database(SQLITE, made.path / "assessor.sqlite")
    return made


@pytest.fixture
def database(folder):
    opened = Database(folder.database_url)
    yield opened
    opened.close()


@pytest.fixture
def start(folder, tmp_path):
    """Start the program; whatever is left of it is killed at the end."""
    started = []

    def run():
        with (tmp_path / "said.txt").open("ab") as said:
            process = subprocess.Popen(
                [sys.executable, str(_PROGRAM), folder.database_url, str(folder.path)],
                stdout=said, stderr=said, start_new_session=True,
            )  # fmt: skip
        started.append(process)
        return process

    yield run
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def until(condition, process):
    """Wait for something that the program does; it must not end before."""
    end = time.monotonic() + _PATIENCE_S
    while not condition():
        assert time.monotonic() < end, "the program does not get on"
        assert process.poll() in (None, 0), "the program has failed"
        time.sleep(0.02)


def states(database):
    with database.reading() as session:
        return Counter(session.scalars(select(Paper.state)))


def children_of(session_id):
    """Return the processes of a session that are alive."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[3]) == session_id and fields[0] != "Z":
            found.append(int(entry.name))
    return found


def test_kill_in_the_middle_of_a_batch(folder, database, people, now, start):
    forms = {f"{n}.txt": form(unit=f"第{n}中学", value="较多").encode() for n in range(_PAPERS)}
    inner = {f"内{n}.txt": form(unit=f"第{n}小学").encode() for n in range(_IN_ARCHIVE)}
    files = [(name, folder.files.put(data)) for name, data in forms.items()]
    files.insert(3, ("申报.zip", folder.files.put(zipped(inner))))
    with database.writing() as session:
        batch = add_batch(session, people.reviewer, title="一批", files=files, now=now)

    killed = 0
    for wanted in (3, 7):
        process = start()
        until(lambda wanted=wanted: states(database)[PaperState.DONE] >= wanted, process)
        # The program works on and on: it is killed wherever it is just now.
        process.send_signal(signal.SIGKILL)
        assert process.wait() in (-signal.SIGKILL, 0)
        killed += process.returncode == -signal.SIGKILL
        end = time.monotonic() + _PATIENCE_S
        while children_of(process.pid):
            assert time.monotonic() < end, "a process outlives its server"
            time.sleep(0.02)
    assert killed, "the program was done before it could be killed"

    process = start()
    until(lambda: process.poll() is not None, process)
    assert process.returncode == 0

    with database.reading() as session:
        seen = progress(session, people.reviewer, batch)
        assert {paper.state for paper in seen.papers} == {PaperState.DONE}
        names = [paper.name for paper in seen.papers]
        assert sorted(names) == sorted(
            [*forms, "申报.zip", *(f"申报.zip/{name}" for name in inner)]
        )
        found = session.execute(select(Declared.paper_id, Declared.unit, Declared.version)).all()
        assert sorted(unit for _, unit, _ in found) == sorted(
            [*(f"第{n}中学" for n in range(_PAPERS)), *(f"第{n}小学" for n in range(_IN_ARCHIVE))]
        )
        assert {version for _, _, version in found} == {1}
        told = Counter(
            session.scalars(
                select(AuditEntry.subject).where(
                    AuditEntry.action.in_(("paper.assess", "paper.unpack", "paper.fail"))
                )
            )
        )
        assert told == Counter(f"paper:{paper.id}" for paper in seen.papers)
        assert audit.verify(session).is_sound
    assert not list((folder.path / "scratch").glob("*"))
