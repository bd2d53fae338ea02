"""JSON in the shape of ``json_contract``, written piece by piece: one indicator a line.

Rows become plain dictionaries (validating each of 200,000 rows would double the time); the
test suite validates them against the contract.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from typing import TypeVar

from assessor.core.assessment import (
    DocumentAssessment,
    IndicatorAssessment,
    InputFailure,
    LostPoints,
    ProjectAssessment,
    Smart,
    SubmissionAssessment,
)
from assessor.core.judgement import Judgement
from assessor.core.sifted import Sifted, SiftedLater
from assessor.core.submission import (
    Execution,
    Extraction,
    Indicator,
    Project,
    Submission,
    TableAccount,
)
from assessor.core.target import Target
from assessor.reports.json_contract import SCHEMA_VERSION
from assessor.reports.json_findings import Plain, Titles, finding_plain, origin_plain
from assessor.reports.json_rewrites import rewrite_plain
from assessor.reports.json_sifted import sifted_plain
from assessor.reports.json_submission import said_of_project, said_of_submission
from assessor.reports.places import target_place

T = TypeVar("T", DocumentAssessment, Extraction)

_SMART = tuple(field.name for field in fields(Smart))
_LOST = tuple(field.name for field in fields(LostPoints))
_FLAGS = ("unquantified", "vague", "level", "level_mismatch", "unclear_name", "compound",
          "missing_unit", "name_value_mismatch", "weak")  # fmt: skip
_OPTIONAL = ("cycle_value", "sign", "unit", "weight", "description", "actual")
# Printed by the unit itself; ``score`` is the name of what the assessor gives.
_SELF_EVALUATED = {"self_score": "score", "reason": "reason", "value_type": "value_type"}
_FUND = ("amount", "initial", "executed")
_EXECUTION = ("initial", "budget", "executed", "weight", "rate", "score")
_DETAILS = ("money_unit", "content", "parent", "recurrence", "self_score", "self_grade")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def assessment_chunks(
    results: Iterable[DocumentAssessment | InputFailure],
    *,
    assessor_version: str,
    model_id: str,
    titles: Titles,
    sifted: SiftedLater = Sifted,
) -> Iterator[str]:
    """Yield the answer of ``assessor check --format json`` in pieces, inputs in order.

    Parameters
    ----------
    sifted
        Asked at the end for the findings that were set aside.
    """
    head = {"assessor_version": assessor_version, "model_id": model_id}
    yield from _report(
        head,
        results,
        lambda document: _document(document, titles),
        tail=lambda: sifted_plain(sifted(), titles),
    )


def suggestion_text(
    row: IndicatorAssessment, *, assessor_version: str, model_id: str, titles: Titles
) -> str:
    """Return the answer of ``assessor suggest --format json``."""
    content = {
        "schema_version": SCHEMA_VERSION,
        "assessor_version": assessor_version,
        "model_id": model_id,
        "indicator": indicator_plain(row, titles=titles),
    }
    return json_text(content, indent=1) + "\n"


def extraction_chunks(
    results: Iterable[Extraction | InputFailure], *, assessor_version: str
) -> Iterator[str]:
    """Yield the answer of ``assessor extract --format json``: what was read, nothing judged."""
    yield from _report({"assessor_version": assessor_version}, results, _document_read)


def _report(
    head: Plain,
    results: "Iterable[T | InputFailure]",
    document: "Callable[[T], Iterator[str]]",
    *,
    tail: Callable[[], Plain] = dict,
) -> Iterator[str]:
    """Write the envelope; errors and ``tail`` stand behind the documents, when they are known."""
    errors: list[InputFailure] = []

    def documents() -> Iterator[Iterator[str]]:
        for result in results:
            if isinstance(result, InputFailure):
                errors.append(result)
            else:
                yield document(result)

    yield from _object({"schema_version": SCHEMA_VERSION, **head}, "documents", documents(), end="")
    yield f',\n"errors": {json_text([_error(error) for error in errors])}'
    for key, value in tail().items():
        yield f",\n{json_text(key)}: {json_text(value)}"
    yield "}\n"


def _object(
    head: Plain, key: str, items: Iterable[Iterable[str]], *, end: str = "}"
) -> Iterator[str]:
    """Yield a JSON object whose last member is a list that is written item by item."""
    yield f"{json_text(head)[:-1]}, {json_text(key)}: ["
    for number, item in enumerate(items):
        yield ",\n" if number else "\n"
        yield from item
    yield "]" + end


def _document(document: DocumentAssessment, titles: Titles) -> Iterator[str]:
    submissions = (_submission(item, titles) for item in document.submissions)
    return _object(_document_head(document.extraction), "submissions", submissions)


def _document_read(extraction: Extraction) -> Iterator[str]:
    submissions = (
        _object(
            _submission_facts(submission),
            "projects",
            (
                _object(
                    _project_facts(project), "indicators",
                    ((json_text(row_plain(row)),) for row in project.indicators),
                )
                for project in submission.projects
            ),
        )
        for submission in extraction.submissions
    )  # fmt: skip
    return _object(_document_head(extraction), "submissions", submissions)


def _submission(item: SubmissionAssessment, titles: Titles) -> Iterator[str]:
    head = {
        **_submission_facts(item.submission),
        **said_of_submission(item, titles),
    }
    return _object(head, "projects", (_project(project, titles) for project in item.projects))


def _project(item: ProjectAssessment, titles: Titles) -> Iterator[str]:
    head = {**_project_facts(item.project), **said_of_project(item, titles)}
    rows = ((json_text(indicator_plain(row, titles=titles)),) for row in item.indicators)
    return _object(head, "indicators", rows)


def _error(error: InputFailure) -> Plain:
    return {"path": error.path, "code": error.code, "message": error.message, "hint": error.hint}


def _document_head(extraction: Extraction) -> Plain:
    return {
        "path": extraction.path,
        "kind": extraction.kind,
        "form": extraction.form,
        "confidence": extraction.confidence,
        "confidence_reasons": list(extraction.confidence_reasons),
        "notices": list(extraction.notices),
        "rejected": [
            {"text": item.text, "origin": origin_plain(item.origin), "reason": item.reason}
            for item in extraction.rejected
        ],
        "tables": [_table(table) for table in extraction.tables],
    }


def _table(table: TableAccount) -> Plain:
    return {
        "number": table.number,
        "first": origin_plain(table.first),
        "last": origin_plain(table.last),
        "taken": table.taken,
        "reason": table.reason,
        "header": [origin_plain(place) for place in table.header] if table.header else None,
        "digest": table.digest,
        "words": list(table.words),
        "columns": [
            {
                "field": column.field,
                "columns": list(column.columns),
                "header": column.header,
                "how": column.how,
                "guessed": column.guessed,
            }
            for column in table.columns
        ],
        "rows": table.rows,
        "with_level": table.with_level,
        "rejected": len(table.rejected),
        "mapping": table.mapping or None,
    }


def _submission_facts(submission: Submission) -> Plain:
    return {
        "organisation": submission.organisation,
        "year": submission.year,
        "profile": submission.profile,
        "kind": submission.kind.value,
        "title": submission.title or None,
        "self_score": submission.self_score or None,
        "self_grade": submission.self_grade or None,
        "paragraphs": [
            {
                "text": item.text,
                "headings": list(item.headings),
                "origin": origin_plain(item.origin),
            }
            for item in submission.paragraphs
        ],
    }


def _project_facts(project: Project) -> Plain:
    return {
        "name": project.name,
        "budget": project.budget,
        "cycle_start": project.cycle_start,
        "cycle_end": project.cycle_end,
        "goals": [
            {"text": goal.text, "kind": goal.kind.value, "origin": origin_plain(goal.origin)}
            for goal in project.goals
        ],
        "funds": [
            {"name": line.name, **_printed(line, _FUND), "origin": origin_plain(line.origin)}
            for line in project.funds
        ],
        "execution": _execution(project.execution),
        **_printed(project, _DETAILS),
    }


def _execution(execution: Execution | None) -> Plain | None:
    if execution is None:
        return None
    return {**_printed(execution, _EXECUTION), "origin": origin_plain(execution.origin)}


def _printed(item: object, names: tuple[str, ...]) -> Plain:
    return {name: getattr(item, name) or None for name in names}


def row_plain(row: Indicator) -> Plain:
    """Return one row as it was read (``RowOut``)."""
    return {
        "id": row.id,
        "origin": origin_plain(row.origin),
        "level1": row.level1,
        "level2": row.level2,
        "name": row.name,
        "value": row.value,
        **_printed(row, _OPTIONAL),
        **{key: getattr(row, name) or None for key, name in _SELF_EVALUATED.items()},
    }


def indicator_plain(item: IndicatorAssessment, *, titles: Titles) -> Plain:
    """Return one row with everything that is said of it (``IndicatorOut``).

    Parameters
    ----------
    titles
        Chinese names of checks by code.
    """
    return {
        **row_plain(item.indicator),
        "targets": [_target(target, item.indicator) for target in item.targets],
        "judgement": _judgement(item.judgement),
        "findings": [finding_plain(finding, titles) for finding in item.findings],
        "smart": {name: getattr(item.smart, name) for name in _SMART},
        "score": item.score,
        "lost": [{name: getattr(part, name) for name in _LOST} for part in item.lost],
        "not_assessed": [{"code": f.code, "reason": f.reason} for f in item.failures],
        "rewrites": [rewrite_plain(rewrite) for rewrite in item.rewrites.shown],
        "rewrites_withheld": item.rewrites.withheld or None,
    }


def _target(target: Target, row: Indicator) -> Plain:
    field, start = target_place(row, target)
    return {
        "kind": target.kind.value,
        "sign": target.sign.value if target.sign else None,
        "low": target.low,
        "high": target.high,
        "unit": target.unit or None,
        "per": list(target.per),
        "frequency": target.frequency,
        "full_mark": target.full_mark,
        "baseline": target.baseline,
        "deadline": target.deadline,
        "approximate": target.approximate,
        "doubtful": target.doubtful,
        "field": field.value,
        "start": start,
        "end": start + target.span.end - target.span.start,
    }


def _judgement(judgement: Judgement) -> Plain:
    return {
        "value_kind": judgement.value_kind.value,
        **{name: getattr(judgement, name) for name in _FLAGS},
        "levels": dict(judgement.levels),
        "probabilities": dict(judgement.probabilities),
    }


def json_text(value: object, *, indent: int | None = None) -> str:
    r"""Return JSON that any encoding can carry: half surrogates are written as \ud800."""
    text = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
    return _LONE_SURROGATE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
