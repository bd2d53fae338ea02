"""``assessor workbench``: what is done at the server, as an administrator types it."""

import getpass
import io
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from record_fixtures import PASSWORD
from sqlalchemy import select, text

from assessor.apps.cli.main import main
from assessor.workbench import audit
from assessor.workbench.data_folder import DataFolder
from assessor.workbench.database import Database
from assessor.workbench.tables import AuditEntry, User

pytestmark = pytest.mark.usefixtures("cheap_passwords")


@pytest.fixture
def call(capsys, monkeypatch):
    """Run a command; return its status, standard output and standard error."""

    def run(*words: object, stdin: str = ""):
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        status = main(["workbench", *map(str, words)])
        told = capsys.readouterr()
        return status, told.out, re.sub(r"\n *", "", told.err)

    return run


@pytest.fixture
def folder(call, tmp_path) -> Path:
    path = tmp_path / "data"
    status, _, told = call(
        "admin", "guanli", "--name", "张三", "--password-stdin", "--data", path,
        stdin=f"{PASSWORD}\n",
    )  # fmt: skip
    assert (status, "已建立管理员 guanli" in told) == (0, True)
    return path


def record(folder: Path) -> Database:
    return Database(DataFolder(folder).database_url)


def test_the_first_admin_is_made_and_listed(call, folder):
    status, out, _ = call("users", "--data", folder)
    assert (status, out) == (0, "guanli  张三（管理员）\n")
    status, out, told = call("admin", "zwei", "--password-stdin", "--data", folder, stdin=PASSWORD)
    assert (status, out) == (2, "")
    assert "已有管理员账号" in told
    assert "--recover" in told


def test_the_password_is_told_nowhere(folder):
    database = record(folder)
    with database.reading() as session:
        kept = session.scalar(select(User.password))
        entries = [row.details for row in session.scalars(select(AuditEntry))]
    database.close()
    assert kept.startswith("$argon2id$")
    assert PASSWORD not in json.dumps(entries, ensure_ascii=False)
    for path in folder.rglob("*"):
        if path.is_file():
            assert PASSWORD.encode() not in path.read_bytes()


def test_weak_passwords_are_refused_with_the_rules(call, tmp_path):
    status, _, told = call(
        "admin", "guanli", "--password-stdin", "--data", tmp_path / "d", stdin="123456\n"
    )
    assert status == 2
    assert "密码太短" in told
    assert "10 到 128 个字符" in told


def test_there_is_no_option_for_a_password(call, tmp_path):
    status, _, told = call("admin", "guanli", "--password", PASSWORD, "--data", tmp_path / "d")
    assert status == 2
    assert "没有选项 --password" in told
    assert PASSWORD not in told


def test_without_a_terminal_the_password_must_come_from_standard_input(call, tmp_path):
    status, _, told = call("admin", "guanli", "--data", tmp_path / "d")
    assert status == 2
    assert "--password-stdin" in told


def test_two_passwords_that_differ_are_refused(call, tmp_path, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    answers = iter([PASSWORD, PASSWORD + "x"])
    monkeypatch.setattr(getpass, "getpass", lambda _: next(answers))
    monkeypatch.setattr(io, "StringIO", Terminal)
    status, _, told = call("admin", "guanli", "--data", tmp_path / "d")
    assert (status, "两次输入的密码不一致" in told) == (2, True)


def test_in_a_terminal_the_password_is_not_shown(tmp_path):
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "assessor", "workbench", "admin", "guanli", "--data", tmp_path / "d"],
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    seen = b""
    for prompt in ("密码：", "再输入一次：", "已建立管理员"):
        seen += _read_until(ours, prompt.encode())
        if "已建立" not in prompt:
            os.write(ours, f"{PASSWORD}\n".encode())
    process.wait(120)
    os.close(ours)
    assert process.returncode == 0
    assert PASSWORD.encode() not in seen


def _read_until(handle: int, end: bytes) -> bytes:
    seen = b""
    while end not in seen:
        seen += os.read(handle, 4096)
    return seen


def test_a_forgotten_password_is_set_anew_at_the_server(call, folder):
    status, _, told = call(
        "admin", "guanli", "--recover", "--password-stdin", "--data", folder,
        stdin="Neue-Mima-2027\n",
    )  # fmt: skip
    assert (status, "已重设管理员 guanli" in told) == (0, True)
    status, _, told = call(
        "admin", "nobody", "--recover", "--password-stdin", "--data", folder, stdin=PASSWORD
    )
    assert (status, "没有这个管理员账号" in told) == (2, True)


def test_the_log_is_verified_and_its_head_can_be_kept(call, folder):
    status, out, _ = call("verify", "--data", folder)
    assert (status, "操作日志完整，共 1 条" in out) == (0, True)
    head = out.split("：")[-1].strip()
    status, out, _ = call("verify", "--kept", head, "--data", folder)
    assert (status, "与另存的摘要一致" in out) == (0, True)
    status, out, _ = call("verify", "--kept", f"1:{'0' * 64}", "--data", folder)
    assert (status, "第 1 条与另存的摘要不一致" in out) == (1, True)
    for wrong in ("1", "x:y", f"-1:{'0' * 64}", f"1:{'g' * 64}", "1:" + "0" * 65):
        status, _, told = call("verify", f"--kept={wrong}", "--data", folder)
        assert (status, "--kept 的写法不对" in told) == (2, True)


def test_a_changed_log_is_told(call, folder):
    database = record(folder)
    with database.writing() as session:
        session.execute(text("DROP TRIGGER audit_not_changed"))
        session.execute(text("UPDATE audit SET actor = 'x'"))
    database.close()
    status, out, _ = call("verify", "--data", folder)
    assert status == 1
    assert "第 1 条的内容被改动" in out


def test_backup_and_restore(call, folder, tmp_path):
    path = tmp_path / "备份.zip"
    status, out, told = call("backup", path, "--data", folder)
    assert (status, "已备份" in told) == (0, True)
    digest = out.split("：")[-1].strip()
    status, _, told = call("backup", path, "--data", folder)
    assert (status, "备份不覆盖旧的" in told) == (2, True)
    new = tmp_path / "new"
    status, _, told = call("restore", path, "--digest", "0" * 64, "--data", new)
    assert (status, "不是所要的那份备份" in told) == (2, True)
    status, _, told = call("restore", path, "--digest", digest, "--data", new)
    assert (status, "已核验" in told) == (0, True)
    status, _, told = call("restore", path, "--data", new)
    assert (status, "不是空的" in told) == (2, True)
    status, out, _ = call("users", "--data", new)
    assert (status, out) == (0, "guanli  张三（管理员）\n")


def test_lost_files_make_a_backup_incomplete(call, folder, tmp_path, now):
    from assessor.workbench.tables import Batch, Paper

    database, lost = record(folder), "0" * 64
    with database.writing() as session:
        batch = Batch(user_id=1, title="x", created_at=now)
        session.add(Paper(batch=batch, name="a", digest=lost, size=1, state="done", created_at=now))
    database.close()
    status, _, told = call("backup", tmp_path / "b.zip", "--data", folder)
    assert (status, "有 1 个上传的文件已丢失或损坏" in told) == (2, True)
    status, _, told = call("restore", tmp_path / "b.zip", "--data", tmp_path / "new")
    assert (status, "备份时已有 1 个上传的文件丢失" in told) == (0, True)


def test_a_broken_log_is_told_when_backing_up_and_restoring(call, folder, tmp_path):
    database = record(folder)
    with database.writing() as session:
        session.execute(text("DROP TRIGGER audit_not_deleted"))
        session.execute(text("DELETE FROM audit"))
    database.close()
    status, _, told = call("backup", tmp_path / "b.zip", "--data", folder)
    assert (status, "操作日志有问题" in told) == (1, True)
    status, _, told = call("restore", tmp_path / "b.zip", "--data", tmp_path / "new")
    assert (status, "备份时操作日志就有问题" in told) == (1, True)


@pytest.mark.parametrize(
    "words",
    [["users"], ["verify"], ["backup", "b.zip"], ["export-labels"]],
)
def test_a_folder_without_a_workbench_is_told_and_not_made(call, tmp_path, words, monkeypatch):
    monkeypatch.chdir(tmp_path)
    status, _, told = call(*words, "--data", tmp_path / "none")
    assert status == 2
    assert "不是工作台的数据文件夹" in told
    assert list(tmp_path.iterdir()) == []


def test_a_database_is_upgraded_but_not_while_it_is_used(call, tmp_path):
    status, _, told = call("upgrade", "--data", tmp_path / "d")
    assert (status, "已是这一版程序的结构" in told) == (0, True)
    with DataFolder(tmp_path / "d").lock():
        status, _, told = call("upgrade", "--data", tmp_path / "d")
    assert (status, "正在被另一个程序使用" in told) == (2, True)


def test_a_database_by_its_address(call, tmp_path, blank_database):
    url = blank_database("postgresql", tmp_path)
    data = tmp_path / "d"
    status, _, _ = call(
        "admin", "guanli", "--password-stdin", "--data", data, "--database", url, stdin=PASSWORD
    )
    assert status == 0
    status, out, _ = call("users", "--data", data, "--database", url)
    assert (status, out) == (0, "guanli  guanli（管理员）\n")
    status, _, _ = call("backup", tmp_path / "b.zip", "--data", data, "--database", url)
    assert status == 0
    status, _, _ = call("restore", tmp_path / "b.zip", "--data", tmp_path / "lite")
    assert status == 0
    database = record(tmp_path / "lite")
    with database.reading() as session:
        assert audit.verify(session).number == 1
    database.close()


def test_the_group_alone_shows_its_commands(call):
    status, _, told = call()
    assert status == 2
    for word in ("admin", "users", "verify", "backup", "restore", "upgrade", "export-labels"):
        assert word in told


def test_labels_are_exported_and_the_export_is_logged(call, folder, tmp_path):
    status, _, told = call("export-labels", "-o", tmp_path / "labels.jsonl", "--data", folder)
    assert (status, "已导出 0 行" in told) == (0, True)
    assert (tmp_path / "labels.jsonl").read_bytes() == b""
    database = record(folder)
    with database.reading() as session:
        actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.number)).all()
        assert audit.verify(session).is_sound
    database.close()
    assert actions == ["user.create", "labels.export"]
