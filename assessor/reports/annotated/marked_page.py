"""A page of what was read from a file into which no comment can be written, with its remarks.

For PDF, pictures, text, and formats of old programs: the page says honestly that it is not the
file itself.
"""

from collections.abc import Iterator, Sequence
from html import escape

from assessor.core.assessment import DocumentAssessment, ProjectAssessment
from assessor.core.submission import Field, Goal, Indicator
from assessor.reports.annotated.page_notes import LOOKS, POLICY, marked_text, note, notes
from assessor.reports.annotated.remarks import Remark
from assessor.reports.finding_words import file_name, project_heading
from assessor.reports.lines import visible
from assessor.reports.places import FIELD_NAMES, place_name

_KINDS = {
    "pdf": "PDF 文件", "image": "图片", "text": "文本文件", "csv": "CSV 文件", "xls": "旧版 Excel 工作簿（.xls）",
    "xlsb": "二进制 Excel 工作簿（.xlsb）", "et": "WPS 表格（.et）", "doc": "旧版 Word 文档（.doc）",
    "wps": "WPS 文字（.wps）", "rtf": "RTF 文档", "odt": "ODF 文本（.odt）", "ods": "ODF 表格（.ods）",
    "mhtml": "单一文件网页", "xml-spreadsheet": "XML 电子表格", "jsonl": "行文件", "rows": "行文件",
}  # fmt: skip
_BETTER = {
    "xls": ".xlsx", "xlsb": ".xlsx", "et": ".xlsx", "ods": ".xlsx", "xml-spreadsheet": ".xlsx",
    "doc": ".docx", "wps": ".docx", "rtf": ".docx", "odt": ".docx",
}  # fmt: skip
_SHOWN = (
    Field.LEVEL1, Field.LEVEL2, Field.NAME, Field.VALUE, Field.CYCLE_VALUE, Field.WEIGHT,
    Field.DESCRIPTION, Field.ACTUAL, Field.SCORE, Field.REASON,
)  # fmt: skip
_WIDE = {Field.NAME: 3, Field.VALUE: 2, Field.DESCRIPTION: 3, Field.REASON: 3}


def why_a_page(kind: str) -> str:
    """Return why a file of this kind gets a page instead of comments of its own."""
    better = f"；如需批注写在原文件里，请先另存为 {_BETTER[kind]}" if kind in _BETTER else ""
    return (
        f"原件是{_KINDS.get(kind, '其他格式的文件')}，不能在其中写批注；"
        f"本页列出从原件读出的内容和位置，不是原件本身{better}。"
    )


def marked_page(document: DocumentAssessment, remarks: Sequence[Remark]) -> str:
    """Return the page: self-contained, without scripts."""
    title = visible(file_name(document.extraction.path))
    body = "".join(_body(document, remarks))
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="generator" content="assessor">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<title>审核意见：{escape(title)}</title><style>{LOOKS}</style></head>"
        f'<body><div class="assessor-page"><h1>{escape(title)}</h1>'
        f'<p class="told">{escape(why_a_page(document.extraction.kind))}</p>{body}</div></body></html>\n'
    )


def _body(document: DocumentAssessment, remarks: Sequence[Remark]) -> Iterator[str]:
    shown: set[int] = set()
    of_rows: dict[int, list[Remark]] = {}
    for remark in remarks:
        if remark.row is not None:
            of_rows.setdefault(id(remark.row), []).append(remark)
    for submission in document.submissions:
        facts = [submission.submission.organisation or "", submission.submission.title]
        if year := submission.submission.year:
            facts.append(f"{year}年度")
        yield f'<p class="told">{escape("　".join(visible(f) for f in facts if f))}</p>'
        for project in submission.projects:
            yield f"<h2>{escape(visible(project_heading(project.project)))}</h2>"
            yield from _goals(project, remarks, shown)
            yield from _table(project, of_rows, shown)
    rest = [remark for remark in remarks if remark.number not in shown]
    if rest or not remarks:
        yield notes(rest)


def _goals(project: ProjectAssessment, remarks: Sequence[Remark], shown: set[int]) -> Iterator[str]:
    for goal in project.project.goals:
        own = [r for r in remarks if r.row is None and r.text == goal.text and r.number not in shown
               and r.origin == goal.origin and r.field is Field.TEXT]  # fmt: skip
        spans = [(r.start, r.start + len(r.words), r.number) for r in own]
        yield f"<p>{_goal_place(goal)}{marked_text(goal.text, spans)}</p>"
        if own:
            shown.update(r.number for r in own)
            yield f"<ol>{''.join(note(r, with_place=False) for r in own)}</ol>"


def _goal_place(goal: Goal) -> str:
    place = place_name(goal.origin)
    return f'<span class="told">{escape(visible(place))}　</span>' if place else ""


def _table(
    project: ProjectAssessment, of_rows: dict[int, list[Remark]], shown: set[int]
) -> Iterator[str]:
    rows = project.indicators
    fields = [f for f in _SHOWN if f in (Field.NAME, Field.VALUE)
              or any(row.indicator.text(f).strip() for row in rows)]  # fmt: skip
    if not rows:
        return
    wide = "".join(f'<col style="width:{_WIDE.get(f, 1) * 6}em">' for f in fields)
    heads = "".join(f"<th>{FIELD_NAMES[field]}</th>" for field in fields)
    yield f'<table><colgroup><col style="width:7em">{wide}</colgroup><thead><tr><th>位置</th>{heads}</tr></thead><tbody>'
    for row in rows:
        own = of_rows.get(id(row), [])
        shown.update(remark.number for remark in own)
        cells = "".join(f"<td>{_cell(row.indicator, field, own)}</td>" for field in fields)
        place = escape(visible(place_name(row.indicator.origin)))
        yield f'<tr><td class="told">{place}</td>{cells}</tr>'
        if own:
            items = "".join(note(remark, with_place=False) for remark in own)
            yield f'<tr class="note"><td colspan="{len(fields) + 1}"><ol>{items}</ol></td></tr>'
    yield "</tbody></table>"


def _cell(row: Indicator, field: Field, remarks: Sequence[Remark]) -> str:
    spans = [
        (remark.start, remark.start + len(remark.words), remark.number)
        for remark in remarks
        if remark.field is field
    ]
    return marked_text(row.text(field), spans)
