"""The trained artefact: plain arrays in one joblib file, guarded by the digest in its card."""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import as_file, files
from io import BytesIO
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from assessor.classifiers.calibration import Sigmoid
from assessor.classifiers.heads import HEADS
from assessor.classifiers.vectorise import Vectoriser
from assessor.errors import ModelError

WEIGHTS = "weights.joblib"
CARD = "card.json"
PINNED = ("scikit-learn", "rjieba")
_HINT = "请重新安装 assessor，或用 assessor train 重新训练模型。"


@dataclass(frozen=True, slots=True)
class Artefact:
    """Everything that prediction needs.

    Attributes
    ----------
    weights, intercepts
        Shapes (n_features, n_heads) and (n_heads,), heads in the order of ``HEADS``.
    sigmoids
        Per head: raw score to probability.
    mismatch_weights, mismatch_intercept
        Logistic model of the level mismatch over ``mismatch_features``.
    thresholds
        Operating points per flag, in probability.
    """

    model_id: str
    vectoriser: Vectoriser
    weights: NDArray[np.float64]
    intercepts: NDArray[np.float64]
    sigmoids: tuple[Sigmoid, ...]
    mismatch_weights: NDArray[np.float64]
    mismatch_intercept: float
    thresholds: dict[str, float]


class CardHead(BaseModel):
    """The part of a model card that loading checks; the rest is for people."""

    model_config = ConfigDict(extra="ignore")
    model_id: str
    weights_sha256: str
    versions: dict[str, str]
    features_sha256: str


def features_digest() -> str:
    """Return the digest of all code and data that make features of a row.

    A model trained with other word lists or another grammar would silently mean something
    else; the digest in its card tells.
    """
    digest = hashlib.sha256()
    for room in ("text", "taxonomy", "classifiers"):
        with as_file(files("assessor").joinpath(room)) as folder:
            for path in sorted(folder.rglob("*")):
                if path.suffix in (".py", ".yaml") and path.name not in _NOT_FEATURES:
                    digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


_NOT_FEATURES = {"artefact.py", "judging.py", "explanation.py", "calibration.py", "pipeline.py",
                 "__init__.py"}  # fmt: skip


def installed_versions() -> dict[str, str]:
    """Return the versions of the libraries whose change alters predictions."""
    return {name: version(name) for name in (*PINNED, "numpy", "scipy", "joblib")}


def save_weights(artefact: Artefact, folder: Path) -> str:
    """Write the arrays and return the SHA-256 of the file."""
    content: dict[str, Any] = {
        "model_id": artefact.model_id,
        "heads": HEADS,
        "vocabulary": artefact.vectoriser.vocabulary,
        "idf": artefact.vectoriser.idf,
        "weights": artefact.weights.astype(np.float32),
        "intercepts": artefact.intercepts,
        "sigmoids": [(s.slope, s.offset) for s in artefact.sigmoids],
        "mismatch_weights": artefact.mismatch_weights,
        "mismatch_intercept": artefact.mismatch_intercept,
        "thresholds": artefact.thresholds,
    }
    buffer = BytesIO()
    joblib.dump(content, buffer, compress=("zlib", 6))
    (folder / WEIGHTS).write_bytes(buffer.getvalue())
    return hashlib.sha256(buffer.getvalue()).hexdigest()


def load_artefact(folder: Path) -> Artefact:
    """Load a model folder after checking card, digest and versions.

    Raises
    ------
    ModelError
        ``model.missing``, ``model.card``, ``model.altered``, ``model.version`` or
        ``model.features``; nothing of the file is unpickled before its digest matches.
    """
    card = _card(folder)
    try:
        data = (folder / WEIGHTS).read_bytes()
    except OSError as error:
        raise ModelError(
            f"{folder}：模型文件 {WEIGHTS} 无法读取", hint=_HINT, code="model.missing"
        ) from error
    found = hashlib.sha256(data).hexdigest()
    if found != card.weights_sha256:
        raise ModelError(
            f"{folder}：模型文件的校验值与模型卡不符（{found[:12]}…）",
            hint=_HINT,
            code="model.altered",
        )
    _check_versions(folder, card)
    return _artefact(joblib.load(BytesIO(data)))


def _card(folder: Path) -> CardHead:
    try:
        return CardHead.model_validate(json.loads((folder / CARD).read_text("utf-8")))
    except OSError as error:
        raise ModelError(
            f"{folder}：没有找到模型卡 {CARD}", hint=_HINT, code="model.missing"
        ) from error
    except (ValueError, ValidationError) as error:
        raise ModelError(
            f"{folder}：模型卡 {CARD} 无法解读", hint=_HINT, code="model.card"
        ) from error


def _check_versions(folder: Path, card: CardHead) -> None:
    installed = installed_versions()
    for name in PINNED:
        trained = card.versions.get(name, "")
        if trained.split(".")[:2] != installed[name].split(".")[:2]:
            raise ModelError(
                f"{folder}：模型由 {name} {trained or '未知版本'} 训练，现装的是 {installed[name]}",
                hint=_HINT,
                code="model.version",
            )
    if card.features_sha256 != features_digest():
        raise ModelError(
            f"{folder}：模型是用另一版词表或特征训练的", hint=_HINT, code="model.features"
        )


def _artefact(content: dict[str, Any]) -> Artefact:
    if tuple(content["heads"]) != HEADS:
        raise ModelError("模型的分类头与本版程序不符", hint=_HINT, code="model.version")
    return Artefact(
        model_id=content["model_id"],
        vectoriser=Vectoriser(tuple(content["vocabulary"]), content["idf"]),
        weights=content["weights"].astype(np.float64),
        intercepts=content["intercepts"],
        sigmoids=tuple(Sigmoid(*pair) for pair in content["sigmoids"]),
        mismatch_weights=content["mismatch_weights"],
        mismatch_intercept=float(content["mismatch_intercept"]),
        thresholds=dict(content["thresholds"]),
    )


@lru_cache(maxsize=2)
def shipped_artefact() -> Artefact:
    """Load the model that ships with the package."""
    return load_artefact(shipped_model())


def shipped_model() -> Path:
    """Return the folder of the shipped model: in the package, or in a working tree beside it."""
    for models in (_package() / "_shipped" / "models", _package().parent / "models"):
        folders = sorted(path.parent for path in models.glob(f"*/{CARD}"))
        if folders:
            return folders[-1]
    raise ModelError("没有找到随软件发布的模型", hint=_HINT, code="model.missing")


def _package() -> Path:
    return Path(str(files("assessor")))
