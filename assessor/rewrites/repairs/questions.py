"""Yes/no questions that a rate, a date or a degree of satisfaction answers better."""

import re
from collections.abc import Iterator

from assessor.core.rewrite import BLANK
from assessor.rewrites.case import Case, Draft
from assessor.rewrites.name_reading import asks_of_nothing
from assessor.rewrites.repairs.drafting import Maker, is_unsettled
from assessor.rewrites.repairs.knowledge import measure_at_end
from assessor.rewrites.repairs.naming import bare_of_adjectives, statement
from assessor.rewrites.repairs.timeliness import timed

_QUESTION = re.compile(r"是否|能否|可否|有无|是不是")
_EFFECT = re.compile(r"有利于|促进|提高|提升|增强|改善|推动|减少|激发|增进|作出贡献|影响|效果")
_TIMELY = re.compile(r"及时|按期|按时|如期")
_PASSED = re.compile(
    r"^(?P<what>.*?)(?:一次性)?(?P<act>通过|达标|合格|符合|签字|公示|备案|归档|公开|覆盖|入户|足额发放|到位|完好|健全|建立|完整|准确)(?P<rest>.*)$"
)
_RATE = "是非判断看不出做到多少，改为可计算的比率"
_WHOLE = 16


def drafts(case: Case) -> Iterator[Draft]:
    """Yield the rate, the date or the satisfaction that a question of fact is about."""
    asked = _QUESTION.search(case.reading.name)
    if not asked and "W04" not in case.codes:
        return
    if asks_of_nothing(case.parts.text):
        return
    name = statement(case)
    if _TIMELY.search(case.reading.name):
        stem = bare_of_adjectives(_TIMELY.sub("", name))
        yield from timed(case, stem, family="question")
        return
    if not (is_unsettled(case) or asked) or _EFFECT.search(name) or measure_at_end(name):
        return
    make = Maker(case, "question")
    full = _as_rate(name)
    if full:
        yield make.draft(full, f"≥{BLANK}%", reason=_RATE, prior=0.7)


def _as_rate(name: str) -> str:
    found = _PASSED.match(name)
    if not found or len(name) > _WHOLE:
        return ""
    what, act, rest = found["what"], found["act"], found["rest"]
    if act == "通过" and rest:
        return f"{what}{rest}通过率"
    if act == "符合":
        return f"{what}达标率" if what else ""
    return f"{what}{act}率" if what and not rest else ""
