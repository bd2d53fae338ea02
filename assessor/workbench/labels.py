"""Decisions as labelled rows: for training again, in the format of the corpus.

A row is given once for equal texts, with every label that decisions state; where they contradict
each other, or deny what the model said without saying what is right, the row is withheld. Names
of reviewers never leave the record: decisions are told by their numbers.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessor.core.judgement import ValueKind
from assessor.pipeline.running import is_broken
from assessor.training.corpus import Row, expected_weak
from assessor.training.report_knowledge import sector_of
from assessor.workbench import audit
from assessor.workbench.permissions import Action, Actor
from assessor.workbench.stated_labels import LABELS_OF_CHECKS, model_labels, stated_label
from assessor.workbench.states import Choice, Round, Verdict
from assessor.workbench.tables import FindingDecision, RewriteDecision, User

PROVENANCE, NO_SECTOR = "workbench-decisions", "未分组"
_UNQUANTIFIED = (ValueKind.STATE, ValueKind.OPEN, ValueKind.MISSING)
_TEXTS = ("level1", "level2", "name", "value", "cycle_value")
_SOMEBODY = "（某人）"
_SHORTEST_NAME, _AT_ONCE = 2, 500
_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledRows:
    """Rows for a file of the corpus, and how many were withheld, by the cause in Chinese."""

    rows: tuple[dict[str, Any], ...]
    withheld: tuple[tuple[str, int], ...]


@dataclass(slots=True)
class _Word:
    """Which decisions hold on one finding while they are read in order."""

    code: str
    by_round: dict[str, tuple[int, bool, str, str]] = field(default_factory=dict)

    @property
    def holding(self) -> tuple[int, bool, str, str] | None:
        return self.by_round.get(Round.ADJUDICATION) or self.by_round.get(Round.FIRST)

    @property
    def is_disputed(self) -> bool:
        first, second = self.by_round.get(Round.FIRST), self.by_round.get(Round.SECOND)
        return first is not None and second is not None and first[1] != second[1]

    @property
    def is_open(self) -> bool:
        return self.is_disputed and Round.ADJUDICATION not in self.by_round


@dataclass(slots=True)
class _Gathered:
    """All that was decided on rows of the same texts; ``indicator`` is the newest copy."""

    indicator: Mapping[str, Any]
    words: dict[tuple[int, str], _Word] = field(default_factory=dict)
    choices: dict[tuple[int, str, int], tuple[int, str, Mapping[str, Any]]] = field(
        default_factory=dict
    )

    @property
    def adopted(self) -> tuple[int, Mapping[str, Any]] | None:
        taken = [
            (number, better) for number, choice, better in self.choices.values()
            if choice != Choice.REJECT
        ]  # fmt: skip
        return max(taken, key=lambda one: one[0], default=None)


def export_labels(session: Session, actor: Actor, *, now: datetime) -> Iterator[dict[str, Any]]:
    """Return the rows that ``assessor corpus check`` accepts; the export goes into the audit log.

    Raises
    ------
    RefusedError
        ``refused.role``
    """
    actor.require(Action.EXPORT_LABELS)
    labelled = labelled_rows(session)
    audit.append(
        session, actor=actor.login, action="labels.export", subject="labels",
        details={"rows": len(labelled.rows), "withheld": dict(labelled.withheld)}, now=now,
    )  # fmt: skip
    return iter(labelled.rows)


def labelled_rows(session: Session) -> LabelledRows:
    """Return what the decisions that hold say of rows, in the order of the first decision."""
    mask = _mask(session)
    rows: list[dict[str, Any]] = []
    withheld: Counter[str] = Counter()
    for gathered in _gathered(session).values():
        row, cause = _row(gathered, mask)
        if row is not None:
            rows.append(row)
        elif cause:
            withheld[cause] += 1
    return LabelledRows(rows=tuple(rows), withheld=tuple(sorted(withheld.items())))


def _gathered(session: Session) -> dict[_Key, _Gathered]:
    found: dict[_Key, _Gathered] = {}
    decisions = session.execute(
        select(
            FindingDecision.id, FindingDecision.submission_id, FindingDecision.finding,
            FindingDecision.code, FindingDecision.round, FindingDecision.verdict,
            FindingDecision.reason_code, FindingDecision.reason, FindingDecision.indicator,
        )
        .where(FindingDecision.undone_at.is_(None), FindingDecision.code.in_(LABELS_OF_CHECKS))
        .order_by(FindingDecision.id)
        .execution_options(yield_per=_AT_ONCE)
    )  # fmt: skip
    for (
        number,
        submission,
        finding,
        code,
        own,
        verdict,
        reason_code,
        reason,
        indicator,
    ) in decisions:
        if indicator:
            gathered = _of_row(found, indicator)
            word = gathered.words.setdefault((submission, finding), _Word(code))
            word.by_round[own] = (number, verdict != Verdict.DISMISS, reason_code, reason)
    _gather_choices(session, found)
    return found


def _gather_choices(session: Session, found: dict[_Key, _Gathered]) -> None:
    choices = session.scalars(
        select(RewriteDecision)
        .where(RewriteDecision.undone_at.is_(None))
        .order_by(RewriteDecision.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    for choice in choices:
        better = {
            "level1": choice.level1, "level2": choice.level2, "name": choice.name,
            "value": choice.value, "evidence": choice.indicator["proposed"]["evidence"] or "",
        }  # fmt: skip
        gathered = _of_row(found, choice.indicator)
        key = (choice.submission_id, choice.row, choice.number)
        gathered.choices[key] = (choice.id, choice.choice, better)


def _of_row(found: dict[_Key, _Gathered], indicator: Mapping[str, Any]) -> _Gathered:
    key = tuple(indicator[text] or "" for text in _TEXTS)
    gathered = found.setdefault(key, _Gathered(indicator))
    gathered.indicator = indicator
    return gathered


def _row(gathered: _Gathered, mask: re.Pattern[str] | None) -> tuple[dict[str, Any] | None, str]:
    """Return a row, or why it is withheld; ``""`` where nothing was stated."""
    adopted = gathered.adopted
    level2 = str(adopted[1]["level2"]) if adopted is not None else ""
    values: dict[str, object] = {}
    stated: list[dict[str, str]] = []
    for word in gathered.words.values():
        if word.is_open:
            return None, "两名审核人结论不同，尚未裁定"
        if (held := word.holding) is None:
            continue
        number, stands, reason_code, reason = held
        said = stated_label(
            word.code, stands=stands, reason_code=reason_code, indicator=gathered.indicator,
            level2=level2,
        )  # fmt: skip
        if said is None:
            continue
        if values.setdefault(said.label, said.value) != said.value:
            return None, "对同一条指标的决定互相矛盾"
        shown = mask.sub(_SOMEBODY, reason) if mask is not None else reason
        stated.append({"label": said.label, "decision": f"F{number}", "reason": shown})
    if None in values.values():
        return None, "否定了模型的判断，但没有说明正确的标签"
    return _labelled(gathered, values, stated)


def _labelled(
    gathered: _Gathered, values: Mapping[str, object], stated: list[dict[str, str]]
) -> tuple[dict[str, Any] | None, str]:
    indicator = gathered.indicator
    labels = {**model_labels(indicator), **values}
    labels["unquantified"] = labels["value_kind"] in _UNQUANTIFIED
    plain: dict[str, Any] = {
        "sector": sector_of(indicator["organisation"] or "", indicator["project"]) or NO_SECTOR,
        "project": indicator["project"],
        "provenance": PROVENANCE,
        **{text: indicator[text] or "" for text in _TEXTS},
        "unsure": any(word.is_disputed for word in gathered.words.values()),
        "better": None,
    }
    draft = Row.model_validate({**plain, "id": "-", "labels": {**labels, "weak": False}})
    labels["weak"] = expected_weak(draft)
    # A rewrite stands on rows that are sent back (corpus/README.md).
    if gathered.adopted is not None and labels["weak"]:
        number, plain["better"] = gathered.adopted
        stated.append({"label": "better", "decision": f"R{number}", "reason": ""})
    if not stated:
        return None, ""
    plain |= {"id": f"WB-{stated[0]['decision']}", "labels": labels, "stated": stated}
    if any(is_broken(text) for text in _texts(plain)):
        return None, "指标文字中有无法写出的字符"
    row = Row.model_validate(plain)
    return row.model_dump(mode="json", exclude_defaults=True), ""


def _texts(plain: Mapping[str, Any]) -> Iterator[str]:
    for part in (plain, plain["better"] or {}):
        yield from (text for text in part.values() if isinstance(text, str))


def _mask(session: Session) -> re.Pattern[str] | None:
    """Return what finds names and logins of accounts in a reason."""
    accounts = session.execute(select(User.name, User.login))
    names = {text for pair in accounts for text in pair if len(text) >= _SHORTEST_NAME}
    if not names:
        return None
    return re.compile("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)))
