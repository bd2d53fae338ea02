"""Whether a row's own words say all (全覆盖) or none (不发生), so that 100% or 0 may be written.

Said is only what is neither denied nor hedged: 力争全覆盖 and 非全部合格 say nothing. The value is
asked first, the name only where the value merely confirms it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from assessor.rewrites.case import Case
from assessor.text.lexicon import alternation, terms_of
from assessor.text.normalise import normalise
from assessor.text.segment import tagged_words

_CLAUSE = re.compile(r"[^,，;；。!?、:：\n()（）]+")
_ADJACENT = frozenset("不未非没")
_LONGEST = 600


@dataclass(frozen=True, slots=True)
class Said:
    """Words of a row that say all or none; ``in_value`` tells where they stand."""

    text: str
    in_value: bool


@dataclass(frozen=True, slots=True)
class _Hit:
    """A word of all or none with the rest of its clause.

    ``denied``: it is denied or hedged; ``bound``: it is only a limit (≤100%).
    """

    word: str
    behind: str
    denied: bool
    bound: bool

    @property
    def is_said(self) -> bool:
        """It holds as it stands."""
        return not (self.denied or self.bound)


def says_all(case: Case) -> bool:
    """Tell whether the row's own words say all: 全覆盖, 应检尽检, 完成任务 (DESIGN.md 6)."""
    return all_said(case) is not None


def says_none(case: Case) -> bool:
    """Tell whether the row's own words say none: 不发生, 杜绝, 零事故 (DESIGN.md 6)."""
    return none_said(case) is not None


def all_said(case: Case) -> Said | None:
    """Return the words by which the row says all, ``None`` if it does not."""
    hits = _hits(case.reading.value, "all")
    if hits:
        return Said(hits[0].word, in_value=True) if all(hit.is_said for hit in hits) else None
    if not _confirms(case.reading.value):
        return None
    hits = tuple(hit for hit in _hits(case.reading.name, "all") if _carries_name(hit))
    if not hits or not all(hit.is_said for hit in hits):
        return None
    return Said(hits[0].word, in_value=False)


def none_said(case: Case) -> Said | None:
    """Return the words by which the row says none, ``None`` if it does not."""
    name = case.reading.name
    hits = _hits(case.reading.value, "none")
    if hits:
        is_said = all(hit.is_said and not _is_limited(hit, name) for hit in hits)
        return Said(hits[0].word, in_value=True) if is_said else None
    if not _confirms(case.reading.value):
        return None
    hits = tuple(
        hit
        for hit in _hits(name, "none")
        if not hit.behind.strip() or hit.behind.endswith(_listed("events"))
    )
    if not hits or not all(hit.is_said for hit in hits):
        return None
    return Said(hits[0].word, in_value=False)


def takes_back(text: str) -> bool:
    """Tell whether ``text`` denies or hedges its own words of all (不要求100%, 接近100%)."""
    return any(hit.denied for hit in _hits(normalise(text), "all"))


def _confirms(value: str) -> bool:
    return _pattern("confirming_patterns").fullmatch(value.strip()) is not None


def _carries_name(hit: _Hit) -> bool:
    """Tell whether a word of all in a name speaks of how much of its thing is done."""
    rest = hit.behind.strip()
    return _pattern("name_tail_patterns").fullmatch(rest) is not None or not (
        rest.removesuffix("情况").endswith(_listed("other_subjects"))
    )


def _is_limited(hit: _Hit, name: str) -> bool:
    return any(word in hit.behind and word not in name for word in _listed("limits"))


@lru_cache(maxsize=8192)
def _hits(text: str, group: str) -> tuple[_Hit, ...]:
    """Return the words of a group that stand in ``text`` as words."""
    text = text[:_LONGEST]
    if _words(group).search(text) is None:
        return ()
    return tuple(hit for clause in _CLAUSE.findall(text) for hit in _in_clause(clause, group))


def _in_clause(clause: str, group: str) -> Iterator[_Hit]:
    borders = _borders(clause)
    others = [match.span() for match in _pattern("inside_patterns").finditer(clause)]
    for match in _words(group).finditer(clause):
        start, end = match.span()
        is_word = match["fixed"] is not None or (start in borders and end in borders)
        inside = any(a <= start < b or a < end <= b for a, b in others)
        if not is_word or inside:
            continue
        before, behind = _pattern("least_patterns").sub("", clause[:start]), clause[end:]
        free = _pattern("bound_patterns").sub("", before)
        yield _Hit(
            word=match.group(), behind=behind, denied=_is_denied(free, behind),
            bound=free != before,
        )  # fmt: skip


def _is_denied(before: str, behind: str) -> bool:
    return (
        (before[-1:] in _ADJACENT and bool(before))
        or any(word in before for word in _listed("hedges"))
        or any(word.text in _negations() for word in tagged_words(before))
        or _pattern("behind_patterns").search(behind) is not None
    )


def _borders(clause: str) -> frozenset[int]:
    place, found = 0, {0}
    for word in tagged_words(clause):
        place += len(word.text)
        found.add(place)
    # Digits are kept together with their sign, however they are cut.
    found.update(match.start() for match in re.finditer(r"(?<![\d.])\d", clause))
    found.update(match.end() for match in re.finditer(r"%", clause))
    return frozenset(found)


@cache
def _listed(group: str) -> tuple[str, ...]:
    return terms_of(f"allness.{group}", package="assessor.rewrites", folder="lexicons")


@cache
def _negations() -> frozenset[str]:
    return frozenset(_listed("negations"))


@cache
def _pattern(group: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{entry})" for entry in _listed(group)))


@cache
def _words(group: str) -> re.Pattern[str]:
    fixed = "|".join(_listed("all_patterns")) if group == "all" else r"(?!)"
    return re.compile(rf"(?P<fixed>{_numbered(fixed)})|{alternation(_listed(group))}")


def _numbered(patterns: str) -> str:
    """Raise the numbers of back references by one: the whole is a group of its own."""
    return re.sub(r"\\([1-8])", lambda hit: f"\\{int(hit.group(1)) + 1}", patterns)
