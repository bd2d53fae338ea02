"""Which rules made a result: a digest of all that turns a read document into a score."""

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.resources import as_file, files

from assessor.core.submission import Submission
from assessor.policy.own_files import own_files
from assessor.scoring.submission_rubric import SubmissionRubric

_ROOMS = (
    "checks", "classifiers", "core", "indicators", "policy", "scoring", "taxonomy", "text",
)  # fmt: skip
_LENGTH = 12


def score_versions(
    submission: Submission, *, model_id: str, codes: Iterable[str], rubric: SubmissionRubric
) -> tuple[tuple[str, str], ...]:
    """Return what must be equal for a score to come out equal again.

    Parameters
    ----------
    codes
        Codes of all checks that ran, of rows and of the whole.
    """
    ran = " ".join(sorted(set(codes)))
    chosen = hashlib.sha256(ran.encode()).hexdigest()
    own = own_files().digest
    return (
        ("rules", rules_digest()[:_LENGTH]),
        ("checks", f"{len(ran.split())}-{chosen[:_LENGTH]}"),
        ("model", model_id),
        ("profile", submission.profile or "unknown"),
        ("rubric", rubric.version),
        *((("own", own),) if own else ()),
    )


@cache
def rules_digest() -> str:
    """Return the digest of the code and data of reading rows, checking, judging and scoring."""
    digest = hashlib.sha256()
    for room in _ROOMS:
        with as_file(files("assessor").joinpath(room)) as folder:
            for path in sorted(folder.rglob("*")):
                if path.suffix in (".py", ".yaml"):
                    name = path.relative_to(folder).as_posix()
                    digest.update(f"{room}/{name}".encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
