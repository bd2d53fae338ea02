"""The two models that rank drafts are fitted on answers that never saw their own project."""

import numpy as np
import pytest

from assessor.rewrites.measure_key import measure_key
from assessor.rewrites.ranking import weighted_signs
from assessor.rewrites.row_signs import NUMBERS, DraftSigns, RowSigns
from assessor.training.choice import RIDGE, DraftTable, fit_choice, fit_text
from assessor.training.rewrites import is_held_out

WORDS = ("意识", "环境", "培训", "质量", "成本")


def signs(word, other):
    return RowSigns(
        blocks=((word,), (other,), (), ()), measure=measure_key("", ""), level="none",
        kind="open", likely="none", codes=(), levels={},
    )  # fmt: skip


@pytest.fixture
def rows():
    chance = np.random.default_rng(1)
    found = [signs(WORDS[i % 5], WORDS[chance.integers(5)]) for i in range(40)]
    answers = [
        frozenset({f"level={row.blocks[0][0]}"} | ({"keeps"} if i % 3 == 0 else set()))
        for i, row in enumerate(found)
    ]
    return found, answers, [f"项目{i // 4}" for i in range(40)]


def test_the_text_model_says_what_experts_did(rows):
    found, answers, groups = rows
    model = fit_text(found, answers, groups).model
    said = model.chances(found)
    best = said[:, [model.targets.index(f"level={word}") for word in WORDS]].argmax(axis=1)
    assert [WORDS[i] for i in best] == [row.blocks[0][0] for row in found]


def test_left_out_answers_are_those_of_a_model_without_the_project(rows):
    found, answers, groups = rows
    fitted = fit_text(found, answers, groups)
    model = fitted.model
    matrix = weighted_signs(found, model.vocabulary, model.idf).toarray().astype(float)
    truth = np.array([[t in a for t in model.targets] for a in answers], dtype=float)
    means = truth.mean(axis=0)
    for group in ("项目0", "项目7"):
        out = np.array([g == group for g in groups])
        seen = matrix[~out]
        weights = seen.T @ np.linalg.solve(
            seen @ seen.T + RIDGE * np.eye(len(seen)), truth[~out] - means
        )
        assert fitted.left_out[out] == pytest.approx(matrix[out] @ weights + means, abs=1e-4)


def table(rows, drafts=4):
    """Drafts of which the one with the sign 好 is right, whatever its numbers."""
    chance = np.random.default_rng(2)
    measure = measure_key("合格率", "≥9%")
    owner, made, right = [], [], []
    for row in range(rows):
        lucky = chance.integers(drafts)
        for i in range(drafts):
            names = ("好" if i == lucky else "差", f"其他{chance.integers(3)}")
            owner.append(row)
            made.append(DraftSigns(level="social", measure=measure, names=names))
            right.append(i == lucky)
    numbers = chance.random((len(made), len(NUMBERS)))
    return DraftTable(np.array(owner), tuple(made), numbers, np.array(right))


def test_the_choice_model_prefers_what_experts_prefer():
    fitted = fit_choice(table(60))
    weights = {name: fitted.weights[i] for name, i in fitted.vocabulary.items()}
    assert weights["好"] > 0 > weights["差"]
    assert abs(weights["其他0"]) < weights["好"] / 4
    assert fitted.slope > 0


def test_rows_without_a_choice_teach_nothing():
    whole = table(60)
    spoilt = DraftTable(whole.row, whole.signs, whole.numbers, np.zeros_like(whole.right))
    assert not fit_choice(spoilt).weights.any()


def test_about_a_third_of_projects_is_held_out_and_always_the_same():
    held = [is_held_out(f"项目{i}") for i in range(2000)]
    assert 0.25 < np.mean(held) < 0.35
    assert held[:5] == [is_held_out(f"项目{i}") for i in range(5)]
