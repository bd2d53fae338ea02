"""Decisions as rows of a corpus: only what people stated, in the format that the check accepts."""

import json

import pytest
from reviewed_papers import (
    ACCEPT,
    DISMISS,
    LIST,
    WORKBOOK,
    contents,
    findings,
    keep_paper,
    on_sqlite,
)

from assessor.training.corpus import Row
from assessor.training.corpus_check import check_corpus
from assessor.workbench import audit
from assessor.workbench.decisions import (
    RewriteSaying,
    Saying,
    decide_finding,
    decide_rewrite,
    undo_last,
)
from assessor.workbench.labels import NO_SECTOR, PROVENANCE, export_labels, labelled_rows
from assessor.workbench.permissions import RefusedError
from assessor.workbench.second_review import adjudicate, assign_second
from assessor.workbench.stated_labels import LABELS_OF_CHECKS, Stated, stated_label
from assessor.workbench.states import Choice, Role, Verdict
from assessor.workbench.tables import Declared


@pytest.fixture
def submission(database, people, now):
    with database.writing() as session:
        return keep_paper(session, people.unit, WORKBOOK, now=now)[0]


@pytest.fixture
def decide(database, people, submission, now):
    def decided(code, saying=ACCEPT, *, nth=0, name=WORKBOOK, by=people.reviewer, at=submission):
        finding = findings(name, code=code)[nth].id
        with database.writing() as session:
            return decide_finding(
                session, by, submission=at, finding=finding, saying=saying, seen=None, now=now
            )

    return decided


@pytest.fixture
def choose(database, people, submission, now):
    def chosen(row, choice=Choice.ADOPT, **texts):
        saying = RewriteSaying(number=1, choice=choice, **texts)
        with database.writing() as session:
            return decide_rewrite(
                session, people.reviewer, submission=submission, row=row, saying=saying,
                seen=None, now=now,
            )  # fmt: skip

    return chosen


@pytest.fixture
def rows(database):
    def read():
        with database.reading() as session:
            found = labelled_rows(session)
        return {row["name"]: row for row in found.rows}, dict(found.withheld)

    return read


def stated(row):
    return {(one["label"], one["decision"]) for one in row["stated"]}


def test_an_accepted_finding_is_a_label_and_a_dismissed_one_its_opposite(decide, rows):
    yes, no = decide("W01"), decide("C12", DISMISS)
    found, withheld = rows()
    vague, clear = found["促进学生全面发展"], found["满意度"]
    assert stated(vague) == {("vague", f"F{yes.id}")}
    assert vague["labels"]["vague"] is True
    assert stated(clear) == {("unclear_name", f"F{no.id}")}
    assert clear["labels"]["unclear_name"] is False
    assert clear["stated"][0]["reason"] == DISMISS.reason
    assert clear["provenance"] == PROVENANCE
    assert withheld == {}


def test_an_edited_finding_stands(decide, rows):
    decide("W05", Saying(verdict=Verdict.EDIT, hint="改为可统计的名称"))
    assert rows()[0]["促进学生全面发展"]["labels"]["unclear_name"] is True


@on_sqlite
@pytest.mark.parametrize("reason", ["approved", "raised-elsewhere", "slight", "misread"])
def test_what_is_let_pass_for_another_cause_says_nothing(decide, rows, reason):
    decide("W01", Saying(verdict=Verdict.DISMISS, reason_code=reason))
    assert rows() == ({}, {})


@on_sqlite
def test_checks_that_state_no_label_give_no_row(decide, rows):
    decide("V02")
    assert rows() == ({}, {})


def test_a_denied_kind_of_value_is_withheld_because_nobody_said_the_right_one(decide, rows):
    decide("W03", DISMISS)
    found, withheld = rows()
    assert found == {}
    assert withheld == {"否定了模型的判断，但没有说明正确的标签": 1}


def test_an_adopted_rewrite_is_an_experts_and_a_refused_one_is_not(decide, choose, rows):
    kept = choose("11", Choice.EDIT, name="学生体质健康优良率", value="≥【__】%")
    choose("14", Choice.REJECT)
    found, _ = rows()
    assert list(found) == ["促进学生全面发展"]
    row = found["促进学生全面发展"]
    assert stated(row) == {("better", f"R{kept.id}")}
    assert (row["better"]["name"], row["better"]["value"]) == ("学生体质健康优良率", "≥【__】%")
    assert row["id"] == f"WB-R{kept.id}"


def test_what_is_undone_is_no_label(database, people, submission, decide, choose, rows, now):
    decide("W01")
    choose("11")
    with database.writing() as session:
        for _ in range(2):
            undo_last(session, people.reviewer, submission=submission, now=now)
    assert rows() == ({}, {})


def test_equal_rows_of_several_submissions_are_one_row(database, people, decide, rows, now):
    with database.writing() as session:
        other = keep_paper(session, people.unit, WORKBOOK, now=now)[0]
    one, two = decide("W01"), decide("W01", at=other)
    three = decide("W05", at=other)
    found, withheld = rows()
    assert stated(found["促进学生全面发展"]) == {
        ("vague", f"F{one.id}"), ("vague", f"F{two.id}"), ("unclear_name", f"F{three.id}"),
    }  # fmt: skip
    assert (len(found), withheld) == (1, {})


def test_contradictions_are_withheld(database, people, decide, rows, now):
    with database.writing() as session:
        other = keep_paper(session, people.unit, WORKBOOK, now=now)[0]
    decide("W01")
    decide("W01", DISMISS, at=other)
    assert rows() == ({}, {"对同一条指标的决定互相矛盾": 1})


def test_a_dispute_is_withheld_until_it_is_settled_and_then_told(
    database, people, submission, decide, rows, now
):
    with database.writing() as session:
        assign_second(
            session, people.lead, submission=submission, reviewer=people.second.id, now=now
        )
    decide("W01")
    decide("W01", DISMISS, by=people.second)
    assert rows() == ({}, {"两名审核人结论不同，尚未裁定": 1})
    with database.writing() as session:
        settled = adjudicate(
            session, people.lead, submission=submission, finding=findings(WORKBOOK, code="W01")[0].id,
            saying=DISMISS, seen=None, now=now,
        )  # fmt: skip
    row = rows()[0]["促进学生全面发展"]
    assert stated(row) == {("vague", f"F{settled.id}")}
    assert row["labels"]["vague"] is False
    assert row["unsure"] is True


def test_names_of_reviewers_never_leave_the_record(decide, rows):
    decide("W01", Saying(verdict=Verdict.DISMISS, reason="已与审核二、fushen 商定，属固定用语"))
    text = json.dumps(rows(), ensure_ascii=False)
    assert "已与（某人）、（某人） 商定" in text
    for name in ("审核一", "审核二", "组长", "shenhe", "fushen"):
        assert name not in text


def test_half_characters_in_a_row_are_withheld(database, submission, decide, rows):
    content = contents(WORKBOOK)[0]
    for row in content["projects"][0]["indicators"]:
        row["name"] += "\ud800"
    with database.writing() as session:
        session.get_one(Declared, submission).content = content
    decide("W01")
    assert rows() == ({}, {"指标文字中有无法写出的字符": 1})


def test_an_export_of_all_decisions_passes_the_check_of_the_corpus(
    database, people, submission, decide, choose, now, tmp_path
):
    with database.writing() as session:
        other = keep_paper(session, people.unit, LIST, now=now)[0]
    for name, at in ((WORKBOOK, submission), (LIST, other)):
        seen = {}
        for number, one in enumerate(findings(name)):
            nth = seen[one.code] = seen.get(one.code, -1) + 1
            decide(one.code, DISMISS if number % 3 == 2 else ACCEPT, nth=nth, name=name, at=at)
    choose("11")
    with database.writing() as session:
        exported = list(export_labels(session, people.lead, now=now))
    folder = tmp_path / "rows"
    folder.mkdir()
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in exported]
    (folder / f"{PROVENANCE}.jsonl").write_text("".join(lines), encoding="utf-8")
    report = check_corpus(tmp_path)
    assert report.problems == ()
    assert report.statistics.rows == len(exported) >= 8
    assert report.statistics.rewrites == 1
    assert {row["sector"] for row in exported} <= {"学校教育", "文化体育旅游", NO_SECTOR}
    with database.reading() as session:
        (entry,) = audit.entries(
            session, people.lead, wanted=audit.Wanted(action="labels.export")
        ).rows
    assert entry.details["rows"] == len(exported)
    assert entry.details["withheld"]


@on_sqlite
@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.LEAD, Role.ADMIN)])
def test_others_export_nothing(database, people, role, now):
    with database.writing() as session, pytest.raises(RefusedError):
        export_labels(session, people.of(role), now=now)


def indicator(**changes):
    judgement = {"levels": {"quantity": 0.2, "quality": 0.5, "social": 0.2, "none": 0.1}}
    return {
        "level1": "产出指标", "level2": "质量指标", "name": "培训场次", "value": "≥5场",
        "judgement": judgement, **changes,
    }  # fmt: skip


def test_a_misplaced_row_belongs_where_the_adopted_rewrite_puts_it():
    said = stated_label(
        "C01", stands=True, reason_code="", indicator=indicator(), level2="数量指标"
    )
    assert said == Stated(label="proper_levels", value=("quantity",))


def test_without_a_rewrite_it_belongs_to_the_likeliest_other_level():
    likely = indicator(judgement={"levels": {"quality": 0.5, "social": 0.3, "none": 0.2}})
    said = stated_label("C01", stands=True, reason_code="", indicator=likely)
    assert said == Stated(label="proper_levels", value=("social",))


def test_a_denied_mismatch_says_that_the_printed_level_is_right():
    said = stated_label("C01", stands=False, reason_code="", indicator=indicator())
    assert said == Stated(label="proper_levels", value=("quality",))


def test_management_of_the_input_has_no_place():
    said = stated_label("C05", stands=True, reason_code="", indicator=indicator())
    assert said == Stated(label="proper_levels", value=())


def test_every_check_that_states_a_label_is_known(every_code):
    assert every_code >= LABELS_OF_CHECKS


@pytest.fixture
def every_code():
    from assessor.checks.rule_reference import titles

    return frozenset(titles())


def test_rows_of_the_shipped_corpus_are_stated_in_full():
    plain = {
        "id": "A1-1", "sector": "教育", "level1": "", "level2": "", "name": "甲", "value": "1个",
        "labels": {
            "value_kind": "quantitative", "unquantified": False, "vague": False,
            "proper_levels": [], "unclear_name": False, "compound": False, "missing_unit": False,
            "name_value_mismatch": False, "weak": False,
        },
    }  # fmt: skip
    assert Row.model_validate(plain).stated == ()
