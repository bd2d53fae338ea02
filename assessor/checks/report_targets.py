"""Targets that a report announces in its first chapters, linked to the figures that it reports.

年度绩效目标：新购图书2万册 … 新购图书20400册。 A link needs the same unit and nearly all words of
the target; where two targets or two figures fit equally well none is made.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from assessor.checks.claim_text import Passage, Role, sentences
from assessor.checks.comparable_figures import canonical, conversion
from assessor.checks.figure_roles import Figure, Part, figures_of, is_operand, is_part_of
from assessor.checks.reported_results import ReportedResult, phrase_of, title_of
from assessor.checks.word_lists import check_terms
from assessor.core.span import Span
from assessor.text.lexicon import alternation

_LEAST_SHARED = 0.6
_LEAST_PAIRS = 2
_MARGIN = 0.1
_ANNOUNCED = re.compile(
    r"绩效目标|年度目标|总体目标|目标任务|重点任务|主要任务|目标值|主要指标|年度指标|绩效指标|年度任务|主要目标|建设任务|年度计划|目标[为是:：]|^[^,，。]{0,10}计划(?:实施|完成|新建|建设|培训|举办|开展|[\u4e00-\u9fff]{2,8}\d)"
)
_HEADING = re.compile("目标|重点任务|工作任务|指标设置|指标设定|年度任务")
_MONEY = re.compile("预算|资金|投资|经费|拨款|支出|补助标准|每[人户名]")
_ELSEWHERE = re.compile(
    r"上年|去年|同期|同比|上一年|20\d\d年底?前?累计|上半年|下半年|[一二三四]季度|首期|[0-9一二三四五]月份?(?!底|前)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """One announced target: its figure, the words around it, and where it stands."""

    passage: Passage
    figure: Figure
    phrase: str

    @property
    def text(self) -> str:
        """The figure as printed."""
        text = self.figure.span.quote(self.passage.text).strip()
        before = self.passage.plain[: self.figure.span.start].rstrip("了")
        return f"达到{text}" if before.endswith(("达到", "达")) and text[:1].isdigit() else text


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedFigure:
    """A reported figure of a result that answers an announced target."""

    announced: Announced
    passage: Passage
    figure: Figure
    sentence: Span


@lru_cache(maxsize=8)
def announced_targets(texts: tuple[Passage, ...]) -> tuple[Announced, ...]:
    """Return the targets that a report lists before it reports results."""
    found: list[Announced] = []
    first = next((i for i, t in enumerate(texts) if t.role is Role.RESULT), len(texts))
    for number, passage in enumerate(texts):
        if passage.role is Role.OTHER and number > first:
            continue
        if passage.role not in (Role.INTRODUCTION, Role.OTHER) or passage.goal is not None:
            continue
        headed = bool(passage.headings) and _HEADING.search(passage.headings[-1]) is not None
        told = False
        for sentence in sentences(passage.plain):
            words = passage.plain[sentence.start : sentence.end]
            told = told or _ANNOUNCED.search(words) is not None
            if (headed or told) and "实际" not in words:
                found += _announced(passage, sentence)
    return tuple(found)


def _announced(passage: Passage, sentence: Span) -> Iterator[Announced]:
    for figure in figures_of(passage, sentence):
        around = passage.plain[figure.clause.start : figure.clause.end]
        if figure.part in (Part.POINTS, Part.RATE, Part.GAP) or not figure.target.unit:
            continue
        if canonical(figure.target.unit)[0] == "元" and _MONEY.search(around):
            continue
        phrase = phrase_of(passage.plain, figure)
        if len(phrase) >= _LEAST_PAIRS:
            yield Announced(passage=passage, figure=figure, phrase=phrase)


def similarity(wanted: str, words: str) -> float:
    """Return which share of the neighbouring characters of ``wanted`` stand in ``words``."""
    pairs = _pairs(wanted)
    return len(pairs & _pairs(words)) / len(pairs) if pairs else 0.0


@lru_cache(maxsize=4096)
def _pairs(words: str) -> frozenset[str]:
    plain = _weak().sub(" ", words)
    plain = re.sub(r"[^\u4e00-\u9fffA-Za-z]", " ", plain)
    return frozenset(plain[i : i + 2] for i in range(len(plain) - 1) if " " not in plain[i : i + 2])


@cache
def _weak() -> re.Pattern[str]:
    terms = ("开展", "组织", "举办", "完成", "达到", "实现", "其中", "全年", "推动", "指导", "进行", "年度",
             "绩效目标", "目标", "各级", "全市", "全县", "全区", "年内", "实施", "提供", "不少于", "以上",
             "项目", "实际", "累计", "主要", "指标", "重点任务")  # fmt: skip
    return re.compile(f"{alternation(terms)}|{alternation(check_terms('report_results.fillers'))}")


def target_of(result: ReportedResult, announced: Sequence[Announced]) -> Announced | None:
    """Return the announced target of a result that prints none itself."""
    if result.done is None:
        return None
    words = f"{title_of(result.passage)} {result.name} {result.phrase}"
    return _best(words, result.done, announced)


def _best(words: str, figure: Figure, announced: Sequence[Announced]) -> Announced | None:
    scored = sorted(
        ((_fit(words, a), i) for i, a in enumerate(announced) if _alike(a.figure, figure)),
        reverse=True,
    )
    if not scored or scored[0][0] < _LEAST_SHARED:
        return None
    if len(scored) > 1 and scored[0][0] - scored[1][0] < _MARGIN:
        best, other = announced[scored[0][1]], announced[scored[1][1]]
        if best.figure.number != other.figure.number or best.phrase != other.phrase:
            return None
    return announced[scored[0][1]]


def _fit(words: str, announced: Announced) -> float:
    """Weigh both ways: the words of the target must be there, further words make it less sure."""
    if len(_pairs(announced.phrase)) < _LEAST_PAIRS:
        return 0.0
    forth, back = similarity(announced.phrase, words), similarity(words, announced.phrase)
    return forth + 0.4 * back if forth >= _LEAST_SHARED else 0.0


def _alike(one: Figure, other: Figure) -> bool:
    factor = conversion(one.target, other.target)
    if factor is None:
        return False
    same = one.target.unit.lstrip("万亿千") == other.target.unit.lstrip("万亿千")
    kinds = canonical(one.target.unit)[0]
    return same or kinds not in ("persons", "pieces")


@lru_cache(maxsize=8)
def linked_figures(texts: tuple[Passage, ...]) -> tuple[LinkedFigure, ...]:
    """Return the figures of results that print no target but answer an announced one."""
    announced = announced_targets(texts)
    found: list[LinkedFigure] = []
    for passage in texts:
        if passage.role is not Role.RESULT or not announced:
            continue
        for sentence in sentences(passage.plain):
            figures = figures_of(passage, sentence)
            if any(f.part in (Part.WANT, Part.RATE) for f in figures):
                continue
            for figure in figures:
                link = _link(passage, sentence, figure, announced)
                found += [link] if link is not None else []
    return tuple(link for link in found if not _is_added_up(link, announced))


def _is_added_up(link: LinkedFigure, announced: Sequence[Announced]) -> bool:
    """Tell whether a figure is a sum over years beside that of the year: 累计放流4.8亿尾."""
    if "累计" not in link.figure.left[-14:] or "累计" in link.announced.phrase:
        return False
    plain = link.passage.plain
    return any(
        "累计" not in figure.left[-14:]
        and _best(phrase_of(plain, figure), figure, announced) is link.announced
        for sentence in sentences(plain)
        for figure in figures_of(link.passage, sentence)
    )


def _link(
    passage: Passage, sentence: Span, figure: Figure, announced: Sequence[Announced]
) -> LinkedFigure | None:
    if figure.part not in (Part.OTHER, Part.DONE):
        return None
    words = passage.plain[figure.clause.start : figure.clause.end]
    if _ELSEWHERE.search(passage.plain[sentence.start : figure.span.start]):
        return None
    if re.search(
        "未(?!成年)|没有|其余|剩余|余下|其中|每|平均|人均|覆盖|未|尚|计划|目标|拟|涉及",
        words[: figure.span.start - figure.clause.start],
    ):
        return None
    if is_part_of(passage.plain, figure) or is_operand(passage.plain, figure):
        return None
    words = phrase_of(passage.plain, figure) or title_of(passage)
    best = _best(words, figure, announced)
    if best is None:
        return None
    return LinkedFigure(announced=best, passage=passage, figure=figure, sentence=sentence)
