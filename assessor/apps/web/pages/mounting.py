"""All pages under one application."""

from fastapi import FastAPI
from nicegui import ui

from assessor.apps.web.pages import (
    account,
    audit_log,
    batch_report,
    class_room,
    comparison,
    exercises,
    frame,
    home,
    inbox,
    practice_ground,
    precision,
    progress,
    strangers,
    submission,
    upload,
    users,
)
from assessor.apps.web.services import Services


def mount_pages(app: FastAPI, services: Services) -> None:
    """Register the pages and put them under ``app``; once in a process."""
    frame.use(services)
    for page in (strangers, account):
        page.register()
    for page in (home, inbox, upload, submission, batch_report, comparison):
        page.register()
    for page in (users, class_room, practice_ground, exercises, progress, precision, audit_log):
        page.register()
    ui.run_with(
        app, title="绩效指标质量检查", language="zh-CN", dark=None, show_welcome_message=False,
        gzip_middleware_factory=None, reconnect_timeout=30,
    )  # fmt: skip
