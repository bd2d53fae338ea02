"""Recognised pictures: ruling lines are found, boxes of text land in their cells."""

import math
from itertools import pairwise

import pytest
from PIL import Image, ImageDraw

from assessor.core.limits import Limits
from assessor.core.submission import Origin
from assessor.documents.document import Table
from assessor.documents.pages.boxes import blocks_from_boxes
from assessor.documents.pages.image_rules import find_rules
from assessor.documents.pages.text_box import TextBox
from assessor.errors import InputError

XS, YS = (100, 400, 900, 1200), (200, 260, 320, 380, 440)


def drawn(*, angle=0.0, skip=()):
    """Return a picture of a grid turned by ``angle`` degrees, and how points move with it."""
    image = Image.new("L", (1400, 800), 250)
    draw = ImageDraw.Draw(image)
    for y in YS:
        draw.line((XS[1] if y in skip else XS[0], y, XS[-1], y), fill=40, width=3)
    for x in XS:
        draw.line((x, YS[0], x, YS[-1]), fill=40, width=3)
    turn = math.radians(angle)

    def move(x, y):
        x, y = x - 700, y - 400
        return (
            700 + x * math.cos(turn) + y * math.sin(turn),
            400 - x * math.sin(turn) + y * math.cos(turn),
        )

    return image.rotate(angle, Image.Resampling.BICUBIC, fillcolor=250), move


def box(text, x, y, move=lambda x, y: (x, y), width=None):
    width = width or 30 * len(text)
    middle, height = move(x + width / 2, y + 18)
    return TextBox(
        text=text, x0=middle - width / 2, x1=middle + width / 2, top=height - 19, bottom=height + 19
    )


@pytest.mark.parametrize("angle", [0, 0.7, -1.5])
def test_lines_are_found_in_a_picture_askew(angle):
    image, _ = drawn(angle=angle)
    rules, slope = find_rules(image, text_height=38)
    assert slope == pytest.approx(-math.tan(math.radians(angle)), abs=0.001)
    assert len(rules.level) == len(YS)
    assert len(rules.upright) == len(XS)
    steps = sorted(rule.at for rule in rules.level)
    assert [round((b - a) / 60) for a, b in pairwise(steps)] == [1, 1, 1, 1]


def test_strokes_of_characters_are_no_lines():
    image = Image.new("L", (600, 200), 255)
    draw = ImageDraw.Draw(image)
    for x in range(40, 400, 40):
        draw.line((x, 100, x + 32, 100), fill=0, width=3)
        draw.line((x + 16, 80, x + 16, 118), fill=0, width=3)
    rules, _ = find_rules(image, text_height=40)
    assert not rules.level
    assert not rules.upright


@pytest.mark.parametrize("angle", [0, 0.7, -1.5])
def test_boxes_fall_into_their_cells(angle):
    image, move = drawn(angle=angle, skip=(320, 380))
    boxes = [box("绩效目标表", 600, 100, move)]
    for row, y in enumerate(YS[:-1]):
        boxes += [box(f"格{row}{column}", x + 20, y + 12, move) for column, x in enumerate(XS[1:3])]
    boxes += [box("一级", 120, 212, move), box("产出指标", 120, 332, move)]
    title, table = blocks_from_boxes(boxes, image=image, page=3, limits=Limits())
    assert title.text == "绩效目标表"
    assert title.origin == Origin(page=3, line=1)
    assert isinstance(table, Table)
    assert (table.row_count, table.column_count) == (4, 3)
    found = {(c.row, c.column, c.row_span): c.text for c in table.cells}
    assert found[1, 0, 3] == "产出指标"
    assert all(found[r, c + 1, 1] == f"格{r}{c}" for r in range(4) for c in range(2))


def test_a_box_over_two_cells_is_shared_out():
    image, _ = drawn()
    boxes = [box("甲甲甲乙乙乙", 280, 212, width=240), box("丙", 950, 212)]
    (table,) = blocks_from_boxes(boxes, image=image, page=1, limits=Limits())
    assert [cell.text for cell in table.cells] == ["甲甲甲", "乙乙乙", "丙"]


def test_a_tall_box_holds_one_character_per_line():
    image, _ = drawn(skip=(260, 320, 380))
    tall = TextBox(text="产出", x0=230, top=260, x1=270, bottom=340)
    boxes = [tall] + [box("甲乙", 500, y + 12) for y in YS[:-1]]
    (table,) = blocks_from_boxes(boxes, image=image, page=1, limits=Limits())
    assert (table.cells[0].text, table.cells[0].row_span) == ("产\n出", 4)


def test_nothing_recognised_gives_nothing():
    image, _ = drawn()
    empty = TextBox(text=" ", x0=1, top=1, x1=30, bottom=30)
    assert blocks_from_boxes([], image=image, page=1, limits=Limits()) == ()
    assert blocks_from_boxes([empty], image=image, page=1, limits=Limits()) == ()


def test_a_picture_beyond_the_limit_is_refused():
    image, _ = drawn()
    with pytest.raises(InputError) as caught:
        blocks_from_boxes([], image=image, page=1, limits=Limits(image_pixels=1000), name="甲.png")
    assert caught.value.code == "input.limit"
    assert "甲.png" in caught.value.message
