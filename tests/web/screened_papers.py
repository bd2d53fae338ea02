"""Papers for tests of the screening pages: forms of units of their own, handed in beside the pages."""

import io
import time
from datetime import UTC, datetime
from pathlib import Path

import docx
import openpyxl
from served_workbench import Workbench

from assessor.workbench.data_folder import DataFolder
from assessor.workbench.intake import add_batch
from assessor.workbench.permissions import Actor
from assessor.workbench.progress import progress

DOCUMENTS = Path(__file__).parents[2] / "corpus" / "documents"
_UNIT = "栖梧县教育局"
_LONGEST_S = 240


def declaration(unit: str, **cells: str) -> bytes:
    """Return the sample workbook of another unit; ``cells`` replace texts (``D9="26所"``)."""
    book = openpyxl.load_workbook(DOCUMENTS / "declaration.xlsx")
    sheet = book.active
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and _UNIT in cell.value:
                cell.value = cell.value.replace(_UNIT, unit)
    for place, text in cells.items():
        sheet[place] = text
    stream = io.BytesIO()
    book.save(stream)
    book.close()
    return stream.getvalue()


def word_declaration(unit: str) -> bytes:
    """Return the sample workbook's table as a Word document."""
    book = openpyxl.load_workbook(io.BytesIO(declaration(unit)))
    rows = [[str(cell.value or "") for cell in row] for row in book.active.iter_rows(max_col=5)]
    book.close()
    document = docx.Document()
    table = document.add_table(rows=len(rows), cols=5)
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def strange_form() -> bytes:
    """Return a workbook whose header says nothing of indicators."""
    book = openpyxl.Workbook()
    for row in (
        ("某县2026年项目绩效目标申报表",), ("号", "事由", "要点", "结果"),
        ("1", "产出", "培训人数", "≥100人"), ("2", "质量", "培训合格率", "≥90%"),
        ("3", "效益", "就业率", "明显提高"),
    ):  # fmt: skip
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    book.close()
    return stream.getvalue()


def long_form(unit: str, rows: int) -> bytes:
    """Return a form of many rows as text."""
    head = (
        "2026年度项目支出绩效目标申报表\n项目名称\t长表项目\n"
        f"单位名称\t{unit}\n一级指标\t二级指标\t三级指标\t指标值\n"
    )
    lines = (f"产出指标\t数量指标\t第{n}类设备购置数量\t≥{n}台\n" for n in range(1, rows))
    return (head + "".join(lines) + "效益指标\t社会效益指标\t群众幸福感\t明显提升\n").encode()


def handed_in(workbench: Workbench, actor: Actor, files: dict[str, bytes]) -> tuple[int, ...]:
    """Hand files in beside the pages, wait for the server's worker, and return the submissions."""
    store = DataFolder(workbench.folder).files
    stored = [(name, store.put(data)) for name, data in files.items()]
    with workbench.database.writing() as session:
        batch = add_batch(session, actor, title="", files=stored, now=datetime.now(UTC))
    return tuple(number for one in finished(workbench, actor, batch) for number in one)


def finished(workbench: Workbench, actor: Actor, batch: int) -> tuple[tuple[int, ...], ...]:
    """Wait until a batch is finished; return the submissions of each paper."""
    until = time.monotonic() + _LONGEST_S
    while True:
        with workbench.database.reading() as session:
            told = progress(session, actor, batch)
        if told.is_finished:
            return tuple(paper.submissions for paper in told.papers)
        assert time.monotonic() < until, told
        time.sleep(0.2)
