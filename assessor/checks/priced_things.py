"""Whether a price and a quantity are of one thing: a price of 宣传片 is none of 短视频.

Rows that share only what is done (制作) or a word before the thing (宣传) are of two things. The
price of one grade or kind (一级绿地, 集中供养) is none of what is counted without it.
"""

import re

from assessor.checks.topics import means_same, topic_of
from assessor.checks.underlining import placed_words
from assessor.checks.word_lists import check_terms
from assessor.core.submission import Indicator
from assessor.text.normalise import normalise

_GRADE = re.compile(
    r"[一二三四五六]级|[甲乙丙丁]级|[甲乙丙丁]类|[一二三四五]类|[一二三四五]档|[A-D][类级档]|[ⅠⅡⅢⅣ]{1,3}[类级型]"
    r"|[IV]{1,3}[类级型]|特级|高级|中级|初级|高标准|高等级|低等级|特等|重度|中度|轻度|大型|中型|小型"
    r"|城市|城镇|农村|集中|分散"
)
_MEASURE = 3
_BROAD = ("综合", "日常", "年度", "全年", "常规", "统一")


def are_one_thing(price: Indicator, count: Indicator) -> bool:
    """Tell whether a price may be multiplied by a count, as far as their names tell."""
    return graded(price) <= graded(count) and _shares_head(price.name, count.name)


def graded(row: Indicator) -> frozenset[str]:
    """Return the grades that a row is limited to: 一级绿地养护单价 is that of 一级."""
    return frozenset(_GRADE.findall(normalise(f"{row.name} {row.value}")))


def _shares_head(price: str, count: str) -> bool:
    """Tell whether the last thing that a price names is counted; a price may name none."""
    heads = _things(price)
    if not heads:
        return True
    _, found, behind = normalise(count).rpartition(heads[-1])
    if found and len(behind) <= _MEASURE:
        return True
    topic = topic_of(count)
    return any(_names(count, heads[-1], word) for word in (*topic.strong, *topic.weak))


def _names(count: str, head: str, word: str) -> bool:
    """Tell whether a word of a count is the thing: 案件 is not yet 民事案件, 宣传 no 宣传片."""
    if head in word:
        return word.endswith(head)
    if word in head:
        before = head.removesuffix(word)
        return head.endswith(word) and (before in count or before in _BROAD)
    return means_same(head, word)


def _things(name: str) -> tuple[str, ...]:
    """Return the nouns of a name that are content of it, prices and measures left out."""
    nouns = {
        word.text
        for _, word in placed_words(normalise(name))
        if word.tag.startswith(("n", "l")) and not word.text.startswith("单")
    }
    prices = tuple(check_terms("amounts.price_nouns"))
    return tuple(
        word for word in topic_of(name).strong if word in nouns and not word.endswith(prices)
    )
