"""Answers, what they are worth, and the explanation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessor.core.span import Span
from assessor.core.submission import Field
from assessor.errors import InputError
from assessor.practice.answers import (
    LevelAnswer,
    RewriteAnswer,
    SpotAnswer,
    Words,
    answer_to,
    as_data,
    topic_share,
    words_share,
)
from assessor.practice.exercises import Exercise, Kind, ShownRow, exercise_of, serves
from assessor.practice.explanation import LEVEL_MEANINGS, Standing
from assessor.practice.judging import judge, vague_words
from assessor.practice.topics import Topic
from assessor.taxonomy.level_type import LevelType


def find(library, test):
    """Return the first entry that the assessor agrees on and that passes ``test``."""
    return next(e for e in library.entries if test(e) and library.hardness((e,))[0].agreed)


def exercise(kind: Kind) -> Exercise:
    row = ShownRow(project="", level1="", level2="", name="n", value="v")
    return Exercise(id=f"{kind.value}:x", kind=kind, topic=Topic.VAGUE, row=row)


TEXTS = {Field.NAME: "职工素质提升情况", Field.VALUE: "有所提升"}
EXPECTED = (Words(field=Field.VALUE, span=Span(0, 4), text="有所提升"),)


class TestAnswers:
    @pytest.mark.parametrize(
        ("kind", "given"),
        [
            (Kind.SPOT, {"topics": ["vague"], "words": ["有所提升"]}),
            (Kind.SPOT, {}),
            (Kind.REWRITE, {"name": "职工培训合格率", "value": "≥【__】%", "level": "quality"}),
            (Kind.LEVEL, {"level": "none"}),
            (Kind.LEVEL, {"level": "cost"}),
        ],
    )
    def test_an_answer_is_read_from_what_was_kept(self, kind, given):
        answer = answer_to(exercise(kind), given)
        assert answer_to(exercise(kind), as_data(answer)) == answer

    @pytest.mark.parametrize(
        ("kind", "given"),
        [
            (Kind.SPOT, {"topics": "vague"}),
            (Kind.SPOT, {"topics": ["good"]}),
            (Kind.SPOT, {"topics": [1]}),
            (Kind.SPOT, {"topics": [], "words": ["\ud800"]}),
            (Kind.SPOT, {"words": ["x"] * 21}),
            (Kind.REWRITE, {"name": "名" * 201, "value": "1"}),
            (Kind.REWRITE, {"name": "a\0b", "value": "1"}),
            (Kind.REWRITE, {"name": {}, "value": "1"}),
            (Kind.REWRITE, {"name": "a", "value": "1", "level": "none"}),
            (Kind.LEVEL, {}),
            (Kind.LEVEL, {"level": "效益"}),
            (Kind.LEVEL, {"level": ["cost"]}),
        ],
    )
    def test_anything_else_is_refused_in_chinese(self, kind, given):
        with pytest.raises(InputError) as raised:
            answer_to(exercise(kind), given)
        assert raised.value.code == "practice.answer"
        assert raised.value.message.startswith("答案：")


class TestShares:
    def test_partial_credit_counts_what_is_in_both_of_what_is_in_either(self):
        both = frozenset((Topic.VAGUE, Topic.UNQUANTIFIED))
        assert topic_share(both, both) == 1
        assert topic_share(frozenset((Topic.VAGUE,)), both) == 0.5
        assert topic_share(both | {Topic.LEVEL}, both) == pytest.approx(2 / 3)
        assert topic_share(frozenset(), frozenset()) == 1
        assert topic_share(frozenset((Topic.LEVEL,)), frozenset()) == 0

    @pytest.mark.parametrize(
        ("words", "share"),
        [(("有所提升",), 1), (("有所", "提升"), 1), (("有所",), 2 / 3), (("职工",), 0), ((), 0),
         (("明显",), 0), (("", " "), 0)],
    )  # fmt: skip
    def test_words_are_compared_by_characters(self, words, share):
        assert words_share(words, EXPECTED, TEXTS) == pytest.approx(share)

    @given(st.lists(st.text(max_size=6), max_size=5))
    def test_any_words_give_a_share(self, words):
        assert 0 <= words_share(tuple(words), EXPECTED, TEXTS) <= 1


class TestSpot:
    def test_all_right_with_the_words(self, library):
        entry = find(library, lambda e: Topic.VAGUE in e.topics and len(e.topics) == 2)
        words = vague_words(entry, library.assessed(entry.row))
        answer = SpotAnswer(topics=entry.topics, words=tuple(one.text for one in words))
        judged = judge(library, f"spot:{entry.row.id}", answer)
        assert (judged.points, judged.right) == (1, True)
        assert judged.topics_right == entry.topics
        assert judged.topics_wrong == frozenset()
        assert judged.explanation.headline == "答对了"

    def test_without_the_words_a_quarter_is_missing_and_they_are_told(self, library):
        entry = find(library, lambda e: Topic.VAGUE in e.topics)
        words = vague_words(entry, library.assessed(entry.row))
        judged = judge(library, f"spot:{entry.row.id}", SpotAnswer(topics=entry.topics))
        assert (judged.points, judged.right) == (0.75, False)
        assert any(words[0].text in remark.text for remark in judged.explanation.remarks)

    def test_missed_and_wrong_defects_are_told_apart(self, library):
        entry = find(library, lambda e: e.topics == {Topic.COMPOUND})
        answer = SpotAnswer(topics=frozenset((Topic.LEVEL,)))
        judged = judge(library, f"spot:{entry.row.id}", answer)
        assert judged.points == 0
        assert judged.topics_wrong == {Topic.COMPOUND, Topic.LEVEL}
        told = {remark.topic: remark for remark in judged.explanation.remarks if remark.topic}
        assert told[Topic.COMPOUND].standing is Standing.MISSED
        assert told[Topic.COMPOUND].code == "W07"
        assert told[Topic.COMPOUND].why
        assert told[Topic.COMPOUND].mend
        assert told[Topic.LEVEL].standing is Standing.WRONG

    def test_a_sound_row_is_right_with_nothing_and_wrong_with_anything(self, library):
        entry = find(library, lambda e: e.is_sound and e.topic is Topic.COMPOUND)
        clean = judge(library, f"spot:{entry.row.id}", SpotAnswer())
        assert clean.right
        assert clean.topics_right == {Topic.COMPOUND}
        wrong = judge(
            library, f"spot:{entry.row.id}", SpotAnswer(topics=frozenset((Topic.COMPOUND,)))
        )
        assert wrong.points == 0
        assert wrong.topics_wrong == {Topic.COMPOUND}
        assert wrong.topics_right == frozenset()

    @pytest.mark.parametrize("topic", list(Topic))
    def test_every_defect_is_explained_by_its_rule(self, library, topic):
        entry = find(library, lambda e: topic in e.topics)
        judged = judge(library, f"spot:{entry.row.id}", SpotAnswer())
        (remark,) = [r for r in judged.explanation.remarks if r.topic is topic]
        assert remark.code in topic.codes
        assert remark.text.endswith("。")

    @pytest.mark.parametrize("topic", list(Topic))
    def test_every_defect_that_is_not_there_is_explained(self, library, topic):
        entry = find(library, lambda e: e.is_sound and e.row.level2)
        answer = SpotAnswer(topics=frozenset((topic,)))
        judged = judge(library, f"spot:{entry.row.id}", answer)
        (remark,) = [r for r in judged.explanation.remarks if r.topic is topic]
        assert remark.standing is Standing.WRONG
        assert len(remark.text) > 5


class TestRewrite:
    @pytest.fixture
    def entry(self, library):
        return find(
            library,
            lambda e: (
                serves(e, Kind.REWRITE)
                and Topic.VAGUE in e.topics
                and Topic.LEVEL not in e.topics
                and "%" in e.row.better.value
                and "【__】" in e.row.better.value
            ),
        )

    def judged(self, library, entry, **given):
        return judge(library, f"rewrite:{entry.row.id}", RewriteAnswer(**given))

    def test_the_experts_own_rewrite_is_right(self, library, entry):
        better = entry.row.better
        judged = self.judged(library, entry, name=better.name, value=better.value)
        assert judged.right
        assert judged.points == 1
        assert judged.topics_right == entry.topics
        assert judged.explanation.expert == better
        assert {r.topic for r in judged.explanation.remarks if r.standing is Standing.CLEARED} == (
            entry.topics
        )

    def test_a_figure_that_the_row_does_not_hold_is_to_be_asked_for_and_not_wrong(
        self, library, entry
    ):
        better = entry.row.better
        value = better.value.replace("【__】", "93.7")
        judged = self.judged(library, entry, name=better.name, value=value)
        assert judged.right
        (asked,) = [r for r in judged.explanation.remarks if r.standing is Standing.ASK]
        assert "请向业务部门核实的数：93.7" in asked.text

    def test_the_old_row_is_no_rewrite(self, library, entry):
        judged = self.judged(library, entry, name=entry.row.name, value=entry.row.value)
        assert judged.points == 0
        assert judged.topics_wrong == entry.topics

    def test_a_row_about_something_else_loses_half(self, library, entry):
        judged = self.judged(library, entry, name="森林病虫害防治面积", value="≥300亩")
        assert not judged.right
        assert judged.points <= 0.5
        assert any("换了考核对象" in r.text for r in judged.explanation.remarks)

    def test_what_the_expert_drops_may_go_but_something_must_stay(self, library):
        entry = next(e for e in library.entries if e.row.name == "仓库管理")
        kept = self.judged(library, entry, name="救灾物资抽检合格率", value="≥【__】%")
        assert kept.right
        other = self.judged(library, entry, name="困难职工覆盖率", value="≥【__】%")
        assert other.points <= 0.5
        assert any("换了考核对象" in r.text for r in other.explanation.remarks)

    def test_another_vague_value_mends_nothing(self, library, entry):
        judged = self.judged(library, entry, name=entry.row.name, value="大幅提升")
        assert Topic.VAGUE in judged.topics_wrong
        assert any(r.standing is Standing.LEFT for r in judged.explanation.remarks)

    def test_other_ways_to_write_a_blank_count_as_blanks(self, library, entry):
        better = entry.row.better
        value = better.value.replace("【__】", "【 】")
        assert self.judged(library, entry, name=better.name, value=value).right

    def test_samples_in_blanks_are_never_shown(self, library):
        entries = [e for e in library.entries if Topic.MISMATCH in e.topics and e.row.better]
        entry = entries[0]
        judged = self.judged(library, entry, name=entry.row.name, value="≥【__】%")
        assert not any("90" in remark.text for remark in judged.explanation.remarks)

    @pytest.mark.parametrize(
        "name", ["", "abc", "=SUM(A1)", "<b>名称</b>", "职工\u200b素质", "名" * 200]
    )
    def test_hostile_names_get_an_answer(self, library, entry, name):
        judged = self.judged(library, entry, name=name, value="≥5%")
        assert not judged.right
        assert judged.explanation.remarks

    def test_experts_are_nearly_always_right(self, library):
        entries = [e for e in library.entries if serves(e, Kind.REWRITE)][::25]
        agreed = [e for e in entries if library.hardness((e,))[0].agreed]
        right = 0
        for entry in agreed:
            better = entry.row.better
            level = entry.row.labels.proper_levels
            judged = self.judged(
                library, entry, name=better.name, value=better.value,
                level=level[0] if Topic.LEVEL in entry.topics and level else None,
            )  # fmt: skip
            right += judged.points >= 0.7
        assert len(agreed) > 40
        assert right / len(agreed) > 0.9


class TestLevel:
    def test_every_accepted_type_is_right(self, library):
        entry = find(
            library, lambda e: serves(e, Kind.LEVEL) and len(e.row.labels.proper_levels) > 1
        )
        for level in entry.row.labels.proper_levels:
            judged = judge(library, f"level:{entry.row.id}", LevelAnswer(level=level))
            assert (judged.right, judged.points) == (True, 1)
            assert any("也可以接受" in remark.text for remark in judged.explanation.remarks)

    def test_another_type_is_wrong_and_the_right_one_told(self, library):
        entry = find(
            library,
            lambda e: serves(e, Kind.LEVEL) and e.row.labels.proper_levels == (LevelType.COST,),
        )
        answer = LevelAnswer(level=LevelType.SATISFACTION)
        judged = judge(library, f"level:{entry.row.id}", answer)
        assert judged.points == 0
        assert judged.topics_wrong == {Topic.LEVEL}
        assert any("应归成本指标" in remark.text for remark in judged.explanation.remarks)

    def test_a_row_may_belong_nowhere(self, library):
        entry = next(e for e in library.of_level(()) if serves(e, Kind.LEVEL))
        assert judge(library, f"level:{entry.row.id}", LevelAnswer(level=None)).right
        wrong = judge(library, f"level:{entry.row.id}", LevelAnswer(level=LevelType.COST))
        assert any("不属于任何一类" in remark.text for remark in wrong.explanation.remarks)

    def test_every_type_has_its_meaning(self):
        assert set(LEVEL_MEANINGS) == set(LevelType)


def test_an_unknown_exercise_is_not_judged(library):
    with pytest.raises(InputError):
        judge(library, "spot:none", SpotAnswer())
    with pytest.raises(InputError):
        exercise_of(library, "level:none")
