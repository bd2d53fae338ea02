"""One indicator object a line, in input order, with where it stands."""

from assessor.core.assessment import IndicatorAssessment
from assessor.core.submission import Indicator, Project, Submission
from assessor.reports.json_findings import Titles
from assessor.reports.json_report import indicator_plain, json_text, row_plain


def assessed_line(
    row: IndicatorAssessment, *, path: str, submission: Submission, project: Project, titles: Titles
) -> str:
    """Return one assessed row as a line of JSON, without the line break."""
    content = indicator_plain(row, titles=titles)
    return json_text({**content, **_place(path, submission, project)})


def read_line(row: Indicator, *, path: str, submission: Submission, project: Project) -> str:
    """Return one row as it was read, without the line break."""
    return json_text({**row_plain(row), **_place(path, submission, project)})


def _place(path: str, submission: Submission, project: Project) -> dict[str, object]:
    return {"path": path, "organisation": submission.organisation, "project": project.name or None}
