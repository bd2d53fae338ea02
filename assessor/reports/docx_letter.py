"""Letters of return as Word documents, in the layout of an official letter."""

from collections.abc import Sequence
from typing import IO, Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from assessor.reports.docx_paper import (
    FANG,
    HEI,
    SONG,
    add_foot,
    heading,
    new_paper,
    new_part,
    write,
)
from assessor.reports.return_letter import Letter, LetterPoint, LetterProblem

_BODY, _TITLE = 14.0, 20.0
_INDENT = Pt(2 * _BODY)
_LINE = Pt(26)
SEAL = "（审核单位盖章）"
DATE = "年　　月　　日"
DEADLINE = "请于　　　　年　　月　　日前报送修改后的材料。"
FOOT = "位置和问题由软件核对得出，经审核人审定后发出。版本：{versions}。"
_ENDS = ("。", "？", "！", "?", "!")
_NUMBERS = "一二三四五六七八九十"


def write_letters_docx(letters: Sequence[Letter], stream: IO[bytes]) -> None:
    """Write the letters to ``stream``, each on pages of its own, numbered from 1.

    Raises
    ------
    OSError
        The stream cannot be written.
    """
    title = letters[0].title if letters else "退回修改意见"
    paper = new_paper(title=title, landscape=False, margin_mm=27, font=FANG, points=_BODY)
    for number, letter in enumerate(letters):
        section = paper.sections[0] if number == 0 else new_part(paper)
        if letter.versions:
            add_foot(section, FOOT.format(versions=letter.versions))
        _add_letter(paper, letter)
    paper.save(stream)


def _add_letter(paper: Any, letter: Letter) -> None:  # noqa: ANN401 - python-docx has no types
    heading(paper, letter.title, points=_TITLE, font=SONG)
    _said(paper, f"{letter.unit}：", indent=False)
    _said(paper, letter.opening)
    for number, section in enumerate(letter.sections, 1):
        paragraph = _said(paper, f"{chinese_number(number)}、{section.heading}", font=HEI)
        paragraph.paragraph_format.keep_with_next = True
        for point in section.points:
            _add_point(paper, point, evaluated=letter.evaluated)
    _said(paper, letter.closing)
    _said(paper, DEADLINE)
    for text in ("", SEAL, DATE):
        paragraph = _said(paper, text, indent=False)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.keep_with_next = text != DATE


def _add_point(paper: Any, point: LetterPoint, *, evaluated: bool) -> None:  # noqa: ANN401
    paragraph = _said(paper, f"{point.number}. {point.place}", bold=True)
    if len(point.problems) == 1:
        write(paragraph, f"（{point.problems[0].urgency}）")
    write(paragraph, "。")
    paragraph.paragraph_format.keep_with_next = True
    for number, problem in enumerate(point.problems, 1):
        _add_problem(paper, problem, f"（{number}）" if len(point.problems) > 1 else "", point)
    remedies = {problem.remedy for problem in point.problems}
    if len(remedies) == 1 and (remedy := remedies.pop()):
        _said(paper, _ended(f"修改要求：{remedy}"))
    _add_proposal(paper, point, evaluated=evaluated)


def _add_problem(
    paper: Any,  # noqa: ANN401
    problem: LetterProblem,
    mark: str,
    point: LetterPoint,
) -> None:
    words = f"原文{problem.words}，" if problem.words else ""
    told = "，".join(part for part in (problem.column, problem.urgency) if part)
    paragraph = _said(
        paper, _ended(f"问题{f'{mark}（{told}）' if mark else ''}：{words}{problem.defect}")
    )
    same = len({one.remedy for one in point.problems}) == 1
    if problem.remedy and not same:
        write(paragraph, _ended(f"修改要求：{problem.remedy}"))


def _add_proposal(paper: Any, point: LetterPoint, *, evaluated: bool) -> None:  # noqa: ANN401
    if not point.proposed:
        return
    label = "建议以后年度改为" if evaluated else "建议改为"
    if len(point.proposed) == 1:
        _said(paper, _ended(f"{label}：{point.proposed[0]}"))
    else:
        rows = "；".join(f"（{number}）{row}" for number, row in enumerate(point.proposed, 1))
        _said(paper, _ended(f"{label} {len(point.proposed)} 条指标：{rows}"))
    if point.questions:
        _said(paper, _ended(f"请你单位补充：{'；'.join(point.questions)}"))


def _ended(text: str) -> str:
    return text if text.endswith(_ENDS) else f"{text}。"


def _said(
    paper: Any,  # noqa: ANN401
    text: str,
    *,
    indent: bool = True,
    font: str | None = None,
    bold: bool = False,
) -> Any:  # noqa: ANN401
    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.line_spacing = _LINE
    if indent:
        paragraph.paragraph_format.first_line_indent = _INDENT
    write(paragraph, text, font=font, bold=bold)
    return paragraph


def chinese_number(number: int) -> str:
    """Return 1..99 in Chinese numerals, above that in figures."""
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _NUMBERS[ones - 1]
    return f"{'' if tens == 1 else _NUMBERS[tens - 1]}十{_NUMBERS[ones - 1] if ones else ''}"
