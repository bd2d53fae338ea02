"""Assessments written out by hand over files that were really read, and files with everything."""

import io
import re
from dataclasses import replace

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from PIL import Image as Picture

from assessor.core.assessment import (
    DocumentAssessment,
    IndicatorAssessment,
    ProjectAssessment,
    Smart,
    SubmissionAssessment,
)
from assessor.core.finding import Finding, FoundBy, Severity
from assessor.core.judgement import Judgement, ValueKind
from assessor.core.limits import Limits
from assessor.core.rewrite import Rewrite, Rewrites, RewrittenRow, Slot, Verdict
from assessor.core.submission import Field, Indicator
from assessor.documents.reading import read_document
from assessor.indicators.extraction import extract
from assessor.reports.annotated.package import parts_of

TITLES = {"W01": "表述模糊", "V01": "指标值缺失"}
HEAD = ["一级指标", "二级指标", "三级指标", "指标值"]
ROWS = [
    ["产出指标", "数量指标", "培训人数", "≥200人"],
    ["产出指标", "质量指标", "培训合格率", "明显提高"],
    ["效益指标", "社会效益指标", "群众获得感", ""],
]
_SMART = Smart(specific=None, measurable=None, achievable=None, relevant=None, time_bound=None)
_JUDGEMENT = Judgement(
    value_kind=ValueKind.QUANTITATIVE, level="social", weak=True, levels=(), probabilities=(),
    unquantified=True, vague=True, level_mismatch=False, unclear_name=False, compound=False,
    missing_unit=False, name_value_mismatch=False,
)  # fmt: skip


def finding(row: Indicator, field: Field, words: str, *, severity=Severity.MAJOR, **changes):
    start = row.text(field).index(words)
    made = Finding(
        id=f"W01-{row.id}-{field}", code="W01", name="vague-wording", severity=severity,
        field=field, start=start, end=start + len(words), text=words,
        message=f"“{words}”说不清", hint="写明数量", source="测试", found_by=FoundBy.RULE,
    )  # fmt: skip
    return replace(made, **changes)


def rewrite(level1, level2, name, value, *, further=(), question="多少"):
    slots = (Slot(field="value", question=question),) if "【__】" in value else ()
    return Rewrite(
        row=RewrittenRow(level1=level1, level2=level2, name=name, value=value), frame="f",
        evidence=(), reason="测试", verdict=Verdict.NEEDS_INPUT, further=further, slots=slots,
    )  # fmt: skip


def assessed(name, data, *, findings=None, rewrites=None) -> DocumentAssessment:
    """Read a file; give every row the findings and rewrites that the callables tell.

    By default every name is underlined whole and every value is found wanting.
    """
    extraction = extract(read_document(name, data, limits=Limits()), name=name, limits=Limits())
    findings = findings or everywhere
    return DocumentAssessment(
        extraction=extraction,
        submissions=tuple(
            SubmissionAssessment(
                submission=submission,
                projects=tuple(
                    ProjectAssessment(
                        project=project,
                        indicators=tuple(
                            IndicatorAssessment(
                                indicator=row, targets=(), judgement=_JUDGEMENT,
                                findings=tuple(findings(row)), smart=_SMART, score=None,
                                rewrites=Rewrites(shown=tuple((rewrites or (lambda _: ()))(row))),
                            )
                            for row in project.indicators
                        ),
                    )
                    for project in submission.projects
                ),
            )
            for submission in extraction.submissions
        ),
    )  # fmt: skip


def everywhere(row: Indicator):
    yield finding(row, Field.NAME, row.name)
    yield finding(row, Field.VALUE, row.value)


def rich_workbook() -> bytes:
    """Return a workbook with a chart, a picture, rules, names, formulas, merges and comments."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "申报 '表'"
    sheet.append(["项目支出绩效目标表"])
    sheet.append(["项目名称", "技能培训", "预算", "=SUM(F1:F2)"])
    sheet.append(HEAD)
    for row in ROWS:
        sheet.append(row)
    sheet.merge_cells("A4:A5")
    sheet.merge_cells("A1:D1")
    sheet["C4"].comment = Comment("单位自己的批注", "经办人")
    rule = DataValidation(type="list", formula1='"是,否"')
    rule.add("F10")
    sheet.add_data_validation(rule)
    sheet.print_area = "A1:D6"
    sheet.protection.sheet = False
    book.defined_names["预算数"] = DefinedName("预算数", attr_text="'申报 ''表'''!$D$2")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=6, min_row=1, max_row=3))
    sheet.add_chart(chart, "H2")
    stream = io.BytesIO()
    Picture.new("RGB", (4, 4), "red").save(stream, "PNG")
    sheet.add_image(Image(stream), "H20")
    book.create_sheet("说明").append(["填表说明", "=1+1"])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def with_parts(data: bytes, changes) -> bytes:
    """Return a package with parts changed by a callable or added as bytes."""
    import zipfile

    parts = dict(parts_of(data))
    for name, change in changes.items():
        parts[name] = change(parts[name]) if callable(change) else change
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return stream.getvalue()


_CHECKBOX = (
    b'<v:shape id="_x0000_s1099" type="#_x0000_t201" xmlns:v="urn:schemas-microsoft-com:vml" '
    b'xmlns:x="urn:schemas-microsoft-com:office:excel"><v:textbox><div>\xe6\x98\xaf<br></div>'
    b'</v:textbox><x:ClientData ObjectType="Checkbox"><x:Checked>1</x:Checked></x:ClientData>'
    b"</v:shape>"
)


def with_checkbox(data: bytes) -> bytes:
    """Put a ticked form control, whose markup is no XML, into the drawing of the first sheet."""
    name = next(n for n in parts_of(data) if n.lower().endswith(".vml"))
    return with_parts(
        data, {name: lambda old: re.sub(rb"</(\w+:)?xml>\s*$", _CHECKBOX + rb"</\1xml>", old)}
    )
