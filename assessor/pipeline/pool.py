"""The same run in several processes: results are those of one process, in input order."""

import contextlib
import multiprocessing
import os
import signal
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from assessor.core.assessment import DocumentAssessment, InputFailure
from assessor.pipeline.orphans import end_with_parent
from assessor.pipeline.running import Run, RunOptions
from assessor.pipeline.sources import Source, Sources
from assessor.pipeline.start_method import process_context

Result = DocumentAssessment | InputFailure
# Results are handed on in order: behind one slow document (a conversion) others may be finished
# already and wait.
_WAITING_PER_PROCESS = 32
_PATIENCE_S = 2.0
_TERMINATED = 143
_run: Run | None = None


def assess_in_processes(options: RunOptions, sources: Sources, *, jobs: int) -> Iterator[Result]:
    """Yield one result per input, in input order, worked out by ``jobs`` processes.

    An input on which a process dies becomes a failure; the others go on in new processes.
    """
    items = deque(sources.items)
    while items:
        yield from _until_broken(options, items, jobs=jobs)
        if items:
            yield _alone(options, items.popleft())


@contextlib.contextmanager
def _executor(options: RunOptions, jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Yield worker processes; when the block is left by an error or Ctrl-C they end at once."""
    # Workers end without tidying up; what they and their readers leave is removed here.
    with tempfile.TemporaryDirectory(prefix="assessor-", ignore_cleanup_errors=True) as folder:
        pool = ProcessPoolExecutor(
            max_workers=jobs,
            mp_context=process_context(),
            initializer=_start,
            initargs=(options, folder),
        )
        try:
            yield pool
            pool.shutdown()
        except BaseException:
            _terminate(pool)
            raise


def _terminate(pool: ProcessPoolExecutor) -> None:
    """End the workers whatever they do, and their readers with them."""
    # The executor has no public way before Python 3.14; it forgets its processes at its shutdown.
    workers = list((getattr(pool, "_processes", None) or {}).values())
    for worker in workers:
        worker.terminate()
    pool.shutdown(wait=False, cancel_futures=True)
    end = time.monotonic() + _PATIENCE_S
    for worker in workers:
        worker.join(max(0.0, end - time.monotonic()))
        if worker.is_alive():
            worker.kill()
            worker.join(_PATIENCE_S)


def _until_broken(
    options: RunOptions, items: "deque[Source | InputFailure]", *, jobs: int
) -> Iterator[Result]:
    """Work off ``items``; when a process dies, return with the suspect first in line."""
    waiting: deque[Future[Result]] = deque()
    submitted = 0
    with (
        contextlib.suppress(BrokenProcessPool),
        _executor(options, min(jobs, len(items))) as pool,
    ):
        while items:
            while submitted < len(items) and submitted < jobs * _WAITING_PER_PROCESS:
                with _interrupts_held():
                    waiting.append(pool.submit(_assess, items[submitted]))
                submitted += 1
            result = waiting.popleft().result()
            items.popleft()
            submitted -= 1
            yield result


def _alone(options: RunOptions, item: Source | InputFailure) -> Result:
    try:
        with _executor(options, 1) as pool:
            with _interrupts_held():
                answer = pool.submit(_assess, item)
            return answer.result()
    except BrokenProcessPool:
        return InputFailure(
            path=item.name if isinstance(item, Source) else item.path,
            code="input.crashed",
            message="处理该文件的进程意外终止（可能是内存不足）",
            hint="请拆分该文件后再试，或用 --jobs 1 减少内存占用。",
        )


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    """Let processes that start here ignore Ctrl-C from their first moment on."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _start(options: RunOptions, folder: str) -> None:
    global _run  # noqa: PLW0603 - one run per worker process, loaded once
    # Ctrl-C goes to the parent, which ends the workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end)
    caller, parent = multiprocessing.parent_process(), os.getppid()
    if caller is not None and caller.pid != parent:
        # The server that started this process ends when the caller is killed.
        end_with_parent(parent, by=signal.SIGTERM)
    tempfile.tempdir = folder
    _run = Run(options, reads_files=True)


def _end(_signal: int, _frame: object) -> None:
    # An exception would be taken for the result of the work; nothing is waited for, because the
    # signal may come while this very process holds a lock.
    if _run is not None:
        _run.reader.abandon()
    os._exit(_TERMINATED)


def _assess(item: Source | InputFailure) -> Result:
    assert _run is not None
    return _run.assess(item)
