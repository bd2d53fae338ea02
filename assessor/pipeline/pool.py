"""The same run in several processes: results are those of one process, in input order."""

import contextlib
import multiprocessing
import signal
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from assessor.core.assessment import DocumentAssessment, InputFailure
from assessor.pipeline.running import Run, RunOptions
from assessor.pipeline.sources import Source, Sources

Result = DocumentAssessment | InputFailure
_WAITING_PER_PROCESS = 2
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


def _executor(options: RunOptions, jobs: int) -> ProcessPoolExecutor:
    # spawn: a fork would copy the threads' locks of numeric libraries in an unknown state.
    return ProcessPoolExecutor(
        max_workers=jobs,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start,
        initargs=(options,),
    )


def _until_broken(
    options: RunOptions, items: "deque[Source | InputFailure]", *, jobs: int
) -> Iterator[Result]:
    """Work off ``items``; when a process dies, return with the suspect first in line."""
    with _executor(options, min(jobs, len(items))) as pool:
        waiting: deque[Future[Result]] = deque()
        submitted = 0
        try:
            while items:
                while submitted < len(items) and submitted < jobs * _WAITING_PER_PROCESS:
                    with _interrupts_held():
                        waiting.append(pool.submit(_assess, items[submitted]))
                    submitted += 1
                result = waiting.popleft().result()
                items.popleft()
                submitted -= 1
                yield result
        except BrokenProcessPool:
            return
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _alone(options: RunOptions, item: Source | InputFailure) -> Result:
    with _executor(options, 1) as pool:
        try:
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


def _start(options: RunOptions) -> None:
    global _run  # noqa: PLW0603 - one run per worker process, loaded once
    # Ctrl-C goes to the parent, which ends the workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _run = Run(options, reads_files=True)


def _assess(item: Source | InputFailure) -> Result:
    assert _run is not None
    return _run.assess(item)
