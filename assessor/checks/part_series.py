"""Names of parts that exclude each other: 一级、二级、三级; 男、女; 上半年、下半年."""

import re
from collections.abc import Sequence

_SERIES = tuple(
    re.compile(pattern)
    for pattern in (
        r"([特一二三四五六七八九十]|[ⅠⅡⅢⅣ])(?:级|等|类|档|星)(?!以上|及以上|以下)",
        r"([甲乙丙丁]|[ABCD])(?:级|类|等)(?!以上)",
        r"(初|中|高)级(?!以上|及以上|以下)",
        r"(男|女)",
        r"(上半年|下半年)",
        r"(?:第?([一二三四])季度)",
        r"(省|市|县|区|镇|乡|村|国家|部)级(?!以上|及以上|以下)",
        r"(博士|硕士|本科|专科|大专)(?!以上|及以上|以下)",
        r"(优秀|良好|合格|不合格)(?!以上|及以上)",
        r"(特别重大|重大|较大|一般)(?!以上)",
        r"(新建|改建|扩建)",
        r"(公办|民办)",
    )
)


def apart_by_name(labels: Sequence[str]) -> bool:
    """Tell whether all names are of one series and no two the same."""
    for series in _SERIES:
        found = [list(series.finditer(label)) for label in labels]
        members = [one[0][1] for one in found if len(one) == 1]
        if len(members) == len(labels) == len(set(members)):
            return True
    return False
