"""How the sheet 审核意见 is laid out: known to those who write it and those who read it back."""

import hashlib
from collections.abc import Sequence

SHEET = "审核意见"
ADOPT, REJECT = "采纳", "不采纳"
LABELS = (
    "意见", "单元格", "位置", "问题", "说明和改法", "改后级次", "改后名称", "改后目标", "需填写", "决定",
    "对应编号", "建议序号", "原名称", "核对码",
)  # fmt: skip
WIDTHS = (5.5, 8.5, 20.0, 14.0, 40.0, 12.0, 20.0, 17.0, 20.0, 8.5, 6.5, 6.5, 12.0, 10.0)
# What the reviewer may edit before adopting.
PROPOSED = ("改后级次", "改后名称", "改后目标")
# What only the program needs; not shown.
HIDDEN = ("对应编号", "建议序号", "原名称", "核对码")
FIRST_ROW = 4
NOT_READ = "\ufffd"


def column_of(label: str) -> int:
    """Return the number of a column from 1."""
    return LABELS.index(label) + 1


def check_mark(proposed: Sequence[str]) -> str:
    """Return a mark of the proposed texts, by which an edited one is told later."""
    text = "\x1f".join(" ".join(one.split()) for one in proposed)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]
