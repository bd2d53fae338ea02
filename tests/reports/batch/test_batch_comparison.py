"""A batch beside an earlier one, from its own JSON or from that of ``check``."""

import json

import pytest

from assessor.errors import InputError
from assessor.reports.batch.comparison import compare
from assessor.reports.batch.figures_json import figures_text, read_last_batch
from assessor.reports.batch.html_report import write_batch_html
from assessor.reports.json_report import assessment_chunks
from batch_by_hand import UNIT, Made, batch, declared, rows
from sample_assessment import WHOLE_TITLES


@pytest.fixture
def last(tmp_path):
    path = tmp_path / "上批.json"
    path.write_text(figures_text(Made(batch()).report.figures), "utf-8")
    return path


def test_figures_come_back_from_their_json(last):
    figures = Made(batch()).report.figures
    read = read_last_batch(last)
    assert (read.submissions, read.projects, read.rows) == (4, 5, 39)
    assert read.weak == figures.weak
    assert read.units[UNIT] == next(g.weak for g in figures.by_unit if g.name == UNIT)
    comparison = compare(figures, read, titles=WHOLE_TITLES)
    assert comparison.same_yardstick
    assert comparison.whole[0].change.value == 0
    assert not comparison.whole[0].change.is_clear


def test_the_answer_of_check_gives_the_same_counts(tmp_path, last):
    path = tmp_path / "检查.json"
    path.write_text(
        "".join(
            assessment_chunks(
                batch(), assessor_version="1.0", model_id="rows-0", titles=WHOLE_TITLES
            )
        ),
        "utf-8",
    )
    checked, counted = read_last_batch(path), read_last_batch(last)
    assert checked.weak == counted.weak
    assert checked.urgent == counted.urgent
    assert checked.defects == counted.defects
    assert checked.mean_score == pytest.approx(counted.mean_score)
    assert checked.made_by == counted.made_by
    assert {n: s for n, s in counted.grades.items() if s.part} == dict(checked.grades)


def test_a_clear_change_stands_first_and_is_called_so(last):
    many = [declared(UNIT, f"项目{n}", rows(30, weak=25), path=f"{n}.xlsx") for n in range(12)]
    made = Made(many, last=read_last_batch(last))
    page = made.written(write_batch_html).decode()
    assert "变化较为确定" in page
    assert "单位弱指标占比变化" in page
    comparison = made.report.comparison
    assert comparison.units[0].name == UNIT
    assert comparison.only_before == 2
    gone = next(one for one in comparison.defects if one.code == "C01")
    assert (gone.name, gone.now.part) == ("指标归类错误", 0)


def test_another_yardstick_is_told(last):
    content = json.loads(last.read_text("utf-8"))
    content["record"]["model_id"] = "other"
    last.write_text(json.dumps(content), "utf-8")
    made = Made(batch(), last=read_last_batch(last))
    assert "软件或模型版本不同" in made.written(write_batch_html).decode()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"documents": [{}]}', '{"documents": 3}', '{"kind": "batch-report"}',
             "\x00\x01", '{"documents": [{"submissions": [{"projects": [7]}]}]}', "[" * 100_000],
)  # fmt: skip
def test_anything_else_is_a_clear_error(tmp_path, text):
    path = tmp_path / "上批.json"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match="不能作为对照的上一批") as caught:
        read_last_batch(path)
    assert "assessor report" in caught.value.hint


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ({"schema_version": 1, "documents": []}, "不是批次报告或检查结果"),
        ({"schema_version": 1, "assessor_version": "1.0", "documents": []}, "不是批次报告或检查结果"),
        ({"schema_version": 1, "assessor_version": "1.0", "model_id": "m", "documents": []},
         "里面没有一份申报"),
        ({"schema_version": 9, "assessor_version": "1.0", "model_id": "m", "documents": []},
         "格式版本不同"),
    ],
)  # fmt: skip
def test_a_foreign_or_empty_result_is_refused(tmp_path, content, why):
    path = tmp_path / "上批.json"
    path.write_text(json.dumps(content), "utf-8")
    with pytest.raises(InputError, match=why):
        read_last_batch(path)


def test_an_empty_report_and_impossible_shares_are_refused(tmp_path, last):
    path = tmp_path / "空.json"
    path.write_text(figures_text(Made([]).report.figures), "utf-8")
    with pytest.raises(InputError, match="里面没有一份申报"):
        read_last_batch(path)
    content = json.loads(last.read_text("utf-8"))
    for weak in ({"part": 50, "whole": 39}, {"part": -1, "whole": 39}):
        last.write_text(json.dumps({**content, "weak": {**content["weak"], **weak}}), "utf-8")
        with pytest.raises(InputError, match="内容不完整或被改动过"):
            read_last_batch(last)


def test_a_change_of_a_unit_with_few_rows_stands_last_and_is_called_so(tmp_path):
    def units(*weak: int) -> list:
        sizes = (3, 60, 60)
        return [
            declared(f"第{n}局", "项目", rows(size, weak=part), path=f"{n}.xlsx")
            for n, (size, part) in enumerate(zip(sizes, weak, strict=True))
        ]

    path = tmp_path / "上批.json"
    path.write_text(figures_text(Made(units(0, 5, 5)).report.figures), "utf-8")
    made = Made(units(3, 6, 40), last=read_last_batch(path))
    assert [one.name for one in made.report.comparison.units] == ["第2局", "第1局", "第0局"]
    page = made.written(write_batch_html).decode()
    assert "第0局（样本少）" in page
    assert "第1局（样本少）" not in page


def test_a_missing_file_is_a_clear_error(tmp_path):
    with pytest.raises(InputError, match="不存在"):
        read_last_batch(tmp_path / "没有.json")
    with pytest.raises(InputError, match="不能读取"):
        read_last_batch(tmp_path)
