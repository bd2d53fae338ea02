"""Binary workbooks (.xlsb), checked against what LibreOffice and calamine read of them."""

import io
from dataclasses import replace

import pytest
from binary_files import binary_workbook, parts
from hypothesis import given, settings
from hypothesis import strategies as st
from old_files import outcome
from python_calamine import CalamineWorkbook

from assessor.core.limits import Limits
from assessor.documents.document import Document
from assessor.documents.spreadsheets.xlsx import read_xlsx
from document_word import zipped

LIMITS = Limits(cells=20_000)


def test_values_formats_merges_and_hidden_parts():
    document = read_xlsx("a.xlsb", binary_workbook(), limits=LIMITS)
    assert document.kind == "xlsb"
    (table,) = document.tables()
    assert table.name == "绩效表"
    assert {(c.row, c.column): c.text for c in table.cells} == {
        (0, 0): "一级指标", (0, 1): "指标值",
        (1, 0): "产出指标", (1, 1): "≥1,200人",
        (2, 1): "95.00%", (2, 2): "是", (2, 3): "#REF!",
        (3, 1): "2025年12月31日", (3, 2): "合计",
    }  # fmt: skip
    assert next(c for c in table.cells if c.text == "产出指标").row_span == 3
    assert [c.text for c in table.cells if c.origin.hidden] == ["95.00%", "是", "#REF!"]
    assert any("D 列" in notice for notice in document.notices)


def test_the_sample_is_a_workbook_for_others_too():
    book = CalamineWorkbook.from_filelike(io.BytesIO(binary_workbook()))
    assert book.get_sheet_by_name("绩效表").to_python()[2][1] == 0.95


@pytest.mark.parametrize(
    "change",
    [
        {"xl/worksheets/sheet1.bin": b"\x00\x7f"},
        {"xl/sharedStrings.bin": b""},
        {"xl/workbook.bin": b""},
        {"xl/workbook.bin": b"\xff\xff\xff\xff\xff\xff"},
    ],
)
def test_broken_parts_are_damage(change):
    refusal, _document = outcome(read_xlsx, "a.xlsb", zipped(parts() | change), limits=LIMITS)
    assert refusal.code == "input.damaged"


@pytest.mark.parametrize(
    "limits", [{"cells": 3}, {"rows_per_sheet": 2}, {"inflated_bytes": 100}, {"sheets": 0}]
)
def test_limits_are_kept(limits):
    refusal, _document = outcome(
        read_xlsx, "a.xlsb", binary_workbook(), limits=replace(LIMITS, **limits)
    )
    assert refusal.code == "input.limit"


@settings(max_examples=200)
@given(
    part=st.sampled_from(sorted(name for name in parts() if name.endswith(".bin"))),
    changes=st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 255)), max_size=8),
)
def test_only_explained_errors_come_out(part, changes):
    all_parts = parts()
    mutated = bytearray(all_parts[part])
    for place, value in changes:
        mutated[place % len(mutated)] = value
    data = zipped(all_parts | {part: bytes(mutated)})
    refusal, document = outcome(read_xlsx, "a.xlsb", data, limits=LIMITS)
    assert isinstance(document, Document) or (refusal.message and refusal.hint)
