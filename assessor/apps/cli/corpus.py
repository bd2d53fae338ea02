"""``assessor corpus``: work on the labelled corpus."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessor.apps.cli.figures import KINDS, LABELS, LEVELS, table
from assessor.apps.cli.output import layout_for, write_lines
from assessor.apps.settings import load_settings
from assessor.reports.lines import Line, Style, hanging, visible, wrap

if TYPE_CHECKING:
    from assessor.training.corpus_check import CorpusReport, NearPair, Problem

HELP = "检查标注语料"
CHECK_HELP = "检查标注语料：格式、标签是否自洽、重复行、行业组之间的近似行，并给出统计"
CHECK_EPILOG = "退出状态：0 没有问题；1 有问题；2 读不到语料。"
_MOST = 20
_MOST_NEAR = 8
KIND_NAMES = {
    "schema": "格式错误",
    "id": "编号重复",
    "unquantified": "未量化与指标值类型矛盾",
    "weak": "需要修改与其余标签矛盾",
    "levels": "类别重复",
    "conflict": "同文不同标",
    "duplicate": "同一项目中重复",
}


def check(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="[文件夹]", help="语料文件夹（其中有 rows 子文件夹）；不写则为随软件的语料"
        ),
    ] = None,
    near: Annotated[
        int, typer.Option("--near", metavar="数目", help=f"列出多少对近似行，默认 {_MOST_NEAR}")
    ] = _MOST_NEAR,
) -> None:
    """Check a corpus and print what is in it."""
    from assessor.training.corpus_check import check_corpus

    place = folder or load_settings().corpus
    report = check_corpus(place)
    write_lines(_text(report, str(place), near, layout_for(None, {}).columns), output=None)
    raise typer.Exit(1 if report.problems else 0)


def _text(report: "CorpusReport", place: str, near: int, columns: int) -> Iterator[Line]:
    found = report.statistics
    yield from hanging((("语料  ", Style.DIM),), ((visible(place), Style.HEADING),), columns)
    text = f"{found.rows} 行，{found.projects} 个项目，{found.sectors} 个行业（{found.groups} 个行业组），"
    text += f"有改写 {found.rewrites} 行，标为拿不准 {found.unsure} 行，与他行文字相同 {found.repeated} 行"
    yield from hanging((("      ", Style.DIM),), ((text, Style.PLAIN),), columns)
    yield from _counts("标签", found.flags, LABELS, found.rows)
    yield from _counts("指标值类型", found.value_kinds, KINDS, found.rows)
    yield from _counts("可接受的类别（一行可有多个）", found.levels, LEVELS, found.rows)
    yield from _counts("来源", found.provenance, {}, found.rows)
    yield from _near(report.near, found.rows, near, columns)
    yield ()
    if not report.problems:
        yield (("没有发现问题：格式、标签定义、重复均已检查", Style.GOOD),)
        return
    yield ((f"发现 {len(report.problems)} 个问题", Style.BLOCKER),)
    yield from _problems(report.problems, columns)


def _counts(
    title: str, counts: Sequence[tuple[str, int]], names: dict[str, str], rows: int
) -> Iterator[Line]:
    yield ()
    yield from table(
        (title, "行数", "占比"),
        [
            (names.get(name, name), str(count), f"{count / max(rows, 1):.1%}")
            for name, count in counts
        ],
    )


def _near(pairs: "Sequence[NearPair]", rows: int, most: int, columns: int) -> Iterator[Line]:
    yield ()
    involved = {row.id for pair in pairs for row in (pair.first, pair.second)}
    text = f"行业组之间的近似行 {len(pairs)} 对，涉及 {len(involved)} 行（{len(involved) / max(rows, 1):.1%}）"
    yield ((text, Style.HEADING),)
    for pair in pairs[:most]:
        said = f"{pair.first.name}：{pair.first.value} / {pair.second.name}：{pair.second.value}"
        head = ((f"  {pair.likeness:.2f} {pair.first.id} {pair.second.id}  ", Style.DIM),)
        yield from hanging(head, ((visible(said), Style.PLAIN),), columns)
    if len(pairs) > most:
        yield ((f"  …… 另有 {len(pairs) - most} 对（--near 可多列）", Style.DIM),)


def _problems(problems: "Sequence[Problem]", columns: int) -> Iterator[Line]:
    for kind, name in KIND_NAMES.items():
        found = [problem for problem in problems if problem.kind == kind]
        if not found:
            continue
        yield from wrap(((f"{name}：{len(found)} 个", Style.HEADING),), columns)
        for problem in found[:_MOST]:
            yield from hanging(
                (("  - ", Style.DIM),), ((visible(problem.message), Style.PLAIN),), columns
            )
        if len(found) > _MOST:
            yield ((f"  …… 另有 {len(found) - _MOST} 个", Style.DIM),)
