"""A text with its faulty words underlined; how grave each is, the line and its title tell."""

from collections.abc import Iterable
from html import escape
from itertools import pairwise

from nicegui import ui

from assessor.checks.rule_reference import titles
from assessor.core.finding import Finding
from assessor.core.submission import Field
from assessor.reports.lines import visible

EMPTY = "（空）"


def marked_text(text: str, findings: Iterable[Finding], field: Field) -> None:
    """Show ``text`` with the words of the findings on ``field`` underlined."""
    ui.html(marked_html(text, findings, field), sanitize=False).classes("marked")


def marked_html(text: str, findings: Iterable[Finding], field: Field) -> str:
    """Return the text as escaped HTML, the graver finding first where several meet."""
    here = [f for f in findings if f.field is field and f.end > f.start]
    if not text:
        return f'<span class="faint">{EMPTY}</span>'
    cuts = sorted({0, len(text), *(f.start for f in here), *(f.end for f in here)})
    pieces = []
    for start, end in pairwise(cuts):
        words = escape(visible(text[start:end]))
        over = [f for f in here if f.start < end and f.end > start]
        if not over:
            pieces.append(words)
            continue
        worst = min(over, key=lambda finding: finding.severity.rank)
        told = "；".join(dict.fromkeys(f"{f.severity.chinese}：{title_of(f)}" for f in over))
        pieces.append(
            f'<mark class="mark mark-{worst.severity.value}" title="{escape(told)}">{words}</mark>'
        )
    return "".join(pieces)


def title_of(finding: Finding) -> str:
    """Return the Chinese name of the check that found it."""
    return titles().get(finding.code, finding.code)
