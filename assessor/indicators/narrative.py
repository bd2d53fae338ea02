"""Self-evaluation reports and other narrative: goals and reported results, never rows.

Goals are the texts after 绩效目标：. Results are sentences with figures in sections that report
what was done (完成情况, 收支, 评价结论); sections on the unit, its problems and plans give none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assessor.core.submission import Goal, GoalKind, Origin, Project, Submission
from assessor.indicators.inline_lists import Wrapped, unwrap
from assessor.indicators.profiles import profile_of
from assessor.indicators.running_text import has_report_title
from assessor.indicators.sheet import Row
from assessor.text.normalise import normalise

_REPORT = re.compile(r"绩效|自评")
_TITLE = re.compile(r"^(?P<unit>.{2,30}?)\s*(?P<year>20\d\d)\s*年(?:度)?.{0,20}(?:报告|说明|总结)$")
_SECTION = re.compile(
    r"^\s*(?:(?P<main>[一二三四五六七八九十]{1,3}、)|[(（][一二三四五六七八九十]{1,3}[)）])\s*(?P<name>[^。；;：:]{2,40})$"
)
_RESULTS = re.compile(r"完成情况|完成结果|收支|执行|成效|效果|综合评价|结论|产出|效益|自评")
_NO_RESULTS = re.compile(r"概况|职能|职责|问题|不足|措施|建议|计划|打算|重点工作任务$|管理情况")
_PARAGRAPH = re.compile(
    r"^\s*(?:[(（]?\d{1,2}[)）]?\s*[、.．]|[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）])"
)
_GOAL = re.compile(
    r"(?:整体|总体|年度|项目|部门)?绩效(?:总)?目标(?:是|为)?\s*[:：]\s*(?P<text>\S.*)$", re.DOTALL
)
_ITEM = re.compile(r"(?:(?<=^)|(?<=[。；;\s：:]))\s*(\d{1,2})\s*[.、．]\s*(?!\d)")
_SENTENCE = re.compile(r"[^。！？；;]+[。！？；;]?")
# A number with a unit, no date and no numbering; 四成 is one as well.
_FIGURE = re.compile(
    r"(?<![\d.,])\d[\d,]*(?:\.\d+)?\s*(?![年月日号、.,)\d])[\u4e00-\u9fff%‰]|[一二三四五六七八九]成"
)
_SHORT_LINE = 0.93
_LEAST_TEXT = 300
_LEAST_SENTENCES = 5
_LEAST_BELOW_TITLE = 2
_FEW_CELLS = 0.2


@dataclass(frozen=True, slots=True)
class _Paragraph:
    main: str
    section: str
    text: Wrapped

    @property
    def reports(self) -> bool:
        """Whether the section reports what was done; a chapter speaks for its sections."""
        if _NO_RESULTS.search(self.section):
            return False
        if _RESULTS.search(self.section):
            return True
        return bool(_RESULTS.search(self.main)) and not _NO_RESULTS.search(self.main)


def is_narrative(rows: tuple[Row, ...]) -> bool:
    """Whether the rows are running text about performance rather than a form.

    A text below the title of a report may be short.
    """
    lines = [row.text for row in rows if row.is_text]
    text = "".join(lines)
    cells = sum(len(row.text) for row in rows if not row.is_text)
    titled = has_report_title(lines) and cells < _FEW_CELLS * len(text)
    if titled and text.count("。") >= _LEAST_BELOW_TITLE:
        return True
    return (
        len(text) >= _LEAST_TEXT
        and cells < _FEW_CELLS * len(text)
        and text.count("。") >= _LEAST_SENTENCES
        and len(_REPORT.findall(text)) >= 2
    )


def read_narrative(rows: tuple[Row, ...]) -> Submission:
    """Return the goals and the reported results with figures as one project without rows."""
    texts = tuple(row for row in rows if row.is_text)
    unit, year, titles = _title(texts)
    goals: list[Goal] = []
    for paragraph in _paragraphs(texts):
        found = list(_goals(paragraph))
        goals.extend(found or _results(paragraph))
    return Submission(
        organisation=unit,
        year=year,
        profile=profile_of((), titles=titles),
        title=titles[0] if unit is not None else "",
        projects=(Project(name="", goals=tuple(goals), origin=Origin()),),
    )


def _title(rows: tuple[Row, ...]) -> tuple[str | None, int | None, tuple[str, ...]]:
    """Read unit and year from the title, which may be broken over the first lines."""
    heads = [row.text.strip() for row in rows[:6]]
    for start in range(len(heads)):
        for end in range(start + 1, min(start + 4, len(heads)) + 1):
            text = normalise("".join(heads[start:end]))
            if match := _TITLE.match(text):
                return match.group("unit").strip(" 　"), int(match.group("year")), (text,)
    return None, None, tuple(heads)


def _paragraphs(rows: tuple[Row, ...]) -> Iterator[_Paragraph]:
    main, section, block = "", "", list[Row]()
    lengths = sorted(len(row.text.strip()) for row in rows)
    width = lengths[len(lengths) * 9 // 10] if lengths else 0
    for row in rows:
        heading = _SECTION.match(row.text)
        ended = bool(block) and bool(re.search(r"[。：:]\s*$", block[-1].text))
        if block and (heading or (ended and _PARAGRAPH.match(row.text)) or _is_last(block, width)):
            yield _Paragraph(main, section, unwrap(tuple(block)))
            block = []
        if heading:
            section = heading.group("name")
            main = section if heading.group("main") else main
        else:
            block.append(row)
    if block:
        yield _Paragraph(main, section, unwrap(tuple(block)))


def _is_last(block: list[Row], width: int) -> bool:
    """Whether the last line stops short of the width at which the text is wrapped."""
    text = block[-1].text.strip()
    return text.endswith("。") and len(text) < _SHORT_LINE * width


def _goals(paragraph: _Paragraph) -> Iterator[Goal]:
    source = paragraph.text
    match = _GOAL.search(source.text)
    if not match:
        return
    start = match.start("text")
    body = source.text[start:]
    marks = [m for m in _ITEM.finditer(body)]
    bounds = [m.end() for m in marks] or [0]
    stops = [*(m.start() for m in marks[1:]), len(body)]
    for begin, stop in zip(bounds, stops, strict=True):
        if text := body[begin:stop].strip():
            origin = source.origin(start + begin)
            yield Goal(text=text, kind=GoalKind.ANNUAL, origin=origin)


def _results(paragraph: _Paragraph) -> Iterator[Goal]:
    if not paragraph.reports:
        return
    for match in _SENTENCE.finditer(paragraph.text.text):
        sentence = match.group().strip()
        if _FIGURE.search(normalise(sentence)):
            origin = paragraph.text.origin(match.start())
            yield Goal(text=sentence, kind=GoalKind.RESULT, origin=origin)
