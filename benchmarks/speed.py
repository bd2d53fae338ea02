"""Rows a second of CPU time, with caches emptied before every run.

CPU time of one thread, not time on the clock: other work on the machine then disturbs little.
What disturbs still is evened out by taking the contenders in turn and the best run of each.
"""

import functools
import gc
import sys
import time
from collections.abc import Sequence

from assessor.core.submission import Indicator
from benchmarks.contenders import Contender

WARM_UP = 100
_SMALLEST_DATA_CACHE = 1000


def rows_per_second(
    contenders: Sequence[Contender], rows: Sequence[Indicator], *, repeats: int
) -> dict[str, float]:
    """Return the best of ``repeats`` runs of each contender over all ``rows``.

    Patterns and word lists are loaded by a first run over a few rows that is not counted; what
    the assessor remembers of single rows is forgotten before each run.
    """
    best = {contender.title: 0.0 for contender in contenders}
    for contender in contenders:
        contender.run(rows[:WARM_UP])
    for _ in range(repeats):
        for contender in contenders:
            forget_rows()
            started = time.process_time()
            contender.run(rows)
            spent = max(time.process_time() - started, 1e-9)
            best[contender.title] = max(best[contender.title], len(rows) / spent)
    return best


def forget_rows() -> None:
    """Empty the large bounded caches of the assessor: those hold rows, not configuration."""
    kind = type(functools.lru_cache(lambda: None))
    for name, module in tuple(sys.modules.items()):
        if name.partition(".")[0] != "assessor":
            continue
        for found in vars(module).values():
            if isinstance(found, kind):
                size = found.cache_parameters()["maxsize"]
                if size is not None and size >= _SMALLEST_DATA_CACHE:
                    found.cache_clear()
    gc.collect()
