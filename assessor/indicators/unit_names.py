"""Whether two printed names mean one unit: the one rule for history, approval and recheck.

Nothing is guessed: a unit and its office, school or company are two units, and so are those that
differ in a numeral. One name may leave out the area in front of it or 本级 behind it.
"""

import re
import unicodedata
from functools import lru_cache

from assessor.text.normalise import normalise

_LABEL = re.compile(r"^\s*(?:(?:预算|申报|实施|填报)?单位|(?:主管)?部门)(?:名称)?\s*[:：]")
# 711001甲县总工会, [711001]甲县总工会, 甲县总工会(711001); but 301医院 is a name.
_CODE = re.compile(
    r"^\s*[\[(【]?(?:\d{5,}|\d{3,}(?=\s*[-—:：\s\])】]))\s*[\])】]?|[\[(【]\s*\d{3,}\s*[\])】]\s*$"
)
_OWN_LEVEL = re.compile(r"\s*(?:[(\[【]\s*(?:本级|机关)\s*[)\]】]|本级|机关)\s*$")
_AREA = re.compile(r"[\u4e00-\u9fff]+(?:省|市|区|县|旗|乡|镇|街道|州|盟)")
# 城乡建设局, 城市管理局, 某局社区学院: what stands in front of the end is no area.
_NO_AREA = re.compile(
    r"(?:城乡|乡镇|城镇|村镇|集镇|校区|院区|园区|景区|库区|厂区|营区|灾区|矿区|林区|牧区|山区|学区|军区|片区|社区"
    r"|小区|超市|门市)$|(?:^|[省市区县旗乡镇州盟道和与])城市$"
    r"|[局委厅]|公司|中心|学校|大学|学院|中学|小学|幼儿园|医院|集团|协会|学会|总会|总工会|办公室|文化馆|图书馆|博物馆"
    r"|\d|第[一二三四五六七八九十百]+"
)
_LEAST_LETTERS = 2


@lru_cache(maxsize=4096)
def unit_name(printed: str) -> str:
    """Return the letters and digits of a unit's name, without its code and 本级 or 机关."""
    name = _CODE.sub("", _LABEL.sub("", normalise(printed)))
    name = _OWN_LEVEL.sub("", name)
    return "".join(c for c in name.lower() if unicodedata.category(c)[0] in "LN")


def same_organisation(one: str, other: str) -> bool:
    """Tell whether two printed names mean one unit: equal, or one without the area in front."""
    short, long = sorted((unit_name(one), unit_name(other)), key=len)
    if short == long:
        return bool(short)
    if len(short) < _LEAST_LETTERS or not long.endswith(short):
        return False
    return _is_area(long.removesuffix(short))


def _is_area(name: str) -> bool:
    return _AREA.fullmatch(name) is not None and _NO_AREA.search(name) is None
