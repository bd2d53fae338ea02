"""``--watch``: what changes is checked again, and Ctrl-C ends it quietly."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from assessor.apps.cli import watching
from assessor.core.assessment import InputFailure
from assessor.pipeline.sources import Source, Sources, find_sources

ROW = {"level2": "社会效益指标", "name": "职工素质", "value": "明显提升"}


def write(path: Path, name: str) -> None:
    path.write_text(json.dumps({**ROW, "name": name}, ensure_ascii=False) + "\n", "utf-8")


def test_new_and_changed_inputs_are_found(tmp_path):
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    write(first, "甲")
    sources = find_sources([str(tmp_path)])
    known = watching.states_of(sources)
    assert not watching.changed_inputs(sources, known, watching.states_of(sources))
    write(second, "乙")
    now = find_sources([str(tmp_path)])
    changed = watching.changed_inputs(now, known, watching.states_of(now))
    assert [Path(item.name).name for item in changed] == ["b.jsonl"]
    write(first, "甲甲")
    changed = watching.changed_inputs(now, known, watching.states_of(now))
    assert len(changed) == 2


def test_an_input_that_turns_bad_is_told_and_a_lost_one_is_not():
    good = Sources(items=(Source(name="a", path=Path("nowhere/a")),))
    bad = Sources(items=(InputFailure(path="a", code="input.missing", message="", hint=""),))
    known = watching.states_of(good)
    assert watching.changed_inputs(bad, known, watching.states_of(bad)) == list(bad.items)
    assert watching.changed_inputs(Sources(items=()), known, {}) == []


def test_a_file_that_is_still_being_written_waits(monkeypatch, tmp_path):
    path = tmp_path / "a.jsonl"
    write(path, "甲")
    sources = find_sources([str(path)])
    sizes = iter(range(1, 4))
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) <= 2:  # it grows at first
            path.write_text("x" * next(sizes), "utf-8")
        if len(waits) > 8:
            raise KeyboardInterrupt

    monkeypatch.setattr(watching.time, "sleep", sleep)
    checked: list[tuple[int, int]] = []
    watching.watch(
        lambda: sources,
        lambda now: checked.append((len(waits), len(now.items))),
        first=sources,
    )
    assert checked == [(4, 1)]


def test_it_ends_with_0_and_without_a_traceback(tmp_path):
    path = tmp_path / "a.jsonl"
    write(path, "职工素质")
    root = Path(__file__).parents[2]
    process = subprocess.Popen(
        [sys.executable, "-m", "assessor", "check", str(path), "--watch"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(root), "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    try:
        out = _until(process, "合计")
        time.sleep(0.5)
        write(path, "居民素质")
        out += _until(process, "合计")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0
    assert "职工素质" in out
    assert "居民素质" in out
    assert "有 1 个文件改动，重新检查" in err
    assert "已停止等待。" in err
    assert "Traceback" not in err


def _until(process: "subprocess.Popen[str]", word: str) -> str:
    assert process.stdout is not None
    read = ""
    for line in process.stdout:
        read += line
        if word in line:
            return read
    raise AssertionError(read)
