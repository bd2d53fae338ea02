"""Runs cases in worker processes: one that dies or hangs costs one case."""

import multiprocessing
import resource
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection

from .cases import case
from .checking import Fault, fault_of

_MEMORY = 4_000_000_000
_GRACE = 20.0
_BATCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The number of a case and its fault, ``None`` if it has none."""

    number: int
    fault: Fault | None


def run_batch(reader: str, numbers: range, *, seconds: float) -> Iterator[Found]:
    """Run cases in order in a worker; after a death the next worker goes on."""
    left = numbers
    while left:
        done = 0
        for found in _run_worker(reader, left, seconds=seconds):
            done += 1
            yield found
        left = left[done:]


def _run_worker(reader: str, numbers: range, *, seconds: float) -> Iterator[Found]:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    worker = context.Process(target=_work, args=(reader, numbers, seconds, there))
    worker.start()
    there.close()
    try:
        for number in numbers:
            # A first case loads the libraries.
            if not here.poll(seconds + _GRACE):
                yield Found(number=number, fault=Fault(kind="hang", detail="alarm had no effect"))
                return
            try:
                fault = here.recv()
            except EOFError:
                worker.join()
                death = Fault(kind=f"death {worker.exitcode}", detail="the worker died")
                yield Found(number=number, fault=death)
                return
            yield Found(number=number, fault=fault)
    finally:
        worker.kill()
        worker.join()
        here.close()


def _work(reader: str, numbers: range, seconds: float, answers: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    for number in numbers:
        answers.send(fault_of(case(reader, number), seconds=seconds))


def batches(start: int) -> Iterator[range]:
    """Yield ranges of case numbers without end."""
    while True:
        yield range(start, start + _BATCH)
        start += _BATCH
