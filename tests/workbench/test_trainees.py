"""Services of training: exercises, answers, repetition, tests, courses, and who may do what."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from assessor.errors import InputError
from assessor.pipeline.running import Run, RunOptions
from assessor.practice.exercises import Kind, Wish, draw
from assessor.practice.forms import LENGTH
from assessor.practice.library import Library
from assessor.practice.progress import Part
from assessor.practice.topics import Topic
from assessor.workbench import audit
from assessor.workbench.courses import (
    add_member,
    class_view,
    courses_of,
    create_course,
    remove_member,
    rename_course,
)
from assessor.workbench.permissions import (
    Action,
    ConflictError,
    MissingError,
    RefusedError,
    RequestError,
)
from assessor.workbench.states import Role
from assessor.workbench.tables import Answer, AuditEntry, Recall
from assessor.workbench.training import (
    answer_exercise,
    exam_paper,
    next_exercises,
    progress_of,
    review_exam,
)

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.fixture(scope="session")
def library() -> Library:
    return Library.of(CORPUS, Run(RunOptions(rewrites=1)))


def right_answer(library, exercise):
    """Return what the labels say, without the vague words."""
    entry = library.entry(exercise.row_id)
    if exercise.kind is Kind.LEVEL:
        levels = entry.row.labels.proper_levels
        return {"level": levels[0].value if levels else "none"}
    return {"topics": [topic.value for topic in entry.topics], "words": []}


def wrong_answer(library, exercise):
    if exercise.kind is Kind.LEVEL:
        accepted = library.entry(exercise.row_id).row.labels.proper_levels
        return {"level": "cost" if "cost" not in accepted else "satisfaction"}
    topics = library.entry(exercise.row_id).topics
    return {"topics": [topic.value for topic in Topic if topic not in topics], "words": []}


def fetch(database, actor, library, now, **wish):
    with database.reading() as session:
        return next_exercises(session, actor, library, wish=Wish(**wish), now=now)


def give(database, actor, library, exercise, given, now, part=Part.PRACTICE):
    with database.writing() as session:
        return answer_exercise(
            session, actor, library, exercise=exercise.id, given=given, part=part, now=now
        )


def take(database, actor, library, part, now, *, how):
    """Answer a whole test."""
    with database.reading() as session:
        paper = exam_paper(session, actor, library, part=part)
    return [
        give(database, actor, library, exercise, how(library, exercise), now, part)
        for exercise in paper.exercises
    ]


class TestPractice:
    def test_an_answer_is_judged_explained_and_kept(self, database, people, library, now):
        (exercise,) = fetch(database, people.trainee, library, now, number=1, kinds=(Kind.LEVEL,))
        given = right_answer(library, exercise)
        found = give(database, people.trainee, library, exercise, given, now)
        assert (found.points, found.right) == (1, True)
        assert found.explanation.headline == "答对了"
        with database.reading() as session:
            row = session.get_one(Answer, found.answer)
            assert (row.user_id, row.exercise, row.part) == (
                people.trainee.id, exercise.id, "practice",
            )  # fmt: skip
            assert row.given == given
            assert row.answered_at == now
            entry = session.scalars(
                select(AuditEntry).where(AuditEntry.action == "training.answer")
            ).one()
            assert (entry.actor, entry.subject) == ("xueyuan", f"exercise:{exercise.id}")
            assert audit.verify(session).is_sound

    def test_the_same_exercises_until_one_is_answered(self, database, people, library, now):
        first = fetch(database, people.trainee, library, now, number=5)
        assert fetch(database, people.trainee, library, now, number=5) == first
        chosen = next(e for e in first if e.kind is not Kind.REWRITE)
        give(database, people.trainee, library, chosen, wrong_answer(library, chosen), now)
        later = fetch(database, people.trainee, library, now, number=5)
        assert chosen.row_id not in {exercise.row_id for exercise in later}

    def test_an_exercise_is_answered_once(self, database, people, library, now):
        (exercise,) = fetch(database, people.trainee, library, now, number=1)
        given = {"topics": []}
        give(database, people.trainee, library, exercise, given, now)
        with pytest.raises(ConflictError) as raised:
            give(database, people.trainee, library, exercise, given, now)
        assert raised.value.code == "training.answered"
        with database.reading() as session:
            assert session.scalar(select(func.count(Answer.id))) == 1

    def test_of_two_answers_at_once_one_is_kept(self, database, people, library, now):
        wish = {"number": 1, "kinds": (Kind.LEVEL,)}
        (exercise,) = fetch(database, people.trainee, library, now, **wish)
        given = wrong_answer(library, exercise)

        def attempt(_: int) -> str:
            try:
                give(database, people.trainee, library, exercise, given, now)
            except ConflictError as error:
                return error.code
            return "kept"

        with ThreadPoolExecutor(4) as pool:
            assert sorted(pool.map(attempt, range(4))) == ["kept", *["training.answered"] * 3]
        with database.reading() as session:
            assert session.scalar(select(func.count(Answer.id))) == 1
            assert audit.verify(session).is_sound

    def test_errors_come_again_and_lead_through_the_boxes(self, database, people, library, now):
        wish = {"number": 1, "kinds": (Kind.LEVEL,)}
        (exercise,) = fetch(database, people.trainee, library, now, **wish)
        give(database, people.trainee, library, exercise, wrong_answer(library, exercise), now)
        with database.reading() as session:
            found = progress_of(session, people.trainee, library, now=now)
        assert [(box.topic, box.box) for box in found.boxes] == [(Topic.LEVEL, 1)]
        assert found.due == ()
        later = now + timedelta(hours=1)
        (again,) = fetch(database, people.trainee, library, later, number=1, kinds=(Kind.LEVEL,))
        give(database, people.trainee, library, again, right_answer(library, again), later)
        with database.reading() as session:
            found = progress_of(session, people.trainee, library, now=later + timedelta(days=2))
            assert [(box.topic, box.box) for box in found.boxes] == [(Topic.LEVEL, 2)]
            assert found.due == (Topic.LEVEL,)
            assert session.scalar(select(func.count()).select_from(Recall)) == 1
        assert (found.practice.total.answered, found.practice.total.right) == (2, 1)
        assert dict(found.practice.topics)[Topic.LEVEL].answered == 2

    def test_trainees_do_not_disturb_each_other(self, database, people, library, now):
        (exercise,) = fetch(database, people.trainee, library, now, number=1)
        give(database, people.trainee, library, exercise, {"topics": []}, now)
        with database.reading() as session:
            other = progress_of(session, people.second_trainee, library, now=now)
        assert other.practice.total.answered == 0
        assert other.boxes == ()

    @pytest.mark.parametrize(
        "given",
        [{"topics": "x"}, {"topics": ["x"]}, {"words": ["\ud800"]}, {"words": ["a" * 501]}],
    )
    def test_an_answer_that_is_none_leaves_nothing(self, database, people, library, now, given):
        wish = {"number": 1, "kinds": (Kind.SPOT,)}
        (exercise,) = fetch(database, people.trainee, library, now, **wish)
        with pytest.raises(InputError):
            give(database, people.trainee, library, exercise, given, now)
        with database.reading() as session:
            assert session.scalar(select(func.count(Answer.id))) == 0
            assert session.scalar(select(func.count()).select_from(AuditEntry)) == 0

    def test_an_exercise_that_is_none_is_refused(self, database, people, library, now):
        for text in ("", "spot:\0", "spot:' OR 1=1", "x" * 10_000):
            with pytest.raises(InputError) as raised, database.writing() as session:
                answer_exercise(session, people.trainee, library, exercise=text, given={}, now=now)
            assert raised.value.code == "practice.unknown-exercise"

    @pytest.mark.parametrize("number", [0, -1, 101])
    def test_an_odd_number_of_exercises_is_refused(self, database, people, library, now, number):
        with pytest.raises(RequestError) as raised:
            fetch(database, people.trainee, library, now, number=number)
        assert raised.value.code == "training.number"


class TestExams:
    def test_both_tests_give_score_gain_and_explanations(self, database, people, library, now):
        who = people.trainee
        outcomes = take(database, who, library, Part.BEFORE, now, how=wrong_answer)
        assert len(outcomes) == LENGTH
        assert {(o.points, o.right, o.explanation) for o in outcomes} == {(None, None, None)}
        assert [o.left for o in outcomes] == list(range(LENGTH - 1, -1, -1))
        take(database, who, library, Part.AFTER, now, how=right_answer)
        with database.reading() as session:
            found = progress_of(session, who, library, now=now)
            judged = review_exam(session, who, library, part=Part.AFTER)
        assert found.before.items == found.after.items == LENGTH
        assert found.before.share == 0
        assert found.after.share > 0.9
        assert found.gain.gain == pytest.approx(found.after.share)
        assert found.gain.normalised == pytest.approx(found.after.share)
        assert found.practice.total.answered == 0
        assert len(judged) == LENGTH
        assert all(one.explanation.remarks for one in judged)

    def test_tests_and_practice_share_no_row(self, database, people, library, now):
        take(database, people.trainee, library, Part.BEFORE, now, how=wrong_answer)
        with database.reading() as session:
            after = exam_paper(session, people.trainee, library, part=Part.AFTER)
            before = {
                row.partition(":")[2] for row in session.scalars(select(Answer.exercise)).all()
            }
        practice = fetch(database, people.trainee, library, now, number=100)
        rows = {exercise.row_id for exercise in practice}
        test = {exercise.row_id for exercise in after.exercises}
        assert len(before) == len(test) == LENGTH
        assert not before & test
        assert not rows & (before | test)

    def test_the_rows_of_a_test_cannot_be_practised(self, database, people, library, now):
        with database.reading() as session:
            paper = exam_paper(session, people.trainee, library, part=Part.BEFORE)
        with pytest.raises(RequestError) as raised:
            give(
                database,
                people.trainee,
                library,
                paper.exercises[0],
                {"topics": [], "level": "none"},
                now,
            )
        assert raised.value.code == "training.other-part"

    def test_other_exercises_are_no_part_of_a_test(self, database, people, library, now):
        (exercise,) = fetch(database, people.trainee, library, now, number=1)
        with pytest.raises(RequestError) as raised:
            give(database, people.trainee, library, exercise, {"topics": []}, now, Part.BEFORE)
        assert raised.value.code == "training.other-part"

    def test_the_post_test_comes_after_the_pre_test(self, database, people, library, now):
        with database.reading() as session, pytest.raises(ConflictError) as raised:
            exam_paper(session, people.trainee, library, part=Part.AFTER)
        assert raised.value.code == "training.order"

    def test_nothing_is_explained_before_the_end(self, database, people, library, now):
        with database.reading() as session:
            paper = exam_paper(session, people.trainee, library, part=Part.BEFORE)
            assert not paper.is_done
            assert paper.total == LENGTH
        first = paper.exercises[0]
        give(
            database, people.trainee, library, first, right_answer(library, first), now, Part.BEFORE
        )
        with database.reading() as session:
            with pytest.raises(ConflictError) as raised:
                review_exam(session, people.trainee, library, part=Part.BEFORE)
            assert raised.value.code == "training.unfinished"
            assert progress_of(session, people.trainee, library, now=now).before is None
            again = exam_paper(session, people.trainee, library, part=Part.BEFORE)
        assert (again.answered, again.total) == (1, LENGTH)
        assert again.exercises == paper.exercises[1:]

    def test_an_item_of_a_test_is_answered_once(self, database, people, library, now):
        with database.reading() as session:
            first = exam_paper(session, people.trainee, library, part=Part.BEFORE).exercises[0]
        given = right_answer(library, first)
        give(database, people.trainee, library, first, given, now, Part.BEFORE)
        with pytest.raises(ConflictError):
            give(database, people.trainee, library, first, given, now, Part.BEFORE)

    def test_practice_is_no_test(self, database, people, library):
        with database.reading() as session, pytest.raises(RequestError):
            exam_paper(session, people.trainee, library, part=Part.PRACTICE)


class TestCourses:
    @pytest.fixture
    def course(self, database, people, now):
        with database.writing() as session:
            course = create_course(session, people.trainer, title=" 2026年  培训班 ", now=now)
            add_member(session, people.trainer, course=course, login="xueyuan2", now=now)
            add_member(session, people.trainer, course=course, login=" xueyuan ", now=now)
        return course

    def view(self, database, people, library, course, now, **options):
        with database.reading() as session:
            return class_view(session, people.trainer, library, course=course, now=now, **options)

    def test_a_course_has_its_members_and_is_in_the_list(
        self, database, people, library, now, course
    ):
        found = self.view(database, people, library, course, now)
        assert found.title == "2026年 培训班"
        assert [member.login for member in found.members] == ["xueyuan", "xueyuan2"]
        with database.reading() as session:
            (line,) = courses_of(session, people.trainer)
        assert (line.id, line.title, line.members) == (course, "2026年 培训班", 2)

    def test_the_class_is_counted_by_topic_and_ranked_only_if_asked(
        self, database, people, library, now, course
    ):
        for who, how in ((people.trainee, wrong_answer), (people.second_trainee, right_answer)):
            wish = {"number": 3, "kinds": (Kind.LEVEL,)}
            for exercise in fetch(database, who, library, now, **wish):
                give(database, who, library, exercise, how(library, exercise), now)
        found = self.view(database, people, library, course, now)
        (level,) = [topic for topic in found.topics if topic.topic is Topic.LEVEL]
        assert (level.answered, level.right, level.trainees) == (6, 3, 1)
        assert [member.login for member in found.members] == ["xueyuan", "xueyuan2"]
        ranked = self.view(database, people, library, course, now, ranked=True)
        assert [member.login for member in ranked.members] == ["xueyuan2", "xueyuan"]

    def test_the_gain_of_the_class_counts_who_has_both_tests(
        self, database, people, library, now, course
    ):
        take(database, people.trainee, library, Part.BEFORE, now, how=wrong_answer)
        take(database, people.second_trainee, library, Part.BEFORE, now, how=wrong_answer)
        take(database, people.trainee, library, Part.AFTER, now, how=right_answer)
        found = self.view(database, people, library, course, now)
        assert found.gain.n == 1
        assert found.gain.gain > 0.9
        assert found.members[1].before is not None
        assert found.members[1].after is None

    def test_who_is_taken_out_stays_in_the_record_and_may_come_back(
        self, database, people, library, now, course
    ):
        who = people.trainee.id
        with database.writing() as session:
            remove_member(session, people.trainer, course=course, user=who, now=now)
        assert [m.login for m in self.view(database, people, library, course, now).members] == [
            "xueyuan2"
        ]
        with database.writing() as session:
            with pytest.raises(MissingError):
                remove_member(session, people.trainer, course=course, user=who, now=now)
            with pytest.raises(MissingError):
                progress_of(session, people.trainer, library, user=who, now=now)
            add_member(session, people.trainer, course=course, login="xueyuan", now=now)
        assert len(self.view(database, people, library, course, now).members) == 2
        with database.reading() as session:
            actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.number)).all()
        assert actions == [
            "training.course-created", "training.member-added", "training.member-added",
            "training.member-removed", "training.member-added",
        ]  # fmt: skip

    def test_a_trainer_sees_the_progress_of_own_trainees_alone(
        self, database, people, library, now, course
    ):
        with database.reading() as session:
            found = progress_of(session, people.trainer, library, user=people.trainee.id, now=now)
            assert found.login == "xueyuan"
            for user in (people.reviewer.id, 10**12, 0, -1):
                with pytest.raises(MissingError):
                    progress_of(session, people.trainer, library, user=user, now=now)

    def test_a_course_of_another_trainer_is_as_if_it_were_not_there(
        self, database, people, library, now, course
    ):
        other = replace(people.lead, role=Role.TRAINER)
        with database.writing() as session:
            for do in (
                lambda: class_view(session, other, library, course=course, now=now),
                lambda: add_member(session, other, course=course, login="shenhe", now=now),
                lambda: remove_member(
                    session, other, course=course, user=people.trainee.id, now=now
                ),
                lambda: rename_course(session, other, course=course, title="甲", now=now),
                lambda: progress_of(session, other, library, user=people.trainee.id, now=now),
                lambda: class_view(session, people.trainer, library, course=10**12, now=now),
            ):
                with pytest.raises(MissingError):
                    do()
            assert courses_of(session, other) == ()

    @pytest.mark.parametrize("login", ["guanli", "没有这个人", "", "a\0b"])
    def test_only_accounts_that_may_practise_are_taken_in(
        self, database, people, now, course, login
    ):
        with database.writing() as session, pytest.raises(MissingError) as raised:
            add_member(session, people.trainer, course=course, login=login, now=now)
        assert raised.value.code == "training.no-account"

    def test_a_login_too_long_for_any_account_is_refused(self, database, people, now, course):
        with database.writing() as session, pytest.raises(RequestError):
            add_member(session, people.trainer, course=course, login="x" * 5000, now=now)

    def test_nobody_is_taken_in_twice(self, database, people, now, course):
        with database.writing() as session, pytest.raises(ConflictError):
            add_member(session, people.trainer, course=course, login="xueyuan", now=now)

    @pytest.mark.parametrize("title", ["", " \t", "名" * 201])
    def test_a_course_needs_a_title(self, database, people, now, course, title):
        with database.writing() as session:
            with pytest.raises(RequestError):
                create_course(session, people.trainer, title=title, now=now)
            with pytest.raises(RequestError):
                rename_course(session, people.trainer, course=course, title=title, now=now)

    def test_a_course_gets_another_title(self, database, people, library, now, course):
        with database.writing() as session:
            rename_course(session, people.trainer, course=course, title="二期\0", now=now)
        assert self.view(database, people, library, course, now).title == "二期\ufffd"


class TestPermissions:
    @pytest.mark.parametrize("role", list(Role))
    def test_practice_by_role(self, database, people, library, now, role):
        actor = people.of(role)
        calls = (
            lambda s: next_exercises(s, actor, library, wish=Wish(number=1), now=now),
            lambda s: exam_paper(s, actor, library, part=Part.BEFORE),
            lambda s: progress_of(s, actor, library, now=now),
            lambda s: answer_exercise(
                s, actor, library, exercise=draw(library, Wish(number=1), seed=77, now=now)[0].id,
                given={"topics": []}, now=now,
            ),
        )  # fmt: skip
        for call in calls:
            with database.writing() as session:
                if actor.may(Action.PRACTISE):
                    assert call(session) is not None
                else:
                    with pytest.raises(RefusedError):
                        call(session)

    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.TRAINER])
    def test_teaching_is_for_trainers(self, database, people, library, now, role):
        actor = people.of(role)
        with database.writing() as session:
            for call in (
                lambda: create_course(session, actor, title="班", now=now),
                lambda: rename_course(session, actor, course=1, title="班", now=now),
                lambda: courses_of(session, actor),
                lambda: add_member(session, actor, course=1, login="xueyuan", now=now),
                lambda: remove_member(session, actor, course=1, user=1, now=now),
                lambda: class_view(session, actor, library, course=1, now=now),
                lambda: progress_of(session, actor, library, user=people.trainer.id, now=now),
            ):
                with pytest.raises(RefusedError):
                    call()
