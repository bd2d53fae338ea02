"""Processes that end when the one that started them is killed."""

import contextlib
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def end_with_parent(parent: int, *, by: signal.Signals) -> None:
    """Ask the system to send this process a signal when its parent dies; Linux only.

    The signal also comes when only the *thread* that started this process ends, so this is for
    processes that were started by a main thread.

    Parameters
    ----------
    parent
        Id of the parent; if it is gone already, the signal is sent now.
    by
        The signal.
    """
    if sys.platform != "linux":
        return
    import ctypes  # noqa: PLC0415 - needed on one system only

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(by), 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), by)
