import hashlib
import json
import pickle

import joblib
import numpy as np
import pytest
from rewrite_rows import case, draft

from assessor.errors import ModelError
from assessor.rewrites import learned as storage
from assessor.rewrites.case import DraftRow
from assessor.rewrites.learned import REWRITES, Learned, features_digest, load_learned, save_learned
from assessor.rewrites.name_parts import NameParts
from assessor.rewrites.ranking import (
    LOSS,
    Ranker,
    TextModel,
    plain,
    rank,
    rank_batch,
    ranker_in,
    ranker_in_force,
    ranker_of,
    ranking_with,
    varied,
)
from assessor.rewrites.row_signs import NUMBERS
from assessor.rewrites.wording import Wording
from assessor.taxonomy.level_type import LevelType

KNOWN = draft("职工政策知晓率", "≥【__】%", level=LevelType.SOCIAL, prior=0.3)
TRAINED = draft("职工培训人次", "≥【__】人次", level=LevelType.QUANTITY, prior=0.6)
PLEASED = draft("职工满意度", "≥【__】%", level=LevelType.SATISFACTION, prior=0.5)


def ranker(*, signs=None, **numbers):
    """A ranker with the given weights; its text model knows one word, 意, of the name."""
    signs = signs or {}
    text = TextModel(
        vocabulary=({"意": 0}, {}, {}, {}),
        idf=np.ones(1, dtype=np.float32),
        targets=("joint=social|rate|share", "keeps"),
        weights=np.array([[0.8, 0.1]], dtype=np.float32),
        intercepts=np.zeros(2, dtype=np.float32),
    )
    return Ranker(
        text=text,
        vocabulary={sign: i for i, sign in enumerate(signs)},
        weights=np.array(list(signs.values()), dtype=np.float64),
        number_weights=np.array([numbers.get(name, 0.0) for name in NUMBERS]),
        wording=Wording({"政策": ""}),
        slope=1.0,
        offset=0.0,
    )


def test_ranks_follow_the_words_of_the_row():
    model = ranker(joint=5.0)
    known, trained = rank(case("职工的意识", "有所提升"), [KNOWN, TRAINED], ranker=model)
    assert known == pytest.approx(1 / (1 + np.exp(-4.0)), abs=1e-6)
    assert trained == pytest.approx(0.5)
    other = rank(case("职工的技能", "有所提升"), [KNOWN, TRAINED], ranker=model)
    assert other == pytest.approx((0.5, 0.5))


def test_ranks_follow_signs_of_the_draft():
    model = ranker(signs={"measure=count|visits": 2.0, "joint=social|rate|share": -2.0})
    known, trained = rank(case("职工的意识", "有所提升"), [KNOWN, TRAINED], ranker=model)
    assert known < 0.5 < trained
    assert 0.0 <= known <= trained <= 1.0


def test_a_batch_gives_what_single_rows_give():
    model = ranker(signs={"unit=share": 0.7, "moved": -0.4}, joint=3.0, prior=1.0, length=0.2)
    cases = [
        (case("职工的意识", "有所提升"), [KNOWN, TRAINED, PLEASED]),
        (case("培训质量", "良好", level2="质量指标"), []),
        (case("满意度", "≥90%", level2="社会效益指标"), [PLEASED]),
    ]
    batch = rank_batch(cases, ranker=model)
    assert [len(ranks) for ranks in batch] == [3, 0, 1]
    for (row, drafts), ranks in zip(cases, batch, strict=True):
        assert ranks == pytest.approx(rank(row, drafts, ranker=model))


def test_ranker_survives_storage():
    model = ranker(signs={"unit=share": 0.7}, joint=3.0, prior=1.0)
    again = ranker_of(pickle.loads(pickle.dumps(plain(model))))
    row = case("职工的意识", "有所提升")
    assert rank(row, [KNOWN, TRAINED], ranker=again) == pytest.approx(
        rank(row, [KNOWN, TRAINED], ranker=model), abs=1e-3
    )


def test_a_ranker_can_stand_in_for_the_shipped_one():
    row = case("职工的意识", "有所提升")
    model = ranker(prior=10.0)
    with ranking_with(model):
        assert ranker_in_force(None) is model
    assert rank(row, [KNOWN, TRAINED], ranker=model) == pytest.approx((0.9526, 0.9975), abs=1e-4)


def test_without_a_ranker_the_priors_decide():
    assert rank(case("职工的意识", "有所提升"), [KNOWN, TRAINED], ranker=None) == (0.3, 0.6)


def test_the_ranker_is_that_of_the_model_folder(tmp_path):
    write(tmp_path)
    found = ranker_in(tmp_path)
    assert found is not None
    assert found.wording.pairs == {"政策": ""}
    bare = tmp_path / "bare"
    bare.mkdir()
    (bare / "card.json").write_text("{}", "utf-8")
    assert ranker_in(bare) is None


def test_a_draft_that_loses_nouns_of_the_name_falls_behind():
    row = case("职工政策的意识", "有所提升")
    keeps, loses = rank(row, [KNOWN, TRAINED], ranker=ranker())
    assert keeps == pytest.approx(0.5)
    assert loses == pytest.approx(1 / (1 + np.exp(LOSS * 1.5)), abs=1e-6)


def test_where_a_row_measures_several_things_drafts_that_keep_all_come_first():
    parts = NameParts(text="政策和培训", object="政策", pieces=("政策", "培训"))
    row = case("职工政策和培训", "有所提升", parts=parts)
    split = draft("职工政策知晓率", "≥【__】%", level=LevelType.SOCIAL,
                  further=(DraftRow(level=LevelType.SOCIAL, name="职工培训合格率", value="≥【__】%"),))  # fmt: skip
    assert varied(row, [TRAINED, split], [0.9, 0.1]) == (1, 0)
    assert varied(case("职工政策和培训", "有所提升"), [TRAINED, split], [0.9, 0.1]) == (0, 1)


def test_pairs_of_characters_that_good_names_write_are_known():
    wording = Wording.of([("甲", "职工政策知晓率"), ("乙", "职工满意度")])
    assert wording.known("职工", "职工政策知晓率", besides="乙") == (1.0, 1.0)
    share, whole = wording.known("职工政策", "职工政策满意度")
    assert (share, whole) == (pytest.approx(3 / 4), 0.0)
    assert wording.known("职工", "职工满意度", besides="乙")[0] == pytest.approx(0.0)
    assert wording.known("职工", "职工") == (1.0, 1.0)


def test_a_second_draft_of_one_measure_comes_after_other_measures():
    row = case("职工的意识", "有所提升")
    twin = draft("职工活动参与率", "≥【__】%", level=LevelType.SOCIAL)
    assert varied(row, [KNOWN, twin, TRAINED], [0.9, 0.8, 0.1]) == (0, 2, 1)
    assert varied(row, [TRAINED, twin, KNOWN], [0.1, 0.8, 0.9]) == (2, 0, 1)


def write(folder, **changes):
    digest = save_learned(Learned(ranker=plain(ranker()), references={"ranges": []}), folder)
    card = {"rewrites_sha256": digest, "rewrites_features_sha256": features_digest()} | changes
    (folder / "card.json").write_text(json.dumps(card), "utf-8")


def test_learned_data_are_read_back(tmp_path):
    write(tmp_path)
    found = load_learned(tmp_path)
    assert found is not None
    assert found.ranker["text"]["targets"] == ("joint=social|rate|share", "keeps")


def test_a_model_without_rewrites_has_none(tmp_path):
    (tmp_path / "card.json").write_text("{}", "utf-8")
    assert load_learned(tmp_path) is None


def test_altered_data_are_refused_before_anything_is_unpickled(tmp_path, monkeypatch):
    write(tmp_path)
    path = tmp_path / REWRITES
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    monkeypatch.setattr(storage.joblib, "load", lambda _: pytest.fail("unpickled"))
    with pytest.raises(ModelError, match="校验值") as raised:
        load_learned(tmp_path)
    assert raised.value.code == "model.altered"


def test_data_of_other_word_lists_are_refused(tmp_path):
    write(tmp_path, rewrites_features_sha256="0" * 64)
    with pytest.raises(ModelError) as raised:
        load_learned(tmp_path)
    assert raised.value.code == "model.features"


@pytest.mark.parametrize(
    ("card", "code"), [(None, "model.missing"), ("[]", "model.card"), ("{", "model.card")]
)
def test_a_bad_card_is_told(tmp_path, card, code):
    if card is not None:
        (tmp_path / "card.json").write_text(card, "utf-8")
    with pytest.raises(ModelError) as raised:
        load_learned(tmp_path)
    assert raised.value.code == code


def test_a_missing_file_is_told(tmp_path):
    write(tmp_path)
    (tmp_path / REWRITES).unlink()
    with pytest.raises(ModelError) as raised:
        load_learned(tmp_path)
    assert raised.value.code == "model.missing"


def test_the_digest_is_that_of_the_file(tmp_path):
    write(tmp_path)
    data = (tmp_path / REWRITES).read_bytes()
    card = json.loads((tmp_path / "card.json").read_text("utf-8"))
    assert card["rewrites_sha256"] == hashlib.sha256(data).hexdigest()
    assert set(joblib.load(tmp_path / REWRITES)) == {"ranker", "references"}
