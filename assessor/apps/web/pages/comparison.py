"""Where two reviewers differ, waiting to be settled, and how far reviewers agree at all."""

from markupsafe import Markup
from nicegui import ui

from assessor.apps.web.pages import frame
from assessor.apps.web.pages.frame import Visit
from assessor.apps.web.pages.screening_parts import NOTHING, plain_html, reading, use_assets
from assessor.apps.web.pages.submission_news import VERDICT_WORDS
from assessor.workbench.permissions import Action, Actor
from assessor.workbench.reviewer_agreement import Agreement, Over, agreement
from assessor.workbench.second_review import Disagreement, disagreements

_MOST = 200
_HEADS = {Over.ALL: "全部", Over.CHECK: "按检查规则", Over.PAIR: "按审核人"}


def register() -> None:
    """Register the page."""
    frame.entry("/comparison", "复审比对", Action.ADJUDICATE, "compare")

    @frame.page("/comparison", title="复审比对", action=Action.ADJUDICATE)
    def show(visit: Visit, actor: Actor) -> None:
        del actor
        use_assets()
        ui.label("复审比对").props("role=heading aria-level=1").classes("text-xl strong")
        with visit.reading() as (session, reader):
            found = disagreements(session, reader, with_settled=True, most=_MOST)
        _differences(found)
        box = ui.column().classes("w-full gap-1")
        with box:
            ui.spinner(size="1.2rem")

        async def load() -> None:
            with frame.told():
                figures = await reading(visit, agreement)
                box.clear()
                with box:
                    _agreement(figures)

        ui.timer(0, load, once=True)


def _differences(found: tuple[Disagreement, ...]) -> None:
    open_ones = [one for one in found if one.adjudication is None]
    ui.label(f"等待裁定的意见（{len(open_ones)}）").props("role=heading aria-level=2").classes(
        "text-lg strong"
    )
    if not found:
        ui.label("没有结论不同的意见。复审人和初审人都作出决定后，不同之处列在这里。").classes(
            "empty"
        )
        return
    head = Markup("").join(
        Markup("<th>{}</th>").format(word) for word in ("单位", "意见", "初审", "复审", "裁定")
    )
    rows = Markup("").join(_row(one) for one in sorted(found, key=lambda one: one.seen is not None))
    plain_html(
        Markup('<table class="list"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>').format(
            head, rows
        )
    ).classes("w-full")


def _row(one: Disagreement) -> Markup:
    settled = one.adjudication
    word = VERDICT_WORDS[settled.verdict] if settled is not None else "去裁定"
    return Markup(
        "<tr><td>{}</td><td><b>{}</b><br>{}</td><td>{}：{}{}</td><td>{}：{}{}</td>"
        '<td><a href="/submissions/{}?finding={}">{}</a></td></tr>'
    ).format(
        one.unit or NOTHING, one.title, one.message,
        one.first.by, VERDICT_WORDS[one.first.verdict], _why(one.first.reason),
        one.second.by, VERDICT_WORDS[one.second.verdict], _why(one.second.reason),
        one.submission, one.finding, word,
    )  # fmt: skip


def _why(reason: str) -> str:
    return f"（{reason}）" if reason else ""


def _agreement(figures: tuple[Agreement, ...]) -> None:
    ui.label("审核一致性").props("role=heading aria-level=2").classes("text-lg strong")
    if not figures:
        ui.label("还没有两人都审过的意见。指定复审人后，这里统计一致程度。").classes("empty")
        return
    ui.label(
        "kappa 是扣除碰巧相同之后的一致程度：1 为完全一致，0 为与碰巧无异；括号内为 95% 区间。"
    ).classes("soft small")
    for over, title in _HEADS.items():
        rows = [one for one in figures if one.over is over]
        if rows:
            ui.label(title).classes("strong")
            plain_html(_figures(rows)).classes("w-full")


def _figures(rows: list[Agreement]) -> Markup:
    head = Markup("").join(
        Markup('<th class="{}">{}</th>').format(kind, word)
        for kind, word in (("", "范围"), ("num", "意见数"), ("num", "结论相同"),
                           ("num", "一致率"), ("num", "kappa（95% 区间）"), ("", "说明"))
    )  # fmt: skip
    body = Markup("").join(_figure(one) for one in rows)
    return Markup(
        '<table class="list"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>'
    ).format(head, body)  # fmt: skip


def _figure(one: Agreement) -> Markup:
    figures = one.figures
    kappa = NOTHING if figures.kappa is None else f"{figures.kappa:.2f}"
    if figures.low is not None and figures.high is not None:
        kappa += f"（{figures.low:.2f}–{figures.high:.2f}）"
    share = NOTHING if figures.share is None else f"{figures.share:.0%}"
    return Markup(
        '<tr><td>{}</td><td class="num">{}</td><td class="num">{}</td><td class="num">{}</td>'
        '<td class="num">{}</td><td>{}</td></tr>'
    ).format(
        one.title or "全部意见", figures.pairs, figures.equal, share, kappa, figures.remark
    )  # fmt: skip
