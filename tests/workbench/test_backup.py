"""Backup and restore: the same record on either database, or nothing at all."""

import json
import threading
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from record_fixtures import PASSWORD, People, add_people
from sqlalchemy import select, text

from assessor.errors import ConfigError, InputError
from assessor.workbench import accounts, audit
from assessor.workbench.backup import backup
from assessor.workbench.backup_format import digest_of
from assessor.workbench.data_folder import DataFolder
from assessor.workbench.database import Database
from assessor.workbench.restoring import restore
from assessor.workbench.states import PaperState, ReviewState, Scope
from assessor.workbench.tables import Batch, Comment, Declared, Paper, Record, User
from assessor.workbench.tokens import actor_of_token, create_token

ODD = "名称\u2028“=1+1”<b>𠮷\x7f\t\n'; DROP TABLE users; --"
KINDS = pytest.mark.parametrize("kind", ["sqlite", "postgresql"])


def declared(paper: Paper, position: int, now, **given) -> Declared:
    told = {
        "paper": paper, "position": position, "title": ODD, "unit": "市教育局", "year": 2026,
        "score": 0.1 + 0.2, "money": 1e15 + 0.5, "state": ReviewState.PENDING.value,
        "content": {"a": [1.5, None, True, ODD, {"深": "层"}]}, "assessed_at": now, **given,
    }  # fmt: skip
    return Declared(**told)


def filled(database: Database, store, people: People, now) -> str:
    """Write a record with every awkward value; return the secret of a token."""
    with database.writing() as session:
        batch = Batch(user_id=people.unit.id, title=ODD, created_at=now)
        data = [b"first file", b"", bytes(range(256))]
        papers = [
            Paper(
                batch=batch, name=ODD, digest=store.put(one).digest, size=len(one),
                state=PaperState.DONE.value, created_at=now + timedelta(microseconds=1),
            )
            for one in data
        ]  # fmt: skip
        rows = [declared(papers[0], position, now) for position in (1, 2, 3)]
        session.add_all([*papers, *rows])
        session.flush()
        rows[0].earlier_id = rows[2].id  # points to a row after it
        rows[1].earlier_id = rows[0].id
        session.add(
            Comment(submission_id=rows[0].id, text=ODD, user_id=people.lead.id, made_at=now)
        )
        token = create_token(
            session, people.lead, name=ODD[:2], scopes=[Scope.READ], expires_at=None, now=now
        )
    with database.writing() as session:
        accounts.sign_in(session, "shenhe", PASSWORD, now=now)
    return token.secret


def content(database: Database) -> dict[str, list[dict]]:
    with database.reading() as session:
        return {
            table.name: [
                dict(row)
                for row in session.execute(
                    select(table).order_by(*table.primary_key.columns)
                ).mappings()
            ]
            for table in Record.metadata.sorted_tables
            if table.name != "sign_ins"
        }


@KINDS
def test_everything_comes_back_on_either_database(
    database, store, people: People, now, tmp_path, blank_database, kind
):
    secret = filled(database, store, people, now)
    made = backup(database, store, tmp_path / "备份.zip", now=now)
    assert (made.files, made.missing, made.audit.problem) == (3, (), "")
    assert (tmp_path / "备份.zip").stat().st_mode & 0o077 == 0
    folder = DataFolder(tmp_path / "new")
    url = blank_database(kind, folder.path / "assessor.sqlite")
    told = restore(tmp_path / "备份.zip", folder, database_url=url, digest=made.digest)
    assert (told.rows, told.files, told.missing) == (made.rows, 3, 0)
    restored = Database(url)
    assert content(restored) == content(database)
    assert sorted(folder.files.digests()) == sorted(store.digests())
    with restored.reading() as session:
        assert audit.verify(session).is_sound
        assert actor_of_token(session, secret, now=now)[0] == people.lead
    with restored.writing() as session:  # numbering goes on, nobody is signed in
        session.add(User(login="neu", name="n", role="lead", password="x", created_at=now))
        signed = accounts.sign_in(session, "shenhe", PASSWORD, now=now)
    assert signed.actor == people.reviewer
    with restored.reading() as session:
        assert session.scalar(select(User.id).where(User.login == "neu")) > people.admin.id
        assert audit.verify(session).is_sound
    restored.close()


def test_a_backup_is_of_one_moment_while_work_goes_on(
    database, store, people: People, now, tmp_path
):
    filled(database, store, people, now)
    stop, failures = threading.Event(), []

    def work() -> None:
        try:
            while not stop.is_set():
                with database.writing() as session:
                    batch = Batch(user_id=people.lead.id, title="x", created_at=now)
                    session.add(batch)
                    session.flush()
                    audit.append(
                        session, actor="a", action="b", subject=f"batch:{batch.id}", details={},
                        now=now,
                    )  # fmt: skip
        except BaseException as error:  # noqa: BLE001 - a thread must tell
            failures.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    paths = [tmp_path / f"{number}.zip" for number in range(4)]
    try:
        for path in paths:
            backup(database, store, path, now=now)
    finally:
        stop.set()
        thread.join(60)
    assert failures == []
    for path in paths:
        folder = DataFolder(tmp_path / path.stem)
        restore(path, folder)
        restored = Database(folder.database_url)
        with restored.reading() as session:
            entries = session.scalars(
                select(audit.AuditEntry.subject).where(audit.AuditEntry.action == "b")
            ).all()
            batches = session.scalars(select(Batch.id).where(Batch.title == "x")).all()
        restored.close()
        assert sorted(entries) == sorted(f"batch:{number}" for number in batches)


def rebuilt(path: Path, change) -> Path:
    """Write the backup again with some members changed; ``None`` leaves one out."""
    other = path.with_name("altered.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w") as new:
        members = {name: old.read(name) for name in old.namelist()}
        for name, data in change(members).items():
            if data is not None:
                new.writestr(name, data)
    return other


def first_file(members):
    return next(name for name in members if name.startswith("files/"))


def with_manifest(members, change):
    manifest = json.loads(members["manifest.json"])
    change(manifest)
    return {**members, "manifest.json": json.dumps(manifest).encode()}


def reworded_entry(members):
    """Change the log and mend the manifest, as a careful forger would."""
    log = members["tables/audit.jsonl"].replace(b'"shenhe"', b'"zhangs"')
    assert log != members["tables/audit.jsonl"]

    def mend(manifest):
        part = next(one for one in manifest["tables"] if one["name"] == "audit")
        part["digest"] = digest_of(log)

    return with_manifest({**members, "tables/audit.jsonl": log}, mend)


def with_an_extra_column(members):
    lines = members["tables/users.jsonl"].splitlines()
    data = b"\n".join(json.dumps({**json.loads(line), "x": 1}).encode() for line in lines)

    def mend(manifest):
        part = next(one for one in manifest["tables"] if one["name"] == "users")
        part.update(digest=digest_of(data), size=len(data))

    return with_manifest({**members, "tables/users.jsonl": data}, mend)


def without_a_row(members):
    """Leave the account out that a batch belongs to."""
    lines = members["tables/users.jsonl"].splitlines(keepends=True)
    data = b"".join(line for line in lines if b'"jiaoyu"' not in line)
    assert data.count(b"\n") == len(lines) - 1

    def mend(manifest):
        part = next(one for one in manifest["tables"] if one["name"] == "users")
        part.update(digest=digest_of(data), size=len(data), rows=part["rows"] - 1)

    return with_manifest({**members, "tables/users.jsonl": data}, mend)


def without_an_unused_row(members):
    lines = members["tables/users.jsonl"].splitlines(keepends=True)
    data = b"".join(line for line in lines if b'"shuiwu"' not in line)

    def mend(manifest):
        part = next(one for one in manifest["tables"] if one["name"] == "users")
        part.update(digest=digest_of(data), size=len(data))

    return with_manifest({**members, "tables/users.jsonl": data}, mend)


ALTERED = {
    "a changed row": lambda m: {
        **m, "tables/users.jsonl": m["tables/users.jsonl"].replace(b"reviewer", b"adminnnn"),
    },
    "a changed file": lambda m: {**m, first_file(m): b"other"},
    "a file that is longer": lambda m: {**m, first_file(m): m[first_file(m)] + b"\0" * 1000},
    "a file left out": lambda m: {**m, first_file(m): None},
    "a table left out": lambda m: {**m, "tables/comments.jsonl": None},
    "a file more": lambda m: {**m, "files/../../evil": b"x"},
    "no manifest": lambda m: {**m, "manifest.json": None},
    "a manifest that is no JSON": lambda m: {**m, "manifest.json": b"\xff{"},
    "a manifest of another shape": lambda m: {**m, "manifest.json": b"[[[]]]"},
    "a manifest with a path": lambda m: with_manifest(
        m, lambda one: one["files"].append({"digest": "../../x", "size": 1})
    ),
    "a manifest with a huge number": lambda m: with_manifest(
        m, lambda one: one["audit"].update(number=10**30)
    ),
    "a log reworded with its digests": reworded_entry,
    "a column more": with_an_extra_column,
    "a row less that others need": without_a_row,
    "a row less than the manifest says": without_an_unused_row,
}  # fmt: skip


@KINDS
@pytest.mark.parametrize("change", ALTERED.values(), ids=ALTERED.keys())
def test_an_altered_backup_is_refused_and_leaves_nothing(
    tmp_path, blank_database, kind, change, sqlite_backup
):
    folder = DataFolder(tmp_path / "new")
    url = blank_database(kind, folder.path / "assessor.sqlite")
    with pytest.raises(InputError) as caught:
        restore(rebuilt(sqlite_backup, change), folder, database_url=url)
    assert caught.value.code == "input.backup-damaged"
    told = restore(sqlite_backup, folder, database_url=url)  # the database is still usable
    assert told.files == 3


@pytest.fixture
def sqlite_backup(empty_database, store, now, tmp_path, cheap_passwords) -> Path:
    database = Database(empty_database("sqlite", tmp_path / "a.sqlite"))
    filled(database, store, add_people(database, now), now)
    path = tmp_path / "backup.zip"
    backup(database, store, path, now=now)
    database.close()
    return path


@pytest.mark.parametrize("keep", [0, 1, 100, 0.5, -1])
def test_a_cut_off_backup_is_refused(sqlite_backup, tmp_path, keep):
    data = sqlite_backup.read_bytes()
    end = int(len(data) * keep) if isinstance(keep, float) else keep
    sqlite_backup.write_bytes(data[:end])
    with pytest.raises(InputError) as caught:
        restore(sqlite_backup, DataFolder(tmp_path / "new"))
    assert caught.value.code == "input.backup-damaged"


def test_no_flipped_bit_is_restored(sqlite_backup, tmp_path):
    """A byte that says nothing of the content (a time in the ZIP) may differ; nothing else."""
    folder = DataFolder(tmp_path / "whole")
    restore(sqlite_backup, folder)
    original = content_of(folder)
    data = sqlite_backup.read_bytes()
    places = range(0, len(data), len(data) // 60)
    outcomes = [flipped(data, place, tmp_path) for place in places]
    assert set(map(type, outcomes)) <= {str, dict}
    assert all(outcome == original for outcome in outcomes if isinstance(outcome, dict))
    codes = {outcome for outcome in outcomes if isinstance(outcome, str)}
    assert codes <= {"input.backup-damaged", "input.backup-newer"}
    assert sum(isinstance(outcome, str) for outcome in outcomes) > 30


def flipped(data: bytes, place: int, tmp_path: Path) -> str | dict:
    """Return what is restored with one bit flipped, or the code of the refusal."""
    altered = bytearray(data)
    altered[place] ^= 0x10
    path = tmp_path / "flipped.zip"
    path.write_bytes(altered)
    folder = DataFolder(tmp_path / f"new{place}")
    try:
        restore(path, folder)
    except InputError as error:
        return error.code
    return content_of(folder)


def content_of(folder: DataFolder) -> dict:
    database = Database(folder.database_url)
    found = content(database)
    database.close()
    return found


def test_only_the_backup_that_was_noted(sqlite_backup, tmp_path):
    with pytest.raises(InputError) as caught:
        restore(sqlite_backup, DataFolder(tmp_path / "new"), digest="0" * 64)
    assert caught.value.code == "input.backup-other"


def test_a_backup_of_a_newer_program_is_refused(sqlite_backup, tmp_path):
    for change in ({"revision": "9999"}, {"format_version": 2}):
        other = rebuilt(
            sqlite_backup,
            lambda m, change=change: with_manifest(m, lambda one: one.update(change)),
        )
        with pytest.raises(InputError) as caught:
            restore(other, DataFolder(tmp_path / "new"))
        assert caught.value.code == "input.backup-newer"


def test_a_folder_in_use_is_refused(sqlite_backup, tmp_path):
    folder = DataFolder(tmp_path / "new")
    with folder.lock(), pytest.raises(ConfigError) as caught:
        restore(sqlite_backup, folder)
    assert caught.value.code == "config.data-folder-in-use"


def test_a_workbench_that_holds_something_is_left_alone(
    database, database_url, people: People, now, sqlite_backup_elsewhere, tmp_path
):
    before = content(database)
    with pytest.raises(ConfigError) as caught:
        restore(sqlite_backup_elsewhere, DataFolder(tmp_path / "new"), database_url=database_url)
    assert caught.value.code == "config.not-empty"
    assert content(database) == before


@pytest.fixture
def sqlite_backup_elsewhere(empty_database, store, now, tmp_path) -> Path:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    other = Database(empty_database("sqlite", folder / "a.sqlite"))
    backup(other, store, folder / "backup.zip", now=now)
    other.close()
    return folder / "backup.zip"


def test_an_empty_workbench_is_backed_up_and_restored(sqlite_backup_elsewhere, tmp_path):
    told = restore(sqlite_backup_elsewhere, DataFolder(tmp_path / "new"))
    assert (told.files, told.audit_number) == (0, 0)


def test_lost_files_are_told_and_the_rest_is_backed_up(
    database, store, people: People, now, tmp_path
):
    filled(database, store, people, now)
    lost, damaged, _ = sorted(store.digests())
    store.path(lost).unlink()
    store.path(damaged).write_bytes(b"something else")
    made = backup(database, store, tmp_path / "b.zip", now=now)
    assert (made.files, made.missing) == (1, (lost, damaged))
    folder = DataFolder(tmp_path / "new")
    assert restore(tmp_path / "b.zip", folder).missing == 2
    assert len(list(folder.files.digests())) == 1


def test_a_broken_log_is_backed_up_as_it_is(empty_database, store, now, tmp_path):
    database = Database(empty_database("sqlite", tmp_path / "a.sqlite"))
    with database.writing() as session:
        for number in range(3):
            audit.append(session, actor="a", action="b", subject=str(number), details={}, now=now)
    with database.writing() as session:
        session.execute(text("DROP TRIGGER audit_not_changed"))
        session.execute(text("UPDATE audit SET actor = 'x' WHERE number = 2"))
    made = backup(database, store, tmp_path / "b.zip", now=now)
    database.close()
    assert made.audit.problem == "第 2 条的内容被改动"
    told = restore(tmp_path / "b.zip", DataFolder(tmp_path / "new"))
    assert told.audit_problem == "第 2 条的内容被改动"


def test_a_backup_never_replaces_another(database, store, now, tmp_path):
    path = tmp_path / "b.zip"
    path.write_bytes(b"the old one")
    for place in (path, tmp_path, tmp_path / "no" / "folder.zip"):
        with pytest.raises(ConfigError) as caught:
            backup(database, store, place, now=now)
        assert caught.value.code == "config.output"
    assert path.read_bytes() == b"the old one"
    assert [one.name for one in tmp_path.glob("*.part")] == []


def test_what_is_not_there_cannot_be_restored(tmp_path):
    for path in (tmp_path, tmp_path / "nothing.zip"):
        with pytest.raises(InputError) as caught:
            restore(path, DataFolder(tmp_path / "new"))
        assert caught.value.code == "input.backup-missing"
