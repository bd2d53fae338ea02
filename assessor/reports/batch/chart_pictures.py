"""Charts of the Word report as pictures; ``None`` where the machine has no Chinese font."""

import io
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from assessor.reports.batch.figures import Figures
from assessor.reports.batch.level_tables import ACROSS, DOWN
from assessor.reports.batch.svg import folded
from assessor.reports.batch.tables import score_table

FONTS = (
    "SimHei", "Microsoft YaHei", "SimSun", "PingFang SC", "Heiti SC", "Noto Sans CJK SC",
    "Source Han Sans SC", "Source Han Sans CN", "Noto Sans CJK JP", "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei", "Noto Serif CJK SC", "Noto Serif CJK JP",
)  # fmt: skip
_COLOURS = {"必须改": "#c23b3b", "应修改": "#d98a1f", "建议改": "#2f6db3", "提示": "#9aa5b1"}
_BLUE, _RED = "#2f6db3", "#c23b3b"
_MOST_BARS = 10
_NAME_COLUMNS = 34


_FILES = (
    "simhei", "msyh", "simsun", "notosanscjk-regular", "notosanssc-regular",
    "sourcehansanssc-regular", "sourcehansanscn-regular", "wqy-microhei", "wqy-zenhei",
    "notoserifcjk-regular",
)  # fmt: skip


@cache
def chinese_font() -> str | None:
    """Return the name of a font of this machine that has Chinese characters."""
    from matplotlib import font_manager  # noqa: PLC0415 - slow to load, needed for Word alone

    known = {entry.name for entry in font_manager.fontManager.ttflist}
    named = next((name for name in FONTS if name in known), None)
    return named or _found_on_disk()


def _found_on_disk() -> str | None:
    """Look for the files themselves: the list of fonts may be older than they are."""
    from matplotlib import font_manager  # noqa: PLC0415

    files = {Path(path).stem.lower(): path for path in font_manager.findSystemFonts()}
    for stem in _FILES:
        if stem in files:
            font_manager.fontManager.addfont(files[stem])
            return font_manager.get_font(files[stem]).family_name
    return None


def defect_picture(figures: Figures) -> bytes | None:
    """Return the most frequent defects as lying bars."""
    shown = figures.defects[:_MOST_BARS][::-1]
    if not shown or chinese_font() is None:
        return None

    def draw(axes: Any) -> None:  # noqa: ANN401 - matplotlib knows its own types
        names = ["\n".join(folded(f"{one.code} {one.title}", _NAME_COLUMNS)) for one in shown]
        bars = axes.barh(names, [o.findings for o in shown],
                         color=[_COLOURS.get(o.severity, _BLUE) for o in shown])  # fmt: skip
        axes.bar_label(bars, padding=3, fontsize=8)

    lines = sum(max(len(folded(f"{o.code} {o.title}", _NAME_COLUMNS)), 1.6) for o in shown)
    return _picture(draw, height=0.9 + 0.17 * lines, numbers_below=False)


def score_picture(figures: Figures) -> bytes | None:
    """Return how the scores are spread."""
    table = score_table(figures)
    if not sum(figures.scores) or chinese_font() is None:
        return None
    counts = [count for _, count in table.rows]

    def draw(axes: Any) -> None:  # noqa: ANN401 - matplotlib knows its own types
        bars = axes.bar([str(name) for name, _ in table.rows], counts, color=_BLUE)
        axes.bar_label(bars, padding=2, fontsize=8)
        axes.set_ylabel("申报份数")

    return _picture(draw, height=2.3)


def level_picture(figures: Figures) -> bytes | None:
    """Return declared x judged types as a heat map."""
    matrix = figures.levels
    lines = [
        (name, counts, misplaced)
        for name, counts, misplaced in zip(
            matrix.declared, matrix.counts, matrix.misplaced, strict=True
        )
        if any(counts)
    ]
    if not lines or chinese_font() is None:
        return None

    def draw(axes: Any) -> None:  # noqa: ANN401 - matplotlib knows its own types
        shares = [[n / sum(counts) for n in counts] for _, counts, _ in lines]
        axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
        axes.set_xticks(range(len(matrix.judged)), [_brief(n) for n in matrix.judged], rotation=30)
        axes.set_yticks(range(len(lines)), [_brief(name) for name, *_ in lines])
        for y, (_, counts, misplaced) in enumerate(lines):
            for x, count in enumerate(counts):
                if count:
                    ink = "white" if count / sum(counts) > 0.5 else "black"
                    axes.text(x, y, str(count), ha="center", va="center", color=ink, fontsize=8)
                if misplaced[x]:
                    axes.text(x + 0.44, y - 0.4, str(misplaced[x]), ha="right", va="top", color=_RED,
                              fontsize=6.5, bbox={"facecolor": "white", "linewidth": 0, "pad": 0.6})  # fmt: skip
        axes.set_xlabel(ACROSS)
        axes.set_ylabel(DOWN)

    return _picture(draw, height=1.3 + 0.3 * len(lines), framed=True)


def money_picture(figures: Figures) -> bytes | None:
    """Return one point per project."""
    if not figures.points or chinese_font() is None:
        return None

    def draw(axes: Any) -> None:  # noqa: ANN401 - matplotlib knows its own types
        axes.scatter([p.budget / 1e4 for p in figures.points], [p.weak * 100 for p in figures.points],
                     c=[_RED if p.weak else _BLUE for p in figures.points], s=16, alpha=0.6)  # fmt: skip
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter("{x:,.12g}")
        axes.set_xlabel("项目预算（万元，对数刻度）")
        axes.set_ylabel("弱指标占比（%）")

    return _picture(draw, height=2.7)


def _brief(name: str) -> str:
    return (
        name.removesuffix("指标")
        .replace("服务对象满意度", "满意度")
        .replace("可持续影响", "可持续")
    )


def _picture(
    draw: Callable[[Any], None], *, height: float, framed: bool = False, numbers_below: bool = True
) -> bytes:
    """Return a PNG of a drawing, without the state of pyplot."""
    from matplotlib import rc_context  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    options: Any = {"font.family": [chinese_font()], "axes.unicode_minus": False, "font.size": 9}
    with rc_context(options):
        figure = Figure(figsize=(6.1, height), dpi=160, layout="constrained")
        axes = figure.add_subplot()
        draw(axes)
        for side in ("top", "right"):
            axes.spines[side].set_visible(framed)
        if not numbers_below:
            axes.set_xticks([])
            axes.spines["bottom"].set_visible(False)
        axes.tick_params(labelsize=8)
        stream = io.BytesIO()
        figure.savefig(stream, format="png", metadata={"Software": None})
    return stream.getvalue()
