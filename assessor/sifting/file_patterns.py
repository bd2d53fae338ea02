"""Whether a dismissal's pattern for files could have matched anything at all."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from assessor.sifting.file_names import STDIN, relative_name
from assessor.sifting.suppression import Suppression

_MOST_LOOKED_AT = 5_000
_ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz")


def is_nowhere(item: Suppression, *, folder: Path, inputs: Iterable[str]) -> bool:
    """Tell whether no file that a pattern means lies near: it is misspelt, not left out on purpose.

    Parameters
    ----------
    folder
        That of the configuration, from which names are seen; looked through with what is below.
    inputs
        Names of the files of the run; their neighbours are looked at too.
    """
    names = [name for name in inputs if name != STDIN]
    if not names:
        return False
    for number, path in enumerate(_near(folder, names)):
        # Too much to look through, or files that cannot be seen from outside: it may be there.
        if number >= _MOST_LOOKED_AT or path.lower().endswith(_ARCHIVES):
            return False
        if item.covers_file(relative_name(path, folder)):
            return False
    return True


def _near(folder: Path, inputs: list[str]) -> Iterator[str]:
    for place in {os.path.dirname(os.path.abspath(name)): None for name in inputs}:
        if os.path.isdir(place):
            with os.scandir(place) as entries:
                yield from (entry.path for entry in entries)
    for place, _, names in os.walk(folder):
        yield from (os.path.join(place, name) for name in names)
