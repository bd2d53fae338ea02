"""Cohen's kappa of two reviewers, its interval, and what is said of weak figures."""

import pytest

from assessor.training.agreement import cohen_kappa
from assessor.workbench.kappa import Kappa, Method, Pair, kappa_of


def pairs(both=0, first_only=0, second_only=0, neither=0, *, submissions=1):
    answers = (
        [(True, True)] * both
        + [(True, False)] * first_only
        + [(False, True)] * second_only
        + [(False, False)] * neither
    )
    return [
        Pair(submission=number % submissions, first=first, second=second)
        for number, (first, second) in enumerate(answers)
    ]


def test_kappa_of_a_worked_example():
    # Both yes 20, first only 5, second only 10, both no 15: agreement .7, by chance .5.
    found = kappa_of(pairs(20, 5, 10, 15))
    assert found.share == pytest.approx(0.7)
    assert found.kappa == pytest.approx(0.4)
    assert (found.pairs, found.equal, found.remark) == (50, 35, "")


@pytest.mark.parametrize("counts", [(20, 5, 10, 15), (7, 0, 1, 3), (30, 2, 0, 1), (1, 4, 4, 1)])
def test_it_is_the_kappa_of_the_training_room(counts):
    told = pairs(*counts)
    expected = cohen_kappa([one.first for one in told], [one.second for one in told])
    assert kappa_of(told).kappa == pytest.approx(expected)


def test_the_interval_holds_the_figure_is_the_same_each_time_and_narrows():
    few, many = kappa_of(pairs(20, 5, 10, 15)), kappa_of(pairs(200, 50, 100, 150))
    assert few.low < few.kappa < few.high
    assert many.high - many.low < few.high - few.low
    assert few.method is Method.FINDINGS
    assert kappa_of(pairs(20, 5, 10, 15)) == few


def test_whole_submissions_are_drawn_where_there_are_enough_of_them():
    told = pairs(20, 5, 10, 15, submissions=10)
    assert kappa_of(told).method is Method.SUBMISSIONS
    # All findings of a submission say the same: fewer independent answers than there are pairs.
    alike = [
        Pair(submission=number, first=number % 2 == 0, second=number % 3 > 0)
        for number in range(12)
        for _ in range(10)
    ]
    apart = [
        Pair(submission=number * 10 + i, first=one.first, second=one.second)
        for number in range(12)
        for i, one in enumerate(alike[number * 10 : number * 10 + 10])
    ]
    wide, narrow = kappa_of(alike), kappa_of(apart)
    assert wide.kappa == pytest.approx(narrow.kappa)
    assert wide.high - wide.low > narrow.high - narrow.low


@pytest.mark.parametrize("counts", [(30, 0, 0, 0), (0, 0, 0, 30)])
def test_kappa_is_undefined_and_told_where_all_agree_on_one_answer(counts):
    found = kappa_of(pairs(*counts))
    assert (found.kappa, found.low, found.high, found.method) == (None, None, None, None)
    assert found.share == 1
    assert "kappa 无法计算" in found.remark


def test_full_agreement_on_both_answers_is_not_certainty():
    found = kappa_of(pairs(15, 0, 0, 10))
    assert (found.kappa, found.high, found.method) == (1, 1, Method.WILSON)
    assert 0.5 < found.low < 0.9


@pytest.mark.parametrize(("count", "is_small"), [(19, True), (20, False)])
def test_fewer_than_twenty_are_told(count, is_small):
    found = kappa_of(pairs(count - 5, 1, 1, 3))
    assert found.is_small is is_small
    assert ("样本少" in found.remark) is is_small


def test_nothing_to_compare():
    assert kappa_of([]) == Kappa(pairs=0, equal=0, kappa=None)
    assert kappa_of([]).share is None
    assert kappa_of([]).remark == "没有可比的结论；样本少"


def test_no_agreement_beyond_chance_may_be_below_zero():
    assert kappa_of(pairs(0, 12, 12, 0)).kappa == pytest.approx(-1)
