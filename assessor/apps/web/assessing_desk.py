"""What is assessed at once, while somebody waits: typed rows here, whole papers in a process."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from assessor.core.assessment import DocumentAssessment, IndicatorAssessment, InputFailure
from assessor.core.submission import Indicator
from assessor.pipeline.running import Run, RunOptions
from assessor.workbench.assessing_process import AssessingProcess, ProcessDiedError
from assessor.workbench.database import Database
from assessor.workbench.file_store import FileStore
from assessor.workbench.original_view import OriginalPlace, OriginalRequest
from assessor.workbench.permissions import ConflictError
from assessor.workbench.queue import job_of
from assessor.workbench.tables import Paper

# So many rows are assessed before somebody else's turn comes.
_AT_ONCE = 20
_DIED = ConflictError(
    "检查程序意外终止（可能是内存不足）", hint="请重试；仍不成功时请联系管理员。",
    code="conflict.process-died",
)  # fmt: skip


class AssessingDesk:
    """A loaded model for rows, and a process for papers; both begin when they are first needed.

    Parameters
    ----------
    scratch
        Folder for what the process writes on its way.
    """

    def __init__(
        self,
        database: Database,
        store: FileStore,
        *,
        options: RunOptions,
        scratch: Path | None = None,
    ) -> None:
        self._database = database
        self._store = store
        self._options = options
        self._scratch = scratch
        self._run: Run | None = None
        self._process: AssessingProcess | None = None
        self._row_lock, self._process_lock = threading.Lock(), threading.Lock()

    @contextmanager
    def run(self) -> Iterator[Run]:
        """Lend the model to one thread; others wait, so keep it for a few rows only."""
        with self._row_lock:
            if self._run is None:
                self._run = Run(self._options)
            yield self._run

    @property
    def model_id(self) -> str:
        """Id of the model that judges."""
        with self.run() as run:
            return run.model_id

    def rows(self, rows: Sequence[Indicator]) -> list[IndicatorAssessment]:
        """Assess rows of which nothing else is known, with rewrites."""
        assessed: list[IndicatorAssessment] = []
        for start in range(0, len(rows), _AT_ONCE):
            with self.run() as run:
                assessed += run.unplaced(rows[start : start + _AT_ONCE])
        return assessed

    def again(self, paper_id: int) -> DocumentAssessment | InputFailure:
        """Assess a paper of the record again, as it was told last; for downloads.

        Raises
        ------
        ConflictError
            ``conflict.process-died``
        """
        with self._database.reading() as session:
            job = job_of(session, session.get_one(Paper, paper_id), self._store)
        try:
            return self._started().document(job)
        except ProcessDiedError as error:
            raise _DIED from error

    def original(self, paper_id: int) -> bytes:
        """Return a paper as it was handed in."""
        with self._database.reading() as session:
            digest = session.get_one(Paper, paper_id).digest
        return self._store.get(digest)

    def place(self, request: OriginalRequest) -> OriginalPlace | InputFailure:
        """Read the neighbourhood of a place in an original.

        Raises
        ------
        ConflictError
            ``conflict.process-died``
        """
        try:
            return self._started().original(request)
        except ProcessDiedError as error:
            raise _DIED from error

    def close(self) -> None:
        """Stop the process, whatever it does."""
        with self._process_lock:
            process, self._process = self._process, None
        if process is not None:
            process.close()

    def _started(self) -> AssessingProcess:
        with self._process_lock:
            if self._process is None:
                self._process = AssessingProcess(self._options, self._store, scratch=self._scratch)
            return self._process
