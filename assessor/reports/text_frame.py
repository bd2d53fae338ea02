"""What every text report is made of: layout, headings of documents and projects, errors."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assessor.core.assessment import InputFailure
from assessor.core.submission import Extraction, Project, Submission
from assessor.reports.lines import Line, Style, cut, hanging, visible, width, wrap
from assessor.reports.places import place_name, sheets_of

NARROWEST = 60
WIDEST = 120
LOW_CONFIDENCE = 0.8  # below it, a person should compare the reading with the document
_MOST_REJECTED = 10

KINDS = {
    "text": "文本",
    "csv": "表格文本",
    "jsonl": "行文件",
    "xlsx": "Excel 工作簿",
    "xlsb": "Excel 二进制工作簿",
    "xls": "旧版 Excel 工作簿",
    "et": "WPS 表格",
    "ods": "OpenDocument 表格",
    "xml-spreadsheet": "XML 表格",
    "docx": "Word 文档",
    "doc": "旧版 Word 文档",
    "wps": "WPS 文字",
    "rtf": "RTF 文档",
    "odt": "OpenDocument 文档",
    "pdf": "PDF",
    "html": "网页",
    "mhtml": "网页（mht）",
    "image": "图片",
}
FORMS = {
    "inline-list": "条目式指标",
    "table": "指标表",
    "cell-list": "逐格排列的指标表",
    "row-file": "指标行",
    "narrative": "叙述性报告",
    "empty-form": "空表",
    "bullets": "文字中的指标",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How wide the report is, and whether marked words stand between 「」 or are styled.

    Attributes
    ----------
    only_new
        Findings that were there before are not among the results.
    """

    columns: int = 80
    brackets: bool = True
    titles: Mapping[str, str] = field(default_factory=dict)
    only_new: bool = False

    @property
    def level(self) -> int:
        """Columns for the level."""
        return 10

    @property
    def codes(self) -> int:
        """Columns for the codes: two of them, or three in a wide terminal."""
        return 7 if self.columns < 100 else 11

    @property
    def name(self) -> int:
        """Columns for the name of the indicator."""
        return self._rest - self.value

    @property
    def value(self) -> int:
        """Columns for the value."""
        return self._rest * 2 // 5

    @property
    def _rest(self) -> int:
        return self.columns - 2 - self.level - 5 - self.codes - 4 * 2


def error_lines(error: InputFailure, layout: Layout) -> Iterator[Line]:
    """Yield an input that could not be used, with the reason and the remedy."""
    path = "标准输入" if error.path == "-" else visible(error.path)
    yield from wrap((("[无法读取] ", Style.BLOCKER), (path, Style.HEADING)), layout.columns)
    yield from said("  原因：", visible(error.message), layout)
    if error.hint:
        yield from said("  办法：", visible(error.hint), layout)


def heading_lines(extraction: Extraction, layout: Layout, *, summary: str) -> Iterator[Line]:
    """Yield the heading of a document: its name, what was read, and doubts about the reading."""
    path = "标准输入" if extraction.path == "-" else visible(extraction.path)
    yield (("=" * layout.columns, Style.DIM),)
    yield from wrap(((path, Style.HEADING),), layout.columns)
    kind = KINDS.get(extraction.kind, extraction.kind)
    form = FORMS.get(extraction.form, extraction.form)
    read = kind if kind == form or extraction.form == "row-file" else f"{kind}·{form}"
    yield from wrap(((f"{read}，{summary}", Style.DIM),), layout.columns)
    yield from confidence_lines(extraction, layout)
    for notice in extraction.notices:
        yield from said("提示：", visible(notice), layout)


def confidence_lines(extraction: Extraction, layout: Layout) -> Iterator[Line]:
    """Yield how sure the reading is, where it is not quite sure, and why."""
    low = extraction.confidence < LOW_CONFIDENCE
    if not low and not extraction.confidence_reasons:
        return
    reasons = "；".join(map(visible, extraction.confidence_reasons)) or "版面不规则"
    doubt = f"读取把握 {extraction.confidence:.0%}{'，请人工核对' if low else ''}："
    style = Style.WARNING if low else Style.DIM
    yield from hanging((("! " if low else "  ", style),), ((doubt, style), (reasons, Style.PLAIN)),
                       layout.columns)  # fmt: skip


def rejected_lines(extraction: Extraction, layout: Layout) -> Iterator[Line]:
    """Yield the rows that look like indicators and were not taken, with the reasons."""
    if not extraction.rejected:
        return
    yield ()
    yield ((f"未采用的行 {len(extraction.rejected)} 条", Style.HEADING),
           ("（像指标但没有读入，请核对）", Style.DIM))  # fmt: skip
    for item in extraction.rejected[:_MOST_REJECTED]:
        place = place_name(item.origin)
        reason = f"{place + '：' if place else ''}{visible(item.reason)}"
        yield from hanging((("  - ", Style.DIM),), ((reason, Style.PLAIN),), layout.columns)
        yield cut((("    ", Style.DIM), (visible(item.text), Style.DIM)), layout.columns)
    more = len(extraction.rejected) - _MOST_REJECTED
    if more > 0:
        yield ((f"  …… 另有 {more} 条，见 --format json", Style.DIM),)


def said(label: str, text: str, layout: Layout, style: Style = Style.PLAIN) -> list[Line]:
    """Return a labelled sentence, broken behind its label."""
    return hanging(((label, Style.DIM),), ((text, style),), layout.columns)


def project_heading(
    submission: Submission, project: Project, layout: Layout, *, summary: str = ""
) -> Iterator[Line]:
    """Yield the name of a project and what is known of it."""
    name = visible(project.name) or "（未写项目名称）"
    yield from hanging((("项目  ", Style.DIM),), ((name, Style.HEADING),), layout.columns)
    facts = []
    if submission.organisation:
        facts.append(f"单位：{visible(submission.organisation)}")
    if submission.year:
        facts.append(f"年度：{submission.year}")
    if project.budget:
        facts.append(f"预算：{visible(project.budget)}")
    if sheets := sheets_of(project.indicators):
        facts.append(f"工作表：{visible('、'.join(sheets))}")
    if summary:
        facts.append(summary)
    for facts_line in _packed(facts, layout.columns - 6):
        yield from hanging((("      ", Style.DIM),), ((facts_line, Style.DIM),), layout.columns)
    yield (("-" * layout.columns, Style.DIM),)


def _packed(parts: Sequence[str], columns: int) -> list[str]:
    """Join parts into as few lines as fit, breaking between parts only."""
    lines: list[str] = []
    for part in parts:
        if lines and width(lines[-1]) + 2 + width(part) <= columns:
            lines[-1] += f"  {part}"
        else:
            lines.append(part)
    return lines
