"""Review forms as a Word document: one form after the other, each on pages of its own."""

from collections.abc import Sequence
from typing import IO, Any

from assessor.reports.docx_paper import (
    SONG,
    fill,
    heading,
    new_paper,
    new_row,
    new_table,
    shade,
    write,
)
from assessor.reports.review_form import (
    PRACTICE,
    FormDimension,
    FormItem,
    ReviewForm,
    Variant,
    figure,
    item_evidence,
)

HEADS = ("审核内容", "审核要点", "建议等级", "依据", "需审核人判断", "审核人评定")
_WIDTHS = (18.0, 46.0, 25.0, 110.0, 46.0, 22.0)
_FACT_WIDTHS = (22.0, 112.0, 22.0, 111.0)
_HEAD_COLOUR = "DDEBF7"
_SMALL = 9.0
_SHORT = 6  # lines of evidence that may be kept on one page
OTHERS = "其他问题（未计入上列各项）"
UNSETTLED = "未能核对的事项及所缺内容（补充后再核，或由审核人判断）"
OPINION = "审核意见（由审核人填写）："
CONCLUSION = "综合评定等级（由审核人勾选）："
SIGNATURE = "审核人（签字）：　　　　　　　　复核人（签字）：　　　　　　　　审核单位（盖章）　　　　　　　年　　月　　日"


def write_review_docx(forms: Sequence[ReviewForm], stream: IO[bytes]) -> None:
    """Write the forms to ``stream``.

    Raises
    ------
    OSError
        The stream cannot be written.
    """
    paper = new_paper(
        title=forms[0].title if forms else "审核表", landscape=True, margin_mm=15, font=SONG,
        points=10,
    )  # fmt: skip
    for number, form in enumerate(forms):
        _add_form(paper, form, first=number == 0)
    paper.save(stream)


def _add_form(paper: Any, form: ReviewForm, *, first: bool) -> None:  # noqa: ANN401 - python-docx has no types
    heading(paper, heading_of(form), points=18, first=first)
    _add_facts(paper, form)
    paper.add_paragraph()
    _add_items(paper, form)
    _add_rest(paper, form)


def heading_of(form: ReviewForm) -> str:
    """Return the title with the kind of form."""
    return f"{form.title}（{form.variant}{'项目' if form.title.startswith('项目') else ''}）"


def _add_facts(paper: Any, form: ReviewForm) -> None:  # noqa: ANN401
    table = new_table(paper, _FACT_WIDTHS)
    facts = list(form.facts)
    for start in range(0, len(facts), 2):
        pair = facts[start : start + 2]
        cells = new_row(table, _FACT_WIDTHS)
        for place, (label, text) in enumerate(pair):
            fill(cells[2 * place], [label], bold=True, centred=True)
            shade(cells[2 * place], _HEAD_COLOUR)
            fill(cells[2 * place + 1], [text])
        if len(pair) == 1:
            cells[1].merge(cells[3])


def _add_items(paper: Any, form: ReviewForm) -> None:  # noqa: ANN401
    table = new_table(paper, _WIDTHS)
    for cell, text in zip(new_row(table, _WIDTHS, is_head=True), HEADS, strict=True):
        fill(cell, [text], bold=True, centred=True)
        shade(cell, _HEAD_COLOUR)
    for dimension in form.dimensions:
        _add_dimension(table, dimension, form.variant)
    overall = "总体建议"
    cells = new_row(table, _WIDTHS)
    fill(cells[0], [overall], bold=True, centred=True)
    shade(cells[0], _HEAD_COLOUR)
    fill(cells[1].merge(cells[-1]), [overall_line(form)], bold=True)
    cells = new_row(table, _WIDTHS, is_whole=True)
    signed = cells[0].merge(cells[-1])
    fill(signed, [conclusion_line(form), OPINION, "", "", SIGNATURE])


def conclusion_line(form: ReviewForm) -> str:
    """Return the grades that the reviewer may tick."""
    return f"{CONCLUSION}{'　'.join(f'□{grade}' for grade in form.conclusions)}"


def overall_line(form: ReviewForm) -> str:
    """Return the proposed grade, with the score where the variant has one."""
    score = f"，得分 {figure(form.score)}" if form.score is not None else ""
    reason = f"{form.reason}。" if form.reason else ""
    return f"建议等级：{form.grade}{score}（{form.points_found} 处问题）。{reason}最终等级由审核人签署。"


def grade_lines(item: FormItem, variant: Variant) -> list[str]:
    """Return the proposed grade of an item and, for 重点, its points."""
    if variant is not Variant.KEY:
        return [item.grade]
    score = figure(item.score) if item.score is not None else "　"
    return [item.grade, f"{score} / {figure(item.points)} 分"]


def own_grade(variant: Variant) -> str:
    """Return what stands where the reviewer writes the own grade."""
    return "　　分" if variant is Variant.KEY else ""


def _add_dimension(table: Any, dimension: FormDimension, variant: Variant) -> None:  # noqa: ANN401
    first = None
    for item in dimension.items:
        evidence = item_evidence(item)
        cells = new_row(table, _WIDTHS, is_whole=len(evidence) <= _SHORT)
        first = first or cells[0]
        fill(cells[1], [item.name], bold=True)
        write(cells[1].add_paragraph(), item.standard, points=_SMALL)
        fill(cells[2], grade_lines(item, variant), centred=True)
        fill(cells[3], evidence, points=_SMALL)
        fill(cells[4], [item.needs_person] if item.needs_person else [], points=_SMALL)
        fill(cells[5], [own_grade(variant)], centred=True)
        last = cells[0]
    if first is not None:
        fill(first.merge(last), [dimension.name], bold=True, centred=True)


def _add_rest(paper: Any, form: ReviewForm) -> None:  # noqa: ANN401
    _add_list(paper, OTHERS, form.others)
    _add_list(paper, UNSETTLED, form.unsettled)
    notes = [PRACTICE, form.basis]
    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.space_before = 80_000
    write(paragraph, f"说明：{''.join(note for note in notes if note)}", points=_SMALL)


def _add_list(paper: Any, title: str, lines: Sequence[str]) -> None:  # noqa: ANN401
    if not lines:
        return
    paragraph = paper.add_paragraph()
    paragraph.paragraph_format.space_before = 80_000
    paragraph.paragraph_format.keep_with_next = True
    write(paragraph, title, bold=True)
    for number, line in enumerate(lines, 1):
        write(paper.add_paragraph(), f"{number}. {line}", points=_SMALL)
