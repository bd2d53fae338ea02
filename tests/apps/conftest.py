"""What tests of commands share: a corpus that is small enough to train on."""

from collections.abc import Callable
from pathlib import Path

import pytest

CORPUS = Path(__file__).parents[2] / "corpus" / "rows"


@pytest.fixture(scope="session")
def small_corpus(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    """Make a corpus of every ``step``-th row of the shipped one."""

    def make(step: int) -> Path:
        folder = tmp_path_factory.mktemp("corpus")
        (folder / "rows").mkdir()
        lines = [
            line
            for path in sorted(CORPUS.glob("*.jsonl"))
            for line in path.read_text("utf-8").splitlines()
        ]
        (folder / "rows" / "a.jsonl").write_text("\n".join(lines[::step]) + "\n", "utf-8")
        return folder

    return make
