"""The child process that assesses papers: it loads the model once, and may die without harm.

A web server stays responsive while a paper is assessed elsewhere, and a paper that eats the
memory or crashes a library takes only that process with it.
"""

import multiprocessing
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYetError
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from assessor.core.assessment import DocumentAssessment, InputFailure
from assessor.documents.document import Document
from assessor.documents.reading import read_document
from assessor.errors import AssessorError
from assessor.pipeline.orphans import end_with_parent
from assessor.pipeline.reading import failure
from assessor.pipeline.running import RunOptions
from assessor.workbench.assessing_papers import (
    Job,
    PaperResult,
    PaperRuns,
    assess_again,
    assess_paper,
)
from assessor.workbench.file_store import FileStore
from assessor.workbench.original_view import OriginalPlace, OriginalRequest, original_place

T = TypeVar("T")
_PATIENCE_S = 5.0
_TERMINATED = 143
_runs: PaperRuns | None = None
_store: FileStore | None = None


class ProcessDiedError(Exception):
    """The process ended while it worked: killed, out of memory, or crashed."""


class AbandonedError(Exception):
    """The work was given up, because its caller said so."""


class AssessingProcess:
    """One child process, started when the first job comes; to be closed after use.

    Jobs are done one at a time; callers of several threads wait for each other.

    Parameters
    ----------
    scratch
        Folder for what the process writes on its way; emptied at the start, because a server
        that was killed could not. ``None`` for a temporary one.
    """

    def __init__(
        self, options: RunOptions, store: FileStore, *, scratch: Path | None = None
    ) -> None:
        self._options = options
        self._store = store
        self._pool: ProcessPoolExecutor | None = None
        self._lock = threading.Lock()
        # The system ends the child with the thread that has started it: not that of a request.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="assessing")
        self._scratch = Path(tempfile.mkdtemp(prefix="assessor-")) if scratch is None else scratch
        if scratch is not None:
            shutil.rmtree(scratch, ignore_errors=True)
            scratch.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> "AssessingProcess":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def paper(
        self,
        job: Job,
        *,
        every_s: float = 1.0,
        still_wanted: Callable[[], bool] = lambda: True,
    ) -> PaperResult:
        """Assess a paper; ``still_wanted`` is asked every ``every_s`` seconds until it is done.

        Raises
        ------
        ProcessDiedError
            The process died of it.
        AbandonedError
            It was no longer wanted; the process has been stopped.
        """
        return self._done(lambda pool: pool.submit(_paper, job), every_s, still_wanted)

    def document(self, job: Job) -> DocumentAssessment | InputFailure:
        """Assess a paper again, for papers and reports that are made of the whole assessment.

        Raises
        ------
        ProcessDiedError
            The process died of it.
        """
        return self._done(lambda pool: pool.submit(_document, job), 1.0, lambda: True)

    def original(self, request: OriginalRequest) -> OriginalPlace | InputFailure:
        """Read the neighbourhood of a place in a stored original.

        Raises
        ------
        ProcessDiedError
            The process died of it.
        """
        return self._done(lambda pool: pool.submit(_original, request), 1.0, lambda: True)

    def close(self) -> None:
        """Stop the process, whatever it does."""
        self._stop()
        self._starter.shutdown()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def _done(
        self,
        submit: Callable[[ProcessPoolExecutor], Future[T]],
        every_s: float,
        still_wanted: Callable[[], bool],
    ) -> T:
        with self._lock:
            try:
                answer = self._starter.submit(lambda: submit(self._started())).result()
                while True:
                    try:
                        return answer.result(timeout=every_s)
                    except NotYetError:
                        if not still_wanted():
                            raise AbandonedError from None
            except BrokenProcessPool as error:
                self._stop()
                raise ProcessDiedError from error
            except AbandonedError:
                self._stop()
                raise

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                max_workers=1,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_start,
                initargs=(self._options, self._store, self._scratch, os.getpid()),
            )
        return self._pool

    def _stop(self) -> None:
        pool, self._pool = self._pool, None
        if pool is None:
            return
        # The executor has no public way before Python 3.14; it forgets its processes at its
        # shutdown.
        children = list((getattr(pool, "_processes", None) or {}).values())
        for child in children:
            child.terminate()
        for child in children:
            child.join(_PATIENCE_S)
            if child.is_alive():
                child.kill()
                child.join(_PATIENCE_S)
        pool.shutdown(wait=True, cancel_futures=True)


def _start(options: RunOptions, store: FileStore, scratch: Path, parent: int) -> None:
    global _runs, _store  # noqa: PLW0603 - one model per process, loaded once
    # Ctrl-C goes to the server, which stops this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end)
    # A server that is killed cannot stop it.
    end_with_parent(parent, by=signal.SIGTERM)
    tempfile.tempdir = str(scratch)
    _store = store
    _runs = PaperRuns(options)


def _end(_signal: int, _frame: object) -> None:
    # Nothing is waited for: the signal may come while this very process holds a lock. The reading
    # process ends with this one.
    os._exit(_TERMINATED)


def _paper(job: Job) -> PaperResult:
    assert _runs is not None
    assert _store is not None
    return assess_paper(_runs, job, _store)


@lru_cache(maxsize=2)
def _read(name: str, digest: str) -> Document:
    assert _runs is not None
    assert _store is not None
    return read_document(name, _store.get(digest), limits=_runs.options.limits)


def _original(request: OriginalRequest) -> OriginalPlace | InputFailure:
    try:
        return original_place(_read(request.name, request.digest), request)
    except AssessorError as error:
        return failure(request.name, error)


def _document(job: Job) -> DocumentAssessment | InputFailure:
    assert _runs is not None
    return assess_again(_runs, job)
