"""One target as the value grammar reads it."""

from dataclasses import dataclass
from enum import StrEnum

from assessor.core.span import Span


class TargetKind(StrEnum):
    """What a piece of a target value is.

    ``NUMBER`` holds amounts, rates and durations; ``DATE`` deadlines and points in time;
    ``PERIOD`` stretches such as 全年; ``FREQUENCY`` 每月, 每季度1次; ``GRADE`` named grades with
    a cut-off; ``STATE`` provable yes/no facts; ``OPEN`` words that decide nothing;
    ``PLACEHOLDER`` XX, /, -, bare units; ``CODE`` approved codes of a form such as 不适用.
    """

    NUMBER = "number"
    DATE = "date"
    PERIOD = "period"
    FREQUENCY = "frequency"
    GRADE = "grade"
    STATE = "state"
    OPEN = "open"
    PLACEHOLDER = "placeholder"
    CODE = "code"


class Sign(StrEnum):
    """计算符号 of a target; a bare number has none (``None`` in the target)."""

    AT_LEAST = "≥"
    MORE_THAN = ">"
    EQUAL = "="
    LESS_THAN = "<"
    AT_MOST = "≤"
    PLUS_MINUS = "±"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A typed reading of one target inside a value.

    Attributes
    ----------
    kind
        What the piece is.
    sign
        Comparison; ``None`` where none is printed.
    low, high
        Bounds in the printed unit (万 and 亿 stay in the unit, 三 becomes 3, 九成 becomes
        90 with unit %); equal for an exact number, ``None`` for an open side or no number.
    unit
        Unit without its ``per`` parts, normalised (百分比 and ％ are ``%``); ``""`` if none.
    per
        Denominators in reading order: 元/月/人 and 每人每月150元 give (月, 人) and (人, 月).
    frequency
        Printed frequency such as 每季度; ``None`` if none.
    full_mark
        Full mark of a score (满分10分), ``None`` if none.
    baseline
        What the number is compared with (上年, 2023年), ``None`` if none.
    deadline
        Printed deadline (12月31日前, 年底前), ``None`` if none.
    approximate
        约, 左右, 力争 and the like stand with the number.
    doubtful
        The reading is unsure, for instance 292% that may be an OCR slip for ≥92%.
    span
        Where the piece stands in the original text.
    """

    kind: TargetKind
    span: Span
    sign: Sign | None = None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    per: tuple[str, ...] = ()
    frequency: str | None = None
    full_mark: float | None = None
    baseline: str | None = None
    deadline: str | None = None
    approximate: bool = False
    doubtful: bool = False
