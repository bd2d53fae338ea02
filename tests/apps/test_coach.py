"""``assessor coach``: exercises at a terminal, from piped answers, with a progress file."""

import io
import json
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from assessor.apps.cli import coach_file
from assessor.apps.cli.coach_file import default_path, read_coach_file
from assessor.apps.cli.main import main
from assessor.errors import ConfigError
from assessor.practice.recall import FIRST_BOX
from assessor.training.corpus import read_corpus

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.fixture
def file(tmp_path) -> Path:
    return tmp_path / "进度.json"


@pytest.fixture(scope="session")
def corpus(small_corpus) -> Path:
    """A corpus that is quickly read."""
    return small_corpus(6)


@pytest.fixture
def coach(monkeypatch, capsys, file, corpus):
    """Run the command with lines of answers; return status, output and errors."""

    def run(lines, *options, progress=True):
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        where = ["--progress", str(file)] if progress else []
        where += [] if "--corpus" in options else ["--corpus", str(corpus)]
        status = main(["coach", *options, *where])
        return status, *capsys.readouterr()

    return run


def narrow(text: str) -> bool:
    return all(
        sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line) <= 80
        for line in text.splitlines()
    )


def test_a_session_asks_explains_and_sums_up(coach, file):
    status, out, err = coach(["1 2", "提升", "1", "3"] * 3, "--number", "3")
    assert (status, err) == (0, "")
    assert narrow(out)
    for words in ("第 1 题（共 3 题）", "第 3 题（共 3 题）", "这次答 3 题", f"进度已存入：{file}"):
        assert words in out.replace("\n            ", "")
    told = json.loads(file.read_text("utf-8"))
    assert len(told["answers"]) == 3
    assert told["version"] == 1


def test_choices_are_explained_once_and_named_later(coach):
    _, out, _ = coach(["0"] * 4, "--number", "2", "--kind", "找问题")
    assert out.count("数字后面没有计量单位") == 1
    assert out.count("缺少计量单位") >= 2


@pytest.mark.parametrize("kind", ["找问题", "改写", "选级别"])
def test_nothing_of_the_answer_stands_before_it(coach, kind):
    _, out, _ = coach(["q"], "--number", "1", "--kind", kind)
    assert "第 1 题" in out
    for word in ("专家改法", "工具建议", "答对", "漏选", "错选", "为什么", "「"):
        assert word not in out
    assert not re.search("这条指标应归(?!入)", out)
    rows = {row.name: row for row in read_corpus(CORPUS).rows}
    (name,) = [line.split("：", 1)[1] for line in out.splitlines() if "指标名称：" in line]
    row = rows[name.strip()]
    assert row.better is None or row.better.name == row.name or row.better.name not in out
    assert kind != "选级别" or "级别：" not in out


@pytest.mark.parametrize("last", ["q", "Q", " quit ", "退出"])
def test_q_ends(coach, file, last):
    status, out, _ = coach(["0", last], "--number", "5", "--kind", "找问题")
    assert status == 0
    assert "这次答 1 题" in out
    assert len(json.loads(file.read_text("utf-8"))["answers"]) == 1


def test_the_end_of_the_input_ends(coach, file):
    status, out, _ = coach([], "--number", "2")
    assert status == 0
    assert "这次没有作答" in out
    assert not file.exists()


@pytest.mark.parametrize(
    ("kind", "wrong", "message"),
    [
        ("找问题", "8", "编号是 0 到 7"),
        ("找问题", "甲", "编号是 0 到 7"),
        ("找问题", "", "没有问题写 0"),
        ("找问题", "0 1", "没有问题写 0"),
        ("选级别", "1 2", "只写一个编号"),
        ("选级别", "", "只写一个编号"),
        ("选级别", "-1", "编号是 0 到 9"),
    ],
)
def test_an_answer_that_is_not_understood_is_asked_for_again(coach, file, kind, wrong, message):
    status, out, err = coach([wrong, "3"], "--number", "1", "--kind", kind)
    assert status == 0
    assert message in err
    assert "这次答 1 题" in out


@pytest.mark.parametrize("text", ["３", "3,", " 3 ", "3、", "³"])
def test_numbers_may_be_written_in_several_ways(coach, text):
    status, out, err = coach([text], "--number", "1", "--kind", "选级别")
    assert (status, err) == (0, "")
    assert "这次答 1 题" in out


def test_characters_of_no_encoding_are_asked_for_again(coach):
    status, out, err = coach(
        ["\udcff", "≥5%", "职工培训人次", "≥5人次"], "--number", "1", "--kind", "改写",
        "--topic", "一个指标多项内容",
    )  # fmt: skip
    assert status == 0
    assert "无法识别的字符，请再答一次" in err
    assert "这次答 1 题" in out


def test_escape_sequences_of_the_input_stay_harmless(coach):
    _, out, _ = coach(["1", "\x1b[2J红", "0"], "--number", "1", "--kind", "找问题")
    assert "\x1b" not in out
    assert "\\x1b" in out


def test_a_rewrite_keeps_what_is_left_empty(coach):
    status, out, _ = coach(["", "", ""], "--number", "1", "--kind", "改写", "--topic", "表述模糊")
    assert status == 0
    assert "与原来的写法相同" in out
    assert "专家改法" in out


def test_the_same_seed_and_progress_give_the_same_tasks(coach, file):
    first = coach(["q"], "--seed", "3", "--number", "1")[1]
    assert coach(["q"], "--seed", "3", "--number", "1")[1] == first
    assert coach(["q"], "--seed", "4", "--number", "1")[1] != first


def test_what_was_answered_does_not_come_again_and_errors_are_kept(coach, file):
    names = []
    for _ in range(3):
        out = coach(["0"] * 4, "--number", "4", "--kind", "找问题")[1]
        names += [line for line in out.splitlines() if "指标名称：" in line]
    assert len(names) == len(set(names)) == 12
    kept = read_coach_file(file)
    assert len(kept.answers) == 12
    assert kept.boxes
    assert any(box.box == FIRST_BOX for box in kept.boxes)
    assert not all(answer.right for answer in kept.answers)


def test_a_topic_alone(coach):
    _, out, _ = coach(
        ["0"] * 5, "--number", "5", "--kind", "spot", "--topic", "缺少计量单位,一个指标多项内容"
    )
    summary = out.split("累计（按内容）：")[1]
    assert "缺少计量单位" in summary
    assert "未量化  " not in summary


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--number", "0"], "选项 --number 不能是 0"),
        (["--number", "101"], "可用 1 到 100 的整数"),
        (["--number", "x"], "--number 的值不对（应为整数）"),
        (["--kind", "问答"], "选项 --kind 不能是“问答”"),
        (["--topic", "好"], "表述模糊、未量化"),
        (["--kind", "选级别", "--topic", "表述模糊"], "没有符合条件的题"),
        (["--seed", "x"], "--seed 的值不对"),
        (["--corpus", "没有的文件夹"], "没有找到 rows/*.jsonl"),
        (["多余"], "多出了参数"),
    ],
)
def test_a_wrong_call_gives_2_with_message_and_remedy(coach, options, message):
    status, out, err = coach([], *options)
    assert (status, out) == (2, "")
    assert message in err.replace("\n      ", "")
    assert "办法：" in err


class TestProgressFile:
    @pytest.mark.parametrize(
        "text",
        ["", "x", "[]", '{"version": 2}', '{"answers": [1]}', "[" * 100_000, "\ufeff{}",
         '{"recalls": [{"topic": "vague", "box": 9, "due_at": "2026-01-01T00:00:00Z"}]}',
         '{"recalls": [{"topic": "vague", "box": 1, "due_at": "2026-01-01T00:00:00"}]}',
         '{"more": 1}'],
    )  # fmt: skip
    def test_a_damaged_file_is_refused_and_left(self, coach, file, text):
        file.write_text(text, "utf-8")
        status, out, err = coach(["0"])
        assert (status, out) == (2, "")
        assert "没有改动它" in err.replace("\n      ", "")
        assert file.read_text("utf-8") == text

    def test_bytes_of_no_encoding_are_refused(self, coach, file):
        file.write_bytes(b"\xff\xfe\x00")
        assert coach(["0"])[0] == 2
        assert file.read_bytes() == b"\xff\xfe\x00"

    def test_a_folder_is_no_progress_file(self, coach, file):
        file.mkdir()
        assert coach(["0"])[0] == 2

    def test_a_folder_that_is_not_there_is_told(self, coach, file, monkeypatch, capsys):
        monkeypatch.setattr(sys, "stdin", io.StringIO("0\n0\n"))
        place = str(file.parent / "无" / "a.json")
        assert main(["coach", "--kind", "找问题", "--progress", place]) == 2
        assert "文件夹不存在" in capsys.readouterr().err.replace("\n      ", "")

    def test_the_oldest_answers_are_forgotten(self, coach, file, monkeypatch):
        monkeypatch.setattr(coach_file, "MOST_KEPT", 2)
        coach(["0"] * 3, "--number", "3", "--kind", "找问题")
        assert len(read_coach_file(file).answers) == 2

    @pytest.mark.parametrize(
        ("environment", "system", "path"),
        [
            ({"HOME": "/home/a"}, "linux", "/home/a/.local/share/assessor/coach.json"),
            ({"HOME": "/home/a", "XDG_DATA_HOME": "/data"}, "linux", "/data/assessor/coach.json"),
            ({"HOME": "/home/a", "XDG_DATA_HOME": "here"}, "linux",
             "/home/a/.local/share/assessor/coach.json"),
            ({"HOME": "/u"}, "darwin", "/u/Library/Application Support/assessor/coach.json"),
            ({"HOME": "/u", "LOCALAPPDATA": "/u/l"}, "win32", "/u/l/assessor/coach.json"),
            ({"HOME": "/u"}, "win32", "/u/AppData/Local/assessor/coach.json"),
        ],
    )  # fmt: skip
    def test_the_default_is_the_data_folder_of_the_user(self, environment, system, path):
        assert default_path(environment, system=system) == Path(path)

    def test_without_a_home_the_option_is_asked_for(self, monkeypatch):
        def no_home() -> Path:
            raise RuntimeError

        monkeypatch.setattr(Path, "home", no_home)
        with pytest.raises(ConfigError) as raised:
            default_path({}, system="linux")
        assert "--progress" in raised.value.hint

    def test_the_default_is_used_and_told(self, coach, tmp_path, monkeypatch):
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
        monkeypatch.setenv("HOME", str(tmp_path))
        status, out, _ = coach(["0"], "--number", "1", "--kind", "找问题", progress=False)
        assert status == 0
        assert len(read_coach_file(default_path()).answers) == 1
        assert "coach.json" in out


def test_piped_answers_in_a_process_of_its_own(file):
    done = subprocess.run(
        [sys.executable, "-m", "assessor", "coach", "--number", "2", "--kind", "找问题",
         "--progress", str(file)],
        input="0\n1\n有所\n".encode(), capture_output=True, check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b""
    out = done.stdout.decode()
    assert narrow(out)
    assert "答案（编号，可写多个，如 1 3）：0\n" in out
    assert "这次答 2 题" in out
