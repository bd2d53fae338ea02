"""Ids of findings, made of what they say: they outlive another order and mends elsewhere."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from assessor.core.assessment import IndicatorAssessment
from assessor.core.submission import Indicator, Project, Submission

_ID_BYTES = 5


class FindingIds:
    """Gives ids; findings of equal content are told apart by their order among themselves."""

    def __init__(self) -> None:
        self._seen: Counter[tuple[str, ...]] = Counter()

    def of(self, code: str, *content: str) -> str:
        """Return the id of the next finding of ``code`` with this content."""
        key = (code, *content)
        number = self._seen[key]
        self._seen[key] += 1
        digest = hashlib.blake2s(
            "\x1f".join((*content, str(number))).encode("utf-8", "surrogatepass"),
            digest_size=_ID_BYTES,
        )
        return f"{code}-{digest.hexdigest()}"


def row_content(row: Indicator) -> tuple[str, ...]:
    """Return what tells a row from others wherever it stands."""
    return (row.level1, row.level2, row.name, row.value, row.cycle_value)


def with_own_ids(
    places: Iterable[tuple[Submission, Project, Indicator]], rows: Iterable[IndicatorAssessment]
) -> Iterator[IndicatorAssessment]:
    """Yield the rows of one document with ids that no two of their findings share.

    A row checked alone knows only its own content, which another row may have too.
    """
    ids = FindingIds()
    for (submission, project, _), row in zip(places, rows, strict=True):
        where = (submission.organisation or "", str(submission.year), project.name)
        yield _with_own_ids(row, ids, where)


def _with_own_ids(
    row: IndicatorAssessment, ids: FindingIds, where: tuple[str, ...]
) -> IndicatorAssessment:
    if not row.findings:
        return row
    given = {one.id: ids.of(one.code, *where, one.id) for one in row.findings}
    return replace(
        row,
        findings=tuple(replace(one, id=given[one.id]) for one in row.findings),
        lost=tuple(replace(part, finding=given[part.finding]) for part in row.lost),
    )
