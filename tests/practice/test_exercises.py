"""Which rows become exercises, which come next, and that nothing is given away."""

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from assessor.errors import InputError
from assessor.practice.exercises import Kind, Wish, draw, exercise_of, serves
from assessor.practice.forms import LENGTH, parallel_forms
from assessor.practice.library import Library
from assessor.practice.recall import Box
from assessor.practice.topics import Topic, labelled_topics, looks_like, main_topic
from assessor.training.agreement import disputed_rows
from assessor.training.corpus import read_rows

CORPUS = Path(__file__).parents[2] / "corpus"


def rows_of(exercises):
    return [exercise.row_id for exercise in exercises]


class TestLibrary:
    def test_only_settled_rows_of_the_corpus_are_used(self, library):
        disputed = disputed_rows(CORPUS)
        assert disputed
        for entry in library.entries:
            assert not entry.row.unsure
            assert entry.row.note is None
            assert entry.row.id not in disputed
        assert len(library.entries) > 5000

    def test_no_row_of_the_traps_is_used(self, library):
        traps = read_rows(CORPUS / "traps" / "traps.jsonl")
        texts = {(entry.row.name, entry.row.value) for entry in library.entries}
        assert all(library.entry(trap.id) is None for trap in traps)
        assert sum((trap.name, trap.value) in texts for trap in traps) == 0

    def test_no_text_stands_twice(self, library):
        texts = [(entry.row.name, entry.row.value) for entry in library.entries]
        assert len(texts) == len(set(texts))

    def test_every_topic_has_rows_with_it_and_sound_ones_like_it(self, library):
        counts = Counter((entry.topic, entry.is_sound) for entry in library.entries)
        assert all(counts[topic, sound] >= 50 for topic in Topic for sound in (True, False))

    def test_topics_follow_the_labels(self, library):
        for entry in library.entries[::50]:
            assert entry.topics == labelled_topics(entry.row)
            if entry.is_sound:
                assert entry.topic in (*looks_like(entry.row), None)
            else:
                assert entry.topic is main_topic(entry.topics, entry.row.id)

    def test_a_corpus_without_second_labels_is_read(self, tmp_path, library):
        (tmp_path / "rows").mkdir()
        lines = (CORPUS / "rows" / "seeds.jsonl").read_text("utf-8").splitlines()
        (tmp_path / "rows" / "a.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
        small = Library.of(tmp_path, library.run)
        assert 0 < len(small.entries) < len(lines)

    def test_without_a_corpus_the_error_says_so(self, tmp_path, library):
        with pytest.raises(InputError) as raised:
            Library.of(tmp_path, library.run)
        assert raised.value.code == "input.no-corpus"


class TestDraw:
    def test_the_same_seed_gives_the_same_exercises_and_another_one_others(self, library, now):
        wish = Wish(number=12)
        first = draw(library, wish, seed=1, now=now)
        assert draw(library, wish, seed=1, now=now) == first
        assert rows_of(draw(library, wish, seed=2, now=now)) != rows_of(first)

    def test_as_many_as_wished_no_row_twice_all_kinds(self, library, now):
        found = draw(library, Wish(number=24), seed=5, now=now)
        assert len(found) == 24
        assert len(set(rows_of(found))) == 24
        assert {exercise.kind for exercise in found} == set(Kind)

    def test_what_was_answered_lately_does_not_come_again(self, library, now):
        seen: set[str] = set()
        for seed in range(6):
            found = draw(library, Wish(number=10), seed=seed, now=now, avoid=seen)
            assert not seen & set(rows_of(found))
            seen |= set(rows_of(found))

    def test_defects_are_balanced_and_sound_rows_are_among_them(self, library, now):
        found = draw(library, Wish(number=42, kinds=(Kind.SPOT,)), seed=3, now=now)
        counts = Counter(exercise.topic for exercise in found)
        assert set(counts) == set(Topic)
        assert max(counts.values()) - min(counts.values()) <= 2
        sound = [e for e in found if library.entry(e.row_id).is_sound]
        assert len(sound) == len(found) // 3

    @pytest.mark.parametrize("kind", list(Kind))
    def test_one_kind_alone(self, library, now, kind):
        found = draw(library, Wish(number=5, kinds=(kind,)), seed=1, now=now)
        assert [exercise.kind for exercise in found] == [kind] * 5

    def test_one_topic_alone(self, library, now):
        wish = Wish(number=6, kinds=(Kind.SPOT, Kind.REWRITE), topics=(Topic.COMPOUND,))
        assert {e.topic for e in draw(library, wish, seed=1, now=now)} == {Topic.COMPOUND}

    def test_levels_are_no_exercise_on_another_topic(self, library, now):
        wish = Wish(kinds=(Kind.LEVEL,), topics=(Topic.VAGUE,))
        assert draw(library, wish, seed=1, now=now) == ()

    def test_levels_ask_for_different_types(self, library, now):
        found = draw(library, Wish(number=10, kinds=(Kind.LEVEL,)), seed=1, now=now)
        best = [library.entry(e.row_id).row.labels.proper_levels[:1] for e in found]
        assert len(set(best)) == 10
        assert () in best

    def test_fewer_come_where_no_more_are_left(self, library, now):
        wish = Wish(number=10, kinds=(Kind.REWRITE,), topics=(Topic.MISMATCH,))
        avoid = {entry.row.id for entry in library.on_topic(Topic.MISMATCH, is_sound=False)[2:]}
        assert len(draw(library, wish, seed=1, now=now, avoid=avoid)) <= 2

    def test_due_error_types_come_first_and_twice_as_often(self, library, now):
        due = Box(topic=Topic.MISSING_UNIT, box=1, due_at=now - timedelta(hours=1))
        wish = Wish(number=8, kinds=(Kind.SPOT,))
        found = draw(library, wish, seed=1, now=now, boxes={Topic.MISSING_UNIT: due})
        assert found[0].topic is Topic.MISSING_UNIT
        assert sum(e.topic is Topic.MISSING_UNIT for e in found) == 2

    def test_higher_boxes_bring_harder_rows(self, library, now):
        wish = Wish(number=30, kinds=(Kind.SPOT,), topics=(Topic.COMPOUND,))
        hard = []
        for number in (1, 5):
            box = Box(topic=Topic.COMPOUND, box=number, due_at=now + timedelta(days=1))
            found = draw(library, wish, seed=2, now=now, boxes={Topic.COMPOUND: box})
            hard.append(sum(exercise.difficulty for exercise in found) / len(found))
        assert hard[0] < hard[1]

    def test_the_assessor_sees_what_the_labels_say(self, library, now):
        for exercise in draw(library, Wish(number=15), seed=9, now=now):
            (hard,) = library.hardness((library.entry(exercise.row_id),))
            assert hard.level_agreed if exercise.kind is Kind.LEVEL else hard.agreed


class TestExercise:
    def test_levels_are_hidden_where_they_are_asked_for(self, library, now):
        for exercise in draw(library, Wish(number=5, kinds=(Kind.LEVEL,)), seed=1, now=now):
            assert exercise.row.level1 == exercise.row.level2 == ""

    def test_nothing_of_the_answer_is_shown(self, library, now):
        for exercise in draw(library, Wish(number=20), seed=4, now=now):
            row = library.entry(exercise.row_id).row
            shown = json.dumps(
                [exercise.row.project, exercise.row.name, exercise.row.value], ensure_ascii=False
            )
            if row.better is not None and row.better.name != row.name:
                assert row.better.name not in shown
            assert bool(exercise.told) is (exercise.kind is Kind.REWRITE)

    def test_an_id_leads_back_to_the_exercise(self, library, now):
        for exercise in draw(library, Wish(number=8), seed=1, now=now):
            assert exercise_of(library, exercise.id) == exercise

    @pytest.mark.parametrize(
        "text",
        ["", "spot", "spot:", "spot:x", "other:A1-0002", "spot:../etc", "\0", "rewrite:A1-0001"],
    )
    def test_an_unknown_id_is_refused(self, library, text):
        with pytest.raises(InputError) as raised:
            exercise_of(library, text)
        assert raised.value.code == "practice.unknown-exercise"

    def test_a_sound_row_is_not_to_be_rewritten(self, library):
        sound = next(entry for entry in library.entries if entry.is_sound)
        assert not serves(sound, Kind.REWRITE)
        assert not serves(replace(sound, topic=None), Kind.SPOT)


class TestForms:
    @pytest.mark.parametrize("seed", [1, 2, 7, 12])
    def test_equal_length_and_difficulty_and_no_row_shared(self, library, seed):
        forms = parallel_forms(library, seed=seed)
        assert len(forms.before) == len(forms.after) == LENGTH
        assert not set(rows_of(forms.before)) & set(rows_of(forms.after))
        hard = [sum(e.difficulty for e in form) / LENGTH for form in (forms.before, forms.after)]
        assert abs(hard[0] - hard[1]) < 0.01

    def test_both_forms_ask_for_the_same_things(self, library):
        forms = parallel_forms(library, seed=3)

        def asked(form):
            return Counter(
                (e.kind, e.topic, library.entry(e.row_id).is_sound if e.kind is Kind.SPOT else None)
                for e in form
            )

        assert asked(forms.before) == asked(forms.after)

    def test_the_same_seed_gives_the_same_forms(self, library):
        assert parallel_forms(library, seed=3) == parallel_forms(library, seed=3)
        assert parallel_forms(library, seed=3).rows != parallel_forms(library, seed=4).rows

    def test_rows_to_avoid_are_not_used(self, library):
        first = parallel_forms(library, seed=3)
        assert not first.rows & parallel_forms(library, seed=3, avoid=first.rows).rows
