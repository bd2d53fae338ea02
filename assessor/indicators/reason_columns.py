"""偏差原因 and 改进措施 in columns of their own: one text that keeps which part is the measure."""

import re

from assessor.indicators.values import clean_cell, is_blank_value

MEASURES = "改进措施："
_CAUSE = re.compile("原因|偏差|偏离|问题|扣分|说明|情况")
_NONE = frozenset({"无", "暂无", "没有", "不涉及", "不适用", "无偏差"})


def joined_reasons(before: str, text: str, *, key: str) -> str:
    """Join the cell of a further column of reasons to what is known.

    Parameters
    ----------
    key
        Header of the further column; one that asks for measures alone leads its text.

    Examples
    --------
    >>> joined_reasons("客流减少", "错峰施工", key="改进措施")
    '客流减少；改进措施：错峰施工'
    >>> joined_reasons("客流减少", "无", key="改进措施")
    '客流减少；无'
    """
    return f"{before}；{led(text, key=key)}" if _says(before) else led(text, key=key)


def led(text: str, *, key: str) -> str:
    """Put the key of a column of measures before what it says."""
    of_measures = "措施" in key and not _CAUSE.search(key)
    if not of_measures or not _says(text) or clean_cell(text).startswith(MEASURES[:2]):
        return text
    return f"{MEASURES}{text}"


def _says(text: str) -> bool:
    plain = clean_cell(text).strip("。.；;")
    return not is_blank_value(plain) and plain not in _NONE
