"""Number formats as a spreadsheet with a Chinese system shows them."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessor.documents.spreadsheets.format_sections import BUILT_IN
from assessor.documents.spreadsheets.number_format import plain_number, shown, shown_text

ACCOUNTING = '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ '


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0.9, "0%", "90%"),
        (0.125, "0%", "13%"),
        (0.955, "0.0%", "95.5%"),
        (1.005, "0.00", "1.01"),
        (3.5, "0.00_ ", "3.50"),
        (1234567.5, "#,##0.00", "1,234,567.50"),
        (12, '0"万元"', "12万元"),
        (40, '"≥"0"人"', "≥40人"),
        (40, "≥0", "≥40"),
        (0.95, '"≥"0%', "≥95%"),
        (100, '≥0"%"', "≥100%"),
        (95, '[>=90]0"分（优）";0"分"', "95分（优）"),
        (50, '[>=90]0"分（优）";0"分"', "50分"),
        (5, '[<10]"0"0;[<100]0', "05"),
        (500, '[<10]"0"0;[<100]0', "500"),
        (12345, r'0\.0,"万"', "1.2万"),
        (12345, "0!.0,", "1.2"),
        (1234567, "#,##0,", "1,235"),
        (-5, "0;(0)", "(5)"),
        (-5, "0.0", "-5.0"),
        (-0.001, "0%", "0%"),
        (0, "0;-0;;@", ""),
        (0, '0;-0;"无"', "无"),
        (3, 'General"人"', "3人"),
        (3, 'G/通用格式"人"', "3人"),
        (5.5, "# ?/?", "5 1/2"),
        (0.25, "# ?/?", "1/4"),
        (12345, "0.00E+00", "1.23E+04"),
        (7, "000", "007"),
        (13912345678, "000-0000-0000", "139-1234-5678"),
        (0.5, ".00", ".50"),
        (0, "#", ""),
        (3, "#.##", "3"),  # a spreadsheet leaves the point standing
        (3.25, "0.0##", "3.25"),
        (1234.5, "[$¥-804]#,##0.00", "¥1,234.50"),
        (1234.5, ACCOUNTING, "¥1,234.50"),
        (0, ACCOUNTING, "¥-"),
        (5, "[Red]0.0", "5.0"),
        (5, "@", "5"),
        (5, '"仅文字"', "仅文字"),
        (2024, "0年", "2024年"),
        (1e20, "0", "1e+20"),
        (True, "0", "是"),
        (False, "General", "否"),
        (float("nan"), "0", ""),
    ],
)
def test_numbers(value, code, text):
    assert shown(value, code) == text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (46022, 'yyyy"年"m"月"d"日"', "2025年12月31日"),
        (46022, "yyyy-mm-dd", "2025-12-31"),
        (46022, 'yyyy"年"m"月"', "2025年12月"),
        (46022, "m/d", "12/31"),
        (46022, "yy/m", "25/12"),
        (46022, "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "2025年12月31日"),
        (46022, '[DBNum1][$-804]yyyy"年"m"月"d"日";@', "2025年12月31日"),
        (46022, "d-mmm-yy", "31-Dec-25"),
        (46022, "aaaa", "星期三"),
        (46022, "dddd", "Wednesday"),
        (46022.5, "yyyy/m/d h:mm", "2025/12/31 12:00"),
        (46022.75, '上午/下午h"时"mm"分"', "下午6时00分"),
        (46022.25, "h:mm AM/PM", "6:00 AM"),
        (0.5, "h:mm:ss", "12:00:00"),
        (1.5, "[h]:mm:ss", "36:00:00"),
        (1, "yyyy-mm-dd", "1900-01-01"),
        (-3, "yyyy-mm-dd", "-3"),
        (9e9, "yyyy-mm-dd", "9000000000"),
        (date(2025, 3, 1), 'm"月"d"日"', "3月1日"),
        (datetime(2025, 3, 1, 8, 5), "General", "2025/3/1"),
        (datetime(2025, 3, 1, 8, 5), "h:mm", "8:05"),
        (time(8, 5), "h:mm", "8:05"),
        (time(8, 5), "General", "08:05"),
        (timedelta(hours=30), "[h]:mm", "30:00"),
    ],
)
def test_dates_and_times(value, code, text):
    assert shown(value, code) == text


def test_workbooks_of_old_macintoshes_count_from_1904():
    assert shown(44560, "yyyy-mm-dd", from_1904=True) == "2025-12-31"


@pytest.mark.parametrize(
    ("text", "code", "shown_as"),
    [
        ("95%", '"≥"@', "≥95%"),
        ("12", '0;0;0;@"人"', "12人"),
        ("12", "0.00", "12"),
        ("12", "@", "12"),
        ("12", '0;0;0;"隐"', "12"),
    ],
)
def test_formats_add_words_to_texts(text, code, shown_as):
    assert shown_text(text, code) == shown_as


def test_plain_numbers_have_no_noise():
    assert [plain_number(x) for x in (0.1 + 0.2, 3.0, 1e15, 1234567.891, 1e-12)] == [
        "0.3", "3", "1e+15", "1234567.891", "1e-12",
    ]  # fmt: skip


@pytest.mark.parametrize("code", sorted(set(BUILT_IN.values())))
def test_built_in_formats_show_every_usual_number(code):
    for value in (0, 0.5, -1.5, 46022, 1e12):
        assert isinstance(shown(value, code), str)


@given(
    value=st.floats(allow_nan=True) | st.integers(-(10**20), 10**20) | st.booleans(),
    code=st.text("0#?.,%;\"'[]<>=@_*\\!年月日yYmdhsEe+-/Ga上午下 9$¥人", max_size=25),
    from_1904=st.booleans(),
)
def test_no_format_is_too_strange(value, code, from_1904):
    text = shown(value, code, from_1904=from_1904)
    assert text == text.strip()
    assert isinstance(shown_text("甲", code), str)


@given(value=st.integers(-(10**12), 10**12), places=st.integers(0, 6))
def test_fixed_decimals_keep_the_value(value, places):
    code = "#,##0" + ("." + "0" * places if places else "")
    assert float(shown(value / 1000, code).replace(",", "")) == pytest.approx(
        value / 1000, abs=0.51 * 10**-places
    )
