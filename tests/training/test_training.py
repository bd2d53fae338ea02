"""Training is reproducible, honest and refuses bad corpora."""

import json
from pathlib import Path

import numpy as np
import pytest

from assessor.classifiers.artefact import CARD, features_digest, load_artefact, shipped_model
from assessor.classifiers.judging import judge_rows
from assessor.errors import InputError
from assessor.training.agreement import cohen_kappa, disputed_rows, read_agreement
from assessor.training.card import card_text, write_model
from assessor.training.corpus import Corpus, expected_weak, read_corpus, read_rows
from assessor.training.cross_validation import folds
from assessor.training.sectors import sector_group
from assessor.training.train import best_threshold, judged_row, train

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return read_corpus(CORPUS)


@pytest.fixture(scope="module")
def small(corpus: Corpus) -> Corpus:
    return Corpus(rows=corpus.rows[::9], digest="0" * 64)


def test_same_corpus_and_seed_give_the_same_predictions(small: Corpus) -> None:
    first, second = train(small), train(small)
    rows = [judged_row(row) for row in small.rows[:100]]
    assert judge_rows(first.artefact, rows) == judge_rows(second.artefact, rows)
    assert np.allclose(first.artefact.weights, second.artefact.weights, atol=1e-9)
    assert first.artefact.thresholds == second.artefact.thresholds


def test_a_written_model_loads_and_judges_as_trained(small: Corpus, tmp_path: Path) -> None:
    trained = train(small)
    folder = write_model(small, trained, tmp_path)
    rows = [judged_row(row) for row in small.rows[:100]]
    loaded = judge_rows(load_artefact(folder), rows)
    for before, after in zip(judge_rows(trained.artefact, rows), loaded, strict=True):
        for (_, left), (_, right) in zip(before.probabilities, after.probabilities, strict=True):
            assert left == pytest.approx(right, abs=1e-4)
    card = json.loads((folder / CARD).read_text("utf-8"))
    assert card["features_sha256"] == features_digest()
    assert str(len(small.rows)) in card_text(card)


def test_no_sector_group_stands_on_both_sides_of_a_split(corpus: Corpus) -> None:
    groups = [sector_group(row.sector) for row in corpus.rows]
    for seen, held_out in folds(groups):
        assert not {groups[i] for i in seen} & {groups[i] for i in held_out}


def test_the_shipped_model_was_trained_on_this_corpus(corpus: Corpus) -> None:
    card = json.loads((shipped_model() / CARD).read_text("utf-8"))
    assert card["corpus_sha256"] == corpus.digest
    assert card["rows"] == len(corpus.rows)


def test_no_trap_row_is_trained_on(corpus: Corpus) -> None:
    trained = {(row.name, row.value) for row in corpus.rows}
    traps = read_rows(CORPUS / "traps" / "traps.jsonl")
    assert len(traps) >= 300
    assert not [row.id for row in traps if (row.name, row.value) in trained]


def test_the_corpus_holds_what_the_data_card_promises(corpus: Corpus) -> None:
    founding = [row for row in corpus.rows if row.provenance.startswith("founding")]
    further = [row for row in corpus.rows if row.provenance.startswith("further")]
    assert len(founding) == 2406
    assert len(further) >= 1500
    assert sum(row.provenance == "seeds" for row in corpus.rows) == 127
    assert sum(row.better is not None for row in founding) > 700
    assert {row.id: expected_weak(row) for row in corpus.rows} == {
        row.id: row.labels.weak for row in corpus.rows
    }


def test_agreement_is_measured_on_at_least_five_hundred_rows() -> None:
    found = {item.label: item for item in read_agreement(CORPUS)}
    assert found["vague"].rows >= 500
    assert all(item.kappa is None or item.kappa > 0.8 for item in found.values())


def test_rows_on_which_two_labellings_differ_are_named(tmp_path: Path) -> None:
    found = disputed_rows(CORPUS)
    assert "A2-0249" in found
    assert "A1-0011" not in found
    assert disputed_rows(tmp_path) == frozenset()


@pytest.mark.parametrize(
    ("first", "second", "kappa"),
    [
        ("aabb", "aabb", 1.0),
        ("aabb", "abab", 0.0),
        ("aaaa", "aaaa", None),
        ("", "", None),
    ],
)
def test_kappa_counts_agreement_beyond_chance(first: str, second: str, kappa: float | None) -> None:
    assert cohen_kappa(first, second) == kappa


def test_the_operating_point_separates() -> None:
    chances = np.array([0.05, 0.1, 0.2, 0.8, 0.9])
    truth = np.array([False, False, False, True, True])
    assert 0.2 < best_threshold(chances, truth) <= 0.8


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"id": "x"', "不是完整的 JSON"),
        ('{"id": "x"}', "不符合标注格式"),
        ("[1, 2]", "不符合标注格式"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text("\n" + line + "\n", "utf-8")
    with pytest.raises(InputError, match="第 2 行") as caught:
        read_rows(path)
    assert said in caught.value.message


def test_an_empty_folder_is_no_corpus(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有找到"):
        read_corpus(tmp_path)
