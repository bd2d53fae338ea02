"""The hand-written assessment stands one folder above."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pytest


@pytest.fixture(autouse=True)
def close_stores():
    """Close what a test has opened; the figures stay."""
    yield
    from batch_by_hand import OPEN

    while OPEN:
        OPEN.pop().close()
