"""Files to compare with: last year's submission, the approved table. Read like any input."""

from pathlib import Path

from assessor.core.assessment import InputFailure
from assessor.core.limits import Limits
from assessor.core.submission import Submission
from assessor.errors import InputError
from assessor.pipeline.isolation import IsolatedReader
from assessor.pipeline.sources import ReadOptions, find_sources


def read_references(
    path: Path | None, *, option: str, limits: Limits = Limits()
) -> tuple[Submission, ...]:
    """Return the submissions of a file that inputs are compared with.

    Parameters
    ----------
    path
        ``None``: there is no such file, and nothing to compare with.
    option
        How the caller named the file, for messages.

    Raises
    ------
    InputError
        It cannot be read, or holds neither indicators nor goals.
    """
    if path is None:
        return ()
    found: list[Submission] = []
    with IsolatedReader(ReadOptions(limits=limits)) as reader:
        for source in find_sources([path], limits=limits).items:
            extraction = reader.read(source)
            if isinstance(extraction, InputFailure):
                raise InputError(
                    f"{option} {extraction.path}：{extraction.message}",
                    hint=extraction.hint,
                    code=extraction.code,
                )
            found += [s for s in extraction.submissions if _tells_anything(s)]
    if not found:
        raise InputError(
            f"{option} {path}：没有读到绩效目标或指标，无法用来对照",
            hint="请给出填好的绩效目标表或自评表。",
            code="input.not-understood",
        )
    return tuple(found)


def _tells_anything(submission: Submission) -> bool:
    return any(project.indicators or project.goals for project in submission.projects)
