"""Rows of the corpus to begin with on the practice ground: never those of a test to come."""

from datetime import datetime

from sqlalchemy.orm import Session

from assessor.practice.exercises import Kind, ShownRow, Wish, draw
from assessor.practice.library import Library
from assessor.workbench.permissions import Action, Actor
from assessor.workbench.training import answers_of, rows_of_tests

MOST_TURNS = 1_000
_NUMBER = 8
_SEED = 7_919  # no seed of the practice of any account


def examples(
    session: Session, actor: Actor, library: Library, *, turn: int, now: datetime
) -> tuple[ShownRow, ...]:
    """Return some faulty and some sound rows, others on every turn.

    Raises
    ------
    RefusedError
        ``refused.role``
    """
    actor.require(Action.PRACTISE)
    answered = {answer.row_id for answer in answers_of(session, actor.id)}
    drawn = draw(
        library,
        Wish(number=_NUMBER, kinds=(Kind.SPOT,)),
        seed=_SEED + turn % MOST_TURNS,
        now=now,
        avoid=answered | rows_of_tests(library, actor.id),
    )
    return tuple(exercise.row for exercise in drawn)
