"""What is to rise gets a lower limit, never an upper one, when its value is made a figure."""

import pytest

from assessor.core.submission import Indicator
from assessor.practice.library import Library
from assessor.practice.smallest_edits import smallest_edits


@pytest.mark.parametrize("name", ["有效提升群众幸福感", "群众幸福感"])
def test_a_rising_value_gets_no_upper_limit(library: Library, name: str) -> None:
    edits = smallest_edits(library.run, Indicator(id="1", name=name, value="明显提升"))
    (edit,) = [edit for edit in edits if edit.code == "W01"]
    assert edit.after is not None
    assert "≥" in edit.after
    assert "≤" not in edit.after
