"""What a report says of its own indicators: that they are quantified, how many there are."""

import re
from collections.abc import Iterator, Sequence

from assessor.checks.claim_text import Passage, Role, clauses, sentences
from assessor.checks.report_targets import announced_targets
from assessor.checks.scoring_rules import scoring_rules
from assessor.checks.self_evaluation import several
from assessor.checks.underlining import trimmed
from assessor.checks.word_lists import check_pattern
from assessor.core.assessment import IndicatorAssessment
from assessor.core.claim import Claim, ClaimKind, ClaimTopic, ClaimVerdict
from assessor.core.span import Span
from assessor.taxonomy.level_names import first_level_types, second_level_types

_LEVELS = re.compile(
    r"(?P<level>[一二三])级指标\s*(?:共|有|为|共有|设置|设)?\s*(?P<number>\d{1,2}|[一二两三四五六七八九十]{1,2})\s*[个项]"
    r"\s*[：:，,（(]?\s*(?:分别|包括|包含|具体)?(?:是|为|有)?\s*[：:]?\s*(?P<names>[^。；;（(]{2,200})"
)
_NUMERALS = {c: n for n, c in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_MOST_ITEM = 30


def levels_listed(passage: Passage) -> Iterator[Claim]:
    """Yield lists of indicators whose number is wrong or whose items are names of levels."""
    for match in _LEVELS.finditer(passage.plain):
        names = [name.strip() for name in match["names"].split("、") if name.strip()]
        number = _number(match["number"])
        if number is None or len(names) < 1 or any(len(name) > _MOST_ITEM for name in names):
            continue
        if len(names) == 1 and number > 1:
            continue  # no list follows
        span = Span(match.start(), match.start() + len(match.group().rstrip()))
        labels = [name for name in names if _is_level(name)] if match["level"] == "三" else []
        if labels:
            told = "、".join(f"“{name}”" for name in labels[:3])
            why = f"列出的三级指标中{told}是指标类别的名称，不是具体指标"
            verdict = ClaimVerdict.DISAGREES
        elif len(names) != number:
            why = f"写明{number}个，实际列出{len(names)}个"
            verdict = ClaimVerdict.DISAGREES
        else:
            why, verdict = f"列出的个数与{number}个一致", ClaimVerdict.AGREES
        yield passage.claim(
            span, ClaimKind.ABOUT_INDICATORS, ClaimTopic.LEVELS, verdict, why
        )  # fmt: skip


_SPLIT_COUNT = re.compile(
    r"(?P<whole>\d{1,2})[项个][^,，。;；\d]{0,10}指标(?:中|里)[,，]?(?:有)?(?P<done>\d{1,2})[项个][^,，。;；\d]{0,8}(?:达到|完成|达标|实现)[^\d。;；]{0,12}"
    r"(?P<open>\d{1,2})[项个][^。;；]{0,30}?(?:未|没有|部分)"
)


def counted_indicators(passage: Passage) -> Iterator[Claim]:
    """Yield 8项指标中7项达到目标，1项未达到, where the two parts make the whole or do not."""
    for match in _SPLIT_COUNT.finditer(passage.plain):
        whole, parts = int(match["whole"]), int(match["done"]) + int(match["open"])
        agrees = whole == parts
        why = f"{match['done']}＋{match['open']}＝{parts}项，" + (
            "一致" if agrees else f"文中写共{whole}项"
        )
        yield passage.claim(
            Span(*match.span()), ClaimKind.ABOUT_INDICATORS, ClaimTopic.LEVELS,
            ClaimVerdict.AGREES if agrees else ClaimVerdict.DISAGREES, why,
        )  # fmt: skip


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() else _NUMERALS.get(text)


def _is_level(name: str) -> bool:
    """Tell whether a listed indicator is only the name of a first or second level."""
    plain = name.strip('“”" ')
    if not plain.endswith("指标"):
        return False
    return bool(first_level_types(plain) or second_level_types(plain))


def quantified(
    passage: Passage,
    rows: Sequence[IndicatorAssessment],
    levels: Sequence[Claim],
    texts: Sequence[Passage] = (),
) -> Iterator[Claim]:
    """Yield claims that the indicators are detailed and quantified, against the rows or the text."""
    if passage.role is Role.PLAN:
        return
    for sentence in sentences(passage.plain):
        for clause in clauses(passage.plain, sentence):
            words = passage.plain[clause.start : clause.end]
            if "指标" not in words or not check_pattern("claims.quantified").search(words):
                continue
            if check_pattern("claims.not_quantified").search(words):
                continue
            verdict, why, ids = _are_quantified(rows, levels)
            if verdict is ClaimVerdict.CANNOT_DECIDE:
                verdict, why = _told_in_text(texts, words) or (verdict, why)
            yield passage.claim(
                trimmed(passage.plain, clause),
                ClaimKind.ABOUT_INDICATORS,
                ClaimTopic.QUANTIFIED,
                verdict,
                why,
                rows=ids,
            )


def _told_in_text(texts: Sequence[Passage], words: str) -> tuple[ClaimVerdict, str] | None:
    """Hold the claim against the indicators that the text names, and against what it admits."""
    for text in texts:
        if text.role is Role.PLAN and (found := _ADMITTED.search(text.plain)):
            return ClaimVerdict.DISAGREES, f"同一材料又写“{found.group().strip()}”"
    vague, measured = _named_indicators(texts)
    every = _EVERY.search(words) is not None
    if vague and (every or (len(vague) > 1 and len(vague) >= measured)):
        told = "、".join(f"“{one}”" for one in vague[:3])
        return ClaimVerdict.DISAGREES, f"文中列出的指标里{told}没有量化"
    if not vague and measured >= _LEAST_MEASURED:
        return ClaimVerdict.AGREES, f"文中列出的{measured}项目标值都有数量"
    return None


def _named_indicators(texts: Sequence[Passage]) -> tuple[list[str], int]:
    """Return the unmeasured indicators that the text lists, and how many measured ones it lists."""
    vague: dict[str, None] = {}
    for text in texts:
        if text.role not in (Role.INTRODUCTION, Role.OTHER):
            continue
        headed = bool(text.headings) and re.search("目标|指标", text.headings[-1]) is not None
        for sentence in sentences(text.plain):
            words = text.plain[sentence.start : sentence.end]
            if not headed and not re.search("指标|绩效目标", words):
                continue
            for item in re.split(
                "[,，、:：]|(?:指标|目标)(?:值)?(?:分别)?(?:为|是|有|包括)", words
            ):
                if not re.search(r"\d|量化|合理|明确", item) and _VAGUE_ITEM.search(item.strip()):
                    vague.setdefault(item.strip())
    return list(vague), len(announced_targets(tuple(texts)))


_EVERY = re.compile("全部|均|都|全面|各项|所有|百分之百|100%")
_ADMITTED = re.compile(
    r"[^,，。;；]{0,14}(?:定性指标(?:偏多|较多|过多|占比|比例)|量化(?:程度|水平)?(?:不高|不够|不足|偏低|较低)|(?:不够|未能?|没有|缺乏|难以|尚未)(?:完全|全部|进一步)?(?:细化|量化))[^,，。;；]{0,6}"
)
_VAGUE_ITEM = re.compile(
    r"(?:有所|有效|明显|显著|不断|进一步|持续|逐步|较好|大幅|稳步|得到|较大|切实|充分|日益|更加|全面)[\u4e00-\u9fff]{0,3}"
    r"(?:提升|提高|改善|增强|促进|扩大|减轻|缓解|优化|加强|发挥|保障|好转|完善|推进|推动|规范)$"
)
_LEAST_MEASURED = 3


def _are_quantified(
    rows: Sequence[IndicatorAssessment], levels: Sequence[Claim]
) -> tuple[ClaimVerdict, str, tuple[str, ...]]:
    rules = scoring_rules().vague_share
    weak = [row for row in rows if row.judgement.unquantified]
    if rows:
        told = several([row.indicator.name for row in weak])
        ids = tuple(row.indicator.id for row in weak)
        if len(weak) >= min(rules.least_rows, len(rows)) and len(weak) >= rules.value * len(rows):
            return (
                ClaimVerdict.DISAGREES,
                f"指标表{len(rows)}项指标中{len(weak)}项没有量化：{told}",
                ids,
            )
        if weak:
            return ClaimVerdict.CANNOT_DECIDE, f"指标表中{told}没有量化，其余已量化", ids
        return ClaimVerdict.AGREES, "指标表各项指标都有可衡量的指标值", ()
    if any(claim.verdict is ClaimVerdict.DISAGREES for claim in levels):
        return (
            ClaimVerdict.DISAGREES,
            "材料列出的三级指标只是指标类别的名称，没有具体指标和指标值",
            (),
        )
    return ClaimVerdict.CANNOT_DECIDE, "材料中没有指标表，无法核实", ()
