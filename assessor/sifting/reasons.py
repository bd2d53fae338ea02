"""Whether what somebody wrote as the reason of a dismissal says anything."""

import re

LEAST_LETTERS = 3
ACCEPTED = f"请写明为什么可以不改，至少 {LEAST_LETTERS} 个不同的汉字，例如“上级文件规定的表述”"
_LETTER = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_LABEL = re.compile(r"^(?:忽略|原因|理由|说明|[\s:：,，、;；])+")
# What is left of these says only that no reason is given.
_EMPTY = frozenset([
    "无", "略", "没有", "不要", "没原因", "没有原因", "无原因", "没理由", "没有理由", "无理由", "没写原因",
    "没有写原因", "不知道", "不清楚", "不想改", "不改了", "暂不改", "先不改", "不需要", "不需要改", "不用改",
    "没关系", "没问题", "没有问题", "随便写", "随便写的", "测试用", "测试一下", "试一下", "待补充", "以后再说",
    "以后再写",
])  # fmt: skip
_LONGEST_SHOWN = 20


def reason_fault(reason: str) -> str:
    """Return what is wrong with a reason, in Chinese; ``""`` if it says something."""
    said = _LABEL.sub("", reason.strip())
    letters = _LETTER.findall(said)
    if not re.search(r"\w", said):
        return "没有写原因"
    shown = said if len(said) <= _LONGEST_SHOWN else f"{said[:_LONGEST_SHOWN]}…"
    if not letters:
        return f"的原因“{shown}”不是中文"
    if "".join(letters) in _EMPTY:
        return f"的原因“{shown}”没有说明为什么可以不改"
    if len(set(letters)) < LEAST_LETTERS:
        return f"的原因“{shown}”太短"
    return ""
