import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessor.text.normalise import normalise


@given(st.text())
def test_normalising_keeps_every_position(text: str) -> None:
    assert len(normalise(text)) == len(text)


@given(st.text())
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("≧９０％", "≥90%"),
        ("＞=５（场）", ">=5(场)"),
        ("═１００", "=100"),
        ("Ⅲ类水质", "Ⅲ类水质"),
        ("①培训", "①培训"),
        ("3000㎡", "3000㎡"),
        ("微克/m³", "微克/m³"),
        ("一\u3000二\t三", "一 二 三"),
        ("１，７６７．７２", "1,767.72"),
    ],
)
def test_look_alikes_fold_and_meaningful_forms_stay(printed: str, folded: str) -> None:
    assert normalise(printed) == folded
