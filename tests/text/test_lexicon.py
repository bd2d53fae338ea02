from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from assessor.errors import ConfigError
from assessor.text.lexicon import find_terms, fixed_spans, terms

_FOLDER = Path(str(files("assessor.text"))) / "lexicons"


@pytest.mark.parametrize("path", sorted(_FOLDER.glob("*.yaml")), ids=lambda p: p.stem)
def test_every_group_has_terms_and_a_source(path: Path) -> None:
    groups = yaml.safe_load(path.read_text("utf-8"))
    assert groups
    for name, group in groups.items():
        assert group["source"].strip(), name
        assert terms(f"{path.stem}.{name}")


def test_a_degree_word_inside_a_fixed_term_is_no_hit() -> None:
    assert find_terms("有效投诉次数", "wording.degree") == ()
    assert fixed_spans("有效投诉次数")[0].quote("有效投诉次数") == "有效投诉"


def test_the_same_word_outside_is_a_hit() -> None:
    text = "服务水平有效提升"
    assert [span.quote(text) for span in find_terms(text, "wording.degree")] == ["有效"]


def test_an_unknown_group_is_a_configuration_error() -> None:
    with pytest.raises(ConfigError, match="没有"):
        terms("wording.nothing")
    with pytest.raises(ConfigError, match="无法使用"):
        terms("nowhere.nothing")
