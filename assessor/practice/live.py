"""The practice ground: what the tool thinks of an indicator while it is being typed."""

from dataclasses import dataclass

from assessor.assessing import Assessor
from assessor.core.assessment import Smart
from assessor.core.finding import Finding, Severity
from assessor.core.submission import Field, Indicator
from assessor.errors import InputError
from assessor.pipeline.running import is_broken
from assessor.taxonomy.level_type import LevelType

LONGEST = 500
_NAMES = {
    Field.NAME: "指标名称",
    Field.VALUE: "指标值",
    Field.LEVEL1: "一级指标",
    Field.LEVEL2: "二级指标",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSpan:
    """Words to underline: characters ``[start, end)`` of a field as typed."""

    field: Field
    start: int
    end: int
    severity: Severity
    finding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveAnalysis:
    """What is thought of a row.

    Attributes
    ----------
    spans
        Words to underline, in reading order.
    level, level_probability
        Best type and how likely it is to be accepted, 0..1; ``None`` = none of the nine fits.
    levels
        Every type with its probability, the likeliest first.
    score
        0..100, ``None`` when nothing can be judged.
    """

    spans: tuple[LiveSpan, ...]
    findings: tuple[Finding, ...]
    smart: Smart
    level: LevelType | None
    level_probability: float | None
    levels: tuple[tuple[LevelType, float], ...]
    score: float | None


def row_as_typed(*, name: str, value: str, level1: str = "", level2: str = "") -> Indicator:
    """Return typed texts as a row.

    Raises
    ------
    InputError
        ``input.text``: a text is too long, or holds characters that cannot be written out.
    """
    texts = {Field.NAME: name, Field.VALUE: value, Field.LEVEL1: level1, Field.LEVEL2: level2}
    for field, text in texts.items():
        if len(text) > LONGEST:
            raise InputError(f"{_NAMES[field]}有 {len(text)} 字，最多 {LONGEST} 字",
                             hint="请拆成单条指标后再试。", code="input.text")  # fmt: skip
        if is_broken(text) or "\0" in text:
            raise InputError(f"{_NAMES[field]}中有无法识别的字符", hint="请重新输入。",
                             code="input.text")  # fmt: skip
    return Indicator(id="1", name=name, value=value, level1=level1, level2=level2)


def analyse(
    assessor: Assessor, *, name: str, value: str, level1: str = "", level2: str = ""
) -> LiveAnalysis | None:
    """Assess typed texts, in about a millisecond; ``None`` while nothing is typed.

    Raises
    ------
    InputError
        ``input.text``
    """
    row = row_as_typed(name=name, value=value, level1=level1, level2=level2)
    if not (name.strip() or value.strip()):
        return None
    (assessed,) = assessor.assess((row,))
    judged = assessed.judgement
    levels = tuple(
        (LevelType(key), share)
        for key, share in sorted(judged.levels, key=lambda pair: -pair[1])
        if key in set(LevelType)
    )
    level = LevelType(judged.level) if judged.level else None
    return LiveAnalysis(
        spans=_spans(assessed.findings),
        findings=assessed.findings,
        smart=assessed.smart,
        level=level,
        level_probability=None if level is None else dict(levels)[level],
        levels=levels,
        score=assessed.score,
    )


def _spans(findings: tuple[Finding, ...]) -> tuple[LiveSpan, ...]:
    spans = [
        LiveSpan(field=f.field, start=f.start, end=f.end, severity=f.severity, finding=f.id)
        for f in findings
        if f.end > f.start
    ]
    spans.sort(key=lambda span: (span.field, span.start, span.severity.rank))
    return tuple(spans)
