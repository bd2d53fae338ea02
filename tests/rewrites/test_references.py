import pytest

from assessor.rewrites.references import GoodRow, collect, plain, reference_for, references_of

SECTORS = (("学校教育", ("学校", "教育")), ("卫生医保", ("医院", "医疗")))


def rows(name, values, sector="学校教育"):
    return [GoodRow(name=name, value=value, sector=sector) for value in values]


RATES = [f"≥{figure}%" for figure in (80, 82, 84, 86, 88, 90, 92, 94, 96)]


def test_quartiles_of_rows_with_the_same_noun_and_unit():
    known = collect(rows("培训合格率", RATES), SECTORS)
    found = known.find("学员考核合格率", "≥【__】%")
    assert found is not None
    assert (found.count, found.low, found.middle, found.high) == (9, 84.0, 88.0, 92.0)
    assert (found.unit, found.sector) == ("%", "")


def test_the_own_sector_comes_first():
    known = collect(
        rows("设备完好率", RATES) + rows("设备完好率", ["≥99%"] * 8, sector="卫生医保"), SECTORS
    )
    own = known.find("器械完好率", "≥【__】%", "县人民医院设备购置")
    elsewhere = known.find("器械完好率", "≥【__】%", "公园")
    assert own is not None
    assert elsewhere is not None
    assert (own.sector, own.middle, own.count) == ("卫生医保", 99.0, 8)
    assert (elsewhere.sector, elsewhere.count) == ("", 17)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("知晓率", "≥【__】%"),
        ("合格人数", "≥【__】人"),
        ("合格率", "≥【__】‰"),
        ("合格率", "【__】"),
    ],
)
def test_other_measures_have_no_range(name, value):
    assert collect(rows("合格率", RATES), SECTORS).find(name, value) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("完成时间", "2025年12月31日前"),
        ("补助金额", "≤300万元"),
        ("补助标准", "≤500元/人"),
        ("培训人数", "≥200人"),
    ],
)
def test_dates_money_and_amounts_have_none_however_many_rows(name, value):
    assert collect(rows(name, [value] * 20), SECTORS).ranges == {}


def test_seven_rows_are_too_few():
    assert collect(rows("合格率", RATES[:7]), SECTORS).ranges == {}
    assert collect(rows("合格率", RATES[:8]), SECTORS).ranges


def test_values_with_several_figures_are_left_out():
    several = ["小学≥90%、初中≥95%"] * 8
    assert collect(rows("合格率", several), SECTORS).ranges == {}


def test_ranges_survive_storage():
    known = collect(rows("合格率", RATES), SECTORS)
    assert references_of(plain(known)) == known


def test_without_learnt_ranges_there_is_none(monkeypatch):
    monkeypatch.setattr("assessor.rewrites.references.references_in", lambda _: None)
    assert reference_for("本项目独有的合格率", "≥【__】%") is None
