"""evaluate --rewrites on a small corpus of its own."""

import json

import pytest

from assessor.apps.cli.main import main


@pytest.fixture(scope="module")
def small(small_corpus):
    """Return a corpus of every fourth row, in which no rewrite is without its project."""
    return small_corpus(4)


def test_rewrites_are_measured_with_and_without_the_held_out_projects(small, capsys):
    assert main(["evaluate", "--rewrites", "--corpus", str(small), "--format", "json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    measured = printed["rewrites"]
    crossed, held, unseen = (measured[key] for key in ("crossed", "held_out", "unseen"))
    assert 0 < held["first"]["rows"] < crossed["first"]["rows"] < crossed["rows"]
    assert unseen["rows"] == crossed["rows"]
    for part in (crossed, held, unseen):
        assert (
            part["first_strict"]["right"] <= part["first"]["right"] <= part["short_list"]["right"]
        )
        assert part["first"]["right"] <= part["level"]["right"]
        assert part["answered"]["rows"] == part["rows"]
    assert 0 < measured["reachable"] <= 1


def test_the_table_names_every_figure(small, capsys):
    assert main(["evaluate", "--rewrites", "--corpus", str(small)]) == 0
    printed = capsys.readouterr().out
    for words in (
        "按项目交叉验证",
        "留出项目",
        "问题也由未见过该行的模型找出",
        "前三条：级次与度量一致",
        "保留指标对象",
        "有建议的行",
    ):
        assert words in printed


def test_a_corpus_without_rewrites_cannot_be_measured(small, tmp_path, capsys):
    (tmp_path / "rows").mkdir()
    rows = [
        json.loads(line) for line in (small / "rows" / "a.jsonl").read_text("utf-8").splitlines()
    ]
    plain = "".join(json.dumps(row | {"better": None}) + "\n" for row in rows[:60])
    (tmp_path / "rows" / "a.jsonl").write_text(plain, "utf-8")
    assert main(["evaluate", "--rewrites", "--corpus", str(tmp_path)]) == 2
    assert "better" in capsys.readouterr().err


@pytest.mark.parametrize("more", [["--errors", "3"], ["--gate", "card.json"], ["rows.jsonl"]])
def test_rewrites_are_measured_alone(more, capsys):
    assert main(["evaluate", "--rewrites", *more]) == 2
    assert "--rewrites" in capsys.readouterr().err
