"""The child process that reads documents; started by :mod:`assessor.pipeline.isolation`."""

import gc
import os
import signal
import sys

from assessor.core.limits import Limits
from assessor.pipeline.isolation import Request, out_of_memory, receive, send
from assessor.pipeline.orphans import end_with_parent
from assessor.pipeline.reading import read_source


def serve() -> None:
    """Answer requests until standard input ends, or the process named in the call dies."""
    if len(sys.argv) > 1:
        end_with_parent(int(sys.argv[1]), by=signal.SIGKILL)
    # Ctrl-C is for the parent, which then closes the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests = sys.stdin.buffer
    # Whatever a library prints must not get between the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    # A document is a million small values that live until it is done: looking through them for
    # cycles again and again costs a fifth of the time.
    gc.set_threshold(50_000, 20, 20)
    bounded = False
    while True:
        try:
            request = receive(requests)
        except EOFError:
            return
        assert isinstance(request, Request)
        if not bounded:
            _bound_memory(request.options.limits)
            bounded = True
        try:
            answer: object = read_source(request.source, options=request.options)
        except MemoryError:
            answer = out_of_memory(request.source.name, request.options.limits)
        send(answers, answer)


def _bound_memory(limits: Limits) -> None:
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    wanted = limits.document_memory_bytes
    if most == resource.RLIM_INFINITY or wanted < most:
        resource.setrlimit(resource.RLIMIT_AS, (wanted, most))
