"""The hooks for pre-commit: commands that exist, and the files that they look at."""

import re
from pathlib import Path

import yaml

from assessor.apps.cli.main import main
from assessor.pipeline.sources import DOCUMENT_SUFFIXES

HOOKS = yaml.safe_load((Path(__file__).parents[2] / ".pre-commit-hooks.yaml").read_text("utf-8"))
# A file of a commit that holds others, or that cannot be read, is not looked at.
_LEFT_OUT = {".zip", ".rar", ".7z", ".ofd", ".txt"}


def test_each_hook_says_what_pre_commit_asks_for():
    assert [hook["id"] for hook in HOOKS] == ["assessor-check", "assessor-check-system"]
    assert [hook["language"] for hook in HOOKS] == ["python", "system"]
    for hook in HOOKS:
        assert {"id", "name", "entry", "language", "files"} <= set(hook)


def test_documents_are_looked_at_and_other_files_are_not():
    for hook in HOOKS:
        for suffix in DOCUMENT_SUFFIXES:
            found = re.search(hook["files"], f"申报/表{suffix}") is not None
            assert found is (suffix not in _LEFT_OUT), suffix
        assert re.search(hook["files"], "表.XLSX")
        assert not re.search(hook["files"], "README.md")
        assert not re.search(hook["files"], "xlsx.py")


def test_the_command_of_a_hook_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("a.jsonl").write_text('{"name": "职工素质", "value": "明显提升"}\n', "utf-8")
    for hook in HOOKS:
        program, *arguments = hook["entry"].split()
        assert program == "assessor"
        assert main([*arguments, "a.jsonl"]) == 1
