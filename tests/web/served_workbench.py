"""A workbench that is really served, on a data folder of its own, and a browser to use it."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright
from record_fixtures import CHEAP, PASSWORD, People, add_people

from assessor.workbench.data_folder import DataFolder
from assessor.workbench.database import Database
from assessor.workbench.permissions import Actor
from assessor.workbench.states import Role
from assessor.workbench.tables import User
from assessor.workbench.upgrading import upgrade

PATIENCE_MS = 60_000
_ADDRESS = re.compile(r"http://\S+?:\d+")
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
expect.set_options(timeout=PATIENCE_MS)


@dataclass(frozen=True, slots=True)
class Workbench:
    """The served workbench; ``database`` is the same record, opened beside the server."""

    address: str
    folder: Path
    database: Database
    people: People
    browser: Browser

    @property
    def database_file(self) -> Path:
        return Path(DataFolder(self.folder).database_url.removeprefix("sqlite:///"))

    def add(self, login: str, role: Role) -> Actor:
        """Add an account, so that tests do not share one."""
        with self.database.writing() as session:
            user = User(
                login=login, name=f"{login}的姓名", role=role.value, password=CHEAP.hash(PASSWORD),
                active=True, created_at=datetime.now(UTC),
            )  # fmt: skip
            session.add(user)
            session.flush()
            return Actor(id=user.id, login=login, name=user.name, role=role)

    @contextmanager
    def signed_in(self, login: str, *, password: str = PASSWORD) -> Iterator[Page]:
        """Open a browser window of its own and sign in; what a page fails with fails the test."""
        context = self.browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
        context.set_default_timeout(PATIENCE_MS)
        try:
            page = context.new_page()
            problems: list[str] = []
            page.on("pageerror", lambda error: problems.append(str(error)))
            page.goto(f"{self.address}/sign-in")
            page.fill("#login", login)
            page.fill("#password", password)
            page.get_by_role("button", name="登录").click()
            expect(page).not_to_have_url(re.compile("/sign-in"))
            yield page
            assert problems == []
        finally:
            context.close()


@contextmanager
def served(folder: Path, *, workers: int = 0) -> Iterator[Workbench]:
    """Serve a record with one account per role until the end."""
    url = DataFolder(folder).database_url
    upgrade(url)
    database = Database(url)
    try:
        people = add_people(database, datetime.now(UTC))
        with _running(folder, workers) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path="/usr/bin/chromium", args=list(_ARGUMENTS)
            )
            try:
                yield Workbench(address, folder, database, people, browser)
            finally:
                browser.close()
    finally:
        database.close()


@contextmanager
def _running(folder: Path, workers: int) -> Iterator[str]:
    command = [sys.executable, "-m", "assessor", "serve", "--data", str(folder), "--port", "0",
               "--workers", str(workers)]  # fmt: skip
    log = folder.parent / f"{folder.name}.log"
    with (
        log.open("wb") as told,
        subprocess.Popen(command, stderr=told, stdout=told, env=dict(os.environ)) as process,
    ):
        try:
            yield _address(process, log)
        finally:
            process.terminate()


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    """Return where the server answers, as it says once it does."""
    while True:
        match = _ADDRESS.search(log.read_text("utf-8", "replace"))
        if match:
            return match[0]
        try:
            status = process.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
        raise AssertionError(f"serve ended with {status}: {log.read_text('utf-8', 'replace')}")
