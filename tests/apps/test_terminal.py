"""What a terminal sees: colours, underlined words, a bar only where it may be."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from assessor.apps.cli import progress

ROWS = Path(__file__).parents[2] / "corpus" / "documents" / "rows.jsonl"


def on_a_terminal(*arguments: str, **environment: str) -> str:
    """Run the program with a terminal of 100 columns as standard output."""
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "assessor", *arguments], stdin=subprocess.DEVNULL, stdout=child,
        stderr=child, env={**os.environ, "COLUMNS": "100", "TERM": "xterm-256color", **environment},
    )  # fmt: skip
    os.close(child)
    seen = b""
    while True:
        try:
            piece = os.read(parent, 65536)
        except OSError:
            break
        if not piece:
            break
        seen += piece
    os.close(parent)
    process.wait(timeout=60)
    return seen.decode("utf-8")


@pytest.fixture
def rows(tmp_path) -> str:
    path = tmp_path / "r.jsonl"
    path.write_text('{"name": "[red]职工素质[/red]", "value": "明显提升"}\n', "utf-8")
    return str(path)


def test_a_terminal_gets_colours_and_underlined_words(rows):
    seen = on_a_terminal("check", rows, NO_COLOR="")
    assert "\x1b[" in seen
    assert "「" not in seen
    assert "[red]职工素质[/red]" in seen


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb", "NO_COLOR": ""}])
def test_without_colours_the_words_stand_in_brackets(rows, environment):
    seen = on_a_terminal("check", rows, **environment)
    assert "\x1b[" not in seen
    assert "「明显提升」" in seen


class Stream:
    def __init__(self, *, terminal: bool) -> None:
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@pytest.mark.parametrize(
    ("err", "out", "no_progress", "on_screen", "wanted"),
    [
        (True, False, False, True, True),
        (True, True, False, False, True),
        (True, True, False, True, False),
        (True, False, True, True, False),
        (False, False, False, True, False),
    ],
)
def test_a_bar_needs_a_terminal_of_its_own(monkeypatch, err, out, no_progress, on_screen, wanted):
    monkeypatch.setattr(progress.sys, "stderr", Stream(terminal=err))
    monkeypatch.setattr(progress.sys, "stdout", Stream(terminal=out))
    assert progress.is_wanted(no_progress=no_progress, result_on_screen=on_screen) is wanted


@pytest.mark.parametrize("wanted", [True, False])
def test_a_watched_stream_is_the_stream(wanted, monkeypatch):
    monkeypatch.setattr(progress, "_PATIENCE_S", 0.0)
    assert list(progress.watched(range(5), total=5, what="x", wanted=wanted)) == [0, 1, 2, 3, 4]
