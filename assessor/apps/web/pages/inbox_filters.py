"""What is asked of the inbox, as it stands in the address of the page, and its controls."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from nicegui import ui

from assessor.core.finding import Severity
from assessor.workbench.inbox import Column, InboxFilter
from assessor.workbench.permissions import Action, Actor
from assessor.workbench.states import REVIEW_WORDS, ReviewState
from assessor.workbench.visible_submissions import LARGEST_ID

GRADES = ("优", "良", "中", "差")
_LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A filter with its order and page; ``mine`` = those that the reader reviews."""

    wanted: InboxFilter = field(default_factory=InboxFilter)
    sort: Column = Column.RISK
    descending: bool = True
    page: int = 1

    @property
    def is_filtered(self) -> bool:
        """Whether anything is left out."""
        return self.wanted != InboxFilter()

    def address(self) -> str:
        """Return the address of the inbox with this."""
        wanted = self.wanted
        pairs: list[tuple[str, str]] = [
            *(("unit", one) for one in wanted.units),
            *(("year", str(one)) for one in wanted.years),
            *(("grade", one) for one in wanted.grades),
            *(("state", one.value) for one in wanted.states),
        ]
        if wanted.batch is not None:
            pairs.append(("batch", str(wanted.batch)))
        if wanted.severity is not None:
            pairs.append(("severity", wanted.severity.value))
        if wanted.text:
            pairs.append(("text", wanted.text))
        if wanted.reviewer_id is not None:
            pairs.append(("mine", "1"))
        if wanted.only_resubmitted:
            pairs.append(("again", "1"))
        if (self.sort, self.descending) != (Column.RISK, True):
            pairs += [("sort", self.sort.value), ("down", "1" if self.descending else "0")]
        if self.page != 1:
            pairs.append(("page", str(self.page)))
        return f"/inbox?{urlencode(pairs)}" if pairs else "/inbox"


def asked_of(query: Mapping[str, str], lists: Callable[[str], list[str]], actor: Actor) -> Asked:
    """Return what an address asks for; what makes no sense is left out."""
    states = tuple(ReviewState(one) for one in lists("state") if one in set(ReviewState))
    severity = query.get("severity", "")
    sort = query.get("sort", "")
    return Asked(
        wanted=InboxFilter(
            units=tuple(one[:_LONGEST] for one in lists("unit")),
            years=tuple(number for one in lists("year") if (number := _number(one, 9999))),
            grades=tuple(one for one in lists("grade") if one in GRADES),
            states=states,
            batch=_number(query.get("batch", ""), LARGEST_ID),
            severity=Severity(severity) if severity in set(Severity) else None,
            text=query.get("text", "")[:_LONGEST],
            reviewer_id=actor.id if query.get("mine") == "1" else None,
            only_resubmitted=query.get("again") == "1",
        ),
        sort=Column(sort) if sort in set(Column) else Column.RISK,
        descending=query.get("down", "1") != "0",
        page=_number(query.get("page", ""), LARGEST_ID) or 1,
    )


def _number(text: str, most: int) -> int | None:
    is_number = text.isascii() and text.isdecimal() and len(text) <= 10
    return int(text) if is_number and 0 < int(text) <= most else None


def draw_filters(
    actor: Actor,
    asked: Asked,
    *,
    units: tuple[str, ...],
    years: tuple[int, ...],
    on_change: Callable[[InboxFilter], Any],
) -> None:
    """Draw the controls; each change calls ``on_change`` with the new filter."""
    now = [asked.wanted]

    def change(**told: Any) -> Any:  # noqa: ANN401 - as the caller's
        now[0] = replace(now[0], **told)
        return on_change(now[0])

    wanted = asked.wanted
    with ui.row().classes("w-full items-center gap-2"):
        ui.input(
            "搜索", value=wanted.text, placeholder="单位、项目、指标、文件名",
            on_change=lambda event: change(text=event.value or ""),
        ).props(
            'outlined dense clearable debounce=350 maxlength=200 data-search aria-label="搜索"'
        ).style("flex: 1 1 14rem")  # fmt: skip
        _several("单位", {one: one for one in units}, wanted.units, lambda v: change(units=v))
        _several("年度", {one: str(one) for one in years}, wanted.years, lambda v: change(years=v))
        _several("等级", {one: one for one in GRADES}, wanted.grades, lambda v: change(grades=v))
        _several("状态", dict(REVIEW_WORDS), wanted.states, lambda v: change(states=v))
        severities = {one: f"有“{one.chinese}”" for one in Severity}
        ui.select(
            {None: "全部", **severities}, value=wanted.severity, label="问题",
            on_change=lambda event: change(severity=event.value),
        ).props("outlined dense options-dense").style("min-width: 8rem")  # fmt: skip
        if actor.may(Action.DECIDE):
            ui.checkbox(
                "我的", value=wanted.reviewer_id is not None,
                on_change=lambda event: change(reviewer_id=actor.id if event.value else None),
            )  # fmt: skip
        ui.checkbox(
            "只看重报", value=wanted.only_resubmitted,
            on_change=lambda event: change(only_resubmitted=bool(event.value)),
        )  # fmt: skip


def _several(
    label: str,
    options: Mapping[Any, str],
    value: tuple[Any, ...],
    on_change: Callable[[tuple[Any, ...]], Any],
) -> None:
    # What the address names may no longer be among the choices.
    known = [one for one in value if one in options]
    ui.select(
        dict(options), value=known, label=label, multiple=True, clearable=True,
        with_input=len(options) > 12, on_change=lambda event: on_change(tuple(event.value or ())),
    ).props("outlined dense options-dense").style("min-width: 8rem; max-width: 16rem")  # fmt: skip
