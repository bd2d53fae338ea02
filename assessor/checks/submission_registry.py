"""All checks of whole submissions, found by walking their folder once."""

from functools import cache

from assessor.checks import submissions
from assessor.checks.registry import checks_in
from assessor.checks.submission_check import SubmissionCheck


@cache
def submission_checks() -> tuple[SubmissionCheck, ...]:
    """Return every check of whole submissions, in the order of the families V, S, E.

    Raises
    ------
    ConfigError
        See :func:`assessor.checks.registry.checks_in`.
    """
    return checks_in(submissions, SubmissionCheck)
