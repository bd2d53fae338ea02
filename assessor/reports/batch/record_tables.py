"""The tables of the archive: versions, inputs with digests, what was not checked."""

from assessor.reports.batch.chinese_numbers import count_text
from assessor.reports.batch.figures import Figures
from assessor.reports.batch.tables import Column, Kind, Table

PRIVATE = (
    "已隐去读出的单位名称、项目名称、文件名、署名和号码。指标文字中未在表头登记的地名、机构名"
    "和人名可能没有识别，对外提供前请再看一遍。"
)


def record_tables(figures: Figures) -> tuple[Table, ...]:
    """Return everything that the archive needs, empty tables left out."""
    tables = (
        _versions(figures),
        _failures(figures),
        _ledger(figures),
        _row_failures(figures),
        _inputs(figures),
    )
    return tuple(table for table in tables if table.rows)


def _text(head: str, width: int) -> Column:
    return Column(head=head, width=width)


def _count(head: str, width: int = 9) -> Column:
    return Column(head=head, kind=Kind.COUNT, width=width)


def _versions(figures: Figures) -> Table:
    record = figures.record
    rows = [
        ("软件版本", record.assessor_version),
        ("模型编号", record.model_id),
        ("生成时间", record.made_at),
        *record.versions,
    ]
    if record.skipped:
        rows.append(("文件夹中未读取的其他类型文件", f"{record.skipped} 个"))
    if record.set_aside:
        rows.append(
            (
                "未列入的逐条问题",
                f"{count_text(record.set_aside)} 处（已写明原因忽略，或基线中已有）",
            )
        )
    if figures.unit:
        rows.append(("统计范围", f"仅 {figures.unit}"))
    return Table(
        key="versions",
        title="版本",
        columns=(_text("项目", 28), _text("内容", 60)),
        rows=tuple(rows),
        note=PRIVATE if figures.redacted else "",
    )


def _failures(figures: Figures) -> Table:
    return Table(
        key="failures",
        title="未能读取的文件",
        columns=(_text("文件", 44), _text("原因", 44), _text("办法", 44)),
        rows=tuple((one.path, one.message, one.hint) for one in figures.record.failures),
    )


def _ledger(figures: Figures) -> Table:
    return Table(
        key="ledger",
        title="整体检查的完成情况（申报数；无法判断和出错多的在前）",
        columns=(
            _text("编码", 8), _text("检查", 26), _count("已检查"), _count("无法判断"),
            _count("不适用"), _count("出错"), _text("无法判断的主要原因（缺什么）", 60),
        ),
        rows=tuple(
            (one.code, one.title, one.done, one.cannot_judge, one.not_applicable, one.failed,
             "；".join(f"{reason}（{count} 份）" for reason, count in one.reasons))
            for one in figures.record.checks
        ),
        note="同一份申报的不同项目结果不同的，各计一次。",
    )  # fmt: skip


def _row_failures(figures: Figures) -> Table:
    return Table(
        key="row-failures",
        title="逐条检查中出错、未判断的（从多到少）",
        columns=(_text("编码", 8), _text("检查", 26), _count("条数")),
        rows=figures.record.row_failures,
    )


def _inputs(figures: Figures) -> Table:
    return Table(
        key="inputs",
        title="读取的文件（按读取顺序）",
        columns=(
            _text("文件", 50), _text("类型", 8), _count("申报数"), _count("指标数"),
            _count("未采用行"), Column(head="读取把握", kind=Kind.PERCENT, width=10),
            _text("SHA-256", 36), _text("需要核对", 50),
        ),
        rows=tuple(
            (one.path, one.kind, one.submissions, one.rows, one.rejected, one.confidence,
             one.digest or "—", "；".join(one.remarks))
            for one in figures.record.inputs
        ),
        note="来自压缩包的文件，SHA-256 为压缩包的值。",
    )  # fmt: skip
