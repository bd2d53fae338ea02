"""Rewrites in a text report: the row as it should be written, why, and what the unit must add."""

from collections.abc import Iterator

from assessor.core.assessment import IndicatorAssessment
from assessor.core.rewrite import FigureSource, Reference, Rewrite, RewrittenRow, Verdict
from assessor.core.submission import Indicator
from assessor.reports.lines import Line, Piece, Style, hanging, visible, width
from assessor.reports.places import place_name
from assessor.reports.text_frame import Layout

_INDENT = 4
_LONGEST_TEXT = 60
# These stand in the report just above.
_ON_THE_ROW = ("原指标值", "原指标名称")
_VERDICTS: dict[Verdict, Piece] = {
    Verdict.VERIFIED: ("（可直接采用）", Style.GOOD),
    Verdict.NEEDS_INPUT: ("（待补充）", Style.MINOR),
}
_LETTERS = {
    "specific": "S",
    "measurable": "M",
    "achievable": "A",
    "relevant": "R",
    "time_bound": "T",
}


def rewrite_lines(row: IndicatorAssessment, layout: Layout) -> Iterator[Line]:
    """Yield what is proposed for a row, or why nothing is."""
    rewrites = row.rewrites
    if rewrites.withheld:
        label = ((" " * _INDENT + "未提建议：", Style.DIM),)
        yield from hanging(label, ((visible(rewrites.withheld), Style.PLAIN),), layout.columns)
    for number, rewrite in enumerate(rewrites.shown, 1):
        label_text = f"建议{number}：" if len(rewrites.shown) > 1 else "建议："
        yield from _rewrite(rewrite, row.indicator, layout, label=label_text)


def _rewrite(rewrite: Rewrite, old: Indicator, layout: Layout, *, label: str) -> Iterator[Line]:
    column = _INDENT + width(label)
    rows = (rewrite.row, *rewrite.further)
    for i, new in enumerate(rows):
        name = label if i == 0 else "并："
        head = ((" " * (column - width(name)) + name, Style.HEADING if i == 0 else Style.DIM),)
        verdict = (_VERDICTS[rewrite.verdict],) if i == len(rows) - 1 else ()
        yield from hanging(head, (*_cells(new, old), *verdict), layout.columns)
    for name, text in _details(rewrite):
        yield from hanging(((" " * column + name, Style.DIM),), ((visible(text), Style.PLAIN),),
                           layout.columns)  # fmt: skip


def _cells(new: RewrittenRow, old: Indicator) -> Line:
    """Return level, name and value; only what differs from the old row is emphasised."""
    level = new.level2 or new.level1 or "（无级次）"
    moved = (new.level1, new.level2) != (old.level1, old.level2)
    if moved and new.level1 != old.level1 and new.level1 and new.level2:
        level = f"{new.level1}/{new.level2}"
    value = old.value if old.value.strip() else old.cycle_value
    gap = (" | ", Style.DIM)
    return (
        _cell(level, is_new=moved),
        gap,
        _cell(new.name, is_new=new.name != old.name),
        gap,
        _cell(new.value, is_new=new.value != value),
    )


def _cell(text: str, *, is_new: bool) -> Piece:
    return (visible(text), Style.GOOD if is_new else Style.DIM)


def _details(rewrite: Rewrite) -> Iterator[tuple[str, str]]:
    yield "依据：", rewrite.reason + _gain(rewrite)
    if rewrite.evidence:
        yield "佐证：", "、".join(rewrite.evidence)
    # The row's own figures stand above; only what was taken from elsewhere needs its place.
    if taken := [source for source in rewrite.sources if source.place not in _ON_THE_ROW]:
        yield "数字来源：", "；".join(dict.fromkeys(map(_source, taken)))
    if questions := list(dict.fromkeys(slot.question for slot in rewrite.slots)):
        yield "请填报单位补充：", "；".join(questions)
    known = [slot for slot in rewrite.slots if slot.reference is not None]
    for slot in known:
        assert slot.reference is not None
        of = f"（{slot.question}）" if len(rewrite.slots) > 1 else ""
        yield f"参考{of}：", _reference(slot.reference)


def _gain(rewrite: Rewrite) -> str:
    """Say what the rewrite changes in the scores, ``""`` if nothing."""
    before, after = rewrite.score_before, rewrite.score_after
    if before is None or after is None or before == after:
        return ""
    olds, news = dict(rewrite.smart_before), dict(rewrite.smart_after)
    better = [
        letter
        for name, letter in _LETTERS.items()
        if (new := news.get(name)) is not None and new > (olds.get(name) or 0)
    ]
    when = "补充后得分" if rewrite.verdict is Verdict.NEEDS_INPUT else "得分"
    which = f"，{'、'.join(better)} 提高" if better else ""
    return f"（{when} {number(before)}→{number(after)}{which}）"


def _source(source: FigureSource) -> str:
    where = place_name(source.origin)
    text = source.text if len(source.text) <= _LONGEST_TEXT else f"{source.text[:_LONGEST_TEXT]}…"
    return f"{source.figure}：{source.place}{f'（{where}）' if where else ''}“{text}”"


def _reference(reference: Reference) -> str:
    unit = reference.unit
    low, middle, high = (
        f"{number(x)}{unit}" for x in (reference.low, reference.middle, reference.high)
    )
    whose = f"{reference.sector}同类指标" if reference.sector else "同类指标"
    return f"{whose} {reference.count} 条，中位数 {middle}，中间一半在 {low}–{high}，仅供参考"


def number(value: float) -> str:
    """Return a figure as people write it: at most two decimals, never with an exponent."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
