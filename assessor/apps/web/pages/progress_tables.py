"""Plain tables of texts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from nicegui import ui

from assessor.reports.lines import visible

Cell = str | Callable[[], object]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title and how its cells look."""

    title: str
    look: str = ""


def show_table(
    columns: Sequence[Column], rows: Iterable[Sequence[Cell]], *, is_narrow: bool = False
) -> None:
    """Show a table; a cell is a text or draws itself."""
    with (
        ui.element("div").classes("scroll narrow" if is_narrow else "scroll"),
        ui.element("table").classes("table"),
    ):
        with ui.element("thead"), ui.element("tr"):
            for column in columns:
                with ui.element("th").classes(column.look).props("scope=col"):
                    ui.label(column.title)
        with ui.element("tbody"):
            for row in rows:
                with ui.element("tr"):
                    for column, cell in zip(columns, row, strict=True):
                        with ui.element("td").classes(column.look):
                            if isinstance(cell, str):
                                ui.label(visible(cell))
                            else:
                                cell()
