"""``assessor rules``: the table of all checks."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from assessor.apps.cli import options
from assessor.apps.cli.explain import FOUND_BY
from assessor.apps.cli.output import layout_for, opened, write_lines
from assessor.reports.lines import Line, Style, hanging, padded, width, wrap

if TYPE_CHECKING:
    from assessor.checks.rule_reference import AnyCheck

FORMATS = ("text", "json", "md")
HELP = "列出全部检查：编码、名称、程度、由规则还是模型发现"
EPILOG = """示例：
  assessor rules
  assessor rules --format md --output 检查清单.md"""
FAMILIES = {"W": "措辞", "V": "指标值", "C": "级次归类", "S": "整体结构", "E": "自评"}


def rules(
    form: Annotated[
        str,
        typer.Option(
            "--format", "-f", metavar="格式", help="text 文字（默认）、json、md（Markdown 表格）"
        ),
    ] = "text",
    output: options.Output = None,
) -> None:
    """Write the table of all checks."""
    form = options.choice(form, FORMATS, option="--format")

    from assessor.checks.rule_reference import every_check

    checks = every_check()
    if form == "text":
        write_lines(_table(checks, layout_for(output, {}).columns), output=output)
        return
    with opened(output) as stream:
        stream.write(_json(checks) if form == "json" else _markdown(checks))


def _table(checks: "tuple[AnyCheck, ...]", columns: int) -> Iterator[Line]:
    sizes = (4, 22, 6, 4)
    family = ""
    yield (("编码  检查                    程度    方法  英文名", Style.DIM),)
    for check in checks:
        if check.code[0] != family:
            family = check.code[0]
            yield ()
            yield ((f"{family} {FAMILIES[family]}", Style.HEADING),)
        style = Style(check.severity.value)
        cells: tuple[Line, ...] = (
            ((check.code, style),),
            ((check.title, Style.PLAIN),),
            ((check.severity.chinese, style),),
            ((FOUND_BY[check.found_by.value], Style.PLAIN),),
        )
        names = wrap(cells[1], sizes[1])
        for i, name in enumerate(names):
            parts = [cells[0] if i == 0 else (), name, *(cells[2:] if i == 0 else ((), ()))]
            line = [
                piece
                for part, size in zip(parts, sizes, strict=True)
                for piece in padded(part, size + 2)
            ]
            last = check.name if i == 0 else ""
            room = columns - sum(size + 2 for size in sizes)
            yield (*line, (last if width(last) <= room else "", Style.DIM))
    yield from _no_checks(columns)
    yield ()
    yield ((f"共 {len(checks)} 项。查看某一项：assessor explain {checks[0].code}", Style.DIM),)


def _no_checks(columns: int) -> Iterator[Line]:
    from assessor.checks.rule_reference import no_checks

    yield ()
    yield (("不单独检查的问题及原因", Style.HEADING),)
    for item in no_checks():
        others = f"（见 {'、'.join(item.by)}）" if item.by else ""
        text = f"{item.title}{others}：{item.reason}"
        yield from hanging(((f"{item.code}   ", Style.DIM),), ((text, Style.PLAIN),), columns)


def _json(checks: "tuple[AnyCheck, ...]") -> str:
    from assessor.checks.check import Check
    from assessor.checks.rule_reference import no_checks
    from assessor.reports.json_report import json_text

    content = [
        {
            "code": check.code,
            "name": check.name,
            "title": check.title,
            "severity": check.severity.value,
            "found_by": check.found_by.value,
            "looks_at": "row" if isinstance(check, Check) else "submission",
            "subsumes": list(check.subsumes),
            "what": check.what,
            "why": check.why,
            "mend": check.mend,
            "limits": check.limits,
            "source": check.source,
        }
        for check in checks
    ]
    left_out = [item.model_dump(mode="json") for item in no_checks()]
    report = {"schema_version": 1, "checks": content, "no_checks": left_out}
    return json_text(report, indent=1) + "\n"


def _markdown(checks: "tuple[AnyCheck, ...]") -> str:
    from assessor.checks.check import Check
    from assessor.checks.rule_reference import no_checks

    lines = [
        "| 编码 | 检查 | 程度 | 方法 | 范围 | 英文名 |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {check.code} | {check.title} | {check.severity.chinese} | "
        f"{FOUND_BY[check.found_by.value]} | "
        f"{'单行' if isinstance(check, Check) else '整份申报'} | {check.name} |"
        for check in checks
    ]
    lines += [
        "",
        "不单独检查的问题：",
        "",
        "| 编码 | 问题 | 相关检查 | 原因 |",
        "| --- | --- | --- | --- |",
    ]
    lines += [
        f"| {item.code} | {item.title} | {'、'.join(item.by) or '无'} | {item.reason} |"
        for item in no_checks()
    ]
    return "\n".join(lines) + "\n"
