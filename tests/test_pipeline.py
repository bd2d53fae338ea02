import json
import os
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import pytest

import assessor
from assessor.checks.selection import Selection
from assessor.core.assessment import DocumentAssessment, InputFailure
from assessor.core.submission import Extraction, Indicator
from assessor.errors import ConfigError, InputError, ModelError
from assessor.pipeline import running
from assessor.pipeline.pool import assess_in_processes
from assessor.pipeline.reading import failure, read_source
from assessor.pipeline.running import (
    AssessedRow,
    Run,
    RunOptions,
    assess_rows,
    assess_sources,
    assessment,
    rows_in_input_order,
    stream_rows,
)
from assessor.pipeline.sources import ReadOptions, Source, find_sources

ROWS = (
    {"id": "a", "project": "甲", "level2": "社会效益指标", "name": "职工素质", "value": "明显提升"},
    {"id": "b", "project": "乙", "level2": "数量指标", "name": "开展心理健康课程", "value": "≥5场"},
    {"id": "c", "project": "甲", "level2": "质量指标", "name": "工程验收合格率", "value": "=100%"},
)
DOCUMENTS = Path(__file__).parents[1] / "corpus" / "documents"


@pytest.fixture(scope="module")
def run() -> Run:
    return Run()


def write(path: Path, rows=ROWS) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def names(sources) -> list[str]:
    return [getattr(item, "name", None) or f"!{item.code}" for item in sources.items]


class TestSources:
    def test_folders_are_searched_recursively_in_sorted_order(self, tmp_path):
        for name in ("b/2.jsonl", "b/10.jsonl", "a.jsonl", "c/d/e.xlsx", "z.txt"):
            write(tmp_path / name)
        found = [
            Path(name).relative_to(tmp_path).as_posix() for name in names(find_sources([tmp_path]))
        ]
        assert found == ["a.jsonl", "b/10.jsonl", "b/2.jsonl", "c/d/e.xlsx", "z.txt"]

    def test_inputs_keep_the_callers_order_and_stand_once(self, tmp_path):
        second, first = write(tmp_path / "2.jsonl"), write(tmp_path / "1.jsonl")
        assert names(find_sources([second, first, second])) == [str(second), str(first)]

    def test_a_file_is_read_once_under_the_first_of_its_names(self, tmp_path, monkeypatch):
        file = write(tmp_path / "1.jsonl")
        (tmp_path / "2.jsonl").symlink_to(file)
        monkeypatch.chdir(tmp_path)
        found = find_sources(["./1.jsonl", "1.jsonl", file, "2.jsonl", tmp_path])
        assert names(found) == ["./1.jsonl"]
        assert names(find_sources(["2.jsonl", "1.jsonl"])) == ["2.jsonl"]

    def test_a_copy_is_another_file(self, tmp_path):
        first, second = write(tmp_path / "1.jsonl"), write(tmp_path / "2.jsonl")
        assert names(find_sources([first, second])) == [str(first), str(second)]

    def test_members_that_cannot_be_read_say_what_to_do(self, tmp_path):
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            archive.writestr("内.zip", b"x")
            archive.writestr("外.csv", "一级指标,二级指标,三级指标,指标值\n" * 9, zipfile.ZIP_LZMA)
        found = find_sources([tmp_path / "a.zip"]).items
        assert [item.code for item in found] == ["input.format", "input.format"]
        assert all("请解压后直接提供里面的文件" in item.hint for item in found)

    def test_missing_paths_are_failures_at_their_place(self, tmp_path):
        file = write(tmp_path / "1.jsonl")
        found = find_sources([tmp_path / "无.xlsx", file])
        assert names(found) == ["!input.missing", str(file)]

    def test_a_folder_without_documents_is_a_failure(self, tmp_path):
        (tmp_path / "photo.jpg").write_bytes(b"x")
        (tmp_path / "~$lock.xlsx").write_bytes(b"x")
        found = find_sources([tmp_path])
        assert names(found) == ["!input.no-documents"]
        assert sorted(Path(path).name for path in found.skipped) == ["photo.jpg", "~$lock.xlsx"]

    def test_loops_of_links_end(self, tmp_path):
        write(tmp_path / "a" / "1.jsonl")
        (tmp_path / "a" / "self").symlink_to(tmp_path)
        (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
        found = [Path(name).name for name in names(find_sources([tmp_path]))]
        assert found == ["1.jsonl", "!input.broken-link"]
        assert names(find_sources([tmp_path / "loop.txt"])) == ["!input.broken-link"]

    def test_hidden_files_and_the_output_are_no_inputs(self, tmp_path):
        write(tmp_path / ".git" / "1.jsonl")
        write(tmp_path / ".hidden.jsonl")
        output = write(tmp_path / "结果.csv")
        file = write(tmp_path / "1.jsonl")
        assert names(find_sources([tmp_path], leave_out=output)) == [str(file)]

    def test_a_folder_without_permission_is_a_failure(self, tmp_path, monkeypatch):
        write(tmp_path / "b.jsonl")
        (tmp_path / "a").mkdir()
        scan = os.scandir

        def refuse(path):
            if Path(path).name == "a":
                raise PermissionError(13, "Permission denied")
            return scan(path)

        monkeypatch.setattr("assessor.pipeline.sources.os.scandir", refuse)
        found = find_sources([tmp_path])
        assert names(found) == ["!input.unreadable", str(tmp_path / "b.jsonl")]
        assert "没有访问权限" in found.items[0].message

    def test_names_that_no_system_has_are_missing(self):
        assert names(find_sources(["a\0b", "x" * 5000])) == ["!input.missing", "!input.missing"]


class TestReading:
    @pytest.mark.parametrize(
        ("name", "data", "code"),
        [
            ("empty.txt", b"", "input.empty-file"),
            ("blank.jsonl", b" \n\n", "input.empty-file"),
            ("binary.txt", bytes(range(256)) * 20, "input.binary"),
            ("picture.xlsx", b"\x89PNG\r\n\x1a\n" + b"x" * 50, "input.damaged"),
            ("broken.jsonl", b'{"name": "x", "value": ', "input.json"),
            ("columns.jsonl", b'{"name": "x"}\n', "input.row-columns"),
            ("columns.csv", b"id,level1,value\n1,a,b\n", "input.row-columns"),
            ("letter.txt", "你好，这是一封普通的信。\n".encode() * 5, "input.no-indicators"),
        ],
    )
    def test_bad_inputs_become_failures_with_a_remedy(self, tmp_path, run, name, data, code):
        path = tmp_path / name
        path.write_bytes(data)
        found = run.assess(Source(name=str(path), path=path))
        assert isinstance(found, InputFailure)
        assert found.code == code
        assert found.hint
        assert str(path) not in found.message, "the path is told once"

    def test_a_pipe_or_device_is_no_file(self, run):
        found = run.assess(Source(name="/dev/zero", path=Path("/dev/zero")))
        assert isinstance(found, InputFailure)
        assert found.code == "input.unreadable"

    def test_a_file_that_vanished_is_a_failure(self, tmp_path, run):
        found = run.assess(Source(name="x", path=tmp_path / "x"))
        assert isinstance(found, InputFailure)
        assert found.message == "文件打不开（不存在）"

    def test_a_crash_of_a_reader_is_a_failure(self, tmp_path, monkeypatch):
        def crash(*_args, **_options):
            raise RecursionError("deep")

        monkeypatch.setattr("assessor.pipeline.reading.read_document", crash)
        path = write(tmp_path / "1.jsonl")
        found = read_source(Source(name=str(path), path=path), options=ReadOptions())
        assert isinstance(found, InputFailure)
        assert found.code == "input.unexpected"

    def test_standard_input_is_named_as_the_caller_did(self, run):
        data = json.dumps(ROWS[0], ensure_ascii=False).encode()
        found = run.assess(Source(name="-", data=data))
        assert isinstance(found, DocumentAssessment)
        assert found.extraction.path == "-"
        broken = run.assess(Source(name="-", data=b"{"))
        assert isinstance(broken, InputFailure)
        assert broken.path == "-"
        assert broken.message.startswith("第 1 行")

    def test_the_path_is_taken_out_of_the_message(self):
        error = InputError("a/b.txt：第 3 行：坏", hint="改", code="x")
        assert failure("a/b.txt", error).message == "第 3 行：坏"


class TestRun:
    def test_one_bad_input_never_stops_the_others(self, tmp_path, run):
        good, bad = write(tmp_path / "1.jsonl"), tmp_path / "2.xlsx"
        bad.write_bytes(b"PK\x03\x04broken")
        results = list(assess_sources(run, find_sources([good, bad, "nowhere", DOCUMENTS])))
        assert [isinstance(result, InputFailure) for result in results[:3]] == [False, True, True]
        assert len(results) > 5
        whole = assessment(run.model_id, results)
        assert [error.code for error in whole.errors] == ["input.damaged", "input.missing"]
        assert len(whole.documents) == len(results) - 2

    def test_every_project_gets_its_own_rows(self, tmp_path, run):
        path = write(tmp_path / "1.jsonl")
        document = run.assess(Source(name="1", path=path))
        assert isinstance(document, DocumentAssessment)
        for submission in document.submissions:
            for project in submission.projects:
                assert (
                    tuple(row.indicator for row in project.indicators) == project.project.indicators
                )
        assert [item.row.indicator.id for item in rows_in_input_order(document)] == ["a", "b", "c"]

    def test_streamed_rows_are_those_of_the_document(self, tmp_path, run):
        items = find_sources([write(tmp_path / "1.jsonl"), "nowhere", DOCUMENTS]).items
        events = list(stream_rows(run, items))
        streamed = [event for event in events if isinstance(event, AssessedRow)]
        whole = [
            row
            for result in map(run.assess, items)
            if isinstance(result, DocumentAssessment)
            for row in rows_in_input_order(result)
        ]
        assert streamed == whole
        assert sum(isinstance(event, InputFailure) for event in events) == 1
        assert sum(isinstance(event, Extraction) for event in events) == len(items) - 1

    def test_streaming_takes_one_input_at_a_time(self, tmp_path, run):
        taken: list[str] = []

        def items():
            for name in ("1.jsonl", "2.jsonl"):
                taken.append(name)
                path = write(tmp_path / name)
                yield Source(name=name, path=path)

        next(stream_rows(run, items()))
        assert taken == ["1.jsonl"]

    def test_a_crash_while_assessing_is_a_failure(self, tmp_path, monkeypatch):
        run = Run()

        def crash(*_args):
            raise ZeroDivisionError("x")
            yield

        monkeypatch.setattr(type(run.assessor), "assess", crash)
        source = Source(name="1", path=write(tmp_path / "1.jsonl"))
        found = run.assess(source)
        assert isinstance(found, InputFailure)
        assert found.code == "input.unexpected"
        assert [type(event) for event in stream_rows(run, [source])] == [Extraction, InputFailure]

    def test_several_processes_give_the_same_in_the_same_order(self, tmp_path, run):
        paths = [write(tmp_path / f"{i}.jsonl", ROWS[: i % 3 + 1]) for i in range(7)]
        sources = find_sources([*paths[:4], tmp_path / "nowhere", *paths[4:]])
        assert list(assess_in_processes(run.options, sources, jobs=2)) == list(
            assess_sources(run, sources)
        )

    def test_a_process_that_dies_costs_only_its_input(self, tmp_path, monkeypatch):
        paths = [write(tmp_path / f"{i}.jsonl") for i in range(3)]
        monkeypatch.setattr("assessor.pipeline.pool._assess", _dies_on_1)
        results = list(assess_in_processes(RunOptions(), find_sources(paths), jobs=2))
        assert [getattr(result, "code", "") for result in results] == ["", "input.crashed", ""]

    def test_processes_end_at_once_when_nobody_wants_their_results(self, tmp_path, monkeypatch):
        paths = [write(tmp_path / f"{i}.jsonl") for i in range(3)]
        monkeypatch.setattr("assessor.pipeline.pool._assess", _hangs_on_1)
        results = assess_in_processes(RunOptions(), find_sources(paths), jobs=2)
        next(results)
        marker = tmp_path / "1.jsonl.place"
        while not (marker.exists() and marker.read_text().endswith("\n")):
            time.sleep(0.05)
        worker, reader, folder = marker.read_text().split()
        results.close()  # as Ctrl-C does
        for process in (worker, reader):
            assert _has_ended(int(process))
        assert not Path(folder).exists()

    def test_a_profile_of_the_caller_replaces_the_recognised_one(self, tmp_path):
        run = Run(RunOptions(profile="classic-88"))
        found = run.assess(Source(name="1", path=write(tmp_path / "1.jsonl")))
        assert isinstance(found, DocumentAssessment)
        assert found.submissions[0].submission.profile == "classic-88"

    def test_selection_and_model_are_checked_at_the_start(self, tmp_path):
        with pytest.raises(ConfigError, match="Q9"):
            Run(RunOptions(selection=Selection(select=("Q9",))))
        with pytest.raises(ModelError):
            Run(RunOptions(model=tmp_path))


def _hangs_on_1(item):
    from assessor.pipeline import pool

    if Path(item.name).name == "1.jsonl":
        child = pool._run.reader._child
        Path(f"{item.name}.place").write_text(
            f"{os.getpid()} {child._process.pid} {tempfile.gettempdir()}\n"
        )
        time.sleep(600)
    return InputFailure(path=item.name, code="input.empty-file", message="x", hint="x")


def _has_ended(pid: int) -> bool:
    for _ in range(100):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.05)
    return False


def _dies_on_1(item):
    if Path(item.name).name == "1.jsonl":
        os._exit(9)
    from assessor.core.submission import Extraction as Read

    return DocumentAssessment(
        extraction=Read(path=item.name, kind="jsonl", form="row-file"), submissions=()
    )


class TestRows:
    def test_mappings_and_indicators_give_the_same(self, run):
        row = dict(ROWS[0])
        indicator = Indicator(id="a", level2=row["level2"], name=row["name"], value=row["value"])
        first, second = assess_rows(run, [row, indicator])
        assert first == second

    def test_rows_are_read_as_a_row_file_reads_them(self, tmp_path, run):
        rows = [
            {
                "name": "培训人数",
                "value": 95.0,
                "sign": "≥",
                "unit": "人",
                "weight": None,
                "note": "x",
            }
        ]
        document = run.assess(Source(name="1", path=write(tmp_path / "1.jsonl", rows)))
        assert isinstance(document, DocumentAssessment)
        [read] = [item.row.indicator for item in rows_in_input_order(document)]
        [given] = [row.indicator for row in assess_rows(run, rows)]
        assert (given.value, given.id, given.sign, given.unit) == ("≥95人", "1", "≥", "人")
        assert (read.value, read.id, read.sign, read.unit) == ("≥95人", "1", "≥", "人")

    @pytest.mark.parametrize(
        "row",
        [
            {"name": "x"},
            {"value": "x"},
            {"name": "x", "value": ["y"]},
            {"name": True, "value": "1"},
            5,
        ],
    )
    def test_a_bad_row_is_named(self, run, row):
        with pytest.raises(InputError, match="第 2 行"):
            list(assess_rows(run, [ROWS[0], row]))

    def test_rows_are_taken_in_batches(self, run):
        taken = 0

        def rows():
            nonlocal taken
            for _ in range(10_000):
                taken += 1
                yield ROWS[1]

        next(assess_rows(run, rows()))
        assert taken < 10_000


class TestPublic:
    def test_assess_takes_files_and_folders(self, tmp_path):
        write(tmp_path / "1.jsonl")
        result = assessor.assess(tmp_path, tmp_path / "nowhere", select=["W"], ignore=["W07"])
        assert len(result.documents) == 1
        assert [error.code for error in result.errors] == ["input.missing"]
        assert result.assessor_version == assessor.__version__
        codes = {
            finding.code
            for row in rows_in_input_order(result.documents[0])
            for finding in row.row.findings
        }
        assert codes <= {"W01", "W03", "W04", "W05", "W06", "W08"}

    def test_assess_rows_gives_one_result_per_row(self):
        rows = assessor.assess_rows([ROWS[0], ROWS[1]])
        assert [row.judgement.vague for row in rows] == [True, False]

    def test_the_version_is_that_of_the_project(self):
        import tomllib

        project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))
        assert project["project"]["version"] == assessor.__version__

    def test_examples_run(self):
        import doctest

        assert doctest.testmod(assessor).failed == 0
        assert doctest.testmod(assessor).attempted > 5

    def test_importing_the_package_is_light(self):
        import subprocess

        code = "import assessor, sys; print([m for m in ('numpy', 'sklearn', 'pydantic') if m in sys.modules])"
        found = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        assert found.stdout.strip() == "[]"


def test_the_room_documents_what_it_exports():
    assert all(
        value.__doc__
        for name, value in vars(running).items()
        if not name.startswith("_") and getattr(value, "__module__", "") == running.__name__
    )
