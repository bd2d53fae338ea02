"""Screening as used in a browser: upload, inbox, and the page of a submission by keyboard."""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import docx
import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect
from screened_papers import (
    declaration,
    handed_in,
    long_form,
    strange_form,
    word_declaration,
)
from served_workbench import Workbench, served

from assessor.workbench.decisions import Saying, decide_finding, decisions_of
from assessor.workbench.permissions import Actor
from assessor.workbench.second_review import assign_second
from assessor.workbench.sessions import end_sessions
from assessor.workbench.states import ReviewState, Role, Verdict
from assessor.workbench.submission_view import FindingView, SubmissionView
from assessor.workbench.submissions import read_submission, set_state

# One worker runs the module: what it starts is started once.
pytestmark = pytest.mark.xdist_group("screening-pages")


@pytest.fixture(scope="module")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    with served(tmp_path_factory.mktemp("screened") / "data", workers=1) as opened:
        yield opened


def view(workbench: Workbench, actor: Actor, number: int) -> SubmissionView:
    with workbench.database.reading() as session:
        return read_submission(session, actor, number)


def open_submission(page: Page, workbench: Workbench, number: int, query: str = "") -> None:
    page.goto(f"{workbench.address}/submissions/{number}{query}")
    expect(page.locator("tr.is-here[data-entry]")).to_have_count(1)


def focused(page: Page) -> Locator:
    return page.locator(".finding.is-focus")


def downloaded(page: Page, name: str) -> tuple[str, bytes]:
    """Take a paper from the menu of downloads; return its name and bytes."""
    page.get_by_role("button", name="下载").click()
    with page.expect_download() as waited:
        page.get_by_role("menuitem", name=name).or_(
            page.get_by_text(name, exact=True)
        ).first.click()
    return waited.value.suggested_filename, Path(waited.value.path()).read_bytes()


def document_text(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(line.text for line in document.paragraphs), *cells])


# -- upload -------------------------------------------------------------------------------------


def test_files_are_sent_kept_over_a_reload_and_checked(
    workbench: Workbench, tmp_path: Path
) -> None:
    (tmp_path / "目标表.xlsx").write_bytes(declaration("甲县教育局"))
    (tmp_path / "目标表.docx").write_bytes(word_declaration("甲县水务局"))
    (tmp_path / "坏文件.xlsx").write_bytes(b"\x7fELF no document")
    with workbench.signed_in(workbench.people.reviewer.login) as page:
        page.goto(f"{workbench.address}/upload")
        expect(page.locator("#upload-drop[data-ready=done]")).to_be_visible()
        page.set_input_files("#upload-file-input", sorted(tmp_path.iterdir()))
        expect(page.get_by_text("已传送 3 个文件")).to_be_visible()
        page.reload()
        expect(page.get_by_text("已传送 3 个文件")).to_be_visible()
        page.get_by_label("批次名称（可不填）").fill("第一批<b>")
        page.get_by_role("button", name="提交检查").click()
        expect(page).to_have_url(re.compile(r"/batches/\d+$"))
        expect(page.get_by_role("heading", name="第一批<b>")).to_be_visible()
        expect(
            page.get_by_text("检查完成：共 3 个文件，已检查 2 个，未能读取 1 个")
        ).to_be_visible()
        bad = page.locator("tr", has_text="坏文件.xlsx")
        expect(bad).to_contain_text("不能读取。")
        expect(bad.get_by_role("button", name="重新检查")).to_be_visible()
        page.locator("tr", has_text="目标表.docx").get_by_role("link", name="查看申报").click()
        expect(page.locator(".finding").first).to_be_visible()
        page.goto(f"{workbench.address}/upload")
        expect(page.get_by_role("link", name="第一批<b>")).to_be_visible()
        expect(page.locator("#upload-tray")).to_be_hidden()


def test_a_folder_is_dropped_and_an_empty_file_told(workbench: Workbench, tmp_path: Path) -> None:
    folder = tmp_path / "报送"
    folder.mkdir()
    (folder / "目标表.xlsx").write_bytes(declaration("乙县教育局"))
    (folder / "空.txt").write_bytes(b"")
    with workbench.signed_in(workbench.people.second.login) as page:
        page.goto(f"{workbench.address}/upload")
        expect(page.locator("#upload-drop[data-ready=done]")).to_be_visible()
        page.set_input_files("#upload-folder-input", folder)
        expect(page.locator("tr", has_text="报送/空.txt")).to_contain_text("文件是空的")
        expect(page.locator("tr", has_text="报送/目标表.xlsx")).to_contain_text("已传送")
        expect(page.get_by_text("1 个没有传送成功")).to_be_visible()
        page.get_by_role("button", name="全部不要").click()
        expect(page.locator("#upload-tray")).to_be_hidden()
        handle = page.evaluate_handle(
            "() => { const t = new DataTransfer();"
            " t.items.add(new File(['一级指标'], '拖入.txt')); return t; }"
        )
        page.dispatch_event("#upload-drop", "drop", {"dataTransfer": handle})
        expect(page.locator("tr", has_text="拖入.txt")).to_contain_text("已传送")
        page.get_by_role("button", name="全部不要").click()
        expect(page.locator("#upload-tray")).to_be_hidden()


def test_columns_of_a_form_that_was_not_understood_are_told(
    workbench: Workbench, tmp_path: Path
) -> None:
    (tmp_path / "怪表.xlsx").write_bytes(strange_form())
    with workbench.signed_in(workbench.people.lead.login) as page:
        page.goto(f"{workbench.address}/upload")
        expect(page.locator("#upload-drop[data-ready=done]")).to_be_visible()
        page.set_input_files("#upload-file-input", tmp_path / "怪表.xlsx")
        page.get_by_role("button", name="提交检查").click()
        expect(page.get_by_text("没有找到指标表")).to_be_visible()
        page.get_by_role("button", name="指定各列的内容…").click()
        page.get_by_label("三级指标", exact=True).fill("C")
        page.get_by_label("指标值", exact=True).fill("D")
        header = page.get_by_label("表头在第几行")
        header.fill("第二行")
        send = page.get_by_role("button", name="更正并重新检查")
        send.click()
        expect(page.get_by_text("表头的行号看不懂")).to_be_visible()
        header.fill("2")
        send.click()
        expect(page.get_by_text("已检查 1 个，未能读取 0 个")).to_be_visible()
        page.get_by_role("link", name="查看申报").click()
        expect(page.locator("tr[data-entry^=row-]")).to_have_count(3)


def test_a_unit_sees_its_own_alone(workbench: Workbench) -> None:
    people = workbench.people
    (number,) = handed_in(workbench, people.unit, {"本单位.xlsx": declaration("市教育局")})
    with workbench.signed_in(people.unit.login) as page:
        page.goto(f"{workbench.address}/inbox")
        expect(page.locator("tr[data-entry]")).to_have_count(1)
        open_submission(page, workbench, number)
        expect(page.locator(".finding").first).to_be_visible()
        for name in ("采纳意见", "开始审核", "更正"):
            expect(page.get_by_role("button", name=name)).to_have_count(0)
    with workbench.signed_in(people.other_unit.login) as page:
        page.goto(f"{workbench.address}/inbox")
        expect(page.get_by_text("收件箱是空的")).to_be_visible()
        page.goto(f"{workbench.address}/submissions/{number}")
        expect(page.get_by_text("没有编号为")).to_be_visible()
        page.goto(f"{workbench.address}/batches/1")
        expect(page.get_by_text("没有这个批次")).to_be_visible()


def test_sent_files_are_of_their_account_alone(workbench: Workbench) -> None:
    people, address = workbench.people, workbench.address
    own = {"Origin": address, "Content-Type": "application/octet-stream"}
    with workbench.signed_in(people.unit.login) as page:
        sent = page.request.post(f"{address}/uploads/files?name=../甲.txt", data=b"x", headers=own)
        assert (sent.status, sent.json()["name"]) == (200, "甲.txt")
        foreign = {**own, "Origin": "http://elsewhere.example"}
        refused = page.request.post(f"{address}/uploads/files?name=a", data=b"x", headers=foreign)
        assert refused.status == 403
        (one,) = page.request.get(f"{address}/uploads/files").json()["files"]
        assert one["receipt"] == sent.json()["receipt"]
    with workbench.signed_in(people.other_unit.login) as page:
        assert page.request.get(f"{address}/uploads/files").json() == {"files": []}
        told = {"Origin": address}
        empty = page.request.post(f"{address}/uploads/batches", data={"title": ""}, headers=told)
        assert (empty.status, empty.json()["error"]["code"]) == (422, "request.no-files")
        long = page.request.post(
            f"{address}/uploads/batches", data={"title": "长" * 500}, headers=told
        )
        assert long.status == 422
    with workbench.signed_in(people.trainee.login) as page:
        answer = page.request.post(f"{address}/uploads/files?name=a", data=b"x", headers=own)
        assert (answer.status, answer.json()["error"]["code"]) == (403, "refused.role")


# -- inbox --------------------------------------------------------------------------------------


def test_the_inbox_is_searched_sorted_and_worked_on_by_keyboard(workbench: Workbench) -> None:
    lead = workbench.people.lead
    numbers = handed_in(workbench, lead, {
        "丙.xlsx": declaration("丙县收件局", D8="≥3批次"), "丁.xlsx": declaration("丁县收件局"),
    })  # fmt: skip
    with workbench.signed_in(lead.login) as page:
        page.goto(f"{workbench.address}/inbox")
        expect(page.locator("tr.is-here[data-entry]")).to_have_count(1)
        page.keyboard.press("/")
        expect(page.get_by_label("搜索")).to_be_focused()
        page.keyboard.type("收件局")
        expect(page.get_by_text("共 2 份申报")).to_be_visible()
        page.get_by_label("搜索").blur()
        page.get_by_role("button", name="按单位排序").or_(
            page.locator("[data-sort=unit]")
        ).first.click()
        expect(page.locator("th[aria-sort=ascending]")).to_have_text(re.compile("单位"))
        expect(page.locator("tr[data-entry]").first).to_contain_text("丁县收件局")
        page.locator("[data-sort=unit]").click()
        expect(page.locator("tr[data-entry]").first).to_contain_text("丙县收件局")
        expect(page).to_have_url(re.compile("sort=unit"))
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("x")
        expect(page.get_by_text("已选 1 份")).to_be_visible()
        page.keyboard.press("j")
        expect(page.locator("tr.is-here")).to_contain_text("丁县收件局")
        page.keyboard.press("x")
        expect(page.get_by_text("已选 2 份")).to_be_visible()
        page.get_by_role("button", name="领取审核").click()
        expect(page.get_by_text("2 份申报已由您审核")).to_be_visible()
        expect(page.locator("tr[data-entry]", has_text="审核中")).to_have_count(2)
        page.get_by_label("选择本页全部申报").click()
        page.get_by_role("button", name="改为“退回”").click()
        page.get_by_role("alertdialog").get_by_role("button", name="改为“退回”").click()
        expect(page.locator("tr[data-entry]", has_text="退回")).to_have_count(2)
        page.reload()
        expect(page.get_by_text("共 2 份申报")).to_be_visible()
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("k")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(f"/submissions/{numbers[0]}$"))
    states = {view(workbench, lead, one).state for one in numbers}
    assert states == {ReviewState.RETURNED}


def test_an_inbox_without_a_match_says_so(workbench: Workbench) -> None:
    with workbench.signed_in(workbench.people.reviewer.login) as page:
        page.goto(f"{workbench.address}/inbox?text=没有这样的申报&page=x&sort=no&severity=no")
        expect(page.get_by_text("没有符合条件的申报")).to_be_visible()


def test_a_trainee_is_told_that_the_inbox_is_not_for_it(workbench: Workbench) -> None:
    with workbench.signed_in(workbench.people.trainee.login) as page:
        for address in ("/inbox", "/upload", "/report", "/submissions/1", "/comparison"):
            page.goto(f"{workbench.address}{address}")
            expect(page.get_by_text("学员没有这项权限")).to_be_visible()


# -- the page of a submission -------------------------------------------------------------------


WORDING = "请写明按什么口径统计<script>alert(1)</script>"


def accept_dismiss_and_adopt(page: Page, findings: tuple[FindingView, ...]) -> None:
    expect(page.locator(".original td.is-field").first).to_be_visible()
    expect(focused(page)).to_have_attribute("data-finding", findings[0].id)
    page.keyboard.press("a")
    expect(focused(page).locator(".said.is-accept")).to_be_visible()
    expect(page.locator("[data-state]")).to_have_text("审核中")
    page.keyboard.press("j")
    expect(focused(page)).to_have_attribute("data-finding", findings[1].id)
    page.keyboard.press("d")
    expect(page.get_by_role("radiogroup")).to_be_visible()
    expect(page.locator(".q-card[tabindex]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".q-card [role=alert]")).to_contain_text("要写明理由")
    page.keyboard.press("1")
    expect(page.get_by_role("radio", checked=True)).to_have_text(re.compile("固定用语"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("radiogroup")).to_have_count(0)
    expect(focused(page).locator(".said.is-dismiss")).to_contain_text("固定用语")
    page.keyboard.press("u")
    expect(focused(page).locator(".said")).to_have_count(0)
    page.keyboard.press("d")
    expect(page.locator(".q-card[tabindex]")).to_be_focused()
    page.keyboard.press("8")
    expect(page.get_by_label("补充说明")).to_be_focused()
    page.keyboard.type("按批次计就是这样写的")
    page.keyboard.press("Enter")
    expect(focused(page).locator(".said.is-dismiss")).to_contain_text("按批次计就是这样写的")
    page.keyboard.press("k")
    page.keyboard.press("1")
    expect(page.get_by_text("已采用（审核一）")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(focused(page)).to_have_attribute("data-finding", findings[2].id)


def word_anew(page: Page) -> None:
    page.keyboard.press("e")
    area = page.get_by_label("问题（写给单位）")
    expect(area).to_be_focused()
    area.fill(WORDING)
    page.keyboard.press("Control+Enter")
    expect(focused(page).locator(".said.is-edit")).to_be_visible()
    expect(focused(page)).to_contain_text(WORDING)
    page.keyboard.press("?")
    expect(page.get_by_text("撤销自己刚才的决定")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("撤销自己刚才的决定")).to_have_count(0)


def check_papers(page: Page, dismissed: FindingView) -> None:
    name, letter = downloaded(page, "退回修改意见（Word）")
    assert name.endswith(".docx")
    text = document_text(letter)
    assert "请写明按什么口径统计" in text
    assert dismissed.plain["message"] not in text
    name, marked = downloaded(page, "批注副本")
    assert name.endswith("（批注）.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(marked))
    remarks = [c.comment.text for row in book.active.iter_rows() for c in row if c.comment]
    book.close()
    assert any("请写明按什么口径统计" in one for one in remarks)
    assert not any(dismissed.plain["message"] in one for one in remarks)
    name, corrected = downloaded(page, "修改稿（写入采纳的建议）")
    book = openpyxl.load_workbook(io.BytesIO(corrected))
    texts = {str(cell.value) for row in book.active.iter_rows() for cell in row}
    book.close()
    assert "≥3批次" in texts
    name, form = downloaded(page, "审核表（Excel）")
    openpyxl.load_workbook(io.BytesIO(form)).close()
    name, form = downloaded(page, "审核表（Word）")
    assert document_text(form)


def test_a_review_by_keyboard_alone_up_to_the_letter(workbench: Workbench) -> None:
    reviewer = workbench.people.reviewer
    (number,) = handed_in(workbench, reviewer, {"目标表.xlsx": declaration("戊县教育局")})
    findings = view(workbench, reviewer, number).all_findings
    assert len(findings) >= 4
    with workbench.signed_in(reviewer.login) as page:
        open_submission(page, workbench, number)
        accept_dismiss_and_adopt(page, findings)
        word_anew(page)
        page.get_by_role("button", name="退回").click()
        page.get_by_role("alertdialog").get_by_role("button", name="退回").click()
        expect(page.locator("[data-state]")).to_have_text("退回")
        check_papers(page, findings[1])


def test_a_wrongly_read_cell_is_corrected_in_place_and_checked_again(workbench: Workbench) -> None:
    reviewer = workbench.people.reviewer
    (number,) = handed_in(workbench, reviewer, {"更正.xlsx": declaration("己县教育局")})
    before = view(workbench, reviewer, number)
    place = next(row.place for row in before.all_rows if row.plain["value"] == "3批次")
    with workbench.signed_in(reviewer.login) as page:
        open_submission(page, workbench, number)
        row = page.locator(f"tr[data-entry=row-{place}]")
        row.locator("[data-field=value]").dblclick()
        field = page.get_by_label("指标值", exact=True)
        expect(field).to_be_focused()
        field.fill("≥30批次")
        page.keyboard.press("Enter")
        expect(page.get_by_text("已重新检查")).to_be_visible()
        expect(row.locator("[data-field=value]")).to_have_text("≥30批次")
        expect(row.locator(".sev")).to_have_count(0)
        page.keyboard.press("c")
        page.get_by_role("button", name="撤销这项更正").click()
        expect(row.locator("[data-field=value]")).to_have_text("3批次")
        page.get_by_role("button", name="更多").click()
        page.get_by_text("更正列的读取…").click()
        expect(page.get_by_label("指标值", exact=True)).to_have_value("D")
        page.get_by_label("指标值", exact=True).fill("E")
        page.get_by_role("button", name="更正并重新检查").click()
        expect(row.locator("[data-field=value]")).not_to_have_text("3批次")
        page.get_by_role("button", name="更多").click()
        page.get_by_text("更正列的读取…").click()
        page.get_by_role("button", name="撤销", exact=True).click()
        expect(row.locator("[data-field=value]")).to_have_text("3批次")


def test_a_resubmission_is_compared_point_by_point(workbench: Workbench) -> None:
    reviewer = workbench.people.reviewer
    (first,) = handed_in(workbench, reviewer, {"第一次.xlsx": declaration("庚县教育局")})
    now = datetime.now(UTC)
    for finding in view(workbench, reviewer, first).all_findings[:2]:
        with workbench.database.writing() as session:
            decide_finding(
                session, reviewer, submission=first, finding=finding.id,
                saying=Saying(verdict=Verdict.ACCEPT), seen=None, now=now,
            )  # fmt: skip
    with workbench.database.writing() as session:
        seen = read_submission(session, reviewer, first).version
        set_state(session, reviewer, submission_id=first, state=ReviewState.RETURNED, version=seen,
                  now=now)  # fmt: skip
    (second,) = handed_in(
        workbench, reviewer, {"第二次.xlsx": declaration("庚县教育局", D8="≥3批次")}
    )
    with workbench.signed_in(reviewer.login) as page:
        page.goto(f"{workbench.address}/inbox?text=庚县教育局")
        expect(page.locator(f"tr[data-entry='{second}'] .is-again")).to_have_text("重报")
        open_submission(page, workbench, second)
        page.locator("tr[data-entry=whole]").click()
        expect(page.locator("[data-answers]")).to_contain_text(
            "前一次采纳的意见 2 条，已改 1 条，未落实 1 条"
        )
        expect(page.get_by_text("✓ 已改")).to_be_visible()
        expect(page.get_by_text("✗ 未改")).to_be_visible()
        page.get_by_role("link", name="打开前一次申报").click()
        page.locator("tr[data-entry=whole]").click()
        expect(page.get_by_role("link", name="打开新的申报")).to_be_visible()


def test_two_reviewers_at_once_are_told_of_each_other(workbench: Workbench) -> None:
    people = workbench.people
    (number,) = handed_in(workbench, people.reviewer, {"同时.xlsx": declaration("辛县教育局")})
    finding = view(workbench, people.reviewer, number).all_findings[0]
    with workbench.signed_in(people.reviewer.login) as page:
        open_submission(page, workbench, number)
        with workbench.database.writing() as session:
            decide_finding(
                session, people.second, submission=number, finding=finding.id, seen=None,
                saying=Saying(verdict=Verdict.DISMISS, reason="这是固定用语，不必修改"),
                now=datetime.now(UTC),
            )  # fmt: skip
        expect(page.get_by_text("他人刚刚更改了这份申报")).to_contain_text("审核二")
        expect(focused(page).locator(".said.is-dismiss")).to_contain_text("这是固定用语")
        expect(page.locator("[data-state]")).to_have_text("审核中")


def dismissed_by_second(workbench: Workbench, number: int, place: int) -> None:
    """Act on a submission beside the page that is open."""
    second = workbench.people.second
    finding = view(workbench, second, number).all_findings[place]
    with workbench.database.writing() as session:
        decide_finding(
            session, second, submission=number, finding=finding.id, seen=None,
            saying=Saying(verdict=Verdict.DISMISS, reason="这是固定用语，不必修改"),
            now=datetime.now(UTC),
        )  # fmt: skip


def test_what_is_being_written_stays_while_others_act(workbench: Workbench) -> None:
    reviewer = workbench.people.reviewer
    (number,) = handed_in(workbench, reviewer, {"草稿.xlsx": declaration("寅县教育局")})
    news = "他人刚刚更改了这份申报"
    with workbench.signed_in(reviewer.login) as page:
        open_submission(page, workbench, number)
        page.keyboard.press("m")
        field = page.locator("textarea[data-comment]")
        expect(field).to_be_focused()
        page.keyboard.type("还没有发出的留言")
        dismissed_by_second(workbench, number, 0)
        expect(page.get_by_text(news)).to_have_count(1)
        expect(field).to_have_value("还没有发出的留言")
        expect(field).to_be_focused()
        page.locator("tr[data-entry=whole]").click()
        expect(field).to_have_value("")
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("j")
        expect(field).to_have_value("还没有发出的留言")
        page.keyboard.press("e")
        area = page.get_by_label("问题（写给单位）")
        expect(area).to_be_focused()
        area.fill("正在写的文字")
        dismissed_by_second(workbench, number, 2)
        expect(page.get_by_text(news)).to_have_count(2)
        expect(area).to_have_value("正在写的文字")
        page.keyboard.press("Escape")
        expect(area).to_have_count(0)
        field.press("Control+Enter")
        expect(page.get_by_text("留言已保存")).to_be_visible()
        expect(field).to_have_value("")


def test_a_second_review_is_blind_and_settled_side_by_side(workbench: Workbench) -> None:
    people, now = workbench.people, datetime.now(UTC)
    (number,) = handed_in(workbench, people.reviewer, {"复审.xlsx": declaration("壬县教育局")})
    finding = view(workbench, people.reviewer, number).all_findings[0]
    with workbench.database.writing() as session:
        decide_finding(
            session, people.reviewer, submission=number, finding=finding.id, seen=None,
            saying=Saying(verdict=Verdict.ACCEPT), now=now,
        )  # fmt: skip
        assign_second(session, people.lead, submission=number, reviewer=people.second.id, now=now)
    with workbench.signed_in(people.second.login) as page:
        open_submission(page, workbench, number)
        expect(page.get_by_text("您是复审人：还有")).to_be_visible()
        expect(page.locator(".said")).to_have_count(0)
        page.keyboard.press("d")
        expect(page.locator(".q-card[tabindex]")).to_be_focused()
        page.keyboard.press("1")
        expect(page.get_by_role("radio", checked=True)).to_have_count(1)
        page.keyboard.press("Enter")
        expect(focused(page).locator(".said.is-dismiss")).to_contain_text("复审")
        expect(page.locator(".said.is-accept")).to_have_count(0)
    with workbench.signed_in(people.lead.login) as page:
        page.goto(f"{workbench.address}/comparison")
        expect(page.get_by_text("审核一：采纳")).to_be_visible()
        expect(page.get_by_role("cell", name="样本少").first).to_be_visible()
        page.get_by_role("link", name="去裁定").click()
        expect(focused(page).locator(".both .panel")).to_have_count(2)
        expect(focused(page).get_by_text("等待审核组长裁定")).to_be_visible()
        page.keyboard.press("a")
        expect(focused(page).get_by_text("裁定采纳")).to_be_visible()
    with workbench.database.reading() as session:
        assert decisions_of(session, number).of(finding.id).adjudication is not None


def test_remarks_are_added_and_rewrites_refused(workbench: Workbench) -> None:
    reviewer = workbench.people.reviewer
    (number,) = handed_in(workbench, reviewer, {"留言.xlsx": declaration("癸县教育局")})
    with workbench.signed_in(reviewer.login) as page:
        open_submission(page, workbench, number)
        page.keyboard.press("m")
        expect(page.locator("textarea[data-comment]")).to_be_focused()
        page.keyboard.type("请补充口径 <b>粗</b>")
        page.keyboard.press("Control+Enter")
        expect(page.get_by_text("请补充口径 <b>粗</b>")).to_be_visible()
        expect(page.locator("tr.is-here .tag", has_text="留言 1")).to_be_visible()
        card = page.locator("[data-rewrite='1']")
        card.get_by_role("button", name="不用").click()
        expect(card.get_by_text("不用（审核一）")).to_be_visible()
        card.get_by_role("button", name="修改后采用…").click()
        page.get_by_label("指标值", exact=True).fill("≥4批次")
        page.get_by_role("button", name="采用（回车）").click()
        expect(card.locator(".said")).to_contain_text("≥4批次")


def test_a_session_that_ends_in_the_middle_is_told(workbench: Workbench) -> None:
    (number,) = handed_in(
        workbench, workbench.people.reviewer, {"过期.xlsx": declaration("子县教育局")}
    )
    other = workbench.add("guoqi", Role.REVIEWER)
    with workbench.signed_in(other.login) as page:
        open_submission(page, workbench, number)
        with workbench.database.writing() as session:
            end_sessions(session, other.id)
        page.keyboard.press("a")
        expect(page.get_by_text("登录已过期，现在的操作不会保存")).to_be_visible()
        page.get_by_role("link", name="重新登录").click()
        expect(page).to_have_url(re.compile(r"/sign-in\?next="))
    assert view(workbench, workbench.people.reviewer, number).state is ReviewState.PENDING


def test_five_hundred_rows_and_hostile_texts_are_shown_as_text(workbench: Workbench) -> None:
    reviewer = workbench.people.reviewer
    unit = "<img src=x onerror=window.hacked=1>局" + "长" * 60
    (number,) = handed_in(workbench, reviewer, {"<b>长表</b>.txt": long_form(unit, 500)})
    with workbench.signed_in(reviewer.login) as page:
        open_submission(page, workbench, number)
        expect(page.locator("tr[data-entry^=row-]")).to_have_count(500)
        page.keyboard.press("k")
        page.locator("tr[data-entry=row-499]").click()
        expect(focused(page)).to_be_visible()
        expect(page.locator("tr.is-here")).to_be_in_viewport()
        page.keyboard.press("p")
        expect(page.get_by_text("没有发现问题。")).to_be_visible()
        assert page.evaluate("window.hacked") is None
        page.goto(f"{workbench.address}/inbox?text=长表")
        expect(page.get_by_text("<b>长表</b>.txt")).to_be_visible()
        assert page.evaluate("window.hacked") is None


def test_a_report_over_chosen_submissions_is_made(workbench: Workbench) -> None:
    reviewer = workbench.people.reviewer
    (number,) = handed_in(workbench, reviewer, {"报告.xlsx": declaration("丑县教育局")})
    with workbench.signed_in(reviewer.login) as page:
        page.goto(f"{workbench.address}/report?ids={number},x,-1")
        expect(page.get_by_text("在收件箱中选中的 1 份申报")).to_be_visible()
        page.get_by_label("格式").click()
        page.get_by_role("option", name="Excel").click()
        with page.expect_download() as waited:
            page.get_by_role("button", name="生成报告").click()
        assert waited.value.suggested_filename.endswith(".xlsx")
        openpyxl.load_workbook(io.BytesIO(Path(waited.value.path()).read_bytes())).close()
        expect(page.get_by_text("已生成：")).to_be_visible()
        page.goto(f"{workbench.address}/report")
        expect(page.get_by_text(re.compile(r"共 \d+ 份申报"))).to_be_visible()
