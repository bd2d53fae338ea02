"""Hand-written readings: value -> every field of every target, and what its span quotes."""

import pickle
import sys
from pathlib import Path

import pytest
import yaml

from assessor.core.target import Sign, Target, TargetKind
from assessor.text.numerals import parse_numeral
from assessor.text.target_grammar import has_quantity, parse_targets, render
from assessor.text.target_words import target_words

CASES: dict[str, list[str]] = yaml.safe_load(
    Path(__file__).with_name("target_cases.yaml").read_text("utf-8")
)
FLAGS = ("approximate", "doubtful")


def expected(case: str, value: str) -> tuple[dict[str, object], str]:
    """Read one case line: kind, then key=value fields; ␣ stands for a blank in a quote."""
    kind, *fields = case.split(" ")
    reading: dict[str, object] = {"kind": TargetKind(kind)}
    quote = value.strip()
    for field in fields:
        key, _, text = field.partition("=")
        if key in FLAGS:
            reading[key] = True
        elif key == "quote":
            quote = text.replace("␣", " ")
        elif key == "sign":
            reading[key] = Sign(text)
        elif key in ("low", "high", "full_mark"):
            reading[key] = pytest.approx(float(text))
        elif key == "per":
            reading[key] = tuple(text.split("|"))
        else:
            reading[key] = text
    return reading, quote


def reading_of(target: Target) -> dict[str, object]:
    empty = (None, "", (), False)
    return {
        name: getattr(target, name)
        for name in Target.__slots__
        if name != "span"
        and not any(getattr(target, name) is e or getattr(target, name) == e for e in empty[:3])
        and getattr(target, name) is not False
    }


def test_there_are_enough_cases():
    assert len(CASES) >= 250


@pytest.mark.parametrize("value", CASES, ids=repr)
def test_reading(value):
    targets = parse_targets(value)
    wanted = [expected(case, value) for case in CASES[value]]
    assert [reading_of(t) for t in targets] == [reading for reading, _ in wanted]
    assert [t.span.quote(value) for t in targets] == [quote for _, quote in wanted]


@pytest.mark.parametrize(
    "value",
    [v for v, cases in CASES.items() if len(cases) == 1 and cases[0].split()[0] in
     ("number", "date", "period", "frequency")],
    ids=repr,
)  # fmt: skip
def test_render_of_every_case_reads_back(value):
    (target,) = parse_targets(value)
    text = render(target)
    again = parse_targets(text)
    assert len(again) == 1, (text, again)
    assert reading_of(again[0]) == {
        key: pytest.approx(field) if key in ("low", "high") else field
        for key, field in reading_of(target).items()
    }, text


@pytest.mark.parametrize(
    ("value", "quantity"),
    [("≥90%", True), ("12月底前", True), ("全年", True), ("每月", True), ("零事故", True),
     ("良好以上", False), ("全覆盖", False), ("有所提升", False), ("", False), ("XX场", False)],
)  # fmt: skip
def test_has_quantity(value, quantity):
    assert has_quantity(parse_targets(value)) is quantity


@pytest.mark.parametrize("value", ["", " ", "\u3000", "\n\t"])
def test_blank_values_have_no_targets(value):
    assert parse_targets(value) == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [("三", 3), ("十二", 12), ("二十", 20), ("一百五十", 150), ("一百零五", 105), ("一百五", 150),
     ("两", 2), ("半", 0.5), ("二〇二四", 2024), ("一点五", 1.5), ("一万二千", 12000),
     ("一亿三千万", 130_000_000), ("叁佰", 300), ("零", 0), ("三五", None), ("十十", None),
     ("", None), ("点", None), ("三点", None), ("万", None), ("一" * 40, None)],
)  # fmt: skip
def test_numerals(text, value):
    assert parse_numeral(text) == value


def test_every_group_of_words_has_a_source():
    words = target_words()
    for name in type(words).model_fields:
        assert getattr(words, name).source, name


def test_targets_can_be_pickled():
    targets = parse_targets("知晓率≥80%，满意度≥90%")
    assert pickle.loads(pickle.dumps(targets)) == targets


@pytest.mark.parametrize(
    "piece",
    ["1", "一", " ", "5 ", "≥", "x", "A", "*", "-", "1-", "1,", "1.", "1:", "/", "元/", "每", "每人",
     "较上年", "年", "5年", "(", "不低于", "的", "十", "万", "a1", "1月", "二十", "第1", "应保尽", "通过"],
)  # fmt: skip
@pytest.mark.timeout(120)  # a reading that grows with the square would take an hour
def test_absurd_lengths_are_read_to_the_end(piece):
    text = piece * (60_000 // len(piece))
    ends = [0]
    for target in parse_targets(text):
        assert ends[-1] <= target.span.start < target.span.end <= len(text)
        ends.append(target.span.end)
    few, many = _calls(piece, 5_000), _calls(piece, 40_000)
    assert many < 40 * few  # 8 for a linear reading, 64 for a quadratic one


def _calls(piece: str, length: int) -> int:
    """Count the calls of one reading: what a clock would say, without its noise."""
    made = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal made
        made += event in ("call", "c_call")

    text = piece * (length // len(piece))
    sys.setprofile(count)
    try:
        parse_targets(text)
    finally:
        sys.setprofile(None)
    return made
