"""How often reviewers keep what a check finds: live precision per check, and per month."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor.checks.rule_reference import titles
from assessor.reports.batch.intervals import wilson
from assessor.workbench.beijing_time import BEIJING
from assessor.workbench.dismissal_reasons import denies_defect
from assessor.workbench.permissions import Action, Actor
from assessor.workbench.states import Round, Verdict
from assessor.workbench.tables import FindingDecision


@dataclass(frozen=True, slots=True, kw_only=True)
class LivePrecision:
    """Precision of a check by the decisions that hold, each finding counted once.

    Attributes
    ----------
    accepted
        Kept as they are or in other words.
    dismissed
        Not kept, for whatever reason.
    let_pass
        Those of the dismissed whose reason does not deny the defect (批复文件中已定 and the like).
    precision, low, high
        accepted / (accepted + dismissed), 0..1, with its 95 % Wilson interval.
    """

    code: str
    title: str
    accepted: int
    dismissed: int
    let_pass: int
    precision: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyPrecision:
    """Precision of a check by the decisions of one month, as ``2026-03`` in Beijing time."""

    month: str
    figures: LivePrecision


@dataclass(frozen=True, slots=True)
class _Held:
    code: str
    month: str
    stands: bool
    denies: bool


def precision_by_check(session: Session, actor: Actor) -> tuple[LivePrecision, ...]:
    """Return the live precision of every check that was decided on, in the order of codes.

    Raises
    ------
    RefusedError
        ``refused.role``
    """
    actor.require(Action.READ_PRECISION)
    named = titles()
    counts: dict[str, Counter[str]] = {}
    for held in _held(session):
        _count(counts.setdefault(held.code, Counter()), held)
    return tuple(_figures(code, counts[code], named) for code in sorted(counts))


def precision_by_month(session: Session, actor: Actor) -> tuple[MonthlyPrecision, ...]:
    """Return the same per month in which the decision that holds was made.

    Raises
    ------
    RefusedError
        ``refused.role``
    """
    actor.require(Action.READ_PRECISION)
    named = titles()
    counts: dict[tuple[str, str], Counter[str]] = {}
    for held in _held(session):
        _count(counts.setdefault((held.month, held.code), Counter()), held)
    return tuple(
        MonthlyPrecision(month=month, figures=_figures(code, counts[month, code], named))
        for month, code in sorted(counts)
    )


def _held(session: Session) -> Iterator[_Held]:
    """Yield the decision that holds for each finding: adjudication, else the first reviewer's."""
    rows = session.execute(
        select(
            FindingDecision.submission_id, FindingDecision.finding, FindingDecision.code,
            FindingDecision.round, FindingDecision.verdict, FindingDecision.reason_code,
            FindingDecision.made_at,
        )
        .where(FindingDecision.undone_at.is_(None))
        .where(FindingDecision.round.in_((Round.FIRST.value, Round.ADJUDICATION.value)))
        .order_by(FindingDecision.id)
    )  # fmt: skip
    held: dict[tuple[int, str], tuple[bool, _Held]] = {}
    for submission, finding, code, own, verdict, reason, made_at in rows:
        is_settled = own == Round.ADJUDICATION
        known = held.get((submission, finding))
        if known is not None and known[0] and not is_settled:
            continue
        month = made_at.astimezone(BEIJING).strftime("%Y-%m")
        stands = verdict != Verdict.DISMISS
        denies = not stands and denies_defect(reason)
        held[submission, finding] = (is_settled, _Held(code, month, stands, denies))
    for _, one in held.values():
        yield one


def _count(counts: Counter[str], held: _Held) -> None:
    if held.stands:
        counts["accepted"] += 1
        return
    counts["dismissed"] += 1
    if not held.denies:
        counts["let_pass"] += 1


def _figures(code: str, counts: Counter[str], named: dict[str, str]) -> LivePrecision:
    accepted, dismissed = counts["accepted"], counts["dismissed"]
    interval = wilson(accepted, accepted + dismissed)
    assert interval is not None
    return LivePrecision(
        code=code,
        title=named.get(code, code),
        accepted=accepted,
        dismissed=dismissed,
        let_pass=counts["let_pass"],
        precision=accepted / (accepted + dismissed),
        low=interval.low,
        high=interval.high,
    )
