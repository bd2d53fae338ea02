import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score

from assessor.evaluation.metrics import (
    average_precision,
    binary_figures,
    calibration_error,
    share_figures,
)


def test_counts_and_ratios() -> None:
    figures = binary_figures(
        [True, True, False, False], [True, False, True, False], groups=["a", "a", "b", "b"]
    )
    assert (figures.positives, figures.predicted, figures.hits) == (2, 2, 1)
    assert (figures.precision, figures.recall, figures.f1) == (0.5, 0.5, 0.5)
    assert figures.interval is not None
    assert figures.interval.low <= 0.5 <= figures.interval.high


def test_undefined_figures_are_none_not_zero() -> None:
    figures = binary_figures([False], [False], groups=["a"], probabilities=[0.1])
    assert figures.precision is figures.recall is figures.f1 is figures.interval is None
    assert figures.average_precision is None
    assert share_figures([], groups=[]).share is None


def test_the_interval_is_wider_when_groups_differ_as_wholes() -> None:
    gold = [True] * 40
    said = [True] * 20 + [False] * 20
    by_row = binary_figures(gold, said, groups=[str(i) for i in range(40)]).interval
    by_group = binary_figures(gold, said, groups=["a"] * 20 + ["b"] * 20).interval
    assert by_row is not None
    assert by_group is not None
    assert by_group.high - by_group.low > by_row.high - by_row.low


def test_calibration_error_of_a_perfect_and_of_a_sure_liar() -> None:
    truth = np.array([True] * 50 + [False] * 50)
    assert calibration_error(truth, truth.astype(float)) == 0
    assert calibration_error(truth, 1 - truth.astype(float)) == 1


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 9)), min_size=1, max_size=60))
def test_average_precision_agrees_with_scikit_learn(rows: list[tuple[bool, int]]) -> None:
    truth = np.array([t for t, _ in rows])
    scores = np.array([s / 10 for _, s in rows])
    ours = average_precision(truth, scores)
    if not truth.any():
        assert ours is None
    else:
        assert ours == pytest.approx(average_precision_score(truth, scores))
