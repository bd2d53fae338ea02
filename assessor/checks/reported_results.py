"""Results that running text reports: measure, target, actual value, completion rate, points.

A result is read from one sentence, its points and its reason also from those that follow it in
the same paragraph: 目标值200人次，实际培训148人次，完成率74.0%。该项10分，自评得7.4分。
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from assessor.checks.claim_text import Passage, Role, clauses, sentences
from assessor.checks.comparable_figures import conversion
from assessor.checks.figure_roles import Figure, Part, figures_of
from assessor.checks.word_lists import check_terms
from assessor.core.span import Span
from assessor.core.target import TargetKind
from assessor.taxonomy.level_names import first_level_types, second_level_types
from assessor.text.lexicon import alternation
from assessor.text.target_grammar import parse_targets

_NUMBERING = re.compile(
    r"^\s*(?:[(（]?\d{1,2}[)）.、．]|[(（]?[一二三四五六七八九十]{1,3}[)）、.]|[①-⑳]|[一二三四五六七八九十]是)\s*"
)
_SPLIT = re.compile("分别|依次|各自")
_ELSEWHERE = re.compile(
    r"上年|去年|上一年|前年|往年|同期|同比|环比|预计|拟|下一年|明年|次年|上半年|下半年|[一二三四]季度|首期|第一期|平均每|每[人户场次期个年月天班亩座]|人均|户均|亩均"
)
_EDGE = re.compile(
    r"(?:为|是|约|共|达|近|仅|只|的|了|已|等)+$|^(?:共|已|约|其|仅|了|的)(?!同|享|建|他)"
)
_TITLE = 24
_LONGEST_NAME = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedResult:
    """One result of the running text.

    Attributes
    ----------
    name
        The measure, as far as the words before the figures name it.
    phrase
        Words of the clause without its figure; used to find the announced target.
    want, done, rate
        Target, actual value, and completion rate; ``None`` where not printed.
    full, got
        Printed points, ``None`` where not printed; ``in_full`` for 得满分.
    points_at
        Where the points are printed.
    rest
        Words that follow it until the next result of the paragraph.
    """

    passage: Passage
    name: str
    phrase: str
    sentence: Span
    done: Figure | None
    want: Figure | None = None
    rate: Figure | None = None
    full: float | None = None
    got: float | None = None
    got_text: str = ""
    in_full: bool = False
    points_at: Span | None = None
    rest: str = ""

    @property
    def span(self) -> Span:
        """From the clause of the first figure to the last figure of the result."""
        own = [f for f in (self.want, self.done, self.rate) if f is not None]
        start = min(f.clause.start for f in own)
        text = self.passage.plain
        while start < len(text) and text[start] in " \t\u3000,，":
            start += 1
        return Span(start, max(f.span.end for f in own))

    def quote(self, figure: Figure | None) -> str:
        """Return the printed text of a figure."""
        return figure.span.quote(self.passage.text).strip() if figure is not None else ""


@lru_cache(maxsize=512)
def results_of(passage: Passage) -> tuple[ReportedResult, ...]:
    """Return the results of a passage that name a target or a completion rate, in order."""
    if passage.role in (Role.PLAN, Role.INTRODUCTION):
        return ()
    found: list[ReportedResult] = []
    for sentence in sentences(passage.plain):
        words = passage.plain[sentence.start : sentence.end]
        figures = figures_of(passage, sentence)
        own = list(
            _listed(passage, sentence, figures)
            if _SPLIT.search(words)
            else _results(passage, sentence, figures)
        )
        found += own or dated_results(passage, sentence)
        if found:
            found[-1] = with_points(found[-1], sentence, own=found[-1].sentence == sentence)
    if not found:
        return ()
    ends = [result.span.start for result in found[1:]] + [len(passage.plain)]
    return tuple(
        replace(result, rest=passage.plain[result.span.end : max(end, result.span.end)])
        for result, end in zip(found, ends, strict=True)
    )


def _results(
    passage: Passage, sentence: Span, figures: tuple[Figure, ...]
) -> Iterator[ReportedResult]:
    begin = 0
    marks = [i for i, f in enumerate(figures) if f.part in (Part.WANT, Part.RATE)]
    while marks:
        at = marks.pop(0)
        mark = figures[at]
        before = [f for f in figures[begin:at] if f.part in (Part.DONE, Part.OTHER)]
        if mark.part is Part.RATE:
            done = _main(passage, [f for f in before if f.target.unit != "%"])
            want, rate, end = None, mark, at + 1
        else:
            want, rate = mark, None
            limit = marks[0] if marks else len(figures)
            after = [f for f in figures[at + 1 : limit] if f.part in (Part.DONE, Part.OTHER)]
            done = _actual(mark, before, after)
            end = at + 1
            if done is not None and done.span.start > mark.span.start:
                end = figures.index(done) + 1
            if marks and figures[marks[0]].part is Part.RATE:
                rate = figures[marks.pop(0)]
                end = figures.index(rate) + 1
        if done is not None and not _is_elsewhere(passage, sentence, done):
            yield _result(passage, sentence, want, done, rate)
        begin = end


def _main(passage: Passage, before: list[Figure]) -> Figure | None:
    """Return the figure that a rate is of: not a part after 其中, the first one of its clause."""
    if not before:
        return None
    first, last = before[0].span.end, before[-1].span.start
    cut = passage.plain.find("其中", first, last)
    if cut >= 0:
        before = [f for f in before if f.span.start < cut]
    return next(f for f in before if f.clause == before[-1].clause)


def _listed(
    passage: Passage, sentence: Span, figures: tuple[Figure, ...]
) -> Iterator[ReportedResult]:
    """Yield results told in one list: 举办8场、412人次，分别完成目标的100%和103.0%."""
    rates = [f for f in figures if f.part is Part.RATE]
    if not rates or any(f.part is Part.WANT for f in figures):
        return
    before = [
        f
        for f in figures
        if f.span.start < rates[0].span.start
        and f.part in (Part.DONE, Part.OTHER)
        and f.target.unit != "%"
    ]
    if len(before) == len(rates):
        for done, rate in zip(before, rates, strict=True):
            yield _result(passage, sentence, None, done, rate)


_DATES = re.compile(
    r"(?:目标|要求|约定|计划|规定|应于|应在|时限)[^\d。;；]{0,14}(?P<want>(?:20\d\d\s*年)?\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日|底|末|中旬|上旬|下旬)?(?:之?前|以前)?)"
    r"[^。;；]{0,24}?实际[^\d。;；]{0,8}(?P<done>(?:20\d\d\s*年)?\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日|底|末|中旬|上旬|下旬)?)"
)


def dated_results(passage: Passage, sentence: Span) -> Iterator[ReportedResult]:
    """Yield a deadline with the day on which the work was done."""
    for match in _DATES.finditer(passage.plain, sentence.start, sentence.end):
        figures = []
        for group, part in (("want", Part.WANT), ("done", Part.DONE)):
            span = Span(*match.span(group))
            read = [
                t for t in parse_targets(span.quote(passage.plain)) if t.kind is TargetKind.DATE
            ]
            if len(read) != 1:
                break
            clause = next(
                c for c in clauses(passage.plain, sentence) if c.start <= span.start < c.end
            )
            figures.append(Figure(target=replace(read[0], span=span), part=part, clause=clause))
        if len(figures) == 2:
            result = _result(passage, sentence, figures[0], figures[1], None)
            named = result.name if re.search("时间|工期|日期|时限", result.name) else ""
            yield replace(result, name=named or title_of(passage) or "完成时间")


def _actual(want: Figure, before: list[Figure], after: list[Figure]) -> Figure | None:
    """Return the actual value that belongs to a target: 实际 first, then what is near."""
    fits = [f for f in after if conversion(want.target, f.target) is not None]
    told = next((f for f in fits if f.part is Part.DONE), None)
    if told is not None and not want.behind:
        return told
    if want.behind:
        return _just_before(want, before)
    near = next((f for f in fits if _says_done(f.left)), None)
    told = _just_before(want, before)
    if near is None and told is not None and fits:
        gap = abs(want.number - told.number)
        if abs(gap - fits[0].number) < 1e-6 * max(gap, 1.0):
            return told  # 158所，目标160所，2所撤并: the difference stands behind
    if near is None and len(fits) == 1:
        near = fits[0]
    if near is not None or after:
        return near
    return _just_before(want, before)


def _says_done(left: str) -> bool:
    return bool(re.search(r"(?:完成|达到?|实现|达成|为|办理|共|仅|只)[^,，\d]{0,8}$", left))


def _just_before(want: Figure, before: list[Figure]) -> Figure | None:
    """Return the actual value before its target: 平均用时12天，目标为15天; 148人次（目标200人次）."""
    near = [f for f in before if conversion(want.target, f.target) is not None]
    return near[-1] if near else None


def _is_elsewhere(passage: Passage, sentence: Span, done: Figure) -> bool:
    """Tell whether a figure is of another year, or of a part of the year."""
    before = passage.plain[max(sentence.start, done.clause.start) : done.span.start]
    return _ELSEWHERE.search(before) is not None


def _result(
    passage: Passage, sentence: Span, want: Figure | None, done: Figure, rate: Figure | None
) -> ReportedResult:
    first = min((f for f in (want, done, rate) if f is not None), key=lambda f: f.span.start)
    phrase = phrase_of(passage.plain, done)
    name = _name(passage, first) or phrase
    return ReportedResult(
        passage=passage, name=name or title_of(passage) or "本项", phrase=phrase,
        sentence=sentence, done=done, want=want, rate=rate,
    )  # fmt: skip


@cache
def _edges() -> re.Pattern[str]:
    words = alternation(check_terms("report_results.fillers"))
    wants = alternation(check_terms("report_results.want_before"))
    return re.compile(
        rf"(?:(?:{words}|{wants})|[\s、,，:：()（）“”\"])+$|^(?:(?:{words})|[\s、,，:：()（）“”\"])+"
    )


def bare_name(words: str) -> str:
    """Return words without numbering and the fillers at both ends."""
    words = _NUMBERING.sub("", words)
    previous = None
    while previous != words:
        previous, words = words, _EDGE.sub("", _edges().sub("", words))
    return words


def _name(passage: Passage, first: Figure) -> str:
    """Return what the words before the first figure of a result name."""
    before = passage.plain[first.clause.start : first.span.start]
    cut = re.split(
        rf"(?:{alternation(check_terms('report_results.want_before'))})(?!群|管)(?:为|是|值|数|[:：])*",
        before,
    )[0]
    name = bare_name(cut)
    if 2 <= len(name) <= _LONGEST_NAME and not re.search(r"\d", name):
        return name
    return title_of(passage)


def title_of(passage: Passage) -> str:
    """Return the measure that an item or its heading names itself, ``""`` for names of levels."""
    first = re.split("[。:：\n]", passage.plain, maxsplit=1)[0]
    texts = [first] if _NUMBERING.match(first) else []
    texts += [passage.headings[-1]] if passage.headings else []
    for text in texts:
        name = re.sub(r"[(（].*", "", _NUMBERING.sub("", text)).strip()
        name = re.sub(r"(?:的)?(?:完成|实现)?情况(?:分析)?$|完成$", "", name)
        if not 2 <= len(name) <= _TITLE or re.search(
            r"\d|(?:目标|任务|指标|绩效|结论|总体|资金|执行|项目|工作)$", name
        ):
            continue
        if not (first_level_types(name) or second_level_types(name)):
            return name
    return ""


def phrase_of(plain: str, figure: Figure) -> str:
    """Return the words around a figure in its clause, or in its item of a list with 、."""
    start, end = figure.clause.start, figure.clause.end
    if len(re.findall(r"\d[\d,.]*", plain[start:end])) > 1:
        start = max([start, *(m.end() for m in _LISTED.finditer(plain, start, figure.span.start))])
        after = _LISTED.search(plain, figure.span.end, end)
        end = after.start() if after else end
    before = _LEAD.sub("", plain[start : figure.span.start])
    words = bare_name(before) + bare_name(plain[figure.span.end : end])
    return re.sub(r"\d[\d,.]*\S?", "", words)


_LISTED = re.compile("[、]|(?<=[\u4e00-\u9fff])[和及](?=[^、和及]{1,16}\\d)")
_LEAD = re.compile(r"^.*(?:目标|指标|任务|指标值|目标值|计划)(?:分别)?(?:为|是|有|[:：])")
_POINTS = re.compile(
    r"(?P<full>\d{1,3}(?:\.\d+)?)\s*分\s*[,，、;；)）]?\s*(?:该项|本项|此项)?(?:扣|扣减|扣除|扣去)(?:了|分)?\s*(?P<off>\d{1,2}(?:\.\d+)?)\s*分"
    r"|(?P<full2>\d{1,3}(?:\.\d+)?)\s*分\s*[,，、;；)）]?\s*(?:该项|本项|此项)?(?:自评|实际|实)?(?:得分|得|评分|自评|计|评)(?:为|[:：])?\s*"
    r"(?:(?P<got>\d{1,3}(?:\.\d+)?)\s*分|(?P<all>满分))"
    r"|(?:得分|得|评分|自评|计)(?:为|[:：])?\s*(?:(?P<alone>\d{1,3}(?:\.\d+)?)\s*分|(?P<full_marks>满分))"
)


def with_points(result: ReportedResult, sentence: Span, *, own: bool) -> ReportedResult:
    """Read the points of a result from its sentence or the one that follows."""
    if result.points_at is not None:
        return result
    begin = result.span.end if own else sentence.start
    plain = result.passage.plain
    words = plain[sentence.start : sentence.end]
    if not own and (
        sentence.start - result.sentence.end > 2
        or not re.match(r"\s*(?:该|本|此)(?:项|指标)|\s*(?:分值|得分|得满分|自评)|\s*\d", words)
    ):
        return result
    found = _POINTS.search(plain, begin, sentence.end)
    if found is None:
        return result
    got = found["got"] or found["alone"]
    worth = found["full"] or found["full2"]
    if found["off"]:
        got = f"{round(float(worth) - float(found['off']), 4):g}"
    return replace(
        result,
        full=float(worth) if worth else None,
        got=float(got) if got else None,
        got_text=got or "",
        in_full=bool(found["all"] or found["full_marks"]),
        points_at=Span(*found.span()),
    )
