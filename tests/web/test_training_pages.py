"""Training as used in a browser: the practice ground, the exercises, the tests, a class."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from served_workbench import Workbench, served

from assessor.practice.topics import Topic, labelled_topics
from assessor.taxonomy.level_type import LevelType
from assessor.training.corpus import Row, read_corpus
from assessor.workbench.accounts import reset_password
from assessor.workbench.states import Role

CORPUS = Path(__file__).parents[2] / "corpus"
LEVELS = tuple(LevelType)
ALL = 10
# One worker runs the module: what it starts is started once.
pytestmark = pytest.mark.xdist_group("training-pages")


@pytest.fixture(scope="module")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    with served(tmp_path_factory.mktemp("served") / "data") as opened:
        yield opened


@cache
def _rows() -> dict[tuple[str, str, str], Row]:
    rows = read_corpus(CORPUS).rows
    return {(row.project, row.name, row.value): row for row in reversed(rows)}


def shown_row(page: Page) -> Row:
    """The row of the corpus that an exercise shows."""
    titles = page.locator(".row-card .row-name").all_inner_texts()
    texts = page.locator(".row-card .row-text").all_inner_texts()
    shown = dict(zip(titles, texts, strict=True))
    value = "" if shown["指标值"] == "（空）" else shown["指标值"]
    return _rows()[shown.get("项目", ""), shown["指标名称"], value]


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_label(label, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()
    expect(page.get_by_role("option")).to_have_count(0)


def begin(page: Page, workbench: Workbench, kind: str, topic: str = "") -> None:
    """Open the exercises and ask for one kind of them."""
    page.goto(f"{workbench.address}/exercises")
    expect(page.get_by_role("button", name="提交")).to_be_visible()
    choose(page, "题型", kind)
    if topic:
        choose(page, "内容", topic)
    page.evaluate("document.querySelector('.task-head').dataset.before = 'yes'")
    page.get_by_role("button", name="换一组").click()
    expect(page.locator(".task-head[data-before]")).to_have_count(0)
    expect(page.locator(".task-kind")).to_have_text(kind)
    expect(page.get_by_role("region", name="题目")).to_be_focused()
    expect(page.locator(".task-head")).to_contain_text("第 1 题")


def answered(page: Page, number: int) -> str:
    """Wait for the verdict on an exercise and return it."""
    expect(page.locator(".task-head")).to_contain_text(f"第 {number} 题")
    headline = page.locator(".headline")
    expect(headline).to_be_visible()
    return headline.inner_text()


def go_on(page: Page, number: int) -> None:
    page.keyboard.press("Enter")
    expect(page.locator(".task-head")).to_contain_text(f"第 {number + 1} 题")


def press_and_send(page: Page, digits: str) -> None:
    boxes = page.get_by_role("checkbox")
    expect(page.get_by_role("button", name="提交")).to_be_visible()
    for digit in digits:
        page.keyboard.press(digit)
        at = boxes.count() - 1 if digit == "0" else int(digit) - 1
        expect(boxes.nth(at)).to_be_checked()
    page.keyboard.press("Enter")


# -- the practice ground ----------------------------------------------------------------------


def test_what_is_typed_is_judged_while_typing(workbench: Workbench) -> None:
    with workbench.signed_in(workbench.people.trainee.login) as page:
        page.goto(f"{workbench.address}/practice")
        expect(page.get_by_text("在左边写一条指标")).to_be_visible()
        name, value = page.get_by_label("指标名称（三级指标）"), page.get_by_label("指标值")
        name.press_sequentially("群众幸福感", delay=20)
        value.press_sequentially("明显提升", delay=20)
        expect(page.locator("mark", has_text="明显提升")).to_be_visible()
        expect(page.locator(".finding", has_text="表述模糊")).to_be_visible()
        expect(page.locator(".severity").first).to_have_text("应修改")
        expect(page.locator(".smart-name", has_text="可衡量")).to_be_visible()
        expect(page.locator(".level-guess")).to_contain_text("社会效益指标")
        worse = float(page.locator(".score-figure").inner_text())
        name.fill("新建村级养老服务站数量")
        value.fill("≥12个")
        expect(page.get_by_text("没有发现问题。")).to_be_visible()
        expect(page.locator(".level-guess")).to_contain_text("数量指标")
        expect(page.locator("mark")).to_have_count(0)
        assert float(page.locator(".score-figure").inner_text()) > worse
        page.get_by_role("button", name="清空").click()
        expect(page.get_by_text("在左边写一条指标")).to_be_visible()


def test_the_smallest_edit_is_shown_and_taken_over_with_one_click(workbench: Workbench) -> None:
    with workbench.signed_in(workbench.people.trainee.login) as page:
        page.goto(f"{workbench.address}/practice")
        page.get_by_label("指标名称（三级指标）").fill("群众幸福感")
        page.get_by_label("指标值").fill("明显提升")
        card = page.locator(".finding", has_text="表述模糊")
        card.get_by_role("button", name="最小改动").click()
        expect(card.locator(".change del")).to_have_text("明显提升")
        after = card.locator(".change ins").inner_text()
        card.get_by_role("button", name="用这个改动").click()
        expect(page.get_by_label("指标值")).to_have_value(after)
        expect(page.locator(".finding", has_text="表述模糊")).to_have_count(0)


def test_examples_fill_the_texts_and_others_follow(workbench: Workbench) -> None:
    with workbench.signed_in(workbench.people.trainee.login) as page:
        page.goto(f"{workbench.address}/practice")
        examples = page.locator(".example")
        expect(examples).to_have_count(8)
        first = examples.all_inner_texts()
        examples.first.click()
        expect(page.get_by_label("指标名称（三级指标）")).not_to_have_value("")
        expect(page.locator(".score-figure")).to_be_visible()
        page.get_by_role("button", name="换一批").click()
        expect(examples.first).not_to_have_text(first[0])


def test_a_text_that_is_too_long_or_looks_like_markup_is_told_as_it_is(
    workbench: Workbench,
) -> None:
    with workbench.signed_in(workbench.people.trainee.login) as page:
        page.goto(f"{workbench.address}/practice")
        name = page.get_by_label("指标名称（三级指标）")
        name.fill("长" * 612)
        expect(page.get_by_role("alert")).to_contain_text("指标名称有 612 字，最多 500 字")
        name.fill("<img src=x onerror=alert(1)>明显提升<b>质量</b>")
        expect(page.get_by_role("alert")).to_have_count(0)
        expect(page.locator(".score-figure")).to_be_visible()
        assert page.locator("main img, main b").count() == 0


# -- the exercises ----------------------------------------------------------------------------


def test_spotting_defects_wrong_and_right_by_keyboard(workbench: Workbench) -> None:
    login = workbench.add("zhao", Role.TRAINEE).login
    with workbench.signed_in(login) as page:
        begin(page, workbench, "找问题", "缺少计量单位")
        expect(page.locator(".why-now").first).to_contain_text(
            "为什么现在出这道题：各项内容轮流练习"
        )
        row = shown_row(page)
        topics = labelled_topics(row)
        assert topics, "the first exercise on a topic is not a look-alike"
        press_and_send(page, "0")
        assert "答对了" not in answered(page, 1)
        missed = page.locator(".remark-missed")
        expect(missed.first).to_contain_text("漏选")
        for topic in topics:
            expect(missed.filter(has_text=topic.chinese).first).to_contain_text("怎么改")
        expect(page.locator(".why-now").last).to_contain_text("分钟后再练")
        verdicts = []
        for number in range(2, ALL + 1):
            go_on(page, number - 1)
            topics = labelled_topics(shown_row(page))
            digits = "".join(str(at) for at, topic in enumerate(Topic, 1) if topic in topics)
            press_and_send(page, digits or "0")
            verdict = answered(page, number)
            if Topic.VAGUE not in topics:
                verdicts.append(verdict)
        assert verdicts
        assert all(verdict.startswith("答对了") for verdict in verdicts)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="这一组做完了")).to_be_visible()
        # The error comes again, and is told why.
        page.goto(f"{workbench.address}/progress")
        boxes = page.locator("table", has_text="下次复习")
        expect(boxes).to_contain_text("缺少计量单位")


def test_vague_words_are_pointed_out_by_choosing_them(workbench: Workbench) -> None:
    login = workbench.add("qian", Role.TRAINEE).login
    with workbench.signed_in(login) as page:
        begin(page, workbench, "找问题", "表述模糊")
        page.keyboard.press("1")
        words = page.get_by_role("group", name="指标值").get_by_role("button")
        expect(words.first).to_be_visible()
        words.first.click()
        expect(words.first).to_have_attribute("aria-pressed", "true")
        page.get_by_role("button", name="提交").click()
        answered(page, 1)
        expect(page.locator(".compare mark").first).to_be_visible()


def test_rewriting_wrong_and_right(workbench: Workbench) -> None:
    login = workbench.add("sun", Role.TRAINEE).login
    with workbench.signed_in(login) as page:
        begin(page, workbench, "改写")
        expect(page.get_by_text("已知问题：")).to_be_visible()
        page.get_by_label("新的指标名称").press("Control+Enter")
        assert "答对了" not in answered(page, 1)
        expect(page.locator(".remark-left").first).to_contain_text("未改好")
        expect(page.get_by_text("专家改法")).to_be_visible()
        for number in range(2, ALL + 1):
            go_on(page, number - 1)
            row = shown_row(page)
            assert row.better is not None
            page.get_by_label("新的指标名称").fill(row.better.name)
            page.get_by_label("新的指标值").fill(row.better.value)
            page.get_by_role("button", name="提交").click()
            if answered(page, number).startswith("答对了"):
                break
        else:
            raise AssertionError("no rewrite of an expert was accepted")
        expect(page.locator(".remark-cleared").first).to_contain_text("已消除")


def test_choosing_a_level_wrong_and_right(workbench: Workbench) -> None:
    login = workbench.add("li", Role.TRAINEE).login
    with workbench.signed_in(login) as page:
        begin(page, workbench, "选级别")
        accepted = shown_row(page).labels.proper_levels
        wrong = next(at for at, level in enumerate(LEVELS, 1) if level not in accepted)
        press_and_send(page, str(wrong))
        assert answered(page, 1).startswith("不对")
        expect(page.locator(".remark-wrong")).to_contain_text(LEVELS[wrong - 1].chinese)
        go_on(page, 1)
        accepted = shown_row(page).labels.proper_levels
        # With the mouse, then Enter: it submits, though the box has the focus.
        page.get_by_role("checkbox").nth(LEVELS.index(accepted[0]) if accepted else -1).click()
        page.keyboard.press("Enter")
        assert answered(page, 2).startswith("答对了")
        expect(page.locator(".remark-right")).to_contain_text("答对")


def test_nothing_chosen_is_told_and_not_counted(workbench: Workbench) -> None:
    login = workbench.add("zhou", Role.TRAINEE).login
    with workbench.signed_in(login) as page:
        begin(page, workbench, "找问题")
        page.get_by_role("button", name="提交").click()
        expect(page.get_by_text("还没有选")).to_be_visible()
        page.goto(f"{workbench.address}/progress")
        expect(page.get_by_text("还没有做过练习")).to_be_visible()


def test_no_exercise_that_fits_is_told(workbench: Workbench) -> None:
    login = workbench.add("wu", Role.TRAINEE).login
    with workbench.signed_in(login) as page:
        page.goto(f"{workbench.address}/exercises")
        expect(page.get_by_role("button", name="提交")).to_be_visible()
        choose(page, "题型", "选级别")
        choose(page, "内容", "未量化")
        page.get_by_role("button", name="换一组").click()
        expect(page.get_by_text("没有符合条件的题")).to_be_visible()


def test_a_session_that_ends_in_the_middle_leads_to_the_sign_in(workbench: Workbench) -> None:
    person = workbench.add("zheng", Role.TRAINEE)
    with workbench.signed_in(person.login) as page:
        begin(page, workbench, "找问题")
        with workbench.database.writing() as session:
            reset_password(
                session, workbench.people.admin, user=person.id, password="Linshi-Mima-2026",
                now=datetime.now(UTC),
            )  # fmt: skip
        page.keyboard.press("0")
        page.get_by_role("button", name="提交").click()
        expect(page).to_have_url(re.compile("/sign-in"))


# -- tests and progress -----------------------------------------------------------------------


def test_the_pre_test_is_explained_at_its_end_only(workbench: Workbench) -> None:
    login = workbench.add("wang", Role.TRAINEE).login
    with workbench.signed_in(login) as page:
        page.goto(f"{workbench.address}/exams/after")
        expect(page.get_by_role("alert")).to_contain_text("还没有完成前测")
        page.goto(f"{workbench.address}/progress")
        page.get_by_role("link", name="开始前测").click()
        page.get_by_role("button", name="开始前测").click()
        total = int(re.search(r"共 (\d+) 题", page.locator(".task-head").inner_text())[1])
        for number in range(1, total + 1):
            expect(page.locator(".task-head")).to_contain_text(f"第 {number} 题")
            press_and_send(page, "0")
            if number < total:
                expect(page.locator(".task-head")).to_contain_text(f"第 {number + 1} 题")
                assert page.locator(".remark").count() == 0
        expect(page.locator(".headline").first).to_contain_text("前测得")
        expect(page.get_by_text(f"第 {total} 题 ·")).to_be_visible()
        assert page.locator(".remark").count() >= total
        page.goto(f"{workbench.address}/progress")
        expect(page.locator(".figure", has_text="前测").first).to_contain_text("分")
        expect(page.get_by_role("link", name="开始后测")).to_be_visible()
        expect(page.get_by_text("两次都做完后显示")).to_be_visible()


# -- a class ----------------------------------------------------------------------------------


def test_a_trainer_opens_a_class_and_sees_how_trainees_come_on(workbench: Workbench) -> None:
    trainer = workbench.add("jiaolian", Role.TRAINER)
    trainee = workbench.add("xinshou", Role.TRAINEE)
    with workbench.signed_in(trainee.login) as page:
        begin(page, workbench, "选级别")
        press_and_send(page, "1")
        answered(page, 1)
    with workbench.signed_in(trainer.login) as page:
        page.goto(f"{workbench.address}/classes")
        expect(page.get_by_text("还没有班")).to_be_visible()
        title = f"培训班{'长' * 57}"
        page.get_by_label("班级名称").fill(title)
        page.get_by_role("button", name="开班").click()
        expect(page.get_by_role("heading", name=title)).to_be_visible()
        expect(page.get_by_text("班里还没有学员")).to_be_visible()
        page.get_by_label("学员登录名").fill(f"{trainee.login}，nobody")
        page.get_by_role("button", name="加入本班").click()
        expect(page.get_by_text("nobody：没有可以参加培训的这个账号")).to_be_visible()
        line = page.locator("tr", has=page.get_by_role("cell", name=trainee.login, exact=True))
        expect(line).to_contain_text("/ 1")
        topic = page.locator("tr", has=page.get_by_role("cell", name="级别放错", exact=True))
        expect(topic.first).to_contain_text("样本少")
        line.get_by_role("button", name=trainee.name).click()
        expect(page.get_by_role("dialog")).to_contain_text("答题")
        page.get_by_role("dialog").get_by_role("button", name="关闭").click()
        line.get_by_role("button", name="移出").click()
        page.get_by_role("dialog").get_by_role("button", name="移出").click()
        expect(page.get_by_text("班里还没有学员")).to_be_visible()
        page.goto(f"{workbench.address}/classes/999999")
        expect(page.get_by_role("alert")).to_contain_text("没有这个培训班")


# -- who may not ------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/users", "/inbox", "/audit", "/precision", "/classes"])
def test_a_trainee_is_refused_in_words(workbench: Workbench, address: str) -> None:
    with workbench.signed_in(workbench.people.trainee.login) as page:
        page.goto(f"{workbench.address}{address}")
        expect(page.get_by_role("alert")).to_contain_text("学员没有这项权限")
        assert page.get_by_role("button", name="添加账号").count() == 0
        assert page.locator("header").get_by_role("link", name="账号").count() == 0
