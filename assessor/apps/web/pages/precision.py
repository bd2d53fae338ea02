"""How often reviewers keep what a check finds, how far they agree, and the labels to take away."""

import json
from dataclasses import dataclass
from functools import partial

from nicegui import ui

from assessor.apps.web.pages import frame
from assessor.apps.web.pages.areas import Area, busy, heading, nothing, off_loop, use_style
from assessor.apps.web.pages.frame import Visit, told
from assessor.apps.web.pages.progress_tables import Cell, Column, show_table
from assessor.workbench.kappa import SMALL
from assessor.workbench.labels import export_labels, labelled_rows
from assessor.workbench.permissions import Action, Actor
from assessor.workbench.precision import (
    LivePrecision,
    MonthlyPrecision,
    precision_by_check,
    precision_by_month,
)
from assessor.workbench.reviewer_agreement import Agreement, Over, agreement

_FILE = "审核标签.jsonl"
_MEDIA = "application/x-ndjson"
_OVER = {Over.ALL: "全部", Over.CHECK: "按检查规则", Over.PAIR: "按审核人"}


def register() -> None:
    """Register the page and its place in the bar."""
    frame.entry("/precision", "检查准确率", Action.READ_PRECISION, "insights")
    frame.page("/precision", title="检查准确率", action=Action.READ_PRECISION)(_show)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figures:
    checks: tuple[LivePrecision, ...]
    months: tuple[MonthlyPrecision, ...]
    agreements: tuple[Agreement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Export:
    content: bytes
    rows: int
    withheld: tuple[tuple[str, int], ...]


def _show(visit: Visit, actor: Actor) -> None:
    use_style()
    heading("检查准确率", 1)
    ui.label(
        "每条检查规则提出的问题，审核人采纳（含改后采纳）的占比，只算仍然有效的结论，有裁定的以裁定为准。"
        f"区间是 95% 置信区间；不到 {SMALL} 条的标“样本少”，不宜下结论。"
    ).classes("lead")
    if actor.may(Action.EXPORT_LABELS):
        _show_export(visit)
    Area(lambda: _read(visit), _draw)


def _read(visit: Visit) -> _Figures:
    with visit.reading() as (session, actor):
        return _Figures(
            checks=precision_by_check(session, actor),
            months=precision_by_month(session, actor),
            agreements=agreement(session, actor),
        )


def _draw(figures: _Figures) -> None:
    if not figures.checks:
        nothing("还没有审核结论。审核人对问题作出采纳或不采纳的结论后，这里就有各条规则的准确率。")
        return
    heading("按检查规则")
    show_table((Column("检查规则", "long"), *_COLUMNS), [
        (f"{one.title}（{one.code}）", *_cells(one)) for one in figures.checks
    ])  # fmt: skip
    heading("按月")
    show_table((Column("月份"), Column("检查规则", "long"), *_COLUMNS), [
        (one.month, f"{one.figures.title}（{one.figures.code}）", *_cells(one.figures))
        for one in reversed(figures.months)
    ])  # fmt: skip
    _draw_agreement(figures.agreements)


_COLUMNS = (
    Column("采纳", "num"), Column("不采纳", "num"), Column("其中问题属实但放过", "num"),
    Column("准确率", "num"), Column("95% 区间", "num"), Column("图示（0—100%）"), Column(""),
)  # fmt: skip


def _cells(one: LivePrecision) -> tuple[Cell, ...]:
    number = one.accepted + one.dismissed
    return (
        str(one.accepted), str(one.dismissed), str(one.let_pass), f"{one.precision:.0%}",
        f"{one.low:.0%}—{one.high:.0%}",
        partial(_interval, one.precision, one.low, one.high),
        partial(_few, number < SMALL),
    )  # fmt: skip


def _interval(point: float, low: float, high: float) -> None:
    """Draw a share with its interval from 0 to 1; the figures stand beside it."""
    with ui.element("div").classes("interval").props("aria-hidden=true"):
        ui.element("div").classes("interval-range").style(
            f"left:{low * 100:.1f}%;width:{(high - low) * 100:.1f}%"
        )
        ui.element("div").classes("interval-point").style(f"left:{point * 100:.1f}%")


def _few(is_few: bool) -> None:
    if is_few:
        ui.label("样本少").classes("few")


def _draw_agreement(found: tuple[Agreement, ...]) -> None:
    heading("两名审核人的一致程度")
    if not found:
        nothing("还没有两名审核人都作了结论的问题。给申报分派复核人后，这里就有一致率和 kappa。")
        return
    ui.label(
        "kappa 是扣除碰巧一致之后的一致程度：1 为完全一致，0 为与碰巧一样。裁定不影响这里的数。"
    ).classes("hint")
    columns = (
        Column("范围"), Column("名称", "long"), Column("共同作出结论", "num"), Column("一致", "num"),
        Column("kappa", "num"), Column("95% 区间", "num"), Column("说明"),
    )  # fmt: skip
    show_table(columns, [_agreement_cells(one) for one in found])


def _agreement_cells(one: Agreement) -> tuple[Cell, ...]:
    figures = one.figures
    name = f"{one.title}（{one.key}）" if one.over is Over.CHECK else one.title
    has_interval = figures.low is not None and figures.high is not None
    return (
        _OVER[one.over], name, f"{figures.pairs} 条",
        "—" if figures.share is None else f"{figures.share:.0%}",
        "—" if figures.kappa is None else f"{figures.kappa:.2f}",
        f"{figures.low:.2f}—{figures.high:.2f}" if has_interval else "—",
        figures.remark,
    )  # fmt: skip


def _show_export(visit: Visit) -> None:
    with ui.element("section").classes("card"):
        ui.label("导出标签").classes("strong")
        ui.label(
            "把审核结论导出为标注语料（每行一条 JSON），可用来重新训练模型；不含审核人姓名。导出会记入审计日志。"
        ).classes("hint")
        with ui.element("div").classes("actions"):
            button = ui.button("下载标签", icon="download")
        result = ui.element("div").props("role=status")

    async def exported() -> None:
        with told(), busy(button):
            found = await off_loop(lambda: _exported(visit))
            result.clear()
            with result:
                ui.label(f"导出 {found.rows} 条。" if found.rows else "还没有可以导出的结论。")
                for cause, number in found.withheld:
                    ui.label(f"另有 {number} 条没有导出：{cause}。").classes("hint")
            if found.rows:
                ui.download.content(found.content, _FILE, _MEDIA)

    button.on_click(exported)


def _exported(visit: Visit) -> _Export:
    with visit.writing() as (session, actor):
        rows = [
            json.dumps(row, ensure_ascii=False)
            for row in export_labels(session, actor, now=visit.services.now())
        ]
        withheld = labelled_rows(session).withheld
    content = "".join(f"{row}\n" for row in rows).encode()
    return _Export(content=content, rows=len(rows), withheld=withheld)
