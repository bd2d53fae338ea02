"""Whatever the bytes of a PDF are, the reader gives a document or says what is wrong."""

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessor.core.limits import Limits
from assessor.documents.document import Document
from assessor.documents.pages.pdf import read_pdf
from assessor.documents.pages.text_box import TextBox
from assessor.errors import InputError
from pdf_pages import Sheet, pdf

LIMITS = Limits(pages=20, cells=5_000, lines=5_000, image_pixels=250_000)
SAMPLES = (
    pdf(
        Sheet().grid([50, 150, 300], [700, 720, 740]).row(705, {55: "指标", 155: "五场"})
        .field(152, 721, 298, 739, "填写值"),
        Sheet(rotate=90).text(100, 700, "乙页", angle=90).line(10, 10, 300, 10),
        Sheet().picture(0, 0, 595, 842, bytes(100), 10),
    ),
    pdf(
        *(Sheet().row(60 + 700 * page, {50: "甲", 150: "乙丙", 300: "5"}) for page in range(2)),
        password="",
    ),
)  # fmt: skip
ODD = (b"0", b"-1", b"1e9", b"99999999", b"null", b"[]", b"<<>>", b"(a)", b"/X", b"5 0 R", b"7 0 R")
QUIET = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def recognise(_image, _page):
    return (TextBox(text="识别", x0=5, top=5, x1=60, bottom=30),)


def read(data):
    """Read the bytes; anything but a document or an explained InputError fails the test."""
    try:
        document = read_pdf("甲.pdf", data, limits=LIMITS, recognise=recognise)
    except InputError as error:
        refusal = error
    else:
        assert isinstance(document, Document)
        return
    assert refusal.message.startswith("甲.pdf")
    assert refusal.hint
    assert refusal.code.startswith("input.")


@QUIET
@given(data=st.binary(max_size=500))
def test_arbitrary_bytes(data):
    read(data)
    read(b"%PDF-1.7\n" + data)


@QUIET
@given(
    sample=st.sampled_from(SAMPLES),
    changes=st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 255)), max_size=6),
    cut=st.integers(0, 60_000),
)
def test_flipped_bytes_and_truncation(sample, changes, cut):
    mutated = bytearray(sample)
    for place, value in changes:
        mutated[place % len(mutated)] = value
    if cut % 3 == 0:
        del mutated[cut % len(mutated) :]
    read(bytes(mutated))


@QUIET
@given(
    sample=st.sampled_from(SAMPLES),
    changes=st.lists(
        st.tuples(st.integers(0, 5_000), st.sampled_from(ODD)), min_size=1, max_size=4
    ),
)
def test_numbers_replaced_by_odd_values(sample, changes):
    for place, value in changes:
        numbers = list(re.finditer(rb"-?\d+(\.\d+)?", sample))
        number = numbers[place % len(numbers)]
        sample = sample[: number.start()] + value + sample[number.end() :]
    read(sample)
