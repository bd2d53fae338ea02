"""A server that is killed, stopped or backed up in the middle of its work: nothing is lost."""

import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from assessor.workbench import audit
from assessor.workbench.data_folder import DataFolder
from assessor.workbench.database import Database
from assessor.workbench.states import PaperState
from assessor.workbench.tables import AuditEntry, Paper

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.append(str(REPOSITORY))  # the people live with the benchmarks
from benchmarks.workbench_papers import UploadedPaper, in_parts, papers  # noqa: E402
from benchmarks.workbench_people import (  # noqa: E402
    Client,
    Experience,
    Person,
    clients,
    together,
)
from benchmarks.workbench_record import prepare, problems  # noqa: E402
from benchmarks.workbench_server import ServedWorkbench  # noqa: E402

ROUNDS = 1_000_000  # until the connection breaks


class Scene:
    """A server with its folder, its people, and all that they have lived through."""

    def __init__(self, folder: Path) -> None:
        self.place = DataFolder(folder / "data")
        self.people: Sequence[Person] = prepare(self.place.database_url, 4, now=datetime.now(UTC))
        self.server = ServedWorkbench(self.place.path, said=folder / "said.txt")
        self.database = Database(self.place.database_url)
        self.lived = Experience()

    @contextmanager
    def busy(self, requests: Sequence[Sequence[UploadedPaper]]) -> Iterator[tuple[Client, ...]]:
        """Let two people hand papers in and two review, until the server goes or all is done."""
        with clients(self.server.address, self.people) as team:
            together([one.signing_in() for one in team])
            works = [team[0].uploading(requests[::2]), team[1].uploading(requests[1::2])]
            works += [one.reviewing(ROUNDS) for one in team[2:]]
            thread = threading.Thread(target=together, args=(works,))
            thread.start()
            try:
                yield team
            finally:
                if self.server.process.poll() is None:
                    self.server.kill()  # a failed test must end as well
                thread.join()
            self.lived.add(Experience.of(team))

    def finish(self) -> None:
        """Wait until all papers are worked off."""
        with clients(self.server.address, self.people[:1]) as team:
            self.server.wait_until(team[0].sees_no_queue)

    def states(self) -> Counter[str]:
        with self.database.reading() as session:
            return Counter(session.scalars(select(Paper.state)))

    def wrongs(self) -> list[str]:
        return problems(self.database, self.place.files, self.lived) + self.lived.unforeseen


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = Scene(tmp_path)
    with made.server:
        yield made
    made.database.close()


def test_killed_while_papers_come_in_and_while_they_are_assessed(scene: Scene) -> None:
    waiting = in_parts(papers(100), 2)
    scene.server.start()
    with scene.busy(waiting) as team:
        scene.server.wait_until(lambda: sum(len(one.experience.uploads) for one in team) >= 3)
        scene.server.kill()
    assert scene.lived.unanswered_uploads
    sent = len(scene.lived.uploads) + len(scene.lived.unanswered_uploads)
    assert sent < len(waiting)

    scene.server.start()
    with scene.busy(waiting[-5:]) as team:
        scene.server.wait_until(
            lambda: (
                scene.states()[PaperState.DONE] >= 3
                and sum(len(one.experience.decisions) for one in team) >= 3
            )
        )
        # Its processes end by themselves: the fixture would find them.
        scene.server.kill(alone=True)
    open_papers = scene.states()
    assert open_papers[PaperState.QUEUED] + open_papers[PaperState.WORKING]

    scene.server.start()
    scene.finish()
    assert scene.server.stop() == 0
    assert scene.wrongs() == []
    assert scene.lived.decisions
    assert "Traceback" not in scene.server.output
    assert not list((scene.place.path / "scratch").glob("*/*"))


def test_stopped_with_work_in_hand(scene: Scene) -> None:
    scene.server.start()
    with scene.busy(in_parts(papers(16), 2)):
        scene.server.wait_until(lambda: scene.states()[PaperState.DONE] >= 2)
        assert scene.server.stop() == 0
    assert scene.server.processes() == []
    with scene.database.reading() as session:
        left = session.execute(
            select(Paper.state, Paper.attempts).where(Paper.state != PaperState.DONE)
        ).all()
    assert left
    assert set(left) == {(PaperState.QUEUED, 0)}, "work in hand was not given back"

    scene.server.start()
    scene.finish()
    assert scene.server.stop() == 0
    assert scene.wrongs() == []
    assert "Traceback" not in scene.server.output


def test_backed_up_while_people_work_and_served_from_the_backup(
    scene: Scene, tmp_path: Path
) -> None:
    scene.server.start()
    with scene.busy(in_parts(papers(12), 2)) as team:
        scene.server.wait_until(lambda: sum(len(one.experience.decisions) for one in team) >= 3)
        before = Experience.of(team)
        told = ordered("backup", str(tmp_path / "copy.zip"), data=scene.place.path)
        scene.server.wait_until(lambda: sum(len(one.experience.uploads) for one in team) == 6)
        scene.server.stop()
    digest = told.rpartition("）：")[2].strip()

    restored = DataFolder(tmp_path / "restored")
    ordered("restore", str(tmp_path / "copy.zip"), "--digest", digest, data=restored.path)
    again = Database(restored.database_url)
    original = entries(scene.database)
    copied = entries(again)
    assert copied == {number: original[number] for number in copied}
    assert len(copied) < len(original)

    with ServedWorkbench(restored.path, said=tmp_path / "again.txt") as server:
        server.start()
        with clients(server.address, scene.people) as team:
            together([one.signing_in() for one in team])
            server.wait_until(team[0].sees_no_queue)
            together([one.reviewing(1) for one in team])
            lived = Experience.of(team)
        assert server.stop() == 0
    assert lived.unforeseen == []
    # What was answered before the backup is in it; what was answered later may be.
    expected = with_later(before, scene.lived)
    expected.add(lived)
    assert problems(again, restored.files, expected) == []
    with again.reading() as session:
        assert audit.verify(session).is_sound
    again.close()


def with_later(before: Experience, whole: Experience) -> Experience:
    """Return what was answered before; all the rest counts as not answered."""
    known = {upload.batch for upload in before.uploads}
    before.unanswered_uploads = whole.unanswered_uploads + [
        tuple(paper for _, paper in upload.papers)
        for upload in whole.uploads
        if upload.batch not in known
    ]
    before.unanswered = whole.unanswered.copy()
    before.unanswered["decide"] += len(whole.decisions) - len(before.decisions)
    return before


def ordered(command: str, *words: str, data: Path) -> str:
    """Run a command at the server and return what it says."""
    done = subprocess.run(
        [sys.executable, "-m", "assessor", "workbench", command, *words, "--data", str(data)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def entries(database: Database) -> dict[int, str]:
    with database.reading() as session:
        found = session.execute(select(AuditEntry.number, AuditEntry.digest))
        return {number: digest for number, digest in found}
