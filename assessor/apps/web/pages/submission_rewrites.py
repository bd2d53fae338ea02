"""Rewrites of a row: what is proposed, what it rests on, and whether it is taken."""

from collections.abc import Iterator

from markupsafe import Markup
from nicegui import ui

from assessor.apps.web.pages.frame import tell
from assessor.apps.web.pages.screening_parts import closed, key_button, plain_html, score_word
from assessor.apps.web.pages.submission_desk import Desk
from assessor.apps.web.pages.submission_marks import smart_bars, with_slots
from assessor.workbench.decided import RewriteChoice
from assessor.workbench.permissions import Action
from assessor.workbench.rewrite_choices import (
    LONGEST_CELL,
    LONGEST_LEVEL,
    RewriteSaying,
    decide_rewrite,
)
from assessor.workbench.states import Choice, Round
from assessor.workbench.submission_view import RewriteView, RowView

CHOICE_WORDS = {Choice.ADOPT: "已采用", Choice.EDIT: "已修改后采用", Choice.REJECT: "不用"}
_PARTS = (
    ("level1", "一级指标", LONGEST_LEVEL),
    ("level2", "二级指标", LONGEST_LEVEL),
    ("name", "三级指标", LONGEST_CELL),
    ("value", "指标值", LONGEST_CELL),
)


def draw_rewrites(desk: Desk, row: RowView) -> None:
    """Draw the rewrites of a row; nothing where it needs none."""
    withheld = row.plain["rewrites_withheld"]
    if not row.rewrites and not withheld:
        return
    ui.label(f"修改建议（{len(row.rewrites)}）").props("role=heading aria-level=2").classes(
        "strong"
    )
    if not row.rewrites:
        ui.label(f"没有给出建议：{withheld}").classes("soft wrap-any")
    for rewrite in row.rewrites:
        _card(desk, row, rewrite)


def _card(desk: Desk, row: RowView, rewrite: RewriteView) -> None:
    with ui.element("article").classes("panel w-full").props(f"data-rewrite={rewrite.number}"):
        plain_html(_proposed(row, rewrite))
        if rewrite.choice is not None:
            _chosen(rewrite.choice)
        if desk.actor.may(Action.DECIDE) and desk.view.round is Round.FIRST:
            with ui.row().classes("gap-2 mt-1"):
                key_button(
                    "采用", str(rewrite.number), lambda: choose(desk, row, rewrite, Choice.ADOPT)
                )
                ui.button("修改后采用…", on_click=lambda: _edit(desk, row, rewrite)).props(
                    "outline dense no-caps padding='2px 8px'"
                )
                ui.button("不用", on_click=lambda: choose(desk, row, rewrite, Choice.REJECT)).props(
                    "outline dense no-caps padding='2px 8px'"
                )


def _chosen(choice: RewriteChoice) -> None:
    by = f"（{choice.by}）" if choice.by else ""
    said = f"{CHOICE_WORDS[choice.choice]}{by}"
    if choice.choice is Choice.EDIT:
        said += f"：{choice.name}　{choice.value}"
    is_taken = choice.choice is not Choice.REJECT
    ui.label(said).classes(f"said is-{'accept' if is_taken else 'dismiss'} wrap-any")


def _proposed(row: RowView, rewrite: RewriteView) -> Markup:
    plain = rewrite.plain
    level = ""
    if (plain["level1"], plain["level2"]) != (row.plain["level1"], row.plain["level2"]):
        level = Markup("<div>归入：{} / {}</div>").format(plain["level1"], plain["level2"])
    return Markup(
        '<div class="strong wrap-any">{}. {}　{}</div>{}<dl class="facts small">{}</dl>'
    ).format(
        rewrite.number, with_slots(plain["name"]), with_slots(plain["value"]), level,
        Markup("").join(_facts(rewrite)),
    )  # fmt: skip


def _facts(rewrite: RewriteView) -> Iterator[Markup]:
    plain = rewrite.plain
    for row in plain["further"]:
        yield _fact("同时列", with_slots(f"{row['level2']}：{row['name']}　{row['value']}"))
    yield _fact("为什么", plain["reason"])
    for question in plain["slots"]:
        yield _fact("由单位填写", Markup('<span class="slot">{}</span>').format(question))
    for one in plain["references"]:
        yield _fact(
            "同类参考",
            f"{one['low']:g}–{one['high']:g}{one['unit']}，中位数 {one['middle']:g}"
            f"（{one['count']} 条{one['sector'] or ''}指标），只供参考",
        )
    for source in plain["sources"]:
        yield _fact("数字出处", source)
    if plain["evidence"]:
        yield _fact("佐证材料", plain["evidence"])
    after = plain["score_after"]
    if after is not None:
        told = f"{score_word(plain['score_before'])} → {score_word(after)} "
        yield _fact("得分", Markup("{}{}").format(told, smart_bars(plain["smart_after"])))


def _fact(word: str, text: str | Markup) -> Markup:
    return Markup("<dt>{}</dt><dd>{}</dd>").format(word, text)


async def choose(desk: Desk, row: RowView, rewrite: RewriteView, choice: Choice) -> None:
    """Take or refuse a rewrite as it is proposed."""
    word = "已采用" if choice is Choice.ADOPT else "已记录不用"
    saying = RewriteSaying(number=rewrite.number, choice=choice)
    seen = _seen(row)
    await desk.act(
        lambda session, actor, now: decide_rewrite(
            session, actor, submission=desk.number, row=row.id, saying=saying, seen=seen, now=now
        ),
        done=f"{word}第 {rewrite.number} 条建议",
    )


async def adopt_number(desk: Desk, number: int) -> None:
    """Take the rewrite of a number, if the chosen row has it."""
    row = desk.entry.row
    if row is not None and 1 <= number <= len(row.rewrites):
        await choose(desk, row, row.rewrites[number - 1], Choice.ADOPT)


def _seen(row: RowView) -> int | None:
    return max((one.choice.id for one in row.rewrites if one.choice is not None), default=None)


async def _edit(desk: Desk, row: RowView, rewrite: RewriteView) -> None:
    """Ask for other words, and take the rewrite with them."""
    taken, plain, seen = rewrite.choice, rewrite.plain, _seen(row)
    is_edited = taken is not None and taken.choice is Choice.EDIT
    with desk.root, ui.dialog() as dialog, ui.card().classes("w-[40rem] max-w-full"):
        ui.label(f"修改第 {rewrite.number} 条建议后采用").classes("strong text-lg")
        fields = {
            key: ui.input(
                word, value=getattr(taken, key) if is_edited else plain[key]
            ).props(f"outlined dense maxlength={longest}{' autofocus' if key == 'name' else ''}")
            .classes("w-full")
            for key, word, longest in _PARTS
        }  # fmt: skip

        async def send() -> None:
            texts = {key: field.value or "" for key, field in fields.items()}
            saying = RewriteSaying(number=rewrite.number, choice=Choice.EDIT, **texts)
            error = await desk.attempt(
                lambda session, actor, now: decide_rewrite(
                    session, actor, submission=desk.number, row=row.id, saying=saying, seen=seen,
                    now=now,
                ),
                done=f"已修改后采用第 {rewrite.number} 条建议",
            )  # fmt: skip
            if error is None:
                dialog.submit(None)
            else:
                with desk.root:
                    tell(error)

        for field in fields.values():
            field.on("keydown.enter", send)
        with ui.row().classes("w-full justify-end"):
            ui.button("取消（Esc）", on_click=lambda: dialog.submit(None)).props("flat")
            ui.button("采用（回车）", on_click=send)
    await closed(dialog)
