"""The README shows what is true: its commands exist, its Python runs, its output is real."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assessor.apps.cli.main import app

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text("utf-8")
_ROWS = """{"name": "慰问困难职工人次", "value": "≥120人次", "level2": "数量指标"}
{"name": "慰问金发放及时性", "value": "及时", "level2": "时效指标"}
{"name": "职工获得感", "value": "有所提升", "level2": "社会效益指标"}
{"name": "受助职工满意度", "value": "≥95%", "level2": "社会效益指标"}
"""


def test_both_commands_stand_in_the_readme() -> None:
    assert re.search(r"^python3 -m venv .*assessor check corpus/documents", TEXT, re.MULTILINE)
    assert re.search(r"^python3 -m venv .*pytest", TEXT, re.MULTILINE)


def test_every_command_is_mentioned() -> None:
    names = [command.name for command in app.registered_commands]
    assert names
    for name in names:
        assert f"assessor {name}" in TEXT, name


def test_the_shown_output_is_real(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(_ROWS, "utf-8")
    result = CliRunner().invoke(app, ["check", str(path), "--fail-on", "never"])
    shown = re.search(r"<!-- output -->\n```\n(.*?)```", TEXT, re.DOTALL)
    assert shown is not None
    # The calibrated probability moves a little with each training; everything else is exact.
    blur = re.compile(r"把握 \d+%")
    printed = blur.sub("把握", result.stdout)
    assert blur.sub("把握", shown.group(1)) in printed


def test_the_python_example_runs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    (block,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    exec(compile(block, "README.md", "exec"), {})
    printed = capsys.readouterr().out
    assert "职工获得感" in printed
    assert "W01" in printed
