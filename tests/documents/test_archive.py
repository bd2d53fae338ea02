"""Zip archives of submissions: names, what is skipped or refused, bombs, damage."""

import io
import struct
import zipfile
import zlib
from dataclasses import replace

import pytest

from assessor.core.limits import Limits
from assessor.documents.archive import is_archive, list_members, read_member
from assessor.errors import InputError

LIMITS = Limits()
TEXT = "产出指标：培训场次 5 场。\n".encode() * 40


def zipped(members, *, method=zipfile.ZIP_DEFLATED):
    """Return a zip of (name, content) pairs."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


def named(raw, *, flags=0, extra=b"", content=TEXT, method=0, attributes=0):
    """Return a zip of one stored member whose name is given as bytes."""
    checksum, size = zlib.crc32(content), len(content)
    common = struct.pack(
        "<5H3I2H", 20, flags, method, 0, 0, checksum, size, size, len(raw), len(extra)
    )
    local = b"PK\x03\x04" + common + raw + extra + content
    central = b"PK\x01\x02" + struct.pack("<H", 20) + common
    central += struct.pack("<3H2I", 0, 0, 0, attributes, 0) + raw + extra
    end = struct.pack("<4H2IH", 0, 0, 1, 1, len(central), len(local), 0)
    return local + central + b"PK\x05\x06" + end


def code_of(call, *arguments, **options):
    with pytest.raises(InputError) as caught:
        call(*arguments, **options)
    assert caught.value.message
    assert caught.value.hint
    return caught.value.code


def test_members_are_listed_and_read_from_bytes_and_from_a_path(tmp_path):
    data = zipped([("甲局/目标表.txt", TEXT), ("乙.csv", b""), ("丙.txt", b"abc")])
    path = tmp_path / "申报.zip"
    path.write_bytes(data)
    for source in (data, path):
        members = list_members("申报.zip", source, limits=LIMITS)
        assert [(m.index, m.name, m.size, m.reason) for m in members] == [
            (0, "甲局/目标表.txt", len(TEXT), ""), (1, "乙.csv", 0, ""), (2, "丙.txt", 3, ""),
        ]  # fmt: skip
        assert [read_member(source, m.index, limits=LIMITS) for m in members] == [TEXT, b"", b"abc"]
    assert read_member(zipped([("甲", TEXT)], method=zipfile.ZIP_STORED), 0, limits=LIMITS) == TEXT


def unicode_field(raw, text):
    body = struct.pack("<BI", 1, zlib.crc32(raw)) + text.encode()
    return struct.pack("<2H", 0x7075, len(body)) + body


@pytest.mark.parametrize(
    ("raw", "options", "name"),
    [
        ("绩效目标表.txt".encode("gbk"), {}, "绩效目标表.txt"),
        ("绩效目标表.txt".encode(), {}, "绩效目标表.txt"),
        ("绩效目标表.txt".encode(), {"flags": 0x800}, "绩效目标表.txt"),
        ("绩效目标表.txt".encode("gbk"), {"flags": 0x800}, "绩效目标表.txt"),
        ("績效目標申報表.txt".encode("cp950"), {}, "績效目標申報表.txt"),
        (b"a.txt", {"extra": unicode_field(b"a.txt", "甲.txt")}, "甲.txt"),
        (b"a.txt", {"extra": unicode_field(b"b.txt", "甲.txt")}, "a.txt"),
        (b"../../etc/a.txt", {}, "etc/a.txt"),
        (b"C:\\x\\..\\a.txt", {}, "x/a.txt"),
        (b"/root/./a.txt", {}, "root/a.txt"),
        (b"a\n\x1b[31m.txt", {}, "a[31m.txt"),
        ("a\u202etxt.exe".encode(), {"flags": 0x800}, "atxt.exe"),
        (b"..", {}, "未命名文件1"),
    ],
)
def test_names_are_decoded_and_made_safe_to_print(raw, options, name):
    data = named(raw, **options)
    (member,) = list_members("a.zip", data, limits=LIMITS)
    assert member.name == name
    assert read_member(data, member.index, limits=LIMITS) == TEXT


def test_folders_and_files_of_the_system_are_left_out():
    skipped = ["空/", "__MACOSX/._甲.docx", "甲/.DS_Store", "~$甲.docx", "Thumbs.db", "._乙.xlsx"]
    data = zipped([(name, b"") for name in skipped] + [("甲.docx", b"x")])
    (member,) = list_members("a.zip", data, limits=LIMITS)
    assert (member.index, member.name) == (6, "甲.docx")
    assert list_members("a.zip", zipped([]), limits=LIMITS) == ()


@pytest.mark.parametrize("name", ["内.zip", "内.RAR", "内.7z", "内.tar.gz"])
def test_inner_archives_are_named_and_not_read(name):
    data = zipped([(name, b"x"), ("甲.txt", b"y")])
    inner, plain = list_members("a.zip", data, limits=LIMITS)
    assert (inner.code, plain.code) == ("input.format", "")
    assert "只读取一层" in inner.reason
    assert code_of(read_member, data, 0, limits=LIMITS) == "input.format"


def test_an_inner_archive_under_another_name_is_refused():
    data = zipped([("甲.docx", zipped([("乙.txt", TEXT)]))])
    assert code_of(read_member, data, 0, limits=LIMITS) == "input.format"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"flags": 1}, "input.encrypted"),
        ({"flags": 0x41}, "input.encrypted"),
        ({"method": 99, "extra": struct.pack("<2H7x", 0x9901, 7)}, "input.encrypted"),
        ({"method": 14}, "input.format"),
        ({"method": 9}, "input.format"),
        ({"method": 777}, "input.format"),
    ],
)
def test_encrypted_and_unusual_members_are_told(options, code):
    data = named(b"a.txt", **options)
    (member,) = list_members("a.zip", data, limits=LIMITS)
    assert member.reason
    assert member.code == code
    assert code_of(read_member, data, 0, limits=LIMITS) == code


def test_bounds_of_the_archive_and_of_members():
    data = zipped([("甲.txt", TEXT), ("乙.txt", TEXT)])
    for limits in ({"archive_entries": 1}, {"inflated_bytes": len(TEXT)}):
        assert code_of(list_members, "a", data, limits=replace(LIMITS, **limits)) == "input.limit"
    small = replace(LIMITS, file_bytes=100)
    assert [m.code for m in list_members("a", data, limits=small)] == ["input.limit"] * 2
    assert code_of(read_member, data, 0, limits=small) == "input.limit"


def test_dense_members_are_refused_before_they_are_inflated():
    data = zipped([("甲.txt", bytes(20_000_000)), ("乙.txt", b"x")])
    first, second = list_members("a", data, limits=LIMITS)
    assert (first.code, second.code) == ("input.limit", "")
    assert code_of(read_member, data, 0, limits=LIMITS) == "input.limit"
    assert read_member(data, 1, limits=LIMITS) == b"x"


def changed(data, field, value):
    """Return the archive with a number of its first directory entry changed."""
    place = data.index(b"PK\x01\x02") + field
    return data[:place] + struct.pack("<I", value) + data[place + 4 :]


CHECKSUM, PACKED, SIZE, OFFSET = 16, 20, 24, 42


@pytest.mark.parametrize(
    ("field", "value"),
    [(CHECKSUM, 1), (SIZE, 10), (SIZE, len(TEXT) + 1), (PACKED, 5), (OFFSET, 7)],
)
def test_wrong_numbers_of_the_directory_are_damage(field, value):
    data = changed(zipped([("甲.txt", TEXT)]), field, value)
    assert code_of(read_member, data, 0, limits=LIMITS) == "input.damaged"


def test_declared_sizes_bound_what_is_inflated():
    data = changed(zipped([("甲.txt", bytes(200_000_000))]), SIZE, 1_000)
    assert code_of(read_member, data, 0, limits=LIMITS) == "input.damaged"


def test_overlapping_members_are_refused():
    data = zipped([("甲.txt", TEXT), ("乙.txt", TEXT)])
    second = data.rindex(b"PK\x01\x02") + OFFSET
    data = data[:second] + struct.pack("<I", 0) + data[second + 4 :]
    assert code_of(list_members, "a", data, limits=LIMITS) == "input.damaged"
    assert code_of(read_member, data, 0, limits=LIMITS) == "input.damaged"


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04", TEXT, zipped([("甲", TEXT)])[:-30], zipped([("甲", TEXT)])[60:],
     zipped([("甲", TEXT)])[:-18] + b"\x01" + zipped([("甲", TEXT)])[-17:]],
    # A zip holds the time of day: ids made of its bytes would differ between processes.
    ids=("empty", "magic", "text", "cut", "headless", "split"),
)  # fmt: skip
def test_cut_and_split_archives_are_damage(data):
    assert code_of(list_members, "a.zip", data, limits=LIMITS) == "input.damaged"
    assert not is_archive(data)


def test_bytes_before_an_archive_and_a_comment_behind_it_are_allowed():
    stream = io.BytesIO(zipped([("甲.txt", TEXT)]))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.comment = b"PK\x05 note" * 50
    data = b"MZ stub" * 9 + stream.getvalue()
    assert read_member(data, 0, limits=LIMITS) == TEXT


def test_a_member_that_is_not_there():
    assert code_of(read_member, zipped([("甲", b"x")]), 5, limits=LIMITS) == "input.damaged"
    assert code_of(read_member, zipped([("甲", b"x")]), -1, limits=LIMITS) == "input.damaged"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["甲.docx", "乙.xlsx"], True), (["xl/workbook.xml"], False), (["content.xml", "a"], True),
        (["word\\document.xml"], False), (["mimetype", "content.xml"], False), (["OFD.xml"], False),
        (["[Content_Types].xml", "x"], False), (["ppt/presentation.xml"], False), ([], False),
    ],
)  # fmt: skip
def test_office_files_are_no_archives(names, expected, tmp_path):
    data = zipped([(name, b"x") for name in names])
    (tmp_path / "a").write_bytes(data)
    assert is_archive(data) is expected
    assert is_archive(tmp_path / "a") is expected
