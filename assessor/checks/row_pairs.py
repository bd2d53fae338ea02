"""Which rows may be one promise at all: rows of one amount and one head, without pairing all.

A table of thousands of rows must not be compared row by row; each row is read once and put into
the groups in which a partner can stand.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from itertools import chain

from assessor.checks.matching_names import counts_people_again, key_of_project, object_key
from assessor.checks.row_readings import single_quantity
from assessor.core.submission import Indicator

_Groups = dict[Hashable, list[int]]
_SERVED = "without an object"


def pairs_of_one_amount(
    rows: Sequence[Indicator], project: str
) -> Iterator[tuple[Indicator, Indicator]]:
    """Yield the pairs of rows that may count the same things or people, in reading order.

    Two objects are one only if they differ in words of the project's name; what is left without
    these is the head that both have. A row without any object (受益人数) fits every head, and an
    effect that only repeats people fits every row of as many.
    """
    given = frozenset(key_of_project(project))
    groups: _Groups = defaultdict(list)
    of_row: dict[int, list[Hashable]] = {}
    for number, row in enumerate(rows):
        quantity = single_quantity(row)
        if quantity is None or quantity.unit == "%" or 0 < quantity.amount <= 1:
            continue
        key = frozenset(object_key(row.name, quantity.target.unit))
        groups[quantity.amount].append(number)
        groups[quantity.amount, key - given].append(number)
        of_row[number] = [(quantity.amount, key - given), (quantity.amount, _SERVED)]
        if not key or counts_people_again(row):
            groups[quantity.amount, _SERVED].append(number)
            of_row[number] = [quantity.amount]
    for number, keys in of_row.items():
        behind = (_behind(number, groups.get(key, [])) for key in keys)
        for other in sorted(set(chain.from_iterable(behind))):
            yield rows[number], rows[other]


def _behind(number: int, group: list[int]) -> list[int]:
    return group[bisect_right(group, number) :]
