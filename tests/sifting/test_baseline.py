"""Baselines: matching, tightening, and the file that holds them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessor.core.fingerprint import FindingContent
from assessor.errors import ConfigError
from assessor.sifting.baseline import (
    Baseline,
    BaselineMatcher,
    KnownFinding,
    Worse,
    tightened,
    worse_counts,
)
from assessor.sifting.baseline_file import baseline_text, read_baseline
from assessor.sifting.file_names import relative_name

A, B, C = (f"W01-{digit * 16}" for digit in "abc")
V = f"V02-{'d' * 16}"


def known(*marks: str) -> tuple[KnownFinding, ...]:
    return tuple(
        KnownFinding(fingerprint=mark, count=marks.count(mark)) for mark in sorted(set(marks))
    )


def matcher(*, present=("x",), **files):
    return BaselineMatcher(Baseline(files=files, model_id="m"), present=set(present))


def test_each_finding_is_known_as_often_as_it_was_there():
    match = matcher(x=known(A, A, B))
    assert [match.take("x", mark) for mark in (A, A, A, B, C)] == [True, True, False, True, False]


def test_a_new_file_is_known_by_the_findings_of_one_that_is_gone():
    match = matcher(present=("new", "other"), old=known(A), other=known(B))
    assert match.take("new", A)
    assert not match.take("new", A)
    assert not match.take("new", B)  # its file is still there
    assert match.before("new", "W01") == 1


def test_a_known_file_takes_nothing_from_others():
    match = matcher(present=("x",), x=(), gone=known(A))
    assert not match.take("x", A)


def test_counts_by_file_and_check_tell_what_got_worse():
    match = matcher(present=("x", "y"), x=known(A, B), y=known(V))
    now = {"x": known(A, C), "y": known(V, V, A)}
    assert worse_counts(match, now) == (
        Worse(file="y", code="V02", before=1, now=2),
        Worse(file="y", code="W01", before=0, now=1),
    )


def test_tightening_keeps_what_was_not_looked_at():
    match = matcher(present=("x",), x=known(A, B, V), elsewhere=known(C), clean=())
    new = tightened(match, {"x": known(A)}, judged={"x": frozenset(["W01"])}, model_id="m2")
    assert new == Baseline(
        files={"x": known(A, V), "elsewhere": known(C), "clean": ()}, model_id="m2"
    )


def test_a_file_that_moved_leaves_nothing_behind():
    match = matcher(present=("new",), old=known(A, B))
    assert match.take("new", A)
    assert match.take("new", B)
    new = tightened(match, {"new": known(A, B)}, judged={"new": frozenset(["W01"])}, model_id="m")
    assert new.files == {"new": known(A, B)}


@given(
    st.lists(st.sampled_from([A, B, C, V])), st.lists(st.sampled_from([A, B, C, V])),
    st.randoms(use_true_random=False),
)  # fmt: skip
def test_order_never_matters_and_tightening_never_loosens(before, now, random):
    shuffled = random.sample(now, len(now))
    told = []
    for order in (now, shuffled):
        match = matcher(x=known(*before))
        told.append(sorted(mark for mark in order if match.take("x", mark)))
    assert told[0] == told[1]
    match = matcher(x=known(*before))
    if not worse_counts(match, {"x": known(*now)}):
        codes = frozenset(["W01", "V02"])
        new = tightened(match, {"x": known(*now)}, judged={"x": codes}, model_id="m")
        assert new.count <= len(before)
        assert not worse_counts(BaselineMatcher(new, present={"x"}), {"x": known(*now)})


names = st.text(st.characters(codec=None), min_size=1, max_size=20)


@given(st.dictionaries(names, st.lists(st.sampled_from([A, B, V]))), names)
def test_the_file_gives_back_what_was_written(files, where):
    import tempfile
    from pathlib import Path

    entries = {
        name: tuple(
            KnownFinding(fingerprint=one.fingerprint, count=one.count, where=where)
            for one in known(*marks)
        )
        for name, marks in files.items()
        if not any("\ud800" <= char <= "\udfff" for char in name + where)
    }
    baseline = Baseline(files=entries, model_id="m")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "b.json"
        path.write_text(baseline_text(baseline), "utf-8")
        assert read_baseline(path) == baseline


def test_the_file_is_sorted_one_finding_a_line():
    one = Baseline(files={"乙.xlsx": known(B, A, A), "甲.xlsx": ()}, model_id="m")
    text = baseline_text(one)
    assert text.splitlines()[4:8] == [
        '  "乙.xlsx": [',
        f'   {{"fingerprint": "{A}", "count": 2, "where": ""}},',
        f'   {{"fingerprint": "{B}", "where": ""}}',
        "  ],",
    ]
    assert json.loads(text)["files"]["甲.xlsx"] == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "文件不存在"),
        (b"", "不是基线文件"),
        (b"\xff\xfe", "不是基线文件"),
        (b"[" * 100_000, "不是基线文件"),
        (b'{"assessor_baseline": 3, "model_id": "", "files": {}}', "不是基线文件"),
        (b'{"assessor_baseline": 1, "model_id": "", "files": {"x": [{"fingerprint": "W01"}]}}',
         "不是基线文件"),
        (b'{"assessor_baseline": 1, "model_id": "", "files": {"x": [{"fingerprint": '
         b'"W01-aaaaaaaaaaaaaaaa", "count": -1}]}}', "不是基线文件"),
    ],
)  # fmt: skip
def test_what_is_no_baseline_is_refused(tmp_path, content, words):
    path = tmp_path / "基线.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        read_baseline(path)
    assert caught.value.code == "config.baseline"
    assert words in caught.value.message
    assert "--write-baseline" in caught.value.hint


def test_what_a_finding_was_made_of_is_kept(tmp_path):
    content = FindingContent(
        unit="某局", project="", place="row", field="value", thing='"名\ud800', words=""
    )
    one = Baseline(files={"x": (KnownFinding(fingerprint=A, content=content),)}, model_id="m")
    path = tmp_path / "b.json"
    path.write_text(baseline_text(one), "utf-8")
    assert '"assessor_baseline": 2' in path.read_text("utf-8")


def test_names_of_files_are_seen_from_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert relative_name("申报/a.xlsx", tmp_path) == "申报/a.xlsx"
    assert relative_name(str(tmp_path / "a.zip/b.xlsx"), tmp_path / "base") == "../a.zip/b.xlsx"
    assert relative_name("-", tmp_path) == "-"
