"""What was set aside, in words: dismissed with its reason, or known from a baseline."""

from collections.abc import Iterator, Mapping

from assessor.core.sifted import IgnoredFinding, Sifted
from assessor.reports.finding_words import one_line, project_heading, where
from assessor.reports.lines import Line, Style, hanging, visible
from assessor.reports.text_frame import Layout, said


def known_words(sifted: Sifted) -> str:
    """Return how many findings are known, ``""`` without a baseline."""
    if sifted.known is None:
        return ""
    missed = f"基线中有 {sifted.not_looked_for} 处这次没有检查到（文件读不了，或没有做该项检查）"
    if not sifted.known_count:
        if sifted.not_looked_for:
            gone = f"；其余 {sifted.looked_for} 处都没有了" if sifted.looked_for else ""
            return f"已知 0 处：{missed}{gone}"
        if not sifted.looked_for:
            return "已知 0 处：基线中没有这次检查的文件的问题"
        return f"已知 0 处：这次检查的文件在基线中的 {sifted.looked_for} 处问题都没有了"
    codes = "，".join(f"{code} {count}" for code, count in sifted.known)
    tail = f"；{missed}" if sifted.not_looked_for else ""
    return f"已知 {sifted.known_count} 处（在基线中，未列出）：{codes}{tail}"


def ignored_words(item: IgnoredFinding, titles: Mapping[str, str]) -> str:
    """Return one dismissed finding with its reason."""
    code = item.located.finding.code
    project = item.located.project
    heading = f"{project_heading(project.project)}" if project is not None else ""
    return (
        f"{code} {titles.get(code, '')} {heading}{where(item.located)}："
        f"已忽略（{one_line(item.reason)}），见{' ' if item.told_in[:1].isascii() else ''}{item.told_in}"
    )


def sifted_lines(sifted: Sifted, layout: Layout) -> Iterator[Line]:
    """Yield the end of the text report: what was set aside, nothing if nothing was."""
    if not (sifted.ignored or sifted.known is not None or sifted.remarks):
        return
    yield ()
    if sifted.known is not None:
        yield from said("已知  ", known_words(sifted).removeprefix("已知 "), layout)
    if sifted.ignored:
        yield from said("已忽略", f" {len(sifted.ignored)} 处，不计入问题", layout)
        for item in sifted.ignored:
            words = visible(ignored_words(item, layout.titles))
            yield from hanging((("  - ", Style.DIM),), ((words, Style.PLAIN),), layout.columns)
    for remark in sifted.remarks:
        yield from said("注意  ", visible(remark), layout, Style.WARNING)
