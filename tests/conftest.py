"""What all tests share: snapshots, and no skipped test (it would hide a gap)."""

import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Tests are not timed: a first example loads models and word lists. The same examples each time,
# so that a change fails for what it did; `pytest --hypothesis-profile searching` looks for new ones.
_UNTIMED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("steady", derandomize=True, **_UNTIMED)
settings.register_profile("searching", print_blob=True, **_UNTIMED)
settings.load_profile("steady")

SNAPSHOTS = Path(__file__).parent / "snapshots"

# A run in the background inherits that interrupts are ignored; programs under test must hear them.
if threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def matches_snapshot() -> Callable[[str, str], None]:
    """Compare a text with ``tests/snapshots/<name>``, or write it (see the README there)."""

    def check(name: str, text: str) -> None:
        path = SNAPSHOTS / name
        if os.environ.get("UPDATE_SNAPSHOTS"):
            path.write_text(text, "utf-8")
        assert path.is_file(), f"no snapshot {name}: see tests/snapshots/README.md"
        assert text == path.read_text("utf-8"), f"{name} differs: see tests/snapshots/README.md"

    return check


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and reporter.stats.get("skipped") and session.exitstatus == 0:
        reporter.write_line("skipped tests are forbidden here", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
