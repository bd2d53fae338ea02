"""Consoles of Windows: what a code page lacks never ends the run; names in archives are read."""

import io
import json
import os
import pty
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from assessor.pipeline.sources import Source, find_sources

ROOT = Path(__file__).parents[2]
# None of these has a place in GBK: emoji, Korean, a musical sign, a rare character.
LACKING = "🎉 한국어 𝄞 𠮷 ≥"
ROW = {"level2": "社会效益指标", "name": f"职工{LACKING}素质", "value": f"明显提升{LACKING}"}


@pytest.fixture
def rows(tmp_path):
    path = tmp_path / "a.jsonl"
    plain = {"level2": "数量指标", "name": "开展职工心理健康课程场次", "value": "≥5场"}
    lines = [json.dumps(row, ensure_ascii=False) for row in (ROW, *[plain] * 5)]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def call(
    *arguments: str, encoding: str, cwd: Path, **options
) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-m", "assessor", *arguments], check=False, cwd=cwd, timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": encoding, "TERM": "xterm"},
        **(options or {"capture_output": True}),
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["gbk", "cp936", "ascii", "utf-8", "big5"])
def test_text_is_written_in_any_code_page(rows, encoding):
    result = call("check", "a.jsonl", encoding=encoding, cwd=rows.parent)
    assert result.returncode == 1, result.stderr
    assert b"Traceback" not in result.stderr
    assert b"W01" in result.stdout
    if encoding in ("gbk", "cp936", "utf-8"):
        assert "表述模糊" in result.stdout.decode(encoding)
    result.stdout.decode(encoding)  # every byte belongs to the code page


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "sarif", "junit", "github"])
def test_files_for_programs_are_utf_8_whatever_the_console(rows, form):
    result = call("check", "a.jsonl", "--format", form, encoding="gbk", cwd=rows.parent)
    assert result.returncode == 1, result.stderr
    assert "한국어" in result.stdout.decode("utf-8")


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["check", "--help"], ["rules"], ["explain", "W01"], ["config", "show"],
     ["check", f"没有{LACKING}.xlsx"], ["check", "x", "--format", LACKING]],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_help_and_messages_never_end_in_a_traceback(tmp_path, arguments, encoding):
    result = call(*arguments, encoding=encoding, cwd=tmp_path)
    assert result.returncode in (0, 2)
    assert b"Traceback" not in result.stderr
    if encoding == "gbk":  # help pages ignore ascii
        (result.stdout + result.stderr).decode(encoding)


def test_a_coloured_terminal_of_a_code_page_works_too(rows):
    main, other = pty.openpty()
    result = call(
        "check", "a.jsonl", encoding="gbk", cwd=rows.parent,
        stdout=other, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(other)
    shown = b""
    try:
        while piece := os.read(main, 65536):
            shown += piece
    except OSError:
        pass
    os.close(main)
    assert result.returncode == 1, result.stderr
    assert b"Traceback" not in result.stderr
    assert "表述模糊".encode("gbk") in shown


class _GbkName(zipfile.ZipInfo):
    """An entry whose name stands as a Chinese Windows writes it: GBK, no flag of UTF-8."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def test_names_of_a_gbk_archive_are_read_right(rows, tmp_path):
    data = io.BytesIO()
    name = "2025年申报/城区道路照明项目绩效目标表.jsonl"
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(_GbkName(name), rows.read_bytes())
    path = tmp_path / "申报.zip"
    path.write_bytes(data.getvalue())
    assert name.encode("gbk") in data.getvalue()
    assert name.encode("utf-8") not in data.getvalue()
    [source] = find_sources([str(path)]).items
    assert isinstance(source, Source)
    assert source.name == f"{path}/{name}"
    result = call("check", "申报.zip", "--format", "github", encoding="gbk", cwd=tmp_path)
    assert f"file=申报.zip/{name},line=1".encode() in result.stdout
