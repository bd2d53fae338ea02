"""Small knowledge of texts in cells: labels, values, names, placeholders."""

import re
from functools import lru_cache

from assessor.taxonomy.level_names import first_level_types, second_level_types
from assessor.text.normalise import normalise

_SPACE = re.compile(r"\s+")
_CJK_SPACE = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]+(?=[\u3000-\u9fff\uff00-\uffef])")
_LABEL_NUMBER = re.compile(
    r"^(?:[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:[)）]|[、.．])+|[①-⑳])(?=[★☆\u4e00-\u9fff])"
)
_STAR = re.compile(r"^[★☆*▲●]+|[★☆*▲●]+$")
_REMARK = re.compile(
    r"[(（\[【][^()（）]*(?:\d+\s*分|\d+\s*%|权重|必填|选填|可选|至少|不少于)[^()（）]*[)）\]】]|"
    r"[(（]\s*\d+\s*[)）]|(?<=指标)\s*\d+\s*分$|[:：]+$"
)
_TAIL_REMARK = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]$")
_NAME_MARK = re.compile(r"^[★☆▲△●◆*＊\s]+|[★☆▲△◆]+$")
_NAME_NUMBER = re.compile(
    r"^(?:(?:三级)?指标\s*[\d一二三四五六七八九十]{1,2}\s*[:：.、．]|[(（]?\d{1,2}\s*[)）.、．](?!\d)|[①-⑳])\s*"
)
_VALUE_NUMBER = re.compile(r"^(?:指标值|目标值|目标)\s*\d{1,2}\s*[:：.、．]\s*")
_ITEM = re.compile(
    r"(?:(?:(?<=^)|(?<=[\n；;。，,\s]))(?:三级)?(?:指标值?|目标值?)?\s*|(?=[(（①-⑳]))"
    r"(?:[(（]?(\d{1,2})\s*[:：.、．)）]\s*(?!\d)|([①-⑳]))\s*"
)
# Beside numbered names, 1.9处 2.22座 are numbered values and no decimals.
_VALUE_ITEM = re.compile(
    r"(?:(?:(?<=^)|(?<=[\n；;。，,\s]))(?:指标值?|目标值?)?\s*|(?=[(（①-⑳]))"
    r"(?:[(（]?(\d{1,2})\s*[:：.、．)）]|([①-⑳]))\s*"
)
_VALUE_BREAKS = (re.compile(r"\n+"), re.compile(r"[；;\n]+"), re.compile(r"\s+"))
_SIGN = re.compile(
    r"^(?:[≥≤><=±~≈]|大于|小于|等于|不少于|不低于|不超过|不高于|不大于|不小于|至少|达到|超过|高于|低于|约)"
)
_NUMBER = re.compile(r"\d|[〇零一二三四五六七八九十百千万亿两]+[个次场人项%成]|百分之")
_NAME_END = re.compile(
    r"(?:率|数|数量|人数|次数|场次|人次|满意度|标准|成本|情况|程度|比例|覆盖面|时间|及时性|效果|水平|面积|金额|质量|效益|能力|影响力)"
    r"(?:[(（][^()（）]*[)）])?$"
)
_TEMPLATE = re.compile(
    r"^(?:[.…·。、，,*＊_—\-/\\~？?xX×]+|(?:三级)?(?:指标|目标)\s*\d*\s*[:：.、]?\s*[.…·]*|无|暂无|不涉及|空|/|[Xx]{2,}|"
    r"\d{1,2}\s*[.、．]?)$"
)
_EMPTY_VALUE = re.compile(r"^[/\\\-—–_\s*…·.]*$|^(?:无|空|不涉及|不适用)$")
_JOINABLE_SIGN = re.compile(
    r"^(?:[≥≤><=±]+=?|大于等于|小于等于|大于或等于|小于或等于|大于|小于|等于|不少于|不低于|不超过|不高于|"
    r"不大于|不小于|至少)$"
)
_NO_UNIT = re.compile(r"^(?:无|空|/|-|—|其他|定性|文字描述|文字|无单位|\*+)?$")
_TAIL_WORD = re.compile(
    r"^(.*\d)\s*((?:及|或|\(含\)|（含）)?(?:以上|以下|以内|以外|左右|之间|内|前|及以上|及以下))$"
)
_BRACKETED = re.compile(r"^[(（]([^()（）]*)[)）]$")
_NUMERALS = re.compile(r"^[〇零一二三四五六七八九十百千万亿两\d.]+$")
_DATED = re.compile(r"\d\s*[年月日]|月底|年底|季度|日前")
_LONGEST_LABEL = 30


@lru_cache(maxsize=8192)
def clean_label(text: str) -> str:
    """Return a printed level label without blanks, line breaks, stars, weights and remarks."""
    label = _LABEL_NUMBER.sub("", _SPACE.sub("", text))
    label = _STAR.sub("", label)
    label = _STAR.sub("", _REMARK.sub("", label)).strip("：:、，,")
    bare = _TAIL_REMARK.sub("", label)
    if bare != label and (first_level_types(bare) or second_level_types(bare)):
        return bare
    return label


def clean_cell(text: str) -> str:
    """Return a name or value in one line: wrapped lines joined, Chinese without inner breaks."""
    if "\n" not in text:
        return text.strip()
    parts = [part.strip() for part in text.split("\n") if part.strip()]
    joined = parts[0] if parts else ""
    for part in parts[1:]:
        latin = joined[-1].isascii() and joined[-1].isalpha() and part[0].isascii()
        joined += f" {part}" if latin and part[0].isalpha() else part
    return joined


def clean_value(text: str) -> str:
    """Return a value in one line without the form's own numbering (指标值1：)."""
    return _VALUE_NUMBER.sub("", clean_cell(text)).strip()


def clean_name(text: str) -> str:
    """Return a name in one line without core marks (★) and the form's own numbering.

    其中： stays: the sub-row says by it what it is a part of.
    """
    name = _NAME_MARK.sub("", clean_cell(text)).strip()
    return name if is_template_name(name) else _NAME_NUMBER.sub("", name).strip()


def listed(text: str) -> tuple[str, ...]:
    """Return the items of a cell that numbers several (指标1：… 指标2：…), ``()`` if it is none."""
    return _numbered(text, _ITEM)


def parted_values(text: str, count: int) -> tuple[str, ...]:
    """Return the ``count`` values of a cell beside as many numbered names, ``()`` if it has not.

    Examples
    --------
    >>> parted_values("1.9处 2.22座 3.≥96人", 3)
    ('9处', '22座', '≥96人')
    """
    for items in (_numbered(text, _ITEM), _numbered(text, _VALUE_ITEM)):
        if len(_filled(items)) == count:
            return _filled(items)
    for mark in _VALUE_BREAKS:
        items = _filled(tuple(part.strip(" ；;。") for part in mark.split(text)))
        if len(items) == count:
            return items
    return ()


def _filled(items: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(item for item in items if item and not is_template_name(item))


def _numbered(text: str, mark: re.Pattern[str]) -> tuple[str, ...]:
    starts: list[tuple[int, int]] = []
    for match in mark.finditer(text):
        number = int(match.group(1)) if match.group(1) else ord(match.group(2)) - ord("①") + 1
        if number == len(starts) + 1:
            starts.append((match.start(), match.end()))
    if len(starts) < 2 or text[: starts[0][0]].strip():
        return ()
    stops = [*(start for start, _ in starts[1:]), len(text)]
    return tuple(
        clean_cell(text[end:stop]).strip(" ；;。…，,")
        for (_, end), stop in zip(starts, stops, strict=True)
    )


@lru_cache(maxsize=8192)
def is_level1(text: str) -> bool:
    """Whether the text is a known first-level label."""
    return 0 < len(text) <= _LONGEST_LABEL and first_level_types(clean_label(text)) is not None


def is_sign(text: str) -> bool:
    """Whether a cell holds a comparison and nothing else, or 定性 in its place."""
    plain = normalise(text).strip()
    return plain == "定性" or _JOINABLE_SIGN.match(plain) is not None


@lru_cache(maxsize=8192)
def is_level2(text: str) -> bool:
    """Whether the text is a known second-level label."""
    return 0 < len(text) <= _LONGEST_LABEL and second_level_types(clean_label(text)) is not None


def looks_like_value(text: str) -> bool:
    """Whether the text reads as a target value rather than as a name."""
    plain = normalise(text).strip()
    if _SIGN.match(plain):
        return True
    if _NAME_END.search(plain) and not plain[:1].isdigit():
        return False
    return bool(_NUMBER.search(plain))


def looks_like_name(text: str) -> bool:
    """Whether the text ends as names of indicators do and holds no sign or number."""
    plain = normalise(text).strip()
    return bool(_NAME_END.search(plain)) and not _SIGN.match(plain) and not plain[:1].isdigit()


def is_template_name(text: str) -> bool:
    """Whether a name is what a blank form prints: ``……``, ``指标2：``, ``无``."""
    return bool(_TEMPLATE.match(text.strip()))


def is_blank_value(text: str) -> bool:
    """Whether a value says nothing: empty, a dash, 无."""
    return bool(_EMPTY_VALUE.match(text.strip()))


def join_value(*, sign: str, value: str, unit: str) -> str:
    """Return sign, value and unit as a person reads them together.

    Examples
    --------
    >>> join_value(sign="≥", value="90", unit="%")
    '≥90%'
    >>> join_value(sign="定性", value="应保尽保", unit="%")
    '应保尽保'
    """
    value = value.strip()
    if not value:
        return ""
    with_unit = _with_unit(value, _bare(unit.strip()))
    mark = sign.strip()
    if not _JOINABLE_SIGN.match(normalise(mark)) or _SIGN.match(normalise(value)):
        return with_unit
    return f"{mark}{with_unit}"


def _bare(unit: str) -> str:
    """Take off brackets around the whole unit; those of 台（套） stay."""
    match = _BRACKETED.match(unit)
    return match.group(1) if match else unit


def _with_unit(value: str, unit: str) -> str:
    plain, folded = normalise(value), normalise(unit)
    if _NO_UNIT.match(folded) or folded.lower() in plain.lower():
        return value
    if (folded == "百分比" and "%" in plain) or (folded == "%" and "百分" in plain):
        return value
    if _DATED.search(plain) and re.search("年|月|日|时间|日期|天", folded):
        return value
    if match := _TAIL_WORD.match(plain):
        cut = len(match.group(1))
        return f"{value[:cut]}{unit}{value[cut:].strip()}"
    if plain[-1:].isdigit() or _NUMERALS.match(plain):
        return f"{value}{unit}"
    # A value such as 3万 takes 元; one that ends with a unit of its own (15天) takes no other.
    return f"{value}{unit}" if re.search(r"\d\s*[万亿千百]$", plain) else value
