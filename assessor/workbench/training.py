"""What trainees do: exercises that come next, answers, spaced repetition, tests, progress."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor.practice.answers import answer_to, as_data
from assessor.practice.exercises import MOST_EXERCISES, Exercise, Kind, Wish, draw, exercise_of
from assessor.practice.explanation import Explanation
from assessor.practice.forms import Forms, parallel_forms
from assessor.practice.judging import Judged, judge
from assessor.practice.library import Library
from assessor.practice.progress import (
    Answered,
    ExamScore,
    Gain,
    Part,
    Progress,
    gain_of,
    progress,
    score_of,
)
from assessor.practice.recall import Box, after_answers, due_topics
from assessor.practice.topics import Topic
from assessor.workbench import audit
from assessor.workbench.permissions import Action, Actor, ConflictError, MissingError, RequestError
from assessor.workbench.tables import Answer, Course, CourseMember, Recall, User

LATELY = 300
LARGEST_ID = 2**31 - 1
_SEED_STEP = 1_000_003
_KEPT_FORMS = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of an answer; in a test nothing is explained before its end.

    Attributes
    ----------
    explanation, points, right
        ``None`` in a test.
    left
        Exercises of the test that are still to be answered, ``None`` in practice.
    """

    answer: int
    points: float | None
    right: bool | None
    explanation: Explanation | None
    left: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamPaper:
    """A test of one trainee: what is still to be answered, and how much there is in all."""

    part: Part
    exercises: tuple[Exercise, ...]
    answered: int
    total: int
    score: ExamScore | None

    @property
    def is_done(self) -> bool:
        """All is answered."""
        return self.answered > 0 and not self.exercises


@dataclass(frozen=True, slots=True, kw_only=True)
class TraineeProgress:
    """How far a trainee is.

    Attributes
    ----------
    boxes, due
        Own error types with the time at which they come again, and those that are due.
    before, after
        Scores of finished tests, else ``None``.
    """

    user: int
    login: str
    name: str
    practice: Progress
    boxes: tuple[Box, ...]
    due: tuple[Topic, ...]
    before: ExamScore | None
    after: ExamScore | None
    gain: Gain | None


# -- what is asked ----------------------------------------------------------------------------


def next_exercises(
    session: Session, actor: Actor, library: Library, *, wish: Wish, now: datetime
) -> tuple[Exercise, ...]:
    """Return what the actor is to practise next; the same until something is answered.

    Raises
    ------
    RefusedError
        ``refused.role``
    RequestError
        ``training.number``: too many or too few exercises are asked for.
    """
    actor.require(Action.PRACTISE)
    if not 1 <= wish.number <= MOST_EXERCISES:
        raise RequestError(
            f"一次不能取 {wish.number} 道题",
            hint=f"可取 1 到 {MOST_EXERCISES} 道。",
            code="training.number",
        )
    answers = answers_of(session, actor.id)
    return draw(
        library,
        wish,
        seed=actor.id * _SEED_STEP + len(answers),
        now=now,
        avoid=_lately(answers) | _forms(library, actor.id).rows,
        boxes=_boxes(session, actor.id),
    )


def exam_paper(session: Session, actor: Actor, library: Library, *, part: Part) -> ExamPaper:
    """Return the pre-test or the post-test of the actor.

    Raises
    ------
    RefusedError
        ``refused.role``
    RequestError
        ``training.part``: practice is no test.
    ConflictError
        ``training.order``: the post-test comes after the pre-test.
    """
    actor.require(Action.PRACTISE)
    if part is Part.PRACTICE:
        raise RequestError("练习不是测试", hint="请选前测或后测。", code="training.part")
    answers = answers_of(session, actor.id)
    if part is Part.AFTER and not _paper(library, actor.id, answers, Part.BEFORE).is_done:
        raise ConflictError(
            "还没有完成前测", hint="请先完成前测，练习之后再做后测。", code="training.order"
        )
    return _paper(library, actor.id, answers, part)


def rows_of_tests(library: Library, user: int) -> frozenset[str]:
    """Return the ids of the rows that are kept for an account's two tests."""
    return _forms(library, user).rows


@lru_cache(maxsize=_KEPT_FORMS)
def _forms(library: Library, user: int) -> Forms:
    # Practice never uses these rows, so that nothing a trainee does changes them.
    return parallel_forms(library, seed=user)


def _paper(library: Library, user: int, answers: tuple[Answered, ...], part: Part) -> ExamPaper:
    forms = _forms(library, user)
    form = forms.before if part is Part.BEFORE else forms.after
    # After a change of the corpus a row may have been met elsewhere: it is asked no more.
    met = {answer.row_id for answer in answers}
    done = [answer for answer in answers if answer.part is part]
    waiting = tuple(exercise for exercise in form if exercise.row_id not in met)
    waiting = waiting[: max(len(form) - len(done), 0)]
    total = len(done) + len(waiting)
    return ExamPaper(
        part=part, exercises=waiting, answered=len(done), total=total,
        score=score_of(answers, part, length=total),
    )  # fmt: skip


# -- answers ----------------------------------------------------------------------------------


def answer_exercise(
    session: Session,
    actor: Actor,
    library: Library,
    *,
    exercise: str,
    given: Mapping[str, object],
    part: Part = Part.PRACTICE,
    now: datetime,
) -> Outcome:
    """Judge an answer, keep it, and note which error types come again when.

    Parameters
    ----------
    given
        See :func:`assessor.practice.answers.answer_to`.

    Raises
    ------
    RefusedError
        ``refused.role``
    InputError
        ``practice.unknown-exercise``, ``practice.answer``
    ConflictError
        ``training.answered``: answered already; ``training.order``: the pre-test is not done.
    RequestError
        ``training.other-part``: the exercise does not belong to this part.
    """
    actor.require(Action.PRACTISE)
    # One answer of a trainee after the other.
    session.execute(select(User.id).where(User.id == actor.id).with_for_update()).one()
    asked = exercise_of(library, exercise)
    answer = answer_to(asked, given)
    _check_turn(session, actor, library, asked, part)
    judged = judge(library, exercise, answer)
    row = Answer(
        user_id=actor.id, exercise=exercise, kind=asked.kind.value, topic=asked.topic.value,
        part=part.value, given=as_data(answer), right=judged.right, points=judged.points,
        answered_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _remember(session, actor.id, judged, now)
    audit.append(
        session,
        actor=actor.login,
        action="training.answer",
        subject=f"exercise:{exercise}",
        details={"part": part.value, "right": judged.right, "points": judged.points},
        now=now,
    )
    if part is Part.PRACTICE:
        return Outcome(answer=row.id, points=judged.points, right=judged.right,
                       explanation=judged.explanation)  # fmt: skip
    left = len(_paper(library, actor.id, answers_of(session, actor.id), part).exercises)
    return Outcome(answer=row.id, points=None, right=None, explanation=None, left=left)


def _check_turn(
    session: Session, actor: Actor, library: Library, asked: Exercise, part: Part
) -> None:
    """Refuse what is answered already or belongs elsewhere."""
    answers = answers_of(session, actor.id)
    before = {answer.row_id for answer in answers if answer.part is not Part.PRACTICE}
    if asked.row_id in before | _lately(answers):
        raise ConflictError("这道题已经答过", hint="请取下一题。", code="training.answered")
    if part is Part.PRACTICE:
        is_own = asked.row_id not in _forms(library, actor.id).rows
    else:
        paper = exam_paper(session, actor, library, part=part)
        is_own = any(asked.id == exercise.id for exercise in paper.exercises)
    if not is_own:
        raise RequestError(
            f"这道题不属于{part.chinese}", hint="请重新取题。", code="training.other-part"
        )


def _lately(answers: tuple[Answered, ...]) -> set[str]:
    return {answer.row_id for answer in answers[-LATELY:]}


def _remember(session: Session, user: int, judged: Judged, now: datetime) -> None:
    boxes = after_answers(
        _boxes(session, user), right=judged.topics_right, wrong=judged.topics_wrong, now=now
    )
    for topic, box in boxes.items():
        known = session.get(Recall, (user, topic.value))
        if known is None:
            session.add(Recall(user_id=user, topic=topic.value, box=box.box, due_at=box.due_at))
        else:
            known.box, known.due_at = box.box, box.due_at
    session.flush()


def _boxes(session: Session, user: int) -> dict[Topic, Box]:
    rows = session.scalars(select(Recall).where(Recall.user_id == user).order_by(Recall.topic))
    return {
        Topic(row.topic): Box(topic=Topic(row.topic), box=row.box, due_at=row.due_at)
        for row in rows
    }


def answers_of(session: Session, user: int) -> tuple[Answered, ...]:
    """Return all answers of an account, oldest first; for services that have checked the actor."""
    rows = session.scalars(select(Answer).where(Answer.user_id == user).order_by(Answer.id))
    return tuple(
        Answered(
            exercise=row.exercise, kind=Kind(row.kind), topic=Topic(row.topic),
            part=Part(row.part), right=row.right, points=row.points, answered_at=row.answered_at,
        )
        for row in rows
    )  # fmt: skip


# -- how far one is ---------------------------------------------------------------------------


def review_exam(
    session: Session, actor: Actor, library: Library, *, part: Part
) -> tuple[Judged, ...]:
    """Return the answers of a finished test with their explanations, in the order of answering.

    Raises
    ------
    ConflictError
        ``training.unfinished``: what is not finished is not explained.
    """
    paper = exam_paper(session, actor, library, part=part)
    if not paper.is_done:
        raise ConflictError(
            f"{part.chinese}还没有做完，还剩 {len(paper.exercises)} 题",
            hint="做完后再看讲解。",
            code="training.unfinished",
        )
    rows = session.scalars(
        select(Answer)
        .where(Answer.user_id == actor.id, Answer.part == part.value)
        .order_by(Answer.id)
    )
    return tuple(
        judge(library, row.exercise, answer_to(exercise_of(library, row.exercise), row.given))
        for row in rows
        if library.entry(row.exercise.partition(":")[2]) is not None
    )


def progress_of(
    session: Session, actor: Actor, library: Library, *, user: int | None = None, now: datetime
) -> TraineeProgress:
    """Return the actor's own progress, or, for a trainer, that of a trainee of an own course.

    Raises
    ------
    RefusedError
        ``refused.role``
    MissingError
        ``training.no-trainee``: there is no such trainee in a course of this trainer.
    """
    if user is None or user == actor.id:
        actor.require(Action.PRACTISE)
        return trainee_progress(session, library, user=actor.id, now=now)
    actor.require(Action.TEACH)
    taught = user if 0 < user <= LARGEST_ID else None
    taught = taught and session.scalar(
        select(CourseMember.user_id)
        .join(Course)
        .where(
            Course.trainer_id == actor.id,
            CourseMember.user_id == user,
            CourseMember.left_at.is_(None),
        )
        .limit(1)
    )
    if taught is None:
        raise MissingError(
            "本班没有这名学员", hint="请先把学员加入培训班。", code="training.no-trainee"
        )
    return trainee_progress(session, library, user=user, now=now)


def trainee_progress(
    session: Session, library: Library, *, user: int, now: datetime
) -> TraineeProgress:
    """Return the progress of an account; for services that have checked the actor."""
    account = session.get_one(User, user)
    answers = answers_of(session, user)
    boxes = tuple(_boxes(session, user).values())
    before = _score(library, user, answers, Part.BEFORE)
    after = _score(library, user, answers, Part.AFTER)
    return TraineeProgress(
        user=user,
        login=account.login,
        name=account.name,
        practice=progress(answers),
        boxes=boxes,
        due=due_topics(boxes, now=now),
        before=before,
        after=after,
        gain=gain_of(before, after),
    )


def _score(
    library: Library, user: int, answers: tuple[Answered, ...], part: Part
) -> ExamScore | None:
    """Return the score of a finished test; who never began one needs no forms."""
    if not any(answer.part is part for answer in answers):
        return None
    return _paper(library, user, answers, part).score
