import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessor.classifiers.artefact import shipped_artefact
from assessor.classifiers.explanation import explain
from assessor.classifiers.judging import JudgedRow, judge_rows
from assessor.classifiers.row_text import read_row
from assessor.core.judgement import Judgement, ValueKind

_TEXT = st.text(max_size=40) | st.text(
    alphabet="提升培训率数人%≥0123456789、和及满意度是否", max_size=30
)
_ROWS = st.lists(
    st.builds(JudgedRow, level1=_TEXT, level2=st.sampled_from(["", "数量指标", "质量指标", "??"]),
              name=_TEXT, value=_TEXT),
    max_size=5,
)  # fmt: skip


def _judge(name: str, value: str, level2: str = "", level1: str = "") -> Judgement:
    row = JudgedRow(level1=level1, level2=level2, name=name, value=value)
    return judge_rows(shipped_artefact(), [row])[0]


@settings(max_examples=60, deadline=None)
@given(_ROWS)
def test_any_rows_give_consistent_judgements(rows: list[JudgedRow]) -> None:
    judgements = judge_rows(shipped_artefact(), rows)
    assert len(judgements) == len(rows)
    for judgement in judgements:
        kinds = [judgement.probability(f"value_kind.{kind.value}") for kind in ValueKind]
        assert sum(k or 0.0 for k in kinds) == pytest.approx(1.0, abs=1e-4)
        assert all(0.0 <= chance <= 1.0 for _, chance in judgement.levels)
        assert judgement.unquantified == (judgement.value_kind in ("state", "open", "missing"))
        if judgement.value_kind in ("open", "missing") or judgement.vague or judgement.compound:
            assert judgement.weak


def test_rows_are_judged_alone_and_in_batches_alike() -> None:
    rows = [
        JudgedRow(level1="", level2="社会效益", name="职工获得感", value="有所提升"),
        JudgedRow(level1="", level2="数量指标", name="培训人数", value="≥50人"),
        JudgedRow(level1="", level2="", name="", value=""),
    ]
    together = judge_rows(shipped_artefact(), rows)
    assert together == tuple(judge_rows(shipped_artefact(), [row])[0] for row in rows)
    assert pickle.loads(pickle.dumps(together)) == together


def test_the_declared_level_does_not_move_the_predicted_one() -> None:
    right = _judge("工程验收合格率", "100%", "质量指标")
    wrong = _judge("工程验收合格率", "100%", "时效指标")
    assert right.levels == wrong.levels
    assert not right.level_mismatch
    assert wrong.level_mismatch


def test_a_bare_satisfaction_with_a_figure_is_unclear_but_not_weak() -> None:
    judgement = _judge("满意度", "≥90%", "服务对象满意度指标")
    assert judgement.unclear_name
    assert not judgement.weak
    assert _judge("满意度", "较高", "服务对象满意度指标").weak


def test_an_explanation_points_at_the_words_that_decide() -> None:
    name, value = "职工获得感", "有所提升"
    evidence = explain(shipped_artefact(), read_row(name, value), "vague")
    texts = {"name": name, "value": value}
    assert evidence
    for part in evidence:
        assert texts[part.field][part.start : part.end].strip()
    assert any(part.field == "value" for part in evidence)


@pytest.mark.parametrize(("name", "value"), [("居民满意度", "满意度"), ("设施完善率", "完善率")])
def test_a_value_that_only_repeats_the_measure_is_missing(name: str, value: str) -> None:
    judgement = _judge(name, value)
    assert judgement.value_kind is ValueKind.MISSING
    assert not judgement.vague
    assert judgement.weak
