"""Small building blocks for charts as inline SVG: every text escaped, no style attributes."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from assessor.reports.docx_paper import harmless
from assessor.reports.lines import width

INK, PALE, GRID = "#1f2933", "#5b6770", "#d5dbe1"
BLUE, RED, ORANGE, GREEN, GREY = "#2f6db3", "#c23b3b", "#d98a1f", "#3d8b57", "#9aa5b1"
Attribute = str | float | int


def element(name: str, content: Markup | str = "", **attributes: Attribute) -> Markup:
    """Return one element; ``_`` in names of attributes stands for ``-``."""
    shown = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_plain(value))}"'
        for key, value in attributes.items()
    )
    inside = content if isinstance(content, Markup) else escape(harmless(content))
    return Markup(f"<{name}{shown}>{inside}</{name}>")


def _plain(value: Attribute) -> str:
    return value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")


def label(
    x: float,
    y: float,
    text: str,
    *,
    size: int = 12,
    anchor: str = "start",
    fill: str = INK,
    weight: str = "normal",
) -> Markup:
    """Return a text; ``y`` is its baseline."""
    return element(
        "text", text, x=x, y=y, font_size=size, text_anchor=anchor, fill=fill,
        font_weight=weight,
    )  # fmt: skip


def picture(across: float, height: float, title: str, parts: Iterable[Markup]) -> Markup:
    """Return a chart that says its title to readers of the screen."""
    inside = Markup("").join((element("title", title), *parts))
    return element(
        "svg", inside, xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {across:g} {height:g}",
        role="img", class_="chart",
    )  # fmt: skip


def folded(text: str, columns: int) -> tuple[str, ...]:
    """Return a text as lines of at most so many columns, nothing left out."""
    lines = [""]
    for char in harmless(text):
        if width(lines[-1] + char) > columns:
            lines.append("")
        lines[-1] += char
    return tuple(line.strip() for line in lines)
