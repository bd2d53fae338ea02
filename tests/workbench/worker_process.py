"""A server's worker as a program of its own, for tests that kill it.

``python worker_process.py <database url> <folder>`` works off what waits and ends.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from assessor.workbench.assessing_papers import run_options
from assessor.workbench.database import Database
from assessor.workbench.file_store import FileStore
from assessor.workbench.worker import Worker


def main(url: str, folder: str) -> None:
    database = Database(url)
    worker = Worker(
        database,
        FileStore(Path(folder) / "files"),
        name="server-1",
        options=run_options(),
        clock=lambda: datetime.now(UTC),
        scratch=Path(folder) / "scratch",
    )
    while worker.work_one():
        pass
    worker.stop()
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
