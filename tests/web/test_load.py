"""The load test of ``python -m benchmarks.workbench`` in its short form: no figure is judged."""

import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.append(str(REPOSITORY))  # the load lives with the benchmarks
from benchmarks.workbench import Load, lines, run, wrongs  # noqa: E402

LOAD = Load(reviewers=10, rounds=2, uploads=12, in_one_request=3, uploaders=2, first=2)


def test_many_reviewers_while_papers_come_in(tmp_path: Path) -> None:
    found = run(tmp_path, LOAD)

    assert wrongs(found) == []
    assert len(found.loaded.uploads) == 4
    assert found.counts["papers"] == LOAD.first + LOAD.uploads
    answered = len(found.alone.decisions) + len(found.loaded.decisions)
    assert found.counts["decisions"] == answered > 0
    assert {len(found.loaded.seconds[kind]) for kind in ("list", "open", "inbox page")} == {
        LOAD.reviewers * LOAD.rounds
    }
    assert len(found.loaded.seconds["sign-in"]) == LOAD.reviewers
    assert [line.split()[0] for line in lines(found)][:2] == ["answers", "in"]
