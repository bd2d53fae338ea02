"""The practice ground."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessor.core.submission import Field
from assessor.errors import InputError
from assessor.practice.live import LONGEST, analyse, row_as_typed
from assessor.taxonomy.level_type import LevelType


def test_a_weak_row_is_underlined_scored_and_placed(library):
    found = analyse(library.run.assessor, name="职工素质", value="明显提升", level2="数量指标")
    assert {finding.code for finding in found.findings} >= {"W01", "C01"}
    (span,) = [span for span in found.spans if span.field is Field.VALUE]
    assert (span.start, span.end) == (0, 4)
    assert found.level is LevelType.SOCIAL
    assert 0.5 < found.level_probability <= 1
    assert found.levels[0][0] in (LevelType.SOCIAL, LevelType.SUSTAINABILITY)
    assert found.smart.measurable is not None
    assert 0 <= found.score < 100


def test_a_sound_row_has_nothing_to_underline(library):
    found = analyse(library.run.assessor, name="开展培训场次", value="≥5场", level2="数量指标")
    assert found.findings == found.spans == ()
    assert found.score == 100


def test_nothing_typed_is_nothing_said(library):
    assert analyse(library.run.assessor, name=" ", value="\t") is None


def test_half_a_row_is_judged(library):
    assert analyse(library.run.assessor, name="", value="有所提升") is not None
    assert analyse(library.run.assessor, name="职工素质", value="") is not None


@pytest.mark.parametrize("text", ["名" * (LONGEST + 1), "a\0", "\ud800"])
@pytest.mark.parametrize("field", ["name", "value", "level1", "level2"])
def test_what_is_no_text_is_refused(library, field, text):
    given = {"name": "名称", "value": "1", field: text}
    with pytest.raises(InputError) as raised:
        analyse(library.run.assessor, **given)
    assert raised.value.code == "input.text"


@given(
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40),
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40),
)
def test_spans_lie_in_what_was_typed(library, name, value):
    found = analyse(library.run.assessor, name=name, value=value)
    if found is None:
        return
    row = row_as_typed(name=name, value=value)
    for span in found.spans:
        assert 0 <= span.start < span.end <= len(row.text(span.field))
