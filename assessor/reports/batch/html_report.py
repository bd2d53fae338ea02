"""The report as one HTML file: no outside asset, readable without scripts, printable on A4."""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import IO

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from assessor.core.finding import Severity
from assessor.reports.batch import charts_svg
from assessor.reports.batch.audiences import Audience, Section
from assessor.reports.batch.chinese_numbers import (
    count_text,
    money_text,
    percent,
    score_text,
    share_text,
)
from assessor.reports.batch.level_tables import CAPTION, level_table
from assessor.reports.batch.record_tables import PRIVATE, record_tables
from assessor.reports.batch.report import BatchReport
from assessor.reports.batch.row_records import FieldText, ProjectRecord, RowRecord
from assessor.reports.batch.summary import leaders_sentences
from assessor.reports.batch.tables import (
    Column,
    Kind,
    Table,
    Value,
    comparison_tables,
    defect_table,
    grade_table,
    interval_note,
    score_table,
    sector_table,
    unit_table,
    unknown_money,
    unranked_table,
    value_text,
    worklist_table,
)
from assessor.reports.docx_paper import harmless
from assessor.taxonomy.level_type import LevelType

MOST_ROWS = 3_000
MOST_WORK = 100
HEADINGS = {
    Section.SUMMARY.value: "概况",
    Section.DIVISION.value: "单位与问题分析",
    Section.WORKLIST.value: "审核工作清单",
    Section.DETAILS.value: "逐条问题",
    Section.RECORD.value: "存档记录",
}
_NUMBERS = frozenset({Kind.COUNT, Kind.MONEY, Kind.SHARE, Kind.PERCENT, Kind.SCORE, Kind.CHANGE})


def write_batch_html(report: BatchReport, stream: IO[bytes], *, most_rows: int = MOST_ROWS) -> None:
    """Write the report piece by piece.

    Parameters
    ----------
    most_rows
        Most rows with findings in the drill-down; how many are left out is told.

    Raises
    ------
    OSError
        The stream cannot be written.
    """
    details = Details(report, most_rows)
    template = _environment().get_template("report.html.j2")
    script, style = _asset("report.js"), _asset("report.css")
    stream_of = template.stream(
        report=report,
        figures=report.figures,
        sections=[section.value for section in report.audience.sections],
        is_unit=report.audience is Audience.UNIT,
        is_brief=report.audience is Audience.LEADERS,
        details=details,
        tables=_tables(report),
        sentences=leaders_sentences(report),
        charts=charts_svg,
        script=Markup(script),
        style=Markup(style),
        policy=_policy(script, style),
        level_caption=CAPTION,
        headings=HEADINGS,
        private=PRIVATE,
    )
    stream_of.enable_buffering(64)
    stream_of.dump(stream, encoding="utf-8")


def _tables(report: BatchReport) -> dict[str, list[Table]]:
    figures = report.figures
    compared = comparison_tables(report.comparison) if report.comparison else ()
    return {
        "summary": [],
        "division": [
            unit_table(figures), unranked_table(figures), defect_table(figures), level_table(figures),
            sector_table(figures), grade_table(figures), score_table(figures), *compared,
        ],
        "worklist": [worklist_table(figures, most=MOST_WORK)],
        "record": list(record_tables(figures)) if report.has(Section.RECORD) else [],
    }  # fmt: skip


@dataclass(slots=True)
class Details:
    """Projects with the rows to be shown; counts what did not fit."""

    report: BatchReport
    most: int
    shown: int = 0
    left: int = 0

    def __iter__(self) -> "Iterator[tuple[ProjectRecord, list[RowRecord]]]":
        for record in self.report.in_work_order():
            rows = [row for row in record.rows if row.is_open]
            fitting = rows[: max(self.most - self.shown, 0)]
            self.shown += len(fitting)
            self.left += len(rows) - len(fitting)
            if fitting or (record.findings and self.shown < self.most):
                yield record, fitting


def marked(field: FieldText) -> Markup:
    """Return a printed text with its marked words underlined, everything escaped."""
    worst: list[str | None] = [None] * len(field.text)
    for mark in sorted(field.marks, key=lambda one: -Severity(one.severity).rank):
        for place in range(max(mark.start, 0), min(mark.end, len(worst))):
            worst[place] = mark.severity
    pieces: list[Markup] = []
    start = 0
    for end in range(1, len(worst) + 1):
        if end < len(worst) and worst[end] == worst[start]:
            continue
        text = escape(harmless(field.text[start:end]))
        severity = worst[start]
        pieces.append(Markup('<u class="{}">{}</u>').format(severity, text) if severity else text)
        start = end
    return Markup("").join(pieces)


def level_name(judged: str | None) -> str:
    """Return the Chinese name of a judged type."""
    return (
        LevelType(judged).chinese
        if judged in {one.value for one in LevelType}
        else "不属于任何一类"
    )


def _cell(column: Column, value: Value) -> Markup:
    text = escape(harmless(value_text(column.kind, value)))
    if column.kind not in _NUMBERS:
        return Markup("<td>{}</td>").format(text)
    names = "n s" if column.kind in (Kind.SHARE, Kind.CHANGE) else "n"
    return Markup('<td class="{}">{}</td>').format(names, text)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_asset), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters.update(
        h=harmless, marked=marked, count=count_text, money=money_text, percent=percent,
        score=score_text, share=share_text, level_name=level_name,
    )  # fmt: skip
    environment.globals.update(
        cell=_cell, numbers=_NUMBERS, interval_note=interval_note, unknown_money=unknown_money
    )
    return environment


@cache
def _asset(name: str) -> str:
    return files(__package__).joinpath("templates", name).read_text("utf-8")


def _policy(script: str, style: str) -> str:
    """Allow nothing but the file's own script and style."""
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
