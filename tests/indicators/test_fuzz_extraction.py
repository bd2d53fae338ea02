"""Whatever a document holds, extraction gives an Extraction or says what is wrong."""

import contextlib
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessor.core.limits import Limits
from assessor.core.submission import Extraction
from assessor.documents.reading import read_document
from assessor.errors import InputError
from assessor.indicators.extraction import extract, extract_rows

LIMITS = Limits(cells=20_000, lines=5_000)
DOCUMENTS = Path(__file__).resolve().parents[2] / "corpus" / "documents"
SAMPLES = [path.read_bytes() for path in sorted(DOCUMENTS.iterdir()) if path.is_file()]
QUIET = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
WORDS = st.sampled_from(
    [
        "一级指标",
        "二级指标",
        "三级指标",
        "指标值",
        "年度指标值",
        "实施周期指标值",
        "绩效指标",
        "产出指标",
        "数量指标",
        "质量指标",
        "效益指标",
        "社会效益指标",
        "满意度指标",
        "成本",
        "项目名称",
        "部门名称：某局",
        "合计",
        "培训人数",
        "合格率",
        "≥90%",
        "5场",
        "3.00",
        "指标1：",
        "……",
        "注：",
        "1、产出指标：甲，年度指标值：5。2、",
        "绩效目标：好。",
        "绩效指标：率大于等于9%；",
        "2024年预算金额",
        "年度目标",
    ]
)
MARKS = st.sampled_from(["\t", "\t", "\t\t", "\n", "\n", "\n\n", " ", "\f", ",", "|", ""])
FORMS = st.lists(st.tuples(WORDS, MARKS), max_size=60).map(
    lambda parts: "".join(word + mark for word, mark in parts)
)


def outcome(name, data):
    try:
        result = extract(read_document(name, data, limits=LIMITS), name=name, limits=LIMITS)
    except InputError as error:
        return error
    for submission in result.submissions:
        for project in submission.projects:
            assert all(row.name or result.form == "row-file" for row in project.indicators)
    assert 0.0 <= result.confidence <= 1.0
    return result


@QUIET
@given(name=st.sampled_from(["a.txt", "a.csv", "a.jsonl"]), text=FORMS)
def test_words_of_forms_in_any_order(name, text):
    assert isinstance(outcome(name, text.encode()), Extraction | InputError)


@QUIET
@given(name=st.sampled_from(["a.txt", "a.csv"]), text=st.text(max_size=400))
def test_any_text(name, text):
    assert isinstance(outcome(name, text.encode("utf-8", "ignore")), Extraction | InputError)


@QUIET
@given(
    data=st.sampled_from(SAMPLES),
    cuts=st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 400)), max_size=4),
    inserted=st.binary(max_size=12),
)
def test_samples_with_pieces_cut_out(data, cuts, inserted):
    mutated = data
    for place, size in cuts:
        start = place % (len(mutated) + 1)
        mutated = mutated[:start] + inserted + mutated[start + size :]
    assert isinstance(outcome("a.bin", mutated), Extraction | InputError)


@QUIET
@given(data=st.binary(max_size=300))
def test_any_bytes_as_rows(data):
    with contextlib.suppress(InputError):
        extract_rows(data, name="-", limits=LIMITS)
