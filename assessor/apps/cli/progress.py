"""A progress bar on standard error, for long work before a terminal only."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

_PATIENCE_S = 1.0
T = TypeVar("T")
Watch = Callable[[Iterable[T]], Iterator[T]]


def is_wanted(*, no_progress: bool, result_on_screen: bool) -> bool:
    """Tell whether a bar may be shown: never between lines of a result on the same screen."""
    return (
        not no_progress and sys.stderr.isatty() and not (result_on_screen and sys.stdout.isatty())
    )


def watched(items: Iterable[T], *, total: int, what: str, wanted: bool) -> Iterator[T]:
    """Yield ``items``; after a second of work a bar shows how many of ``total`` are done."""
    if not wanted:
        yield from items
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    started = time.monotonic()
    bar = Progress(
        TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        console=Console(stderr=True), transient=True,
    )  # fmt: skip
    task = bar.add_task(what, total=total)
    try:
        for item in items:
            bar.advance(task)
            if not bar.live.is_started and time.monotonic() - started > _PATIENCE_S:
                bar.start()
            yield item
    finally:
        bar.stop()


@contextmanager
def waiting(what: str, *, wanted: bool) -> Iterator[None]:
    """Show that work of unknown length goes on."""
    if not wanted:
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(what):
        yield
