"""For which projects an item of the rubric could be judged, and what is missing where not."""

from dataclasses import dataclass
from functools import cached_property

from assessor.core.assessment import SubmissionAssessment
from assessor.core.ledger import LedgerEntry, Outcome, missing_words
from assessor.scoring.submission_rubric import Item

_MOST_TOLD = 3


@dataclass(frozen=True)
class Coverage:
    """What the checks of a submission could and could not look at.

    Attributes
    ----------
    row_codes
        Codes of the checks of single rows that ran.
    """

    assessed: SubmissionAssessment
    row_codes: frozenset[str]

    @cached_property
    def _entries(self) -> dict[str, list[LedgerEntry]]:
        entries: dict[str, list[LedgerEntry]] = {}
        for entry in self.assessed.ledger or ():
            entries.setdefault(entry.code, []).append(entry)
        return entries

    @cached_property
    def _confirmed(self) -> frozenset[tuple[str, int | None]]:
        return frozenset((one.code, one.project) for one in self.assessed.confirmations)

    def projects(self, item: Item) -> tuple[int, ...]:
        """Return the numbers of the projects that a settling check of ``item`` looked at."""
        return tuple(
            number
            for number in range(len(self.assessed.projects))
            if any(self._looked_at(code, number) for code in item.settling)
        )

    def is_settled(self, item: Item) -> bool:
        """Tell whether the machine can score the item at all; not with checks left out."""
        if self._left_out(item):
            return False
        if self.assessed.projects:
            return bool(self.projects(item))
        return any(self._is_done(code) for code in item.settling)

    def missing(self, item: Item) -> str:
        """Return in Chinese why checks of the item did not judge, ``""`` if all did."""
        settled = self.is_settled(item)
        told: dict[str, dict[str, None]] = {}
        if left_out := self._left_out(item):
            told["未选检查"] = dict.fromkeys(left_out)
        for code in item.codes:
            for entry in self._entries.get(code, ()):
                if entry.outcome is Outcome.CANNOT_JUDGE:
                    told.setdefault(missing_words(entry.missing), {})[code] = None
                elif entry.outcome is Outcome.FAILED:
                    told.setdefault("检查出错，未判断", {})[code] = None
                elif entry.outcome is Outcome.NOT_APPLICABLE and not settled:
                    told.setdefault(entry.missing, {})[code] = None
        texts = [f"{text}（{'、'.join(codes)}）" for text, codes in told.items()]
        rest = len(texts) - _MOST_TOLD
        return "；".join(texts[:_MOST_TOLD]) + (f"；另有{rest}项" if rest > 0 else "")

    def _left_out(self, item: Item) -> tuple[str, ...]:
        """Return the codes of the item whose checks were not asked for."""
        return tuple(
            code
            for code in item.codes
            if any(e.outcome is Outcome.NOT_SELECTED for e in self._entries.get(code, ()))
        )

    def _is_done(self, code: str) -> bool:
        return any(entry.outcome is Outcome.DONE for entry in self._entries.get(code, ()))

    def _looked_at(self, code: str, number: int) -> bool:
        if code in self.row_codes:
            rows = self.assessed.projects[number].indicators
            return any(all(code != failed.code for failed in row.failures) for row in rows)
        if not self._is_done(code):
            return False
        left_out = any(number in entry.projects for entry in self._entries[code])
        return not left_out or (code, number) in self._confirmed
