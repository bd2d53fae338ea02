"""The record as used in a browser: accounts, the precision of checks, labels to take away."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect
from served_workbench import Workbench, served

from assessor.training.corpus import Row
from assessor.workbench.permissions import Actor
from assessor.workbench.states import PaperState, ReviewState, Role, Round, Scope, Verdict
from assessor.workbench.tables import Batch, Declared, FindingDecision, Paper
from assessor.workbench.tokens import actor_of_token, create_token

# One worker runs the module: what it starts is started once.
pytestmark = pytest.mark.xdist_group("record-pages")


@pytest.fixture(scope="module")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    with served(tmp_path_factory.mktemp("served") / "data") as opened:
        yield opened


def users(page: Page, workbench: Workbench) -> None:
    page.goto(f"{workbench.address}/users")
    expect(page.locator("table")).to_be_visible()


def line_of(page: Page, login: str):
    return page.locator("tr", has=page.get_by_role("cell", name=login, exact=True))


# -- accounts ---------------------------------------------------------------------------------


def test_an_account_is_made_and_must_change_its_password_first(workbench: Workbench) -> None:
    with workbench.signed_in(workbench.people.admin.login) as page:
        users(page, workbench)
        page.get_by_role("button", name="添加账号").click()
        form = page.get_by_role("dialog")
        form.get_by_label("登录名").fill("xinren")
        form.get_by_label("姓名").fill("新" * 60)
        form.get_by_label("首次密码").fill("123")
        form.get_by_role("button", name="建立账号").click()
        expect(page.get_by_text("密码太短")).to_be_visible()
        form.get_by_role("button", name="生成").click()
        expect(form.get_by_label("首次密码")).not_to_have_value("123")
        password = form.get_by_label("首次密码").input_value()
        form.get_by_role("button", name="建立账号").click()
        told = page.get_by_role("dialog").filter(has_text="账号已建立")
        expect(told).to_contain_text(password)
        told.get_by_role("button", name="已记下，关闭").click()
        expect(line_of(page, "xinren")).to_contain_text("待改首次密码")
        expect(page.get_by_text(password)).to_have_count(0)
    with workbench.signed_in("xinren", password=password) as page:
        expect(page).to_have_url(re.compile("/account$"))
        page.goto(f"{workbench.address}/practice")
        expect(page).to_have_url(re.compile("/account$"))


def test_a_login_that_is_taken_is_told(workbench: Workbench) -> None:
    taken = workbench.people.trainee.login
    with workbench.signed_in(workbench.people.admin.login) as page:
        users(page, workbench)
        page.get_by_role("button", name="添加账号").click()
        form = page.get_by_role("dialog")
        form.get_by_label("登录名").fill(taken)
        form.get_by_label("姓名").fill("重名")
        form.get_by_role("button", name="生成").click()
        expect(form.get_by_label("首次密码")).not_to_have_value("")
        form.get_by_role("button", name="建立账号").click()
        expect(page.get_by_text(f"登录名 {taken} 已被使用")).to_be_visible()


def test_the_last_administrator_stays_one(workbench: Workbench) -> None:
    with workbench.signed_in(workbench.people.admin.login) as page:
        users(page, workbench)
        own = line_of(page, workbench.people.admin.login)
        expect(own).to_contain_text("（自己）")
        assert own.get_by_role("button", name="停用").count() == 0
        own.get_by_role("button", name="角色").click()
        form = page.get_by_role("dialog")
        form.get_by_label("角色").click()
        page.get_by_role("option", name="学员", exact=True).click()
        form.get_by_role("button", name="改角色").click()
        expect(page.get_by_text("这是最后一个管理员")).to_be_visible()


def test_a_role_of_a_unit_needs_its_unit(workbench: Workbench) -> None:
    person = workbench.add("danwei", Role.REVIEWER)
    with workbench.signed_in(workbench.people.admin.login) as page:
        users(page, workbench)
        line_of(page, person.login).get_by_role("button", name="角色").click()
        form = page.get_by_role("dialog")
        form.get_by_label("角色").click()
        page.get_by_role("option", name="申报单位", exact=True).click()
        unit = form.get_by_label("单位（与申报材料上的名称一致）")
        expect(unit).to_be_visible()
        form.get_by_role("button", name="改角色").click()
        expect(page.get_by_text("账号要写明单位")).to_be_visible()
        unit.fill("市民政局")
        form.get_by_role("button", name="改角色").click()
        expect(line_of(page, person.login)).to_contain_text("市民政局")


def test_a_stopped_account_is_out_and_may_come_back(workbench: Workbench) -> None:
    person = workbench.add("likai", Role.TRAINEE)
    with (
        workbench.signed_in(person.login) as theirs,
        workbench.signed_in(workbench.people.admin.login) as page,
    ):
        users(page, workbench)
        page.get_by_label("查找").fill("LIKAI")
        expect(page.get_by_text("显示 1 个")).to_be_visible()
        line = line_of(page, person.login)
        line.get_by_role("button", name="停用").click()
        page.get_by_role("dialog").get_by_role("button", name="停用").click()
        expect(line).to_contain_text("已停用")
        theirs.goto(f"{workbench.address}/progress")
        expect(theirs).to_have_url(re.compile("/sign-in"))
        line.get_by_role("button", name="启用").click()
        expect(line).to_contain_text("正常")


def test_tokens_of_others_are_revoked(workbench: Workbench) -> None:
    person = workbench.add("lingpai", Role.REVIEWER)
    now = datetime.now(UTC)
    with workbench.database.writing() as session:
        token = create_token(
            session, person, name="夜间汇总", scopes=[Scope.READ], expires_at=None, now=now
        )
    with workbench.signed_in(workbench.people.admin.login) as page:
        users(page, workbench)
        line_of(page, person.login).get_by_role("button", name="令牌").click()
        shown = page.get_by_role("dialog")
        expect(shown).to_contain_text("夜间汇总")
        shown.get_by_role("button", name="撤销").click()
        expect(shown).to_contain_text("已撤销")
    with workbench.database.reading() as session:
        assert actor_of_token(session, token.secret, now=now) is None


# -- precision and labels ---------------------------------------------------------------------


def test_precision_agreement_and_labels(workbench: Workbench) -> None:
    with workbench.signed_in(workbench.people.lead.login) as page:
        page.goto(f"{workbench.address}/precision")
        expect(page.get_by_text("还没有审核结论")).to_be_visible()
        page.get_by_role("button", name="下载标签").click()
        expect(page.get_by_text("还没有可以导出的结论")).to_be_visible()
        decide(workbench, accepted=3, dismissed=1)
        page.goto(f"{workbench.address}/precision")
        line = page.get_by_role("row").filter(has_text="表述模糊（W01）").first
        expect(line).to_contain_text("75%")
        expect(line).to_contain_text("30%—95%")  # Wilson: 3 of 4
        expect(line).to_contain_text("样本少")
        expect(page.get_by_role("row").filter(has_text="2026-03")).to_have_count(1)
        agreed = page.get_by_role("row").filter(has_text="审核一、审核二")
        expect(agreed).to_contain_text("4 条")
        expect(agreed).to_contain_text("100%")
        with page.expect_download() as download:
            page.get_by_role("button", name="下载标签").click()
        lines = download.value.path().read_text("utf-8").splitlines()
        expect(page.get_by_text(f"导出 {len(lines)} 条")).to_be_visible()
        rows = [Row.model_validate(json.loads(line)) for line in lines]
        assert [row.labels.vague for row in rows] == [True, True, True, False]
        assert {row.value for row in rows} == {"明显提升"}


def decide(workbench: Workbench, *, accepted: int, dismissed: int) -> None:
    """Put decisions of two reviewers of one mind into the record."""
    people, now = workbench.people, datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
    with workbench.database.writing() as session:
        batch = Batch(user_id=people.reviewer.id, created_at=now)
        session.add(batch)
        session.flush()
        paper = Paper(
            batch_id=batch.id, name="表.xlsx", digest="0" * 64, size=1, created_at=now,
            state=PaperState.DONE.value,
        )  # fmt: skip
        session.add(paper)
        session.flush()
        declared = Declared(
            paper_id=paper.id, position=0, state=ReviewState.REVIEWING.value, content={},
            assessed_at=now,
        )  # fmt: skip
        session.add(declared)
        session.flush()
        verdicts = [Verdict.ACCEPT] * accepted + [Verdict.DISMISS] * dismissed
        for number, verdict in enumerate(verdicts):
            for actor, own in ((people.reviewer, Round.FIRST), (people.second, Round.SECOND)):
                session.add(_decision(declared.id, actor, own, verdict, number, now))


def _decision(
    submission: int, actor: Actor, own: Round, verdict: Verdict, number: int, now: datetime
) -> FindingDecision:
    flags = ("vague", "unclear_name", "compound", "missing_unit", "name_value_mismatch")
    judgement = dict.fromkeys(flags, False) | {
        "vague": True, "value_kind": "open", "level": "social", "level_mismatch": False,
    }  # fmt: skip
    indicator = {
        "organisation": "市教育局", "project": "示例项目", "level1": "效益指标", "level2": "社会效益指标",
        "name": f"第{number}类群众幸福感", "value": "明显提升", "cycle_value": "", "judgement": judgement,
    }  # fmt: skip
    return FindingDecision(
        submission_id=submission, finding=f"W01-{number}", code="W01", row=str(number),
        round=own.value, verdict=verdict.value, said={}, indicator=indicator, user_id=actor.id,
        made_at=now,
    )  # fmt: skip
