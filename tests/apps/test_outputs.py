"""The result never destroys an input, and hostile rows never stop a file without a reason."""

import json
from pathlib import Path

import pytest

from assessor.apps.cli.main import main

FORM = Path(__file__).parents[2] / "corpus" / "documents" / "declaration.xlsx"


@pytest.mark.parametrize("command", ["check", "extract"])
def test_writing_over_an_input_is_refused(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"name": "培训场次", "value": "≥5场"}\n', "utf-8")
    before = path.read_bytes()
    assert main([command, str(path), "--format", "json", "--output", str(path)]) == 2
    assert path.read_bytes() == before
    assert "覆盖原件" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--history", "--approved"])
@pytest.mark.parametrize(
    ("command", "more", "output"),
    [
        ("check", [], "--output"),
        ("review", [], "--output"),
        ("review", [], "--letter"),
        ("recheck", [str(FORM)], "--output"),
    ],
)
def test_writing_over_what_inputs_are_compared_with_is_refused(
    command: str, more: list[str], output: str, option: str,
    tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    other = tmp_path / ("上年.docx" if command == "review" else "上年.xlsx")
    other.write_bytes(FORM.read_bytes())
    call = [command, str(FORM), *more, option, str(other), output, str(other)]
    assert main(call) == 2
    assert other.read_bytes() == FORM.read_bytes()
    assert "覆盖原件" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["check", "extract", "review"])
def test_a_document_of_a_given_folder_is_never_overwritten(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inside = tmp_path / "a.xlsx"
    inside.write_bytes(FORM.read_bytes())
    assert main([command, str(tmp_path), "--output", str(inside)]) == 2
    assert "覆盖原件" in capsys.readouterr().err
    assert inside.read_bytes() == FORM.read_bytes()


@pytest.mark.parametrize("name", ["结果.csv", "结果.txt", "结果.jsonl"])
def test_an_earlier_result_within_the_folder_is_written_anew(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(FORM.read_bytes())
    output = tmp_path / name
    form = {".csv": "csv", ".txt": "text", ".jsonl": "jsonl"}[output.suffix]
    call = ["check", str(tmp_path), "--format", form, "--fail-on", "never", "-o", str(output)]
    assert main(call) == 0
    first = output.read_bytes()
    assert main(call) == 0
    assert output.read_bytes() == first


def test_papers_of_the_program_are_no_submissions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.xlsx").write_bytes(FORM.read_bytes())
    papers = ["-o", str(tmp_path / "审核表.xlsx"), "--letter", str(tmp_path / "信")]
    assert main(["review", str(tmp_path), *papers]) == 0
    assert (
        main(["extract", str(tmp_path), "-o", str(tmp_path / "指标.xlsx"), "--format", "xlsx"]) == 0
    )
    capsys.readouterr()
    assert main(["check", str(tmp_path), "--format", "json", "--fail-on", "never"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [Path(document["path"]).name for document in found["documents"]] == ["a.xlsx"]


def test_half_a_character_is_a_bad_line_with_its_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"name": "a", "value": "1"}\n{"name": "\\ud800", "value": "1"}\n', "utf-8")
    assert main(["check", str(path), "--format", "json"]) == 2
    printed = capsys.readouterr()
    assert "第 2 行" in printed.out
    assert "程序的缺陷" not in printed.out


def test_a_blank_row_says_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"name": "", "value": "≥5场"}\n{"name": "", "value": ""}\n', "utf-8")
    main(["check", str(path), "--format", "jsonl"])
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    codes = [[finding["code"] for finding in row["findings"]] for row in rows]
    assert "W06" in codes[0]
    assert "W06" in codes[1]
