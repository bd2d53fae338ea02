"""How worker processes start: from a server that has imported everything once, where there is one.

A plain fork would copy locks of numeric libraries in an unknown state; a fresh interpreter for
every worker costs seconds. The server imports while the caller still does.
"""

import multiprocessing
from multiprocessing.context import BaseContext

_PRELOADED = "assessor.pipeline.running"


def process_context() -> BaseContext:
    """Return the context in which worker processes are made."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([_PRELOADED])
    return context


def start_early() -> None:
    """Begin to import for the workers now, before the caller does its own imports."""
    if process_context().get_start_method() == "forkserver":
        from multiprocessing import forkserver  # noqa: PLC0415 - not on every system

        forkserver.ensure_running()
