import numpy as np
import pytest
from rewrite_rows import case, draft

from assessor.core.judgement import ValueKind
from assessor.rewrites.measure_key import HEADS, measure_key
from assessor.rewrites.name_parts import NameParts
from assessor.rewrites.precedents import (
    FRAME,
    MOST,
    by_precedent,
    is_precedent,
    measure_noun,
    precedents,
)
from assessor.rewrites.ranking import Ranker, TextModel, choose_batch, rank
from assessor.rewrites.row_signs import NUMBERS
from assessor.rewrites.wording import Wording
from assessor.taxonomy.level_type import LevelType

RATE = "joint=social|rate|share"


def row(object_="惠农政策", **changes):
    parts = NameParts(text=object_, object=object_)
    return case(object_, "有所提升", parts=parts, **changes)


def names(drafts):
    return [(d.row.level, d.row.name, d.row.value) for d in drafts]


def test_entries_are_blank_and_measure_what_their_noun_says():
    for entry in precedents():
        assert "【__】" in entry.target
        assert measure_key(entry.tail, entry.target).head in HEADS, entry.noun
        assert measure_noun(f"某某{entry.noun}") == entry.noun


@pytest.mark.parametrize(
    ("name", "noun"),
    [
        ("惠农政策知晓率", "知晓率"),
        ("工程验收合格率", "验收合格率"),
        ("学员合格率（首次）", "合格率"),
        ("制度汇编", ""),
    ],
)
def test_the_longest_noun_that_ends_a_name(name, noun):
    assert measure_noun(name) == noun


def test_a_likely_class_is_drafted_with_its_likeliest_noun():
    said = {RATE: 0.6, "noun=知晓率": 0.3, "noun=覆盖率": 0.1}
    made = by_precedent(row(), [], said)
    assert names(made) == [(LevelType.SOCIAL, "惠农政策知晓率", "≥【__】%")]
    assert is_precedent(made[0])
    assert made[0].frame == f"{FRAME}.rate-share"
    assert made[0].questions
    assert made[0].evidence


def test_the_object_must_bear_the_noun():
    said = {RATE: 0.6, "noun=知晓率": 0.2}
    assert len(by_precedent(row("惠农政策"), [], said)) == 1
    assert by_precedent(row("流动沙丘"), [], said) == ()


def test_a_noun_that_experts_give_to_just_such_rows_may_stand_behind_any_object():
    assert len(by_precedent(row("流动沙丘"), [], {RATE: 0.6, "noun=知晓率": 0.4})) == 1


def test_a_group_of_people_bears_nouns_of_people():
    people = NameParts(text="困难职工", object="困难职工", group="职工")
    said = {RATE: 0.5, "noun=就业率": 0.1}
    made = by_precedent(case("困难职工", "有所改善", parts=people), [], said)
    assert [name for _, name, _ in names(made)] == ["困难职工就业率"]


def test_a_noun_without_chance_is_not_drafted():
    assert by_precedent(row(), [], {RATE: 0.6}) == ()
    assert by_precedent(row(), [], {RATE: 0.01, "noun=知晓率": 0.5}) == ()


def test_what_is_offered_already_is_not_drafted_again():
    offered = [draft("惠农政策兑现率", "≥【__】%", level=LevelType.SOCIAL)]
    assert by_precedent(row(), offered, {RATE: 0.6, "noun=知晓率": 0.4}) == ()


def test_unlikely_levels_are_left_out():
    said = {"joint=cost|money|money": 0.9, "noun=总额": 0.9}
    assert by_precedent(row("助学金"), [], said) == ()
    assert len(by_precedent(row("助学金", level2=""), [], said)) == 1


def test_no_more_than_a_few_are_drafted():
    said = {f"noun={entry.noun}": 0.9 for entry in precedents()}
    for entry in precedents():
        measure = measure_key(entry.tail, entry.target).name
        said |= {f"joint={level.value}|{measure}": 0.9 for level in entry.levels}
    assert len(by_precedent(row(level2=""), [], said)) == MOST


@pytest.mark.parametrize("kind", [ValueKind.QUANTITATIVE, ValueKind.GRADED])
def test_a_row_with_a_settled_value_keeps_its_measure(kind):
    assert by_precedent(row(kind=kind), [], {RATE: 0.9, "noun=知晓率": 0.9}) == ()


def test_without_an_object_there_is_nothing_to_measure():
    said = {RATE: 0.9, "noun=知晓率": 0.9}
    assert by_precedent(case("满意度", "良好"), [], said) == ()


@pytest.fixture
def ranker():
    text = TextModel(
        vocabulary=({}, {}, {}, {}), idf=np.ones(0, dtype=np.float32),
        targets=(RATE, "noun=知晓率"), weights=np.zeros((0, 2), dtype=np.float32),
        intercepts=np.array([0.7, 0.3], dtype=np.float32),
    )  # fmt: skip
    weights = np.array([3.0 if name == "joint" else 0.0 for name in NUMBERS])
    return Ranker(text=text, vocabulary={}, weights=np.zeros(0), number_weights=weights,
                  wording=Wording({}), slope=1.0, offset=0.0)  # fmt: skip


def test_choosing_adds_precedents_and_orders_all(ranker):
    known = draft("惠农政策培训人次", "≥【__】人次", level=LevelType.QUANTITY)
    chosen, nothing = choose_batch([(row(), [known]), (row(kind=ValueKind.GRADED), [])],
                                   ranker=ranker)  # fmt: skip
    assert [d.row.name for d, _ in chosen] == ["惠农政策知晓率", "惠农政策培训人次"]
    assert nothing == ()
    assert [rank_ for _, rank_ in chosen] == pytest.approx(
        rank(row(), [d for d, _ in chosen], ranker=ranker)
    )


def test_without_a_ranker_drafts_are_ordered_by_their_priors():
    low, high = draft("甲率", "≥【__】%", prior=0.1), draft("乙人数", "≥【__】人", prior=0.8)
    [chosen] = choose_batch([(row(), [low, high])], ranker=None)
    assert chosen == ((high, 0.8), (low, 0.1))
