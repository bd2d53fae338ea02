"""Hostile files through the public way: each says what is wrong, and stops nothing else."""

import csv
import io
import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from hostile_cases import CASES, READ
from hostile_files import (
    CSV,
    ROW,
    far_corners,
    good_csv,
    good_docx,
    good_html,
    linked,
    locked_package,
    looping_pdf,
    overlapping,
    with_doctype,
    with_macros,
)

from assessor.apps.cli.main import main
from assessor.core.assessment import InputFailure
from assessor.core.limits import Limits
from assessor.core.submission import Extraction
from assessor.pipeline.isolation import read_isolated
from assessor.pipeline.reading import ReadOptions
from assessor.pipeline.sources import Source, find_sources

LIMITS = Limits(conversion_seconds=8.0, document_seconds=60.0)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Three files stand between the others; they are always read.
GOOD = ("00-好.csv", "弹-好.csv", "龟-好.csv")


def write(folder: Path, files) -> Path:
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def read(folder, *, limits=LIMITS):
    """Return what is found in a folder and what is read of it, in order."""
    items = find_sources([folder], limits=limits).items
    return items, list(read_isolated(items, options=ReadOptions(limits=limits)))


def outcome(result: Extraction | InputFailure) -> str:
    return result.code if isinstance(result, InputFailure) else READ


def indicators(extraction: Extraction):
    return [
        row
        for submission in extraction.submissions
        for project in submission.projects
        for row in project.indicators
    ]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Read one folder that holds all cases, once."""
    folder = tmp_path_factory.mktemp("hostile")
    write(folder, {case.name: case.build() for case in CASES})
    write(folder, dict.fromkeys(GOOD, good_csv()))
    items, results = read(folder)
    return folder, items, results


def results_of(whole, name):
    """Return what came of a file; of an archive, of all its members."""
    folder, _, results = whole
    path = str(folder / name)
    return [one for one in results if one.path == path or one.path.startswith(f"{path}/")]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_hostile_file_gives_what_is_expected(whole, case):
    results = results_of(whole, case.name)
    assert results
    assert {outcome(one) for one in results} <= set(case.outcomes)
    told = [one.message for one in results if isinstance(one, InputFailure)]
    told += [text for one in results if isinstance(one, Extraction) for text in one.notices]
    for words in case.says:
        assert any(words in text for text in told), (words, told)
    if case.rows is not None:
        assert (
            sum(len(indicators(one)) for one in results if isinstance(one, Extraction)) == case.rows
        )


def test_every_failure_is_told_in_chinese_with_a_hint(whole):
    _, _, results = whole
    failures = [one for one in results if isinstance(one, InputFailure)]
    assert len(failures) > 60
    for one in failures:
        assert CHINESE.search(one.message), one
        assert CHINESE.search(one.hint), one
        assert one.code.startswith("input.")
        assert one.code not in ("input.unexpected", "input.crashed", "input.memory"), one
        assert "Traceback" not in one.message
        assert len(one.message) < 400


def test_results_stand_in_input_order_and_the_others_are_read(whole):
    folder, items, results = whole
    assert [one.path for one in results] == [
        one.path if isinstance(one, InputFailure) else one.name for one in items
    ]
    names = [one.path.removeprefix(f"{folder}/").split("/")[0] for one in results]
    assert names == sorted(names)
    assert {case.name for case in CASES} | set(GOOD) == set(names)
    for name in GOOD:
        (one,) = results_of(whole, name)
        assert [row.name for row in indicators(one)] == [ROW[2]]


def test_no_entity_is_expanded_and_no_other_file_is_read(whole):
    _, _, results = whole
    told = "".join(map(repr, results))
    assert "root:x" not in told
    assert "hahaha" not in told


def test_macros_and_formulas_stay_text(whole):
    (one,) = results_of(whole, "字-公式.csv")
    assert [row.name for row in indicators(one)] == ['=HYPERLINK("http://127.0.0.1/","培训场次")']
    (one,) = results_of(whole, "字-命令.csv")
    assert [row.name for row in indicators(one)] == ["@SUM(1+9)*cmd|' /C calc'!A0"]


def test_nothing_that_a_file_refers_to_is_fetched(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        write(tmp_path, linked(address))
        _, results = read(tmp_path)
        server.settimeout(0.05)
        with pytest.raises(TimeoutError):
            server.accept()
    assert {Path(one.path).name: outcome(one) for one in results} == dict.fromkeys(linked(""), READ)
    for one in results:
        assert ROW[2] in [row.name for row in indicators(one)]


# Names and links

NAMES = (
    "引'号\".csv", "换\n行\r.csv", "表\t格.csv", "表🙂情.csv", "-rf.csv", "--format.csv", "=1+1.csv", "[bold]红.csv",
    "\x1b[31m红.csv", "右\u202e左.csv", "　空 格 .csv", "$(touch x).csv", "%s%n{0}.csv", "长" * 65 + ".csv", "a..csv.csv",
)  # fmt: skip
GBK = "绩效目标表.csv".encode("gbk")


@pytest.fixture
def odd_names(tmp_path):
    """Make a folder of good files with odd names, and a broken one that is not UTF-8."""
    folder = tmp_path / "名"
    folder.mkdir()
    for name in NAMES:
        (folder / name).write_bytes(good_csv())
    place = os.fsencode(folder)
    for name, data in ((GBK, good_csv()), (b"\xff" + GBK, b"\x00\x01\x02\x03" * 50)):
        Path(os.fsdecode(place + b"/" + name)).write_bytes(data)
    return folder


def test_files_with_odd_names_are_read(odd_names):
    items, results = read(odd_names)
    assert [outcome(one) for one in results].count(READ) == len(NAMES) + 1
    assert [one.path for one in results] == [item.name for item in items]


def run(*arguments, cwd=None):
    """Run the program as a user does; its streams come as bytes."""
    environment = {**os.environ, "PYTHONIOENCODING": "", "NO_COLOR": "1"}
    call = [sys.executable, "-m", "assessor", *map(os.fsencode, arguments)]
    found = subprocess.run(call, capture_output=True, cwd=cwd, env=environment, check=False)
    assert b"Traceback" not in found.stderr
    assert b"Error:" not in found.stderr
    return found


@pytest.mark.parametrize("command", ["check", "extract"])
@pytest.mark.parametrize("form", ["text", "json", "jsonl", "csv"])
def test_odd_names_break_no_report(odd_names, command, form, capsysbinary):
    never = ["--fail-on", "never"] if command == "check" else []
    assert main([command, str(odd_names), "--format", form, *never]) == 2
    streams = capsysbinary.readouterr()
    assert b"Traceback" not in streams.err
    out = streams.out.decode("utf-8")
    assert "\x1b" not in out
    assert out.count(ROW[2]) >= len(NAMES) + 1
    if form == "json":
        report = json.loads(out)
        assert [one["code"] for one in report["errors"]] == ["input.binary"]
        assert len({one["path"] for one in report["documents"]}) == len(NAMES) + 1
    elif form == "jsonl":
        assert len([json.loads(line) for line in out.split("\n") if line]) == len(NAMES) + 1
    elif form == "csv":
        cells = [cell for line in csv.reader(io.StringIO(out)) for cell in line]
        assert not [cell for cell in cells if cell.startswith(("=", "@", "+", "-1"))]


def test_odd_names_are_written_by_the_program_itself(odd_names):
    """Its own streams may be of another encoding than those of a test."""
    found = run("extract", odd_names)
    assert found.returncode == 2
    assert found.stdout.decode("utf-8").count(ROW[2]) >= len(NAMES) + 1


def test_odd_names_break_no_workbook(odd_names, tmp_path):
    target = tmp_path / "结果.xlsx"
    assert run("extract", odd_names, "--format", "xlsx", "--output", target).returncode == 2
    book = openpyxl.load_workbook(target)
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert [cell.value for cell in cells].count(ROW[2]) >= len(NAMES) + 1
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_a_file_whose_name_is_an_option_is_read_after_two_dashes(odd_names):
    found = run("extract", "--", "-rf.csv", cwd=odd_names)
    assert found.returncode == 0
    assert ROW[2] in found.stdout.decode()
    assert run("extract", "./--format.csv", cwd=odd_names).returncode == 0


def test_links_in_circles_and_to_nowhere(tmp_path):
    folder = tmp_path / "夹"
    (folder / "内").mkdir(parents=True)
    write(folder / "内", {"好.csv": good_csv()})
    (folder / "内" / "上").symlink_to(folder)
    (folder / "自.csv").symlink_to(folder / "自.csv")
    (folder / "断.xlsx").symlink_to(folder / "没有.xlsx")
    (folder / "一.csv").symlink_to(folder / "二.csv")
    (folder / "二.csv").symlink_to(folder / "一.csv")
    os.mkfifo(folder / "管.csv")
    (folder / "夹.csv").mkdir()
    _, results = read(folder)
    assert {one.path.removeprefix(f"{folder}/"): outcome(one) for one in results} == {
        "一.csv": "input.broken-link", "二.csv": "input.broken-link", "内/好.csv": READ,
        "断.xlsx": "input.broken-link", "管.csv": "input.unreadable", "自.csv": "input.broken-link",
    }  # fmt: skip


def test_a_file_that_goes_away_after_it_was_found(tmp_path):
    write(tmp_path, {"一.csv": good_csv(), "二.csv": good_csv()})
    items = find_sources([tmp_path]).items
    (tmp_path / "一.csv").unlink()
    results = list(read_isolated(items, options=ReadOptions()))
    assert [outcome(one) for one in results] == ["input.unreadable", READ]
    assert "不存在" in results[0].message


# Small limits, each kept

TIGHT = (
    ("file_bytes", 1_000, "一.csv", (CSV * 50).encode(), "字节"),
    ("lines", 3, "一.txt", "甲\n乙\n丙\n丁\n戊\n".encode(), "3"),
    ("cells", 5, "一.csv", good_csv(), "单元格"),
    ("columns_per_sheet", 3, "一.csv", good_csv(), "列"),
    ("columns_per_sheet", 3, "一.html", good_html(), "列"),
    ("columns_per_sheet", 3, "一.docx", good_docx(), "列"),
    ("columns_per_sheet", 3, "一.xlsx", with_macros(), "列"),
    ("rows_per_sheet", 1, "一.xlsx", with_macros(), "行"),
    ("cell_characters", 3, "一.xlsx", with_macros(), "A1"),
    ("cell_characters", 3, "一.docx", good_docx(), "第 1 行第 1 列"),
    ("xml_depth", 5, "一.docx", good_docx(), "嵌套"),
    ("archive_entries", 3, "一.xlsx", with_macros(), "个文件"),
    ("inflated_bytes", 500, "一.xlsx", with_macros(), "解压"),
    ("sheets", 0, "一.xlsx", with_macros(), "工作表"),
    ("indicators", 0, "一.csv", good_csv(), "指标"),
)


@pytest.mark.parametrize(
    ("limit", "most", "name", "data", "says"), TIGHT, ids=[f"{t[0]}-{t[2][2:]}" for t in TIGHT]
)
def test_a_small_limit_is_kept_and_named(tmp_path, limit, most, name, data, says):
    write(tmp_path, {name: data})
    _, (result,) = read(tmp_path, limits=Limits(**{limit: most}))
    assert outcome(result) == "input.limit"
    assert says in result.message
    assert "上限" in result.message + result.hint


# The program itself


def test_the_program_tells_every_failure_and_ends_with_2(tmp_path):
    files = {
        "01-好.csv": good_csv(), "02-锁.xlsx": locked_package(), "03-空.docx": b"",
        "04-断.docx": good_docx()[:700], "05-叠.zip": overlapping(), "06-角.xlsx": far_corners(),
        "07-外.docx": with_doctype(good_docx(), "word/document.xml", "<!DOCTYPE a [<!ENTITY a11 'x'>]>"),
        "08-好.docx": good_docx(), "09-环.pdf": looping_pdf(), "10-宏.xlsm": with_macros(),
        "11-乱.xls": b"\x00\x01\x02" * 99, "12-好.html": good_html(),
    }  # fmt: skip
    write(tmp_path, files)
    (tmp_path / "13-断.xlsx").symlink_to(tmp_path / "没有")
    found = run("check", tmp_path, "--format", "json", "--fail-on", "never")
    assert found.returncode == 2
    report = json.loads(found.stdout)
    codes = {Path(one["path"]).name[:2]: one["code"] for one in report["errors"]}
    assert codes == {
        "02": "input.encrypted", "03": "input.empty-file", "04": "input.damaged",
        "05": "input.damaged", "06": "input.limit", "07": "input.unsafe-xml", "11": "input.binary",
        "13": "input.broken-link",
    }  # fmt: skip
    assert list(codes) == sorted(codes)
    read_names = [Path(one["path"]).name[:2] for one in report["documents"]]
    assert read_names == ["01", "08", "09", "10", "12"]
    for one in report["errors"]:
        assert CHINESE.search(one["message"])
        assert one["hint"]


def test_files_of_a_folder_are_found_in_the_order_of_their_names(odd_names):
    names = [item.name for item in find_sources([odd_names]).items if isinstance(item, Source)]
    assert names == sorted(names)


def test_folders_in_folders_in_folders(tmp_path):
    """Walks 1,500 levels (longer than Python may recurse); what lies too deep is told."""
    here = os.getcwd()
    write(tmp_path, {"好.csv": good_csv()})
    depth = 0
    try:
        os.chdir(tmp_path)
        while depth < 1_500:
            os.mkdir("夹")
            os.chdir("夹")
            depth += 1
        _, results = read(tmp_path)
    finally:
        # pytest clears old folders by recursion and would fail on these ever after.
        for _ in range(depth):
            os.chdir("..")
            os.rmdir("夹")
        os.chdir(here)
    assert READ in [outcome(one) for one in results]


def test_a_mapping_file_of_one_endless_key(tmp_path):
    """tomllib takes a time that grows with the square of the parts of a key."""
    write(tmp_path, {"好.csv": good_csv(), "表头对应.toml": b"a." * 400_000 + b"b = 1\n"})
    _, results = read(tmp_path)
    assert [outcome(one) for one in results] == ["input.mapping", READ]
