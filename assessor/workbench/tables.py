"""Tables of the record, as SQLAlchemy classes; the migrations build the same tables."""

import re
from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    Boolean,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from assessor.workbench.permissions import RequestError

NAME, CODE, DIGEST = 200, 40, 64
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment with its zone, kept as UTC; SQLite itself forgets the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse moments without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def recordable(text: str) -> str:
    """Return a text as the databases can keep it: without NUL and half characters."""
    return _NOT_TEXT.sub("\ufffd", text)


class TooLongError(RequestError, DontWrapMixin):
    """A text is longer than its column; PostgreSQL would say so in English, SQLite not at all."""


class Line(TypeDecorator[str]):
    """A text of a bounded length, without what databases cannot keep (NUL, half characters)."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Put the sign of an unreadable character in place of what cannot be kept.

        Raises
        ------
        TooLongError
            ``request.too-long``
        """
        if value is None:
            return None
        clean = recordable(value)
        length = getattr(self.impl_instance, "length", None)
        if length is not None and len(clean) > length:
            raise TooLongError(
                f"文字太长（{len(clean)} 个字），这里最多 {length} 个字",
                hint="请缩短后重试。",
                code="request.too-long",
            )
        return clean


class Wording(Line):
    """A text of any length."""

    impl = Text
    cache_ok = True


class Record(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {
        datetime: UtcDateTime,
        dict[str, Any]: JSON,
        bytes: LargeBinary,
    }


class User(Record):
    """An account. ``unit`` is the organisation that an account of role unit belongs to."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(Line(80), unique=True)
    name: Mapped[str] = mapped_column(Line(NAME))
    role: Mapped[str] = mapped_column(Line(CODE))
    unit: Mapped[str] = mapped_column(Line(NAME), default="")
    password: Mapped[str] = mapped_column(Line(300))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    must_change: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[datetime]
    failed_sign_ins: Mapped[int] = mapped_column(Integer, default=0)
    locked_until: Mapped[datetime | None]


class SignIn(Record):
    """A session of the browser; only the digest of its key is kept."""

    __tablename__ = "sign_ins"

    digest: Mapped[str] = mapped_column(Line(DIGEST), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    user: Mapped[User] = relationship()


class Token(Record):
    """A key to the interface; only its digest is kept. ``scopes`` is a list of Scope."""

    __tablename__ = "tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(Line(NAME))
    digest: Mapped[str] = mapped_column(Line(DIGEST), unique=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    user: Mapped[User] = relationship()


class Batch(Record):
    """Files that were handed in together; ``profile`` is told for all, ``""`` = recognised."""

    __tablename__ = "batches"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    title: Mapped[str] = mapped_column(Line(NAME), default="")
    profile: Mapped[str] = mapped_column(Line(CODE), default="")
    created_at: Mapped[datetime]
    user: Mapped[User] = relationship()
    papers: Mapped[list["Paper"]] = relationship(back_populates="batch", order_by="Paper.id")


class Paper(Record):
    """One uploaded file: its bytes lie in the file store under ``digest`` (SHA-256).

    ``unit`` is set where an account of role unit handed the file in. ``claimed_by`` and
    ``claimed_until`` say which worker assesses it, and until when that is believed.
    ``mapping`` holds the corrected readings of columns in order, undone ones marked; ``reading``
    how the document was read (the document's object of the JSON contract without submissions).
    A paper that is done and has an ``error_message`` was read with that notice; one without a
    ``digest`` is a member of an archive that could not be unpacked.
    """

    __tablename__ = "papers"
    __table_args__ = (Index("ix_papers_state_id", "state", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batches.id"), index=True)
    name: Mapped[str] = mapped_column(Line(500))
    digest: Mapped[str] = mapped_column(Line(DIGEST), index=True)
    size: Mapped[int]
    unit: Mapped[str] = mapped_column(Line(NAME), default="")
    state: Mapped[str] = mapped_column(Line(CODE))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    claimed_by: Mapped[str] = mapped_column(Line(80), default="")
    claimed_until: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    error_code: Mapped[str] = mapped_column(Line(80), default="")
    error_message: Mapped[str] = mapped_column(Wording, default="")
    error_hint: Mapped[str] = mapped_column(Wording, default="")
    kind: Mapped[str] = mapped_column(Line(CODE), default="")
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reading: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    batch: Mapped[Batch] = relationship(back_populates="papers")
    submissions: Mapped[list["Declared"]] = relationship(
        back_populates="paper", order_by="Declared.position"
    )


class Declared(Record):
    """One submission (申报) of a paper, as it was last assessed.

    ``content`` is the submission's object of the JSON contract, ``reading`` what a page needs
    beside it (how the document was read, columns of fields). ``money`` is in yuan. ``blockers``
    to ``hints`` count findings by severity. ``version`` grows with each assessment and each
    decision; who changes names the version that was seen. ``projects`` are printed names,
    ``codes`` those of its findings as ``|V02|W01|``, ``search`` the folded text that a search
    looks through. ``current`` is false for one that a later reading of the paper no longer has.
    What is large stands last, so that lists need not read over it.
    """

    __tablename__ = "submissions"
    __table_args__ = (UniqueConstraint("paper_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("papers.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(Line(500), default="")
    unit: Mapped[str] = mapped_column(Line(NAME), default="", index=True)
    year: Mapped[int | None]
    profile: Mapped[str] = mapped_column(Line(CODE), default="")
    grade: Mapped[str] = mapped_column(Line(CODE), default="")
    score: Mapped[float | None] = mapped_column(Float)
    money: Mapped[float | None] = mapped_column(Float)
    rows: Mapped[int] = mapped_column(Integer, default=0)
    weak_rows: Mapped[int] = mapped_column(Integer, default=0)
    blockers: Mapped[int] = mapped_column(Integer, default=0)
    majors: Mapped[int] = mapped_column(Integer, default=0)
    minors: Mapped[int] = mapped_column(Integer, default=0)
    hints: Mapped[int] = mapped_column(Integer, default=0)
    state: Mapped[str] = mapped_column(Line(CODE), index=True)
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    second_reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    earlier_id: Mapped[int | None] = mapped_column(ForeignKey("submissions.id"), index=True)
    current: Mapped[bool] = mapped_column(Boolean, default=True)
    model_id: Mapped[str] = mapped_column(Line(80), default="")
    assessed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer, default=1)
    codes: Mapped[str] = mapped_column(Wording, default="")
    projects: Mapped[list[str]] = mapped_column(JSON, default=list)
    search: Mapped[str] = mapped_column(Wording, default="")
    reading: Mapped[dict[str, Any]] = mapped_column(default=dict)
    content: Mapped[dict[str, Any]]
    paper: Mapped[Paper] = relationship(back_populates="submissions")


class Correction(Record):
    """A wrongly read cell put right by a person; undone ones stay in the record."""

    __tablename__ = "corrections"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    row: Mapped[str] = mapped_column(Line(80))
    field: Mapped[str] = mapped_column(Line(CODE))
    old: Mapped[str] = mapped_column(Wording)
    new: Mapped[str] = mapped_column(Wording)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class FindingDecision(Record):
    """What a reviewer said of a finding; the last one that is not undone holds.

    ``said`` copies the finding (code, name, row, field, start, end, text, message, probability)
    and ``indicator`` the row's fields as judged, so that the label stands on its own.
    ``text`` and ``hint`` are the reviewer's wording where the verdict is edit, ``reason_code`` the
    usual reason that was picked, ``turn`` the submission's version that the decision made.
    """

    __tablename__ = "finding_decisions"
    __table_args__ = (Index("ix_finding_decisions_submission_finding", "submission_id", "finding"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"))
    finding: Mapped[str] = mapped_column(Line(80))
    code: Mapped[str] = mapped_column(Line(CODE), index=True)
    row: Mapped[str] = mapped_column(Line(80), default="")
    round: Mapped[str] = mapped_column(Line(CODE))
    verdict: Mapped[str] = mapped_column(Line(CODE))
    reason: Mapped[str] = mapped_column(Wording, default="")
    reason_code: Mapped[str] = mapped_column(Line(CODE), default="")
    text: Mapped[str] = mapped_column(Wording, default="")
    hint: Mapped[str] = mapped_column(Wording, default="")
    turn: Mapped[int] = mapped_column(Integer, default=0)
    said: Mapped[dict[str, Any]]
    indicator: Mapped[dict[str, Any]] = mapped_column(default=dict)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    made_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class RewriteDecision(Record):
    """What a reviewer said of a rewrite (``number`` from 1), with the adopted wording.

    ``turn`` is the submission's version that the decision made.
    """

    __tablename__ = "rewrite_decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    row: Mapped[str] = mapped_column(Line(80))
    number: Mapped[int]
    choice: Mapped[str] = mapped_column(Line(CODE))
    level1: Mapped[str] = mapped_column(Line(NAME), default="")
    level2: Mapped[str] = mapped_column(Line(NAME), default="")
    name: Mapped[str] = mapped_column(Wording, default="")
    value: Mapped[str] = mapped_column(Wording, default="")
    turn: Mapped[int] = mapped_column(Integer, default=0)
    indicator: Mapped[dict[str, Any]] = mapped_column(default=dict)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class Comment(Record):
    """A remark of a person on a submission, or on one of its rows."""

    __tablename__ = "comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    row: Mapped[str] = mapped_column(Line(80), default="")
    text: Mapped[str] = mapped_column(Wording)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]
    user: Mapped[User] = relationship()


class AuditEntry(Record):
    """One action; ``digest`` is over the entry and the digest before it."""

    __tablename__ = "audit"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(Line(80))
    action: Mapped[str] = mapped_column(Line(80), index=True)
    subject: Mapped[str] = mapped_column(Line(NAME), default="", index=True)
    details: Mapped[dict[str, Any]]
    before: Mapped[str] = mapped_column(Line(DIGEST))
    digest: Mapped[str] = mapped_column(Line(DIGEST))


class AuditHead(Record):
    """The last entry of the audit log, one row; locked while an entry is added."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(Line(DIGEST))


class Course(Record):
    """A class of trainees with its trainer."""

    __tablename__ = "courses"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(Line(NAME))
    trainer_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]
    members: Mapped[list["CourseMember"]] = relationship(back_populates="course")


class CourseMember(Record):
    """A trainee in a class; who was taken out of it stays in the record."""

    __tablename__ = "course_members"

    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    left_at: Mapped[datetime | None]
    course: Mapped[Course] = relationship(back_populates="members")
    user: Mapped[User] = relationship()


class Answer(Record):
    """One answered exercise. ``part`` is practice, before (pre-test) or after (post-test)."""

    __tablename__ = "answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    exercise: Mapped[str] = mapped_column(Line(80))
    kind: Mapped[str] = mapped_column(Line(CODE))
    topic: Mapped[str] = mapped_column(Line(CODE))
    part: Mapped[str] = mapped_column(Line(CODE))
    given: Mapped[dict[str, Any]]
    right: Mapped[bool] = mapped_column(Boolean)
    points: Mapped[float] = mapped_column(Float)
    answered_at: Mapped[datetime]


class Recall(Record):
    """When a trainee is to meet a topic again (spaced repetition by error type)."""

    __tablename__ = "recalls"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(Line(CODE), primary_key=True)
    box: Mapped[int]
    due_at: Mapped[datetime]
