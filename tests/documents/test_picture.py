"""Pictures of forms in every format, direction and state."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from old_files import outcome
from PIL import Image

from assessor.core.limits import Limits
from assessor.documents.document import Document
from assessor.documents.pages import picture
from assessor.documents.pages.picture import NOTICE, read_picture
from assessor.documents.pages.picture_upright import upright
from assessor.documents.pages.text_box import TextBox

LIMITS = Limits()
PICTURE = Path(__file__).parent / "pictures" / "form.png"
ORIENTATION = 0x0112


@pytest.fixture(scope="module")
def form():
    with Image.open(PICTURE) as image:
        return image.convert("RGB")


def saved(image, kind, **options):
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


@pytest.fixture
def quick(monkeypatch):
    """Put a recogniser in place that only tells the size and a corner of what it is given."""

    def recognise(image, page):
        pixel = image.getpixel((0, 0))
        text = f"第{page}页 {image.width}×{image.height} {pixel}"
        return (TextBox(text=text, x0=5, top=5, x1=200, bottom=25),)

    monkeypatch.setattr(picture, "recogniser", lambda: recognise)


def texts(document):
    return [line.text for line in document.lines()] + [
        cell.text for table in document.tables() for cell in table.cells
    ]


def test_a_form_is_read_as_a_table():
    document = read_picture("表.png", PICTURE.read_bytes(), limits=LIMITS)
    assert document.kind == "image"
    assert document.notices == (NOTICE,)
    (table,) = document.tables()
    cells = {(cell.row, cell.column): cell.text for cell in table.cells}
    assert [cells[0, n] for n in range(5)] == [
        "一级指标", "二级指标", "三级指标", "指标值", "完成值",
    ]  # fmt: skip
    assert cells[1, 3] == "≥1200人"
    assert cells[7, 2] == "受训人员满意度"
    assert table.cells[0].origin.page == 1


def test_pictures_that_lie_are_turned(form):
    upper = form.crop((0, 90, form.width * 2 // 3, 210))
    document = read_picture("表.png", saved(upper.rotate(90, expand=True), "PNG"), limits=LIMITS)
    assert {"一级指标", "质量指标"} <= set(texts(document))
    assert "第 1 页的图片方向不正，已转正后识别" in document.notices


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_legible_direction_is_taken(turn):
    upright_image = Image.new("RGB", (2000, 1600), "white")
    upright_image.paste("black", (0, 0, 200, 160))

    def recognise(image, _page):
        # Only with the black corner at the upper left is the text legible.
        legible = image.getpixel((5, 5))[0] < 128
        width, height = image.size
        return (
            TextBox(text="绩效目标表" if legible else "目", x0=1, top=1, x1=width, bottom=height / 9,
                    confidence=0.99 if legible else 0.4),
        )  # fmt: skip

    turned = upright_image.rotate(turn, expand=True)
    image, boxes = upright(turned, 1, recognise=recognise)
    assert boxes[0].text == "绩效目标表"
    assert boxes[0].x1 == 2000
    assert (image is turned) == (turn == 0)


@pytest.mark.parametrize(
    ("kind", "options"),
    [("JPEG", {}), ("BMP", {}), ("WEBP", {"lossless": True}), ("GIF", {}), ("TIFF", {})],
)
@pytest.mark.usefixtures("quick")
def test_every_format_is_opened(form, kind, options):
    document = read_picture("a", saved(form, kind, **options), limits=LIMITS)
    assert f"{form.width}×{form.height}" in texts(document)[0]


@pytest.mark.usefixtures("quick")
def test_all_pages_of_a_tiff_and_only_the_first_of_an_animation(form):
    pages = [form.resize((300, 200)), form.resize((310, 200))]
    tiff = saved(form, "TIFF", save_all=True, append_images=pages)
    document = read_picture("a.tif", tiff, limits=LIMITS)
    assert [text[:3] for text in texts(document)] == ["第1页", "第2页", "第3页"]
    assert [line.origin.page for line in document.lines()] == [1, 2, 3]
    gif = saved(
        pages[0], "GIF", save_all=True, append_images=[form.resize((300, 200)).convert("L")]
    )
    assert len(texts(read_picture("a.gif", gif, limits=LIMITS))) == 1
    refusal, _ = outcome(read_picture, "a.tif", tiff, limits=replace(LIMITS, pages=2))
    assert refusal.code == "input.limit"


@pytest.mark.usefixtures("quick")
def test_a_camera_that_was_held_upright(form):
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    document = read_picture("a.jpg", saved(form, "JPEG", exif=exif), limits=LIMITS)
    assert f"{form.height}×{form.width}" in texts(document)[0]


@pytest.mark.parametrize(
    "image",
    [
        Image.new("RGBA", (300, 200), (0, 0, 0, 0)),
        Image.new("LA", (300, 200), (0, 0)),
        Image.new("1", (300, 200), 1),
        Image.new("CMYK", (300, 200), (0, 0, 0, 0)),
    ],
    ids=["rgba", "la", "bilevel", "cmyk"],
)
@pytest.mark.usefixtures("quick")
def test_see_through_ground_is_white(image):
    kind = "TIFF" if image.mode == "CMYK" else "PNG"
    assert texts(read_picture("a", saved(image, kind), limits=LIMITS))[0].endswith(
        "(255, 255, 255)"
    )


@pytest.mark.usefixtures("quick")
def test_sixteen_bit_scans_are_stretched():
    image = Image.new("I;16", (300, 200), 1000)
    image.putpixel((0, 0), 60_000)
    assert texts(read_picture("a", saved(image, "PNG"), limits=LIMITS))[0].endswith(
        "(255, 255, 255)"
    )


def test_doubtful_words_are_named(monkeypatch):
    boxes = tuple(
        TextBox(text=text, x0=5, top=30 * n, x1=90, bottom=30 * n + 20, confidence=confidence)
        for n, (text, confidence) in enumerate(
            [("绩效目标表", 0.99), ("验枚合格", 0.6), ("≥95%6", 0.97), ("质量指标", 0.99)]
        )
    )
    monkeypatch.setattr(picture, "recogniser", lambda: lambda _image, _page: boxes)
    data = saved(Image.new("RGB", (300, 200), "white"), "PNG")
    document = read_picture("a.png", data, limits=LIMITS)
    assert document.notices == (
        NOTICE, "有 2 处文字识别把握较低（“验枚合格”、“≥95%6”），请人工核对",
    )  # fmt: skip


def test_without_the_extra_the_command_is_named(monkeypatch):
    monkeypatch.setattr(picture, "recogniser", lambda: None)
    refusal, _ = outcome(read_picture, "表.png", PICTURE.read_bytes(), limits=LIMITS)
    assert refusal.code == "input.scanned"
    assert "pip install 'assessor[ocr]'" in refusal.hint


def test_a_picture_without_text_is_empty(monkeypatch):
    monkeypatch.setattr(picture, "recogniser", lambda: lambda _image, _page: ())
    data = saved(Image.new("RGB", (300, 200), "white"), "PNG")
    refusal, _ = outcome(read_picture, "a.png", data, limits=LIMITS)
    assert refusal.code == "input.empty-file"


@pytest.mark.usefixtures("quick")
def test_too_many_pixels_are_refused_before_they_are_decoded(form):
    refusal, _ = outcome(
        read_picture, "a.png", saved(form, "PNG"), limits=replace(LIMITS, image_pixels=1000)
    )
    assert refusal.code == "input.limit"
    assert f"{form.width}×{form.height}" in refusal.message
    bomb = bytearray(saved(Image.new("1", (8, 8)), "PNG"))
    bomb[16:24] = (60_000).to_bytes(4, "big") * 2
    refusal, _ = outcome(read_picture, "a.png", bytes(bomb), limits=LIMITS)
    assert refusal.code in ("input.limit", "input.damaged")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF"])
@pytest.mark.usefixtures("quick")
def test_cut_off_pictures_are_damaged(form, kind):
    data = saved(form, kind)
    refusal, _ = outcome(read_picture, "表.img", data[: len(data) // 2], limits=LIMITS)
    assert refusal.code == "input.damaged"
    assert "表.img" in refusal.message


SAMPLES = {
    kind: saved(Image.linear_gradient("L").resize((40, 30)), kind)
    for kind in ("PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF")
}


@settings(max_examples=300)
@given(
    kind=st.sampled_from(sorted(SAMPLES)),
    changes=st.lists(st.tuples(st.integers(0, 3_000), st.integers(0, 255)), max_size=8),
    cut=st.integers(0, 10_000),
)
def test_only_explained_errors_come_out(kind, changes, cut):
    data = bytearray(SAMPLES[kind])
    for place, value in changes:
        data[place % len(data)] = value
    if cut % 4 == 0:
        del data[cut % len(data) :]
    boxes = (TextBox(text="甲", x0=1, top=1, x1=9, bottom=9),)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(picture, "recogniser", lambda: lambda _image, _page: boxes)
        limits = replace(LIMITS, image_pixels=1_000_000)
        refusal, document = outcome(read_picture, "a", bytes(data), limits=limits)
    assert isinstance(document, Document) or (refusal.message and refusal.hint)
