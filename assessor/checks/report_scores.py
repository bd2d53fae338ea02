"""Scores that running text adds up: 预算执行9.3分，产出47.4分 … 综合得分97.7分."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assessor.checks.claim_text import Passage, Role
from assessor.checks.quantities import written
from assessor.core.claim import Claim, ClaimKind, ClaimTopic, ClaimVerdict
from assessor.core.span import Span

_N = r"\d{1,3}(?:\.\d+)?"
_TOTAL = re.compile(
    rf"(?:综合|总体|最终|自评|评价|项目|整体|绩效)*(?:总得分|总评分|得分|评分|总分|合计得分|合计|共计|总计|共得)"
    rf"(?:合计|总计|共计|为|共|是|达到?|得|[:：]|\s)*(?P<score>{_N})\s*分(?!值)"
)
_LABEL = re.compile(
    r"(?P<dimension>预算执行|资金执行|执行率|决策|过程|投入|产出|成本|效益|效果|满意度|履职效能|管理效率)"
)
_GOT = re.compile(rf"(?:得分|得|自评|评分|评)(?:为|[:：]|\s)*(?P<got>{_N})\s*分")
_POINTS = re.compile(rf"(?<![\d.扣])(?P<points>{_N})\s*分")
_SAME = {"资金执行": "预算执行", "执行率": "预算执行", "效果": "效益"}
_PARTS = re.compile("其中[:：]?")
_PAIR = re.compile(
    rf"(?P<full>{_N})\s*分\s*[,，]?\s*(?:自评|实际)?(?:得分|得)(?:为)?\s*(?P<got>{_N})\s*分"
)
_REST_FULL = re.compile(r"(?:其余|其他|其它)[^,，。;；]{0,10}(?:满分|未扣分|没有扣分)")
_COUNTED = re.compile(
    rf"(?:以上|上述)(?P<number>\d{{1,2}}|[一二两三四五六七八九十]{{1,2}})项[^\d,，。;；]{{0,8}}(?:合计|共计|共|总计)[^\d,，。;；]{{0,6}}(?P<score>{_N})\s*分"
)
_NUMERALS = {c: n for n, c in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_TOLERANCE = 0.051
_WHOLE = (100.0,)
_LEAST_PARTS = 3


@dataclass(frozen=True, slots=True)
class _Part:
    dimension: str
    full: float | None
    got: float


@lru_cache(maxsize=8)
def stated_totals(texts: tuple[Passage, ...]) -> tuple[Claim, ...]:
    """Return totals of scores with the scores that are listed before them."""
    found: list[Claim] = []
    for number, text in enumerate(texts):
        if text.role is Role.INTRODUCTION or text.paragraph is None:
            continue
        found += _totals(text, texts[:number])
        found += _counted(text, texts[:number])
        found += _split(text)
    return tuple(found)


def _beside(text: Passage, before: tuple[Passage, ...]) -> list[Passage]:
    """Return the paragraphs before one that stand below the same headings."""
    return [t for t in before if t.headings == text.headings and t.paragraph is not None]


def _totals(text: Passage, before: tuple[Passage, ...]) -> Iterator[Claim]:
    for match in _TOTAL.finditer(text.plain):
        own = text.plain[: match.start()]
        parts = _parts(own)
        if len(parts) < _LEAST_PARTS and text.headings:
            lead = "。".join(t.plain for t in _beside(text, before))
            parts = _parts(f"{lead}。{own}")
        if len(parts) < _LEAST_PARTS:
            behind = re.split("[。\n]", text.plain[match.end() :], maxsplit=1)[0]
            told = re.match(r"\s*[,，:：(（]?\s*其中[:：]?", behind)
            parts = _parts(behind[told.end() :]) if told else parts
        if len(parts) < _LEAST_PARTS or not _is_whole(parts, float(match["score"])):
            continue
        added, total = sum(p.got for p in parts), float(match["score"])
        agrees = abs(added - total) <= _TOLERANCE
        shown = "＋".join(written(p.got) for p in parts)
        why = f"各项得分{shown}＝{written(round(added, 2))}分，" + (
            "与总分一致" if agrees else f"总分却写{written(total)}分"
        )
        yield _claim(text, Span(*match.span()), agrees, why)


def _parts(words: str) -> list[_Part]:
    """Return the scores of the dimensions, empty where one is told twice."""
    found: list[_Part] = []
    for piece in re.split("[。;；\n]", words):
        whole = _PARTS.split(piece, maxsplit=1)[0]
        labels = list(_LABEL.finditer(whole))
        for at, label in enumerate(labels):
            end = labels[at + 1].start() if at + 1 < len(labels) else len(whole)
            part = _part(label["dimension"], whole[label.end() : end])
            found += [part] if part is not None else []
    names = [part.dimension for part in found]
    return found if len(set(names)) == len(names) else []


def _part(label: str, words: str) -> _Part | None:
    got = _GOT.search(words)
    points = list(_POINTS.finditer(words))
    if not points or "满分" in words[: points[0].start()]:
        return None
    label = _SAME.get(label, label)
    if got is None:
        return _Part(label, None, float(points[0]["points"])) if len(points) == 1 else None
    before = [float(p["points"]) for p in points if p.start() < got.start()]
    return _Part(label, before[-1] if before else None, float(got["got"]))


def _is_whole(parts: list[_Part], total: float) -> bool:
    """Tell whether the listed scores are all that the total is made of."""
    fulls = [p.full for p in parts if p.full is not None]
    if len(fulls) == len(parts):
        return any(abs(sum(fulls) - whole) < 1e-6 for whole in _WHOLE)
    names = {p.dimension for p in parts}
    if abs(sum(p.got for p in parts) - total) <= _TOLERANCE:
        return True
    return {"产出", "效益"} <= names and bool(names & {"预算执行", "过程"}) and "满意度" in names


def _counted(text: Passage, before: tuple[Passage, ...]) -> Iterator[Claim]:
    """Yield 以上六项合计得49.7分, where six scores stand before it."""
    for match in _COUNTED.finditer(text.plain):
        raw = match["number"]
        number = int(raw) if raw.isdigit() else _NUMERALS.get(raw, 0)
        lead = [t.plain for t in _beside(text, before)]
        lead = [p for p in lead if not re.search(r"指标共?\s*\d+\s*分", p[:20])]
        words = "。".join([*lead, text.plain[: match.start()]])
        scores = [float(m["got"]) for m in _GOT.finditer(words)]
        if len(scores) != number:
            continue
        added, total = sum(scores), float(match["score"])
        agrees = abs(added - total) <= _TOLERANCE
        why = f"{number}项得分合计{written(round(added, 2))}分，" + (
            "一致" if agrees else f"文中写{written(total)}分"
        )
        yield _claim(text, Span(*match.span()), agrees, why)


def _split(text: Passage) -> Iterator[Claim]:
    """Yield 产出指标50分，得47.7分，其中…20分得18.7分、…10分得9分，其余满分."""
    start = 0
    for piece in re.split("(?<=[。;；\n])", text.plain):
        begin, start = start, start + len(piece)
        cut = _PARTS.search(piece)
        whole = _PAIR.search(piece)
        if cut is None or whole is None or whole.end() > cut.start():
            continue
        rest = _REST_FULL.search(piece, cut.end())
        pairs = list(_PAIR.finditer(piece, cut.end()))
        if rest is None or not pairs:
            continue
        fulls = sum(float(p["full"]) for p in pairs)
        added = sum(float(p["got"]) for p in pairs) + float(whole["full"]) - fulls
        agrees = abs(added - float(whole["got"])) <= _TOLERANCE
        why = f"分项得分加其余满分应为{written(round(added, 2))}分，" + (
            "一致" if agrees else f"文中写{whole['got']}分"
        )
        yield _claim(text, Span(begin + whole.start(), begin + rest.end()), agrees, why)


def _claim(text: Passage, span: Span, agrees: bool, why: str) -> Claim:
    verdict = ClaimVerdict.AGREES if agrees else ClaimVerdict.DISAGREES
    return text.claim(span, ClaimKind.ARITHMETIC, ClaimTopic.SCORE, verdict, why)
