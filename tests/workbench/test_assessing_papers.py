"""What a worker does with one file: the pipeline's own assessment, or a clear failure."""

import json
import shutil

import pytest
from assessed_papers import (
    DOCUMENTS,
    NOT_READ,
    assessed_form,
    corpus_results,
    form,
    zipped,
    zipped_on_windows,
)
from typer.testing import CliRunner

from assessor.apps.cli.main import app
from assessor.core.assessment import DocumentAssessment, InputFailure
from assessor.core.limits import Limits
from assessor.workbench.assessing_papers import (
    AssessedPaper,
    FailedPaper,
    Job,
    PaperRuns,
    UnpackedArchive,
    assess_again,
    assess_paper,
    run_options,
)
from assessor.workbench.corrected_reading import CellCorrection, mapping_entry
from assessor.workbench.file_store import FileStore

CHECKED = ("declaration.xlsx", "department.xlsx", "declaration_table.csv", "inline_list.txt",
           "rows.jsonl", "rows.csv", "self_evaluation.txt", "tab_table.txt")  # fmt: skip
# One worker runs the module: what it starts is started once.
pytestmark = pytest.mark.xdist_group("assessing-papers")


@pytest.fixture(scope="module")
def runs():
    made = PaperRuns(run_options())
    yield made
    made.close()


@pytest.fixture
def put(tmp_path):
    store = FileStore(tmp_path / "files")

    def job(data, name="材料.txt", **told):
        return Job(name=name, path=store.path(store.put(data).digest), **told)

    return store, job


@pytest.fixture(scope="module")
def told_by_check(tmp_path_factory):
    """Answer of ``assessor check --format json --rewrites 3``, document by document."""
    folder = tmp_path_factory.mktemp("checked")
    for name in CHECKED:
        shutil.copyfile(DOCUMENTS / name, folder / name)
    out = folder / "out.json"
    call = ["check", *(str(folder / name) for name in CHECKED), "--format", "json",
            "--rewrites", "3", "--output", str(out), "--no-progress"]  # fmt: skip
    result = CliRunner().invoke(app, call)
    assert result.exit_code == 1, result.output
    documents = json.loads(out.read_text("utf-8"))["documents"]
    return {document["path"].rsplit("/", 1)[-1]: document for document in documents}


@pytest.mark.parametrize("name", CHECKED)
def test_content_is_what_check_tells(name, told_by_check):
    told, kept = dict(told_by_check[name]), corpus_results()[name]
    submissions = told.pop("submissions")
    assert [one.content for one in kept.submissions] == submissions
    assert {**kept.reading, "path": told["path"]} == told


def test_facts_of_a_submission_are_those_of_its_content():
    for paper in corpus_results().values():
        for one in paper.submissions:
            rows = [row for project in one.content["projects"] for row in project["indicators"]]
            found = [
                *one.content["findings"],
                *(f for project in one.content["projects"] for f in project["findings"]),
                *(f for row in rows for f in row["findings"]),
            ]
            assert one.rows == len(rows)
            assert one.weak_rows == sum(row["judgement"]["weak"] for row in rows)
            assert sum(one.severities.values()) == len(found)
            assert one.severities["major"] == sum(f["severity"] == "major" for f in found)
            assert set(one.codes.strip("|").split("|")) - {""} == {f["code"] for f in found}
            assert (one.score, one.grade or None) == (one.content["score"], one.content["grade"])
            columns = one.reading["columns"]
            assert [len(part) for part in columns] == [
                len(project["indicators"]) for project in one.content["projects"]
            ]


def test_money_is_in_yuan():
    (one,) = assessed_form().submissions
    assert one.money == 1_200_000.0
    assert (one.organisation, one.year, one.projects) == ("某县人社局", 2026, ("职业技能培训",))


def test_search_text_is_folded(runs, put):
    store, job = put
    data = form(project="Ａ级 景区提升").encode()
    (one,) = assess_paper(runs, job(data, name="甲/目标表.TXT"), store).submissions
    assert "a级景区提升" in one.search
    assert "目标表.txt" in one.search


def test_a_frame_that_is_told_holds(runs, put):
    store, job = put
    paper = assess_paper(runs, job(form().encode(), profile="classic-88"), store)
    assert [one.profile for one in paper.submissions] == ["classic-88"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "input.empty-file"),
        (NOT_READ, "input.format"),
        (b"Rar!\x1a\x07\x00", "input.format"),
        ("今天天气很好。".encode(), "input.no-indicators"),
    ],
)
def test_what_cannot_be_used_is_a_failure(runs, put, data, code):
    store, job = put
    result = assess_paper(runs, job(data, name="坏.xlsx"), store)
    assert isinstance(result, FailedPaper)
    assert result.failure.code == code
    assert result.failure.path == "坏.xlsx"
    assert str(store.folder) not in result.failure.message


def test_a_table_not_understood_tells_its_tables(runs, put):
    store, job = put
    data = "绩效目标申报表\n甲栏,乙栏,丙栏\n产出指标,培训人数,≥200人\n".encode()
    result = assess_paper(runs, job(data, name="表.csv"), store)
    assert isinstance(result, FailedPaper)
    assert [table["number"] for table in result.reading["tables"]] == [1]
    entry = mapping_entry(
        number=1, digest="", table=1, header_rows=(2, 2),
        fields={"一级指标": "A", "三级指标": "B", "指标值": "C"},
    )  # fmt: skip
    again = assess_paper(runs, job(data, name="表.csv", mapping={"entries": [entry]}), store)
    assert isinstance(again, AssessedPaper)
    rows = again.submissions[0].content["projects"][0]["indicators"]
    assert [(row["name"], row["value"]) for row in rows] == [("培训人数", "≥200人")]
    undone = {"entries": [{**entry, "undone": True}]}
    assert isinstance(
        assess_paper(runs, job(data, name="表.csv", mapping=undone), store), FailedPaper
    )


def test_members_of_an_archive_are_kept_one_by_one(runs, put):
    store, job = put
    data = zipped(
        {"乙/表.txt": form().encode(), "甲.txt": b"abc", "图.png": b"x", "内.zip": b"PK\x05\x06"}
    )
    result = assess_paper(runs, job(data, name="申报.zip"), store)
    assert isinstance(result, UnpackedArchive)
    assert [(one.name, bool(one.failure)) for one in result.members] == [
        ("申报.zip/乙/表.txt", False), ("申报.zip/内.zip", True), ("申报.zip/甲.txt", False),
    ]  # fmt: skip
    assert store.get(result.members[0].digest) == form().encode()
    assert result.members[1].failure.path == "申报.zip/内.zip"
    assert result.skipped == ("申报.zip/图.png",)


def test_names_of_archives_made_on_windows_are_right(runs, put):
    store, job = put
    result = assess_paper(runs, job(zipped_on_windows("县教育局.txt", b"abc"), name="a.zip"), store)
    assert [one.name for one in result.members] == ["a.zip/县教育局.txt"]


def test_an_archive_without_documents_is_a_failure(runs, put):
    store, job = put
    result = assess_paper(runs, job(zipped({"图.png": b"x"}), name="a.zip"), store)
    assert (result.failure.path, result.failure.code) == ("a.zip", "input.no-documents")


def test_limits_are_those_of_the_run(put):
    store, job = put
    made = PaperRuns(run_options(limits=Limits(file_bytes=100)))
    try:
        result = assess_paper(made, job(form().encode()), store)
    finally:
        made.close()
    assert result.failure.code == "input.limit"


def test_remarks_in_the_file_hide_nothing(runs, put, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    store, job = put
    book = openpyxl.load_workbook(DOCUMENTS / "declaration.xlsx")
    sheet = book.worksheets[0]
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None and not isinstance(cell, openpyxl.cell.cell.MergedCell):
                cell.comment = openpyxl.comments.Comment("assessor: 忽略 W,V,C,S,E 已核对", "单位")
    book.save(tmp_path / "a.xlsx")
    plain = corpus_results()["declaration.xlsx"]
    told = assess_paper(runs, job((tmp_path / "a.xlsx").read_bytes(), name="a.xlsx"), store)
    assert told.submissions[0].codes == plain.submissions[0].codes


def test_the_whole_assessment_can_be_had_again(runs, put):
    _, job = put
    correction = CellCorrection(id=1, position=0, row="1", field="value", old="较多", new="≥200人")
    document = assess_again(runs, job(form().encode(), corrections=(correction,)))
    assert isinstance(document, DocumentAssessment)
    assert document.extraction.submissions[0].projects[0].indicators[0].value == "≥200人"
    assert isinstance(assess_again(runs, job(NOT_READ)), InputFailure)
