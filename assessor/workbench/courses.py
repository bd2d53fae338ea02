"""Classes of trainees: kept by their trainer, who sees how each and all of them come on."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor.practice.library import Library
from assessor.practice.progress import GroupGain, group_gain
from assessor.practice.topics import Topic
from assessor.workbench import audit
from assessor.workbench.permissions import (
    ALLOWED,
    Action,
    Actor,
    ConflictError,
    MissingError,
    RequestError,
)
from assessor.workbench.states import Role
from assessor.workbench.tables import NAME, Course, CourseMember, User, recordable
from assessor.workbench.training import LARGEST_ID, TraineeProgress, trainee_progress

MOST_MEMBERS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseLine:
    """A course in a list, with the number of its members."""

    id: int
    title: str
    members: int
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassTopic:
    """A topic over a class: answers, right ones, and trainees for whom it is an error type."""

    topic: Topic
    answered: int
    right: int
    trainees: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassView:
    """A class as its trainer sees it; members in the order of their logins unless ranked."""

    id: int
    title: str
    members: tuple[TraineeProgress, ...]
    topics: tuple[ClassTopic, ...]
    gain: GroupGain


def create_course(session: Session, actor: Actor, *, title: str, now: datetime) -> int:
    """Open a course of the actor.

    Raises
    ------
    RefusedError
        ``refused.role``
    RequestError
        ``training.title``: the title is empty or too long.
    """
    actor.require(Action.TEACH)
    course = Course(title=_title(title), trainer_id=actor.id, created_at=now)
    session.add(course)
    session.flush()
    _note(session, actor, course.id, "training.course-created", {"title": course.title}, now)
    return course.id


def rename_course(
    session: Session, actor: Actor, *, course: int, title: str, now: datetime
) -> None:
    """Give a course of the actor another title.

    Raises
    ------
    MissingError
        ``training.no-course``
    RequestError
        ``training.title``
    """
    found = _own(session, actor, course)
    old, found.title = found.title, _title(title)
    details = {"old": old, "title": found.title}
    _note(session, actor, course, "training.course-renamed", details, now)


def courses_of(session: Session, actor: Actor) -> tuple[CourseLine, ...]:
    """Return the actor's own courses, newest first."""
    actor.require(Action.TEACH)
    courses = session.scalars(
        select(Course).where(Course.trainer_id == actor.id).order_by(Course.id.desc())
    )
    return tuple(
        CourseLine(
            id=course.id,
            title=course.title,
            members=sum(member.left_at is None for member in course.members),
            created_at=course.created_at,
        )
        for course in courses
    )


def add_member(session: Session, actor: Actor, *, course: int, login: str, now: datetime) -> int:
    """Take an account into a course of the actor; one that was taken out comes back.

    Raises
    ------
    MissingError
        ``training.no-course``; ``training.no-account``: no active account that may practise.
    ConflictError
        ``training.member``: it is in the course already; ``training.full``
    """
    found = _own(session, actor, course)
    user = session.scalar(select(User).where(User.login == recordable(login.strip())))
    if user is None or not user.active or Role(user.role) not in ALLOWED[Action.PRACTISE]:
        raise MissingError(
            "没有可以参加培训的这个账号",
            hint="请核对账号；停用的账号和管理员账号不能加入培训班。",
            code="training.no-account",
        )
    if sum(member.left_at is None for member in found.members) >= MOST_MEMBERS:
        raise ConflictError(
            f"一个培训班最多 {MOST_MEMBERS} 人", hint="请另开一个班。", code="training.full"
        )
    member = session.get(CourseMember, (course, user.id))
    if member is None:
        session.add(CourseMember(course_id=course, user_id=user.id))
    elif member.left_at is None:
        raise ConflictError(f"{user.name}已在班中", hint="不必再加。", code="training.member")
    else:
        member.left_at = None
    session.flush()
    session.expire(found, ["members"])
    _note(session, actor, course, "training.member-added", {"login": user.login}, now)
    return user.id


def remove_member(session: Session, actor: Actor, *, course: int, user: int, now: datetime) -> None:
    """Take a trainee out of a course of the actor; answers and the record stay.

    Raises
    ------
    MissingError
        ``training.no-course``, ``training.no-trainee``
    """
    _own(session, actor, course)
    member = session.get(CourseMember, (course, user)) if 0 < user <= LARGEST_ID else None
    if member is None or member.left_at is not None:
        raise MissingError(
            "本班没有这名学员", hint="请刷新页面后再试。", code="training.no-trainee"
        )
    member.left_at = now
    _note(session, actor, course, "training.member-removed", {"login": member.user.login}, now)


def class_view(
    session: Session,
    actor: Actor,
    library: Library,
    *,
    course: int,
    ranked: bool = False,
    now: datetime,
) -> ClassView:
    """Return a course of the actor with the progress of its members.

    Parameters
    ----------
    ranked
        Order members by their share of right answers, best first; only where it is asked for.

    Raises
    ------
    MissingError
        ``training.no-course``
    """
    found = _own(session, actor, course)
    members = [
        trainee_progress(session, library, user=member.user_id, now=now)
        for member in found.members
        if member.left_at is None
    ]
    members.sort(key=lambda member: member.login)
    topics = tuple(_class_topic(topic, members) for topic in Topic)
    if ranked:
        members.sort(key=_rank)
    return ClassView(
        id=course,
        title=found.title,
        members=tuple(members),
        topics=topics,
        gain=group_gain(member.gain for member in members),
    )


def _rank(member: TraineeProgress) -> tuple[float, int]:
    total = member.practice.total
    return (-(total.points or 0.0), -total.answered)


def _class_topic(topic: Topic, members: list[TraineeProgress]) -> ClassTopic:
    tallies = [dict(member.practice.topics)[topic] for member in members]
    return ClassTopic(
        topic=topic,
        answered=sum(tally.answered for tally in tallies),
        right=sum(tally.right for tally in tallies),
        trainees=sum(any(box.topic is topic for box in member.boxes) for member in members),
    )


def _own(session: Session, actor: Actor, course: int) -> Course:
    """Return a course of the actor; those of others are as if they were not there."""
    actor.require(Action.TEACH)
    found = None
    if 0 < course <= LARGEST_ID:
        found = session.scalar(
            select(Course).where(Course.id == course, Course.trainer_id == actor.id)
        )
    if found is None:
        raise MissingError(
            "没有这个培训班", hint="请从自己的培训班列表中选择。", code="training.no-course"
        )
    return found


def _title(title: str) -> str:
    text = recordable(" ".join(title.split()))
    if not text or len(text) > NAME:
        raise RequestError(
            "培训班名称是空的" if not text else f"培训班名称有 {len(text)} 字，最多 {NAME} 字",
            hint="请写一个简短的名称，如“2026年绩效目标培训班”。",
            code="training.title",
        )
    return text


def _note(
    session: Session, actor: Actor, course: int, action: str, details: dict[str, str], now: datetime
) -> None:
    audit.append(
        session, actor=actor.login, action=action, subject=f"course:{course}", details=details,
        now=now,
    )  # fmt: skip
