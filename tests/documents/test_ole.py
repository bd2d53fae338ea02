"""Compound files told apart by their directory, however it is broken."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from old_files import compound, outcome, word_head

from assessor.documents.office.ole import OleKind, check_readable, ole_kind, stream
from assessor.errors import InputError


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (["Workbook"], OleKind.SPREADSHEET),
        (["Book", "SummaryInformation"], OleKind.SPREADSHEET),
        (["\x05SummaryInformation", "WordDocument", "1Table"], OleKind.WORD),
        (["EncryptionInfo", "EncryptedPackage"], OleKind.ENCRYPTED),
        (["EncryptedPackage", "Workbook"], OleKind.ENCRYPTED),
        (["Current User", "PowerPoint Document"], OleKind.PRESENTATION),
        (["__properties_version1.0"], OleKind.MESSAGE),
        (["MatOST"], OleKind.WORKS),
        (["Contents"], OleKind.OTHER),
    ],
)
def test_kind_follows_from_the_streams(names, kind):
    assert ole_kind("a", compound(dict.fromkeys(names, b"x"))) is kind


def test_embedded_workbook_does_not_make_a_document_a_workbook():
    data = compound({"Workbook": b"x"}, inside="ObjectPool")
    # There is nothing else, so the embedded stream is the best hint.
    assert ole_kind("a", data) is OleKind.SPREADSHEET
    both = bytearray(compound({"Workbook": b"x", "WordDocument": word_head()}, inside="Pool"))
    pool = both.index("Pool".encode("utf-16-le"))
    document = both.index("WordDocument".encode("utf-16-le"))
    workbook = both.index("Workbook".encode("utf-16-le"))
    # Beside the storage stands the document, inside it the workbook.
    struct.pack_into("<I", both, pool + 72, 3)
    struct.pack_into("<I", both, workbook + 72, 0xFFFFFFFF)
    assert document > workbook
    assert ole_kind("a", bytes(both)) is OleKind.WORD


def test_stream_content_and_missing_stream():
    data = compound({"WordDocument": b"abc" * 3000})
    assert stream("a", data, "worddocument", most=7) == b"abcabca"
    assert len(stream("a", data, "worddocument", most=100_000)) == 9000
    assert stream("a", data, "workbook", most=7) == b""


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (word_head(flags=0x0100), "input.encrypted"),
        (word_head(magic=0x1234), "input.damaged"),
    ],
)
def test_unreadable_word_heads_are_named(head, code):
    data = compound({"WordDocument": head})
    with pytest.raises(InputError) as caught:
        check_readable("申报表.doc", data)
    assert caught.value.code == code
    assert "申报表.doc" in caught.value.message


def test_readable_word_head_passes():
    check_readable("a.doc", compound({"WordDocument": word_head()}))


@pytest.mark.parametrize("length", [8, 40, 76, 511, 512, 600])
def test_cut_off_containers_are_damaged(length):
    with pytest.raises(InputError) as caught:
        ole_kind("a.xls", compound({"Workbook": b"x" * 9000})[:length])
    assert caught.value.code == "input.damaged"


def test_loops_in_chains_end():
    data = bytearray(compound({"Workbook": b"x" * 9000}))
    table_sector = struct.unpack_from("<I", data, 76)[0]
    begin = (table_sector + 1) * 512
    struct.pack_into("<128I", data, begin, *([0] * 128))
    assert len(stream("a", bytes(data), "workbook", most=10**9)) <= len(data)
    struct.pack_into("<II", data, 68, 0, 9)
    struct.pack_into("<128I", data, 512, *([0] * 128))
    refusal, kind = outcome(ole_kind, "a", bytes(data))
    assert kind is not None or refusal.code == "input.damaged"


def test_loops_in_the_directory_end():
    data = bytearray(compound({"Workbook": b"x", "Other": b"y"}))
    for name in ("Workbook", "Other"):
        place = data.index(name.encode("utf-16-le"))
        struct.pack_into("<III", data, place + 68, 1, 2, 1)
    assert ole_kind("a", bytes(data)) is OleKind.SPREADSHEET


@settings(max_examples=300)
@given(
    changes=st.lists(st.tuples(st.integers(0, 100_000), st.integers(0, 255)), max_size=12),
    head=st.lists(st.tuples(st.integers(24, 700), st.integers(0, 255)), max_size=6),
    cut=st.integers(0, 200_000),
)
def test_only_explained_errors_come_out(changes, head, cut):
    data = bytearray(compound({"WordDocument": word_head(), "1Table": b"t" * 5000}))
    for place, value in (*changes, *head):
        data[place % len(data)] = value
    data = data[: max(8, cut % (len(data) + 1))] if cut % 2 else data
    for function in (ole_kind, check_readable):
        refusal, _kind = outcome(function, "a", bytes(data))
        if refusal is not None:
            assert refusal.hint
            assert refusal.code in ("input.damaged", "input.encrypted")
