"""The library of exercises on the model that the server has loaded anyway."""

from collections.abc import Iterator
from contextlib import contextmanager

from assessor.apps.settings import load_settings
from assessor.apps.web.services import Services
from assessor.practice.library import Library

_KEPT: list[Library] = []


@contextmanager
def lent(services: Services) -> Iterator[Library]:
    """Lend the library to one thread; take it before opening the record, never after."""
    with services.desk.run() as run:
        if not _KEPT or _KEPT[0].run is not run:
            _KEPT[:] = [Library.of(load_settings().corpus, run)]
        yield _KEPT[0]
