"""Rows that no rewrite is proposed for, whatever their defect."""

import re
import unicodedata

from assessor.core.assessment import IndicatorAssessment

LONGEST_NAME = 200
LONGEST_VALUE = 500
# Format characters, private use, half surrogates, unassigned, and controls other than breaks.
_UNSEEN = frozenset(("Cf", "Co", "Cs", "Cn", "Cc"))
_BREAKS = frozenset("\n\r\t")
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|<!--|[{}]|&[a-z]+;")
_FORMULA = re.compile(r"\s*[=＝@+][A-Za-z]")
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def withheld(row: IndicatorAssessment) -> str:
    """Return why nothing is proposed for a row, in Chinese; ``""`` if something may be."""
    name, value = row.indicator.name, row.indicator.value
    if not name.strip():
        return "指标名称是空的，无从改写；请先填写名称，或删去这一行"
    if len(name) > LONGEST_NAME or len(value) > LONGEST_VALUE:
        return (
            f"指标名称有 {len(name)} 字、指标值有 {len(value)} 字，不像一条指标"
            f"（名称最多 {LONGEST_NAME} 字、指标值最多 {LONGEST_VALUE} 字）；请先拆成单条指标"
        )
    if any(_is_unseen(char) for char in name + value):
        return "名称或指标值中有不可见的控制字符，改写会把它们带入；请先清除后再试"
    if _MARKUP.search(name + value):
        return "名称或指标值中有网页或模板标记，不是指标文字；请先清除后再试"
    if _FORMULA.match(name):
        return "名称是电子表格公式，不是指标文字；请先换成公式显示的内容"
    if not _CHINESE.search(name):
        return "名称中没有汉字，看不出是什么指标；请先写明对象和度量"
    return ""


def _is_unseen(char: str) -> bool:
    return char not in _BREAKS and unicodedata.category(char) in _UNSEEN
