"""One row per indicator for spreadsheet programs."""

import csv
import io
from collections.abc import Sequence

from assessor.core.assessment import IndicatorAssessment
from assessor.core.finding import Severity
from assessor.core.judgement import ValueKind
from assessor.core.rewrite import Rewrites
from assessor.core.submission import Indicator, Project, Submission
from assessor.reports.json_findings import Titles
from assessor.reports.lines import visible_char
from assessor.reports.places import place_name
from assessor.taxonomy.level_type import LevelType

BYTE_ORDER_MARK = "\ufeff"
ROW_HEADER = (
    "文件", "单位", "项目", "编号", "位置", "一级指标", "二级指标", "指标名称", "指标值", "周期指标值",
    "权重", "实际完成值",
)  # fmt: skip
LABEL_HEADER = (
    "指标值类型", "未量化", "表述模糊", "应属类别", "归类错误", "名称不清", "一行多指标", "缺单位",
    "名值不符", "需要修改", "得分", "S 明确", "M 可衡量", "A 可实现", "R 相关", "T 时限",
    "问题数", "最高程度", "问题编码", "问题说明", "改法", "未能检查",
)  # fmt: skip
REWRITE_HEADER = ("建议级次", "建议名称", "建议指标值", "佐证材料", "待补充")
VALUE_KINDS = {
    ValueKind.QUANTITATIVE: "定量",
    ValueKind.GRADED: "分级",
    ValueKind.STATE: "可核实的事实",
    ValueKind.OPEN: "无法判定",
    ValueKind.MISSING: "缺失",
}
# A cell that starts with one of these is run as a formula by some spreadsheet program.
_FORMULA_STARTS = tuple("=+-@|\t\r\n＝＋－＠")


def header_line(*, assessed: bool = True, rewrites: bool = False) -> str:
    """Return the header; ``rewrites``: with the columns of the best rewrite."""
    labels = LABEL_HEADER if assessed else ()
    return _line((*ROW_HEADER, *labels, *(REWRITE_HEADER if rewrites else ())))


def assessed_line(
    row: IndicatorAssessment,
    *,
    path: str,
    submission: Submission,
    project: Project,
    titles: Titles,
    rewrites: bool = False,
) -> str:
    """Return one assessed row, with its line break."""
    cells = (*_row(row.indicator, path, submission, project), *_labels(row, titles))
    return _line((*cells, *(_rewrite(row.rewrites) if rewrites else ())))


def read_line(row: Indicator, *, path: str, submission: Submission, project: Project) -> str:
    """Return one row as it was read, with its line break."""
    return _line(_row(row, path, submission, project))


def harmless(text: str) -> str:
    """Return ``text`` so that no spreadsheet program runs it as a formula."""
    clean = "".join(char if char in "\n\t" else visible_char(char) for char in text)
    return f"'{clean}" if clean.lstrip(" \u3000").startswith(_FORMULA_STARTS) else clean


def _line(cells: Sequence[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue()


def _row(row: Indicator, path: str, submission: Submission, project: Project) -> tuple[str, ...]:
    return tuple(
        map(
            harmless,
            (
                path, submission.organisation or "", project.name, row.id, place_name(row.origin),
                row.level1, row.level2, row.name, row.value, row.cycle_value, row.weight, row.actual,
            ),
        )
    )  # fmt: skip


def _labels(row: IndicatorAssessment, titles: Titles) -> tuple[str, ...]:
    judgement, smart = row.judgement, row.smart
    worst = min((f.severity for f in row.findings), key=lambda s: s.rank, default=None)
    return (
        VALUE_KINDS[judgement.value_kind],
        _yes(judgement.unquantified),
        _yes(judgement.vague),
        LevelType(judgement.level).chinese if judgement.level else "无",
        _yes(judgement.level_mismatch),
        _yes(judgement.unclear_name),
        _yes(judgement.compound),
        _yes(judgement.missing_unit),
        _yes(judgement.name_value_mismatch),
        _yes(judgement.weak),
        *map(_number, (row.score, smart.specific, smart.measurable, smart.achievable,
                       smart.relevant, smart.time_bound)),
        str(len(row.findings)),
        worst.chinese if isinstance(worst, Severity) else "",
        " ".join(dict.fromkeys(finding.code for finding in row.findings)),
        harmless("；".join(_said(f.code, titles, f.message) for f in row.findings)),
        harmless("；".join(dict.fromkeys(f.hint for f in row.findings if f.hint))),
        " ".join(failure.code for failure in row.failures),
    )  # fmt: skip


def _rewrite(rewrites: Rewrites) -> tuple[str, ...]:
    """Return the cells of the best rewrite; rows that stand beside it follow after ；."""
    if not rewrites.shown:
        why = f"未提建议：{rewrites.withheld}" if rewrites.withheld else ""
        return ("", "", "", "", harmless(why))
    best = rewrites.shown[0]
    rows = (best.row, *best.further)
    return tuple(
        map(
            harmless,
            (
                "；".join(row.level2 or row.level1 for row in rows),
                "；".join(row.name for row in rows),
                "；".join(row.value for row in rows),
                "、".join(best.evidence),
                "；".join(dict.fromkeys(slot.question for slot in best.slots)),
            ),
        )
    )


def _said(code: str, titles: Titles, message: str) -> str:
    title = titles.get(code)
    return f"{code} {title}：{message}" if title else f"{code}：{message}"


def _yes(flag: bool) -> str:
    return "是" if flag else "否"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
