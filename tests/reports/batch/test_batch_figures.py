"""The figures of a batch are those that a person counts, with honest intervals."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from assessor.reports.batch.chinese_numbers import change_text, money_text, share_text
from assessor.reports.batch.collecting import Collector
from assessor.reports.batch.defect_chance import defect_chance
from assessor.reports.batch.figures import LEAST_ROWS, NO_DECLARED
from assessor.reports.batch.intervals import (
    Interval,
    Method,
    Share,
    clustered_share,
    difference,
    simple_share,
    wilson,
)
from assessor.reports.batch.row_records import RecordStore
from batch_by_hand import HOSTILE_UNIT, KNOWLEDGE, LONG, PROJECT, UNIT, Made, batch, declared, rows
from sample_assessment import FAILURE, document, judgement


class TestIntervals:
    @given(st.integers(1, 3000), st.data())
    def test_wilson_is_that_of_scipy(self, whole, data):
        part = data.draw(st.integers(0, whole))
        expected = binomtest(part, whole).proportion_ci(method="wilson")
        found = wilson(part, whole)
        assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-6)
        assert found.low <= part / whole <= found.high

    def test_few_submissions_get_wilson_and_many_a_bootstrap(self):
        assert clustered_share([1] * 9, [5] * 9).method is Method.WILSON
        found = clustered_share([0, 5] * 30, [5] * 60)
        assert found.method is Method.BOOTSTRAP
        alone = wilson(150, 300)
        # Whole submissions are good or bad here: the rows are no 300 independent ones.
        assert found.interval.high - found.interval.low > 1.5 * (alone.high - alone.low)

    def test_a_bootstrap_covers_the_truth_about_as_often_as_it_says(self):
        random = np.random.default_rng(1)
        hits = 0
        for _ in range(200):
            chances = random.beta(2, 6, 60)
            wholes = random.integers(5, 30, 60)
            found = clustered_share(random.binomial(wholes, chances).tolist(), wholes.tolist())
            hits += found.interval.low <= 0.25 <= found.interval.high
        assert 178 <= hits <= 200

    def test_nothing_has_no_share_and_none_or_all_still_an_interval(self):
        assert clustered_share([], []) == Share(part=0, whole=0)
        assert clustered_share([0] * 20, [10] * 20).interval.high > 0
        assert clustered_share([10] * 20, [10] * 20).interval.low < 1

    def test_a_change_is_clear_only_outside_of_both_intervals(self):
        small = difference(simple_share(10, 100), simple_share(12, 100))
        large = difference(simple_share(100, 1000), simple_share(300, 1000))
        assert not small.is_clear
        assert large.is_clear
        assert difference(simple_share(0, 0), simple_share(1, 2)).value is None


class TestNumbersInChinese:
    def test_a_share_has_its_interval(self):
        share = Share(part=1, whole=8, interval=Interval(low=0.101, high=0.148))
        assert share_text(share) == "12.5%（10.1%–14.8%）"
        assert share_text(Share(part=0, whole=0)) == "—"

    @pytest.mark.parametrize(
        ("yuan", "text"),
        [(0.0, "0.00万元"), (1234.0, "0.12万元"), (1_205_000.0, "120.5万元"), (1e7, "1,000万元"),
         (99_994_999.0, "9,999万元"), (123_456_789.0, "1.23亿元"), (None, "—")],
    )  # fmt: skip
    def test_money(self, yuan, text):
        assert money_text(yuan) == text

    def test_a_change_is_in_points(self):
        change = difference(simple_share(100, 1000), simple_share(150, 1000))
        assert change_text(change).startswith("+5.0个百分点（+")


class TestFigures:
    @pytest.fixture
    def figures(self):
        return Made(batch()).report.figures

    def test_counts(self, figures):
        assert (figures.documents, figures.submissions, figures.projects) == (4, 4, 5)
        assert figures.rows == 24 + 3 + 6 + 6
        assert figures.weak.part == 6 + 1 + 4 + 4
        assert figures.units == 3
        assert figures.years == (2025,)
        assert [f.path for f in figures.record.failures] == [FAILURE.path]
        assert dict((n, s.part) for n, s in figures.grades) == {
            "优": 1,
            "良": 1,
            "中": 1,
            "差": 1,
            "未评级": 0,
        }
        assert sum(figures.scores) == 4
        assert figures.mean_score == pytest.approx((88 + 92.5 + 78.5 + 55) / 4)

    def test_money_says_how_much_is_unknown(self, figures):
        money = figures.money
        assert (money.projects, money.known) == (4, 3)
        assert (money.weak_projects, money.weak_known) == (4, 3)
        assert money.weak_total == pytest.approx(1_205_000 + 30_000 + 99_999_900)
        assert money.by_share == pytest.approx(
            1_205_000 * 6 / 24 + 30_000 * 4 / 6 + 99_999_900 * 4 / 6
        )

    def test_units_with_few_rows_have_no_place(self, figures):
        ranked = {group.name: group.ranked for group in figures.by_unit}
        assert ranked == {UNIT: True, "某区总工会": False, HOSTILE_UNIT: False}
        assert next(g for g in figures.by_unit if g.name == UNIT).rows >= LEAST_ROWS

    def test_the_worklist_goes_by_money_and_probability_and_ends_with_the_unknown(self, figures):
        known = [item.priority for item in figures.worklist if item.priority is not None]
        assert known == sorted(known, reverse=True)
        assert [item.priority is None for item in figures.worklist] == [False, False, False, True]
        assert figures.worklist[-1].project == LONG
        first = next(item for item in figures.worklist if item.project == PROJECT)
        assert first.priority == pytest.approx(1_205_000 * first.probability)

    def test_declared_levels_stand_against_judged_ones(self, figures):
        counts = {
            (declared, judged): count
            for declared, line in zip(figures.levels.declared, figures.levels.counts, strict=True)
            for judged, count in zip(figures.levels.judged, line, strict=True)
        }
        assert counts["数量指标", "社会效益指标"] == 27 + 2
        assert sum(counts.values()) == figures.rows
        assert sum(n for (d, _), n in counts.items() if d == NO_DECLARED) == 8

    def test_a_row_is_misplaced_where_its_judgement_says_so_and_not_by_its_best_type(self):
        """All rows look most like 社会效益; three of them are judged to be misplaced."""
        said = [judgement(level_mismatch=n < 3) for n in range(30)]
        made = tuple(replace(row, judgement=s) for row, s in zip(rows(30), said, strict=True))
        figures = Made([declared(UNIT, PROJECT, made, path="一.xlsx")]).report.figures
        levels = figures.levels
        assert (levels.mismatch.part, levels.mismatch.whole) == (3, 30)
        assert (levels.unlike.part, levels.unlike.whole) == (30, 30)
        assert sum(map(sum, levels.misplaced)) == 3
        assert levels.misplaced[0][5] == 3

    def test_a_row_without_a_declared_type_is_never_misplaced(self):
        (row,) = rows(1)
        bare = replace(row.indicator, level1="", level2="")
        odd = replace(row, indicator=bare, judgement=judgement(level_mismatch=True))
        levels = Made([declared(UNIT, PROJECT, (odd,), path="x.xlsx")]).report.figures.levels
        assert (levels.mismatch.part, levels.mismatch.whole) == (0, 0)
        assert sum(map(sum, levels.misplaced)) == 0

    def test_groups_of_few_rows_go_by_their_number_of_rows_and_not_by_their_share(self):
        small = [
            declared(f"单位{n}", PROJECT, rows(n, weak=weak), path=f"{n}.xlsx")
            for n, weak in ((3, 3), (12, 1), (19, 0), (40, 8), (25, 20))
        ]
        figures = Made(small).report.figures
        assert [g.rows for g in figures.by_unit] == [25, 40, 19, 12, 3]
        assert [g.ranked for g in figures.by_unit] == [True, True, False, False, False]

    def test_findings_set_aside_are_counted_for_the_record(self):
        assert Made(batch()).report.figures.record.set_aside == 0
        first, second, *rest = rows(5, weak=2)
        settled = replace(first, findings=(), set_aside=1)
        made = Made([declared(UNIT, PROJECT, (settled, second, *rest), path="一.xlsx")])
        assert made.report.figures.record.set_aside == 1
        (record,) = made.store.records()
        assert [row.is_open for row in record.rows] == [False, True, False, False, False]

    def test_every_defect_is_counted_once_per_submission(self, figures):
        vague = next(one for one in figures.defects if one.code == "W01")
        assert vague.findings == 6 + 1 + 2 + 2
        assert (vague.submissions.part, vague.submissions.whole) == (4, 4)
        assert vague.title == "表述模糊"

    def test_the_ledger_tells_what_is_missing(self, figures):
        checks = {one.code: one for one in figures.record.checks}
        assert checks["V10"].cannot_judge == 1
        assert checks["V10"].reasons == (("上年度绩效目标表", 1),)
        assert checks["S14"].failed == 1
        assert figures.record.row_failures == (("V14", "名称与值不对应", 2),)
        assert figures.record.inputs[0].digest == "0" * 64

    def test_one_unit_alone_leaves_nothing_of_the_others(self):
        figures = Made(batch(), unit=UNIT).report.figures
        assert (figures.submissions, figures.rows, figures.documents) == (2, 27, 2)
        assert {group.name for group in figures.by_unit} == {UNIT}

    def test_an_empty_batch_has_no_figure(self):
        figures = Made([]).report.figures
        assert figures.weak.value is None
        assert figures.weak.interval is None
        assert figures.mean_score is None
        assert figures.worklist == ()

    def test_rows_with_the_same_id_keep_their_own_findings(self):
        same = tuple(
            replace(one, indicator=replace(one.indicator, id="1")) for one in rows(2, weak=1)
        )
        made = Made([declared(UNIT, PROJECT, same, path="x.xlsx")])
        (record,) = made.store.records()
        assert [len(one.findings) for one in record.rows] == [1, 0]

    def test_rows_are_not_kept_in_memory(self):
        """Only numbers per submission and project grow; every row goes to the store."""
        with RecordStore() as store:
            collector = Collector(KNOWLEDGE, store=store)
            for number in range(30):
                collector.add(declared(UNIT, f"项目{number}", rows(5), path=f"{number}.xlsx"))
            held = str(
                {k: v for k, v in vars(collector).items() if k not in ("_store", "_knowledge")}
            )
            assert "管护水库" not in held
            assert sum(len(record.rows) for record in store.records()) == 150

    def test_the_chance_is_the_largest_of_its_parts(self):
        said = document().submissions[0].projects[0].indicators[1].judgement
        assert defect_chance(said) == 0.98
