"""Findings on the page of a submission: what is said, why, and what a reviewer says of it."""

from collections.abc import Callable, Iterator

from markupsafe import Markup, escape
from nicegui import ui

from assessor.apps.web.pages.screening_parts import (
    key_button,
    moment_word,
    plain_html,
    severity_chip,
)
from assessor.apps.web.pages.submission_desk import Desk
from assessor.apps.web.pages.submission_entries import Cursor, own_decision
from assessor.apps.web.pages.submission_news import VERDICT_WORDS
from assessor.apps.web.pages.submission_sayings import ask_dismissal, ask_wording
from assessor.reports.places import FIELD_NAMES
from assessor.workbench.decided import Decision
from assessor.workbench.decisions import Saying, decide_finding, undo_last
from assessor.workbench.permissions import Action
from assessor.workbench.second_review import adjudicate
from assessor.workbench.states import Round, Verdict
from assessor.workbench.submission_view import FindingView

_FIELDS = {field.value: word for field, word in FIELD_NAMES.items()}
_ROUNDS = {Round.FIRST: "初审", Round.SECOND: "复审", Round.ADJUDICATION: "裁定"}


def draw_findings(desk: Desk) -> None:
    """Draw the findings of the chosen line."""
    entry = desk.entry
    ui.label(f"意见（{len(entry.findings)}）").props("role=heading aria-level=2").classes("strong")
    if not entry.findings:
        ui.label("没有发现问题。").classes("soft")
    for index, finding in enumerate(entry.findings):
        _card(desk, finding, index)


def _card(desk: Desk, finding: FindingView, index: int) -> None:
    own = own_decision(finding, desk.view.round)
    classes = f"finding sev-edge-{finding.plain['severity']}"
    if index == desk.at.finding:
        classes += " is-focus"
    if own is not None and not own.stands:
        classes += " is-dismissed"
    card = ui.element("article").classes(classes).props(f'data-finding="{escape(finding.id)}"')
    card.on("click", lambda: desk.go(Cursor(desk.at.entry, index)))
    with card:
        plain_html(_said(finding, own))
        if finding.decided.first is not None and finding.decided.second is not None:
            _both(finding)
        elif own is not None:
            _decision(own)
        if desk.actor.may(Action.DECIDE):
            _buttons(desk, finding, index)


def _said(finding: FindingView, own: Decision | None) -> Markup:
    plain = finding.plain
    is_edit = own is not None and own.verdict is Verdict.EDIT
    message = own.message if own is not None and is_edit and own.message else plain["message"]
    hint = own.hint if own is not None and is_edit and own.hint else plain["hint"]
    return Markup(
        '<div>{} <b>{}</b> <span class="soft small">{}</span></div>'
        '<div class="message wrap-any">{}</div><dl>{}</dl>'
    ).format(
        severity_chip(plain["severity"]), plain["title"] or plain["code"],
        "、".join(_places(finding)), message, Markup("").join(_facts(finding, hint)),
    )  # fmt: skip


def _places(finding: FindingView) -> Iterator[str]:
    field = _FIELDS.get(finding.plain["field"])
    if field is not None:
        yield f"{field}栏"
    if finding.is_of_whole:
        yield "对照整份申报"


def _facts(finding: FindingView, hint: str) -> Iterator[Markup]:
    plain = finding.plain
    probability = plain["probability"]
    found = "规则" if probability is None else f"模型判断，把握 {probability:.0%}"
    for word, text in (("怎么改", hint), ("依据", plain["source"]), ("来源", found)):
        if text:
            yield Markup("<dt>{}</dt><dd>{}</dd>").format(word, text)


def _decision(decision: Decision) -> None:
    who = f"{decision.by}，" if decision.by else ""
    reason = f"：{decision.reason}" if decision.reason else ""
    ui.label(
        f"{_ROUNDS[decision.round]}{VERDICT_WORDS[decision.verdict]}{reason}"
        f"（{who}{moment_word(decision.made_at)}）"
    ).classes(f"said is-{decision.verdict.value} wrap-any")


def _both(finding: FindingView) -> None:
    """Show both verdicts side by side; the record shows them only when both have decided."""
    decided = finding.decided
    with ui.element("div").classes("both"):
        for one in (decided.first, decided.second):
            if one is not None:
                with ui.element("div").classes("panel"):
                    _decision(one)
                    if one.message:
                        ui.label(f"改为：{one.message}").classes("small wrap-any")
    if decided.adjudication is not None:
        _decision(decided.adjudication)
    elif decided.is_disputed:
        ui.label("两人结论不同，等待审核组长裁定。").classes("strong")


def _buttons(desk: Desk, finding: FindingView, index: int) -> None:
    def chosen(do: Callable[[Desk], object]) -> Callable[[], object]:
        def run() -> object:
            desk.go(Cursor(desk.at.entry, index))
            return do(desk)

        return run

    settles = _settles(desk, finding)
    with ui.row().classes("gap-2 mt-1"):
        key_button("裁定：采纳" if settles else "采纳意见", "a", chosen(accept))
        key_button("裁定：不采纳…" if settles else "不采纳…", "d", chosen(dismiss))
        key_button("裁定：修改文字…" if settles else "修改文字…", "e", chosen(edit))


def _settles(desk: Desk, finding: FindingView) -> bool:
    """Tell whether the reader's word on a finding is an adjudication."""
    decided = finding.decided
    if not desk.actor.may(Action.ADJUDICATE) or decided.first is None or decided.second is None:
        return False
    return decided.first.stands != decided.second.stands


async def accept(desk: Desk) -> None:
    """Accept the chosen finding."""
    if desk.finding is not None:
        await _say(desk, desk.finding, Saying(verdict=Verdict.ACCEPT))


async def dismiss(desk: Desk) -> None:
    """Ask why the chosen finding is dismissed, and dismiss it."""
    finding = desk.finding
    if finding is not None:
        await ask_dismissal(desk, finding, lambda saying: _keep(desk, finding, saying))


async def edit(desk: Desk) -> None:
    """Ask for another wording of the chosen finding, and keep it."""
    finding = desk.finding
    if finding is not None:
        await ask_wording(desk, finding, lambda saying: _keep(desk, finding, saying))


async def _say(desk: Desk, finding: FindingView, saying: Saying) -> None:
    error = await _keep(desk, finding, saying)
    if error:
        with desk.root:
            ui.notify(error, type="negative", multi_line=True, close_button="知道了", timeout=8000)


async def _keep(desk: Desk, finding: FindingView, saying: Saying) -> str:
    """Keep what is said; return why not, ``""`` if it is kept."""
    settles, decided = _settles(desk, finding), finding.decided
    title = finding.plain["title"] or finding.plain["code"]
    error = await desk.attempt(
        lambda session, actor, now: (
            adjudicate(
                session, actor, submission=desk.number, finding=finding.id, saying=saying, now=now,
                seen=decided.adjudication.id if decided.adjudication is not None else None,
            )
            if settles
            else decide_finding(
                session, actor, submission=desk.number, finding=finding.id, saying=saying,
                seen=decided.seen, now=now,
            )
        ),
        done=f"{'已裁定' if settles else '已记录'}：{title}，{VERDICT_WORDS[saying.verdict]}",
    )  # fmt: skip
    return "" if error is None else f"{error.message}。{error.hint}"


async def undo(desk: Desk) -> None:
    """Take back the reader's own last decision."""
    await desk.act(
        lambda session, actor, now: undo_last(session, actor, submission=desk.number, now=now),
        done="已撤销刚才的决定",
    )
