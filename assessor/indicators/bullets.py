"""Sentences that list indicators.

``绩效指标：参训职工占全区职工的比例大于等于90%；综合保障率不低于95%。``
Each part between semicolons is one row, with the level of the lead if that is one: the name is
what stands before the comparison, the value is the comparison with its number.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assessor.core.submission import Indicator, Origin, Rejected
from assessor.indicators.values import clean_label, is_level1

_LEAD = re.compile(
    r"^\s*(?:[(（]?\d{1,2}\s*[、.．)）]\s*)?(?:绩效|产出|效益|满意度|考核|主要)?指标\s*[:：]\s*(?=\S)"
)
_SPLIT = re.compile(r"[；;。\n]+")
_NUMBERED = re.compile(r"^\s*(?:[(（]?\d{1,2}\s*[、.．)）]\s*|[①-⑳]\s*|[-·•]\s*)(?!\d)")
_COMPARISON = re.compile(
    r"(?:大于或?等于|小于或?等于|不少于|不低于|不超过|不高于|不大于|不小于|大于|小于|等于|至少|达到|达|超过|高于|低于|"
    r"控制在|[≥≤≧≦＞＜＝><=]+|为)\s*(?=[\d〇零一二三四五六七八九十百千万两约近]|百分之)"
)
_BARE_NUMBER = re.compile(
    r"(?<=[\u4e00-\u9fff)）])[:：，,\s]*(?=\d+(?:\.\d+)?\s*(?:%|％|个|人|场|次|万|元|家|户|项|天|期))"
)
# A number with any unit does at the end of a part: 新建供水站5处.
_LAST_NUMBER = re.compile(
    r"(?<=[\u4e00-\u9fff)）])(?<![年月日第到至])[:：，,\s]*(?=(?!20\d\d\s*年)\d[\d.,]*\s*[\u4e00-\u9fff]{1,4}\s*$)"
)
_FIGURE = re.compile(r"\d|百分之|[一二三四五六七八九十百千万两]+[个次场人项家户]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets:
    """Rows of one sentence and its parts without a target."""

    indicators: tuple[Indicator, ...]
    rejected: tuple[Rejected, ...] = ()


def is_bullet_text(text: str) -> bool:
    """Whether a line is a list of indicators after a lead such as 绩效指标：."""
    lead = _LEAD.match(text)
    return lead is not None and _FIGURE.search(text[lead.end() :]) is not None


def read_bullets(text: str, origin: Origin) -> Bullets:
    """Read the rows of a line for which :func:`is_bullet_text` holds."""
    lead = _LEAD.match(text)
    body = text[lead.end() :] if lead else text
    label = clean_label(lead.group()) if lead else ""
    level1 = label if is_level1(label) else ""
    indicators: list[Indicator] = []
    rejected: list[Rejected] = []
    for part in _parts(body):
        split = split_value(part)
        if split is None:
            rejected.append(
                Rejected(text=part[:200], reason="文字中没有可识别的目标值", origin=origin)
            )
            continue
        name, value = split
        indicators.append(Indicator(id="", name=name, value=value, level1=level1, origin=origin))
    return Bullets(indicators=tuple(indicators), rejected=tuple(rejected))


def _parts(body: str) -> Iterator[str]:
    for part in _SPLIT.split(body):
        plain = _NUMBERED.sub("", part).strip(" ，,、")
        if plain:
            yield plain


def split_value(part: str) -> tuple[str, str] | None:
    """Return name and value of a part such as 综合保障率不低于95%, ``None`` without a target."""
    matches = list(_COMPARISON.finditer(part))
    for match in matches:
        name = part[: match.start()].strip(" ，,:：")
        if name:
            return name, part[match.start() :].removeprefix("为").strip()
    bare = _BARE_NUMBER.search(part) or _LAST_NUMBER.search(part)
    if bare and part[: bare.start()].strip():
        return part[: bare.start()].strip(" ，,:："), part[bare.end() :].strip()
    return None
