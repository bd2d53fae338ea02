"""What a printed reason says: a cause of the matter, and what is or will be done."""

import re
from dataclasses import dataclass
from functools import cache

from assessor.checks.self_evaluation import tells_reason
from assessor.checks.word_lists import check_pattern, check_terms
from assessor.text.lexicon import alternation
from assessor.text.normalise import normalise

_CLAUSE = re.compile(r"[^，,。；;\n]+")
_OTHER = re.compile(r"[^\u4e00-\u9fffA-Za-z]+")
_YEAR = re.compile(r"((?:19|20)\d\d)\s*年?度?")
_DONE = re.compile(
    r"已(?!经?(?:超过|达到|接近|离|故|关闭))|(?:20\d\d年|次年|\d{1,2}月).{0,6}(?:补|续|再|重)"
)
_LABEL = re.compile(
    r"\s*(?:拟?采取的?|改进|整改|纠偏|应对|解决)*(?:措施|办法|打算)\s*[:：]\s*(?:无|暂无|没有|/|-|—)*\s*"
)
_CAUSE_LABEL = re.compile(r"\s*[^:：]{0,6}(?:原因|偏差|问题)[^:：]{0,4}[:：]")
_LEAST_CONTENT = 4


@dataclass(frozen=True, slots=True)
class Reason:
    """Whether a reason names a cause of the matter, and whether it names a measure."""

    tells_cause: bool
    tells_measure: bool


def read_reason(printed: str, *, name: str, year: int | None) -> Reason:
    """Read a cell of reasons.

    Parameters
    ----------
    name
        Name of the indicator; a reason that only repeats it is none.
    year
        Year of the evaluation; what is to happen later is a measure.

    Examples
    --------
    >>> read_reason("因多种因素制约。", name="满意度", year=2025)
    Reason(tells_cause=False, tells_measure=False)
    """
    text = normalise(printed)
    clauses = [match.group() for match in _CLAUSE.finditer(text)]
    labelled = _labelled(clauses)
    clauses = [clause for clause in clauses if not _LABEL.fullmatch(clause.strip())]
    measures = [one for one in clauses if one in labelled or _is_measure(one, year)]
    causes = [clause for clause in clauses if clause not in measures]
    concrete = any(_has_figure(clause) or _has_content(clause, name) for clause in measures)
    tells = any(_has_figure(clause) for clause in clauses) or _has_content("".join(causes), name)
    tells = tells or (not causes and concrete)
    return Reason(tells_cause=tells, tells_measure=bool(measures))


def _labelled(clauses: list[str]) -> frozenset[str]:
    """Return the clauses behind 改进措施：, up to one that is headed 原因 again."""
    found: list[str] = []
    inside = False
    for clause in clauses:
        head = _LABEL.match(clause)
        inside = head is not None or (inside and not _CAUSE_LABEL.match(clause))
        said = clause[head.end() :] if head else clause
        if inside and tells_reason(said):
            found.append(clause)
    return frozenset(found)


def _is_measure(clause: str, year: int | None) -> bool:
    """Tell whether a clause says what is or was done: 下一步…, 已开展培训, 2026年改为…."""
    if check_pattern("reasons.measure").search(clause) or _DONE.search(clause):
        return True
    return year is not None and any(int(one) > year for one in _YEAR.findall(clause))


def _has_figure(clause: str) -> bool:
    """Tell whether a clause holds a figure that is no year."""
    return re.search(r"\d", _YEAR.sub("", clause)) is not None


def _has_content(text: str, name: str) -> bool:
    """Tell whether anything is left after what every unit could write and the name itself."""
    rest = _OTHER.sub("", _empty_words().sub("", _generic_causes().sub("", text)))
    plain = normalise(name)
    if any(match["step"] not in plain for match in _open_steps().finditer(text)):
        return True
    if set(rest) <= set(plain):
        return False
    linked = any(rest[i : i + 2] in plain for i in range(len(rest) - 1))
    return linked or len(rest) >= _LEAST_CONTENT


@cache
def _generic_causes() -> re.Pattern[str]:
    """Match causes without a matter: 种种原因, 主客观条件限制, 外部环境变化."""
    before, heads = (
        alternation(check_terms(f"reasons.{group}"))
        for group in ("generic_before", "generic_heads")
    )
    return re.compile(f"(?:{before})+(?:的|之)?(?:{heads})+")


@cache
def _open_steps() -> re.Pattern[str]:
    """Match steps that are still open: 尚未监测, 未办理竣工决算."""
    before, steps = (
        alternation(check_terms(f"reasons.{group}")) for group in ("open_before", "open_steps")
    )
    return re.compile(f"(?:{before})(?P<step>{steps})")


@cache
def _empty_words() -> re.Pattern[str]:
    groups = ("generic", "filler", "empty_measures")
    return re.compile(alternation(tuple(w for g in groups for w in check_terms(f"reasons.{g}"))))
