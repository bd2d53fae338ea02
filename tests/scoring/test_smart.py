from dataclasses import replace

import pytest

from assessor.core.finding import Finding, FoundBy, Severity
from assessor.core.submission import Field
from assessor.scoring.rubric import Rubric, load_rubric
from assessor.scoring.smart import score_row

_FINDING = Finding(
    id="W01-1",
    code="W01",
    name="vague-wording",
    severity=Severity.MAJOR,
    field=Field.VALUE,
    start=0,
    end=4,
    text="有所提升",
    message="",
    hint="",
    source="",
    found_by=FoundBy.MODEL,
)


def test_a_clean_row_has_full_marks_and_two_letters_that_cannot_be_judged() -> None:
    result = score_row((), load_rubric())
    assert (result.smart.specific, result.smart.measurable, result.smart.time_bound) == (100,) * 3
    assert result.smart.achievable is None
    assert result.smart.relevant is None
    assert result.score == 100


def test_every_lost_point_names_its_finding() -> None:
    result = score_row((_FINDING,), load_rubric())
    assert result.smart.measurable == 30
    assert [(part.finding, part.points) for part in result.lost] == [("W01-1", 70)]
    assert result.score == 76.7


def test_one_defect_at_two_places_is_charged_once_at_its_worst() -> None:
    twice = (replace(_FINDING, severity=Severity.MINOR), replace(_FINDING, id="W01-2"))
    result = score_row(twice, load_rubric())
    assert [part.finding for part in result.lost] == ["W01-2"]


def test_a_letter_never_falls_below_zero_and_context_letters_appear() -> None:
    worst = [
        replace(_FINDING, id=code, code=code, severity=Severity.BLOCKER)
        for code in ("W01", "V01", "V06")
    ]
    result = score_row(worst, load_rubric())
    assert result.smart.measurable == 0
    assert result.smart.achievable == 0


def test_a_rubric_that_forgets_a_check_is_refused() -> None:
    rubric = load_rubric()
    letters = {**rubric.letters, "measurable": rubric.letters["measurable"][1:]}
    with pytest.raises(ValueError, match="each check stands once"):
        Rubric.model_validate({**rubric.model_dump(), "letters": letters})
