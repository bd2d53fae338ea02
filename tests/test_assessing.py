"""The one path from rows to assessments."""

from hypothesis import given, settings
from hypothesis import strategies as st

from assessor.assessing import Assessor
from assessor.core.assessment import IndicatorAssessment
from assessor.core.submission import Indicator

_TEXT = st.text(max_size=30) | st.sampled_from(["≥90%", "有所提升", "开展培训不少于5场", "满意度"])
_ROWS = st.builds(
    Indicator, id=st.just("1"), name=_TEXT, value=_TEXT, cycle_value=_TEXT,
    level1=st.just(""), level2=st.sampled_from(["", "质量指标", "时效指标"]),
)  # fmt: skip


def _assess(*rows: Indicator) -> tuple[IndicatorAssessment, ...]:
    return tuple(Assessor.of().assess(rows))


def test_rows_keep_their_order_over_batches() -> None:
    rows = [Indicator(id=str(i), name=f"培训{i}场", value="≥5场") for i in range(5000)]
    assert [row.indicator.id for row in _assess(*rows)] == [row.id for row in rows]


def test_a_target_in_the_name_is_quoted_from_the_name() -> None:
    (row,) = _assess(Indicator(id="1", name="举办培训班≥5期", value=""))
    assert [t.span.quote("举办培训班≥5期") for t in row.targets] == ["≥5期"]
    assert row.judgement.value_kind == "quantitative"


def test_a_cycle_value_alone_is_judged() -> None:
    (row,) = _assess(Indicator(id="1", name="职工素质", value="", cycle_value="明显提升"))
    (finding,) = [f for f in row.findings if f.code == "W01"]
    assert (finding.field, finding.text) == ("cycle_value", "明显提升")


@settings(max_examples=150, deadline=None)
@given(_ROWS)
def test_every_finding_quotes_its_field_and_every_lost_point_its_finding(row: Indicator) -> None:
    (result,) = _assess(row)
    for finding in result.findings:
        assert row.text(finding.field)[finding.start : finding.end] == finding.text
        assert finding.message
        assert finding.hint
    assert {part.finding for part in result.lost} <= {f.id for f in result.findings}
    assert result.failures == ()
    assert result.score is None or 0 <= result.score <= 100
