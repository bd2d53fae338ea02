"""Mutation fuzz of every reader: ``python -m tests.fuzz --help`` for a long run."""

import sys
from pathlib import Path

# The builders of small files stand beside the tests of the readers.
_TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(_TESTS), str(_TESTS / "documents")]
