"""Nearly every rate of a project is 100 %: the table tells nothing apart."""

from collections.abc import Iterator, Sequence

from assessor.checks.row_readings import bare_name, single_quantity
from assessor.checks.structure_rules import structure_rules
from assessor.checks.submission_check import (
    Answer,
    NotApplicable,
    Place,
    SubmissionCheck,
    SubmissionHit,
    SubmissionSubject,
)
from assessor.checks.word_lists import check_pattern
from assessor.core.finding import Severity
from assessor.core.submission import Indicator


def find(subject: SubmissionSubject) -> Iterator[Answer]:
    """Yield projects in which rates are 100 % as a rule, those that are due in full aside."""
    limits = structure_rules().hundred
    for number, _, rows in subject.projects():
        rates = [row for row in rows if _rate(row) is not None and not _is_due(row)]
        full = [row for row in rates if _rate(row) == 100]
        if len(rates) < limits.least:
            yield NotApplicable(
                reason=f"以百分比考核的指标（法定事项除外）不足{limits.least}项", project=number
            )
        elif _are_nearly_all(full, rates, rows):
            yield SubmissionHit(
                place=Place.PROJECT,
                project=number,
                others=tuple(row.id for row in full),
                words=(("rates", str(len(rates))), ("full", str(len(full)))),
            )


def _are_nearly_all(
    full: Sequence[Indicator], rates: Sequence[Indicator], rows: Sequence[Indicator]
) -> bool:
    limits = structure_rules().hundred
    counted = [row for row in rows if not _is_due(row)]
    return (
        len(full) >= limits.least
        and len(full) >= limits.of_rates * len(rates)
        and len(full) >= limits.of_rows * len(counted)
    )


def _rate(row: Indicator) -> float | None:
    """Return the percentage of a row, ``None`` where its value is none."""
    quantity = single_quantity(row) if row.value.strip() else None
    return quantity.amount if quantity is not None and quantity.unit == "%" else None


def _is_due(row: Indicator) -> bool:
    return check_pattern("v12.due_in_full").search(bare_name(row) + row.value) is not None


CHECK = SubmissionCheck(
    code="V12",
    name="hundred-everywhere",
    title="100%滥用",
    severity=Severity.MINOR,
    message="“{project}”{rates}项比率指标中有{full}项为100%，几乎没有区分度",
    hint="只对法定、必须全部做到的事项保留100%；其余参照近年实际定值，或改用数量、时限考核",
    what="一个项目里几乎所有比率类指标都定为100%。",
    why="全部100%的表看不出哪项是真正的难点，达到了不说明做得好，达不到又都得扣分。",
    mend="逐项问一句去年实际是多少，按实际和努力程度定值；必须全部做到的保留100%。",
    limits="应保尽保、足额发放、工程验收合格、责任落实等法定或必须全部做到的事项不计入；比率指标不足4项、或其余指标以数量为主的不报。",
    source="一般做法：100%只用于法定或必须全部做到的事项",
    find=find,
)
