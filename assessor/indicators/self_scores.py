"""The score and grade that a unit gives itself: 总分 | 100 | 95.85, 自评等级：优, 自评得分为96分，等级为优."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from assessor.core.span import Span
from assessor.errors import ConfigError
from assessor.indicators.columns import Role, fold_header
from assessor.indicators.header import Header
from assessor.indicators.sheet import Row
from assessor.indicators.table_region import is_total
from assessor.text.normalise import normalise
from assessor.text.yaml_text import read_yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfScore:
    """Score and grade as printed, ``""`` if not told."""

    score: str = ""
    grade: str = ""

    def __bool__(self) -> bool:
        """Whether anything is told."""
        return bool(self.score or self.grade)


class _Names(BaseModel):
    model_config = ConfigDict(extra="forbid")
    names: list[str]
    source: str


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    score: _Names
    grade: _Names
    grades: list[str]
    sources: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Words:
    score: frozenset[str]
    grade: frozenset[str]
    grades: str
    stated: re.Pattern[str]
    rated: re.Pattern[str]


_BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_NUMBER = re.compile(r"^(\d{1,3}(?:\.\d+)?)\s*分?$")
_LONGEST_LABEL = 16
_NOTHING = SelfScore()
_SCORE_STATED = (
    r"(?:自评|自我评价|综合评价|绩效评价|评价|综合|最终)[^。；;，,、：:\d满]{0,10}?(?:得分|评分|总分|分数|分)"
    r"\s*(?:合计)?\s*(?:为|是|[：:])?\s*(\d{1,3}(?:\.\d+)?)\s*分(?!制)"
)


@cache
def _words() -> _Words:
    raw = read_yaml(files(__package__).joinpath("self_scores.yaml").read_text("utf-8"))
    try:
        data = _File.model_validate(raw)
    except ValueError as error:
        raise ConfigError(
            f"自评得分词表 self_scores.yaml 无法使用：{error}", code="config.self-scores"
        ) from error
    grades = "|".join(sorted(data.grades, key=len, reverse=True))
    return _Words(
        score=frozenset(map(fold_header, data.score.names)),
        grade=frozenset(map(fold_header, data.grade.names)),
        grades=grades,
        stated=re.compile(_SCORE_STATED),
        rated=re.compile(
            r"(?:评级|等级|等次|级别|评价结果|自评结果|自评结论|评定|评)\s*(?:评定|确定)?\s*(?:为|是|[：:])?\s*"
            rf"[“\"「『]?({grades})(?=[”\"」』等级次。；;，,、)）\s]|$)"
        ),
    )


def stated_score(texts: Iterable[str]) -> SelfScore:
    """Return what running text states first.

    Examples
    --------
    >>> stated_score(["故自评分为 96 分，评级为优。"])
    SelfScore(score='96', grade='优')
    """
    score, grade = "", ""
    words = _words()
    for text in texts:
        plain = normalise(text)
        found = None if score else words.stated.search(plain)
        if found:
            score = found.group(1)
        rated = None if grade or not (score or "自评" in plain) else words.rated.search(plain)
        if rated:
            grade = rated.group(1)
        if score and grade:
            break
    return SelfScore(score=score, grade=grade)


def stated_span(plain: str) -> Span | None:
    """Return where running text states the score, ``None`` if it does not."""
    found = _words().stated.search(plain)
    return Span(*found.span(1)) if found else None


def labelled_score(row: Row) -> SelfScore:
    """Return what labels of one row tell: 自评得分 | 96 | 自评等级 | 优, or the same with colons."""
    pairs: list[tuple[str, str]] = []
    label = ""
    for cell in row.cells:
        parts = re.split(r"[:：]", cell.text)
        if len(parts) > 1:
            pieces = re.split(r"\s{2,}|[\s\u3000]+(?=[^\s:：]{2,12}[:：])|[；;，,]", cell.text)
            pairs.extend(_pair(piece) for piece in pieces if re.search("[:：]", piece))
            label = parts[0] if not parts[-1].strip() else ""
        elif label:
            pairs.append((label, cell.text))
            label = ""
        elif _kind(cell.text):
            label = cell.text
    score = next((s for told, text in pairs if _kind(told) == "score" and (s := _number(text))), "")
    grade = next((g for told, text in pairs if _kind(told) == "grade" and (g := _grade(text))), "")
    return SelfScore(score=score, grade=grade)


def total_score(row: Row, header: Header, *, exact: bool) -> SelfScore:
    """Return what the row of the total below a table with a column of scores tells."""
    column = header.column(Role.SCORE)
    cells = [cell for cell in row.cells if not cell.repeated]
    if column is None or not cells or not is_total(cells[0].text):
        return _NOTHING
    numbers = [cell for cell in cells[1:] if _number(cell.text)]
    # A form may print one figure only; below the weights it is theirs.
    if exact:
        numbers = [cell for cell in numbers if column.first < cell.column + cell.width
                   and cell.column < column.first + column.width]  # fmt: skip
    elif len(numbers) < 2 and header.has(Role.WEIGHT):
        numbers = []
    grade = next(filter(None, (_grade(cell.text) for cell in cells[1:])), "")
    grade = grade or labelled_score(row).grade
    return SelfScore(score=_number(numbers[-1].text) if numbers else "", grade=grade)


def _pair(text: str) -> tuple[str, str]:
    label, told = re.split(r"[:：]", text, maxsplit=1)
    return label, told


def _kind(label: str) -> str:
    if len(label) > _LONGEST_LABEL:
        return ""
    folded = fold_header(_BRACKETS.sub("", label))
    words = _words()
    return "score" if folded in words.score else "grade" if folded in words.grade else ""


def _number(text: str) -> str:
    found = _NUMBER.match(normalise(text).strip())
    return found.group(1) if found else ""


def _grade(text: str) -> str:
    found = re.fullmatch(rf"[“\"]?({_words().grades})[”\"]?等?[级次]?", normalise(text).strip())
    return found.group(1) if found else ""
