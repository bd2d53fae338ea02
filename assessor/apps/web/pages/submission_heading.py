"""The head of a submission's page: what it is, how far its review is, and what can be done with it."""

from urllib.parse import quote

from markupsafe import Markup
from nicegui import ui

from assessor.apps.web.pages.frame import tell
from assessor.apps.web.pages.screening_parts import (
    asked,
    closed,
    moment_word,
    money_word,
    plain_html,
    score_word,
    severity_chips,
)
from assessor.apps.web.pages.submission_columns import correct_table
from assessor.apps.web.pages.submission_desk import Desk
from assessor.apps.web.pages.submission_downloads import draw_downloads
from assessor.apps.web.pages.submission_entries import undecided
from assessor.workbench.permissions import Action
from assessor.workbench.resubmission import link_by_hand
from assessor.workbench.reviewers import reviewers
from assessor.workbench.second_review import assign_second
from assessor.workbench.states import PaperState, ReviewState, Role, Round
from assessor.workbench.submissions import set_state, take

_WORDS = {
    ReviewState.PENDING: "放回待审",
    ReviewState.REVIEWING: "改回审核中",
    ReviewState.RETURNED: "退回",
    ReviewState.PASSED: "通过",
}
_SMALL = "outline dense no-caps padding='2px 8px'"


def draw_heading(desk: Desk) -> None:
    """Draw title, facts, state and buttons."""
    view = desk.view
    with ui.row().classes("w-full items-center gap-3"):
        ui.label(view.title).props("role=heading aria-level=1").classes(
            "text-xl strong wrap-any"
        ).style("flex: 1 1 20rem")
        ui.label(view.word).classes("tag strong").props(f"data-state={view.state.value}")
        _states(desk)
        draw_downloads(desk)
        _more(desk)
    facts = [
        ("单位", view.unit or "（没有读到）"),
        ("年度", str(view.year) if view.year is not None else "（没有读到）"),
        ("得分", f"{score_word(view.score)}{f'（{view.grade}）' if view.grade else ''}"),
        ("资金（万元）", money_word(view.money)),
        ("指标", f"{view.rows} 条"),
        # A unit is told what is said of its paper, not by whom.
        *([] if desk.actor.role is Role.UNIT else [("审核人", _people(desk))]),
    ]
    counts = {
        "blocker": view.blockers, "major": view.majors, "minor": view.minors, "info": view.hints
    }  # fmt: skip
    told = Markup("　").join(
        Markup('<span><span class="soft">{}</span> {}</span>').format(word, text)
        for word, text in facts
    )
    plain_html(Markup("{}　{}").format(told, severity_chips(counts) or "没有发现问题")).classes(
        "wrap-any w-full"
    )


def draw_notices(desk: Desk) -> None:
    """Draw what a reader must know first."""
    view = desk.view
    if desk.is_signed_out:
        here = quote(f"/submissions/{desk.number}", safe="")
        with ui.row().classes("notice is-bad items-center").props("role=alert"):
            ui.label("登录已过期，现在的操作不会保存。")
            ui.link("重新登录", f"/sign-in?next={here}").classes("strong")
    if desk.is_waiting:
        with ui.row().classes("notice items-center").props("role=status"):
            ui.spinner(size="1.2rem")
            ui.label("正在重新检查这份文件，完成后本页自动更新。")
    if view.paper_state is PaperState.FAILED:
        with ui.row().classes("notice is-bad items-center").props("role=alert"):
            ui.label("上次重新检查没有成功，下面是之前的结果。")
            ui.link("查看原因", f"/batches/{view.batch_id}")
    if not view.is_current:
        ui.label("文件重新读取后已没有这份申报，这里只供查阅。").classes("notice is-bad")
    if view.unit_notice:
        ui.label(view.unit_notice).classes("notice wrap-any")
    if view.round is Round.SECOND:
        left = len(undecided(view))
        word = f"还有 {left} 条意见没有作出决定" if left else "全部意见都已作出决定"
        ui.label(f"您是复审人：{word}；作出决定之前看不到初审的结论。").classes("notice")
    elif any(one.decided.is_disputed for one in view.all_findings):
        number = sum(one.decided.is_disputed for one in view.all_findings)
        ui.label(f"初审与复审有 {number} 条意见结论不同，等待审核组长裁定。").classes("notice")


def _people(desk: Desk) -> str:
    view = desk.view
    first = view.reviewer.name if view.reviewer is not None else "未定"
    return f"{first}，复审：{view.second_reviewer.name}" if view.second_reviewer else first


def _states(desk: Desk) -> None:
    view, actor = desk.view, desk.actor
    is_mine = view.reviewer is not None and view.reviewer.id == actor.id
    if view.round is Round.SECOND:
        return
    is_open = view.state in (ReviewState.PENDING, ReviewState.REVIEWING)
    if actor.may(Action.DECIDE) and is_open and not is_mine:
        ui.button("开始审核", on_click=lambda: _take(desk)).props(_SMALL)
    for state in view.follows:
        if state is ReviewState.REVIEWING and view.state is ReviewState.PENDING:
            continue
        ui.button(_WORDS[state], on_click=lambda state=state: _set(desk, state)).props(_SMALL)


async def _take(desk: Desk) -> None:
    await desk.act(
        lambda session, actor, now: take(
            session, actor, submission_id=desk.number, version=desk.view.version, now=now
        ),
        done="已由您审核",
    )


async def _set(desk: Desk, state: ReviewState) -> None:
    version, left = desk.view.version, len(undecided(desk.view))
    if state in (ReviewState.RETURNED, ReviewState.PASSED):
        details = ""
        if left:
            details = f"还有 {left} 条意见没有作出决定，将按原意见写入退回修改意见和审核材料。"
        with desk.root:
            if not await asked(f"把这份申报改为“{_WORDS[state]}”？", details=details,
                               yes=_WORDS[state]):  # fmt: skip
                return
    await desk.act(
        lambda session, actor, now: set_state(
            session, actor, submission_id=desk.number, state=state, version=version, now=now
        ),
        done=f"状态已改为“{_WORDS[state]}”",
    )


def _more(desk: Desk) -> None:
    actor = desk.actor
    if not actor.may(Action.CORRECT):
        return
    with ui.button("更多").props(_SMALL), ui.menu():
        ui.menu_item("更正列的读取…", on_click=lambda: correct_table(desk))
        ui.menu_item("指定前一次申报…", on_click=lambda: _link(desk))
        if actor.may(Action.ASSIGN):
            ui.menu_item("指定复审人…", on_click=lambda: _assign(desk))
        ui.separator()
        ui.menu_item(f"检查时间：{moment_word(desk.view.assessed_at)}").props("disable")


async def _assign(desk: Desk) -> None:
    people = await desk.read(reviewers)
    if people is None:
        return
    view = desk.view
    first = view.reviewer.id if view.reviewer is not None else None
    names = {0: "（不复审）", **{one.id: one.name for one in people if one.id != first}}
    current = view.second_reviewer.id if view.second_reviewer is not None else 0
    with desk.root, ui.dialog() as dialog, ui.card().classes("w-[28rem] max-w-full"):
        ui.label("指定复审人").classes("strong text-lg")
        ui.label("复审人看不到初审的结论；两人结论不同的意见由审核组长裁定。").classes("soft small")
        names.setdefault(current, view.second_reviewer.name if view.second_reviewer else "")
        chosen = ui.select(names, value=current, label="复审人").props("outlined").classes("w-full")

        async def send() -> None:
            reviewer = chosen.value or None
            error = await desk.attempt(
                lambda session, actor, now: assign_second(
                    session, actor, submission=desk.number, reviewer=reviewer, now=now
                ),
                done="复审人已指定" if reviewer else "已取消复审",
            )
            if error is None:
                dialog.submit(None)
            else:
                with desk.root:
                    tell(error)

        with ui.row().classes("w-full justify-end"):
            ui.button("取消（Esc）", on_click=lambda: dialog.submit(None)).props("flat")
            ui.button("确定", on_click=send)
    await closed(dialog)


async def _link(desk: Desk) -> None:
    version = desk.view.version
    with desk.root, ui.dialog() as dialog, ui.card().classes("w-[28rem] max-w-full"):
        ui.label("指定前一次申报").classes("strong text-lg")
        ui.label("填写前一次申报页面地址末尾的编号；留空表示不是重新报送。").classes("soft small")
        field = ui.input("编号", value=str(desk.view.earlier_id or "")).props(
            "outlined dense maxlength=10 autofocus inputmode=numeric"
        )

        async def send() -> None:
            text = (field.value or "").strip()
            if text and not (text.isascii() and text.isdecimal()):
                with desk.root:
                    ui.notify("编号应是数字", type="negative")
                return
            error = await desk.attempt(
                lambda session, actor, now: link_by_hand(
                    session, actor, submission_id=desk.number, version=version, now=now,
                    earlier_id=int(text) if text else None,
                ),
                done="已指定前一次申报" if text else "已取消对照",
            )  # fmt: skip
            if error is None:
                dialog.submit(None)
            else:
                with desk.root:
                    tell(error)

        field.on("keydown.enter", send)
        with ui.row().classes("w-full justify-end"):
            ui.button("取消（Esc）", on_click=lambda: dialog.submit(None)).props("flat")
            ui.button("确定", on_click=send)
    await closed(dialog)
