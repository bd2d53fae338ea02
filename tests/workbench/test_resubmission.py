"""A paper that is handed in again: linked to the earlier one, and answered point by point."""

from dataclasses import replace

import pytest
from assessed_papers import assessed_form, corpus_results, keep
from sqlalchemy import select

from assessor.core.recheck import Answer
from assessor.rechecking.answering import recheck
from assessor.workbench.permissions import ConflictError, MissingError, RequestError
from assessor.workbench.resubmission import answered_points, link_by_hand
from assessor.workbench.states import ReviewState
from assessor.workbench.stored_assessment import restored
from assessor.workbench.submissions import read_submission
from assessor.workbench.tables import Declared, FindingDecision

# One worker runs the module: what it starts is started once.
pytestmark = pytest.mark.xdist_group("resubmission")


def numbers(database):
    with database.reading() as session:
        return session.scalars(select(Declared.id).order_by(Declared.id)).all()


def earlier_of(database, number):
    with database.reading() as session:
        return session.get(Declared, number).earlier_id


def decide(database, actor, submission, finding, verdict, now, text=""):
    with database.writing() as session:
        session.add(
            FindingDecision(
                submission_id=submission, finding=finding, code=finding.split("-")[0],
                round="first", verdict=verdict, said={}, text=text, user_id=actor.id,
                made_at=now, turn=1,
            )
        )  # fmt: skip


@pytest.mark.parametrize(
    ("told", "is_linked"),
    [
        ({}, True),
        ({"project": "农村公路养护"}, False),
        ({"project": "2026年职业技能培训"}, True),
        ({"unit": "711001某县人社局"}, True),
        ({"unit": "某县水利局"}, False),
        ({"year": 2025}, False),
    ],
)
def test_the_same_material_is_linked_by_itself(database, people, now, told, is_linked):
    keep(database, people.reviewer, {"初稿.txt": assessed_form()}, now=now)
    keep(database, people.reviewer, {"修改.txt": assessed_form(value="≥200人", **told)}, now=now)
    old, new = numbers(database)
    assert earlier_of(database, new) == (old if is_linked else None)
    assert earlier_of(database, old) is None


def test_a_paper_of_another_kind_is_not_linked(database, people, now):
    one = assessed_form()
    (submission,) = one.submissions
    report = {**submission.content, "kind": "self-evaluation"}
    other = replace(one, submissions=(replace(submission, content=report),))
    keep(database, people.reviewer, {"目标表.txt": one, "自评表.txt": other}, now=now)
    assert earlier_of(database, numbers(database)[1]) is None


def test_the_last_version_is_the_one_that_is_answered(database, people, now):
    for name in ("一稿.txt", "二稿.txt", "三稿.txt"):
        keep(database, people.unit, {name: assessed_form()}, now=now)
    first, second, third = numbers(database)
    assert (earlier_of(database, second), earlier_of(database, third)) == (first, second)
    with database.reading() as session:
        assert read_submission(session, people.unit, first).later == (second,)


def test_accepted_points_are_answered_or_not(database, people, now):
    keep(database, people.unit, {"初稿.txt": assessed_form()}, now=now)
    (old,) = numbers(database)
    with database.reading() as session:
        seen = read_submission(session, people.reviewer, old)
    mended, left = seen.all_rows[0], seen.all_rows[3]
    told = [one for one in mended.findings if one.plain["severity"] != "info"]
    decide(database, people.reviewer, old, told[0].id, "edit", now, text="请写明培训多少人")
    decide(database, people.reviewer, old, left.findings[0].id, "accept", now)
    with database.writing() as session:
        session.get(Declared, old).state = ReviewState.RETURNED
    keep(database, people.unit, {"修改.txt": assessed_form(value="≥200人")}, now=now)
    new = numbers(database)[1]

    for actor in (people.reviewer, people.second, people.unit):
        with database.reading() as session:
            answered = answered_points(session, actor, submission_id=new)
        assert (answered.submission, answered.earlier) == (new, old)
        points = {point.finding: point for point in answered.points}
        assert set(points) == {told[0].id, left.findings[0].id}
        done, open_ = points[told[0].id], points[left.findings[0].id]
        assert (done.answer, done.word, done.message) == (
            Answer.ANSWERED, "已改", "请写明培训多少人",
        )  # fmt: skip
        assert (open_.answer, open_.rows, open_.row) == (Answer.NOT, (left.id,), left.id)
        assert open_.now
        assert open_.title
        assert "指标" in open_.where
        assert answered.answered == 1
    decide(database, people.reviewer, old, left.findings[0].id, "dismiss", now)
    with database.reading() as session:
        answered = answered_points(session, people.reviewer, submission_id=new)
    assert [point.finding for point in answered.points] == [told[0].id]
    with pytest.raises(MissingError), database.reading() as session:
        answered_points(session, people.other_unit, submission_id=new)
    with database.reading() as session:
        assert answered_points(session, people.unit, submission_id=old).earlier is None


def test_a_unit_learns_nothing_of_a_review_that_goes_on(database, people, now):
    keep(database, people.unit, {"初稿.txt": assessed_form()}, now=now)
    (old,) = numbers(database)
    with database.reading() as session:
        finding = read_submission(session, people.reviewer, old).all_rows[0].findings[0].id
    decide(database, people.reviewer, old, finding, "accept", now)
    keep(database, people.unit, {"修改.txt": assessed_form(value="≥200人")}, now=now)
    new = numbers(database)[1]
    with database.reading() as session:
        assert answered_points(session, people.unit, submission_id=new).points == ()
        assert len(answered_points(session, people.reviewer, submission_id=new).points) == 1


def test_links_are_set_and_taken_away_by_hand(database, people, now):
    for unit in ("甲局", "乙局", "丙局"):
        keep(database, people.reviewer, {f"{unit}.txt": assessed_form(unit=unit)}, now=now)
    one, two, three = numbers(database)

    def link(submission, earlier, version=1, actor=people.reviewer):
        with database.writing() as session:
            return link_by_hand(
                session, actor, submission_id=submission, earlier_id=earlier, version=version,
                now=now,
            )  # fmt: skip

    assert link(two, one) == 2
    assert link(three, two) == 2
    for submission, earlier, version in ((one, three, 1), (one, one, 1), (two, three, 2)):
        with pytest.raises(RequestError) as error:
            link(submission, earlier, version)
        assert error.value.code == "request.earlier"
    with pytest.raises(MissingError):
        link(one, 10**6)
    with pytest.raises(ConflictError):
        link(two, None)
    assert link(two, None, 2) == 3
    assert earlier_of(database, two) is None


def test_what_is_kept_is_compared_as_the_assessment_itself(runs_of):
    for before, after in runs_of:
        real = recheck(before, after)
        kept = recheck(
            [restored(one) for one in contents(before)], [restored(one) for one in contents(after)]
        )
        assert [(p.answer, p.why, p.rows, p.old.finding) for p in kept.points] == [
            (p.answer, p.why, p.rows, p.old.finding) for p in real.points
        ]
        assert [d.found.finding.id for d in kept.defects] == [
            d.found.finding.id for d in real.defects
        ]
        assert kept.notices == real.notices


def contents(submissions):
    import json

    from assessor.core.assessment import DocumentAssessment
    from assessor.core.submission import Extraction
    from assessor.reports.json_report import assessment_chunks

    document = DocumentAssessment(
        extraction=Extraction(path="a", kind="text", form="table"), submissions=tuple(submissions)
    )
    text = "".join(assessment_chunks([document], assessor_version="", model_id="", titles={}))
    return json.loads(text)["documents"][0]["submissions"]


@pytest.fixture(scope="module")
def runs_of():
    """Assess pairs of versions: a form and a mended one, and documents with words exchanged."""
    from assessed_papers import DOCUMENTS, form

    from assessor.documents.reading import read_document
    from assessor.indicators.extraction import extract
    from assessor.workbench.assessing_papers import PaperRuns, run_options

    runs = PaperRuns(run_options())
    run = runs.run("")

    def assessed(text):
        document = read_document("a.txt", text.encode(), limits=run.options.limits)
        extraction = extract(document, name="a.txt", limits=run.options.limits)
        return run.document(extraction).submissions

    text = (DOCUMENTS / "inline_list.txt").read_text("utf-8")
    pairs = [
        (assessed(form()), assessed(form(value="≥200人", name="培训农民工人数"))),
        (assessed(text), assessed(text.replace("进一步丰富", "≥90%").replace("36个", "若干"))),
        (assessed(text), assessed(form())),
    ]
    yield pairs
    runs.close()


def test_everything_that_is_kept_can_be_restored():
    for paper in corpus_results().values():
        for one in paper.submissions:
            back = restored(one.content)
            (content,) = contents([back])
            for project, own in zip(content["projects"], one.content["projects"], strict=True):
                assert project["findings"] == own["findings"] or project["findings"]
                for row, kept in zip(project["indicators"], own["indicators"], strict=True):
                    same = {key: kept[key] for key in row if key not in ("targets", "lost", "rewrites",
                            "rewrites_withheld", "findings")}  # fmt: skip
                    assert {key: row[key] for key in same} == same
                    assert [f["id"] for f in row["findings"]] == [f["id"] for f in kept["findings"]]
