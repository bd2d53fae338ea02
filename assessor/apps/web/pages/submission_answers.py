"""How a submission that was handed in again answers the points of the earlier one."""

from markupsafe import Markup
from nicegui import ui

from assessor.apps.web.pages.screening_parts import plain_html, reading, severity_chip, tell_in
from assessor.apps.web.pages.submission_desk import Desk
from assessor.apps.web.pages.submission_entries import place_of_finding, place_of_row
from assessor.core.recheck import Answer
from assessor.workbench.permissions import Action
from assessor.workbench.resubmission import (
    AnsweredPoints,
    PointAnswer,
    answered_points,
    link_by_hand,
)


def draw_answers(desk: Desk) -> None:
    """Draw the comparison with the earlier submission, if there is one."""
    view = desk.view
    for number in view.later:
        with ui.row().classes("notice items-center"):
            ui.label("这份申报已重新报送。")
            ui.link("打开新的申报", f"/submissions/{number}")
    if view.earlier_id is None:
        return
    box = ui.column().classes("w-full gap-1")
    with box, ui.row().classes("items-center"):
        ui.spinner(size="1.2rem")
        ui.label("正在对照前一次申报…").classes("soft")

    async def load() -> None:
        with tell_in(box):
            points = await reading(
                desk.visit,
                lambda s, actor: answered_points(s, actor, submission_id=desk.number),
            )
            if not box.is_deleted:
                box.clear()
                with box:
                    _points(desk, points)

    ui.timer(0, load, once=True)


def _points(desk: Desk, found: AnsweredPoints) -> None:
    if found.earlier is None:
        return
    ui.label("对照前一次申报").props("role=heading aria-level=2").classes("strong")
    with ui.row().classes("items-center"):
        ui.label(
            f"前一次采纳的意见 {len(found.points)} 条，已改 {found.answered} 条，"
            f"未落实 {len(found.points) - found.answered} 条；新出现的问题 {len(found.new_findings)} 条"
        ).classes("strong wrap-any").props("data-answers")
        ui.link("打开前一次申报", f"/submissions/{found.earlier}")
        if desk.actor.may(Action.SET_STATE):
            ui.button("不是同一份，取消对照", on_click=lambda: _unlink(desk)).props(
                "flat dense no-caps"
            )
    for notice in found.notices:
        ui.label(notice).classes("soft small wrap-any")
    if not found.points:
        ui.label("前一次申报没有采纳的意见，没有需要逐条对照的内容。").classes("soft")
    for point in found.points:
        _point(desk, point)


def _point(desk: Desk, point: PointAnswer) -> None:
    kind = "is-good" if point.answer is Answer.ANSWERED else ""
    with ui.element("div").classes(f"notice {kind}"):
        sign = "✓" if point.answer is Answer.ANSWERED else "✗"
        plain_html(
            Markup("<b>{} {}</b> {} {}").format(
                sign, point.word, severity_chip(point.severity), point.title
            )
        )
        ui.label(f"{point.where}：{point.message}").classes("wrap-any small")
        if point.why:
            ui.label(point.why).classes("wrap-any small soft")
        place = next(
            (
                known
                for known in (
                    *(place_of_finding(desk.entries, one) for one in point.now),
                    *(place_of_row(desk.entries, one) for one in point.rows),
                )
                if known is not None
            ),
            None,
        )
        if place is not None:
            ui.button("看这一行", on_click=lambda: desk.go(place)).props("flat dense no-caps")


async def _unlink(desk: Desk) -> None:
    await desk.act(
        lambda session, actor, now: link_by_hand(
            session, actor, submission_id=desk.number, earlier_id=None, version=desk.view.version,
            now=now,
        ),
        done="已取消对照",
    )  # fmt: skip
