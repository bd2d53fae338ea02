"""Which drafts are tried, and in which order they are shown."""

from dataclasses import replace

import pytest
from rewrite_rows import case, draft

from assessor.core.judgement import ValueKind
from assessor.core.rewrite import Rewrite, RewrittenRow, Verdict
from assessor.errors import ModelError
from assessor.rewrites import proposing
from assessor.rewrites.learned import REWRITES
from assessor.rewrites.ordering import is_blunt, lined_up, telling_first
from assessor.rewrites.precedents import is_precedent

OWN = [draft(f"职工{i}人数", "≥【__】人") for i in range(4)]
PAST = [draft(f"职工{i}覆盖率", "≥【__】%", frame="precedent.rate-share") for i in range(2)]


def choices(*drafts):
    return [(found, 1 - i / 10) for i, found in enumerate(drafts)]


@pytest.mark.parametrize(
    ("most", "ranked", "tried", "reserve"),
    [
        (3, [OWN[0], PAST[0], OWN[1]], [OWN[0], PAST[0], OWN[1]], []),
        (3, [PAST[0], OWN[0], OWN[1]], [OWN[0], PAST[0], OWN[1]], []),
        (3, [PAST[0], PAST[1], OWN[0]], [OWN[0], PAST[0]], [PAST[1]]),
        (1, [PAST[0], OWN[0]], [OWN[0]], [PAST[0]]),
        (3, [PAST[0], PAST[1]], [], [PAST[0], PAST[1]]),
    ],
)
def test_one_draft_by_precedent_is_tried_and_never_first(most, ranked, tried, reserve):
    waiting, left = lined_up(case("职工", "良好"), choices(*ranked), most=most)
    assert [found for found, _ in waiting] == tried
    assert [found for found, _ in left] == reserve


BLUNT = draft("职工覆盖率", "≥【__】%", frame="general.people-covered")
SCORED = draft("职工评估得分", "≥【__】分", frame="general.assessed-score")
TELLING = draft("职工知晓率", "≥【__】%", frame="general.awareness-known")


@pytest.mark.parametrize(
    ("ranked", "first"),
    [
        ([(BLUNT, 0.6), (TELLING, 0.3)], TELLING),
        ([(BLUNT, 0.6), (TELLING, 0.2)], BLUNT),
        ([(BLUNT, 0.6), (TELLING, 0.2), (SCORED, 0.1)], SCORED),
        ([(TELLING, 0.5), (BLUNT, 0.4), (SCORED, 0.1)], TELLING),
        ([(BLUNT, 0.6)], BLUNT),
    ],
)
def test_a_blunt_measure_leads_only_where_no_telling_one_is_at_hand(ranked, first):
    assert is_blunt(BLUNT)
    assert not is_blunt(TELLING)
    ordered = telling_first(ranked)
    assert ordered[0][0] == first
    assert sorted(rank for _, rank in ordered) == sorted(rank for _, rank in ranked)


def test_a_draft_that_loses_nouns_of_the_name_waits_in_reserve():
    whole, part = draft("学生职工知晓率", "≥【__】%"), draft("学生知晓率", "≥【__】%")
    waiting, left = lined_up(case("学生职工", "良好"), choices(part, whole), most=3)
    assert [found for found, _ in waiting] == [whole]
    assert [found for found, _ in left] == [part]


def test_a_draft_that_loses_a_sound_figure_waits_in_reserve():
    found = case("综合事务保障率", "≥95%", kind=ValueKind.QUANTITATIVE)
    found = replace(found, codes=frozenset({"W06"}))
    blank, kept = draft("综合事务保障率", "≥【__】%"), draft("后勤综合事务保障率", "≥95%")
    waiting, left = lined_up(found, choices(blank, kept), most=3)
    assert [other for other, _ in waiting] == [kept]
    assert [other for other, _ in left] == [blank]


def test_a_sign_among_words_is_tried_after_what_keeps_the_figure_and_before_what_loses_it():
    wordy = draft("抽检结果", "合格率≥97%")
    plain, blank = draft("抽检合格率", "≥97%"), draft("抽检结果", "≥【__】%")
    waiting, left = lined_up(case("抽检结果", "合格率97%"), choices(blank, wordy, plain), most=3)
    assert [other for other, _ in waiting] == [plain]
    assert [other for other, _ in left] == [wordy, blank]


def accepted(found):
    row = RewrittenRow(level1="", level2="", name=found.row.name, value=found.row.value)
    return found, Rewrite(
        row=row, frame=found.frame, evidence=(), reason="", verdict=Verdict.VERIFIED
    )


@pytest.mark.parametrize(
    ("shown", "names"),
    [
        ([PAST[0], OWN[1], OWN[2]], ["职工1人数", "职工0覆盖率", "职工2人数"]),
        ([OWN[0], PAST[0]], ["职工0人数", "职工0覆盖率"]),
        ([PAST[0]], ["职工0覆盖率"]),
        ([], []),
    ],
)
def test_a_draft_by_precedent_is_shown_first_only_if_it_is_alone(shown, names):
    search = proposing._Search(
        case=case("职工", "良好"), shown=[accepted(found) for found in shown]
    )
    assert [rewrite.row.name for rewrite in search.found()] == names


def test_the_reserve_is_tried_only_where_nothing_else_holds():
    search = proposing._Search(case=case("职工", "良好"), waiting=choices(OWN[0]),
                               reserve=choices(PAST[0], PAST[1]))  # fmt: skip
    assert [found for found, _ in search.next(3)] == [OWN[0]]
    assert [found for found, _ in search.next(3)] == [PAST[0]]
    assert is_precedent(search.waiting[0][0])
    search.shown.append(accepted(PAST[0]))
    assert search.next(1) == []


def test_a_damaged_file_of_the_model_is_told_before_any_row(tmp_path):
    (tmp_path / "card.json").write_text('{"rewrites_sha256": "0"}', "utf-8")
    (tmp_path / REWRITES).write_bytes(b"x")
    with pytest.raises(ModelError) as raised:
        proposing.Rewriter.of(None, model=tmp_path)
    assert raised.value.code == "model.altered"
