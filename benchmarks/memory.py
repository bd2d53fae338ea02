"""Peak memory of the full assessment, rows streamed, in a process of its own."""

import json
import resource
import subprocess
import sys
from pathlib import Path

from assessor.assessing import Assessor
from assessor.training.corpus import read_corpus
from benchmarks.contenders import exhaust
from benchmarks.rows import distinct_rows

_STATUS = Path("/proc/self/status")
_REPOSITORY = Path(__file__).resolve().parents[1]


def peak_megabytes(corpus: Path, rows: int) -> float:
    """Assess ``rows`` streamed rows with the shipped model in a child and return its peak."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.memory", str(corpus), str(rows)],
        cwd=_REPOSITORY, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return float(json.loads(done.stdout)["peak_megabytes"])


def own_peak() -> float:
    """Return the largest resident size of this process so far, in megabytes.

    Not ``ru_maxrss`` where the kernel tells better: on Linux that starts with the peak of the
    process that started this one.
    """
    if _STATUS.exists():
        for line in _STATUS.read_text("ascii", "replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def main() -> None:
    corpus, rows = Path(sys.argv[1]), int(sys.argv[2])
    stream = distinct_rows(read_corpus(corpus).rows, rows)
    done = exhaust(Assessor.of().assess(stream))
    print(json.dumps({"rows": done, "peak_megabytes": round(own_peak(), 1)}))


if __name__ == "__main__":
    main()
