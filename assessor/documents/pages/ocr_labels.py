"""Labels of forms that character recognition spoils, repaired where they are beyond doubt.

Only whole texts that are labels are touched, never values: 级指标 left of 二级指标 lost its thin
一; 数量措标 can only be 数量指标.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assessor.documents.pages.text_box import TextBox

_LABEL_LINES = (
    "一级指标 二级指标 三级指标 四级指标 绩效指标 指标名称 指标值 指标内容 指标性质 指标方向 指标权重",
    "年度指标值 目标值 计划值 完成值 实际值 实际完成值 计量单位 度量单位 评价标准 评分标准 绩效目标",
    "年度目标 总体目标 年度绩效目标 年度总体目标 项目名称 主管部门 实施单位 预算单位",
    "产出指标 效益指标 满意度指标 成本指标 数量指标 质量指标 时效指标",
    "经济成本指标 社会成本指标 生态环境成本指标",
    "经济效益指标 社会效益指标 生态效益指标 可持续影响指标 服务对象满意度指标",
)
_LABELS = frozenset(label for line in _LABEL_LINES for label in line.split())
# Characters that are read for one of a label: each group holds what looks alike.
_ALIKE = (
    "指措揩拍", "标栎际秫棕", "级圾极汲纷", "值直植埴", "度庋废", "效郊劾", "益盆盒", "量里昌置",
    "质贡厦", "产户严", "出岀山", "满潢瞒", "意慧", "时吋肘", "成戍戌", "本夲木", "数教敉",
    "会仝侩", "社杜祉", "经径轻", "济挤剂", "生牛", "态忞", "影彰", "响晌呐", "绩债缋", "目日曰",
    "名各", "称祢", "单箪", "位泣", "完宪", "一－—-ー﹣", "二＝=ニ", "三≡彡王",
)  # fmt: skip
_OTHERS = {char: group for group in _ALIKE for char in group}
_LONG = 5
_LEVEL = re.compile(r"([一二三四]?)级(指标.{0,3})")
_NUMERALS = "一二三四"


def with_labels_repaired(boxes: Sequence[TextBox]) -> tuple[TextBox, ...]:
    """Return the boxes with labels of forms as forms print them."""
    repaired = [replace(box, text=_label(box.text)) for box in boxes]
    numbered = dict(_numbered(repaired))
    return tuple(
        replace(box, text=numbered[place]) if place in numbered else box
        for place, box in enumerate(repaired)
    )


def _label(text: str) -> str:
    """Return the one label that ``text`` can be, or ``text`` itself."""
    if text in _LABELS or not any(len(text) == len(label) for label in _LABELS):
        return text
    possible = {label for label in _LABELS if len(label) == len(text) and _differs(text, label)}
    return possible.pop() if len(possible) == 1 else text


def _differs(text: str, label: str) -> bool:
    """Tell whether one character differs, two in a long label, each being like the other."""
    wrong = [(a, b) for a, b in zip(text, label, strict=True) if a != b]
    most = 1 if len(label) < _LONG else 2
    return 0 < len(wrong) <= most and all(b in _OTHERS.get(a, "") for a, b in wrong)


def _numbered(boxes: Sequence[TextBox]) -> Iterator[tuple[int, str]]:
    """Yield the place and the text of 级指标 whose numeral follows from its neighbours."""
    levels = [
        (place, found) for place, box in enumerate(boxes) if (found := _LEVEL.fullmatch(box.text))
    ]
    for place, found in levels:
        if found.group(1):
            continue
        box = boxes[place]
        row = [(other, seen) for other, seen in levels if _same_row(box, boxes[other])]
        row.sort(key=lambda member: boxes[member[0]].x0)
        position = next(n for n, (other, _seen) in enumerate(row) if other == place)
        if len(row) > len(_NUMERALS) or len(row) == 1:
            continue  # alone it may be any level
        fits = all(seen.group(1) in ("", _NUMERALS[n]) for n, (_other, seen) in enumerate(row))
        if fits and any(seen.group(1) for _other, seen in row):
            yield place, f"{_NUMERALS[position]}级{found.group(2)}"


def _same_row(first: TextBox, second: TextBox) -> bool:
    shared = min(first.bottom, second.bottom) - max(first.top, second.top)
    return shared > 0.5 * min(first.bottom - first.top, second.bottom - second.top)
