"""Separated values and tables drawn within running text."""

from dataclasses import replace

import pytest

from assessor.core.limits import Limits
from assessor.documents.document import Line
from assessor.documents.plain.text import read_text
from assessor.errors import InputError

LIMITS = Limits()


def read(text, name="a.txt", **limits):
    return read_text(text, name=name, limits=replace(LIMITS, **limits))


def grid(table):
    """Return (row, column, row span, column span, text) of every cell."""
    return [(c.row, c.column, c.row_span, c.column_span, c.text) for c in table.cells]


def rows(table):
    """Return the texts of a table without merges, row by row."""
    found = [[""] * table.column_count for _ in range(table.row_count)]
    for cell in table.cells:
        found[cell.row][cell.column] = cell.text
    return found


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("甲,乙,丙\n1,2,3\n", "a.csv"), ("甲;乙;丙\r\n1;2;3\r\n", "a.csv"),
        ("甲\t乙\t丙\r1\t2\t3", "a.tsv"), ("甲|乙|丙\n1|2|3", "a.csv"),
        ("sep=;\n甲;乙;丙\n1;2;3", "a.csv"), ("sep=|\r\n甲|乙|丙\r\n1|2|3", "a.txt"),
        ("甲;乙;丙\n1;2;3\n;;\n", "a.txt"),
    ],
)  # fmt: skip
def test_separators(text, name):
    document = read(text, name)
    (table,) = document.tables()
    assert document.kind == "csv"
    assert rows(table)[:2] == [["甲", "乙", "丙"], ["1", "2", "3"]]


def test_two_columns_are_a_table_in_a_named_file_only():
    assert rows(read("甲;乙\n1;2", "a.csv").tables()[0]) == [["甲", "乙"], ["1", "2"]]
    assert read("甲;乙\n1;2\n3;4", "a.txt").kind == "text"


def test_quoted_breaks_keep_the_numbers_of_lines():
    (table,) = read('sep=,\n甲,"一\r\n二",丙\n"四",五,"六""七"\n', "a.csv").tables()
    assert rows(table) == [["甲", "一\n二", "丙"], ["四", "五", '六"七']]
    assert [cell.origin.line for cell in table.cells] == [2, 2, 2, 4, 4, 4]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ('1,"二,3', ["1", '"二', "3"]),
        ('1,"二"三,4', ["1", '"二"三', "4"]),
        ('1,二"三,4', ["1", '二"三', "4"]),
        ('"1,2,3', ['"1', "2", "3"]),
    ],
)
def test_a_stray_quote_swallows_nothing(line, cells):
    text = f"甲,乙,丙\n{line}\n" + '四,"五,五",六\n' * 5
    document = read(text, "a.csv")
    (table,) = document.tables()
    assert rows(table) == [["甲", "乙", "丙"], cells, *[["四", "五,五", "六"]] * 5]
    assert table.cells[-1].origin.line == 7
    assert bool(document.notices) == (line != '1,二"三,4')


def test_two_stray_quotes_do_not_pair_over_rows():
    text = '甲,乙,丙\n1,"二,3\n' + "四,五,六\n" * 5 + '7,八",9\n'
    document = read(text, "a.csv")
    assert document.tables()[0].row_count == 8
    assert document.notices


def test_markdown_tables_stand_between_their_lines():
    document = read(
        "前文\n| 指标 | 指标值 |\n|:---|:-:|\n| **场次** | ≥5<br>场 |\n| a\\|b | |\n后文"
    )
    first, table, last = document.blocks
    assert document.kind == "text"
    assert isinstance(first, Line)
    assert (first.text, last.text, last.origin.line) == ("前文", "后文", 6)
    assert rows(table) == [["指标", "指标值"], ["场次", "≥5\n场"], ["a|b", ""]]
    assert [cell.origin.line for cell in table.cells] == [2, 2, 4, 4, 5]


def test_bare_markdown_and_framed_rows_without_rule():
    assert rows(read("指标|值\n---|---\n场次|5").tables()[0]) == [["指标", "值"], ["场次", "5"]]
    text = "|指标|值|\n|场次|5|\n|人数|6|"
    assert rows(read(text).tables()[0]) == [["指标", "值"], ["场次", "5"], ["人数", "6"]]


@pytest.mark.parametrize(
    "text", ["甲|乙|丙", "|甲|乙|\n正文", "a | b\n正文\n----\nc | d", "│ 甲 │\n│"]
)
def test_lines_with_a_bar_are_no_table(text):
    assert not read(text).tables()


WIDE = """\
┌──┬────┬──┐
│一级│三级指标│指标│
├──┼────┼──┤
│产出│培训场次│≥5 │
│    ├────┼──┤
│指标│合格率  │90% │
├──┴────┼──┤
│合计          │ 100│
└───────┴──┘
"""
NARROW = """\
┌────┬────────┬────┐
│一级│三级指标│指标│
├────┼────────┼────┤
│产出│培训场次│≥5场│
│    ├────────┼────┤
│指标│合格率  │90% │
├────┴────────┼────┤
│合计         │ 100│
└─────────────┴────┘
"""
MERGED = [
    (0, 0, 1, 1, "一级"), (0, 1, 1, 1, "三级指标"), (0, 2, 1, 1, "指标"),
    (1, 0, 2, 1, "产出\n指标"), (1, 1, 1, 1, "培训场次"), (1, 2, 1, 1, "≥5"),
    (2, 1, 1, 1, "合格率"), (2, 2, 1, 1, "90%"), (3, 0, 1, 2, "合计"), (3, 2, 1, 1, "100"),
]  # fmt: skip


@pytest.mark.parametrize("text", [WIDE, NARROW.replace("≥5场", "≥5  ")], ids=["wide", "narrow"])
def test_boxes_keep_merged_cells_in_either_width_of_their_lines(text):
    # In old fonts a line character is as wide as a Chinese one.
    document = read(f"题\n{text}尾")
    (table,) = document.tables()
    assert grid(table) == MERGED
    assert table.cells[0].origin.line == 3
    assert [line.text for line in document.lines()] == ["题", "尾"]


def test_boxes_of_plus_and_minus_and_rows_without_rules():
    text = "+----+------+\n| a  | b    |\n+====+======+\n| 1  | 2    |\n|    | 3    |\n+----+------+\n| x  | -    |\n+----+------+"
    assert rows(read(text).tables()[0]) == [["a", "b"], ["1", "2\n3"], ["x", "-"]]
    text = "┌──┬──┐\n│a │b │\n├──┼──┤\n│1 │2 │\n│3 │4 │\n└──┴──┘"
    assert rows(read(text).tables()[0]) == [["a", "b"], ["1", "2"], ["3", "4"]]


def test_boxes_that_do_not_line_up_are_split_by_count_or_left_as_lines():
    even = "┌──┬──┐\n│指标 │值│\n├──┼──┤\n│培训场次│5│\n└──┴──┘"
    assert rows(read(even).tables()[0]) == [["指标", "值"], ["培训场次", "5"]]
    odd = even.replace("│5│", "│")
    assert not read(odd).tables()
    assert [line.text for line in read(odd).lines()] == odd.split("\n")


ALIGNED = """\
一级指标  二级指标  三级指标    指标值
产出指标  数量指标  培训场次    ≥5场
          质量指标  合格率      ≥95%
效益指标  社会效益  知晓率      ≥80%
"""


def test_columns_aligned_with_blanks_are_a_table():
    document = read(f"项目名称：  培训\n{ALIGNED}\n说明：由单位填写。\n")
    (table,) = document.tables()
    assert rows(table)[1:3] == [
        ["产出指标", "数量指标", "培训场次", "≥5场"], ["", "质量指标", "合格率", "≥95%"],
    ]  # fmt: skip
    assert [line.text for line in document.lines()] == [
        "项目名称：  培训",
        "",
        "说明：由单位填写。",
    ]
    assert table.cells[0].origin.line == 2
    wide = "一级　　三级　　值\n产出　　场次　　5\n效益　　人数　　6\n满意　　群众　　90%"
    assert rows(read(wide).tables()[0])[3] == ["满意", "群众", "90%"]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(ALIGNED.split("\n")[:3]),
        ALIGNED + "     （续）\n",
        ALIGNED.replace("培训场次    ≥5场", "培训\t≥5场"),
        "甲  乙  丙\n  丁  戊  己\n   庚  辛    壬\n癸     子  丑\n",
        "甲方：    乙方：\n" * 6,
    ],
    ids=["too-few", "continued", "tabs", "not-aligned", "two-columns"],
)
def test_blanks_that_do_not_convince_stay_lines(text):
    document = read(text)
    assert not document.tables()
    assert [line.text for line in document.lines()] == text.removesuffix("\n").split("\n")


def test_a_cell_that_goes_on_below_is_one_cell():
    text = (
        "一级指标    三级指标            指标值\n产出        困境儿童走访次数    ≥4次\n"
        "            （人均）\n            热线接听率          95%\n效益        受益人数            6人\n"
    )
    table = read(text).tables()[0]
    assert rows(table)[1] == ["产出", "困境儿童走访次数\n（人均）", "≥4次"]
    assert "热线接听率" in [cell.text for cell in table.cells]


def test_notices_of_decoding_are_handed_on():
    for name, text in (("a.txt", "正文"), ("a.csv", "甲,乙,丙\n1,2,3"), ("a.jsonl", "{}")):
        document = read_text(text, name=name, limits=LIMITS, notices=("提示",))
        assert document.notices == ("提示",)


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("|a|b|c|\n|---|---|---|\n|1|2|3|", {"columns_per_sheet": 1}),
        ("|a|b|c|\n|---|---|---|\n|1|2|3|", {"cells": 5}),
        ("|abcd|b|\n|---|---|\n|1|2|", {"cell_characters": 3}),
        (WIDE, {"columns_per_sheet": 2}),
        (ALIGNED, {"columns_per_sheet": 3}),
        ("a,b,c\n" * 9, {"cells": 20}),
        ("a,b,c\n" * 9, {"rows_per_sheet": 4}),
    ],
)
def test_limits_are_kept(text, limits):
    with pytest.raises(InputError) as caught:
        read(text, **limits)
    assert caught.value.code == "input.limit"
