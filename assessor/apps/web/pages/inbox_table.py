"""The table of the inbox as escaped markup."""

from collections.abc import Sequence

from markupsafe import Markup

from assessor.apps.web.pages.inbox_filters import Asked
from assessor.apps.web.pages.screening_parts import (
    NOTHING,
    moment_word,
    money_word,
    score_word,
    severity_chips,
)
from assessor.workbench.inbox import Column, InboxRow

_HEADS: tuple[tuple[str, Column, bool], ...] = (
    ("申报", Column.TITLE, False),
    ("单位", Column.UNIT, False),
    ("年度", Column.YEAR, True),
    ("等级", Column.GRADE, False),
    ("得分", Column.SCORE, True),
    ("资金（万元）", Column.MONEY, True),
    ("问题", Column.RISK, False),
    ("状态", Column.STATE, False),
    ("审核人", Column.REVIEWER, False),
    ("上传时间", Column.RECEIVED, False),
)


def table_of(rows: Sequence[InboxRow], asked: Asked, *, chooses: bool) -> Markup:
    """Return the table; ``chooses`` = rows can be chosen for an action on many."""
    every = Markup(
        '<th><input type="checkbox" data-every aria-label="选择本页全部申报"></th>'
        if chooses
        else ""
    )
    heads = Markup("").join(_head(*one, asked=asked) for one in _HEADS)
    body = Markup("").join(_row(one, chooses=chooses) for one in rows)
    return Markup(
        '<table class="list" aria-label="申报列表"><thead><tr>{}{}</tr></thead><tbody>{}</tbody></table>'
    ).format(every, heads, body)


def _head(word: str, column: Column, is_number: bool, *, asked: Asked) -> Markup:
    is_here = asked.sort is column
    arrow = ("▼" if asked.descending else "▲") if is_here else ""
    order = ("descending" if asked.descending else "ascending") if is_here else "none"
    title = "按风险排序：资金 ×（3×必须改＋应修改）" if column is Column.RISK else f"按{word}排序"
    return Markup(
        '<th class="{}" aria-sort="{}"><button type="button" class="sort" data-sort="{}" '
        'title="{}">{} {}</button></th>'
    ).format("num" if is_number else "", order, column.value, title, word, arrow)


def _row(one: InboxRow, *, chooses: bool) -> Markup:
    box = Markup(
        '<td><input type="checkbox" data-choose="{}" aria-label="选择 {}"></td>'
    ).format(one.id, one.title) if chooses else ""  # fmt: skip
    counts = {
        "blocker": one.blockers, "major": one.majors, "minor": one.minors, "info": one.hints
    }  # fmt: skip
    reviewer = one.reviewer or NOTHING
    if one.second_reviewer:
        reviewer = f"{reviewer}，复审：{one.second_reviewer}"
    return Markup(
        '<tr data-entry="{}" tabindex="-1">{}<td>{}{}<div class="soft small">{}</div></td><td>{}</td>'
        '<td class="num">{}</td><td>{}</td><td class="num">{}</td><td class="num">{}</td>'
        "<td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>"
    ).format(
        one.id, box, Markup('<a href="/submissions/{}">{}</a>').format(one.id, one.title),
        _marks(one), one.paper_name, one.unit or NOTHING, one.year or NOTHING, one.grade or NOTHING,
        score_word(one.score), money_word(one.money), severity_chips(counts) or "没有问题",
        one.word, reviewer, moment_word(one.received_at),
    )  # fmt: skip


def _marks(one: InboxRow) -> Markup:
    marks = Markup("")
    if one.earlier_id is not None:
        marks += Markup(' <span class="tag is-again">重报</span>')
    if one.is_waiting:
        marks += Markup(' <span class="tag is-busy">正在重新检查</span>')
    return marks
