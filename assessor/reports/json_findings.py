"""Places and findings as plain dictionaries of the JSON contract."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeAlias

from assessor.core.finding import Finding
from assessor.core.submission import Origin

Titles: TypeAlias = Mapping[str, str]
Plain: TypeAlias = dict[str, Any]
_ORIGIN = tuple(field.name for field in fields(Origin))


def origin_plain(origin: Origin) -> Plain:
    """Return where something stands (``OriginOut``)."""
    return {name: getattr(origin, name) for name in _ORIGIN}


def finding_plain(finding: Finding, titles: Titles) -> Plain:
    """Return a finding of a single row (``FindingOut``)."""
    return {
        "id": finding.id,
        "code": finding.code,
        "name": finding.name,
        "title": titles.get(finding.code),
        "severity": finding.severity.value,
        "field": finding.field.value,
        "start": finding.start,
        "end": finding.end,
        "text": finding.text,
        "message": finding.message,
        "hint": finding.hint,
        "source": finding.source,
        "probability": finding.probability,
        "found_by": finding.found_by.value,
        "origin": origin_plain(finding.origin),
    }


def submission_finding_plain(finding: Finding, titles: Titles) -> Plain:
    """Return a finding of a check of the whole submission (``SubmissionFindingOut``)."""
    return {
        **finding_plain(finding, titles),
        "place": finding.place.value,
        "project": finding.project,
        "row": finding.row,
        "number": finding.number,
        "others": list(finding.others),
    }
