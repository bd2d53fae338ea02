"""Text in every encoding that Chinese office files come in, whole or slightly broken."""

import pytest

from assessor.documents.encoding import decode, decode_text
from assessor.errors import InputError

SIMPLIFIED = "绩效指标\t培训合格率≥95%，参训人员满意度达到90%以上。\n产出数量：场次 12\n"
TRADITIONAL = "績效目標申報表：培訓場次不少於十二場，學員滿意度達到百分之九十。\n單位：萬元\n"


@pytest.mark.parametrize(
    ("text", "codec", "mark", "encoding"),
    [
        (SIMPLIFIED, "utf-8", b"", "UTF-8"),
        (SIMPLIFIED, "utf-8", b"\xef\xbb\xbf", "UTF-8"),
        (SIMPLIFIED, "gb18030", b"", "GB18030"),
        (SIMPLIFIED + "𠮷镕", "gb18030", b"", "GB18030"),
        (TRADITIONAL, "gbk", b"", "GB18030"),
        (TRADITIONAL, "cp950", b"", "Big5"),
        (TRADITIONAL, "utf-8", b"", "UTF-8"),
        (SIMPLIFIED, "utf-16-le", b"\xff\xfe", "UTF-16"),
        (SIMPLIFIED, "utf-16-be", b"\xfe\xff", "UTF-16"),
        (SIMPLIFIED, "utf-16-le", b"", "UTF-16"),
        (SIMPLIFIED, "utf-16-be", b"", "UTF-16"),
        (SIMPLIFIED, "utf-32-le", b"\xff\xfe\x00\x00", "UTF-32"),
        ("plain ascii, 95%\n", "ascii", b"", "UTF-8"),
        ("±5℃", "utf-8", b"", "UTF-8"),
        ("测试", "gb18030", b"", "GB18030"),
        ("績效", "cp950", b"", "Big5"),
    ],
)
def test_the_encoding_is_found_by_what_reads_best(text, codec, mark, encoding):
    decoded = decode_text(mark + text.encode(codec), name="a.txt")
    assert decoded.text == text
    assert decoded.encoding == encoding
    assert decoded.notices == ()


def test_a_declaration_settles_only_what_the_content_leaves_open():
    assert decode_text(SIMPLIFIED.encode(), name="a", declared="gb2312").text == SIMPLIFIED
    assert decode_text(SIMPLIFIED.encode("gbk"), name="a", declared="UTF-8").text == SIMPLIFIED
    assert decode_text(SIMPLIFIED.encode("gbk"), name="a", declared="big5").text == SIMPLIFIED
    assert decode_text(TRADITIONAL.encode("cp950"), name="a", declared="gbk").text == TRADITIONAL


@pytest.mark.parametrize(("codec", "shown"), [("utf-8", "UTF-8"), ("gb18030", "GB18030")])
def test_a_few_wrong_bytes_are_replaced_and_told(codec, shown):
    data = (SIMPLIFIED * 20).encode(codec)
    place = len((SIMPLIFIED * 3).encode(codec))
    broken = data[:place] + b"\xff" + data[place:] + b"\xff"
    decoded = decode_text(broken, name="a.txt")
    assert decoded.text.replace("\ufffd", "") == SIMPLIFIED * 20
    (notice,) = decoded.notices
    assert f"{shown} 读取时有 2 处" in notice
    assert "第 7 行" in notice


def test_a_text_cut_within_a_character_is_read():
    data = (SIMPLIFIED * 20 + "完").encode()[:-1]
    decoded = decode_text(data, name="a.txt")
    assert decoded.text == SIMPLIFIED * 20 + "\ufffd"
    assert decoded.encoding == "UTF-8"


def test_stray_and_padding_nul_bytes_are_removed_and_told():
    data = SIMPLIFIED.encode()
    decoded = decode_text(data[:14] + b"\x00" + data[14:] + b"\x00" * 500, name="a.txt")
    assert decoded.text == SIMPLIFIED
    assert "501 个空字节" in decoded.notices[0]


def test_control_characters_are_removed_and_told():
    decoded = decode_text((SIMPLIFIED + "\x07").encode(), name="a.txt")
    assert decoded.text == SIMPLIFIED
    assert "1 个控制字符" in decoded.notices[0]
    assert decode((SIMPLIFIED + "\x07").encode(), name="a.txt") == SIMPLIFIED


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (bytes(range(256)) * 4, "input.binary"),
        (b"\x00" * 100, "input.binary"),
        (b"\x7fELF\x02\x01\x01" + b"\x00\x10\x02" * 50, "input.binary"),
        (b"\xff" * 400, "input.encoding"),
        (b"\xff\xfe\x00\xd8" * 3, "input.encoding"),
        ("한국어 문서입니다 확인".encode("utf-16"), "input.encoding"),
    ],
)
def test_what_is_no_chinese_text_is_refused(data, code):
    with pytest.raises(InputError) as caught:
        decode_text(data, name="表.txt")
    assert caught.value.code == code
    assert "表.txt" in caught.value.message
    assert caught.value.hint
