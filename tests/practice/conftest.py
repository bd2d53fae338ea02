"""What tests of practice share: the library of the shipped corpus, built once."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from assessor.pipeline.running import Run, RunOptions
from assessor.practice.library import Library

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.fixture(scope="session")
def library() -> Library:
    return Library.of(CORPUS, Run(RunOptions(rewrites=1)))


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
