"""``assessor rules``: the table of all checks."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessor.apps.cli import options
from assessor.apps.cli.explain import FOUND_BY
from assessor.apps.cli.output import layout_for, opened, write_lines
from assessor.apps.configuration import load_configuration
from assessor.errors import ConfigError
from assessor.reports.lines import Line, Style, hanging, padded, width, wrap

if TYPE_CHECKING:
    from assessor.checks.rule_reference import AnyCheck

FORMATS = ("text", "json", "md")
HELP = "列出全部检查：编码、名称、程度、由规则还是模型发现"
EPILOG = """示例：
  assessor rules
  assessor rules --profile hubei
  assessor rules --format md --output 检查清单.md"""
_MARKUP = re.compile(r"([\\`*_\[\]<>#])")
FAMILIES = {"W": "措辞", "V": "指标值", "C": "级次归类", "S": "整体结构", "E": "自评", "Z": "自定"}


def rules(
    form: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            metavar="格式",
            help="text 文字（默认）、json、md（Markdown，含每项的说明）",
        ),
    ] = "text",
    output: options.Output = None,
    profile: Annotated[
        str | None,
        typer.Option(
            "--profile",
            metavar="体系",
            help=f"不列检查，只显示一种指标体系：{'、'.join(options.PROFILES)} 或自己的体系",
        ),
    ] = None,
) -> None:
    """Write the table of all checks."""
    form = options.choice(form, FORMATS, option="--format")
    load_configuration()
    if profile is not None:
        _profile(profile, form, output)
        return

    from assessor.checks.rule_reference import every_check

    checks = every_check()
    if form == "text":
        write_lines(_table(checks, layout_for(output, {}).columns), output=output)
        return
    with opened(output) as stream:
        stream.write(_json(checks) if form == "json" else _markdown(checks))


def _profile(name: str, form: str, output: Path | None) -> None:
    """Write what holds in a frame of indicators."""
    from assessor.apps.cli.configured import profile_named
    from assessor.apps.cli.profile_page import profile_page
    from assessor.policy.profile_file import plain
    from assessor.policy.profiles import profile_of

    if form == "md":
        raise ConfigError("--profile 只能用 --format text 或 json", hint="请去掉 --format md。",
                          code="config.usage")  # fmt: skip
    profile = profile_of(profile_named(name))
    if form == "text":
        write_lines(profile_page(profile, layout_for(output, {}).columns), output=output)
        return
    from assessor.reports.json_report import json_text

    with opened(output) as stream:
        stream.write(json_text({"schema_version": 1, "profile": plain(profile)}, indent=1) + "\n")


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
    """Return the rule reference: a table of all checks, a section for each, and what is none."""
    from assessor.checks.check import Check
    from assessor.checks.rule_reference import no_checks

    lines = [
        "# 检查清单",
        "",
        "本文由 `assessor rules --format md` 生成，请勿手工修改。",
        "",
        "| 编码 | 检查 | 程度 | 方法 | 范围 | 英文名 |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {check.code} | {_cell(check.title)} | {check.severity.chinese} | "
        f"{FOUND_BY[check.found_by.value]} | "
        f"{'单行' if isinstance(check, Check) else '整份申报'} | {check.name} |"
        for check in checks
    ]
    family = ""
    for check in checks:
        if check.code[0] != family:
            family = check.code[0]
            lines += ["", f"## {family} {FAMILIES[family]}"]
        lines += _section(check)
    lines += [
        "",
        "## 不单独检查的问题及原因",
        "",
        "| 编码 | 问题 | 相关检查 | 原因 |",
        "| --- | --- | --- | --- |",
    ]
    lines += [
        f"| {item.code} | {_cell(item.title)} | {'、'.join(item.by) or '无'} | {_cell(item.reason)} |"
        for item in no_checks()
    ]
    return "\n".join(lines) + "\n"


def _section(check: "AnyCheck") -> Iterator[str]:
    """Yield the lines of one check."""
    from assessor.checks.check import Check

    yield from ("", f"### {check.code} {check.title}", "")
    scope = "单行" if isinstance(check, Check) else "整份申报"
    yield (
        f"程度：{check.severity.chinese}；由{FOUND_BY[check.found_by.value]}发现；范围：{scope}；"
        f"英文名：`{check.name}`"
    )
    texts = (("查什么", check.what), ("为什么", check.why), ("怎么改", check.mend),
             ("局限", check.limits), ("依据", check.source))  # fmt: skip
    for title, text in texts:
        if text.strip():
            yield from ("", f"**{title}** {_paragraph(text)}")
    if check.subsumes:
        yield from ("", f"报出本项时不再重复报：{'、'.join(check.subsumes)}")
    if isinstance(check, Check):
        rows = [*(("报出", one) for one in check.flagged), *(("不报", one) for one in check.clean)]
        yield from ("", "| 例子 | 级次 | 指标名称 | 指标值 |", "| --- | --- | --- | --- |")
        for outcome, one in rows:
            level = " / ".join(filter(None, (one.level1, one.level2)))
            cells = (level, one.name or "（空）", one.value or "（空）")
            yield f"| {outcome} | {' | '.join(map(_cell, cells))} |"


def _paragraph(text: str) -> str:
    return _escaped(" ".join(text.split()))


def _cell(text: str) -> str:
    return _escaped(" ".join(text.split())).replace("|", "\\|")


def _escaped(text: str) -> str:
    """Return a text in which Markdown sees no mark-up of its own."""
    return _MARKUP.sub(r"\\\1", text)
