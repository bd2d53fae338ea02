"""JUnit XML: one test case per row, so that a build server shows which rows fail."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from assessor.core.assessment import DocumentAssessment, InputFailure, SubmissionAssessment
from assessor.core.finding import Severity
from assessor.core.located import Located, located_findings
from assessor.core.sifted import Sifted, SiftedLater
from assessor.reports.finding_places import STDIN, STDIN_NAME
from assessor.reports.finding_words import hint_of, message_of, one_line, project_name, where
from assessor.reports.lines import visible

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_QUOTES = {'"': "&quot;", "\n": " ", "\t": " "}
Titles = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """A test case: findings that fail it, others, and what could not be judged."""

    class_name: str
    name: str
    failing: tuple[Located, ...]
    told: tuple[Located, ...]
    not_judged: tuple[str, ...] = ()


def junit_chunks(
    results: Iterable[DocumentAssessment | InputFailure],
    *,
    titles: Titles,
    fail_on: Severity | None,
    sifted: SiftedLater,
) -> Iterator[str]:
    """Yield a JUnit file in pieces: a suite per input, a case per row and per project.

    Parameters
    ----------
    fail_on
        Findings at or above it fail their case, ``None`` = none does; the others are told in
        the case's output.
    """
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="assessor">\n'
    for result in results:
        if isinstance(result, InputFailure):
            yield _failure(result)
        else:
            yield from _suite(result, titles, fail_on)
    last = sifted()
    if last.known is not None or last.ignored or last.remarks:
        yield _aside(last, titles)
    yield "</testsuites>\n"


def _suite(document: DocumentAssessment, titles: Titles, fail_on: Severity | None) -> Iterator[str]:
    cases = [case for item in document.submissions for case in _cases(item, fail_on)]
    failures = sum(1 for case in cases if case.failing)
    errors = sum(1 for case in cases if case.not_judged)
    yield (
        f"<testsuite {_attributes(name=_path(document.extraction.path))} "
        f'tests="{len(cases)}" failures="{failures}" errors="{errors}" skipped="0">\n'
    )
    for case in cases:
        yield _case(case, titles)
    yield "</testsuite>\n"


def _cases(submission: SubmissionAssessment, fail_on: Severity | None) -> Iterator[_Case]:
    of_row: dict[int, list[Located]] = {}
    of_project: dict[int | None, list[Located]] = {}
    for located in located_findings(submission):
        if located.row is not None:
            of_row.setdefault(id(located.row), []).append(located)
        else:
            of_project.setdefault(located.number, []).append(located)
    unit = one_line(visible(submission.submission.organisation or "")) or "（未写单位）"
    if submission.ledger is not None or None in of_project:
        yield _made(unit, "申报整体", of_project.get(None, []), fail_on)
    for number, project in enumerate(submission.projects):
        name = one_line(visible(project_name(project.project)))
        if submission.ledger is not None or number in of_project:
            yield _made(name, "项目整体", of_project.get(number, []), fail_on)
        for row in project.indicators:
            yield _made(
                name,
                one_line(visible(row.indicator.name)) or "（未写名称）",
                of_row.get(id(row), []),
                fail_on,
                tuple(failure.code for failure in row.failures),
            )


def _made(
    class_name: str,
    name: str,
    findings: Sequence[Located],
    fail_on: Severity | None,
    not_judged: tuple[str, ...] = (),
) -> _Case:
    def fails(located: Located) -> bool:
        return fail_on is not None and located.finding.severity.rank <= fail_on.rank

    return _Case(
        class_name=class_name,
        name=name,
        failing=tuple(item for item in findings if fails(item)),
        told=tuple(item for item in findings if not fails(item)),
        not_judged=not_judged,
    )


def _case(case: _Case, titles: Titles) -> str:
    head = f"<testcase {_attributes(classname=case.class_name, name=case.name)}"
    parts = []
    if case.not_judged:
        text = f"{'、'.join(case.not_judged)} 检查出错，未判断"
        parts.append(f"<error {_attributes(message=text, type='not-judged')}/>")
    if case.failing:
        codes = "、".join(
            dict.fromkeys(_titled(item.finding.code, titles) for item in case.failing)
        )
        worst = min((item.finding.severity for item in case.failing), key=lambda s: s.rank)
        body = _text("\n".join(_said(item, titles) for item in case.failing))
        parts.append(f"<failure {_attributes(message=codes, type=worst.chinese)}>{body}</failure>")
    if case.told:
        body = _text("\n".join(_said(item, titles) for item in case.told))
        parts.append(f"<system-out>{body}</system-out>")
    return f"{head}>{''.join(parts)}</testcase>\n" if parts else f"{head}/>\n"


def _failure(failure: InputFailure) -> str:
    name = _path(failure.path)
    body = _text(f"{failure.message}\n{failure.hint}")
    return (
        f'<testsuite {_attributes(name=name)} tests="1" failures="0" errors="1" skipped="0">\n'
        f"<testcase {_attributes(classname=name, name='读取')}>"
        f"<error {_attributes(message=failure.message, type=failure.code)}>{body}</error>"
        "</testcase>\n</testsuite>\n"
    )


def _aside(sifted: Sifted, titles: Titles) -> str:
    """Return a suite that tells what was set aside: one skipped case per dismissed finding."""
    cases = [
        f"<testcase {_attributes(classname='已忽略', name=_said_short(item.located, titles))}>"
        f"<skipped {_attributes(message=f'已忽略（{item.reason}）{item.told_in}')}/></testcase>\n"
        for item in sifted.ignored
    ]
    lines = [*sifted.remarks]
    if sifted.known is not None:
        lines.insert(0, f"已知 {sifted.known_count} 处（在基线中），未列出")
    out = f"<system-out>{_text(chr(10).join(lines))}</system-out>\n" if lines else ""
    return (
        f'<testsuite name="已忽略和已知的问题" tests="{len(cases)}" failures="0" errors="0" '
        f'skipped="{len(cases)}">\n{"".join(cases)}{out}</testsuite>\n'
    )


def _said(located: Located, titles: Titles) -> str:
    finding = located.finding
    hint = hint_of(located)
    return (
        f"[{finding.severity.chinese}] {_titled(finding.code, titles)}：{message_of(located)}。"
        f"{f'改法：{hint}。' if hint else ''}位置：{where(located)}"
    )


def _said_short(located: Located, titles: Titles) -> str:
    return f"{_titled(located.finding.code, titles)} {where(located)}"


def _titled(code: str, titles: Titles) -> str:
    return f"{code} {titles.get(code, '')}".strip()


def _path(path: str) -> str:
    return STDIN_NAME if path == STDIN else path


def _attributes(**values: str) -> str:
    pairs = (
        f'{"type" if key == "kind" else key}="{escape(_harmless(value), _QUOTES)}"'
        for key, value in values.items()
    )
    return " ".join(pairs)


def _text(text: str) -> str:
    return escape("\n".join(_harmless(line) for line in text.split("\n")))


def _harmless(text: str) -> str:
    """Return what XML can hold: control characters are told, others that it lacks dropped."""
    return _NO_XML.sub("", visible(text))
