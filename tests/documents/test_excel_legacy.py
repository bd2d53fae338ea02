"""Old workbooks as a person sees them: formats, code pages, hidden parts, broken files."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from old_files import Error, OldSheet, compound, old_workbook, outcome

from assessor.core.limits import Limits
from assessor.documents.document import Document
from assessor.documents.spreadsheets import xls as excel_legacy
from assessor.documents.spreadsheets.xls import is_bare_workbook, read_xls
from assessor.errors import InputError

LIMITS = Limits()
FEW = Limits(cells=20_000)
FORM = OldSheet(
    name="绩效目标表",
    rows=[
        ["项目支出绩效目标表", None, None, None],
        ["一级指标", "二级指标", "三级指标", "指标值"],
        ["产出指标", "数量指标", "培训人数", 1200],
        ["看不见", "质量指标", "验收合格率", 0.955],
        [None, "时效指标", "完成时间", 46022],
        [None, "成本指标", "预算控制数", Error(0x17)],
    ],
    formats={(2, 3): '"≥"#,##0"人"', (3, 3): "0.0%", (4, 3): 'yyyy"年"m"月"d"日"'},
    merges=[(0, 0, 0, 3), (2, 5, 0, 0)],
)


def read(data, **limits):
    return read_xls("申报表.xls", data, limits=replace(LIMITS, **limits))


def texts(document):
    return {(cell.row, cell.column): cell.text for cell in document.tables()[0].cells}


@pytest.mark.parametrize(
    "options",
    [
        {"version": 8},
        {"version": 8, "bare": True},
        {"version": 5, "codepage": 936},
        {"version": 5, "codepage": 936, "bare": True},
        {"version": 5, "codepage": 1252},
        {"version": 5, "codepage": None},
    ],
    ids=["biff8", "bare8", "gbk", "bare5", "wrong-page", "no-page"],
)
def test_values_are_read_as_shown_in_every_version(options):
    if options["version"] == 5:
        # GBK has no ≥ of one byte, but it has one.
        assert "≥".encode("gbk")
    document = read(old_workbook(FORM, **options))
    assert document.kind == "xls"
    found = texts(document)
    assert found[2, 2] == "培训人数"
    assert found[2, 3] == "≥1,200人"
    assert found[3, 3] == "95.5%"
    assert found[4, 3] == "2025年12月31日"
    assert found[5, 3] == "#REF!"
    assert document.tables()[0].name == "绩效目标表"


def test_merged_cells_are_one_cell_and_what_they_hide_is_left_out():
    cells = {(c.row, c.column): c for c in read(old_workbook(FORM)).tables()[0].cells}
    assert (cells[0, 0].row_span, cells[0, 0].column_span) == (1, 4)
    assert (cells[2, 0].row_span, cells[2, 0].column_span) == (4, 1)
    assert (3, 0) not in cells


def test_hidden_sheets_rows_and_columns_are_read_and_marked():
    first = replace(FORM, hidden_rows=[3], hidden_columns=[1])
    second = OldSheet(name="底稿", rows=[["甲"]], hidden=True)
    document = read(old_workbook(first, second))
    cells = {(c.row, c.column): c for c in document.tables()[0].cells}
    assert cells[3, 2].hidden
    assert cells[3, 2].origin.hidden
    assert cells[2, 1].hidden
    assert not cells[2, 1].origin.hidden
    assert not cells[2, 2].hidden
    assert document.tables()[1].cells[0].hidden
    assert any("第 4 行" in notice and "B 列" in notice for notice in document.notices)
    assert any("底稿" in notice and "隐藏" in notice for notice in document.notices)
    assert any("错误值（D6）" in notice for notice in document.notices)


def test_old_macintosh_dates_and_booleans():
    sheet = OldSheet(name="a", rows=[[44560, True, False]], formats={(0, 0): "yyyy-mm-dd"})
    assert texts(read(old_workbook(sheet, from_1904=True))) == {
        (0, 0): "2025-12-31", (0, 1): "是", (0, 2): "否",
    }  # fmt: skip


def test_latin_code_pages_stay_if_the_text_is_no_chinese():
    sheet = OldSheet(name="a", rows=[["Müll"]])
    data = old_workbook(sheet, version=5, codepage=1252, encoding="latin-1")
    # A lone accented letter before l is no character of GB18030.
    assert texts(read(data)) in ({(0, 0): "Müll"}, {(0, 0): "M黮l"})


def test_encrypted_workbooks_are_named():
    with pytest.raises(InputError) as caught:
        read(old_workbook(FORM, encrypted=True))
    assert caught.value.code == "input.encrypted"


@pytest.mark.parametrize(
    "data",
    [
        compound({"Workbook": b""}),
        compound({"Workbook": b"\x09\x08\x10\x00"}),
        compound({"Other": b"x"}),
        old_workbook(FORM)[:700],
        b"\x09\x08\x10\x00\x00\x06\x05\x00",
    ],
)
def test_damaged_workbooks_are_named(data):
    with pytest.raises(InputError) as caught:
        read(data)
    assert caught.value.code == "input.damaged"
    assert "申报表.xls" in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    "limits",
    [{"rows_per_sheet": 3}, {"columns_per_sheet": 3}, {"cells": 5}, {"cell_characters": 5}],
)
def test_limits_are_kept(limits):
    with pytest.raises(InputError) as caught:
        read(old_workbook(FORM), **limits)
    assert caught.value.code == "input.limit"


def test_too_many_sheets():
    sheets = [OldSheet(name=f"表{n}", rows=[["甲"]]) for n in range(3)]
    with pytest.raises(InputError) as caught:
        read(old_workbook(*sheets), sheets=2)
    assert caught.value.code == "input.limit"


def test_broken_format_records_cost_only_the_formats(monkeypatch):
    whole = excel_legacy.xlrd.open_workbook

    def fails(*, formatting_info, **options):
        if formatting_info:
            raise AssertionError("style table")
        return whole(formatting_info=False, **options)

    monkeypatch.setattr(excel_legacy.xlrd, "open_workbook", fails)
    document = read(old_workbook(FORM))
    assert texts(document)[3, 3] == "0.955"
    # Dates are still known to be dates.
    assert texts(document)[4, 3] == "2025/12/31"
    assert any("格式信息无法解析" in notice for notice in document.notices)


def test_bare_workbooks_are_told_from_other_bytes():
    assert is_bare_workbook(old_workbook(FORM, bare=True))
    assert is_bare_workbook(old_workbook(FORM, bare=True, version=5, codepage=936))
    assert not is_bare_workbook(b"\x09\x08")
    assert not is_bare_workbook(b"\t\x08 tabs and text")
    assert not is_bare_workbook("\t项目\t指标\n".encode())


SAMPLES = (
    old_workbook(FORM, bare=True),
    old_workbook(FORM, bare=True, version=5, codepage=936),
    old_workbook(replace(FORM, hidden_rows=[1])),
)


@settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow])
@given(
    sample=st.integers(0, len(SAMPLES) - 1),
    changes=st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 255)), max_size=10),
    cut=st.integers(0, 60_000),
)
def test_only_explained_errors_come_out(sample, changes, cut):
    mutated = bytearray(SAMPLES[sample])
    for place, value in changes:
        mutated[place % len(mutated)] = value
    if cut % 3 == 0:
        del mutated[cut % len(mutated) :]
    refusal, document = outcome(read_xls, "a.xls", bytes(mutated), limits=FEW)
    assert isinstance(document, Document) or (refusal.message and refusal.hint)
