"""Files come in: batches, their papers, and how far these have come."""

import pytest
from assessed_papers import assessed_form, keep
from sqlalchemy import select

from assessor.core.assessment import InputFailure
from assessor.workbench import audit
from assessor.workbench.assessing_papers import FailedPaper, UnpackedArchive, UnpackedMember
from assessor.workbench.file_store import Stored
from assessor.workbench.intake import MOST_FILES, add_batch, check_again
from assessor.workbench.permissions import (
    ConflictError,
    MissingError,
    RefusedError,
    RequestError,
)
from assessor.workbench.progress import batches, progress
from assessor.workbench.states import PaperState, Role
from assessor.workbench.stored_names import paper_name
from assessor.workbench.tables import AuditEntry, Batch, Paper


def stored(number=1):
    return Stored(digest=f"{number:064x}", size=10)


def add(database, actor, now, *names, **told):
    files = [(name, stored(n)) for n, name in enumerate(names, 1)]
    with database.writing() as session:
        return add_batch(session, actor, title=told.pop("title", ""), files=files, now=now, **told)


def test_files_wait_in_the_queue(database, people, now):
    number = add(database, people.reviewer, now, "甲/表.xlsx", "乙.docx", title=" 第一批 ")
    with database.reading() as session:
        seen = progress(session, people.reviewer, number)
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "batch.add"))
        assert (entry.actor, entry.subject) == ("shenhe", f"batch:{number}")
        assert audit.verify(session).is_sound
    assert (seen.title, seen.by) == ("第一批", "审核一")
    assert [(one.name, one.word, one.submissions) for one in seen.papers] == [
        ("甲/表.xlsx", "排队", ()), ("乙.docx", "排队", ()),
    ]  # fmt: skip
    assert not seen.is_finished
    assert seen.count(PaperState.QUEUED) == 2


def test_a_batch_without_a_title_is_called_after_its_files(database, people, now):
    one = add(database, people.reviewer, now, "甲/表.xlsx")
    two = add(database, people.reviewer, now, "表.xlsx", "乙.docx")
    with database.reading() as session:
        assert session.get(Batch, one).title == "表.xlsx"
        assert session.get(Batch, two).title == "表.xlsx等 2 个文件"


def test_the_same_file_twice_is_taken_once(database, people, now):
    files = [("表.xlsx", stored()), ("表.xlsx", stored()), ("表.xlsx", stored(2))]
    with database.writing() as session:
        number = add_batch(session, people.reviewer, title="", files=files, now=now)
    with database.reading() as session:
        assert len(progress(session, people.reviewer, number).papers) == 2


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "etc/passwd"), ("C:\\材料\\表.xlsx", "C:/材料/表.xlsx"),
        ("a\x00b\r\n.xlsx", "ab.xlsx"), ("", "未命名文件"), ("／..／", "／..／"), ("///", "未命名文件"),
        ("表\u202exslx.exe", "表xslx.exe"), ("\ud800.txt", ".txt"),
        ("<script>.html", "<script>.html"),
    ],
)  # fmt: skip
def test_no_name_is_a_path(given, kept):
    assert paper_name(given) == kept


def test_long_names_keep_their_ending():
    name = paper_name("长" * 2000 + ".xlsx")
    assert len(name) == 500
    assert name.endswith("长.xlsx")
    assert "…" in name


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"files": []}, "request.no-files"),
        ({"files": [(f"{n}.txt", stored(n)) for n in range(MOST_FILES + 1)]}, "request.too-many-files"),
        ({"profile": "没有的体系"}, "request.profile"),
        ({"title": "名" * 201}, "request.too-long"),
        ({"title": "a\x00b"}, "request.characters"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(database, people, now, told, code):
    given = {"title": "", "files": [("a.txt", stored())], **told}
    with pytest.raises(RequestError) as error, database.writing() as session:
        add_batch(session, people.reviewer, now=now, **given)
    assert error.value.code == code
    with database.reading() as session:
        assert session.scalars(select(Batch)).all() == []


@pytest.mark.parametrize("role", [Role.TRAINER, Role.TRAINEE, Role.ADMIN])
def test_roles_that_hand_nothing_in_are_refused(database, people, now, role):
    with pytest.raises(RefusedError):
        add(database, people.of(role), now, "a.txt")


def test_a_unit_sees_its_own_files_alone(database, people, now):
    own = add(database, people.unit, now, "a.txt")
    other = add(database, people.other_unit, now, "b.txt")
    reviewers = add(database, people.reviewer, now, "c.txt")
    with database.reading() as session:
        assert [row.id for row in batches(session, people.unit).rows] == [own]
        assert batches(session, people.reviewer).total == 3
        assert progress(session, people.unit, own).papers[0].name == "a.txt"
        for number in (other, reviewers, 10**6, 2**40, 0, -1):
            with pytest.raises(MissingError):
                progress(session, people.unit, number)
        assert {paper.unit for paper in session.scalars(select(Paper))} == {
            "市教育局",
            "市水务局",
            "",
        }


def test_a_unit_account_without_a_unit_uploads_nothing(database, people, now):
    from dataclasses import replace

    with pytest.raises(RequestError) as error:
        add(database, replace(people.unit, unit=" "), now, "a.txt")
    assert error.value.code == "request.no-unit"


def test_members_of_an_archive_join_the_batch(database, people, now):
    failed = InputFailure(
        path="a.zip/内.zip", code="input.format", message="只读取一层", hint="请解压"
    )
    archive = UnpackedArchive(
        members=(
            UnpackedMember(name="a.zip/表.txt", digest="b" * 64, size=3),
            UnpackedMember(name="a.zip/内.zip", failure=failed),
        ),
        skipped=("a.zip/图.png",),
    )
    keep(database, people.unit, {"a.zip": archive}, now=now)
    with database.reading() as session:
        (line,) = batches(session, people.unit).rows
        assert (line.papers, line.open, line.failed) == (3, 1, 1)
        whole, member, inner = progress(session, people.unit, line.id).papers
    assert (whole.state, whole.kind) == (PaperState.DONE, "zip")
    assert whole.message == "压缩包中有 1 个其他类型的文件未读取，例如 a.zip/图.png"
    assert (member.name, member.state) == ("a.zip/表.txt", PaperState.QUEUED)
    assert (inner.state, inner.code, inner.message) == (
        PaperState.FAILED, "input.format", "只读取一层",
    )  # fmt: skip


def test_a_failed_paper_can_be_tried_again(database, people, now):
    failure = FailedPaper(
        failure=InputFailure(path="a.txt", code="input.damaged", message="坏了", hint="请重传")
    )
    (paper,) = keep(database, people.unit, {"a.txt": failure}, now=now)
    with database.reading() as session:
        assert session.get(Paper, paper).error_message == "坏了"
    with database.writing() as session:
        check_again(session, people.unit, paper_id=paper, now=now)
    with database.reading() as session:
        again = session.get(Paper, paper)
        assert (again.state, again.error_code, again.attempts) == (PaperState.QUEUED, "", 0)
    with pytest.raises(ConflictError), database.writing() as session:
        check_again(session, people.unit, paper_id=paper, now=now)
    with pytest.raises(MissingError), database.writing() as session:
        check_again(session, people.other_unit, paper_id=paper, now=now)


def test_pages_of_batches_are_bounded(database, people, now):
    keep(database, people.reviewer, {"a.txt": assessed_form()}, now=now)
    with database.reading() as session:
        for page, size in ((0, 10), (1, 0), (1, 10**6), (2**40, 10)):
            with pytest.raises(RequestError):
                batches(session, people.reviewer, page=page, size=size)
        assert batches(session, people.reviewer, page=2).rows == ()
