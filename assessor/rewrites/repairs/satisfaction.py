"""Opinions of those who are served: a degree of satisfaction with the group that is asked."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from assessor.core.rewrite import BLANK
from assessor.rewrites.case import Case, Draft
from assessor.rewrites.repairs.drafting import Maker, is_unsettled
from assessor.rewrites.repairs.knowledge import group_for, people_words, words
from assessor.rewrites.repairs.naming import group_of, plain, short_core
from assessor.rewrites.repairs.values import mended, number_targets
from assessor.taxonomy.level_type import LevelType
from assessor.text.lexicon import alternation

_REASON = "满意度写明对象，以问卷有效样本测算"
_ASKED = "满意度要调查哪些人"
_GENERIC = ("", "服务对象", "受益对象", "对象", "总体", "综合", "社会")
_PUBLIC = ("社会", "各界", "公众")
_COMPLAINT = re.compile(r"投诉|信访|处理率|次数|件数|率$|条数|篇数")
_LINK = re.compile(r"(?:对.+?(?:的)?|的|是否|比较|较为|总体|普遍|基本|以及|和|与|及|、)+$")
_FIXED = re.compile(r"满意度|满意率|好评率")


def drafts(case: Case) -> Iterator[Draft]:
    """Yield the satisfaction of the row's group, of a likely one, and with a blank for it."""
    text = plain(re.sub(r"[(（][^()（）]*[)）]", "", case.reading.name))
    found = _place(case, text) or _only_people(case, text)
    if found is None or case.parts.pieces:
        return
    stem = text[: found[0]]
    fine = not is_unsettled(case) and not case.codes & {"W04", "W06", "W01", "W05", "C12", "V14"}
    if fine and _FIXED.search(text):
        return
    value = _value(case)
    make = Maker(case, "satisfaction")
    home = LevelType.SATISFACTION
    asked = _asked(case, stem)
    for place, group in enumerate(asked):
        yield make.draft(
            f"{group}满意度", value, level=home, reason=_REASON, prior=0.9 - 0.2 * place,
            questions=(f"{group}满意度计划达到百分之几",),
        )  # fmt: skip
    if not asked or stem in _GENERIC:
        draft = make.draft(
            f"{BLANK}满意度", value, level=home, reason=_REASON, prior=0.4,
            questions=("满意度计划达到百分之几",),
        )  # fmt: skip
        yield replace(draft, name_question=_ASKED)


def _only_people(case: Case, text: str) -> tuple[int, int] | None:
    """Return the end of a name that only says who is asked: 离退休干部 under satisfaction."""
    here = LevelType.SATISFACTION in (case.declared or ())
    return (len(text), len(text)) if here and text.endswith(people_words()) else None


@cache
def _opinion() -> re.Pattern[str]:
    said = alternation(words("satisfaction"))
    return re.compile(rf"(?:的)?(?:{said})(?:情况|程度|结果|指标|调查|调查结果|测评结果)?$")


@cache
def _group_judging() -> re.Pattern[str]:
    people = alternation(people_words())
    return re.compile(rf"(?P<group>[一-龥]{{0,6}}?(?:{people}))(?:满意|认可|好评|评价)")


def _place(case: Case, text: str) -> tuple[int, int] | None:
    """Return where the word of opinion stands that the row is about."""
    found = _opinion().search(text)
    if found is None or _COMPLAINT.search(text[: found.start()]):
        return None
    here = LevelType.SATISFACTION
    if found.group().lstrip("的") in ("评价", "反馈", "反映", "反响", "认可", "口碑") and not (
        here in (case.declared or ()) or case.likely is here or _names_group(text[: found.start()])
    ):
        return None
    return found.span()


def _names_group(stem: str) -> bool:
    return any(word in stem for word in people_words())


def _asked(case: Case, stem: str) -> tuple[str, ...]:
    """Return whom to ask, the likeliest first."""
    if stem in _PUBLIC:
        return ("社会公众",)
    bare = _LINK.sub("", stem) or stem
    if stem not in _GENERIC and (bare not in _GENERIC):
        named = stem if "对" in stem else bare
        return (re.sub(r"(?:的|比较|普遍|是否|总体)+$", "", named),)
    from_value = _group_in_value(case)
    likely = from_value or group_of(case) or group_for(case.surroundings.organisation)
    core = short_core(case)
    kept = (f"{core}{stem}",) if stem in ("服务对象", "受益对象") else ()
    return tuple(dict.fromkeys([*([likely] if likely else []), *kept]))


def _group_in_value(case: Case) -> str:
    found = _group_judging().match(case.value)
    return found["group"] if found else ""


def _value(case: Case) -> str:
    targets = number_targets(case)
    if len(targets) == 1 and targets[0].unit == "%":
        return mended(case, "满意度").value
    return f"≥{BLANK}%"
