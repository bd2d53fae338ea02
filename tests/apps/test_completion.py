"""Shell completion: the scripts, and the answers that they ask for."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assessor.apps.cli.completion import SHELLS, VARIABLE
from assessor.apps.cli.main import main

ROOT = Path(__file__).parents[2]


def asked(**variables: str) -> str:
    result = subprocess.run(
        [sys.executable, "-m", "assessor"],
        capture_output=True, check=False, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **variables},
    )  # fmt: skip
    assert "Traceback" not in result.stderr
    return result.stdout


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_has_a_script(shell, capsys):
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert VARIABLE in script
    assert f"complete_{shell}" in script


def test_the_shell_is_recognised_or_asked_for(monkeypatch, capsys):
    monkeypatch.setenv("SHELL", "/usr/bin/fish")
    assert main(["completion"]) == 0
    assert "complete_fish" in capsys.readouterr().out
    monkeypatch.setenv("SHELL", "/usr/bin/unknown")
    assert main(["completion"]) == 2
    assert "assessor completion bash" in capsys.readouterr().err.replace("\n      ", "")
    assert main(["completion", "cmd"]) == 2


def test_commands_and_options_are_completed():
    bash = {VARIABLE: "complete_bash", "COMP_CWORD": "1"}
    assert asked(**bash, COMP_WORDS="assessor che").split() == ["check"]
    found = asked(**{**bash, "COMP_CWORD": "2"}, COMP_WORDS="assessor check --wr").split()
    assert found == ["--write-baseline"]
    zsh = asked(**{VARIABLE: "complete_zsh"}, _TYPER_COMPLETE_ARGS="assessor config s")
    assert "show" in zsh
    assert "schema" in zsh


def test_bash_takes_the_script(tmp_path, capsys):
    bash = shutil.which("bash")
    assert bash is not None
    main(["completion", "bash"])
    script = tmp_path / "assessor.sh"
    script.write_text(capsys.readouterr().out, "utf-8")
    program = tmp_path / "assessor"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m assessor "$@"\n', "utf-8")
    program.chmod(0o755)
    ask = (
        f"source {script}; COMP_WORDS=(assessor rul); COMP_CWORD=1; "
        '_assessor_completion assessor; echo "${COMPREPLY[@]}"'
    )
    result = subprocess.run(
        [bash, "--norc", "-c", ask], capture_output=True, check=True, text=True,
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert result.stdout.split() == ["rules"]
