import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from assessor.core.assessment import InputFailure
from assessor.core.limits import Limits
from assessor.core.submission import Extraction
from assessor.pipeline import isolation
from assessor.pipeline.isolation import IsolatedReader, read_isolated
from assessor.pipeline.reading import read_source
from assessor.pipeline.sources import ReadOptions, Source, find_sources

DOCUMENTS = Path(__file__).parents[1] / "corpus" / "documents"
# A reading process that behaves, but for files with these words in their names.
MISBEHAVING = """
import os, sys, time, subprocess
from assessor.pipeline import reader_process
real = reader_process.read_source
def read_source(source, *, options):
    name = os.path.basename(source.name)
    if "abort" in name: os.abort()
    if "exit" in name: os._exit(3)
    if "hang" in name:
        other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], process_group=0)
        print(other.pid, file=open(source.name + ".pid", "w"))
        time.sleep(600)
    if "leave" in name:
        import tempfile
        folder = tempfile.mkdtemp()
        print(folder, file=open(source.name + ".folder", "w"))
        open(os.path.join(folder, "copy"), "w").write("a submission")
        time.sleep(600)
    if "killed" in name: os.kill(os.getpid(), 9)
    if "words" in name: print("words of another document", file=sys.stderr, flush=True)
    if "die later" in name:
        import threading
        def wait():
            while not os.path.exists(source.name + ".now"): time.sleep(0.01)
            os._exit(4)
        threading.Thread(target=wait, daemon=True).start()
    if "eat" in name: return bytearray(10**12)
    if "print" in name: print("between the answers"); os.write(1, b"more")
    if "nonsense" in name: return 42
    return real(source, options=options)
reader_process.read_source = read_source
reader_process.serve()
"""


@pytest.fixture
def misbehaving(monkeypatch):
    monkeypatch.setattr(isolation, "_CHILD", MISBEHAVING)


def files(folder: Path, *names: str) -> list[Source]:
    for name in names:
        (folder / name).write_text('{"name": "培训场次", "value": "≥5场"}\n', "utf-8")
    return [Source(name=str(folder / name), path=folder / name) for name in names]


def codes(results) -> list[str]:
    return [item.code if isinstance(item, InputFailure) else "read" for item in results]


def test_the_process_reads_what_would_be_read_here():
    items = find_sources([DOCUMENTS]).items
    options = ReadOptions()
    there = list(read_isolated(items, options=options))
    assert there == [read_source(item, options=options) for item in items]
    assert all(isinstance(item, Extraction) for item in there)


@pytest.mark.usefixtures("misbehaving")
def test_a_death_becomes_one_failure_and_the_others_go_on_in_order(tmp_path):
    items = files(tmp_path, "1.jsonl", "abort.jsonl", "2.jsonl", "exit.jsonl", "nonsense.jsonl",
                  "print.jsonl")  # fmt: skip
    results = list(read_isolated(items, options=ReadOptions()))
    assert codes(results) == [
        "read", "input.crashed", "read", "input.crashed", "input.crashed", "read",
    ]  # fmt: skip
    assert [item.path for item in results] == [item.name for item in items]


@pytest.mark.usefixtures("misbehaving")
def test_a_document_that_never_ends_is_stopped_with_all_it_started(tmp_path):
    items = files(tmp_path, "hang.jsonl", "1.jsonl")
    options = ReadOptions(limits=replace(Limits(), document_seconds=3.0))
    results = list(read_isolated(items, options=options))
    assert codes(results) == ["input.timeout", "read"]
    assert "3 秒" in results[0].message
    started = int((tmp_path / "hang.jsonl.pid").read_text())
    assert not is_alive(started)


@pytest.mark.usefixtures("misbehaving")
def test_a_process_that_is_stopped_leaves_no_copy_of_the_document(tmp_path):
    items = files(tmp_path, "leave.jsonl")
    options = ReadOptions(limits=replace(Limits(), document_seconds=3.0))
    assert codes(read_isolated(items, options=options)) == ["input.timeout"]
    folder = Path((tmp_path / "leave.jsonl.folder").read_text().strip())
    assert folder.parent.name.startswith("assessor-")
    assert not folder.parent.exists()


def test_closing_removes_the_folder_of_the_process(tmp_path):
    with IsolatedReader(ReadOptions()) as reader:
        assert codes([reader.read(files(tmp_path, "1.jsonl")[0])]) == ["read"]
        folder = Path(reader._child._folder)
        assert folder.is_dir()
    assert not folder.exists()


@pytest.mark.usefixtures("misbehaving")
def test_a_process_that_dies_idle_does_not_fail_the_next_document(tmp_path):
    first, second = files(tmp_path, "die later.jsonl", "1.jsonl")
    with IsolatedReader(ReadOptions()) as reader:
        results = [reader.read(first)]
        Path(f"{first.name}.now").touch()  # only now: it has answered, however slow the machine is
        reader._child._process.wait(60)
        results.append(reader.read(second))
    assert codes(results) == ["read", "read"]


def test_a_process_that_goes_before_it_is_asked_is_replaced(tmp_path, monkeypatch):
    """It may die between the look at it and the request."""
    monkeypatch.setattr(isolation._Child, "has_ended", False)
    with IsolatedReader(ReadOptions()) as reader:
        reader.start()
        reader._child._process.kill()
        reader._child._process.wait(10)
        assert codes([reader.read(files(tmp_path, "1.jsonl")[0])]) == ["read"]


@pytest.mark.usefixtures("misbehaving")
def test_the_words_of_an_earlier_document_are_not_told(tmp_path):
    items = files(tmp_path, "words.jsonl", "exit.jsonl")
    results = list(read_isolated(items, options=ReadOptions()))
    assert codes(results) == ["read", "input.crashed"]
    assert results[1].message == "读取该文件的进程意外终止"
    [own] = read_isolated(files(tmp_path, "words exit.jsonl"), options=ReadOptions())
    assert codes([own]) == ["input.crashed"]


@pytest.mark.usefixtures("misbehaving")
def test_a_death_by_the_system_is_told_as_one(tmp_path):
    [result] = read_isolated(files(tmp_path, "killed.jsonl"), options=ReadOptions())
    assert codes([result]) == ["input.crashed"]
    assert "被系统终止，可能是内存不足" in result.message


def test_a_process_whose_parent_is_killed_ends_in_the_middle_of_a_document(tmp_path):
    [item] = files(tmp_path, "leave.jsonl")
    code = (
        "from pathlib import Path; import assessor.pipeline.isolation as i, sys;"
        f"i._CHILD = {MISBEHAVING!r};"
        "r = i.IsolatedReader(i.ReadOptions()); r.start();"
        "print(r._child._process.pid, flush=True);"
        "r.read(i.Source(name=sys.argv[1], path=Path(sys.argv[1])))"
    )
    run = [sys.executable, "-P", "-c", code, item.name]
    # What a killed parent leaves behind goes away with the folder of the test.
    own = os.environ | {"TMPDIR": str(tmp_path)}
    with subprocess.Popen(run, stdout=subprocess.PIPE, text=True, env=own) as parent:
        child = int(parent.stdout.readline())
        marker = Path(item.name + ".folder")
        while not (marker.exists() and marker.read_text().strip()):
            assert parent.poll() is None
            time.sleep(0.05)
        parent.send_signal(signal.SIGKILL)
    assert not is_alive(child)


def test_standard_input_that_eats_the_memory_is_told(monkeypatch):
    def eat(*_args, **_options):
        raise MemoryError

    monkeypatch.setattr("assessor.pipeline.reading.extract_rows", eat)
    result = IsolatedReader(ReadOptions()).read(Source(name="-", data=b"{}"))
    assert codes([result]) == ["input.memory"]
    assert result.hint


def test_the_hint_names_the_variable(tmp_path, monkeypatch):
    monkeypatch.setattr(isolation, "_CHILD", "import time; time.sleep(600)")
    options = ReadOptions(limits=replace(Limits(), document_seconds=0.2))
    [result] = read_isolated(files(tmp_path, "1.jsonl"), options=options)
    assert "ASSESSOR_LIMIT_DOCUMENT_SECONDS" in result.hint


def is_alive(pid: int) -> bool:
    """Whether a process runs (a dead one whose parent has not asked for it does not)."""
    for _ in range(1200):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return False
        if state == "Z":
            return False
        time.sleep(0.05)
    return True


@pytest.mark.usefixtures("misbehaving")
def test_a_document_that_eats_the_memory_is_told(tmp_path):
    items = files(tmp_path, "eat.jsonl", "1.jsonl")
    results = list(read_isolated(items, options=ReadOptions()))
    assert codes(results) == ["input.memory", "read"]
    assert "4 GB" in results[0].message


def test_memory_is_bounded_for_real(tmp_path):
    rows = (f'{{"name": "第{n}片区培训场次", "value": "≥{n}场"}}\n' for n in range(150_000))
    (tmp_path / "large.jsonl").write_text("".join(rows), "utf-8")
    items = [Source(name="large.jsonl", path=tmp_path / "large.jsonl")]
    limits = replace(Limits(), document_memory_bytes=140_000_000)
    [result] = read_isolated(items, options=ReadOptions(limits=limits))
    assert codes([result]) == ["input.memory"]
    items += files(tmp_path, "small.jsonl")
    assert codes(read_isolated(items, options=ReadOptions(limits=limits))) == [
        "input.memory", "read",
    ]  # fmt: skip
    assert codes(read_isolated(items, options=ReadOptions())) == ["read", "read"]


def test_a_process_that_cannot_start_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(isolation, "_CHILD", "raise SystemExit('the interpreter is broken')")
    [result] = read_isolated(files(tmp_path, "1.jsonl"), options=ReadOptions())
    assert codes([result]) == ["input.crashed"]
    assert "the interpreter is broken" in result.message


def test_new_processes_are_taken_now_and_then(tmp_path, monkeypatch):
    monkeypatch.setattr(isolation, "_MOST_DOCUMENTS", 2)
    items = files(tmp_path, *(f"{n}.jsonl" for n in range(5)))
    assert codes(read_isolated(items, options=ReadOptions())) == ["read"] * 5


def test_the_folder_of_the_call_is_not_searched_for_code(tmp_path):
    """A folder of submissions may hold a json.py; it must not run."""
    (tmp_path / "json.py").write_text("raise SystemExit('ran')")
    (tmp_path / "assessor.py").write_text("raise SystemExit('ran')")
    files(tmp_path, "1.jsonl")
    code = (
        "from assessor.pipeline.isolation import *; from assessor.pipeline.sources import *;"
        "print(type(next(read_isolated(find_sources(['1.jsonl']).items, options=ReadOptions()))))"
    )
    run = [sys.executable, "-P", "-c", code]
    found = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "Extraction" in found.stdout


def test_closing_ends_the_process(tmp_path):
    reader = IsolatedReader(ReadOptions())
    reader.start()
    pid = reader._child._process.pid
    assert codes([reader.read(files(tmp_path, "1.jsonl")[0])]) == ["read"]
    reader.close()
    reader.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
