"""Cold start: ``assessor check`` of one row against the bare import of the large libraries."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

_REPOSITORY = Path(__file__).resolve().parents[1]
_IMPORTS = ("-c", "import sklearn.linear_model, spacy")
_ROW = {"level1": "效益指标", "level2": "社会效益指标", "name": "职工素质", "value": "明显提升"}


@dataclass(frozen=True, slots=True)
class ColdStart:
    """Medians over pairs: seconds of each, and the ratio within a pair."""

    check: float
    imports: float
    ratio: float


def cold_start(pairs: int) -> ColdStart:
    """Run both in turn, ``pairs`` times, after one pair that is not counted."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "row.jsonl"
        path.write_text(json.dumps(_ROW, ensure_ascii=False) + "\n", "utf-8")
        check = ("-m", "assessor", "check", "--fail-on", "never", str(path))
        _seconds(check), _seconds(_IMPORTS)
        spent = [(_seconds(check), _seconds(_IMPORTS)) for _ in range(pairs)]
    return ColdStart(
        check=median(ours for ours, _ in spent),
        imports=median(theirs for _, theirs in spent),
        ratio=median(ours / theirs for ours, theirs in spent),
    )


def _seconds(arguments: Sequence[str]) -> float:
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments], cwd=_REPOSITORY, stdout=subprocess.DEVNULL, check=True
    )
    return time.perf_counter() - started
