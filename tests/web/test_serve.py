"""``assessor serve`` as a process: started, used, stopped; and calls that cannot start one."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from assessed_papers import form
from record_fixtures import CHEAP, PASSWORD, add_people
from sqlalchemy import text
from web_clients import token_of

from assessor.apps.cli.main import main
from assessor.apps.web.running import checked_url, opened
from assessor.apps.web.settings import WebSettings
from assessor.errors import ConfigError
from assessor.workbench import passwords

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
_TRIES, _PAUSE_S = 1200, 0.1


@contextmanager
def served(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str, list[str]]]:
    """Start a server; yield it, its address and the lines it wrote until then."""
    command = [sys.executable, "-m", "assessor", "serve", "--data", str(folder), "--port", "0"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(
        [*command, *options], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
        env=environment, encoding="utf-8",
    ) as process:  # fmt: skip
        try:
            lines: list[str] = []
            assert process.stderr is not None
            for line in process.stderr:
                lines.append(line)
                if found := ADDRESS.search(line):
                    yield process, found.group(), lines
                    return
            pytest.fail(f"it did not start: {lines}")
        finally:
            if process.poll() is None:
                process.kill()


def _ended(process: subprocess.Popen[str], by: signal.Signals) -> str:
    process.send_signal(by)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert "Traceback" not in errors
    assert "工作台已停止" in errors
    return errors


def test_a_server_is_started_used_and_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    with opened(WebSettings(folder=tmp_path, workers=0)) as services:
        people = add_people(services.database, datetime.now(UTC))
        headers = token_of(services, people.reviewer)
    secrets = [PASSWORD, headers["authorization"].removeprefix("Bearer ")]
    with served(tmp_path) as (process, address, _), httpx.Client(base_url=address) as client:
        files = {"files": ("目标表.txt", form().encode())}
        sent = client.post("/api/v1/submissions", files=files, headers=headers).json()
        paper = _finished(client, f"/api/v1/papers/{sent['papers'][0]['id']}", headers)
        assert (paper["word"], len(paper["submissions"])) == ("已检查", 1)
        one = f"/api/v1/submissions/{paper['submissions'][0]}"
        letter = client.get(f"{one}/downloads/letter", headers=headers, timeout=300)
        assert letter.status_code == 200, letter.text
        key = _signed_in(client, address, people.reviewer.login)
        secrets += [key, "geheim-1", "geheim-2"]
        for asked in ("/inbox?password=geheim-1", "/nothing?token=geheim-2", "/account",
                      "/api/v1/none?token=geheim-2", "//?token=geheim-2"):  # fmt: skip
            assert client.get(asked).status_code < 500
        client.post("/sign-in", data={"login": "geheim-1", "password": "geheim-2", "form": "x"})
        client.get("/api/v1/submissions", headers={"authorization": "Bearer geheim-1"})
        told = _ended(process, signal.SIGTERM)
    for secret in secrets:
        assert secret not in told


def _signed_in(client: httpx.Client, address: str, login: str) -> str:
    client.headers["origin"] = address
    client.get("/sign-in")
    form = {"login": login, "password": PASSWORD, "form": client.cookies["assessor_form"]}
    assert client.post("/sign-in", data=form).status_code == 303
    return client.cookies["assessor_session"]


def _finished(client: httpx.Client, address: str, headers: dict[str, str]) -> dict:
    wait = threading.Event()
    for _ in range(_TRIES):
        paper = client.get(address, headers=headers).json()
        if paper["state"] in ("done", "failed"):
            return paper
        wait.wait(_PAUSE_S)
    pytest.fail(f"not finished: {json.dumps(paper, ensure_ascii=False)}")


def test_an_empty_folder_tells_how_to_begin_and_is_for_one_server(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "新"
    with served(folder, "--workers", "0") as (process, address, lines):
        assert "assessor workbench admin" in "".join(lines)
        assert httpx.get(f"{address}/api/v1/health").json()["status"] == "ok"
        assert main(["serve", "--data", str(folder), "--port", "0"]) == 2
        assert "正在被另一个程序使用" in capsys.readouterr().err
        _ended(process, signal.SIGINT)
    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "address",
    ["foo:", "", "postgresql://u:geheim@h/x", "postgresql+psycopg://u:geheim@h:port/x", "sqlite://",
     "sqlite:///:memory:", "mysql://u:geheim@h/x", "postgresql+psycopg://u:geheim@127.0.0.1:1/x",
     "sqlite:////keiner/da/x.sqlite"],
)  # fmt: skip
def test_a_database_that_cannot_be_used_is_told_without_its_password(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    call = ["serve", "--data", str(tmp_path), "--port", "0", "--database", address]
    assert main(call) == 2
    told = capsys.readouterr().err
    assert "数据库" in told or "SQLite" in told
    assert "geheim" not in told
    assert "Traceback" not in told


def test_a_database_of_a_newer_version_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = WebSettings(folder=tmp_path, workers=0)
    with opened(settings) as services, services.database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'ffffffffffff'"))
    assert main(["serve", "--data", str(tmp_path), "--port", "0"]) == 2
    assert "更新版本" in capsys.readouterr().err


@pytest.mark.parametrize(
    "options",
    [["--port", "70000"], ["--port", "-1"], ["--workers", "33"], ["--host", "kein.host.invalid"],
     ["--data", "/proc/keiner"]],
)  # fmt: skip
def test_wrong_options_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    assert main(["serve", "--data", str(tmp_path), "--port", "0", *options]) == 2
    assert capsys.readouterr().err.startswith("错误：")


def test_a_taken_port_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert main(["serve", "--data", str(tmp_path), "--port", port]) == 2
    assert port in capsys.readouterr().err


def test_addresses_get_a_bound_on_waiting() -> None:
    url = checked_url("postgresql+psycopg://u:p%40@h/x")
    assert url == "postgresql+psycopg://u:p%40@h/x?connect_timeout=10"
    assert checked_url(f"{url}0") == f"{url}0"
    with pytest.raises(ConfigError):
        checked_url("sqlite+aiosqlite:///x")
