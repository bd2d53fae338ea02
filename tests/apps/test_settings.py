import threading

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
        ("ASSESSOR_LIMIT_PAGES", "", "不是正整数"),
        ("ASSESSOR_LIMIT_PAGES", "0", "不是正整数"),
        ("ASSESSOR_LIMIT_PAGES", "0.5", "不是正整数"),
        ("ASSESSOR_LIMIT_PAGES", "1" + "0" * 30, "太大"),
        ("ASSESSOR_LIMIT_PAGES", "9" * 9000, "不是正整数"),
        ("ASSESSOR_LIMIT_DOCUMENT_SECONDS", "0", "不是正数"),
        ("ASSESSOR_LIMIT_DOCUMENT_SECONDS", "nan", "不是正数"),
        ("ASSESSOR_LIMIT_DOCUMENT_SECONDS", "1e30", "太大"),
        ("ASSESSOR_LIMIT_INFLATION_RATIO", "1e300", "太大"),
    ],
)
def test_what_is_no_limit_is_named(variable, text, words):
    with pytest.raises(ConfigError) as caught:
        load_settings({variable: text})
    assert variable in caught.value.message
    assert words in caught.value.message + caught.value.hint
    assert caught.value.code == "config.limit"
    assert len(caught.value.message) < 200


def test_the_largest_limits_can_be_kept(tmp_path):
    from assessor.core.submission import Extraction
    from assessor.pipeline.isolation import read_isolated
    from assessor.pipeline.sources import ReadOptions, Source

    limits = load_settings(
        {
            "ASSESSOR_LIMIT_FILE_BYTES": str(2**62),
            "ASSESSOR_LIMIT_DOCUMENT_MEMORY_BYTES": str(2**62),
            "ASSESSOR_LIMIT_DOCUMENT_SECONDS": str(threading.TIMEOUT_MAX),
        }
    ).limits
    path = tmp_path / "1.jsonl"
    path.write_text('{"name": "培训场次", "value": "≥5场"}\n', "utf-8")
    items = [Source(name="1.jsonl", path=path)]
    [result] = read_isolated(items, options=ReadOptions(limits=limits))
    assert isinstance(result, Extraction)
