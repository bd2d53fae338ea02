"""Which units, projects and rows of a file are those of a baseline, after small edits.

What bears its old name is itself, and is never taken for anything else. Only what is gone from
the file is sought among what the baseline does not know, and one is taken for one: so a row whose
defect was mended lends its old finding to no other row.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from difflib import SequenceMatcher
from typing import TypeAlias

from assessor.core.finding import Place
from assessor.core.fingerprint import FindingContent, folded, thing_of
from assessor.core.submission import Extraction

# Names of rows differ by two characters as often as not; names of projects are long.
LEAST_ROW = 0.8
LEAST_AROUND = 0.6
_LEAST_SHARED = 0.5
_MOST_LOOKED_AT, _MOST_TRIED = 1200, 8
_LONGEST = 300
_Around: TypeAlias = tuple[str, str]
_Things: TypeAlias = dict[_Around, dict[str, set[str]]]


class SameThings:
    """Tells of what a file holds now under which name the baseline knew it.

    Parameters
    ----------
    before
        What the findings of the baseline pointed at in this file.
    """

    def __init__(self, before: Iterable[FindingContent], extraction: Extraction) -> None:
        then, now = _told(before), _held(extraction)
        self._arounds = _same_arounds(then, now)
        self._names: dict[tuple[_Around, str], dict[str, str]] = {}
        left = {around: dict(things) for around, things in then.items()}
        for around, old in self._arounds.items():
            for place, names in now[around].items():
                known = then.get(old, {}).get(place, set())
                same = same_names(known, names, least=LEAST_ROW)
                self._names[around, place] = same
                if known:
                    left[old][place] = known - set(same.values())
        self._parted = _parted(left, set(now) - set(self._arounds))
        for around, old in self._parted.items():
            for place, names in now[around].items():
                known = left[old].get(place, set())
                same = same_names(known, names, least=LEAST_ROW)
                self._names[around, place] = same
                left[old][place] = known - set(same.values())

    def before(self, content: FindingContent) -> tuple[str, str, str] | None:
        """Return unit, project and name that a thing had, ``None`` if it was not known."""
        around = content.unit, content.project
        if content.place in (Place.ROW.value, Place.FUNDS.value):
            old = self._arounds.get(around) or self._parted.get(around)
            thing = self._names.get((around, content.place), {}).get(content.thing)
            return (*old, thing) if old is not None and thing is not None else None
        old = self._arounds.get(around)
        return (*old, content.thing) if old is not None else None


def same_names(then: Collection[str], now: Collection[str], *, least: float) -> dict[str, str]:
    """Return the old name of each name that is known, the most similar ones first."""
    same = {name: name for name in now if name in then}
    gone = sorted(name for name in then if name not in same)
    new = sorted(name for name in now if name not in same)
    taken: set[str] = set()
    for score, one, old in sorted(_candidates(gone, new), key=lambda at: (-at[0], at[1:])):
        if score >= least and one not in same and old not in taken:
            same[one] = old
            taken.add(old)
    return same


def shortened(content: FindingContent) -> FindingContent:
    """Return a content that is kept and compared: long texts are cut."""
    return replace(
        content,
        unit=content.unit[:_LONGEST],
        project=content.project[:_LONGEST],
        thing=content.thing[:_LONGEST],
        words=content.words[:_LONGEST],
    )


def similarity(one: str, other: str) -> float:
    """Return how much two texts share, from 0 to 1."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _candidates(gone: list[str], new: list[str]) -> Iterable[tuple[float, str, str]]:
    """Yield pairs that share letters, at most a few for each, with their similarity."""
    if not gone or not new:
        return
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for number, name in enumerate(gone):
        for piece in _pieces(name):
            holders[piece].append(number)
    for name in new:
        shared: Counter[int] = Counter()
        looked_at = 0
        # Rare letters first: what many names share tells least.
        for piece in sorted(
            _pieces(name) & holders.keys(), key=lambda one: (len(holders[one]), one)
        ):
            if looked_at > _MOST_LOOKED_AT:
                break
            looked_at += len(holders[piece])
            for number in holders[piece]:
                shared[number] += 1
        for number, _ in shared.most_common(_MOST_TRIED):
            yield similarity(gone[number], name), name, gone[number]


def _pieces(name: str) -> set[str]:
    framed = f"\x02{name}\x03"
    return {framed[at : at + size] for size in (2, 3) for at in range(len(framed) - size + 1)}


def _told(contents: Iterable[FindingContent]) -> _Things:
    things: _Things = {}
    for content in contents:
        here = things.setdefault((content.unit, content.project), {})
        here.setdefault(content.place, set()).add(content.thing)
    return things


def _held(extraction: Extraction) -> _Things:
    things: _Things = {}
    for submission in extraction.submissions:
        unit = _cut(submission.organisation or "")
        things.setdefault((unit, ""), {})
        for project in submission.projects:
            here = things.setdefault((unit, _cut(project.name)), {})
            rows = {thing_of(row)[:_LONGEST] for row in project.indicators}
            here.setdefault(Place.ROW.value, set()).update(rows)
            funds = {_cut(line.name) for line in project.funds}
            here.setdefault(Place.FUNDS.value, set()).update(funds)
    return things


def _cut(text: str) -> str:
    return folded(text)[:_LONGEST]


def _same_arounds(then: _Things, now: _Things) -> dict[_Around, _Around]:
    """Return the old unit and project of each that is known."""
    units = _same_units({unit for unit, _ in then}, {unit for unit, _ in now})
    same: dict[_Around, _Around] = {}
    for unit, old_unit in units.items():
        old = {project: things for (of, project), things in then.items() if of == old_unit}
        new = {project: things for (of, project), things in now.items() if of == unit}
        for project, old_project in _same_projects(old, new).items():
            same[unit, project] = old_unit, old_project
    return same


def _parted(then: Collection[_Around], new: Collection[_Around]) -> dict[_Around, _Around]:
    """Return for projects nobody knows the similar one from which rows may have come.

    Its own name stands there still: only a few rows name their project otherwise now.
    """
    found: dict[_Around, _Around] = {}
    for unit, project in sorted(new):
        near = [(similarity(project, old), (of, old)) for of, old in then if of == unit and old]
        if project and near and max(near)[0] >= LEAST_AROUND:
            found[unit, project] = max(near)[1]
    return found


def _same_units(then: set[str], now: set[str]) -> dict[str, str]:
    same = same_names(then, now, least=LEAST_AROUND)
    gone, new = then - set(same.values()), now - set(same)
    if len(gone) == len(new) == 1:
        same[new.pop()] = gone.pop()
    return same


def _same_projects(
    then: Mapping[str, dict[str, set[str]]], now: Mapping[str, dict[str, set[str]]]
) -> dict[str, str]:
    """Pair projects by name, then those left by the rows they share."""
    same = same_names(
        [name for name in then if name], [name for name in now if name], least=LEAST_AROUND
    )
    if "" in then and "" in now:
        same[""] = ""
    gone = sorted(set(then) - set(same.values()))
    for project in sorted(set(now) - set(same)):
        shares = [(_share(then[old], now[project]), old) for old in gone]
        if shares and max(shares)[0] >= _LEAST_SHARED:
            same[project] = max(shares)[1]
            gone.remove(same[project])
    return same


def _share(then: dict[str, set[str]], now: dict[str, set[str]]) -> float:
    """Return which share of the old rows with findings stands there now."""
    row = Place.ROW.value
    known = then.get(row, set())
    return len(known & now.get(row, set())) / len(known) if known else 0.0
