"""A paper that was being assessed when the backup was made waits again after it is restored."""

from datetime import timedelta

import pytest
from record_fixtures import People

from assessor.workbench.backup import backup
from assessor.workbench.data_folder import DataFolder
from assessor.workbench.database import Database
from assessor.workbench.intake import add_batch
from assessor.workbench.queue import claim
from assessor.workbench.restoring import restore
from assessor.workbench.states import PaperState
from assessor.workbench.tables import Paper


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_claimed_paper_is_taken_at_once(
    database, store, people: People, now, tmp_path, blank_database, kind
):
    with database.writing() as session:
        add_batch(session, people.reviewer, title="", files=[("a.txt", store.put(b"a"))], now=now)
        taken = claim(session, worker="one", now=now, lease=timedelta(hours=1))
    backup(database, store, tmp_path / "copy.zip", now=now)
    folder = DataFolder(tmp_path / "new")
    url = blank_database(kind, folder.path / "assessor.sqlite")
    restore(tmp_path / "copy.zip", folder, database_url=url)
    restored = Database(url)
    with restored.reading() as session:
        paper = session.get_one(Paper, taken.paper_id)
        assert (paper.state, paper.attempts, paper.claimed_by, paper.claimed_until) == (
            PaperState.QUEUED, 0, "", None,
        )  # fmt: skip
    with restored.writing() as session:
        again = claim(session, worker="two", now=now)
    assert (again.paper_id, again.attempt) == (taken.paper_id, 1)
    restored.close()
