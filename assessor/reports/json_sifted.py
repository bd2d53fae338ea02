"""What was set aside, as plain values of the JSON contract."""

from assessor.core.fingerprint import fingerprint
from assessor.core.sifted import Sifted
from assessor.reports.json_findings import Plain, Titles


def sifted_plain(sifted: Sifted, titles: Titles) -> Plain:
    """Return the last members of the answer: known, ignored and remarks."""
    ignored = [
        {
            "path": item.path,
            "organisation": item.located.submission.organisation,
            "project": item.located.project.project.name if item.located.project else None,
            "indicator": item.located.row.indicator.id if item.located.row else None,
            "code": item.located.finding.code,
            "title": titles.get(item.located.finding.code),
            "fingerprint": fingerprint(item.located),
            "reason": item.reason,
            "told_in": item.told_in,
        }
        for item in sifted.ignored
    ]
    known = None if sifted.known is None else sifted.known_count
    return {"known": known, "ignored": ignored, "remarks": list(sifted.remarks)}
