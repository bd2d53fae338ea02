"""Help pages: Chinese, at most 80 columns, as the snapshots say."""

import unicodedata

import pytest

from assessor.apps.cli.main import main

CALLS = (
    "", "check", "review", "recheck", "report", "annotate", "suggest", "extract", "explain", "rules",
    "train", "evaluate", "corpus", "corpus check", "coach", "completion", "config",
    "config show", "config schema",
)  # fmt: skip


@pytest.mark.parametrize("call", CALLS)
def test_a_help_page_is_the_snapshot(call, matches_snapshot, capsys):
    assert main([*call.split(), "--help"]) == 0
    out = capsys.readouterr().out
    matches_snapshot(f"help-{call.replace(' ', '-') or 'assessor'}.txt", out)
    for line in out.splitlines():
        assert sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line) <= 80
    for word in ("Usage", "Options", "Show this message", "Arguments", "Commands"):
        assert word not in out
