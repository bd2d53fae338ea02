"""Take the name of an indicator apart (see :class:`~assessor.rewrites.name_parts.NameParts`)."""

from dataclasses import replace
from functools import lru_cache

from assessor.rewrites.name_cleaning import clean_name, split_outside
from assessor.rewrites.name_parts import NameParts
from assessor.rewrites.name_phrases import group_of, named
from assessor.rewrites.name_pieces import bare_verb, measurable, pieces_of
from assessor.rewrites.name_reading import Clause, asks_of_nothing, read_clause
from assessor.rewrites.name_words import degrees, words_of

_CLAUSE_MARKS = "，,；;。！!？?"
_LONGEST_JOINT = 24


@lru_cache(maxsize=16384)
def parse_name(name: str) -> NameParts:
    """Take ``name`` apart.

    Parameters
    ----------
    name
        Printed name of an indicator; any string.
    """
    text = clean_name(name)
    if not text:
        return NameParts(text="")
    clauses = split_outside(text, _CLAUSE_MARKS)
    clause = _main(measurable(clauses))
    if asks_of_nothing(text):
        clause = Clause()
    elif clause.object in degrees():
        clause = replace(clause, object="")
    elif not (clause.object or clause.aspect or clause.measure) and text not in words_of("generic"):
        clause = replace(clause, object=named(clauses[0]) if clauses else "")
    pieces = pieces_of(text)
    if len(clauses) == 1 and pieces:
        clause = replace(clause, object=_joint(pieces))
    thing = _plain(clause)
    return NameParts(
        text=text,
        action=clause.action,
        is_aim=clause.is_aim,
        object=thing,
        group=group_of(thing),
        aspect=clause.aspect,
        aspect_class=clause.aspect_class,
        measure=clause.measure,
        pieces=pieces,
    )


def _plain(clause: Clause) -> str:
    """Return the object without praise before it and the adverb of a quality behind it."""
    thing = clause.object
    if clause.is_aim:
        thing = _without(thing, words_of("head_quality").prefix(thing), at_end=False)
    left = words_of("end_adverb").suffix(thing)
    return _without(thing, left, at_end=True)


def _without(thing: str, part: str, *, at_end: bool) -> str:
    rest = thing.removesuffix(part) if at_end else thing.removeprefix(part)
    return rest if len(rest) > 1 else thing


def _main(clauses: list[str]) -> Clause:
    """Return the clause that names what is measured: an act before an aim, else the first."""
    read = [read_clause(clause) for clause in clauses]
    told = [clause for clause in read if clause.object]
    for clause in told:
        if not clause.is_aim:
            return clause
    return told[0] if told else (read[0] if read else Clause())


def _joint(pieces: tuple[str, ...]) -> str:
    """Return the objects of all pieces as one phrase: 演出和观众 of 演出场次和观众人次."""
    objects: list[str] = []
    for piece in pieces:
        thing = read_clause(piece).object
        kept = words_of("kept_verb").prefix(objects[0]) if objects else ""
        thing = thing.removeprefix(kept)
        if thing and not any(_covers(known, thing) for known in objects):
            objects.append(thing)
    if len(objects) < 2:
        return objects[0] if objects else ""
    joint = "、".join(objects[:-1]) + ("、" if "和" in "".join(objects) else "和") + objects[-1]
    return joint if len(joint) <= _LONGEST_JOINT else objects[0]


def _covers(known: str, thing: str) -> bool:
    """Return whether ``thing`` adds no noun: 设备, or an act on it: 设备更新."""
    more = thing.removeprefix(known)
    return thing in known or (more != thing and bare_verb(more))
