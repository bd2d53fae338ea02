"""The audit log in a browser: what it says, filters, pages, and an entry changed behind its back."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import pytest
from playwright.sync_api import expect
from served_workbench import Workbench, served

import assessor.workbench
from assessor.apps.web.pages.audit_log_words import (
    ACTIONS,
    details_text,
    subject_key,
    subject_word,
)
from assessor.workbench import audit
from assessor.workbench.batch_downloads import Format
from assessor.workbench.downloads import Kind
from assessor.workbench.states import Choice, Verdict

_WRITTEN = re.compile(
    r'action="([a-z]+\.[a-z-]+)"|(?:_append|_note|record_action)\([^"]*"([a-z]+\.[a-z-]+)"'
)
# One worker runs the module: what it starts is started once.
pytestmark = pytest.mark.xdist_group("record-pages-audit")


@pytest.fixture(scope="module")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    with served(tmp_path_factory.mktemp("served") / "data") as opened:
        yield opened


def test_the_log_is_read_filtered_verified_and_a_changed_entry_is_found(
    workbench: Workbench,
) -> None:
    with workbench.database.writing() as session:
        for number in range(120):
            audit.append(
                session, actor="jiqi", action="submission.state", subject=f"submission:{number}",
                details={"before": "pending", "after": "returned"}, now=datetime.now(UTC),
            )  # fmt: skip
    with workbench.signed_in(workbench.people.lead.login) as page:
        page.goto(f"{workbench.address}/audit")
        rows = page.locator("tbody tr")
        expect(rows).to_have_count(50)
        expect(rows.first).to_contain_text("登录")
        expect(rows.nth(1)).to_contain_text("原来：待审；改为：退回")
        page.get_by_label("对象（如 申报 12）").fill("申报 12")
        expect(rows).to_have_count(1)
        expect(rows.first).to_contain_text("申报 12")
        page.get_by_label("谁（登录名）").fill("nobody")
        expect(page.get_by_text("没有符合条件的记录")).to_be_visible()
        page.goto(f"{workbench.address}/audit")
        page.get_by_role("button", name="3", exact=True).click()
        expect(rows).to_have_count(21)

        page.get_by_role("button", name="核验日志").click()
        expect(page.locator(".ok")).to_contain_text("完好：共 121 条")
        head = page.locator("section .digest").inner_text()
        page.get_by_label("以前记下的“第几条:摘要”（可不填）").fill(head)
        page.get_by_role("button", name="核验日志").click()
        expect(page.locator(".ok")).to_contain_text("与以前记下的一致")
        page.get_by_label("以前记下的“第几条:摘要”（可不填）").fill("不知道")
        page.get_by_role("button", name="核验日志").click()
        expect(page.get_by_text("以前记下的内容看不懂")).to_be_visible()

        change_behind_its_back(workbench.database_file, entry=7)
        page.goto(f"{workbench.address}/audit")
        page.get_by_role("button", name="核验日志").click()
        expect(page.locator(".bad")).to_contain_text("有问题：第 7 条的内容被改动")


def change_behind_its_back(database: Path, *, entry: int) -> None:
    """Change an entry in the file itself, the guard against it taken away first."""
    with closing(sqlite3.connect(database, timeout=60)) as connection, connection:
        guards = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'"
        ).fetchall()
        assert guards
        for (name,) in guards:
            connection.execute(f'DROP TRIGGER "{name}"')
        changed = connection.execute("UPDATE audit SET actor = 'x' WHERE number = ?", (entry,))
        assert changed.rowcount == 1


def test_every_action_has_its_words() -> None:
    folder = Path(assessor.workbench.__file__).parent
    written = {
        next(filter(None, match.groups()))
        for path in folder.glob("*.py")
        for match in _WRITTEN.finditer(path.read_text("utf-8"))
    }
    assert len(written) > 20
    made = chain(
        (f"finding.{verdict.value}" for verdict in Verdict),
        (f"rewrite.{choice.value}" for choice in Choice),
        (f"download.{kind.value}" for kind in Kind),
        (f"download.report-{format.value}" for format in Format),
    )
    assert written.union(made) <= ACTIONS.keys()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("申报 12", "submission:12"),
        ("账号3", "user:3"),
        ("文件：7", "paper:7"),
        ("练习题 spot:N4-0486", "exercise:spot:N4-0486"),
        ("submission:12", "submission:12"),
        ("标签", "标签"),
        ("", ""),
    ],
)
def test_a_subject_may_be_named_in_chinese(text: str, key: str) -> None:
    assert subject_key(text) == key


def test_details_and_subjects_are_told_in_chinese() -> None:
    assert subject_word("submission:12") == "申报 12"
    assert subject_word("labels") == "标签"
    assert details_text({"role": "lead", "active": False, "unit": ""}) == (
        "角色：审核组长；启用：否；单位：（空）"
    )
    assert details_text({"part": "before", "points": 0.5}) == "类别：前测；得分：0.5"
    assert (
        details_text({"from": {"role": "unit"}, "papers": []})
        == "原来：角色 申报单位；文件：（无）"
    )
    assert len(details_text({"text": "长" * 1000})) < 500
