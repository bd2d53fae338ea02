"""A short run over every reader, and the machinery of the long one."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assessor.core.limits import Limits
from assessor.core.submission import Origin
from assessor.documents.document import Cell, Document, Line, Table
from assessor.documents.reading import read_document

from . import checking, running
from .cases import READERS, Case, case, seeds_of
from .checking import Fault, fault_of

# How many cases of each reader; LibreOffice is left to the long run.
SHORT = {
    "xlsx": 60, "xlsb": 60, "xls": 60, "docx": 30, "pdf": 12, "html": 60, "text": 40, "csv": 60,
    "jsonl": 40, "archive": 30, "picture": 20,
}  # fmt: skip
SECONDS = 60


@pytest.mark.parametrize("reader", SHORT)
def test_spoiled_files_are_read_or_refused(reader):
    found = {}
    for number in range(SHORT[reader]):
        fault = fault_of(case(reader, number), seconds=SECONDS)
        if fault is not None:
            found[number] = fault
    assert not found


def test_only_slow_readers_are_left_out():
    assert {name for name in READERS if name not in SHORT} == {"office"}


@pytest.mark.parametrize("reader", [name for name in SHORT if name not in ("archive", "picture")])
def test_seeds_are_sound(reader):
    assert len(seeds_of(reader)) >= 1
    for name, data in seeds_of(reader).items():
        sound = Case(reader=reader, number=0, name=name, data=data)
        assert fault_of(sound, seconds=SECONDS) is None, name
        document = read_document(name, data, limits=Limits())
        assert any(block.text.strip() for block in document.lines()) or document.tables(), name


@pytest.mark.parametrize("reader", READERS)
def test_a_number_always_gives_the_same_case(reader, monkeypatch):
    before = [case(reader, number) for number in range(10)]
    seeds_of.cache_clear()
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 86_400)
    assert [case(reader, number) for number in range(10)] == before
    assert len({case(reader, number).data for number in range(10)}) > 5


def document(*cells, rows=3, columns=3):
    table = Table(cells=cells, row_count=rows, column_count=columns)
    return Document(kind="csv", name="a.csv", blocks=(table,))


def cell(row, column, text="甲", **options):
    return Cell(
        text=text, row=row, column=column, origin=options.pop("origin", Origin(row=1)), **options
    )


@pytest.mark.parametrize(
    ("read", "what"),
    [
        (document(cell(0, 0), cell(2, 2)), None),
        (document(cell(0, 0, row_span=2, column_span=2), cell(1, 1)), "overlap"),
        (document(cell(0, 2, column_span=2)), "within columns"),
        (document(cell(2, 0, row_span=2)), "within rows"),
        (document(cell(0, 0, row_span=0)), "span"),
        (document(cell(0, 1), cell(0, 0)), "reading order"),
        (document(cell(0, 0), cell(0, 0)), "reading order"),
        (document(cell(0, 0, "甲" * 20_001)), "limit of a cell"),
        (document(cell(0, 0, "\ud800")), "half characters"),
        (document(cell(0, 0, origin=Origin(row=0))), "counts from 1"),
        (document(columns=9_999), "limit of columns"),
        (Document(kind="text", name="a", blocks=(Line(text="a\nb", origin=Origin(line=1)),)), "line break"),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_found(monkeypatch, read, what):
    monkeypatch.setattr(checking, "read_document", lambda *_a, **_o: read)
    monkeypatch.setattr(checking, "_check_extraction", lambda _extraction: None)
    monkeypatch.setattr(checking, "extract", lambda *_a, **_o: None)
    fault = fault_of(Case(reader="csv", number=0, name="a.csv", data=b""), seconds=SECONDS)
    assert (fault is None) if what is None else (fault is not None and what in fault.kind)


def test_a_crash_and_a_slow_case_are_found(monkeypatch):
    spoiled = Case(reader="csv", number=0, name="a.csv", data=b"")

    def crash(*_arguments, **_options):
        raise KeyError("x")

    def sleep(*_arguments, **_options):
        while True:
            pass

    monkeypatch.setattr(checking, "read_document", crash)
    assert fault_of(spoiled, seconds=SECONDS).kind.startswith("KeyError")
    monkeypatch.setattr(checking, "read_document", sleep)
    assert fault_of(spoiled, seconds=0.05).kind.startswith("OutOfTime")


def dies_at_its_second(_reader, numbers, _seconds, answers):
    """Stand in for the worker."""
    answers.send(None)
    if len(numbers) > 1:
        os._exit(9)


def test_the_death_of_a_worker_costs_one_case(monkeypatch):
    monkeypatch.setattr(running, "_work", dies_at_its_second)
    found = list(running.run_batch("csv", range(10, 15), seconds=SECONDS))
    death = Fault(kind="death 9", detail="the worker died")
    assert [one.number for one in found] == [10, 11, 12, 13, 14]
    assert [one.fault for one in found] == [None, death, None, death, None]


def test_the_long_run_prints_a_line_per_reader(tmp_path):
    call = [sys.executable, "-m", "tests.fuzz", "--minutes", "0.001", "--reader", "jsonl",
            "--keep", str(tmp_path)]  # fmt: skip
    place = Path(__file__).parents[2]
    run = subprocess.run(call, cwd=place, capture_output=True, text=True, check=True)
    assert run.stdout.startswith("jsonl: ")
    assert run.stdout.count("\n") == 1
    assert not run.stderr
