"""What a text is about: its content words, and when two texts speak of the same thing.

Words match when one holds the other (困难职工 and 职工) or both stand in one group of synonyms.
Words for the people served (职工, 群众) are weak: nearly every row of a unit has them.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict

from assessor.checks.underlining import placed_words
from assessor.checks.word_lists import check_terms
from assessor.errors import ConfigError
from assessor.text.lexicon import terms
from assessor.text.normalise import normalise
from assessor.text.yaml_text import read_yaml

_HAN = re.compile(r"[\u4e00-\u9fffA-Za-z]{2,}")
_COUNTING = re.compile(
    "[列路支盏栋幢间艘辆条座处台套件枚株棵眼口孔段所家项例宗架门部篇册本份张块幅面顶只头匹户名位期场次班个批起]数"
)
_NO_CONTENT = ("m", "q", "p", "c", "d", "u", "x", "r", "f", "t", "y", "o", "e", "w")
_BRACKETS = re.compile(r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕](?:第?\d{1,4}号)?|《[^《》]*》")


class _Synonyms(BaseModel):
    model_config = ConfigDict(extra="forbid")
    source: str
    groups: list[list[str]]


@dataclass(frozen=True, slots=True)
class Topic:
    """Content words of a text, in reading order: strong ones, and weak ones for people served."""

    strong: tuple[str, ...]
    weak: tuple[str, ...]

    def shared(self, other: "Topic") -> tuple[str, ...]:
        """Return the strong words of this text that the other one has too."""
        return tuple(word for word in self.strong if other.has(word))

    def has(self, word: str) -> bool:
        """Tell whether any word of this text means ``word``; 职工 does not mean 困难职工."""
        if word in self.weak or any(means_same(word, own) for own in self.strong):
            return True
        return word in _audience() and any(means_same(word, own) for own in self.weak)


@lru_cache(maxsize=16384)
def topic_of(text: str) -> Topic:
    """Return what ``text`` is about.

    Examples
    --------
    >>> topic_of("困难职工慰问户数").strong
    ('困难职工', '慰问')
    """
    plain = normalise(text)
    plain = _BRACKETS.sub(lambda m: " " * len(m[0]), plain)
    strong: dict[str, None] = {}
    weak: dict[str, None] = {}
    for _, word in placed_words(plain):
        core = _core(word.text)
        if core is None or (word.tag.startswith(_NO_CONTENT) and core not in _known()):
            continue
        (weak if core in _audience() else strong).setdefault(core)
    return Topic(tuple(strong), tuple(weak))


@lru_cache(maxsize=65536)
def means_same(one: str, other: str) -> bool:
    """Tell whether two content words name one thing."""
    if one in other or other in one:
        return True
    return not _groups_of(one).isdisjoint(_groups_of(other))


def same_pieces(text: str, other: str) -> bool:
    """Tell whether any two neighbouring characters of a word of ``text`` stand in ``other``."""
    topic = topic_of(text)
    return any(
        word[i : i + 2] in other for word in topic.strong for i in range(max(1, len(word) - 1))
    )


@lru_cache(maxsize=16384)
def _core(word: str) -> str | None:
    """Return a word without the measure at its end, ``None`` if nothing of its own is left."""
    if word.startswith("通过") and len(word) > len("通过率"):
        word = word.removeprefix("通过")
    if not _HAN.fullmatch(word) or word in _generic() or _is_joined(word):
        return None
    if _COUNTING.fullmatch(word):
        return None
    for measure in _measures():
        if word.endswith(measure) and len(word) >= len(measure) + 2:
            rest = word[: -len(measure)]
            return None if rest in _generic() else rest
    return word


def _is_joined(word: str) -> bool:
    """Tell whether a word of four characters is two that name nothing (工程验收)."""
    return len(word) == 4 and word[:2] in _generic() and word[2:] in _generic()


@cache
def _generic() -> frozenset[str]:
    return frozenset(check_terms("topics.generic")) | frozenset(_measures())


@cache
def _measures() -> tuple[str, ...]:
    groups = ("rate", "people", "count", "extent", "satisfaction", "quality_rate", "timely_rate",
              "duration", "deadline", "score")  # fmt: skip
    found = {term for group in groups for term in terms(f"measures.{group}")}
    return tuple(sorted(found, key=len, reverse=True))


@cache
def _audience() -> frozenset[str]:
    return frozenset(check_terms("topics.audience"))


@cache
def _synonyms() -> tuple[frozenset[str], ...]:
    path = files("assessor.checks").joinpath("vocabulary", "topic_synonyms.yaml")
    try:
        data = _Synonyms.model_validate(read_yaml(path.read_text("utf-8")))
    except (ValueError, yaml.YAMLError) as error:
        raise ConfigError(f"同义词表 topic_synonyms.yaml 无法使用：{error}") from error
    return tuple(frozenset(group) for group in data.groups)


@cache
def _known() -> frozenset[str]:
    return frozenset(word for group in _synonyms() for word in group)


@lru_cache(maxsize=16384)
def _groups_of(word: str) -> frozenset[int]:
    return frozenset(
        number
        for number, group in enumerate(_synonyms())
        if word in group or any(len(term) > 1 and term in word for term in group)
    )
