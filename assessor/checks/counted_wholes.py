"""All N of a thing said to be finished where another place counts fewer of the N.

38个小区全部竣工交付 beside 38个小区全部开工，截至年底竣工36个，另有2个推迟到次年4月竣工. Both places must
count the same N of the same noun, and speak of finishing.
"""

import re
from collections.abc import Iterator, Sequence

from assessor.checks.claim_text import Passage, Role, sentences
from assessor.core.span import Span

_UNIT = "[个座处条家所套台户名人份场期次项件栋辆口间宗艘架株头只公里亩]"
_FINISH = "(?:竣工|完工|建成|交付|投用|投运|通车|通水|投入使用|投入运行|投入运营|完成|办结|通过验收|验收合格|安装到位|安装完毕|开通|启用|达标|结题|结项|发放到位)"
_WHOLE = re.compile(
    rf"(?P<n>\d[\d,]*)\s*(?P<unit>{_UNIT}{{1,2}})(?P<noun>[\u4e00-\u9fff]{{1,8}}?)"
    rf"(?:已经?|现已|目前|工程|项目|建设)*(?:全部|均已?|都已?|悉数|一律)(?:[按如]期|顺利|圆满|高质量|实现|得到|予以|了|已)*(?P<verb>{_FINISH})"
)
_FEWER = (
    re.compile(
        rf"{_FINISH}(?:并[\u4e00-\u9fff]{{2,6}})?(?:的|了|有|共|仅|只有|\s)*(?P<m>\d[\d,]*)\s*(?P<unit>{_UNIT}{{1,2}})(?![\u4e00-\u9fff]*每)"
    ),
    re.compile(
        rf"(?P<m>\d[\d,]*)\s*(?P<unit>{_UNIT}{{1,2}})(?:已经?|实现|全面|顺利|如期|按期)*{_FINISH}"
    ),
)
_LEFT = re.compile(
    rf"(?:另有|其余|其他|剩余|余下|仍有|尚有|还有|仅剩|其中)(?:的)?\s*(?P<m>\d[\d,]*)\s*(?P<unit>{_UNIT}{{1,2}})[^。;；]{{0,40}}?(?P<why>未能?|尚未|没有|推迟|延期|延至|顺延|跨年|正在|待)[^。;；]{{0,24}}?{_FINISH}"
)
_TIMED = re.compile(
    r"\d+\s*月(?!底前)|季度|半年|期内|按期|如期|提前|首批|第一批|上年|去年|当日|即时"
)
_PROBLEMS = re.compile("问题|不足|偏差")
_LATER = re.compile(r"已于|已在|现已|均已|已全部|已经")


def fewer_done(
    texts: Sequence[Passage], here: tuple[int | None, Span], words: str
) -> Iterator[str]:
    """Yield the places that count fewer than a claim of the whole says."""
    claim = _WHOLE.search(words)
    if claim is None:
        return
    number = _number(claim["n"])
    named = re.compile(
        rf"(?<!\d)(?<!\d[,.]){claim['n']}\s*{claim['unit']}[\u4e00-\u9fff]{{0,6}}?{claim['noun']}"
    )
    for text in texts:
        problems = any(_PROBLEMS.search(heading) for heading in text.headings)
        if text.role is Role.INTRODUCTION or (text.role is Role.PLAN and not problems):
            continue
        for sentence in sentences(text.plain):
            told = text.plain[sentence.start : sentence.end]
            whole = named.search(told)
            if (text.paragraph, sentence) == here or whole is None:
                continue
            rest = told[whole.end() :]
            yield from _fewer(rest, claim["unit"], number)


def _fewer(rest: str, unit: str, number: float) -> Iterator[str]:
    left = _LEFT.search(rest)
    if left is not None:
        if left["unit"] == unit and _number(left["m"]) < number and not _LATER.search(left.group()):
            yield left.group()
        return
    for pattern in _FEWER:
        for found in pattern.finditer(rest):
            clause = rest[
                max(rest.rfind(mark, 0, found.start()) for mark in "，,：:") + 1 : found.end()
            ]
            behind = re.split("[，,]", rest[found.end() :], maxsplit=1)[0]
            if found["unit"] != unit or not 0 < _number(found["m"]) < number:
                continue
            if _TIMED.search(
                re.sub("截至[^,，]{0,6}(?:年底|12月底|12月31日)", "", clause + behind)
            ):
                continue
            if _LATER.search(rest[found.end() :]) or _others_done(rest, found, number, unit):
                continue
            yield found.group()


def _others_done(rest: str, found: re.Match[str], number: float, unit: str) -> bool:
    """Tell whether the other figures of the sentence make up the whole: 新建20个、改建18个."""
    counted = [_number(m) for m in re.findall(rf"(\d[\d,]*)\s*{unit}", rest)]
    return len(counted) > 1 and abs(sum(counted) - number) < 1e-9


def _number(text: str) -> float:
    return float(text.replace(",", ""))
