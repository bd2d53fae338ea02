"""Names that join several things which must be measured apart.

What tells 立案数和审结数 (two things) from 镇街、园区工会满意度 (one measure of two groups) is whether
every part ends in a measure or attribute of its own, or governs an object of its own.
"""

import re

from assessor.rewrites.name_cleaning import split_outside
from assessor.rewrites.name_phrases import group_of
from assessor.rewrites.name_reading import Clause, read_clause
from assessor.rewrites.name_words import aspects, verbs, words_of
from assessor.text.segment import tagged_words

_MOST = 6
_CLAUSE_MARKS = "，,；;。"
_JOINING = frozenset(
    ("、", "和", "与", "及", "以及", "并", "并且", "且", "同时", "暨", "/", "及其")
)
_MAY_JOIN = re.compile("[、和与及并且暨同/]")
# The segmenter takes some of these into the word after them: 率|及新|生儿.
_SURELY_JOINS = re.compile(
    r"(?<=[率数量额次])[和与](?!美)|(?<![普波涉以顾触企遍危殃论提力量、])及(?![时格其早以])"
)
_OPENING, _CLOSING = "“《‘「『", "”》’」』"
_MEANS = ("以", "通过", "让", "使", "从而", "进而", "按照", "根据", "为", "在", "用")
_COUNTED = ("数", "次", "数量", "户数")


def pieces_of(text: str) -> tuple[str, ...]:
    """Return the things that ``text`` joins, each as a whole name; ``()`` for one thing."""
    clauses = measurable(split_outside(_questions_apart(text), _CLAUSE_MARKS))
    pieces = [piece for clause in clauses for piece in (_parted(clause) or (clause,))]
    if len(clauses) > 1:
        pieces = _completed(pieces, [read_clause(piece) for piece in pieces])
    pieces = list(dict.fromkeys(pieces))
    return tuple(pieces[:_MOST]) if len(pieces) > 1 else ()


def _questions_apart(text: str) -> str:
    """Set a comma before the subject of a second 是否 that follows without a mark."""
    second = text.find("是否", text.find("是否") + 2)
    if text.find("是否") < 1 or second < 0 or any(mark in text for mark in "、，,；;"):
        return text
    start = second
    for word in reversed(tagged_words(text[:second])):
        if start < second and (word.tag[0] not in "nbmj" or word.text in words_of("predicative")):
            break
        start -= len(word.text)
    return f"{text[:start]}，{text[start:]}"


def measurable(clauses: list[str]) -> list[str]:
    """Drop the clauses that only tell the means, or the aim of what stands before them."""
    kept: list[str] = []
    solid = False
    for clause in clauses:
        if clause.startswith(_MEANS) and len(clauses) > 1:
            continue
        read = read_clause(clause)
        if read.is_aim and solid:
            continue
        solid = solid or not read.is_aim
        if len(clause) >= 3:
            kept.append(clause)
    return kept or clauses[:1]


def _parted(text: str) -> list[str]:
    """Return the things that one clause joins; empty for one thing."""
    parts, marks = _parts(text)
    if not 1 < len(parts) <= _MOST:
        return []
    read = [read_clause(part) for part in parts]
    if all(_ends(clause) for clause in read):
        return [] if _alike(read) else _governed(_completed(parts, read), read)
    if _ends(read[0]) and not read[0].action and _each_alone(parts, read):
        return parts
    if _verbal(parts[0], read[0]):
        verbal = [_verbal(part, clause) for part, clause in zip(parts, read, strict=True)]
        if all(verbal) or (sum(verbal) > 1 and min(len(part) for part in parts) >= 4):
            return parts if read[0].action in words_of("event") else _merged(parts, marks, verbal)
        if not read[0].is_aim:
            return _shared(parts, read)
        return []
    if read[0].is_aim:
        return []
    return _counted(parts, read) or _activities(parts, marks, read)


def _merged(parts: list[str], marks: list[str], verbal: list[bool]) -> list[str]:
    """Join a noun to the part before it that is none without it: 检查粉尘涉爆、有限空间企业."""
    merged = parts[:1]
    for i in range(1, len(parts)):
        if not verbal[i] and tagged_words(merged[-1])[-1].tag in ("v", "a"):
            merged[-1] += marks[i - 1] + parts[i]
        else:
            merged.append(parts[i])
    return merged if len(merged) > 1 else []


def _parts(text: str) -> tuple[list[str], list[str]]:
    if not _MAY_JOIN.search(text):
        return [text], []
    text = _SURELY_JOINS.sub("、", text)
    parts, marks, depth, current = [], [], 0, ""
    at = 0
    for word in tagged_words(text):
        joins = word.text in _JOINING and not words_of("not_joining").prefix(text[at : at + 3])
        at += len(word.text)
        depth += sum(char in _OPENING for char in word.text)
        depth -= sum(char in _CLOSING for char in word.text)
        if joins and depth <= 0 and not (word.text == "/" and current.isascii()):
            if current:
                parts.append(current)
                marks.append(word.text)
            current = ""
        else:
            current += word.text
    if current:
        parts.append(current)
    return parts, marks


def _ends(clause: Clause) -> bool:
    """Return whether a part ends in a measure or attribute of its own."""
    return bool(clause.measure or clause.aspect_class)


def _each_alone(parts: list[str], read: list[Clause]) -> bool:
    """Return whether every later part has an end or a verb of its own."""
    return all(
        _ends(clause) or _verbal(part, clause) or (len(part) >= 4 and _is_activity(part))
        for part, clause in zip(parts[1:], read[1:], strict=True)
    )


def _alike(read: list[Clause]) -> bool:
    """Return whether the parts name one attribute in several words: 声誉及影响力."""
    if any(clause.measure for clause in read):
        return False
    return len({clause.aspect_class for clause in read}) == 1 and not any(
        clause.object for clause in read[1:]
    )


def _verbal(part: str, clause: Clause) -> bool:
    """Return whether a part has a verb with an object of its own."""
    return bool(clause.action) and bool(clause.object or clause.aspect) and len(part) >= 4


def _governed(parts: list[str], read: list[Clause]) -> list[str]:
    """Give the aim verb of the first part to those that have none."""
    verb = read[0].action if read[0].is_aim else ""
    return [
        part if i == 0 or clause.action or not verb else verb + part
        for i, (part, clause) in enumerate(zip(parts, read, strict=True))
    ]


def _completed(parts: list[str], read: list[Clause]) -> list[str]:
    """Give the head of the first part to those that have none or a bare verb."""
    head = read[0].object
    done = []
    for i, (part, clause) in enumerate(zip(parts, read, strict=True)):
        if i and head and _ends(clause) and not clause.action and _lacks_head(clause, head):
            done.append(_head_for(clause, head) + part)
        else:
            done.append(part)
    return done


def _lacks_head(clause: Clause, head: str) -> bool:
    if not clause.object:
        return True
    return (
        bool(clause.measure)
        and bare_verb(clause.object)
        and not bare_verb(head)
        and clause.object not in head
    )


def _head_for(clause: Clause, head: str) -> str:
    """Return whom or what the part is about: people are satisfied, not their training."""
    about_people = (clause.aspect and not clause.measure) or clause.measure.startswith("满意")
    if about_people:
        return group_of(head) or head
    return _without_verb(head) if clause.object else head


def _without_verb(head: str) -> str:
    """Drop the verb at the end of ``head`` where the other part brings its own: 图书|加工."""
    last = tagged_words(head)[-1]
    verb = last.tag == "v" and last.text not in aspects()
    return head[: -len(last.text)] if verb and len(head) - len(last.text) >= 2 else head


def bare_verb(text: str) -> bool:
    """Return whether ``text`` is one act without an object."""
    words = tagged_words(text)
    known = text in verbs() or text in words_of("act_noun")
    return known or (len(words) == 1 and words[0].tag == "v")


def _shared(parts: list[str], read: list[Clause]) -> list[str]:
    """Give the act of the first part to the nouns after it: 安装红外相机和界桩."""
    verb, last = read[0].action, read[-1]
    start = parts[0].find(verb)
    nouns = [parts[0][start + len(verb) :], *parts[1:]]
    if last.measure:
        return _counted(nouns, [read_clause(noun) for noun in nouns])
    if min(len(noun) for noun in nouns) < 2 or _shares_head(verb, nouns):
        return []
    if last.aspect_class and not last.action and not read[0].aspect_class:
        return []
    return [
        parts[i] if i == 0 or read[i].action or _stands_alone(verb, noun) else verb + noun
        for i, noun in enumerate(nouns)
    ]


def _stands_alone(verb: str, noun: str) -> bool:
    """Return whether a part needs no verb of the first: 改造阅览座椅、名家讲座."""
    return _starts_verb(noun) or (verb not in words_of("event") and _is_activity(noun))


def _starts_verb(text: str) -> bool:
    return len(text) >= 4 and verbs().prefix(text) == tagged_words(text)[0].text


def _shares_head(verb: str, nouns: list[str]) -> bool:
    """Return whether the first part is no noun without the last: 检查粉尘涉爆、有限空间企业."""
    unfinished = verb not in words_of("event") and tagged_words(nouns[0])[-1].tag in ("v", "a")
    return unfinished or (len(nouns[0]) <= 3 and len(nouns[-1]) >= len(nouns[0]) + 2)


def _counted(parts: list[str], read: list[Clause]) -> list[str]:
    """Give the count of the last part to the like ones before it: 医疗救助、助学救助人次."""
    measure = read[-1].measure
    if not measure.endswith(_COUNTED) or any(clause.measure for clause in read[:-1]):
        return []
    if all(bare_verb(part) for part in parts[:-1]):
        words = tagged_words(parts[-1])
        one_act = parts[0] + words[0].text in verbs()  # 走访、慰问
        if bare_verb(words[0].text) and len(words) > 1 and not one_act:  # 受理、审结案件数
            return [part + parts[-1][len(words[0].text) :] for part in parts[:-1]] + parts[-1:]
    nouns = [*parts[:-1], parts[-1].removesuffix(measure)]
    lengths = [len(noun) for noun in nouns]
    same_end = len({noun[-1:] for noun in nouns}) == 1
    if min(lengths) < 2:
        return []
    alike = same_end or max(lengths) - min(lengths) <= 1 or all(_is_activity(n) for n in nouns)
    if not alike:
        return []
    return [noun + measure for noun in nouns]


def _activities(parts: list[str], marks: list[str], read: list[Clause]) -> list[str]:
    """Return the parts where each is an activity of its own: 亲子阅读、家风宣讲."""
    if (
        any(clause.measure or clause.aspect for clause in read)
        or min(len(part) for part in parts) < 2
    ):
        return []
    single = [len(tagged_words(part)) == 1 and len(part) <= 2 for part in parts]
    bare = any(single[1:]) or (single[0] and parts[0] in verbs())
    if any(single) and (set(marks) != {"、"} or (bare and not all(single))):
        return []
    acts = all(
        _is_activity(part) or _verbal(part, clause)
        for part, clause in zip(parts, read, strict=True)
    )
    return parts if acts else []


def _is_activity(text: str) -> bool:
    return tagged_words(text)[-1].tag.startswith("v") or bool(words_of("activity").suffix(text))
