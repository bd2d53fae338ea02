"""A worker: takes papers from the queue, has them assessed in its process, keeps the results."""

import contextlib
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError, StatementError

from assessor.pipeline.running import RunOptions
from assessor.pipeline.sources import crash
from assessor.workbench.assessing_papers import FailedPaper, PaperResult
from assessor.workbench.assessing_process import AbandonedError, AssessingProcess, ProcessDiedError
from assessor.workbench.database import Database
from assessor.workbench.file_store import FileStore
from assessor.workbench.permissions import MissingError, RequestError
from assessor.workbench.queue import LEASE, Claim, claim, give_up, put_back, release_stale, renew
from assessor.workbench.storing import store_result

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How patient a worker is.

    Attributes
    ----------
    lease
        How long a claim is believed without a sign of life.
    longest
        What one paper may take; then it counts as one that the process died of.
    idle_s
        How often the queue is looked at when nobody calls ``wake``.
    """

    lease: timedelta = LEASE
    longest: timedelta = timedelta(minutes=30)
    idle_s: float = 2.0


class Worker:
    """Works papers off one by one, in a thread of its own after ``start``.

    Parameters
    ----------
    name
        Of this worker alone among those that live at the same time, and the same after a
        restart: what was claimed in its name before is put back at once.
    clock
        The time, with its zone.
    scratch
        Folder of this worker for what its process writes on its way; emptied at the start.
    """

    def __init__(
        self,
        database: Database,
        store: FileStore,
        *,
        name: str,
        options: RunOptions,
        clock: Callable[[], datetime],
        scratch: Path | None = None,
        pace: Pace | None = None,
    ) -> None:
        self.name = name
        self._database = database
        self._store = store
        self._clock = clock
        self._pace = pace or Pace()
        self._process = AssessingProcess(options, store, scratch=scratch)
        self._ending = threading.Event()
        self._woken = threading.Event()
        self._thread = threading.Thread(target=self._work, name=f"worker-{name}", daemon=True)
        self._is_released = False

    def start(self) -> None:
        """Begin to work in a thread."""
        self._thread.start()

    def wake(self) -> None:
        """Say that there is something to do."""
        self._woken.set()

    def stop(self) -> None:
        """Stop at once; a paper that is being assessed goes back into the queue."""
        self._ending.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join()
        self._process.close()

    def work_one(self) -> bool:
        """Take one paper and finish it; false if none waits."""
        if not self._is_released:
            self._release()
        with self._database.writing() as session:
            taken = claim(session, worker=self.name, now=self._clock(), lease=self._pace.lease)
        if taken is None:
            return False
        try:
            result = self._result(taken)
        except AbandonedError:
            with self._database.writing() as session:
                if self._ending.is_set():
                    put_back(session, taken)
                else:
                    give_up(session, taken, now=self._clock())
        except ProcessDiedError:
            with self._database.writing() as session:
                give_up(session, taken, now=self._clock())
        else:
            self._keep(taken, result)
        return True

    def _release(self) -> None:
        with self._database.writing() as session:
            release_stale(session, now=self._clock(), worker=self.name)
        self._is_released = True

    def _result(self, taken: Claim) -> PaperResult:
        """Have a paper assessed, and say all the while that the work goes on.

        Raises
        ------
        ProcessDiedError, AbandonedError
        """
        try:
            job = taken.job(self._store)
        except MissingError as error:
            return FailedPaper(failure=crash(taken.name, error))
        begun = renewed = self._clock()

        def still_wanted() -> bool:
            nonlocal renewed
            now = self._clock()
            if self._ending.is_set() or now - begun > self._pace.longest:
                return False
            if now - renewed < self._pace.lease / 4:
                return True
            renewed = now
            # A claim that was lost (the paper was corrected) is told when the result is kept.
            with contextlib.suppress(OperationalError), self._database.writing() as session:
                return renew(session, taken, now=now, lease=self._pace.lease)
            return True

        return self._process.paper(
            job, every_s=min(self._pace.idle_s, 0.5), still_wanted=still_wanted
        )

    def _keep(self, taken: Claim, result: PaperResult) -> None:
        try:
            with self._database.writing() as session:
                store_result(session, taken, result, now=self._clock())
        except (OperationalError, InterfaceError):
            raise
        except (StatementError, RequestError, ValueError, TypeError) as error:
            _LOG.exception("paper %s cannot be kept", taken.paper_id)
            failure = crash(taken.name, error)
            with self._database.writing() as session:
                store_result(session, taken, FailedPaper(failure=failure), now=self._clock())

    def _work(self) -> None:
        while not self._ending.is_set():
            self._woken.clear()
            try:
                while not self._ending.is_set() and self.work_one():
                    pass
            except (OperationalError, InterfaceError):
                # The database is away or busy: the claim runs out by itself.
                _LOG.warning("the database does not answer", exc_info=True)
                self._is_released = False
            except SQLAlchemyError:
                _LOG.exception("a paper could not be kept")
                self._is_released = False
            except Exception:  # noqa: BLE001 - a worker must outlive whatever one paper brings
                _LOG.exception("a paper could not be worked off")
                self._is_released = False
            self._woken.wait(self._pace.idle_s)
