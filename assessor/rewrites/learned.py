"""What training learnt for rewrites: one joblib file beside the row model, guarded by its digest."""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from io import BytesIO
from pathlib import Path
from typing import Any

import joblib

from assessor.classifiers.artefact import CARD, shipped_model
from assessor.errors import ModelError

REWRITES = "rewrites.joblib"
DIGEST_KEY = "rewrites_sha256"
FEATURES_KEY = "rewrites_features_sha256"
_HINT = "请重新安装 assessor，或用 assessor train 重新训练模型。"
_FEATURES = ("measure_key.py", "row_signs.py", "wording.py", "measures/heads.yaml",
             "measures/units.yaml", "precedents.yaml")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Learned:
    """Plain data: the ranker and the reference ranges."""

    ranker: dict[str, Any]
    references: dict[str, Any]


def features_digest() -> str:
    """Return the digest of the code and data that make the signs of rows and drafts."""
    digest = hashlib.sha256()
    with as_file(files(__package__)) as folder:
        for name in _FEATURES:
            digest.update(name.encode() + b"\0" + (folder / name).read_bytes())
    return digest.hexdigest()


def save_learned(learned: Learned, folder: Path) -> str:
    """Write the file and return its SHA-256."""
    buffer = BytesIO()
    content = {"ranker": learned.ranker, "references": learned.references}
    joblib.dump(content, buffer, compress=("zlib", 6))
    (folder / REWRITES).write_bytes(buffer.getvalue())
    return hashlib.sha256(buffer.getvalue()).hexdigest()


def load_learned(folder: Path) -> Learned | None:
    """Load what training learnt for rewrites; ``None`` for a model that was trained without.

    Raises
    ------
    ModelError
        ``model.missing``, ``model.card``, ``model.altered`` or ``model.features``; nothing of the
        file is unpickled before its digest matches the card.
    """
    card = _card(folder)
    expected = card.get(DIGEST_KEY)
    if expected is None:
        return None
    try:
        data = (folder / REWRITES).read_bytes()
    except OSError as error:
        raise ModelError(
            f"{folder}：模型文件 {REWRITES} 无法读取", hint=_HINT, code="model.missing"
        ) from error
    found = hashlib.sha256(data).hexdigest()
    if found != expected:
        raise ModelError(
            f"{folder}：{REWRITES} 的校验值与模型卡不符（{found[:12]}…）",
            hint=_HINT,
            code="model.altered",
        )
    if card.get(FEATURES_KEY) != features_digest():
        raise ModelError(
            f"{folder}：{REWRITES} 是用另一版词表或特征训练的", hint=_HINT, code="model.features"
        )
    content = joblib.load(BytesIO(data))
    return Learned(ranker=content["ranker"], references=content["references"])


def _card(folder: Path) -> dict[str, Any]:
    try:
        card = json.loads((folder / CARD).read_text("utf-8"))
    except OSError as error:
        raise ModelError(
            f"{folder}：没有找到模型卡 {CARD}", hint=_HINT, code="model.missing"
        ) from error
    except ValueError as error:
        raise ModelError(
            f"{folder}：模型卡 {CARD} 无法解读", hint=_HINT, code="model.card"
        ) from error
    if not isinstance(card, dict):
        raise ModelError(f"{folder}：模型卡 {CARD} 无法解读", hint=_HINT, code="model.card")
    return card


@lru_cache(maxsize=2)
def learned_in(folder: Path | None) -> Learned | None:
    """Load what training learnt for rewrites once; ``None``: of the shipped model.

    Raises
    ------
    ModelError
        As :func:`load_learned`.
    """
    return load_learned(folder or shipped_model())
