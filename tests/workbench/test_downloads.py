"""Papers to take away: filled from the decisions, for those who may have them."""

import json
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from docx import Document
from reviewed_papers import (
    ACCEPT,
    DISMISS,
    DOCUMENTS,
    LIST,
    WORKBOOK,
    assessed,
    findings,
    keep_paper,
    model_id,
    on_sqlite,
)

from assessor import __version__
from assessor.checks.rule_reference import titles
from assessor.core.assessment import InputFailure
from assessor.pipeline.reviewing import Assessed, grade_of, reviewed_in
from assessor.pipeline.running import Run
from assessor.pipeline.sources import Source
from assessor.reports.json_report import assessment_chunks
from assessor.reports.return_letter import return_letters
from assessor.reports.review_form import ReviewCase, Variant, forms_of
from assessor.workbench import audit
from assessor.workbench.assessing_papers import run_options
from assessor.workbench.batch_downloads import Format, fill_batch, order_batch
from assessor.workbench.decided import DecidedSubmission
from assessor.workbench.decided_document import assessed_by, decided_document
from assessor.workbench.decisions import RewriteSaying, Saying, decide_finding, decide_rewrite
from assessor.workbench.download_names import MOST_BYTES, MOST_CHARACTERS, download_name
from assessor.workbench.downloads import DOCX, HTML, XLSX, Kind, fill_order, order_download
from assessor.workbench.permissions import (
    ConflictError,
    MissingError,
    RefusedError,
    RequestError,
)
from assessor.workbench.second_review import assign_second
from assessor.workbench.states import Choice, ReviewState, Role, Verdict
from assessor.workbench.tables import Declared

FOUND = findings(WORKBOOK)
VAGUE = FOUND[5]
EDIT = Saying(verdict=Verdict.EDIT, message="指标值无法认定是否完成", hint="改为体质测试优良率")


@pytest.fixture
def keep(database, people, now):
    def kept(name=WORKBOOK, **told):
        with database.writing() as session:
            return keep_paper(session, people.unit, name, now=now, **told)[0]

    return kept


@pytest.fixture
def decide(database, people, now):
    def decided(submission, finding, saying, *, by=people.reviewer):
        with database.writing() as session:
            decide_finding(
                session, by, submission=submission, finding=finding, saying=saying, seen=None,
                now=now,
            )  # fmt: skip

    return decided


@pytest.fixture
def choose(database, people, now):
    def chosen(submission, row, choice=Choice.ADOPT, **texts):
        with database.writing() as session:
            return decide_rewrite(
                session, people.reviewer, submission=submission, row=row,
                saying=RewriteSaying(number=1, choice=choice, **texts), seen=None, now=now,
            )  # fmt: skip

    return chosen


@pytest.fixture
def order(database, people, now):
    def ordered(submission, kind, *, by=people.reviewer, **told):
        with database.writing() as session:
            return order_download(session, by, submission=submission, kind=kind, now=now, **told)

    return ordered


@pytest.fixture
def make(order):
    def made(submission, kind, *, name=WORKBOOK, **told):
        return fill_order(
            order(submission, kind, **told),
            again=lambda _: assessed(name),
            original=lambda _: (DOCUMENTS / name).read_bytes(),
        )

    return made


def words_of(content):
    paper = Document(BytesIO(content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


def notes_of(content):
    book = openpyxl.load_workbook(BytesIO(content))
    return "\n".join(
        cell.comment.text for sheet in book for row in sheet for cell in row if cell.comment
    )


@on_sqlite
def test_a_letter_leaves_out_what_is_dismissed_and_uses_the_reviewers_words(keep, decide, make):
    submission = keep()
    before = make(submission, Kind.LETTER)
    decide(submission, VAGUE.id, EDIT)
    decide(submission, FOUND[3].id, DISMISS)
    decide(submission, FOUND[0].id, ACCEPT)
    after = make(submission, Kind.LETTER)
    assert (after.media_type, after.name) == (
        DOCX, "项目支出绩效目标退回修改意见_栖梧县教育局_declaration.docx",
    )  # fmt: skip
    assert FOUND[3].plain["message"] in words_of(before.content)
    told = words_of(after.content)
    assert FOUND[3].plain["message"] not in told
    assert VAGUE.plain["message"] not in told
    assert EDIT.message in told
    assert EDIT.hint in told
    assert FOUND[0].plain["message"] in told
    assert "“declaration.xlsx”" in told


def test_without_decisions_the_letter_is_that_of_the_command_line():
    document = assessed(WORKBOOK)
    left = decided_document(document, {0: DecidedSubmission()}, name=WORKBOOK, model_id=model_id())
    assert return_letters([left.document]) == return_letters(
        [replace(document, extraction=replace(document.extraction, path=WORKBOOK))]
    )


@pytest.mark.parametrize("name", [WORKBOOK, LIST])
def test_without_decisions_the_form_is_that_of_the_command_line(name):
    document = assessed(name)
    run = Run(run_options())
    run.reader.close()
    ours = decided_document(document, {0: DecidedSubmission()}, name=name, model_id=model_id())
    by = assessed_by(document.submissions[0], model_id())
    row_codes = frozenset(check.code for check in run.assessor.checks)
    codes = row_codes | {check.code for check in run.submissions.checks}
    assert by == Assessed(model_id=run.model_id, row_codes=row_codes, codes=codes)
    forms = [
        forms_of(
            [ReviewCase(path=name, assessment=part) for part in reviewed_in(one, run)],
            variant=Variant.KEY, titles=titles(), grade_of=grade_of,
        )
        for one in (document, ours.document)
    ]  # fmt: skip
    assert forms[0] == forms[1]
    assert ours.document.submissions[0].score == document.submissions[0].score


@on_sqlite
def test_dismissals_lift_the_score_and_leave_the_form(keep, decide, make):
    submission = keep()
    for one in FOUND:
        decide(submission, one.id, DISMISS)
    form = make(submission, Kind.FORM_DOCX, variant=Variant.KEY)
    told = words_of(form.content)
    assert not [one.id for one in FOUND if one.plain["message"] in told]
    document = assessed(WORKBOOK)
    left = decided_document(
        document, {0: everything_dismissed()}, name=WORKBOOK, model_id=model_id()
    ).document.submissions[0]
    assert left.score.score > document.submissions[0].score.score
    assert left.findings == ()
    assert not any(row.findings or row.lost for p in left.projects for row in p.indicators)


def everything_dismissed():
    """Return decisions that dismiss all findings of the workbook."""
    from datetime import UTC, datetime

    from assessor.workbench.decided import DecidedFinding, Decision
    from assessor.workbench.states import Round

    made = datetime(2026, 3, 2, tzinfo=UTC)
    known = {
        one.id: DecidedFinding(
            finding=one.id,
            first=Decision(
                id=1, finding=one.id, code=one.code, row="", round=Round.FIRST,
                verdict=Verdict.DISMISS, reason="固定用语", reason_code="", message="", hint="",
                user_id=1, by="", made_at=made, turn=1,
            ),
        )
        for one in FOUND
    }  # fmt: skip
    return DecidedSubmission(findings=tuple(known.values()), _by_id=known)


@on_sqlite
def test_a_form_may_be_a_workbook(keep, make):
    form = make(keep(), Kind.FORM_XLSX)
    assert (form.media_type, form.name) == (
        XLSX, "项目支出绩效目标审核表_栖梧县教育局_declaration.xlsx",
    )  # fmt: skip
    assert len(openpyxl.load_workbook(BytesIO(form.content)).sheetnames) == 2


@on_sqlite
def test_the_annotated_original_has_the_remarks_that_are_kept(keep, decide, make):
    submission = keep(shown="材料/市教育局目标表.xlsx")
    decide(submission, VAGUE.id, EDIT)
    decide(submission, FOUND[3].id, DISMISS)
    copy = make(submission, Kind.ANNOTATED)
    assert (copy.name, copy.media_type) == ("市教育局目标表（批注）.xlsx", XLSX)
    told = notes_of(copy.content)
    assert EDIT.message in told
    assert FOUND[3].plain["message"] not in told
    assert FOUND[0].plain["message"] in told


@on_sqlite
def test_a_word_file_gets_remarks_and_adopted_wordings(database, keep, choose, order, tmp_path):
    data = word_form()
    path = tmp_path / "form.docx"
    path.write_bytes(data)
    document, content = word_assessed(path)
    submission = keep(shown="目标表.docx")
    with database.writing() as session:
        declared = session.get_one(Declared, submission)
        declared.content = content
    row = document.submissions[0].projects[0].indicators[0]
    choose(submission, row.indicator.id)
    for kind, suffix in ((Kind.ANNOTATED, "（批注）.docx"), (Kind.CORRECTED, "（修改）.docx")):
        copy = fill_order(
            order(submission, kind), again=lambda _: document, original=lambda _: data
        )
        assert (copy.name, copy.media_type) == (f"目标表{suffix}", DOCX)
        paper = Document(BytesIO(copy.content))
        names = [cell.text for cell in paper.tables[0].columns[2].cells]
        adopted = row.rewrites.shown[0].row.name
        remarks = "".join(one.text for one in paper.comments)
        if kind is Kind.CORRECTED:
            assert (names[1], remarks) == (adopted, "")
        else:
            assert names[1] == row.indicator.name != adopted
            assert adopted in remarks


def word_form():
    paper = Document()
    paper.add_paragraph("项目支出绩效目标申报表")
    paper.add_paragraph("项目名称：农村小学设备购置　　主管部门：栖梧县教育局")
    lines = (
        ("一级指标", "二级指标", "三级指标", "指标值"),
        ("效益指标", "社会效益指标", "促进学生全面发展", "效果显著"),
        ("产出指标", "数量指标", "购置设备数量", "≥26台"),
        ("满意度指标", "服务对象满意度指标", "学生满意度", "≥90%"),
    )
    table = paper.add_table(rows=len(lines), cols=4)
    for row, line in zip(table.rows, lines, strict=True):
        for cell, text in zip(row.cells, line, strict=True):
            cell.text = text
    stream = BytesIO()
    paper.save(stream)
    return stream.getvalue()


def word_assessed(path):
    run = Run(run_options())
    try:
        document = run.document(run.read(Source(name="目标表.docx", path=path)))
    finally:
        run.reader.close()
    chunks = assessment_chunks(
        [document], assessor_version=__version__, model_id=run.model_id, titles=titles()
    )
    return document, json.loads("".join(chunks))["documents"][0]["submissions"][0]


@on_sqlite
def test_a_text_file_becomes_a_marked_page_with_the_markup_escaped(keep, decide, make):
    submission = keep(LIST)
    finding = findings(LIST, code="W07")[0].id
    decide(submission, finding, Saying(verdict=Verdict.EDIT, message="<script>alert(1)</script>"))
    page = make(submission, Kind.ANNOTATED, name=LIST)
    assert (page.name, page.media_type) == ("inline_list（批注）.html", HTML)
    text = page.content.decode("utf-8")
    assert "<script>alert(1)</script>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert page.notices


@on_sqlite
def test_the_corrected_form_holds_adopted_wordings_and_nothing_else(keep, choose, make):
    submission = keep()
    choose(submission, "11", Choice.EDIT, name="=学生体质健康优良率", value="≥【__】%")
    choose(submission, "14", Choice.REJECT)
    copy = make(submission, Kind.CORRECTED)
    assert copy.name == "declaration（修改）.xlsx"
    before = cells(DOCUMENTS / WORKBOOK)
    after = cells(BytesIO(copy.content))
    changed = {place: text for place, text in after.items() if before.get(place) != text}
    assert sorted(changed.values()) == ["=学生体质健康优良率", "≥【__】%"]
    book = openpyxl.load_workbook(BytesIO(copy.content))
    kinds = {c.data_type for s in book for row in s for c in row if c.value in changed.values()}
    assert kinds == {"s"}


def cells(source):
    book = openpyxl.load_workbook(source)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book for row in sheet for cell in row if cell.value is not None
    }  # fmt: skip


@on_sqlite
def test_the_adopted_wording_is_the_one_that_the_letter_proposes(keep, choose, make):
    submission = keep()
    choose(submission, "11", Choice.EDIT, name="学生体质健康优良率", value="≥95%")
    choose(submission, "14", Choice.REJECT)
    told = words_of(make(submission, Kind.LETTER).content)
    assert "“学生体质健康优良率”，指标值“≥95%”" in told
    first, second = (
        next(r for p in assessed(WORKBOOK).submissions[0].projects for r in p.indicators
             if r.indicator.id == "14").rewrites.shown[:2]
    )  # fmt: skip
    assert f"“{second.row.name}”，指标值“{second.row.value}”" in told
    assert f"“{first.row.name}”，指标值“{first.row.value}”" not in told


@on_sqlite
def test_a_corrected_form_needs_adopted_rewrites_and_an_office_file(keep, choose, make):
    with pytest.raises(ConflictError) as caught:
        make(keep(), Kind.CORRECTED)
    assert caught.value.code == "conflict.nothing-adopted"
    submission = keep(LIST)
    choose(submission, "4")
    with pytest.raises(ConflictError) as caught:
        make(submission, Kind.CORRECTED, name=LIST)
    assert caught.value.code == "conflict.kind"


@on_sqlite
def test_a_letter_about_nothing_is_not_written(keep, decide, make):
    submission = keep()
    for one in FOUND:
        decide(submission, one.id, DISMISS)
    with pytest.raises(ConflictError) as caught:
        make(submission, Kind.LETTER)
    assert caught.value.code == "conflict.nothing-found"


@on_sqlite
def test_a_file_that_cannot_be_read_again_is_told(keep, order):
    failure = InputFailure(path="x", code="input.limit", message="文件太大", hint="请拆分")
    empty = replace(assessed(WORKBOOK), submissions=())
    for result, message in ((failure, "文件太大"), (empty, "不一致")):
        with pytest.raises(ConflictError, match=message) as caught:
            fill_order(
                order(keep(), Kind.LETTER), again=lambda _, one=result: one,
                original=lambda _: b"",
            )  # fmt: skip
        assert caught.value.code == "conflict.read-again"


def test_every_order_is_in_the_audit_log(database, people, keep, order):
    submission = keep()
    order(submission, Kind.LETTER)
    order(submission, Kind.ANNOTATED)
    with database.reading() as session:
        told = audit.entries(session, people.lead).rows
    assert [(one.action, one.actor, one.subject) for one in told] == [
        ("download.annotated", "shenhe", f"submission:{submission}"),
        ("download.letter", "shenhe", f"submission:{submission}"),
    ]


def test_a_unit_gets_its_own_papers_after_the_review_and_no_form(database, people, keep, order):
    submission = keep(unit=people.unit.unit)
    for kind in (Kind.LETTER, Kind.ANNOTATED, Kind.CORRECTED):
        with pytest.raises(RefusedError) as caught:
            order(submission, kind, by=people.unit)
        assert caught.value.code == "refused.unfinished"
        with pytest.raises(MissingError):
            order(submission, kind, by=people.other_unit)
    with database.writing() as session:
        session.get_one(Declared, submission).state = ReviewState.RETURNED.value
    for kind in (Kind.LETTER, Kind.ANNOTATED, Kind.CORRECTED):
        assert order(submission, kind, by=people.unit).kind is kind
    for kind in (Kind.FORM_DOCX, Kind.FORM_XLSX):
        with pytest.raises(RefusedError) as caught:
            order(submission, kind, by=people.unit)
        assert caught.value.code == "refused.role"


def test_a_unit_gets_no_file_that_holds_papers_of_another(database, people, keep, order):
    submission = keep(unit=people.unit.unit)
    with database.writing() as session:
        own = session.get_one(Declared, submission)
        own.state = ReviewState.PASSED.value
        session.add(
            Declared(
                paper_id=own.paper_id, position=1, unit="市水务局", state=ReviewState.PASSED.value,
                year=2026, content=own.content, assessed_at=own.assessed_at, version=1,
            )
        )  # fmt: skip
    assert order(submission, Kind.LETTER, by=people.unit).unit == people.unit.unit
    with pytest.raises(MissingError):
        order(submission, Kind.ANNOTATED, by=people.unit)


@on_sqlite
@pytest.mark.parametrize("role", [Role.TRAINER, Role.TRAINEE, Role.ADMIN])
def test_others_download_nothing(database, people, keep, order, now, role):
    submission = keep()
    with pytest.raises(RefusedError):
        order(submission, Kind.LETTER, by=people.of(role))
    with database.writing() as session, pytest.raises(RefusedError):
        order_batch(session, people.of(role), submissions=[submission], format=Format.HTML, now=now)


def test_a_second_reviewer_gets_nothing_that_shows_the_first_review(
    database, people, keep, order, decide, now
):
    submission = keep()
    with database.writing() as session:
        assign_second(
            session, people.lead, submission=submission, reviewer=people.second.id, now=now
        )
    with pytest.raises(RefusedError) as caught:
        order(submission, Kind.LETTER, by=people.second)
    assert caught.value.code == "refused.blind"
    with database.writing() as session, pytest.raises(RefusedError) as caught:
        order_batch(session, people.second, submissions=[submission], format=Format.HTML, now=now)
    assert caught.value.code == "refused.blind"
    for one in FOUND:
        decide(submission, one.id, ACCEPT, by=people.second)
    assert order(submission, Kind.LETTER, by=people.second).kind is Kind.LETTER


@pytest.mark.parametrize("format_", Format)
def test_a_report_counts_the_selected_submissions_as_decided(
    database, people, keep, decide, now, format_
):
    first, second, left_out = keep(), keep(LIST), keep()
    for one in FOUND:
        decide(first, one.id, DISMISS)
    documents = {1: assessed(WORKBOOK), 2: assessed(LIST)}
    with database.writing() as session:
        order = order_batch(
            session, people.lead, submissions=[second, first, first], format=format_, now=now
        )
    assert [paper.paper_id for paper in order.papers] == [1, 2]
    report = fill_batch(order, again=documents.__getitem__)
    assert report.name == f"绩效目标批次质量报告_20260302.{format_.value}"
    assert report.notices == ()
    told = {
        Format.HTML: lambda: report.content.decode("utf-8"),
        Format.DOCX: lambda: words_of(report.content),
        Format.XLSX: lambda: "\n".join(map(str, cells(BytesIO(report.content)).values())),
    }[format_]()
    assert "澄湖市望岭区文化馆" in told
    assert "栖梧县教育局" in told
    assert "“进一步丰富”" in told
    assert "“效果显著”" not in told
    assert "2026-03-02 09:30" in told
    assert left_out == 3


@on_sqlite
def test_a_paper_that_cannot_be_read_again_stands_in_the_report_as_such(
    database, people, keep, now
):
    keep()
    failure = InputFailure(path=WORKBOOK, code="input.limit", message="文件太大", hint="")
    with database.writing() as session:
        order = order_batch(session, people.lead, submissions=[1], format=Format.HTML, now=now)
    report = fill_batch(order, again=lambda _: failure)
    assert "文件太大" in report.notices[0]
    assert "文件太大" in report.content.decode("utf-8")


@pytest.mark.parametrize(
    ("submissions", "error", "code"),
    [
        ([], RequestError, "request.selection"),
        (range(1, 1_002), RequestError, "request.selection"),
        ([1, 2], MissingError, "missing.submission"),
        ([1, 2**40, -3], MissingError, "missing.submission"),
    ],
)
def test_a_selection_that_makes_no_sense(database, people, keep, now, submissions, error, code):
    keep()
    with database.writing() as session, pytest.raises(error) as caught:
        order_batch(session, people.lead, submissions=submissions, format=Format.HTML, now=now)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("../../etc/passwd", "etcpasswd.docx"),
        ("C:\\Windows\\目标表", "CWindows目标表.docx"),
        ("甲\x00\r\n乙\u202e丙", "甲乙丙.docx"),
        ('"; filename=x', ";filename=x.docx"),
        ("NUL", "_NUL.docx"),
        (" . . ", "未命名.docx"),
        ("", "未命名.docx"),
    ],
)
def test_names_of_downloads_are_no_paths(stem, name):
    assert download_name(stem, ".docx") == name


@pytest.mark.parametrize("stem", ["绩" * 500, "a" * 500, "𠮷" * 500])
def test_names_of_downloads_are_short_enough(stem):
    name = download_name(stem, "（批注）.xlsx")
    assert len(name) <= MOST_CHARACTERS
    assert len(name.encode()) <= MOST_BYTES
    assert name.endswith(f"{stem[0]}（批注）.xlsx")
