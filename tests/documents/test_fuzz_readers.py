"""Whatever the bytes, a reader gives a document or says what is wrong."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessor.core.limits import Limits
from assessor.documents.document import Document
from assessor.documents.reading import read_document
from assessor.errors import InputError
from document_workbooks import workbook

LIMITS = Limits(cells=20_000, lines=5_000, inflated_bytes=5_000_000)
SAMPLES = (
    workbook([["一级指标", "三级指标", "指标值"], ["产出", "场次", 0.9]], merges=["A1:B1"]),
    "一级指标,二级指标,三级指标,指标值\n产出,数量,场次,5\n".encode("gb18030"),
    b'{"name": "a", "value": 1}\n{"name": "b", "value": null}\n',
    "→产出指标→数量指标\f→场次→5".replace("→", "\t").encode("utf-16"),
)
QUIET = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(name, data):
    """Read the bytes; anything but a document or an explained InputError fails the test."""
    try:
        document = read_document(name, data, limits=LIMITS)
    except InputError as error:
        refusal = error
    else:
        assert isinstance(document, Document)
        return
    assert refusal.message
    assert refusal.hint
    assert refusal.code.startswith("input.")


names = st.sampled_from(["a.txt", "a.csv", "a.jsonl", "a.xlsx", "a", "甲\n乙🙂'.csv"])


@QUIET
@given(name=names, data=st.binary(max_size=2_000))
def test_arbitrary_bytes(name, data):
    read(name, data)


@QUIET
@given(name=names, text=st.text(max_size=500))
def test_arbitrary_text(name, text):
    read(name, text.encode("utf-8", "replace"))


@QUIET
@given(
    data=st.sampled_from(SAMPLES),
    changes=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=8),
    cut=st.integers(0, 10_000),
)
def test_mutated_samples(data, changes, cut):
    mutated = bytearray(data)
    for place, value in changes:
        mutated[place % len(mutated)] = value
    if cut % 3 == 0:
        del mutated[cut % len(mutated) :]
    read("a.xlsx", bytes(mutated))
