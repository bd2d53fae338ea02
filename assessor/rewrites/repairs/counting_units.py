"""Units and the words that count in them: 份 counts 份数, 亩 measures an 面积."""

import re
from itertools import accumulate

from assessor.core.rewrite import BLANK
from assessor.rewrites.repairs.knowledge import measure_at_end
from assessor.text.segment import tagged_words

_BY_UNIT = {
    "场": "场次", "场次": "场次", "次": "次数", "期": "期数", "人": "人数", "名": "人数",
    "人次": "人次", "户": "户数", "户次": "户次", "家": "家数", "家次": "家次", "个": "个数",
    "台": "台数", "套": "套数", "台套": "台套数", "台（套）": "台套数", "件": "件数",
    "件次": "件次", "份": "份数",
    "篇": "篇数", "册": "册数", "本": "册数", "处": "处数", "座": "座数", "项": "项数", "条": "条数",
    "起": "起数", "批次": "批次", "辆": "辆数", "亩": "面积", "平方米": "面积", "㎡": "面积",
    "公顷": "面积", "平方公里": "面积", "公里": "里程", "千米": "里程", "米": "长度", "吨": "重量",
    "株": "株数", "所": "所数", "支": "支数", "班次": "班次", "盏": "盏数", "部": "部数", "门": "门数",
    "宗": "宗数", "枚": "枚数", "村": "村数", "天": "天数", "学时": "学时", "樘": "樘数", "组": "组数", "字": "字数",
    "艘": "艘数", "间": "间数", "张": "张数", "单": "单量", "首": "首数", "种": "种数", "眼": "眼数",
    "口": "口数", "头": "头数", "只": "只数", "块": "块数", "幅": "幅数", "剂次": "剂次", "例": "例数",
    "页": "页数", "卷": "卷数", "架次": "架次", "航次": "航次", "车次": "车次", "节": "节数", "栋": "栋数",
    "根": "根数", "扇": "扇数", "棵": "棵数", "箱": "箱数", "份次": "份次",
}  # fmt: skip
_COUNTING = frozenset(_BY_UNIT.values())
_COUNTED_IN = re.compile(rf"(?:\d|{BLANK})[万亿千]?(?P<unit>[一-龥（）㎡]+?)(?:及?以上)?$")
_AGREED = "，度量写作“{measure}”，与计量单位“{unit}”一致"
# Measures that are said of the same units: 台 and 套 of machines, 场 and 次 of events.
_ALIKE = (
    ("台数", "套数", "台套数"),
    ("场次", "次数", "期数", "班次", "批次"),
)


def measure_for_unit(unit: str) -> str:
    """Return the word that counts in ``unit``, ``""`` for rates and unknown units."""
    return _BY_UNIT.get(unit.lstrip("万亿千"), "")


def agreeing(name: str, value: str) -> tuple[str, str]:
    """Let a name count in the unit of its value: 手册印刷册数 ≥200份 becomes 手册印刷份数.

    Returns
    -------
    tuple of str
        The name, and what to add to the reason; ``""`` where name and unit agree as they are.
    """
    found, counted = measure_at_end(name), _COUNTED_IN.search(value)
    if found is None or counted is None:
        return name, ""
    measure = measure_for_unit(counted["unit"])
    stem = name.removesuffix(found[0])
    counts = found[0] in _COUNTING and found[1].kind in ("count", "people")
    if not counts or not measure or not stem or _alike(found[0], measure):
        return name, ""
    if not _is_boundary(name, len(stem)):
        return name, ""
    return f"{stem}{measure}", _AGREED.format(measure=measure, unit=counted["unit"])


def _is_boundary(name: str, at: int) -> bool:
    """Tell whether a word ends at ``at``: 资料|册数, but 文件|数 and 用户|数."""
    ends = accumulate(len(word.text) for word in tagged_words(name))
    return at in ends


def _alike(one: str, other: str) -> bool:
    """Tell whether two measures count in the same units: 台数 and 台套数."""
    return one == other or any(one in group and other in group for group in _ALIKE)
