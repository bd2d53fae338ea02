"""``assessor explain``: the documentation of one check."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from assessor.apps.cli.output import layout_for, write_lines
from assessor.apps.configuration import load_configuration
from assessor.reports.lines import Line, Style, hanging, visible, wrap
from assessor.reports.text_frame import Layout

if TYPE_CHECKING:
    from assessor.checks.check import Example
    from assessor.checks.rule_reference import AnyCheck

HELP = "说明一项检查：查什么、为什么、怎么改、有什么局限，附正反例子"
EPILOG = """示例：
  assessor explain W01
  assessor explain vague-wording"""
FOUND_BY = {"rule": "规则", "model": "模型"}


def explain(
    code: Annotated[
        str, typer.Argument(metavar="编码", help="检查的编码或英文名（全部编码见 assessor rules）")
    ],
) -> None:
    """Write the documentation of one check."""
    from assessor.checks.rule_reference import find_check, titles

    load_configuration()
    check = find_check(code.strip())
    write_lines(_page(check, layout_for(None, titles())), output=None)


def _page(check: "AnyCheck", layout: Layout) -> Iterator[Line]:
    columns = layout.columns
    yield ((f"{check.code} {check.title}", Style.HEADING), (f"  {check.name}", Style.DIM))
    from assessor.checks.check import Check

    by = FOUND_BY[check.found_by.value]
    of_rows = isinstance(check, Check)
    yield (("程度：", Style.DIM), (check.severity.chinese, Style(check.severity.value)),
           (f"   由{by}发现", Style.DIM),
           ("" if of_rows else "   看整份申报", Style.DIM))  # fmt: skip
    sections = (("查什么", check.what), ("为什么", check.why), ("怎么改", check.mend),
                ("局限", check.limits), ("依据", check.source))  # fmt: skip
    for title, text in sections:
        if text.strip():
            yield ()
            yield ((title, Style.HEADING),)
            for paragraph in text.strip().split("\n"):
                yield from hanging(
                    (("  ", Style.PLAIN),), ((visible(paragraph), Style.PLAIN),), columns
                )
    if check.subsumes:
        yield ()
        others = "、".join(
            f"{code} {layout.titles.get(code, '')}".strip() for code in check.subsumes
        )
        yield from wrap(
            ((f"{'同一行' if of_rows else '同一处'}报出本项时，不再重复报：{others}", Style.DIM),),
            columns,
        )
    if not isinstance(check, Check):
        return
    yield from _examples("会报出的例子", check.flagged, "× ", Style.MAJOR, columns)
    yield from _examples("不会报出的例子", check.clean, "√ ", Style.GOOD, columns)


def _examples(
    title: str, examples: "tuple[Example, ...]", sign: str, style: Style, columns: int
) -> Iterator[Line]:
    if not examples:
        return
    yield ()
    yield ((title, Style.HEADING),)
    for example in examples:
        level = " / ".join(filter(None, (example.level1, example.level2)))
        text = f"{level + '  ' if level else ''}{example.name or '（名称空）'}：{example.value or '（值空）'}"
        yield from hanging(
            (("  ", Style.PLAIN), (sign, style)), ((visible(text), Style.PLAIN),), columns
        )
