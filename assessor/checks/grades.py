"""Grades 优良中差 against scores out of 100."""

from assessor.checks.quantities import written
from assessor.checks.scoring_rules import scoring_rules


def contradiction(score: float, printed_grade: str) -> str | None:
    """Return in Chinese how a score contradicts a grade, ``""`` if it does not.

    ``None`` if the grade is none of the four or the score is not out of 100.
    """
    rules = scoring_rules()
    grade = rules.grades.of_name(printed_grade)
    if grade is None or not 0 <= score <= rules.full_total.value:
        return None
    right = rules.grades.of_score(score)
    if right == grade:
        return ""
    told = f"自评{written(score)}分，按90、80、60分的分数线应为“{right}”，等级却填“{printed_grade.strip()}”"
    return told
