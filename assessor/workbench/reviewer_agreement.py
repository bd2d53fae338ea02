"""How far first and second reviewers agree: per check, and per pair of reviewers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor.checks.rule_reference import titles
from assessor.workbench.kappa import Kappa, Pair, kappa_of
from assessor.workbench.permissions import Action, Actor
from assessor.workbench.states import Round, Verdict
from assessor.workbench.tables import FindingDecision, User


class Over(StrEnum):
    """What an agreement is counted over."""

    ALL = "all"
    CHECK = "check"
    PAIR = "pair"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Agreement on whether findings stand (accepted or edited) or not (dismissed).

    Attributes
    ----------
    key
        Code of the check; ids of the two reviewers as ``3-7``; ``""`` for all.
    title
        The same in words for a page.
    """

    over: Over
    key: str
    title: str
    figures: Kappa


@dataclass(frozen=True, slots=True)
class _Compared:
    code: str
    reviewers: tuple[int, int]
    pair: Pair


def agreement(
    session: Session,
    actor: Actor,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> tuple[Agreement, ...]:
    """Return the agreement over all, per check code and per pair of reviewers.

    Findings count that both reviewers have decided, each once, with the last decision of each
    that is not undone. Adjudication changes nothing here.

    Parameters
    ----------
    since, until
        Count second decisions made from ``since`` on, before ``until``.

    Raises
    ------
    RefusedError
        ``refused.role``
    """
    actor.require(Action.READ_PRECISION)
    compared = list(_compared(session, since, until))
    if not compared:
        return ()
    ids = {user for one in compared for user in one.reviewers}
    rows = session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    names: dict[int, str] = {number: name for number, name in rows}
    return (
        Agreement(over=Over.ALL, key="", title="全部意见", figures=_figures(compared)),
        *_per_check(compared),
        *_per_pair(compared, names),
    )


def _compared(
    session: Session, since: datetime | None, until: datetime | None
) -> Iterator[_Compared]:
    rows = session.execute(
        select(
            FindingDecision.submission_id, FindingDecision.finding, FindingDecision.code,
            FindingDecision.round, FindingDecision.verdict, FindingDecision.user_id,
            FindingDecision.made_at,
        )
        .where(FindingDecision.undone_at.is_(None))
        .where(FindingDecision.round.in_((Round.FIRST.value, Round.SECOND.value)))
        .order_by(FindingDecision.id)
    )  # fmt: skip
    firsts: dict[tuple[int, str], tuple[bool, int]] = {}
    seconds: dict[tuple[int, str], tuple[bool, int, str, datetime]] = {}
    for submission, finding, code, own, verdict, user, made_at in rows:
        stands = verdict != Verdict.DISMISS
        if own == Round.FIRST:
            firsts[submission, finding] = (stands, user)
        else:
            seconds[submission, finding] = (stands, user, code, made_at)
    for key, (second, second_user, code, made_at) in seconds.items():
        is_within = (since is None or made_at >= since) and (until is None or made_at < until)
        if key in firsts and is_within:
            first, first_user = firsts[key]
            yield _Compared(
                code, (first_user, second_user), Pair(submission=key[0], first=first, second=second)
            )


def _per_check(compared: Sequence[_Compared]) -> Iterator[Agreement]:
    named = titles()
    for code in sorted({one.code for one in compared}):
        here = [one for one in compared if one.code == code]
        yield Agreement(
            over=Over.CHECK, key=code, title=named.get(code, code), figures=_figures(here)
        )


def _per_pair(compared: Sequence[_Compared], names: dict[int, str]) -> Iterator[Agreement]:
    groups: dict[tuple[int, int], list[_Compared]] = {}
    for one in compared:
        groups.setdefault(_ordered(one.reviewers), []).append(_turned(one))
    for first, second in sorted(groups):
        title = f"{names[first]}、{names[second]}"
        yield Agreement(
            over=Over.PAIR, key=f"{first}-{second}", title=title,
            figures=_figures(groups[first, second]),
        )  # fmt: skip


def _ordered(reviewers: tuple[int, int]) -> tuple[int, int]:
    first, second = reviewers
    return (first, second) if first <= second else (second, first)


def _turned(one: _Compared) -> _Compared:
    """Return the answers in the order of the pair, whoever of them came first this time."""
    if one.reviewers == _ordered(one.reviewers):
        return one
    turned = Pair(submission=one.pair.submission, first=one.pair.second, second=one.pair.first)
    return _Compared(one.code, _ordered(one.reviewers), turned)


def _figures(compared: Sequence[_Compared]) -> Kappa:
    return kappa_of([one.pair for one in compared])
