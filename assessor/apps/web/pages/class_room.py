"""Classes of a trainer: the list, and how each class and each trainee comes on."""

from functools import partial

from nicegui import ui

from assessor.apps.web.pages import frame
from assessor.apps.web.pages.areas import Area, busy, heading, nothing, off_loop, use_style
from assessor.apps.web.pages.class_room_members import ClassRoom
from assessor.apps.web.pages.frame import Visit, told
from assessor.apps.web.pages.progress_tables import Column, show_table
from assessor.workbench.beijing_time import BEIJING
from assessor.workbench.courses import CourseLine, courses_of, create_course
from assessor.workbench.permissions import Action, Actor, MissingError
from assessor.workbench.tables import NAME
from assessor.workbench.training import LARGEST_ID


def register() -> None:
    """Register the pages and their place in the bar."""
    frame.entry("/classes", "班级", Action.TEACH, "groups")
    frame.page("/classes", title="班级", action=Action.TEACH)(_show_list)
    frame.page("/classes/{course}", title="培训班", action=Action.TEACH)(_show_class)


def _show_list(visit: Visit, actor: Actor) -> None:
    del actor
    use_style()
    heading("班级", 1)
    with ui.element("section").classes("card"):
        ui.label("开一个班").classes("strong")
        with ui.element("div").classes("filters"):
            title = ui.input("班级名称", placeholder="如：2026年绩效目标培训班")
            title.props(f"outlined dense maxlength={NAME}").classes("w-96")
            button = ui.button("开班", icon="add")

    async def opened() -> None:
        with told(), busy(button):
            course = await off_loop(lambda: _created(visit, title.value or ""))
            ui.navigate.to(f"/classes/{course}")

    button.on_click(opened)
    title.on("keydown.enter", opened)
    Area(lambda: _read(visit), _draw_list)


def _read(visit: Visit) -> tuple[CourseLine, ...]:
    with visit.reading() as (session, actor):
        return courses_of(session, actor)


def _created(visit: Visit, title: str) -> int:
    with visit.writing() as (session, actor):
        return create_course(session, actor, title=title, now=visit.services.now())


def _draw_list(courses: tuple[CourseLine, ...]) -> None:
    if not courses:
        nothing("还没有班。先开一个班，再按账号加入学员，就能看到全班和每个人的练习情况。")
        return
    columns = (Column("班级", "long"), Column("学员", "num"), Column("开班日期"))
    show_table(columns, [
        (
            partial(ui.link, course.title, f"/classes/{course.id}"),
            f"{course.members} 人",
            f"{course.created_at.astimezone(BEIJING):%Y-%m-%d}",
        )
        for course in courses
    ])  # fmt: skip


def _show_class(visit: Visit, actor: Actor, *, course: str) -> None:
    del actor
    use_style()
    is_number = course.isascii() and course.isdecimal() and len(course) <= len(str(LARGEST_ID))
    if not is_number:
        raise MissingError(
            "没有这个培训班", hint="请从自己的培训班列表中选择。", code="training.no-course"
        )
    ui.link("‹ 全部班级", "/classes")
    ClassRoom(visit, int(course))
