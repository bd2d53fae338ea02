"""Marked texts, bars of scores and lines of the table, as escaped markup."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from markupsafe import Markup, escape

from assessor.apps.web.pages.screening_parts import NOTHING, severity_chips
from assessor.apps.web.pages.submission_entries import Entry, own_decision
from assessor.core.finding import Severity
from assessor.workbench.states import Round
from assessor.workbench.submission_view import FindingView, SubmissionView

SLOT = "【__】"
_LETTERS = (
    ("S", "specific", "明确"),
    ("M", "measurable", "可衡量"),
    ("A", "achievable", "可实现"),
    ("R", "relevant", "相关"),
    ("T", "time_bound", "有时限"),
)
_UNNAMED = "（未写项目名称）"


@dataclass(frozen=True, slots=True)
class Marked:
    """Characters of a text that a finding points at."""

    start: int
    end: int
    severity: Severity
    title: str


def marks_of(findings: Iterable[FindingView], field: str) -> list[Marked]:
    """Return what findings mark in one field; dismissed ones and those of goals mark nothing."""
    return [
        Marked(
            one.plain["start"], one.plain["end"], Severity(one.plain["severity"]),
            str(one.plain["title"] or ""),
        )
        for one in findings
        if one.plain["field"] == field
        and one.plain.get("place", "row") == "row"
        and (one.decided.holding is None or one.decided.holding.stands)
    ]  # fmt: skip


def marked_text(text: str, marks: Sequence[Marked]) -> Markup:
    """Return a text with its marked characters underlined, each in the style of the worst."""
    bounds = sorted({0, len(text), *(b for m in marks for b in (m.start, m.end) if b <= len(text))})
    parts = []
    for start, end in pairwise(bounds):
        over = [mark for mark in marks if mark.start <= start and end <= mark.end]
        piece = escape(text[start:end])
        if over:
            worst = min(over, key=lambda mark: mark.severity.rank).severity
            titles = "、".join(dict.fromkeys(mark.title for mark in over if mark.title))
            piece = Markup('<u class="mark mark-{}" title="{}：{}">{}</u>').format(
                worst.value, worst.chinese, titles, piece
            )
        parts.append(piece)
    return Markup("").join(parts)


def with_slots(text: str) -> Markup:
    """Return a text whose blanks to be filled in stand out."""
    pieces = [escape(piece) for piece in text.split(SLOT)]
    return Markup(f'<span class="slot" title="由单位填写">{SLOT}</span>').join(pieces)


def smart_bars(smart: Mapping[str, float | None]) -> Markup:
    """Return the five bars; hatched where one row cannot tell."""
    bars = []
    for letter, key, word in _LETTERS:
        score = smart.get(key)
        if score is None:
            bar = Markup('<i class="is-unknown"></i>')
            told = f"{word}：看一行无法判断"
        else:
            bar = Markup('<i><b style="height:{}%"></b></i>').format(round(score))
            told = f"{word}：{score:.0f} 分"
        bars.append(Markup('<span title="{}">{}{}</span>').format(told, bar, letter))
    spoken = "；".join(
        f"{word}{'无法判断' if smart.get(key) is None else f'{smart[key]:.0f}分'}"
        for _, key, word in _LETTERS
    )
    return Markup('<span class="smart" role="img" aria-label="{}">{}</span>').format(
        f"SMART：{spoken}", Markup("").join(bars)
    )


def table_html(view: SubmissionView, lines: Mapping[str, str]) -> Markup:
    """Return the whole table around its lines."""
    actual = "<th>实际完成值</th>" if has_actual(view) else ""
    head = Markup(
        "<thead><tr><th class=num>序号</th><th>一级 / 二级指标</th><th>三级指标</th><th>指标值</th>"
        f"{actual}<th>SMART</th><th>问题</th><th>处理</th></tr></thead>"
    )
    body = Markup("").join(Markup(line) for line in lines.values())
    return Markup(
        '<table class="list" aria-label="指标表">{}<tbody>{}</tbody></table>'
    ).format(head, body)  # fmt: skip


def has_actual(view: SubmissionView) -> bool:
    """Tell whether a unit reported what was reached."""
    return any(row.plain["actual"] for row in view.all_rows)


def lines_of(view: SubmissionView, entries: Sequence[Entry]) -> dict[str, str]:
    """Return each line of the table as markup by the key of its entry."""
    actual = has_actual(view)
    return {entry.key: str(_line(entry, view.round, actual=actual)) for entry in entries}


def _line(entry: Entry, own: Round, *, actual: bool) -> Markup:
    tail = Markup("<td>{}</td><td>{}</td>").format(
        severity_chips(entry.counts) or NOTHING, _decided(entry, own)
    )
    if entry.row is None:
        word = "申报整体"
        if entry.project is not None:
            word = f"项目：{str(entry.project.plain['name']).strip() or _UNNAMED}"
        return Markup(
            '<tr class="is-project" data-entry="{}" tabindex="-1"><td colspan="{}">{}</td>{}</tr>'
        ).format(entry.key, 6 if actual else 5, word, tail)
    row, plain = entry.row, entry.row.plain
    cells = [
        Markup('<td class="num">{}</td>').format(row.place + 1),
        Markup('<td data-field="level2">{}<br>{}</td>').format(
            marked_text(plain["level1"], marks_of(entry.findings, "level1")),
            marked_text(plain["level2"], marks_of(entry.findings, "level2")),
        ),
        _cell(entry, plain, "name"),
        _value(entry, plain),
    ]
    if actual:
        cells.append(_cell(entry, plain, "actual"))
    return Markup('<tr data-entry="{}" tabindex="-1">{}<td>{}</td>{}</tr>').format(
        entry.key, Markup("").join(cells), smart_bars(plain["smart"]), tail
    )


def _cell(entry: Entry, plain: Mapping[str, Any], field: str) -> Markup:
    text = plain[field] or ""
    shown = marked_text(text, marks_of(entry.findings, field)) if text.strip() else _missing()
    return Markup('<td data-field="{}">{}</td>').format(field, shown)


def _value(entry: Entry, plain: Mapping[str, Any]) -> Markup:
    value = plain["value"]
    shown = marked_text(value, marks_of(entry.findings, "value")) if value.strip() else _missing()
    sign = Markup("{} ").format(plain["sign"]) if plain["sign"] else ""
    unit = Markup(" {}").format(plain["unit"]) if plain["unit"] else ""
    cycle = ""
    if plain["cycle_value"]:
        cycle = Markup('<br><span class="soft small">实施周期：{}</span>').format(
            marked_text(plain["cycle_value"], marks_of(entry.findings, "cycle_value"))
        )
    return Markup('<td data-field="value">{}{}{}{}</td>').format(sign, shown, unit, cycle)


def _missing() -> Markup:
    return Markup('<span class="soft">（未填）</span>')


def _decided(entry: Entry, own: Round) -> Markup:
    total = len(entry.findings)
    comments = Markup("")
    if entry.row is not None and entry.row.comments:
        comments = Markup(' <span class="tag">留言 {}</span>').format(entry.row.comments)
    if not total:
        return escape(NOTHING) + comments
    done = sum(own_decision(one, own) is not None for one in entry.findings)
    disputed = any(one.decided.is_disputed for one in entry.findings)
    word = "✓\u00a0已定" if done == total else f"{done}/{total}"
    more = Markup(' <span class="tag is-busy">待裁定</span>') if disputed else ""
    return Markup("{}{}{}").format(word, more, comments)
