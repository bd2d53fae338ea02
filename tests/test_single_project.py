"""One project taken out of a submission keeps what is true of it, and nothing else."""

from dataclasses import replace

from assessor.core.assessment import ProjectAssessment, SubmissionAssessment
from assessor.core.ledger import Confirmed, LedgerEntry, Outcome
from assessor.core.single_project import single_project
from assessor.core.submission import Project, Submission

PROJECTS = tuple(
    ProjectAssessment(project=Project(name=name), indicators=()) for name in ("甲", "乙")
)


def alone(number, *ledger, confirmations=()):
    whole = SubmissionAssessment(
        submission=Submission(organisation="局", projects=tuple(p.project for p in PROJECTS)),
        projects=PROJECTS,
        ledger=ledger,
        confirmations=confirmations,
    )
    return single_project(whole, number)


def test_only_the_project_is_left():
    taken = alone(1)
    assert [p.name for p in taken.submission.projects] == ["乙"]
    assert taken.projects[0].project.name == "乙"
    assert taken.submission.organisation == "局"


def test_a_check_that_looked_at_the_other_project_alone_is_not_done_here():
    done = LedgerEntry(code="S10", outcome=Outcome.DONE)
    open_ = LedgerEntry(code="S10", outcome=Outcome.CANNOT_JUDGE, missing="预算", projects=(1,))
    assert alone(0, done, open_).ledger == (done,)
    assert alone(1, done, open_).ledger == (replace(open_, projects=()),)


def test_a_confirmation_makes_it_done_all_the_same():
    done = LedgerEntry(code="S10", outcome=Outcome.DONE)
    open_ = LedgerEntry(code="S10", outcome=Outcome.CANNOT_JUDGE, missing="单价", projects=(1,))
    here = Confirmed(code="S10", text="一致", project=1)
    taken = alone(1, done, open_, confirmations=(here, replace(here, project=0)))
    assert taken.ledger == (done, replace(open_, projects=()))
    assert taken.confirmations == (replace(here, project=0),)


def test_what_holds_for_the_whole_holds_here():
    whole = LedgerEntry(code="V10", outcome=Outcome.CANNOT_JUDGE, missing="上年文件")
    assert alone(0, whole).ledger == (whole,)
    assert replace(alone(0), ledger=None).ledger is None
