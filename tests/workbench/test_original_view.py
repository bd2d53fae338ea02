"""The place in the original: the cells or lines around a row."""

import pytest
from assessed_papers import DOCUMENTS, corpus_results, keep
from sqlalchemy import select

from assessor.core.limits import Limits
from assessor.core.submission import Origin
from assessor.documents.document import Cell, Document, Line, Table
from assessor.documents.reading import read_document
from assessor.workbench.original_view import (
    OriginalRequest,
    original_of_finding,
    original_of_row,
    original_place,
)
from assessor.workbench.permissions import MissingError
from assessor.workbench.tables import Declared


def cell(text, row, column, **more):
    origin = Origin(sheet="表", row=row + 1, column=column + 1)
    return Cell(text=text, row=row, column=column, origin=origin, **more)


def sheet(rows=20, columns=3, **more):
    cells = tuple(cell(f"{r + 1}-{c + 1}", r, c) for r in range(rows) for c in range(columns))
    return Table(cells=cells, row_count=rows, column_count=columns, name="表", **more)


def place(table, row, *, around=1, header=None, columns=(), lines=()):
    document = Document(kind="xlsx", name="a", blocks=(table, *lines))
    origin = Origin(sheet="表", row=row)
    request = OriginalRequest(
        name="a", digest="", origin=origin, columns=columns, header=header, around=around
    )
    return original_place(document, request)


@pytest.fixture
def kept(database, people, now):
    keep(database, people.reviewer, corpus_results(), now=now)
    with database.reading() as session:
        found = session.execute(select(Declared.id, Declared.content).order_by(Declared.id)).all()
    return dict(zip(corpus_results(), found, strict=True))


def test_every_row_of_the_corpus_is_found_in_its_original(database, people, kept):
    for name, (number, content) in kept.items():
        document = read_document(name, (DOCUMENTS / name).read_bytes(), limits=Limits())
        rows = [row for project in content["projects"] for row in project["indicators"]]
        for at, row in enumerate(rows):
            with database.reading() as session:
                request = original_of_row(session, people.reviewer, submission_id=number, place=at)
            seen = original_place(document, request)
            assert seen.is_found, (name, row["id"])
            assert [one.is_here for one in (*seen.rows, *seen.lines)].count(True) == 1
            if not seen.rows:
                continue
            marked = {
                field: one.text for line in seen.rows for one in line.cells for field in one.fields
            }
            if "name" in marked:
                assert marked["name"].split() == row["name"].split()
            assert [one.is_header for one in seen.rows].count(True) >= (request.header is not None)


def test_rows_around_and_the_header_are_shown():
    seen = place(sheet(), 10, header=(2, 3), columns=(("name", 2), ("value", 3)))
    assert [row.label for row in seen.rows] == ["2", "3", "9", "10", "11"]
    assert [row.is_header for row in seen.rows] == [True, True, False, False, False]
    assert [row.is_here for row in seen.rows] == [False, False, False, True, False]
    assert seen.columns == ((1, "A"), (2, "B"), (3, "C"))
    assert [one.fields for one in seen.rows[3].cells] == [(), ("name",), ("value",)]
    assert not any(one.fields for row in seen.rows if not row.is_here for one in row.cells)
    assert seen.has_more
    assert seen.title == "工作表“表” 第 10 行"


def test_a_place_at_the_edge():
    assert [row.label for row in place(sheet(), 1, around=2).rows] == ["1", "2", "3"]
    assert [row.label for row in place(sheet(), 20, around=2).rows] == ["18", "19", "20"]
    assert not place(sheet(rows=2), 1, around=5).has_more
    assert not place(sheet(), 21).is_found


def test_merged_cells_are_cut_to_what_is_shown():
    cells = (
        cell("产出指标", 0, 0, row_span=8), cell("数量", 2, 1, row_span=2), *(
            cell(f"名{r}", r, 2) for r in range(8)
        ),
    )  # fmt: skip
    table = Table(cells=cells, row_count=8, column_count=3, name="表")
    seen = place(table, 4, header=(1, 1), columns=(("level1", 1), ("level2", 2), ("name", 3)))
    assert [row.label for row in seen.rows] == ["1", "3", "4", "5"]
    first = [(one.text, one.row_span) for one in seen.rows[0].cells]
    assert first == [("产出指标", 1), ("名0", 1)]
    assert [(one.text, one.row_span, one.fields) for one in seen.rows[1].cells] == [
        ("产出指标", 3, ("level1",)), ("数量", 2, ("level2",)), ("名2", 1, ()),
    ]  # fmt: skip


def test_long_texts_and_wide_tables_are_bounded():
    wide = Table(
        cells=tuple(cell("长" * 5000, 0, c) for c in range(200)), row_count=1, column_count=200
    )
    seen = place(wide, 1)
    assert len(seen.columns) == len(seen.rows[0].cells) == 60
    assert len(seen.rows[0].cells[0].text) == 501
    assert seen.has_more


def test_lines_of_pages():
    lines = tuple(
        Line(text=f"{page}-{n}", origin=Origin(page=page, line=n))
        for page in (1, 2)
        for n in range(1, 5)
    )
    document = Document(kind="pdf", name="a", blocks=lines)
    request = OriginalRequest(name="a", digest="", origin=Origin(page=2, line=1), around=1)
    seen = original_place(document, request)
    assert [(line.label, line.text, line.is_here) for line in seen.lines] == [
        ("4", "1-4", False), ("1", "2-1", True), ("2", "2-2", False),
    ]  # fmt: skip
    nowhere = OriginalRequest(name="a", digest="", origin=Origin())
    assert not original_place(document, nowhere).is_found


def test_places_of_findings_beside_rows_and_who_may_see_them(database, people, kept):
    found = 0
    for number, content in kept.values():
        for project in content["projects"]:
            for finding in project["findings"]:
                with database.reading() as session:
                    request = original_of_finding(
                        session, people.reviewer, submission_id=number, finding=finding["id"]
                    )
                assert request.origin == Origin(**finding["origin"])
                found += 1
    assert found
    with database.reading() as session:
        for actor, submission in ((people.unit, number), (people.reviewer, 10**6)):
            with pytest.raises(MissingError):
                original_of_row(session, actor, submission_id=submission, place=0)
        for at in (-1, 10**6):
            with pytest.raises(MissingError):
                original_of_row(session, people.reviewer, submission_id=number, place=at)
        with pytest.raises(MissingError):
            original_of_finding(session, people.reviewer, submission_id=number, finding="x")
