import re

import jieba
import rjieba
from hypothesis import given, settings
from hypothesis import strategies as st

from assessor.text.segment import tagged_words, words

_HAN = st.text(
    alphabet="的职工会区市县项目资金培训人数完成率满意度提升服务质量建设一二三", max_size=30
)


@given(st.text(max_size=60))
def test_words_join_to_the_text(text: str) -> None:
    assert "".join(words(text)) == text
    assert "".join(word.text for word in tagged_words(text)) == text


@settings(max_examples=60, deadline=None)
@given(_HAN)
def test_plain_rjieba_splits_chinese_as_jieba_does(text: str) -> None:
    jieba.setLogLevel(60)
    assert rjieba.cut(text) == jieba.lcut(text)


def test_domain_words_stay_whole() -> None:
    assert "知晓率" in words("职工对工资集体协商工作的知晓率")
    assert "应保尽保" in words("困难群众应保尽保")


def test_conjunctions_inside_words_are_no_words() -> None:
    assert not re.search("与", " ".join(w for w in words("群众参与率") if w == "与"))
