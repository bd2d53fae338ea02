"""The review of the reference documents by hand: well formed, and compared as it should be.

The documents do not ship; ``.ci/seeds.py`` compares where they are at hand.
"""

from dataclasses import replace

import pytest
import seed_comparison as seeds

from assessor.core.assessment import ProjectAssessment, SubmissionAssessment
from assessor.core.claim import Claim, ClaimKind, ClaimTopic, ClaimVerdict
from assessor.core.finding import Finding, FoundBy, Place, Severity
from assessor.core.ledger import Confirmed
from assessor.core.submission import Field, Indicator, Project, Submission

FINDING = Finding(
    id="1", code="S05", name="n", severity=Severity.MAJOR, field=Field.TEXT, start=0, end=4,
    text="开展义诊12场", message="“开展义诊12场”没有指标", hint="", source="", found_by=FoundBy.RULE,
    place=Place.GOAL, project=0, number=0,
)  # fmt: skip
ROW = Indicator(id="r1", name="义诊 人次", value="≥900人次")


def submission(*findings, confirmations=(), claims=()):
    project = Project(name="基层义诊 项目", indicators=(ROW,))
    return SubmissionAssessment(
        submission=Submission(projects=(project,)),
        projects=(ProjectAssessment(project=project, indicators=(), findings=findings),),
        confirmations=confirmations,
        claims=claims,
    )


def outcome(review, *findings, **more):
    return seeds.compare(review, [submission(*findings, **more)])


class TestReview:
    def test_every_document_is_reviewed_and_recorded(self):
        numbers = ["000", "001", "002", "003", "004"]
        assert sorted(seeds.read_review()) == numbers
        assert sorted(seeds.read_agreement()) == numbers

    def test_every_entry_says_what_where_and_why(self):
        for review in seeds.read_review().values():
            assert set(review) <= set(seeds.KINDS)
            for entry in review["defects"]:
                assert set(entry) <= {"code", "project", "row", "words", "sure", "why"}
                assert entry["why"]
                assert entry["code"] == "S01" or entry.get("words") or entry.get("row")
            texts = [v for kind in review.values() for entry in kind for v in entry.values()]
            assert all(isinstance(text, str | bool) for text in texts)

    def test_the_record_holds_each_defect_of_the_review_once_and_judges_the_others(self):
        record = seeds.read_agreement()
        for number, review in seeds.read_review().items():
            told = [line.removesuffix("?") for line in
                    (*record[number].get("met", ()), *record[number].get("missed", ()))]  # fmt: skip
            assert sorted(told) == sorted(seeds.name_of(entry) for entry in review["defects"])
            for said in record[number].get("besides", {}).values():
                assert said.split("：", 1)[0] in seeds.VERDICTS


class TestComparison:
    def test_a_finding_that_quotes_the_words_meets_the_entry(self):
        found = outcome({"defects": [{"code": "S05", "words": "义诊 12 场"}]}, FINDING)
        assert found.met == ["S05 | 义诊 12 场"]
        assert found.plain() == {"met": found.met}

    @pytest.mark.parametrize(
        "entry",
        [
            {"code": "S06", "words": "义诊12场"},
            {"code": "S05", "words": "义诊13场"},
            {"code": "S05", "words": "义诊12场", "project": "送医下乡"},
            {"code": "S05", "row": "义诊人次"},
        ],
    )
    def test_another_code_place_or_text_does_not(self, entry):
        found = outcome({"defects": [entry]}, FINDING)
        assert found.missed == [seeds.name_of(entry)]
        assert found.besides == {"S05 | 基层义诊 项目 | 开展义诊12场": seeds.OPEN}

    def test_a_row_is_known_by_its_name(self):
        row = replace(FINDING, code="S06", place=Place.ROW, row="r1", text="")
        found = outcome(
            {"defects": [{"code": "S06", "project": "基层义诊", "row": "义诊人次"}]}, row
        )
        assert found.met

    def test_an_arguable_entry_that_is_missed_is_marked(self):
        entry = {"code": "S08", "words": "保障", "sure": False}
        assert outcome({"defects": [entry]}).missed == ["S08 | 保障?"]

    def test_a_finding_about_something_lawful_is_wrong_from_the_start(self):
        found = outcome({"lawful": [{"code": "S05", "project": "基层义诊"}]}, FINDING)
        assert list(found.besides.values()) == ["wrong"]

    def test_defects_of_single_rows_do_not_count(self):
        assert not outcome({}, replace(FINDING, code="W01")).besides

    def test_confirmations_and_claims(self):
        claim = Claim(
            text="义诊 12 场", kind=ClaimKind.FIGURE, topic=ClaimTopic.REPORTED_FIGURE,
            verdict=ClaimVerdict.AGREES, why="", start=0, end=7,
        )  # fmt: skip
        found = outcome(
            {
                "agrees": [{"code": "S10", "words": "1,200"}, {"code": "S10", "words": "7"}],
                "claims": [
                    {"words": "全年义诊12场", "verdict": "agrees"},
                    {"words": "义诊12场", "verdict": "disagrees"},
                ],
            },
            confirmations=(Confirmed(code="S10", text="12场×100元＝1200元", project=0),),
            claims=(claim,),
        )
        assert [line[0] for line in (*found.agrees, *found.claims)] == ["+", "-", "+", "-"]


class TestRecord:
    def test_any_change_is_told(self):
        now = {"000": {"met": ["a"], "besides": {"x": "right"}}}
        assert seeds.differences(now, now) == []
        lines = seeds.differences(now, {"000": {"missed": ["a"], "besides": {"y": "wrong"}}})
        assert [line.split(": ", 1)[1] for line in lines] == [
            "new: a", "gone: a", "new: x", "gone: y",
        ]  # fmt: skip

    def test_a_finding_that_nobody_judged_is_told(self):
        open_ = {"000": {"besides": {"x": seeds.OPEN}}}
        assert seeds.differences(open_, open_) == ["  000 besides: not judged: x"]

    def test_judgements_survive_an_update(self):
        known = {"000": {"besides": {"x": "right：漏看", "gone": "wrong"}}}
        now = {"000": seeds.Outcome(besides={"x": seeds.OPEN, "y": seeds.OPEN})}
        assert seeds.with_judgements(now, known) == {
            "000": {"besides": {"x": "right：漏看", "y": seeds.OPEN}}
        }
