"""``assessor check --watch``: look again at files that change, until Ctrl-C.

Files are asked for their size and time of change: that works on network drives as well, where
systems send no notices. A program that saves a file may take a moment, so a file is read when it
has rested.
"""

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from assessor.core.assessment import InputFailure
from assessor.pipeline.sources import Source, Sources

INTERVAL_S = 1.0
_State: TypeAlias = tuple[int, int, int] | None
_States: TypeAlias = dict[str, _State]


def watch(
    find: Callable[[], Sources],
    check: Callable[[Sources], None],
    *,
    first: Sources,
    interval_s: float = INTERVAL_S,
) -> None:
    """Call ``check`` with the inputs that changed or are new, again and again.

    Returns when the user presses Ctrl-C.

    Parameters
    ----------
    find
        Looks which inputs there are now.
    first
        The inputs that have been checked already.
    """
    known = states_of(first)
    try:
        while True:
            time.sleep(interval_s)
            now = find()
            states = states_of(now)
            changed = changed_inputs(now, known, states)
            if not changed:
                known = states
                continue
            time.sleep(interval_s / 2)
            if states_of(now) != states:
                continue  # still being written
            known = states
            check(Sources(items=tuple(changed)))
    except KeyboardInterrupt:
        return


def states_of(sources: Sources) -> _States:
    """Return size and time of change of every input, by its name."""
    return {_name(item): _state(item) for item in sources.items}


def changed_inputs(
    sources: Sources, known: _States, states: _States
) -> Sequence[Source | InputFailure]:
    """Return the inputs that are new or differ from what is known; lost ones are none."""
    return [
        item
        for item in sources.items
        if _name(item) not in known or known[_name(item)] != states[_name(item)]
    ]


def _name(item: Source | InputFailure) -> str:
    return item.name if isinstance(item, Source) else f"{item.path}\0{item.code}"


def _state(item: Source | InputFailure) -> _State:
    path = item.path if isinstance(item, Source) else Path(item.path)
    if path is None:
        return None
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
