"""What is said of a submission as a whole: score, what agrees, what cannot be judged, how it was read."""

import re
from collections.abc import Iterable, Sequence

from markupsafe import Markup
from nicegui import ui

from assessor.apps.web.pages.screening_parts import NOTHING, plain_html, score_word
from assessor.apps.web.pages.submission_desk import Desk
from assessor.apps.web.pages.submission_entries import place_of_finding
from assessor.core.claim import ClaimVerdict
from assessor.core.ledger import Outcome
from assessor.workbench.submission_view import Plain, ProjectView

_UNJUDGED = (Outcome.CANNOT_JUDGE, Outcome.FAILED)
_MANY = 20
_CLAIM_WORDS = {
    ClaimVerdict.DISAGREES: ("✗", "不一致"),
    ClaimVerdict.CANNOT_DECIDE: ("？", "不能判断"),
    ClaimVerdict.AGREES: ("✓", "一致"),
}
_CLAIMS = tuple(_CLAIM_WORDS)
_OPTION = re.compile(r"（--[a-z-]+）")


def draw_whole(desk: Desk) -> None:
    """Draw what belongs to no row and no project."""
    _score(desk)
    _section("相互一致的内容", [one["text"] for one in desk.view.confirmations],
             empty="没有可以自动核对的勾稽关系。")  # fmt: skip
    _claims(desk)
    _unjudged(desk)
    _reading(desk)


def draw_project(project: ProjectView) -> None:
    """Draw the goals and the money of a project."""
    plain = project.plain
    facts = [("预算金额", _amount(plain["budget"], plain["money_unit"]))]
    facts += [
        (one["name"] or "资金", _amount(one["amount"], plain["money_unit"]))
        for one in plain["funds"]
    ]
    _facts([(word, text) for word, text in facts if text])
    ui.label("绩效目标").props("role=heading aria-level=2").classes("strong")
    if not plain["goals"]:
        ui.label("没有读到绩效目标。").classes("soft")
    for goal in plain["goals"]:
        ui.label(goal["text"]).classes("wrap-any")


def _amount(printed: str | None, unit: str | None) -> str:
    """Return a printed amount with the unit that the form prints elsewhere."""
    text = (printed or "").strip()
    return f"{text}{unit or ''}" if text[-1:].isdigit() else text


def _said(text: str) -> str:
    """Return a text without the options of the command line that it may name."""
    return _OPTION.sub("", text)


def _score(desk: Desk) -> None:
    view = desk.view
    ui.label("得分").props("role=heading aria-level=2").classes("strong")
    if view.scoring is None:
        ui.label("没有评分：没有读到可以评分的内容。").classes("soft")
        return
    grade = f"　等级：{view.grade}" if view.grade else ""
    ui.label(f"{score_word(view.score)} 分{grade}").classes("text-lg strong")
    if view.scoring["reason"]:
        ui.label(view.scoring["reason"]).classes("soft small wrap-any")
    for dimension in view.scoring["dimensions"]:
        score = dimension["score"]
        shown = "需人工判断" if score is None else f"{score:.1f} 分"
        title = f"{dimension['name']}（权重 {dimension['weight']:g}）：{shown}"
        with ui.expansion(title).classes("w-full panel").props("dense"):
            for item in dimension["items"]:
                _item(desk, item)


def _item(desk: Desk, item: Plain) -> None:
    points = f"{item['points']:g}"
    given = f"{item['score']:.1f} / {points}" if item["score"] is not None else f"— / {points}"
    ui.label(f"{item['name']}　{given}").classes("strong")
    ui.label(item["standard"]).classes("soft small wrap-any")
    if item["needs_person"]:
        ui.label(f"需人工判断：{_said(item['needs_person'])}").classes("small wrap-any")
    for text in item["confirmations"]:
        ui.label(f"✓ {text}").classes("small wrap-any")
    for number in item["findings"]:
        _to_finding(desk, number)


def _to_finding(desk: Desk, number: str) -> None:
    place = place_of_finding(desk.entries, number)
    if place is None:
        return
    finding = desk.entries[place.entry].findings[place.finding]
    text = f"{finding.word}：{finding.plain['message']}"
    ui.button(text, on_click=lambda: desk.go(place)).props(
        "flat dense no-caps align=left"
    ).classes("small w-full")  # fmt: skip


def _section(title: str, lines: Sequence[str], *, empty: str) -> None:
    ui.label(f"{title}（{len(lines)}）").props("role=heading aria-level=2").classes("strong")
    if not lines:
        ui.label(empty).classes("soft")
    for line in lines:
        ui.label(f"✓ {line}").classes("wrap-any")


def _claims(desk: Desk) -> None:
    """Draw what a report says that can be checked, what does not agree first."""
    claims = sorted(desk.view.claims or (), key=lambda one: _CLAIMS.index(one["verdict"]))
    if not claims:
        return
    ui.label(f"报告中可核对的说法（{len(claims)}）").props("role=heading aria-level=2").classes(
        "strong"
    )
    for one in claims:
        sign, word = _CLAIM_WORDS[ClaimVerdict(one["verdict"])]
        ui.label(f"{sign} {word}：{one['text']}（{one['why']}）").classes("small wrap-any")


def _unjudged(desk: Desk) -> None:
    entries = [
        one for one in desk.view.ledger or () if Outcome(one["outcome"]) in _UNJUDGED
    ]  # fmt: skip
    ui.label(f"不能判断的内容（{len(entries)}）").props("role=heading aria-level=2").classes(
        "strong"
    )
    if not entries:
        ui.label("所有适用的检查都已完成。").classes("soft")
    _facts([
        (f"{one['title'] or one['code']}", f"{Outcome(one['outcome']).chinese}：{_missing(one)}")
        for one in entries
    ])  # fmt: skip


def _missing(entry: Plain) -> str:
    return _said("；".join(entry["missing"])) or NOTHING


def _reading(desk: Desk) -> None:
    reading = desk.view.reading
    ui.label("文件怎样读取").props("role=heading aria-level=2").classes("strong")
    ui.label(desk.view.paper_name).classes("wrap-any small")
    for notice in reading.get("notices", ()):
        ui.label(notice).classes("notice wrap-any small")
    rejected = reading.get("rejected", ())
    if rejected:
        with ui.expansion(f"没有当作指标的文字（{len(rejected)}）").classes("w-full panel"):
            for one in rejected[:_MANY]:
                ui.label(f"{one['text'][:200]}（{one['reason']}）").classes("small wrap-any")
    for one in desk.view.corrections:
        used = "" if one.is_used else "（原文已变，这项更正没有用上）"
        ui.label(f"已更正 {one.place}：“{one.old}”改为“{one.new}”，{one.by}{used}").classes(
            "small wrap-any"
        )


def _facts(facts: Iterable[tuple[str, str]]) -> None:
    rows = Markup("").join(
        Markup("<dt>{}</dt><dd>{}</dd>").format(word, text) for word, text in facts
    )
    if rows:
        plain_html(rows, tag="dl").classes("facts small")
