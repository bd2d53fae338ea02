"""Rewrites of a run: which rows get them, what stands around a row, and what failures cost."""

import json
import pickle
from dataclasses import replace
from pathlib import Path

import pytest

import assessor
from assessor.assessing import BATCH, Assessor
from assessor.core.assessment import DocumentAssessment, IndicatorAssessment
from assessor.core.rewrite import Rewrites
from assessor.core.submission import Indicator, Project, Submission
from assessor.errors import ConfigError, InputError, ModelError
from assessor.pipeline.history import History, Match
from assessor.pipeline.pool import assess_in_processes
from assessor.pipeline.references import read_references
from assessor.pipeline.rewriting import Rewriting
from assessor.pipeline.running import (
    AssessedRow,
    Run,
    RunOptions,
    assess_sources,
    rows_in_input_order,
    stream_rows,
)
from assessor.pipeline.sources import find_sources
from assessor.rewrites.case import Surroundings

WEAK = {"level2": "社会效益指标", "name": "职工素质", "value": "明显提升"}
GOOD = {"level2": "数量指标", "name": "开展心理健康课程", "value": "≥5场"}
POISON = "毒"


class Recorder:
    """Answers every row with its name; fails on one that holds POISON."""

    def __init__(self, error: Exception | None = None) -> None:
        self.seen: list[tuple[IndicatorAssessment, Surroundings]] = []
        self.calls = 0
        self.error = error or ZeroDivisionError("x")

    def rewrites(self, rows, surroundings, *, most):
        self.calls += 1
        assert len(rows) == len(surroundings)
        if any(POISON in row.indicator.name for row in rows):
            raise self.error
        self.seen += zip(rows, surroundings, strict=True)
        return tuple(Rewrites(withheld=f"{row.indicator.name}{most}") for row in rows)


@pytest.fixture(scope="module")
def assess():
    model = Assessor.of()
    return lambda *rows: tuple(
        model.assess(Indicator(id=str(i), **row) for i, row in enumerate(rows))
    )


def write(path: Path, *rows: dict[str, str]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def named(name: str, **more) -> dict[str, str]:
    return {**WEAK, "name": name, **more}


class TestRewriting:
    def test_only_rows_with_a_defect_are_asked_for_and_order_is_kept(self, assess):
        proposer = Recorder()
        rows = assess(named("甲素质"), GOOD, named("乙素质"))
        done = list(Rewriting(proposer=proposer, most=2).alone(rows))
        assert [row.rewrites.withheld for row in done] == ["甲素质2", "", "乙素质2"]
        assert [replace(row, rewrites=Rewrites()) for row in done] == list(rows)
        assert proposer.calls == 1

    def test_no_weak_row_no_call(self, assess):
        proposer = Recorder()
        assert list(Rewriting(proposer=proposer, most=2).alone(assess(GOOD, GOOD)))
        assert proposer.calls == 0

    def test_a_failure_costs_the_row_at_fault_alone(self, assess):
        rows = assess(*(named(f"{POISON if i == 5 else i}号职工素质") for i in range(9)))
        done = list(Rewriting(proposer=Recorder(), most=1).alone(rows))
        assert "程序出错（ZeroDivisionError: x）" in done[5].rewrites.withheld
        assert all(
            row.rewrites.withheld == f"{row.indicator.name}1" for row in done if row is not done[5]
        )

    def test_a_wrong_number_of_answers_is_a_failure_too(self, assess):
        class Short:
            def rewrites(self, rows, surroundings, *, most):
                return ()

        [row] = Rewriting(proposer=Short(), most=1).alone(assess(WEAK))
        assert "程序出错" in row.rewrites.withheld

    def test_knowledge_that_is_missing_is_told_and_asked_for_once(self, assess):
        proposer = Recorder(ModelError("模型坏了", hint="重装"))
        rows = assess(named(POISON + "职工素质"), WEAK)
        done = list(Rewriting(proposer=proposer, most=1).alone(rows))
        assert [row.rewrites.withheld for row in done] == ["模型坏了；重装"] * 2
        assert proposer.calls == 1

    def test_rows_are_taken_in_batches(self, assess):
        [row] = assess(WEAK)
        taken = 0

        def rows():
            nonlocal taken
            for _ in range(3 * BATCH):
                taken += 1
                yield row

        next(Rewriting(proposer=Recorder(), most=1).alone(rows()))
        assert taken == BATCH


def around(rows, *, name="职工之家", is_list=False, history=None, count=None):
    proposer = Recorder()
    indicators = tuple(row.indicator for row in rows) * (count or 1)
    project = Project(name=name, budget="10万元", indicators=indicators)
    submission = Submission(organisation="某区总工会", year=2025, projects=(project,))
    places = [(submission, project, row.indicator) for row in rows]
    rewriting = Rewriting(proposer=proposer, most=1, history=history or History())
    list(rewriting.in_document(rows, places, is_list=is_list))
    return [found for _, found in proposer.seen]


class TestSurroundings:
    def test_rows_of_a_project_share_what_the_document_says(self, assess):
        rows = assess(WEAK, GOOD, named("干部素质"))
        first, second = around(rows)
        assert first is second
        assert (first.project, first.budget, first.organisation, first.year) == (
            "职工之家", "10万元", "某区总工会", 2025,
        )  # fmt: skip
        assert first.rows == tuple(row.indicator for row in rows)

    @pytest.mark.parametrize(
        ("name", "is_list", "count", "neighbours"),
        [
            ("", False, 1, 2),
            ("", True, 1, 1),
            ("甲", True, 1, 2),
            ("甲", True, 500, 1),
            ("甲", False, 500, 1),
        ],
    )
    def test_rows_that_belong_to_no_common_project_stand_alone(
        self, assess, name, is_list, count, neighbours
    ):
        rows = assess(WEAK, GOOD)
        [found] = around(rows, name=name, is_list=is_list, count=count)
        assert len(found.rows) == neighbours
        assert found.rows[0] == rows[0].indicator


def row_of(name, value="完成上级任务", **more):
    return {"level1": "产出指标", "level2": "数量指标", "name": name, "value": value, **more}


COST = {"level1": "成本指标", "level2": "经济成本指标"}


@pytest.fixture(scope="module")
def three():
    """A run that proposes three rewrites for each weak row."""
    return Run(RunOptions(rewrites=3))


class TestFiguresOfOthers:
    """Rows of a file whose figures belong to someone else (each a file of two rows)."""

    @pytest.mark.parametrize(
        "rows",
        [
            [row_of("村医培训", project="业务经费", organisation="甲县局"),
             row_of("村医培训人次", "≥300人次", project="业务经费", organisation="乙县局")],
            [row_of("村医培训", project="村医培训", year="2026"),
             row_of("村医培训人次", "≥300人次", project="村医培训", year="2025")],
            [row_of("村医培训", goal="加强村医队伍建设。"),
             row_of("图书采购", "完成", goal="全年培训村医300人次。")],
            [row_of("项目总成本", "严格控制", project="业务经费", organisation="甲县局", **COST),
             row_of("项目总成本", "严控", project="业务经费", organisation="乙县局",
                    budget="120万元", **COST)],
            [row_of("项目总成本", "严格控制", project="业务经费", budget="88万元", **COST),
             row_of("项目总成本", "严格控制", project="业务经费", budget="120万元", **COST)],
            [row_of("项目总成本", "严格控制", **COST),
             row_of("项目总成本", "严格控制", budget="30万元", **COST)],
        ],
    )  # fmt: skip
    def test_no_figure_goes_over_to_another_unit_year_or_project(self, rows, three, tmp_path):
        [document] = assess_sources(three, find_sources([write(tmp_path / "1.jsonl", *rows)]))
        first = next(rows_in_input_order(document)).row
        assert first.rewrites.shown
        assert not any(char.isdigit() for r in first.rewrites.shown for char in r.row.value)

    def test_a_row_without_a_project_keeps_what_its_own_line_says(self, three, tmp_path):
        row = row_of("村医培训", goal="全年培训村医300人次。", organisation="甲县局")
        [document] = assess_sources(three, find_sources([write(tmp_path / "1.jsonl", row)]))
        [found] = rows_in_input_order(document)
        values = {rewrite.row.value: rewrite for rewrite in found.row.rewrites.shown}
        rewrite = values["≥300人次"]
        assert [(s.place, s.text) for s in rewrite.sources] == [("绩效目标", "全年培训村医300人次")]
        assert "填报单位" not in rewrite.reason
        assert rewrite.reason.endswith("数字取自绩效目标")

    def test_rows_stand_in_the_order_of_the_file(self, three, tmp_path):
        rows = [row_of("村医培训", project="甲", organisation=f"{i % 2}局") for i in range(6)]
        [document] = assess_sources(three, find_sources([write(tmp_path / "1.jsonl", *rows)]))
        found = list(rows_in_input_order(document))
        assert [row.row.indicator.origin.line for row in found] == [1, 2, 3, 4, 5, 6]
        assert [row.submission.organisation for row in found] == ["0局", "1局"] * 3


class TestRun:
    def test_a_run_without_rewrites_has_none(self, tmp_path):
        path = write(tmp_path / "1.jsonl", WEAK)
        [document] = assess_sources(Run(), find_sources([path]))
        assert isinstance(document, DocumentAssessment)
        assert [row.row.rewrites for row in rows_in_input_order(document)] == [Rewrites()]

    def test_rows_get_what_is_proposed_in_every_way_to_run(self, tmp_path):
        rows = [
            {**(GOOD if i % 3 else WEAK), "id": f"r{i}", "project": f"p{i % 4}"} for i in range(24)
        ]
        paths = [write(tmp_path / f"{i}.jsonl", *rows) for i in range(2)]
        sources = find_sources(paths)
        run = Run(RunOptions(rewrites=2))
        documents = list(assess_sources(run, sources))
        whole = [row for document in documents for row in rows_in_input_order(document)]
        told = [row.row.rewrites for row in whole]
        assert all(
            (found == Rewrites()) is (row.row.indicator.name == GOOD["name"])
            for found, row in zip(told, whole, strict=True)
        )
        assert all(len(found.shown) <= 2 for found in told)
        streamed = [item for item in stream_rows(run, sources.items) if type(item) is AssessedRow]
        assert streamed == whole
        assert list(assess_in_processes(run.options, sources, jobs=2)) == documents

    def test_options_can_be_pickled(self):
        row = Indicator(id="1", **WEAK)
        past = Submission(year=2024, projects=(Project(name="职工之家", indicators=(row,)),))
        options = RunOptions(rewrites=1, history=(past,))
        assert pickle.loads(pickle.dumps(options)) == options

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"rewrites": 4}, "不能是 4 条"),
            ({"rewrites": -1}, "不能是 -1 条"),
        ],
    )
    def test_options_that_mean_nothing_are_refused(self, options, message):
        with pytest.raises(ConfigError, match=message):
            RunOptions(**options)

    def test_a_history_without_rewrites_serves_the_checks_of_the_whole(self):
        row = Indicator(id="1", level2="数量指标", name="开展心理健康课程", value="≥5场")
        past = Submission(projects=(Project(name="职工之家", indicators=(row,)),))
        run = Run(RunOptions(history=(past,)))
        assert run.options.rewrites == 0
        assert run.history.match("职工之家", Submission()) is Match.ONE

    def test_a_history_that_cannot_be_read_is_told_before_a_run_begins(self, tmp_path):
        (tmp_path / "坏.xlsx").write_bytes(bytes(range(8)) * 99)
        write(tmp_path / "今年.jsonl", WEAK)
        for name, code in (("无.xlsx", "input.missing"), ("坏.xlsx", "input.binary")):
            with pytest.raises(InputError, match=f"^history .*{name}：") as found:
                assessor.assess(tmp_path / "今年.jsonl", rewrites=1, history=tmp_path / name)
            assert found.value.code == code
            assert found.value.hint


class TestHistory:
    @pytest.fixture
    def read(self, tmp_path):
        def read(*rows: dict[str, str]) -> History:
            path = write(tmp_path / "上年.jsonl", *rows)
            return History.of(read_references(path, option="--history"))

        return read

    @pytest.mark.parametrize(
        ("past", "name", "matches"),
        [
            ("职工之家建设", "职工之家建设", True),
            ("2024年职工之家建设", "2025年度职工之家建设", True),
            ("职工之家（建设）　经费", "职工之家(建设)经费", True),
            ("職工之家建設", "职工之家建设", True),
            ("职工之家建设", "职工之家修缮", False),
            ("", "", False),
            ("2024年", "2025年", False),
        ],
    )
    def test_projects_are_matched_by_name_and_nothing_is_guessed(self, read, past, name, matches):
        history = read(named("职工素质", project=past))
        assert bool(history.rows_of(name, Submission())) is matches

    def test_two_projects_that_could_be_meant_are_none(self, read):
        rows = [named("职工素质", project=f"{year}年职工之家") for year in (2023, 2024)]
        assert read(*rows).rows_of("2025年职工之家", Submission()) == ()

    def test_another_unit_or_year_is_no_match(self):
        project = Project(name="职工之家", indicators=(Indicator(id="1", name="a", value="1"),))
        past = Submission(organisation="某区总工会", year=2024, projects=(project,))
        history = History()
        history.add(past)
        matches = {
            (organisation, year): bool(
                history.rows_of("职工之家", Submission(organisation=organisation, year=year))
            )
            for organisation in (None, "某区 总工会", "某区妇联")
            for year in (None, 2024, 2025, 2026)
        }
        assert {key for key, found in matches.items() if found} == {
            ("某区 总工会", None), ("某区 总工会", 2025),
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("past", "organisation", "year", "match"),
        [
            ([("甲局", 2025)], "甲局", 2026, Match.ONE),
            ([("甲局", 2025)], None, 2026, Match.NONE),
            ([(None, 2025)], "甲局", 2026, Match.NONE),
            ([(None, 2025)], None, 2026, Match.ONE),
            ([(None, 2025), ("乙局", 2025)], None, 2026, Match.NONE),
            ([("甲局", 2022)], "甲局", 2026, Match.NONE),
            ([("甲局", 2025), ("甲局", 2024)], "甲局", 2026, Match.ONE),
            ([("甲局", 2025), ("甲局", 2024)], "甲局", None, Match.NONE),
            ([("甲局", None)], "甲局", 2026, Match.ONE),
            ([("甲局", None)], "甲局", None, Match.ONE),
            ([("甲局", None), ("甲局", 2024)], "甲局", 2026, Match.NONE),
        ],
    )
    def test_unit_and_year_must_be_sure(self, past, organisation, year, match):
        history = History()
        for unit, past_year in past:
            row = Indicator(id="1", name="a", value="1")
            project = Project(name="职工之家", indicators=(row,))
            history.add(Submission(organisation=unit, year=past_year, projects=(project,)))
        now = Submission(organisation=organisation, year=year)
        assert history.match("职工之家", now) is match

    def test_several_that_could_be_meant_are_told_apart_from_none(self, read):
        rows = [named("职工素质", project=f"{year}年职工之家") for year in (2023, 2024)]
        history = read(*rows)
        assert history.match("2025年职工之家", Submission()) is Match.SEVERAL
        assert history.match("别的", Submission()) is Match.NONE

    def test_rows_of_one_project_on_several_sheets_stand_together(self):
        history = History()
        for i in "12":
            row = Indicator(id=i, name=i, value="1")
            history.add(Submission(projects=(Project(name="职工之家", indicators=(row,)),)))
        assert [row.id for row in history.rows_of("职工之家", Submission())] == ["1", "2"]

    def test_the_rows_of_last_year_stand_beside_the_weak_row(self, assess, read):
        history = read(
            named("职工素质", project="职工之家", value="≥90%", organisation="某区总工会")
        )
        [found] = around(assess(WEAK), history=history)
        assert [row.value for row in found.last_year] == ["≥90%"]
        [other] = around(assess(WEAK), name="另一个", history=history)
        assert other.last_year == ()


class TestPublic:
    def test_suggest_answers_for_one_row(self):
        found = assessor.suggest("职工的获得感", "有所提升", level="社会效益", most=2)
        assert 1 <= len(found.shown) <= 2
        assert found.withheld == ""
        assert all("职工" in rewrite.row.name for rewrite in found.shown)

    @pytest.mark.parametrize("name", ["", "  ", "长" * 501, "职工\x1b素质", "<b>职工</b>素质"])
    def test_what_is_no_name_gets_none_and_a_reason(self, name):
        found = assessor.suggest(name, "≥5场")
        assert found.shown == ()
        assert found.withheld

    def test_a_good_row_needs_none(self):
        assert assessor.suggest("开展心理健康课程", "≥5场", level="quantity") == Rewrites()

    def test_one_goal_may_be_a_string(self):
        told = "为120名职工提供心理服务"
        one = assessor.suggest("职工素质", "明显提升", goal=told)
        assert one == assessor.suggest("职工素质", "明显提升", goal=[told])

    @pytest.mark.parametrize(
        ("name", "more"),
        [
            ("村医\ud800", {}),
            (None, {}),
            ("村医", {"value": 5}),
            ("村医", {"value": "\udcff"}),
            ("村医", {"goal": 5}),
            ("村医", {"goal": [None]}),
            ("村医", {"goal": "\udfff"}),
            ("村医", {"project": "\ud800"}),
            ("村医", {"level": "\ud800"}),
        ],
    )
    def test_what_is_no_text_is_refused(self, name, more):
        with pytest.raises(InputError, match=r"应是文字|编码不对"):
            assessor.suggest(name, **more)

    @pytest.mark.parametrize(
        "row",
        [
            {"name": "村医\ud800", "value": "良好"},
            Indicator(id="1", name="村医", value="\udfff"),
            Indicator(id="1", name=None, value="良好"),  # type: ignore[arg-type]
        ],
    )
    def test_rows_that_are_no_text_are_refused(self, row):
        with pytest.raises(InputError, match=r"应是文字|编码不对"):
            assessor.assess_rows([row], rewrites=1)

    @pytest.mark.parametrize(
        "arguments",
        [{"level": "没有的级次"}, {"level1": "没有的级次"}, {"most": 4}, {"most": 0}, {"most": -1}],
    )
    def test_what_is_no_option_is_refused(self, arguments):
        with pytest.raises(ConfigError):
            assessor.suggest("职工素质", "明显提升", **arguments)

    def test_assess_and_assess_rows_take_rewrites(self, tmp_path):
        [row] = assessor.assess_rows([WEAK], rewrites=1)
        assert len(row.rewrites.shown) == 1
        past = write(tmp_path / "上年.jsonl", named("职工素质", project="职工之家"))
        path = write(tmp_path / "今年.jsonl", named("职工素质", project="职工之家"))
        result = assessor.assess(path, rewrites=1, history=past)
        [found] = rows_in_input_order(result.documents[0])
        assert len(found.row.rewrites.shown) == 1
