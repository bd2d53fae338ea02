"""Check that the five reference documents give the rows that a person counts in them.

Run from anywhere: ``python .ci/seeds.py [FOLDER]``; the folder defaults to ``../shared/seeds``
beside the repository. Exit status 1 if a count differs, 2 if the folder is not there.
"""

import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY))

from assessor.core.limits import Limits  # noqa: E402
from assessor.documents.reading import read_document  # noqa: E402
from assessor.indicators.extraction import extract  # noqa: E402

SEEDS = REPOSITORY.parent / "shared" / "seeds"
COUNTS = {"000": 59, "001": 33, "002": 0, "003": 18, "004": 17}


def main(folder: Path) -> int:
    """Print one line a document and return the exit status."""
    paths = sorted(folder.glob("*.txt"))
    if not paths:
        sys.stderr.write(f"no documents in {folder}\n")
        return 2
    wrong = 0
    for path in paths:
        document = read_document(path, path.read_bytes(), limits=Limits())
        result = extract(document, name=path.name, limits=Limits())
        count = sum(len(p.indicators) for s in result.submissions for p in s.projects)
        expected = COUNTS[path.name[:3]]
        wrong += count != expected
        sys.stdout.write(f"{path.name}: {count} rows, expected {expected}, form {result.form}\n")
    return int(wrong > 0 or len(paths) != len(COUNTS))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else SEEDS))
