"""The two copies that ``assessor annotate`` writes of one input: with remarks, or with rewrites."""

from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

import typer

from assessor.apps.cli.copy_places import CopyPlaces
from assessor.apps.cli.files import write_file
from assessor.apps.cli.talk import say
from assessor.apps.settings import load_settings
from assessor.core.assessment import DocumentAssessment
from assessor.core.finding import Severity
from assessor.errors import ConfigError

if TYPE_CHECKING:
    from assessor.pipeline.sources import Source
    from assessor.reports.annotated.decisions import Decisions

FOUND, FINE = 1, 0


def write_remarks(
    item: "Source", document: DocumentAssessment, places: CopyPlaces, *, hints: bool
) -> Severity | None:
    """Write the copy with remarks and return the worst severity among them."""
    from assessor.checks.rule_reference import titles
    from assessor.reports.annotated.copies import annotated_copy
    from assessor.reports.annotated.remarks import remarks_of

    remarks = remarks_of(document, titles=titles(), with_hints=hints)
    limits = load_settings().limits
    content, told = annotated_copy(item.name, _bytes(item), document, remarks, limits=limits)
    output = places.place(item.name, document.extraction.kind, content)
    _write(output, content)
    for line in told:
        say(f"{item.name}：{line}")
    say(f"已写 {output}：意见 {len(remarks)} 条")
    return min((one.severity for one in remarks), key=lambda one: one.rank, default=None)


def write_adopted(
    item: "Source", document: DocumentAssessment, places: CopyPlaces, decisions: Path
) -> int:
    """Write the copy with adopted rewrites and return the exit status; none without a change.

    Raises
    ------
    ConfigError
        ``config.option``: the input is of a kind that cannot be written.
        ``config.decisions``: the decisions cannot be understood, or are those of another file.
    """
    from assessor.reports.annotated.changes import plan_of
    from assessor.reports.annotated.copies import OFFICE, corrected_copy
    from assessor.reports.annotated.decisions import read_decisions
    from assessor.text.target_grammar import parse_targets

    kind = document.extraction.kind
    if kind not in OFFICE:
        raise ConfigError(
            f"{item.name}：采纳的建议只能写回 .xlsx、.xlsm 和 .docx 文件",
            hint="请先用 Office 或 WPS 另存为 .xlsx 或 .docx，再批注和采纳。",
            code="config.option",
        )
    told = read_decisions(str(decisions), _file_bytes(decisions, option="--apply"))
    if not told.adopted:
        _tell(told.without, (), done=())
        say(f"{decisions}：没有采纳任何一条建议（{_counted(told)}），没有写副本；"
            "请在“审核意见”表的“决定”列填“采纳”后再试")  # fmt: skip
        return FOUND
    plan = plan_of(document, told, name=str(decisions), read=parse_targets)
    limits = load_settings().limits
    applied = corrected_copy(item.name, _bytes(item), document, plan.cells, limits=limits)
    left = (*plan.left, *applied.left, *told.without)
    if not applied.done:
        _tell(left, plan.added, done=())
        say(f"采纳了 {len(told.adopted)} 条，但没有一处能写入原表，没有写副本（{_counted(told)}）")
        return FOUND
    output = places.place(item.name, kind, applied.content)
    _write(output, applied.content)
    _tell(left, plan.added, done=applied.done)
    say(f"已写 {output}：采纳 {len(told.adopted)} 条，{_counted(told)}")
    return FOUND if left or plan.added else FINE


def _counted(told: "Decisions") -> str:
    return f"不采纳 {told.rejected} 条，未决定 {told.open} 条"


def _tell(left: Sequence[str], added: Sequence[str], *, done: Sequence[str]) -> None:
    for title, lines in (
        ("已写入", done),
        ("没有写入，请手工处理", left),
        ("没有插入（插入行会打乱合并单元格、序号和公式），请手工增加", added),
    ):
        if lines:
            typer.echo(f"{title} {len(lines)} 处：")
            for line in lines:
                typer.echo(f"  {line}")


def _write(output: Path, content: bytes) -> None:
    def fill(stream: IO[bytes]) -> None:
        stream.write(content)

    write_file(output, fill, option="--output")


def _bytes(source: "Source") -> bytes:
    from assessor.documents.archive import read_member

    assert source.path is not None
    if source.member is None:
        return _file_bytes(source.path, option="路径")
    return read_member(
        source.path, source.member, limits=load_settings().limits, name=str(source.path)
    )


def _file_bytes(path: Path, *, option: str) -> bytes:
    from assessor.pipeline.sources import reason

    try:
        if path.stat().st_size > load_settings().limits.file_bytes:
            raise ConfigError(f"{path}：文件太大", hint="请换一个文件。", code="config.option")
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}：文件打不开（{reason(error)}）", hint=f"请检查 {option}。",
                          code="config.option") from error  # fmt: skip
