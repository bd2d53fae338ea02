"""Workflow commands of GitHub Actions: each finding becomes an annotation of the change."""

from collections.abc import Iterable, Iterator, Mapping

from assessor.core.assessment import DocumentAssessment, InputFailure
from assessor.core.finding import Severity
from assessor.core.located import Located, located_findings
from assessor.core.sifted import Sifted, SiftedLater
from assessor.reports.finding_places import STDIN, cell_name, place_of
from assessor.reports.finding_words import hint_of, message_of, where
from assessor.reports.lines import visible
from assessor.reports.sifted_words import ignored_words, known_words

_COMMANDS = {
    Severity.BLOCKER: "error",
    Severity.MAJOR: "error",
    Severity.MINOR: "warning",
    Severity.INFO: "notice",
}
_DATA = (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"))
_PROPERTY = (*_DATA, (":", "%3A"), (",", "%2C"))


def github_lines(
    results: Iterable[DocumentAssessment | InputFailure],
    *,
    titles: Mapping[str, str],
    sifted: SiftedLater,
) -> Iterator[str]:
    """Yield one workflow command a finding, inputs in order."""
    for result in results:
        if isinstance(result, InputFailure):
            text = f"{result.message}\n{result.hint}".strip()
            yield _command("error", text, path=result.path, title="无法读取")
            continue
        for submission in result.submissions:
            for located in located_findings(submission):
                yield _finding(located, result.extraction.path, titles)
    yield from _aside(sifted(), titles)


def _finding(located: Located, path: str, titles: Mapping[str, str]) -> str:
    finding, origin = located.finding, place_of(located)
    hint = hint_of(located)
    cell = cell_name(origin)
    place = f"{where(located)}{f'，单元格 {cell}' if cell else ''}"
    text = f"{message_of(located)}。\n{f'改法：{hint}。{chr(10)}' if hint else ''}位置：{place}"
    title = f"{finding.code} {titles.get(finding.code, '')}（{finding.severity.chinese}）"
    return _command(_COMMANDS[finding.severity], text, path=path, title=title, line=origin.line)


def _aside(sifted: Sifted, titles: Mapping[str, str]) -> Iterator[str]:
    for item in sifted.ignored:
        yield _command("notice", ignored_words(item, titles), path=item.path, title="已忽略")
    if known := known_words(sifted):
        yield _command("notice", known, title="基线")
    for remark in sifted.remarks:
        yield _command("warning", remark, title="忽略设置")


def _command(
    command: str, text: str, *, path: str = STDIN, title: str = "", line: int | None = None
) -> str:
    properties = {"file": "" if path == STDIN else path, "line": str(line or ""), "title": title}
    told = ",".join(
        f"{key}={_escaped(visible(value), _PROPERTY)}" for key, value in properties.items() if value
    )
    # Line breaks are sent, other control characters told.
    shown = "\n".join(visible(part) for part in text.split("\n"))
    return f"::{command}{' ' if told else ''}{told}::{_escaped(shown, _DATA)}\n"


def _escaped(text: str, pairs: tuple[tuple[str, str], ...]) -> str:
    for char, code in pairs:
        text = text.replace(char, code)
    return text
