import json
import shutil
from pathlib import Path

import pytest

from assessor.classifiers.artefact import (
    CARD,
    WEIGHTS,
    features_digest,
    load_artefact,
    shipped_model,
)
from assessor.errors import ModelError


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped_model(), tmp_path / "model"))


def _edit_card(model: Path, **changes: object) -> None:
    card = json.loads((model / CARD).read_text("utf-8"))
    (model / CARD).write_text(json.dumps({**card, **changes}), "utf-8")


def test_the_shipped_model_belongs_to_these_features() -> None:
    card = json.loads((shipped_model() / CARD).read_text("utf-8"))
    assert card["features_sha256"] == features_digest()


def test_an_altered_file_is_refused_before_it_is_opened(model: Path) -> None:
    (model / WEIGHTS).write_bytes(b"cos\nsystem\n(S'true'\ntR.")
    with pytest.raises(ModelError) as caught:
        load_artefact(model)
    assert caught.value.code == "model.altered"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"versions": {"scikit-learn": "0.1.0"}}, "model.version"),
        ({"features_sha256": "0"}, "model.features"),
        ({"weights_sha256": None}, "model.card"),
    ],
)
def test_a_wrong_card_is_refused(model: Path, changes: dict[str, object], code: str) -> None:
    _edit_card(model, **changes)
    with pytest.raises(ModelError) as caught:
        load_artefact(model)
    assert caught.value.code == code
    assert caught.value.hint


@pytest.mark.parametrize("name", [CARD, WEIGHTS])
def test_a_missing_file_is_named(model: Path, name: str) -> None:
    (model / name).unlink()
    with pytest.raises(ModelError, match=name):
        load_artefact(model)
