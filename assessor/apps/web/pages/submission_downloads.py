"""Papers to take away of a submission, made off the event loop."""

from nicegui import ui

from assessor.apps.web.pages.frame import SignedOutError
from assessor.apps.web.pages.screening_parts import off_loop
from assessor.apps.web.pages.submission_desk import Desk
from assessor.errors import AssessorError
from assessor.workbench.downloads import KIND_WORDS, Download, Kind, fill_order, order_download
from assessor.workbench.permissions import Action
from assessor.workbench.states import Role

_FOR_UNITS = (Kind.LETTER, Kind.ANNOTATED, Kind.CORRECTED)


def draw_downloads(desk: Desk) -> None:
    """Draw the menu of downloads."""
    if not desk.actor.may(Action.DOWNLOAD_PAPERS):
        return
    kinds = _FOR_UNITS if desk.actor.role is Role.UNIT else tuple(Kind)
    button = ui.button("下载", icon="download").props("outline dense no-caps padding='2px 8px'")
    with button, ui.menu():
        for kind in kinds:
            ui.menu_item(KIND_WORDS[kind], on_click=lambda kind=kind: take(desk, kind))
        if desk.actor.may(Action.READ_REPORTS):
            ui.separator()
            ui.menu_item("质量报告…", on_click=lambda: ui.navigate.to(f"/report?ids={desk.number}"))


async def take(desk: Desk, kind: Kind) -> None:
    """Make a paper and send it to the browser."""
    services = desk.visit.services

    def make() -> Download:
        with desk.visit.writing() as (session, actor):
            order = order_download(
                session, actor, submission=desk.number, kind=kind, now=services.now()
            )
        return fill_order(
            order, again=services.desk.again, original=services.desk.original,
            limits=services.settings.limits,
        )  # fmt: skip

    with desk.root:
        busy = ui.notification(
            f"正在生成{KIND_WORDS[kind]}…", spinner=True, timeout=None, type="ongoing"
        )
        try:
            download = await off_loop(make)
        except SignedOutError:
            await desk.watch()
        except AssessorError as error:
            ui.notify(
                f"{error.message}。{error.hint}", type="warning", multi_line=True,
                close_button="知道了", timeout=10_000,
            )  # fmt: skip
        else:
            ui.download.content(download.content, download.name, download.media_type)
            for notice in download.notices:
                ui.notify(notice, type="warning", multi_line=True, close_button="知道了", timeout=0)
        finally:
            busy.dismiss()
