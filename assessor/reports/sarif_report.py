"""SARIF 2.1.0, written piece by piece: what code scanners and review tools read.

A finding has a physical location (the file; a line of a text file) and a logical one (project
and row). Characters of a cell are no columns of a file: the cell stands in the properties of the
location. The fingerprint is that of baselines, so a viewer knows a finding again too.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from assessor.core.assessment import DocumentAssessment, InputFailure
from assessor.core.finding import Severity
from assessor.core.fingerprint import fingerprint
from assessor.core.located import Located, located_findings
from assessor.core.sifted import IgnoredFinding, Sifted, SiftedLater
from assessor.core.submission import Origin
from assessor.reports.finding_places import (
    STDIN,
    STDIN_NAME,
    cell_name,
    file_uri,
    full_name,
    place_of,
    row_name,
)
from assessor.reports.finding_words import hint_of, message_of, one_line, project_name
from assessor.reports.json_report import json_text
from assessor.reports.lines import visible
from assessor.reports.rule_facts import RuleFacts

VERSION = "2.1.0"
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
FINGERPRINT = "assessorFinding/v1"
_LEVELS = {
    Severity.BLOCKER: "error",
    Severity.MAJOR: "error",
    Severity.MINOR: "warning",
    Severity.INFO: "note",
}
_Plain = dict[str, object]


def sarif_chunks(
    results: Iterable[DocumentAssessment | InputFailure],
    *,
    rules: Sequence[RuleFacts],
    assessor_version: str,
    model_id: str,
    sifted: SiftedLater,
) -> Iterator[str]:
    """Yield a SARIF log of one run in pieces, inputs in order.

    Parameters
    ----------
    rules
        All checks of the run; every finding has one of their codes.
    sifted
        Asked when all results have been seen.
    """
    numbers = {rule.code: number for number, rule in enumerate(rules)}
    driver = {
        "name": "assessor",
        "version": assessor_version,
        "language": "zh-CN",
        "rules": [_rule(rule) for rule in rules],
    }
    yield f'{{"$schema": "{SCHEMA}", "version": "{VERSION}", "runs": [{{"tool": {{"driver": '
    yield json_text(driver, indent=1)
    yield '}, "columnKind": "unicodeCodePoints", "language": "zh-CN",\n"results": ['
    errors: list[InputFailure] = []
    comma = ""
    for result in results:
        if isinstance(result, InputFailure):
            errors.append(result)
            continue
        for submission in result.submissions:
            for located in located_findings(submission):
                plain = _result(located, result.extraction.path, numbers)
                yield f"{comma}\n{json_text(plain)}"
                comma = ","
    last = sifted()
    for item in last.ignored:
        yield f"{comma}\n{json_text(_ignored(item, numbers))}"
        comma = ","
    yield '\n],\n"invocations": [' + json_text(_invocation(errors, last)) + "],\n"
    yield '"properties": ' + json_text(_run_properties(last, model_id)) + "}]}\n"


def _rule(rule: RuleFacts) -> _Plain:
    help_text = "\n".join(
        f"{title}：{one_line(text)}"
        for title, text in (("为什么", rule.why), ("怎么改", rule.mend), ("局限", rule.limits),
                            ("依据", rule.source))
        if text.strip()
    )  # fmt: skip
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": one_line(rule.what)},
        "help": {"text": help_text},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"severity": rule.severity.chinese, "found_by": rule.found_by},
    }


def _result(located: Located, path: str, numbers: Mapping[str, int]) -> _Plain:
    finding = located.finding
    hint = hint_of(located)
    text = f"{message_of(located)}。{f'改法：{hint}。' if hint else ''}"
    plain: _Plain = {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": {"text": _safe(text)},
        "locations": [_location(located, path)],
        "partialFingerprints": {FINGERPRINT: fingerprint(located)},
        "properties": {
            "severity": finding.severity.chinese,
            "found_by": finding.found_by.value,
            "probability": finding.probability,
            "id": finding.id,
        },
    }
    if finding.code in numbers:
        plain["ruleIndex"] = numbers[finding.code]
    return plain


def _ignored(item: IgnoredFinding, numbers: Mapping[str, int]) -> _Plain:
    kind = "inSource" if item.in_file else "external"
    justification = _safe(f"{item.reason}（{item.told_in}）")
    return {
        **_result(item.located, item.path, numbers),
        "suppressions": [{"kind": kind, "status": "accepted", "justification": justification}],
    }


def _location(located: Located, path: str) -> _Plain:
    finding, origin = located.finding, place_of(located)
    physical: _Plain = {"artifactLocation": _artifact(path)}
    if origin.line is not None:
        region: _Plain = {"startLine": origin.line}
        if finding.text.strip():
            region["snippet"] = {"text": _safe(finding.text)}
        physical["region"] = region
    return {
        "physicalLocation": physical,
        "logicalLocations": list(_logical(located)),
        "properties": {
            **_origin(origin),
            "field": finding.field.value,
            "start": finding.start,
            "end": finding.end,
            "text": _safe(finding.text),
        },
    }


def _artifact(path: str) -> _Plain:
    if path == STDIN:
        return {"description": {"text": STDIN_NAME}}
    return {"uri": file_uri(path)}


def _logical(located: Located) -> Iterator[_Plain]:
    if located.project is not None:
        name = one_line(visible(project_name(located.project.project)))
        yield {"name": name, "kind": "project"}
    if located.row is not None:
        yield {
            "name": row_name(located),
            "kind": "indicator",
            "fullyQualifiedName": full_name(located),
        }
    elif located.project is None:
        name = one_line(visible(located.submission.organisation or ""))
        yield {"name": name or "申报整体", "kind": "submission"}


def _origin(origin: Origin) -> _Plain:
    plain: _Plain = {
        key: value
        for key in ("page", "sheet", "table", "row", "column")
        if (value := getattr(origin, key)) is not None
    }
    if cell := cell_name(origin):
        plain["cell"] = cell
    return plain


def _invocation(errors: Sequence[InputFailure], sifted: Sifted) -> _Plain:
    notes: list[_Plain] = [
        {
            "level": "error",
            "message": {"text": _safe(f"{error.message}。{error.hint}")},
            "locations": [{"physicalLocation": {"artifactLocation": _artifact(error.path)}}],
            "descriptor": {"id": error.code},
        }
        for error in errors
    ]
    notes += [{"level": "warning", "message": {"text": _safe(text)}} for text in sifted.remarks]
    return {"executionSuccessful": not errors, "toolExecutionNotifications": notes}


def _run_properties(sifted: Sifted, model_id: str) -> _Plain:
    plain: _Plain = {"model_id": model_id}
    if sifted.known is not None:
        plain["known"] = sifted.known_count
        plain["known_by_code"] = dict(sifted.known)
    return plain


def _safe(text: str) -> str:
    """Return a text whose control characters are told instead of sent."""
    return "\n".join(visible(line) for line in text.split("\n"))
