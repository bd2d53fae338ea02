import pytest

from assessor.apps.settings import load_settings
from assessor.core.limits import Limits
from assessor.errors import ConfigError


def test_limits_are_the_defaults_but_for_what_the_environment_says():
    assert load_settings({}).limits == Limits()
    found = load_settings(
        {"ASSESSOR_LIMIT_PAGES": "7", "ASSESSOR_LIMIT_DOCUMENT_SECONDS": "2.5", "PAGES": "9"}
    ).limits
    assert (found.pages, found.document_seconds, found.cells) == (7, 2.5, Limits().cells)
    assert isinstance(found.pages, int)


@pytest.mark.parametrize(
    ("variable", "text", "words"),
    [
        ("ASSESSOR_LIMIT_PAGE", "7", "ASSESSOR_LIMIT_PAGES"),
        ("ASSESSOR_LIMIT_PAGES", "seven", "seven"),
        ("ASSESSOR_LIMIT_PAGES", "-1", "-1"),
        ("ASSESSOR_LIMIT_PAGES", "inf", "inf"),
        ("ASSESSOR_LIMIT_PAGES", "", "不是正数"),
    ],
)
def test_what_is_no_limit_is_named(variable, text, words):
    with pytest.raises(ConfigError) as caught:
        load_settings({variable: text})
    assert variable in caught.value.message
    assert words in caught.value.message + caught.value.hint
