"""Drafts from the library of frames: the object of the row under a measure that can be counted."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from string import Formatter

from assessor.core.rewrite import BLANK
from assessor.rewrites.allness import says_all, says_none
from assessor.rewrites.case import Case, Draft, DraftRow
from assessor.rewrites.casing import names_nothing, project_core
from assessor.rewrites.frames import GENERAL, Frame, FrameSet, frame_sets
from assessor.rewrites.joining import joined
from assessor.rewrites.labels import moved_to
from assessor.taxonomy.level_type import LevelType
from assessor.text.normalise import normalise

# The figure of such a row measures nothing that its name tells (促进事业发展 ≥100%): any frame
# for unsettled values may serve, its blank in place of the figure.
_NAME_DEFECTS = frozenset(("V09", "W05", "W06"))
_GRADED = "repair.graded"
# Not every name has an aspect; a template may name it all the same.
_OPTIONAL = "aspect"
_MISPLACED = "C01"
# 采购成本数量 is a cost of 采购: a measure of cost follows the object.
_COUNTS = ("数量", "数")
_COST = "成本"
_LONGEST_NAME = 60
_LONGEST_TEXT = 4_000
_EDGES = re.compile(r"^[、，,；;：:的]+|[、，,；;：:的]+$")


class WordIndex:
    """Finds which of many words occur in a text, in one pass."""

    def __init__(self, words: Iterable[str]) -> None:
        index: dict[str, list[str]] = {}
        for word in sorted(set(words)):
            index.setdefault(word[0], []).append(word)
        self._index = {first: tuple(group) for first, group in index.items()}

    def found(self, text: str) -> frozenset[str]:
        """Return the words that stand in ``text``."""
        hits = set()
        for start, char in enumerate(text):
            for word in self._index.get(char, ()):
                if text.startswith(word, start):
                    hits.add(word)
        return frozenset(hits)


@dataclass(frozen=True, slots=True)
class _Matcher:
    """A frame with its conditions as sets."""

    frame: Frame
    words: frozenset[str]
    aspects: frozenset[str]
    actions: frozenset[str]
    values: frozenset[str]
    never_words: frozenset[str]
    never_values: frozenset[str]
    is_fallback: bool


@dataclass(frozen=True, slots=True)
class _Library:
    sets: tuple[tuple[FrameSet, tuple[_Matcher, ...]], ...]
    names: WordIndex
    values: WordIndex
    contexts: WordIndex


@cache
def _library() -> _Library:
    frames = [frame for frame_set in frame_sets() for frame in frame_set.frames]
    return _Library(
        sets=tuple(
            (frame_set, tuple(_matcher(frame) for frame in frame_set.frames))
            for frame_set in frame_sets()
        ),
        names=WordIndex(w for f in frames for w in (*f.when.words, *f.never.words)),
        values=WordIndex(w for f in frames for w in (*f.when.values, *f.never.values)),
        contexts=WordIndex(word for s in frame_sets() for word in s.context),
    )


def _matcher(frame: Frame) -> _Matcher:
    return _Matcher(
        frame=frame,
        words=frozenset(frame.when.words),
        aspects=frozenset(frame.when.aspects),
        actions=frozenset(frame.when.actions),
        values=frozenset(frame.when.values),
        never_words=frozenset(frame.never.words),
        never_values=frozenset(frame.never.values),
        is_fallback=not (
            frame.when.words
            or frame.when.aspects
            or frame.when.measures
            or frame.when.actions
            or frame.when.values
        ),
    )


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a row shows, gathered once for all frames."""

    name_words: frozenset[str]
    value_words: frozenset[str]
    context: frozenset[str]
    levels: tuple[LevelType, ...]
    measures_nothing: bool
    is_people: bool


def framed(case: Case, *, beside: Iterable[Draft] = ()) -> Iterator[Draft]:
    """Yield a draft for every frame that fits the row, those of its sector as well.

    Frames of another type than the declared one are drafted only where the row has a finding of
    its type (C01) or where nothing fits at the declared one.

    Parameters
    ----------
    beside
        Repairs of the row: one at the declared type keeps frames of other types away, and a row
        that is split gets no frame over all that it joins.
    """
    others = tuple(draft for draft in beside if draft.frame != _GRADED)
    if case.parts.pieces and any(draft.further for draft in others):
        return
    found = tuple(_fitting(case))
    if not case.declared or _MISPLACED in case.codes:
        yield from _elsewhere(case, found)
        return
    stays = any(draft.row.level in (None, *case.declared) for draft in others)
    own = tuple((draft, is_sure) for draft, is_sure in found if draft.row.level in case.declared)
    if stays or any(is_sure for _, is_sure in own):
        found = own
    yield from (draft for draft, _ in found or tuple(_fitting(case, anew=True)))


def _elsewhere(case: Case, found: tuple[tuple[Draft, bool], ...]) -> Iterator[Draft]:
    """Yield what fits a row that may move; no filler of the type under which it stands wrong."""
    declared = case.declared or ()
    better = tuple(draft for draft, is_sure in found if is_sure or draft.row.level not in declared)
    yield from better or (draft for draft, _ in found)


def fitting(case: Case) -> Iterator[Draft]:
    """Yield a draft for every frame that fits the row, whatever its type."""
    yield from (draft for draft, _ in _fitting(case))


def _fitting(case: Case, *, anew: bool = False) -> Iterator[tuple[Draft, bool]]:
    """Yield the draft of each frame that fits, with whether the row itself asks for it.

    Parameters
    ----------
    anew
        Look for frames of the type that the model prefers, although nothing is wrong with the
        declared one.
    """
    library = _library()
    shown = _shown(case, library, is_misplaced=anew)
    for frame_set, matchers in library.sets:
        in_context = not shown.context.isdisjoint(frame_set.context)
        if frame_set.key != GENERAL and not in_context:
            continue
        for matcher in matchers:
            if not _fits(matcher, case, shown):
                continue
            draft = _draft(matcher, case, frame_set, shown)
            if draft is not None:
                yield draft, not matcher.is_fallback


def _shown(case: Case, library: _Library, *, is_misplaced: bool) -> _Shown:
    around = case.surroundings
    goals = "".join(goal.text for goal in around.goals)
    context = _contexts(f"{around.project} {around.organisation} {goals}"[:_LONGEST_TEXT])
    declared = case.declared or ()
    likely = (case.likely,) if case.likely is not None else ()
    is_open = is_misplaced or case.assessed.judgement.level_mismatch or not declared
    own = f"{case.reading.name} {case.indicator.level2}"[:_LONGEST_TEXT]
    return _Shown(
        name_words=library.names.found(case.reading.name[:_LONGEST_TEXT]),
        value_words=library.values.found(case.reading.value[:_LONGEST_TEXT]),
        context=context | library.contexts.found(own),
        levels=(*likely, *declared) if is_open else declared,
        measures_nothing=not case.codes.isdisjoint(_NAME_DEFECTS),
        is_people=bool(case.parts.group) and case.parts.object.endswith(case.parts.group),
    )


@lru_cache(maxsize=256)
def _contexts(text: str) -> frozenset[str]:
    """Return the context words of a project; its rows share them."""
    return _library().contexts.found(normalise(text))


def _fits(matcher: _Matcher, case: Case, shown: _Shown) -> bool:
    when, never = matcher.frame.when, matcher.frame.never
    parts = case.parts
    return (
        (case.assessed.judgement.value_kind in when.kinds or shown.measures_nothing)
        and not (matcher.is_fallback and parts.measure and parts.object and not parts.aspect_class)
        and (not matcher.words or not matcher.words.isdisjoint(shown.name_words))
        and (not matcher.aspects or parts.aspect_class in matcher.aspects)
        and (not matcher.actions or parts.action in matcher.actions)
        and (not matcher.values or not matcher.values.isdisjoint(shown.value_words))
        and (not when.measures or parts.measure in when.measures)
        and (not when.levels or any(level in when.levels for level in shown.levels))
        and (not when.people or shown.is_people)
        and not (never.people and shown.is_people)
        and (not when.codes or not case.codes.isdisjoint(when.codes))
        and matcher.never_words.isdisjoint(shown.name_words)
        and matcher.never_values.isdisjoint(shown.value_words)
        and (not never.measures or parts.measure not in never.measures)
        and (not never.aspects or parts.aspect_class not in never.aspects)
    )


def _draft(matcher: _Matcher, case: Case, frame_set: FrameSet, shown: _Shown) -> Draft | None:
    frame = matcher.frame
    name = composed(frame.name, case)
    if name is None or len(name) > _LONGEST_NAME:
        return None
    value = _value(frame, case)
    return Draft(
        row=DraftRow(level=frame.level, name=name, value=value),
        frame=f"{frame_set.key}.{frame.id}",
        evidence=frame.evidence,
        questions=(frame.question,),
        name_question=_NAME_QUESTION if BLANK in name else "",
        reason=f"{frame.reason}{moved_to(case, frame.level)}",
        prior=_prior(matcher, shown, is_sector=frame_set.key != GENERAL),
    )


_NAME_QUESTION = "该指标针对的具体对象或事项"


def _prior(matcher: _Matcher, shown: _Shown, *, is_sector: bool) -> float:
    """Return how plausible a frame is: the more specific its conditions, the likelier."""
    frame = matcher.frame
    longest = max((len(w) for w in matcher.words & shown.name_words), default=0)
    score = 0.2 + 0.06 * min(longest, 4) + 0.12 * bool(matcher.aspects)
    score += 0.1 * bool(matcher.values) + 0.08 * bool(matcher.actions) + 0.06 * is_sector
    score += 0.15 if shown.levels[:1] == (frame.level,) else 0.0
    return min(score - (0.15 if frame.level not in shown.levels else 0.0), 0.95)


def _value(frame: Frame, case: Case) -> str:
    if frame.full and says_all(case):
        return f"=100{frame.unit}"
    if frame.none and says_none(case):
        return f"=0{frame.unit}"
    return frame.target()


def composed(template: str, case: Case) -> str | None:
    """Fill a template of a name; ``None`` where a part that it needs is not there.

    Where two parts overlap the shared characters stand once: 安全知识 and 知识知晓率 give
    安全知识知晓率.
    """
    text = ""
    for literal, field, _, _ in Formatter().parse(template):
        text = joined(text, literal)
        if field is None:
            continue
        part = _part(field, case)
        if not part and field != _OPTIONAL:
            return None
        text = joined(text, part)
    return text


def _part(field: str, case: Case) -> str:
    parts = case.parts
    if field == "object":
        return _object(case) or project_core(case.surroundings.project) or BLANK
    if field == "project":
        return project_core(case.surroundings.project)
    if field == "name":
        return _EDGES.sub("", parts.text)
    if field == "action":
        return parts.action
    if field == "aspect":
        return parts.aspect
    return parts.group


def _object(case: Case) -> str:
    """Return what the row is about, ``""`` where its words only say that something is done."""
    thing = _EDGES.sub("", case.parts.object)
    if case.parts.measure in _COUNTS and len(thing) > len(_COST):
        thing = thing.removesuffix(_COST)
    return "" if names_nothing(thing) else thing
