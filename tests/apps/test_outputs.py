"""The result never destroys an input, and hostile rows never stop a file without a reason."""

import json
from pathlib import Path

import pytest

from assessor.apps.cli.main import main


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
