"""train, evaluate and corpus on a small corpus of its own."""

import json
import shutil
from pathlib import Path

import pytest

from assessor.apps.cli.main import main


@pytest.fixture(scope="module")
def small(small_corpus) -> Path:
    """Return a corpus of every tenth row."""
    return small_corpus(10)


@pytest.fixture(scope="module")
def model(small, tmp_path_factory) -> Path:
    output = tmp_path_factory.mktemp("models")
    assert main(["train", "--corpus", str(small), "--output", str(output)]) == 0
    [folder] = output.iterdir()
    return folder


def test_training_is_reproducible_and_prints_the_card(small, model, tmp_path, capsys):
    assert main(["train", "--corpus", str(small), "--output", str(tmp_path)]) == 0
    assert "# Model card" in capsys.readouterr().out
    [again] = tmp_path.iterdir()
    assert again.name == model.name
    assert (again / "card.json").read_text("utf-8") == (model / "card.json").read_text("utf-8")


def test_a_trained_model_can_be_used(model, tmp_path, capsys):
    rows = tmp_path / "r.jsonl"
    rows.write_text('{"name": "职工素质", "value": "明显提升"}\n', "utf-8")
    assert main(["check", str(rows), "--model", str(model), "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["model_id"] == model.name


def test_the_gate_passes_for_the_own_card_and_fails_for_a_better_one(
    small, model, tmp_path, capsys
):
    call = ["evaluate", "--corpus", str(small), "--format", "json", "--gate"]
    assert main([*call, str(model / "card.json")]) == 0
    measured = json.loads(capsys.readouterr().out)
    assert measured["gate"]["passed"]
    assert measured["baseline"]["vague"]["f1"] is not None
    card = json.loads((model / "card.json").read_text("utf-8"))
    card["cross_validation"]["flags"]["vague"]["f1"] = 0.9999
    (tmp_path / "card.json").write_text(json.dumps(card), "utf-8")
    assert main([*call, str(tmp_path / "card.json")]) == 1
    assert [fall["label"] for fall in json.loads(capsys.readouterr().out)["gate"]["falls"]] == [
        "vague"
    ]


def test_a_labelled_file_is_measured_with_its_worst_errors(small, model, capsys):
    file = str(small / "rows" / "a.jsonl")
    assert main(["evaluate", file, "--model", str(model), "--errors", "2"]) == 0
    out = capsys.readouterr().out
    assert "关键词F1" in out
    assert "表述模糊：最严重的误判" in out
    assert main(["evaluate", file, "--model", str(model), "--format", "json", "--errors", "1"]) == 0
    measured = json.loads(capsys.readouterr().out)
    assert set(measured["flags"]) >= {"vague", "unquantified", "weak", "level_mismatch"}
    assert all(len(errors) <= 1 for errors in measured["errors"].values())


def test_a_sound_corpus_gives_0_and_its_statistics(tmp_path, capsys):
    (tmp_path / "rows").mkdir()
    shutil.copy(_sound(tmp_path), tmp_path / "rows" / "a.jsonl")
    assert main(["corpus", "check", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "没有发现问题" in out
    assert "3 行" in out


def test_every_contradiction_is_found(tmp_path, capsys):
    rows = [json.loads(line) for line in _sound(tmp_path).read_text("utf-8").splitlines()]
    rows[0]["labels"]["unquantified"] = True
    rows[1]["labels"]["weak"] = True
    rows[2]["id"] = rows[1]["id"]
    twin = json.loads(json.dumps(rows[0]))
    twin["id"], twin["labels"]["compound"], twin["labels"]["weak"] = "T", True, True
    (tmp_path / "rows").mkdir()
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in (*rows, twin))
    (tmp_path / "rows" / "a.jsonl").write_text(text, "utf-8")
    (tmp_path / "rows" / "b.jsonl").write_text('{"id": "x"}\n', "utf-8")
    assert main(["corpus", "check", str(tmp_path)]) == 1
    out = capsys.readouterr().out
    for kind in ("格式错误", "编号重复", "未量化与指标值类型矛盾", "需要修改与其余标签矛盾",
                 "同文不同标", "同一项目中重复"):  # fmt: skip
        assert kind in out


def test_near_rows_of_different_sector_groups_are_listed():
    from assessor.training.corpus import Row
    from assessor.training.corpus_check import near_pairs

    def row(row_id: str, sector: str, name: str) -> Row:
        labels = _labels()
        return Row(
            id=row_id, sector=sector, level1="", level2="", name=name, value="≥90%", labels=labels
        )

    rows = [
        row("1", "教育", "参训学员综合满意度评价得分率"),
        row("2", "农业", "参训学员综合满意度评价得分率"),
        row("3", "教育", "参训学员综合满意度评价得分率"),
        row("4", "水利", "河道清淤疏浚长度达标率"),
    ]
    assert [(pair.first.id, pair.second.id) for pair in near_pairs(rows)] == [
        ("1", "2"),
        ("2", "3"),
    ]


def _labels() -> dict[str, object]:
    return {
        "value_kind": "quantitative", "unquantified": False, "vague": False,
        "proper_levels": ["quantity"], "unclear_name": False, "compound": False,
        "missing_unit": False, "name_value_mismatch": False, "weak": False,
    }  # fmt: skip


def _sound(folder: Path) -> Path:
    names = ("开展培训场次", "修缮房屋的面积", "印发宣传手册册数")
    rows = [
        {"id": f"r{i}", "sector": "教育", "project": "p", "level1": "产出指标", "level2": "数量指标",
         "name": name, "value": "≥5场", "labels": _labels()}
        for i, name in enumerate(names)
    ]  # fmt: skip
    path = folder / "sound.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n", "utf-8")
    return path
