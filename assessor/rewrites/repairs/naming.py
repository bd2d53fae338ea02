"""Names as repairs write them: what the row is about, without aim, question and target."""

import re
from functools import cache, lru_cache

from assessor.core.target import TargetKind
from assessor.rewrites.case import Case
from assessor.rewrites.casing import project_core
from assessor.rewrites.joining import said_once
from assessor.rewrites.repairs.knowledge import (
    acts,
    counting_at_end,
    group_for,
    measure_at_end,
    people_words,
    words,
)
from assessor.text.lexicon import alternation

_QUESTION = re.compile(r"是否(?:有利于|有助于|有(?![效序力所关]))?|能否|可否|有无|是不是")
# 专项资金投入是否有利于…: what was spent says nothing of what is asked about.
_SPENT_ASIDE = re.compile(
    r"^(?:本|该)?(?:项目|专项|财政)?(?:资金|经费)?(?:的)?(?:投入|使用|实施|建设|开展)?(?:后)?"
    r"(?=(?:是否|能否|可否)(?:能够?|可以)?(?:有效|明显|切实)?"
    r"(?:有利于|有助于|对|促进|推动|推进|带动|提升|提高|增强|改善|优化|减少|降低|缓解|保护|营造|激发|达到|实现))"
)
_QUESTION_END = re.compile(r"(?:如何|怎样|吗|\?|？)+$")
_ADVERBS = re.compile(
    r"^(?:进一步|有效地?|切实|不断|持续|稳步|逐步|大力|全面|着力|努力|积极|更加|显著|明显|大幅|深入|扎实|及时|按时|按期|认真|继续|充分)+"
)
_PLACEHOLDER = re.compile(
    r"[(（]?[≥≤><=]*\s*(?:\*+|[×xX＊]{2,}|【[_＿]*】|_{2,})\s*[^\s()（）,，。;；]{0,2}[)）]?"
)
_EMPTY_BRACKETS = re.compile(r"[(（\[【]\s*[)）\]】]")
_MARKS = "、，,;；：:。.． "
_EDGE_WORDS = re.compile(r"^的+|(?:的|之|和|与|以及|及)+$")
_IN_TIME = re.compile(r"(?:及时|按时|准时)(?:性|率|$)")
_OPINION = re.compile(r"(?:的)?满意(?:程度|情况|指标)?$")
_SECOND_AIM = re.compile(r"^(?:并|和|与|、)[一-龥]{2}(?=.{3,})")
_DOUBLED = re.compile(r"([一-龥]{2,6})\1")
_QUALITY_TWICE = re.compile(r"(正常|规范|安全|准确|完整|及时|达标|合格|稳定)([一-龥]{2,4})\1率$")
_SET_GOING = re.compile(r"^(?:组织开展|深入开展|开展)(?=.{3,})")
_SAVED = re.compile(r"^(?:节约|节省|节支)(?P<what>[一-龥]{0,6}(?:成本|费用|经费|支出|开支|资金))$")
_LINKS = re.compile(
    r"[、，,]|以及|和(?![谐平睦美解])|(?<![参给])与(?!会)|(?<![普波涉顾触企遍危提力量])及(?![时格其早])"
)
_COUNTED_MONEY = re.compile(r"^(?P<what>.*?)(?P<money>成本|费用|经费|支出|开支)的?(?:数量|数)$")
_MONEY_CLASSES = ("money", "bare")
_OF_EACH = ("总", "单位", "平均", "人均", "户均", "亩均", "车均", "次均", "生均")
_GENERIC = (
    "任务数量",
    "成本数量",
    "完成时效",
    "完成情况",
    "完成及时率",
    "任务完成率",
    "完成及时性",
)
_SHORTEST = 2
_LONG_CORE = 10
_WHOLE_CORE = 16
_ADJECTIVES = re.compile(
    r"(?:及时|准确|规范|完整|按时|按期|到位|完好|达标|合格|真实|安全|有效|足额|通畅|精准|完善|健全|满意|便利|便捷|正常|良好|可持续|零容忍)+$"
)


def without_target(case: Case) -> str:
    """Return the printed name without a target or blank that stands in it."""
    name = _PLACEHOLDER.sub("", case.reading.name)
    if "W08" in case.codes:
        finding = next(found for found in case.assessed.findings if found.code == "W08")
        text = case.indicator.name
        name = _PLACEHOLDER.sub("", text[: finding.start] + text[finding.end :])
    return trimmed(_EMPTY_BRACKETS.sub("", name))


def statement(case: Case) -> str:
    """Return the name as a noun phrase: no target, question, leading aim or closing 情况."""
    name = case.parts.text if "W08" not in case.codes else without_target(case)
    return _costed(case, plain(name or case.reading.bare_name))


def counts_money(case: Case) -> bool:
    """Tell whether the printed name counts money by its number: 会议成本数量."""
    return _COUNTED_MONEY.match(case.parts.text) is not None


def _costed(case: Case, name: str) -> str:
    """Name the sum or the mean where a name counts money: 会议成本数量 is 会议总成本.

    Only where the value is no count of things: 成本数量 5个 stays for others to judge.
    """
    found = _COUNTED_MONEY.match(name)
    is_number = any(target.kind is TargetKind.NUMBER for target in case.reading.targets)
    if found is None or (is_number and case.reading.value_class not in _MONEY_CLASSES):
        return name
    what, money = found["what"], found["money"]
    if money != "成本" or what.endswith(_OF_EACH):
        return f"{what}{money}"
    each = any(target.per for target in case.reading.targets)
    return f"{what or short_core(case, whole=True)}{'平均' if each else '总'}成本"


@cache
def _leading_aim() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(words('aims'))})(?:了)?(?=.{{3,}})")


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """Take question words, a leading aim and closing words off a name."""
    name = _SPENT_ASIDE.sub("", name)
    text = trimmed(_QUESTION_END.sub("", _QUESTION.sub("", name)))
    text = text if _IN_TIME.match(text) else _ADVERBS.sub("", text) or text
    aim = _leading_aim().match(text)
    if aim and not _is_part_of_measure(text, aim.end()):
        text = _SECOND_AIM.sub("", text[aim.end() :])
        text = _ADVERBS.sub("", text) or text
    if _OPINION.search(text):
        return _OPINION.sub("满意度", text)
    for tail in words("tails"):
        if text.endswith(tail) and len(text) - len(tail) >= 2:
            text = text[: -len(tail)]
            break
    return trimmed(text) or name


@lru_cache(maxsize=4096)
def fluent(name: str) -> str:
    """Say each word once: 补贴补贴标准 becomes 补贴标准, 正常运转正常率 becomes 正常运转率."""
    once = _DOUBLED.sub(r"\1", _QUALITY_TWICE.sub(r"\1\2率", name))
    found = measure_at_end(once)
    return said_once(once[: -len(found[0])], found[0]) if found else once


@lru_cache(maxsize=1024)
def saved_name(name: str) -> str:
    """Name the amount where a name says that something is saved: 节约办公经费 gives 办公经费节约金额."""
    found = _SAVED.match(name)
    return f"{found['what']}节约金额" if found else name


def trimmed(text: str) -> str:
    """Take marks and linking words off both ends."""
    return _EDGE_WORDS.sub("", text.strip().strip(_MARKS)).strip(_MARKS)


def _is_part_of_measure(text: str, end: int) -> bool:
    """Tell whether the aim belongs to what is measured: 减少用纸量, 提高幅度."""
    return text[end:].startswith(("率", "幅度", "量", "额", "数"))


def object_of(case: Case) -> str:
    """Return what the row is about, without measure, ``""`` for a generic name."""
    if case.parts.object:
        return case.parts.object
    text = statement(case)
    found = measure_at_end(text)
    return trimmed(text[: -len(found[0])]) if found else ""


def kept_name(case: Case) -> str:
    """Return the row's own name, cleaned; a generic one gets the project as its object."""
    name = statement(case)
    found = measure_at_end(name)
    if (found and found[0] == name) or name in _GENERIC:
        core = short_core(case)
        return fluent(f"{core}{name}") if core else name
    return name


def short_core(case: Case, *, whole: bool = False) -> str:
    """Return the first thing that the project's name joins, ``""`` without a project.

    Parameters
    ----------
    whole
        Keep all that it joins where that is not too long: a total is that of the whole project.
    """
    core = project_core(case.surroundings.project)
    if len(core) > (_WHOLE_CORE if whole else _LONG_CORE):
        first = _LINKS.split(core)[0]
        core = first if len(first) >= 2 else core
    return core


def without_event(name: str) -> str:
    """Take 开展 off the front: 开展扫黄打非 is 扫黄打非."""
    return _SET_GOING.sub("", name)


def bare_of_adjectives(text: str) -> str:
    """Take closing adjectives off: 补贴发放及时 becomes 补贴发放."""
    return trimmed(_ADJECTIVES.sub("", text)) or text


def group_of(case: Case) -> str:
    """Return the group of people that is asked: the row's, a neighbour's or a likely one."""
    own = case.parts.group
    if own:
        return own
    thing = object_of(case)
    if thing and any(word in thing for word in people_words()):
        return thing
    for row in case.surroundings.rows:
        found = re.search(r"([一-龥]{2,10}?)(?:总体|综合)?(?:满意度|满意率)", row.name)
        if found and row.id != case.indicator.id and _names_people(found[1]):
            return found[1]
    return group_for(case.surroundings.project) or group_for(thing) or _group_in_project(case)


def _group_in_project(case: Case) -> str:
    """Return the people whom the project's name begins with: 户外劳动者 of 户外劳动者驿站."""
    core = project_core(case.surroundings.project)
    found = _served().match(core)
    return found.group() if found else ""


@cache
def _served() -> re.Pattern[str]:
    named = tuple(word for word in people_words() if len(word) > 1 and word not in _UNNAMED)
    return re.compile(rf"[一-龥]{{0,4}}?(?:{alternation(named)})")


_UNNAMED = ("人员", "单位", "对象", "公众", "家庭")


def _names_people(text: str) -> bool:
    return text.endswith(people_words()) and text not in ("服务对象", "受益对象", "对象")


def _is_people(stem: str) -> bool:
    found = counting_at_end(stem)
    return stem.endswith(people_words()) or (found is not None and found[1].unit in ("人", "户"))


def _led_count(text: str, action: str, thing: str) -> tuple[str, str] | None:
    """Return the count of people or firms behind an act that stays in front: 慰问职工人次."""
    for lead in acts().leading:
        for act in lead.acts:
            if act != action and not text.startswith(act):
                continue
            group = (thing or text).removeprefix(act)
            if len(group) < _SHORTEST or (lead.people and not _is_people(group)):
                continue
            found = counting_at_end(group)
            if found is None or found[1].unit not in ("家", "户"):
                return f"{act}{group}{lead.measure}", lead.unit
            visits = lead.measure.endswith("次")
            unit = found[1].unit
            return (
                f"{act}{group}{unit}{'次' if visits else '数'}",
                f"{unit}{'次' if visits else ''}",
            )
    return None


def counted_name(text: str, action: str, thing: str) -> tuple[str, str] | None:
    """Return name and unit that count ``thing``; ``None`` where no counting word is known.

    Parameters
    ----------
    text
        The name as a noun phrase.
    action, thing
        Act and object of it; the act may be ``""``.
    """
    stem = thing or text
    led = _led_count(text, action, thing)
    if led:
        return led
    found = counting_at_end(stem) or counting_at_end(text)
    if found is None:
        return None
    _, entry = found
    word = action if entry.measure not in ("场次", "次数", "期数", "人次", "批次") else ""
    if word and not any(word in trail.acts for trail in acts().trailing):
        word = ""
    if entry.measure in ("里程", "面积", "重量", "数量"):
        behind = next((trail.word for trail in acts().trailing if word in trail.acts), "")
        behind = behind or (entry.act if not word and entry.measure == "数量" else "")
        behind = "" if stem.endswith(behind) else behind
        return f"{stem}{behind}{entry.measure}", entry.unit
    return f"{'' if stem.startswith(word) else word}{stem}{entry.measure}", entry.unit
