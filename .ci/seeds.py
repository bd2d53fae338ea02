"""Check that the five reference documents give the rows and findings that a person gives them.

Every row (level1, level2, name, value, cycle value, project) must stand in
``corpus/rows/seeds.jsonl`` under the number of its document, in that order, and the other way
round; blanks and line breaks do not count. Findings of the whole submission are compared with the
review by hand (``tests/submissions/seeds_review.yaml``); the outcome must be the recorded one
(``seeds_agreement.yaml``; ``--update`` writes it anew).

Run from anywhere: ``python .ci/seeds.py [FOLDER] [--update]``; the folder defaults to
``../shared/seeds`` beside the repository. Exit status 1 if anything differs, 2 if the folder is not
there.
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "tests" / "submissions")]

import seed_comparison  # noqa: E402

from assessor.core.limits import Limits  # noqa: E402
from assessor.documents.reading import read_document  # noqa: E402
from assessor.indicators.extraction import extract  # noqa: E402

SEEDS = REPOSITORY.parent / "shared" / "seeds"
ROWS = REPOSITORY / "corpus" / "rows" / "seeds.jsonl"
COUNTS = {"000": 59, "001": 33, "002": 0, "003": 18, "004": 17}
FIELDS = ("level1", "level2", "name", "value", "cycle_value", "project")

Row = tuple[str, ...]


def expected_rows() -> dict[str, list[Row]]:
    """Return the rows of the corpus by document number."""
    found: dict[str, list[Row]] = {document: [] for document in COUNTS}
    for line in ROWS.read_text("utf-8").splitlines():
        if line.strip():
            record = json.loads(line)
            found[record["doc"]].append(_row(*(record[field] for field in FIELDS)))
    return found


def read_rows(path: Path) -> tuple[list[Row], str]:
    """Return the rows of a document and the form in which it was read."""
    document = read_document(path, path.read_bytes(), limits=Limits())
    result = extract(document, name=path.name, limits=Limits())
    rows = [
        _row(*(getattr(indicator, field) for field in FIELDS[:-1]), project.name)
        for submission in result.submissions
        for project in submission.projects
        for indicator in project.indicators
    ]
    return rows, result.form


def _row(*texts: str) -> Row:
    return tuple(re.sub(r"\s", "", text) for text in texts)


def differences(found: list[Row], expected: list[Row]) -> list[str]:
    """Return a line for every row that is missing or should not be there."""
    missing, extra = Counter(expected) - Counter(found), Counter(found) - Counter(expected)
    lines = [f"  missing: {' | '.join(row)}" for row in missing.elements()]
    lines += [f"  not in the corpus: {' | '.join(row)}" for row in extra.elements()]
    if not lines and found != expected:
        lines = ["  the rows are those of the corpus, but in another order"]
    return lines


def compare_findings(paths: list[Path], *, update: bool) -> bool:
    """Print how the findings meet the review by hand, and tell whether that is as recorded."""
    review, recorded = seed_comparison.read_review(), seed_comparison.read_agreement()
    now = seed_comparison.with_judgements(
        {
            path.name[:3]: seed_comparison.compare(
                review[path.name[:3]], seed_comparison.assess(path)
            )
            for path in paths
        },
        recorded,
    )
    if update:
        seed_comparison.write_agreement(now)
        recorded = now
    for number, record in now.items():
        sys.stdout.write(f"{number}: {seed_comparison.counts(record)}\n")
    lines = seed_comparison.differences(now, recorded)
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return not lines


def main(folder: Path, *, update: bool = False) -> int:
    """Print one line a document and everything that differs, and return the exit status."""
    paths = sorted(folder.glob("*.txt"))
    if not paths:
        sys.stderr.write(f"no documents in {folder}\n")
        return 2
    expected = expected_rows()
    wrong = len(paths) != len(COUNTS)
    for path in paths:
        number = path.name[:3]
        found, form = read_rows(path)
        lines = differences(found, expected[number])
        wrong |= bool(lines) or len(found) != COUNTS[number]
        sys.stdout.write(
            f"{path.name}: {len(found)} rows, expected {COUNTS[number]}, form {form}, "
            f"{'rows as in the corpus' if not lines else f'{len(lines)} differences'}\n"
        )
        sys.stdout.writelines(f"{line}\n" for line in lines)
    wrong |= not compare_findings(paths, update=update)
    return int(wrong)


if __name__ == "__main__":
    given = [argument for argument in sys.argv[1:] if argument != "--update"]
    sys.exit(main(Path(given[0]) if given else SEEDS, update="--update" in sys.argv))
