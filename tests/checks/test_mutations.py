"""What checks of whole submissions stand on is felt by their cases when it is taken away.

Each mutation replaces one function wherever it has been imported, and every case is run again:
those of the named checks must fail. So nobody can lose the identity of projects, the folding of
units or the year while the suite stays green.
"""

import functools
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType

import pytest
import test_submission_cases as battery

import submission_case_files as case_files
from assessor.checks import amounts, approved_rows, fulfilment, history, quantities, row_matching
from assessor.checks.submissions import v16_beyond_fiscal_year


@dataclass(frozen=True)
class Mutation:
    """One thing taken away: where it stands, what stands there instead, and who must feel it."""

    what: str
    module: ModuleType
    name: str
    instead: Callable
    felt_by: tuple[str, ...]

    def __str__(self) -> str:
        return self.what


def _bare(printed: str, **_options: object) -> float | None:
    digits = "".join(c for c in printed if c.isdigit() or c == ".")
    return float(digits) if digits.strip(".") else None


_fulfilment_of = fulfilment.fulfilment_of
MUTATIONS = (
    Mutation("projects of one name only", row_matching, "folded_name",
             lambda _name: "项目", ("S15", "V10")),
    Mutation("approved projects of one name only", approved_rows, "fold_name",
             lambda _text: "项目", ("E08",)),
    Mutation("any project of last year is the same", history, "_same_project",
             lambda _project, _now, before: list(before.projects), ("S15", "V10")),
    Mutation("any unit is the same", history, "same_organisation",
             lambda _one, _other: True, ("V10",)),
    Mutation("units are not folded", quantities, "base_unit",
             lambda unit: (unit, 1.0), ("S10", "S05", "S07")),
    Mutation("money has no unit", amounts, "money", _bare, ("S10", "E10")),
    Mutation("last year may be any year", history, "_refusal",
             lambda _now, _before: "", ("V10",)),
    Mutation("dates have no year", fulfilment, "fulfilment_of",
             lambda row, _year=None: _fulfilment_of(row), ("E04",)),
    Mutation("no deadline is beyond the year", v16_beyond_fiscal_year, "_late",
             lambda _plain, _year: None, ("V16",)),
)  # fmt: skip


def _modules() -> list[ModuleType]:
    return [module for name, module in sys.modules.items() if name.startswith("assessor.checks")]


def _forget() -> None:
    """Empty what the checks and the cases remember."""
    case_files._result.cache_clear()
    for module in _modules():
        for thing in vars(module).values():
            if isinstance(thing, functools._lru_cache_wrapper):
                thing.cache_clear()


@contextmanager
def _mutated(mutation: Mutation, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    original = getattr(mutation.module, mutation.name)
    _forget()
    try:
        with monkeypatch.context() as patch:
            for module in _modules():
                for name, thing in list(vars(module).items()):
                    if thing is original:
                        patch.setattr(module, name, mutation.instead)
            yield
    finally:
        _forget()


def _failures() -> Counter:
    """Run every case as its tests do; count the failing ones by check."""
    failed: Counter = Counter()
    for case in battery.ALL:
        try:
            battery.test_submission_is_judged_as_the_case_says(case)
            battery.test_ledger_and_confirmations_are_as_the_case_says(case)
        except Exception:  # noqa: BLE001 - whatever goes wrong, the suite would be red
            failed[case.code] += 1
    return failed


@pytest.mark.parametrize("mutation", MUTATIONS, ids=str)
def test_what_is_taken_away_is_felt(mutation, monkeypatch):
    with _mutated(mutation, monkeypatch):
        failed = _failures()
    assert set(mutation.felt_by) <= set(failed), failed


def test_nothing_is_left_behind(monkeypatch):
    with _mutated(MUTATIONS[0], monkeypatch):
        assert _failures()
    assert not _failures()
