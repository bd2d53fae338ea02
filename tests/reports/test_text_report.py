import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessor.core.assessment import DocumentAssessment, ProjectAssessment
from assessor.core.finding import Severity
from assessor.core.submission import Indicator, Origin
from assessor.reports.lines import Style, plain, width, wrap
from assessor.reports.text_extraction import extraction_report
from assessor.reports.text_frame import Layout
from assessor.reports.text_report import text_report
from assessor.reports.text_rows import row_lines
from sample_assessment import FAILURE, HOSTILE, TITLES, VAGUE, assessed, document


def shown(layout: Layout, *results: DocumentAssessment) -> list[str]:
    return [plain(line) for line in text_report([*results, FAILURE], layout)]


def test_a_plain_report_is_the_snapshot(matches_snapshot):
    layout = Layout(columns=80, brackets=True, titles=TITLES)
    matches_snapshot("report.txt", "\n".join(shown(layout, document())) + "\n")


def test_the_report_of_an_extraction_is_the_snapshot(matches_snapshot):
    lines = extraction_report([document().extraction, FAILURE], Layout(titles=TITLES))
    matches_snapshot("extraction.txt", "\n".join(map(plain, lines)) + "\n")


@pytest.mark.parametrize("columns", [60, 80, 97, 100, 120])
@pytest.mark.parametrize("brackets", [True, False])
def test_no_line_is_wider_than_the_layout(columns, brackets):
    layout = Layout(columns=columns, brackets=brackets, titles=TITLES)
    for line in shown(layout, document()):
        wide = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)
        assert wide <= columns, line


def test_marked_words_stand_in_brackets_or_in_a_style_of_their_own():
    row = next(r for r in document().submissions[0].projects[0].indicators if r.indicator is VAGUE)
    assert "「有所提升」" in "".join(plain(line) for line in row_lines(row, Layout(brackets=True)))
    styled = [piece for line in row_lines(row, Layout(brackets=False)) for piece in line]
    assert ("有所提升", Style.MARK_MAJOR) in styled
    assert not any("「" in text for text, _ in styled)


def test_a_clean_row_takes_one_line_even_if_it_is_long():
    rows = document().submissions[0].projects[0].indicators
    assert [len(list(row_lines(row, Layout()))) for row in (rows[0], rows[2])] == [1, 1]


def test_text_of_documents_cannot_steer_a_terminal_or_hide():
    text = "\n".join(shown(Layout(titles=TITLES), document()))
    assert not any(
        unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in text.replace("\n", "")
    )
    assert "[red]" in text
    assert "\\x1b[31m" in text
    assert "\\u202e" in text


def test_totals_count_severities_and_codes():
    lines = "\n".join(shown(Layout(titles=TITLES), document())[-9:])
    assert "读取文件 1 个，项目 1 个，指标 6 条" in lines
    assert "需要修改 4 条，占 66.7%" in lines
    assert "共 5 处：必须改 1，应修改 2，建议改 1，提示 1" in lines
    assert "W01 表述模糊 2 处" in lines


def test_every_severity_has_its_style():
    assert {Style(severity.value) for severity in Severity} <= set(Style)
    assert {Style(f"mark-{severity.value}") for severity in Severity} <= set(Style)


def test_an_empty_run_says_so():
    assert "读取文件 0 个" in "\n".join(map(plain, text_report([], Layout())))


@given(st.text(max_size=300), st.integers(2, 60))
def test_wrapping_keeps_every_character_and_the_width(text, columns):
    text = "".join(char for char in text if unicodedata.category(char)[0] != "C")
    lines = wrap(((text, Style.PLAIN),), columns)
    assert all(sum(width(piece) for piece, _ in line) <= columns for line in lines)
    assert "".join(plain(line) for line in lines).replace(" ", "") == text.replace(
        " ", ""
    ).rstrip() or (
        # other blanks at the end of a line are dropped
        "".join("".join(plain(line).split()) for line in lines) == "".join(text.split())
    )


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=20))
def test_any_row_can_be_shown(name, value, level):
    row = Indicator(id="x", name=name, value=value, level2=level)
    for base in document().submissions[0].projects[0].indicators[:2]:
        item = replace(base, indicator=row, findings=())
        for line in row_lines(item, Layout()):
            assert sum(width(piece) for piece, _ in line) <= 80


def test_a_weak_row_without_findings_asks_for_a_look():
    text = "".join(plain(line) for line in row_lines(assessed(HOSTILE, score=None), Layout()))
    assert "--" in text
    weak = document().submissions[0].projects[0].indicators[-1]
    assert "请人工核对" in "".join(plain(line) for line in row_lines(weak, Layout()))


def test_closing_punctuation_never_begins_a_line():
    text = "一二三四五，六七八九十。" * 20
    for columns in range(8, 40):
        for line in wrap(((text, Style.PLAIN),), columns):
            assert plain(line)[0] not in "，。"


def test_rows_of_a_workbook_name_their_sheet_once_above_and_then_only_their_row():
    item = document()
    place = Origin(sheet="目标表", row=7, column=2)
    submission = item.submissions[0]
    rows = tuple(
        replace(row, indicator=replace(row.indicator, origin=place))
        for row in submission.projects[0].indicators
    )
    project = replace(
        submission.projects[0].project, indicators=tuple(row.indicator for row in rows)
    )
    moved = replace(
        item,
        submissions=(
            replace(submission, projects=(ProjectAssessment(project=project, indicators=rows),)),
        ),
    )
    text = "\n".join(shown(Layout(titles=TITLES), moved))
    assert text.count("目标表") == 1
    assert "工作表：目标表" in text
    assert "（第 7 行）" in text
