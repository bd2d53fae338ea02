"""One clause of a name, taken apart from both ends: verbs, object, aspect, measure."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from assessor.rewrites.name_cleaning import MARKS
from assessor.rewrites.name_ends import Ending, ending_of, untailed
from assessor.rewrites.name_phrases import (
    fixed_start,
    in_fixed,
    is_verb,
    is_word,
    led,
    named,
    subject_of,
    undescribed,
    word_at,
)
from assessor.rewrites.name_words import (
    any_of,
    aspect_class,
    aspects,
    measures,
    verbs,
    words_of,
)
from assessor.text.segment import tagged_words


@dataclass(frozen=True, slots=True)
class Clause:
    """What one clause says; the fields are those of ``NameParts``."""

    action: str = ""
    is_aim: bool = False
    object: str = ""
    aspect: str = ""
    aspect_class: str = ""
    measure: str = ""


_LONGEST_JOINED = 14
# Attributes that a verb with its object may have: 打击走私能力.
_OF_VERBS = ("ability", "influence", "mechanism", "cost")
_EFFECTS = ("有利于", "有助于", "利于", "对")
_HAPPENS = ("发生", "出现", "存在")
_CHAINED = re.compile(r"^并(..)(.{4,})$")
_PERCENT = re.compile(r"^[0-9.]+[%％]")
_QUESTION = re.compile(r"^(.{2,}?)(是否|能否|可否|有无|有没有|是不是)(.*)$")
# What is spent or done when a question only asks about the effect of it.
_ASIDE = re.compile(
    r"(?:通过)?(?:本|该|此)?(?:项目|专项|财政|专项资金|专项经费|财政资金|项目资金|资金|经费|政策|工作)"
    r"(?:的)?(?:投入|使用|支出|实施|建设|执行|开展|运行|完成)?(?:效果|成效|结果|情况)?(?:后|以后|之后)?"
)
_AIM_OF_PLAN = re.compile(
    r"(?:已经?|基本|全面|按期|如期|按照?计划|按照?要求)*(?:达到|达成|实现|完成|符合)(?:了|到)?"
    r"(?:项目|规划|计划|既定|预定|设定|设立|年初|年度|绩效|预期|预想|全部|各项|所有|相应|工作|建设|的)*"
    r"(?:目标|效果|要求|目的|成效|任务|预期|期望|(?:社会|经济|生态)?效益)(?:要求|任务|值)?"
    r"|符合.{2,24}(?:规定|用途|要求|办法|法规|制度)"
)
_SPENDING = re.compile(r"(?:资金|经费)的?(?:投入|使用|支出|发放|拨付|安排)$")
_AFFECTED = re.compile(
    r"^对(?![口外接标象应照])(.{2,24}?)(?:产生|造成|形成|带来|具有|起到|有)了?.{0,8}?(影响|作用|贡献|成效|效果)$"
)
_DONE = re.compile(r"^了(?![解结却然])(?=..)")
_BAD = re.compile(r"^(?:是否|有无|有没有)存在")
_PLANNED = re.compile(r"预期|预想|预定|既定|设定")
_CARRIER = re.compile(rf"^以(.{{2,20}}?)(?:{any_of('carrier')})[，,]?(.{{2,}})$")
_VIA = re.compile(rf"^(?:{any_of('via')})(.{{2,}}?)((?:{any_of('aim')}).{{2,}})$")
_CLOSED = re.compile(rf"^[为替](.{{2,}}?)(?:{any_of('close')})$")
_GIVEN = re.compile(rf"^[为替](.{{2,}}?)({any_of('give')})(.{{2,}})$")
_LET = re.compile(r"^(?:使|让|令|把|将)(?!用)(.{2,})$")
_UNFINISHED = frozenset("率度量费额")
_WHEN = re.compile(r"^.{2,5}?(?:[前后]|期间)(?=...)")
_WITHIN = re.compile(r"^在(.{2,}?)(?:中|上|里|方面|过程中|领域)的?(.*)$")


@lru_cache(maxsize=4096)
def read_clause(text: str) -> Clause:
    """Take one clause apart; never raises, whatever the text."""
    text = _BAD.sub("", _PERCENT.sub("", text.strip(MARKS)))
    asked = _QUESTION.match(text)
    if asked:
        return _read_question(asked[1], asked[3], has=asked[2].startswith("有"))
    action, rest = _head(text)
    ending = _predicated(ending_of(rest), rest)
    if not ending.object and action and action not in words_of("aim"):
        # The verb is all there is: 安装进度, 修缮工程质量.
        return _clause("", ending_of(text))
    return _clause(action, ending)


def _clause(action: str, ending: Ending) -> Clause:
    return Clause(
        action,
        action in words_of("aim"),
        ending.object,
        ending.aspect,
        ending.aspect_class,
        ending.measure,
    )


def _read(text: str) -> Clause:
    action, rest = _head(text)
    return _clause(action, ending_of(rest))


def _read_question(subject: str, predicate: str, *, has: bool) -> Clause:
    """Read 甲是否乙: the object is 甲, unless it only tells when or what was spent."""
    if predicate.startswith(_HAPPENS):
        return read_clause(subject + predicate[2:])
    if _AIM_OF_PLAN.fullmatch(predicate):
        return Clause() if _ASIDE.fullmatch(subject) else _read(subject)
    head, told = _read(subject), _read(_AFFECTED.sub(r"\1\2", predicate))
    only_when = subject.endswith(("后", "时"))
    is_effect = told.is_aim or predicate.startswith(_EFFECTS)
    is_means = (
        words_of("means_of_effect").suffix(subject)
        or _SPENDING.search(subject)
        or _ASIDE.fullmatch(subject)
    )
    only_spent = is_effect and bool(is_means)
    aside = only_when or only_spent
    if told.object and (aside or not (head.object or head.aspect or head.measure)):
        return told
    if told.aspect_class == "recognition" and not told.object:
        return read_clause(subject + told.aspect)
    if head.aspect_class or head.measure or not predicate:
        return head
    held = words_of("holding").prefix(predicate)
    owned = ending_of(predicate.removeprefix(held)) if has or held else Ending()
    if owned.object and not owned.aspect_class:
        both = head.object + owned.object
        head = replace(head, object=both if len(both) <= _LONGEST_JOINED else head.object)
    return replace(
        head,
        action=told.action,
        is_aim=told.is_aim,
        aspect=told.aspect,
        aspect_class=told.aspect_class,
    )


def asks_of_nothing(text: str) -> bool:
    """Tell whether a name only asks whether the plan was met: 项目是否达到预期目标."""
    asked = re.match(r"^(.*?)(?:是否|能否)(.+)$", text)
    if asked:
        return bool(_AIM_OF_PLAN.fullmatch(asked[2])) and (
            not asked[1] or _ASIDE.fullmatch(asked[1]) is not None
        )
    bare = re.sub(_ASIDE, "", text, count=1) if _ASIDE.match(text) else text
    return bool(_PLANNED.search(bare)) and _AIM_OF_PLAN.fullmatch(bare) is not None


def _predicated(ending: Ending, rest: str) -> Ending:
    """Join subject and object of a verb within the name: 文明敬香减少烟尘污染."""
    thing, at = ending.object, 0
    if len(thing) < 6 or ending.aspect_class == "awareness":
        return ending
    for word in tagged_words(thing):
        if at >= 4 and word.text in words_of("predicate"):
            subject, told = thing[:at], thing[at + len(word.text) :]
            if "的" in rest.partition(word.text)[2]:
                return ending
            if _governs(word.text, word.text + told) and not in_fixed(thing, at):
                return replace(ending, object=_joined(thing, subject, told))
        at += len(word.text)
    return ending


def _joined(thing: str, subject: str, told: str) -> str:
    adverb = words_of("adverb").suffix(subject)
    subject = untailed(subject[: -len(adverb)] if adverb else subject)
    told = undescribed(told)
    if words_of("people").suffix(told) and not adverb:
        return thing
    if subject.endswith(("后", "时")):
        return named(told)
    if len(subject) + len(told) <= _LONGEST_JOINED:
        return named(subject + told)
    return named(subject)


def _head(text: str) -> tuple[str, str]:
    """Strip what stands before the object; return the action and what is left."""
    action = ""
    for _ in range(12):
        if not action or text[:1] != "并":
            text = led(text)
        text = _timeless(text)
        framed = _unframe(text)
        if framed is not None:
            action, text = action or framed[0], framed[1]
            continue
        step = _step(text)
        verb = verbs().prefix(text)
        if verb and len(verb) >= len(step) and _governs(verb, text):
            if verb in words_of("kept_verb"):
                return action or verb, text
            if not action or (action in words_of("aim") and verb not in words_of("aim")):
                action = verb
            text = _DONE.sub("", text[len(verb) :])
        elif action and text[:1] == "并" and verbs().prefix(text[1:]):
            text = text[1:]
        elif action and (chained := _CHAINED.match(text)) and is_verb(chained[1]):
            text = chained[2]
        elif step and len(text) - len(step) >= 2 and not fixed_start(text, len(step)):
            text = text[len(step) :]
        else:
            break
    return action, text


def _timeless(text: str) -> str:
    """Drop the time in front of a verb with its object: 夏播前|完成配方肥施用."""
    when = _WHEN.match(text)
    rest = text[when.end() :] if when else ""
    return rest if _governs(verbs().prefix(rest), rest) else text


def _step(text: str) -> str:
    """Return the question, adverb or pointing word that begins ``text``."""
    step = (
        words_of("question").prefix(text)
        or words_of("adverb").prefix(text)
        or words_of("deixis").prefix(text)
    )
    if not step or words_of("noun_start").prefix(text):
        return ""
    if len(step) == 1 and not word_at(text, 1):
        return ""
    rest = text[len(step) :]
    if step in words_of("attributive_adverb") and not _governs(verbs().prefix(rest), rest):
        return ""
    return step


def _unframe(text: str) -> tuple[str, str] | None:
    """Open 以…为载体, 通过…, 为…提供…, 让…, 在…中; return its verb and what is left."""
    if text[:1] == "以" and (match := _CARRIER.match(text)):
        return "", match[2]
    if match := _VIA.match(text):
        return "", match[2]
    if text[:1] in ("为", "替"):
        if match := _CLOSED.match(text):
            return "保障", match[1]
        if match := _GIVEN.match(text):
            return match[2], match[1] + undescribed(match[3])
        return ("", text[1:]) if len(text) > 6 and len(word_at(text, 1)) > 1 else None
    if match := _LET.match(text):
        return "", subject_of(match[1])
    if text[:1] == "在" and (match := _WITHIN.match(text)):
        rest = match[2].removeprefix("发挥")
        return "", match[1] + rest
    return None


def _governs(verb: str, text: str) -> bool:
    """Return whether ``verb`` governs what follows and is no attribute of it."""
    rest = text[len(verb) :]
    if not verb or len(rest) < 2 or _belongs_on(verb, text):
        return False
    if rest[0] in "和与及、并或" and verbs().prefix(rest[1:]):
        return True
    if word_at(rest, 0) in _UNFINISHED:
        return False
    if verb in words_of("act_only"):
        return bool(word_at(text, len(verb)))
    of_verb = "的" not in rest and aspect_class(aspects().suffix(text)) in _OF_VERBS
    if verb in words_of("aim") and verb not in words_of("ambiguous"):
        return not _names_thing(rest) and not (of_verb and verb in words_of("of_aspect"))
    following = word_at(text, len(verb)) or (rest if is_word(text) and len(rest) > 1 else "")
    if following in words_of("office") and _runs(verb, rest):
        return True
    if not following or _names_thing(following):
        return False
    if following in words_of("compound") or following in measures():
        return False
    if _only_verb(rest) and (verb not in words_of("aim") or rest not in aspects()):
        return False
    return not of_verb


def _belongs_on(verb: str, text: str) -> bool:
    """Return whether ``verb`` is the first part of a term, a quality or an attribute."""
    return (
        fixed_start(text, len(verb))
        or bool(words_of("noun_start").prefix(text))
        or (verb in words_of("adjective") and undescribed(text) != text)  # 稳定可靠的服务
        or (verb in words_of("attributive_act") and _is_named_act(text[len(verb) :]))
    )


def _runs(verb: str, rest: str) -> bool:
    """Return whether an aim is that something works: 保障|单位正常办公."""
    return verb in words_of("aim") and aspect_class(aspects().suffix(rest)) == "operation"


def _is_named_act(text: str) -> bool:
    """Return whether a thing stands first and an act on it last: 终端|管护."""
    found = tagged_words(text)
    return len(found) > 1 and found[0].tag[0] == "n" and found[-1].tag[0] == "v"


def _names_thing(rest: str) -> bool:
    """Return whether the verb is the attribute of what follows: 提升|工程."""
    thing = words_of("compound").prefix(rest)
    return thing in words_of("thing") and (len(thing) > 1 or word_at(rest, 0) == thing)


def _only_verb(rest: str) -> bool:
    """Return whether nothing but a measure follows the verb: 培训合格率."""
    return (
        rest in measures()
        or (rest in aspects() and rest not in words_of("concrete"))
        or rest in words_of("result")
    )
