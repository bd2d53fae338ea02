"""Character recognition: places, long pictures, repaired labels, no network."""

import socket
from pathlib import Path

import pytest
from PIL import Image

from assessor.documents.pages import ocr
from assessor.documents.pages.ocr import recognise, recogniser
from assessor.documents.pages.ocr_labels import with_labels_repaired
from assessor.documents.pages.text_box import TextBox

PICTURE = Path(__file__).parent / "pictures" / "form.png"


@pytest.fixture(scope="module")
def form():
    with Image.open(PICTURE) as image:
        return image.convert("RGB")


@pytest.fixture(scope="module")
def boxes(form):
    return recognise(form, 1)


def box(text, x, y=0.0, confidence=1.0):
    return TextBox(text=text, x0=x, x1=x + 80, top=y, bottom=y + 20, confidence=confidence)


def test_texts_and_their_places(form, boxes):
    found = {box.text: box for box in boxes}
    for text in ("一级指标", "二级指标", "三级指标", "≥1200人", "≤35.5万元", "2025年12月底前"):
        assert text in found
    assert found["一级指标"].x0 < found["二级指标"].x0 < found["三级指标"].x0
    assert found["项目支出绩效目标表"].bottom < found["一级指标"].top
    for one in boxes:
        assert 0 <= one.x0 < one.x1 <= form.width
        assert 0 <= one.top < one.bottom <= form.height
        assert 0 <= one.confidence <= 1


def test_long_pictures_are_read_in_pieces_without_loss_or_doubles(form, boxes, monkeypatch):
    monkeypatch.setattr(ocr, "_TILE", 240)
    monkeypatch.setattr(ocr, "_OVERLAP", 90)
    upper = form.crop((0, 0, form.width, 340))
    pieces = sorted((one.text, one.top) for one in recognise(upper, 1))
    whole = sorted((one.text, one.top) for one in boxes if one.top < 320)
    assert [text for text, _top in pieces] == [text for text, _top in whole]
    assert all(abs(a[1] - b[1]) < 12 for a, b in zip(pieces, whole, strict=True))


def test_wide_pictures_are_read_smaller_and_places_scaled_back(form, boxes, monkeypatch):
    monkeypatch.setattr(ocr, "_MOST_WIDE", form.width * 2 // 3)
    smaller = {one.text: one for one in recognise(form, 1)}
    whole = {one.text: one for one in boxes}
    assert abs(smaller["≤35.5万元"].x0 - whole["≤35.5万元"].x0) < 12


def test_nothing_is_fetched(form, monkeypatch):
    def refuse(*_arguments, **_options):
        raise AssertionError("network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    ocr._engine.cache_clear()
    assert recognise(form.crop((0, 0, form.width, 160)), 1)


def test_blank_and_tiny_pictures_have_no_text():
    assert recognise(Image.new("RGB", (300, 200), "white"), 1) == ()
    assert recognise(Image.new("RGB", (1, 1000), "white"), 1) == ()


@pytest.mark.parametrize("missing", ["onnxruntime", "rapidocr"])
def test_without_the_extra_there_is_no_recogniser(monkeypatch, missing):
    assert recogniser() is recognise
    found = ocr.importlib.util.find_spec
    monkeypatch.setattr(
        ocr.importlib.util, "find_spec", lambda name: None if name == missing else found(name)
    )
    ocr._models.cache_clear()
    assert recogniser() is None
    ocr._models.cache_clear()


def test_models_that_are_not_in_the_wheel_count_as_not_installed(monkeypatch):
    monkeypatch.setattr(ocr, "_MODELS", (("Det", "*_none_*.onnx"),))
    ocr._models.cache_clear()
    assert recogniser() is None
    ocr._models.cache_clear()


@pytest.mark.parametrize(
    ("read", "repaired"),
    [
        ("数量措标", "数量指标"),
        ("-级指标", "一级指标"),
        ("=级指标", "二级指标"),
        ("指标直", "指标值"),
        ("杜会效益指际", "社会效益指标"),
        # Texts that are no labels, or another label, stay.
        ("质量目标", "质量目标"),
        ("产值指标", "产值指标"),
        ("数据指标", "数据指标"),
        ("≥2", "≥2"),
        ("一级", "一级"),
        ("级指标", "级指标"),
    ],
)
def test_labels_are_repaired_by_what_looks_alike(read, repaired):
    assert with_labels_repaired([box(read, 0)])[0].text == repaired


@pytest.mark.parametrize(
    ("row", "repaired"),
    [
        (["级指标", "二级指标", "三级指标"], ["一级指标", "二级指标", "三级指标"]),
        (
            ["级指标", "二级指标", "级指标", "指标值"],
            ["一级指标", "二级指标", "三级指标", "指标值"],
        ),
        (["一级指标", "级指标", "三级指标"], ["一级指标", "二级指标", "三级指标"]),
        (["二级指标", "级指标"], ["二级指标", "级指标"]),
        (["级指标", "级指标"], ["级指标", "级指标"]),
        (["级指标", "三级指标"], ["级指标", "三级指标"]),
        (["级指标名称", "二级指标名称"], ["一级指标名称", "二级指标名称"]),
    ],
)
def test_a_lost_numeral_follows_from_the_row(row, repaired):
    boxes = [box(text, 100 * n) for n, text in enumerate(row)]
    assert [one.text for one in with_labels_repaired(boxes)] == repaired
    stacked = [box(text, 0, 100 * n) for n, text in enumerate(row)]
    assert [one.text for one in with_labels_repaired(stacked)] == row
