"""Which level types a row's own words point to: weak evidence for open group boundaries.

This is no classifier. It only helps to say on which side of a printed label a row stands when
the layout leaves it open (DOMAIN.md 7.2); a row without a cue is neutral.
"""

import re
from functools import lru_cache

from assessor.taxonomy.level_type import LevelType
from assessor.text.normalise import normalise

_T = LevelType
_NAME_CUES = (
    ("满意|认可度|投诉", {_T.SATISFACTION}),
    ("及时|按时|按期|时限|响应|周期|时间|日期|准时|进度", {_T.TIMELINESS}),
    ("成本|单价|造价|控制率|(?:补助|补贴|奖励|发放|收费|支付|津贴)标准|人均", {_T.COST}),
    ("合格|达标|准确|优良|完好|通过率|质量|故障|差错|出勤|合规|持证", {_T.QUALITY}),
    ("(?:数|数量|人数|次数|场次|人次|面积|里程|期数|户数|岗位|套数)(?:[(].*)?$", {_T.QUANTITY}),
    ("覆盖", {_T.QUANTITY, _T.QUALITY, _T.SOCIAL}),
    ("收入|产值|税收|增收|经济效益|营业额|利润", {_T.ECONOMIC}),
    ("排放|能耗|节能|绿化|水质|空气|污染|生态|环境", {_T.ECOLOGICAL}),
    ("持续|长效|年限|影响力|机制", {_T.SUSTAINABILITY}),
    ("知晓|就业|受益|带动|提升|促进|保障|改善|增强", {_T.SOCIAL, _T.SUSTAINABILITY}),
)
_VALUE_CUES = (
    (r"年底|月底|\d日前|季度|工作日|小时内", {_T.TIMELINESS}),
    (r"元/|万元", {_T.COST, _T.ECONOMIC}),
    (
        r"\d\s*(?:人次|人|名|场|次|个|期|家|户|台|套|份|册|平方米|公里|千米|米|亩|公顷|株|吨|座|条|处|件|块|盏|辆|间|所|只|头)$",
        {_T.QUANTITY, _T.SOCIAL},
    ),
)
_NAMES = tuple((re.compile(p), frozenset(types)) for p, types in _NAME_CUES)
_VALUES = tuple((re.compile(p), frozenset(types)) for p, types in _VALUE_CUES)
_AGAINST, _UNKNOWN = 0.6, 0.15


@lru_cache(maxsize=4096)
def cued_types(name: str, value: str) -> frozenset[LevelType]:
    """Return the types that the words of a row point to, empty if none."""
    plain = normalise(name).strip()
    found: frozenset[LevelType] = frozenset()
    for pattern, types in _NAMES:
        if pattern.search(plain):
            found |= types
    if found:
        return found
    plain = normalise(value).strip()
    return next((types for pattern, types in _VALUES if pattern.search(plain)), frozenset())


def cue_cost(name: str, value: str, types: tuple[LevelType, ...]) -> float:
    """Return what it costs to put the row below a label of ``types``."""
    cued = cued_types(name, value)
    if not cued or not types:
        return _UNKNOWN
    return 0.0 if cued & set(types) else _AGAINST
