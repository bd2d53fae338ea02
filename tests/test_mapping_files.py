"""The file beside documents that remembers the columns of tables."""

import pytest

from assessor.core.assessment import InputFailure
from assessor.errors import ConfigError
from assessor.indicators.column_mapping import Mappings, parse_columns
from assessor.indicators.columns import Role
from assessor.pipeline.mapping_files import read_mapping_file, remember
from assessor.pipeline.sources import MAPPING_FILE, find_sources

MAPPING = parse_columns("三级指标=C,指标值=“目标\\值”+E")
WORDS = ("类别", "考核\n内容", "目标\\值")


def letters(mappings: Mappings | InputFailure) -> dict[str, list[str]]:
    assert isinstance(mappings, Mappings)
    return {digest: [f.written for f in mapping.fields] for digest, mapping in mappings.remembered}


def test_what_is_remembered_is_read_again(tmp_path):
    path = remember(tmp_path, "0a1b", MAPPING, WORDS)
    assert path == tmp_path / MAPPING_FILE
    assert letters(read_mapping_file(path)) == {"0a1b": ["C", "“目标\\值”+E"]}
    assert "# 表头：类别 | 考核 内容 | 目标\\值\n" in path.read_text("utf-8")
    assert [item.name for item in tmp_path.iterdir()] == [MAPPING_FILE]


def test_other_sections_and_remarks_stay_and_the_same_header_is_replaced(tmp_path):
    path = remember(tmp_path, "aa", MAPPING, WORDS)
    path.write_text(
        path.read_text("utf-8") + "# 我的备注\n[表头.bb]\n三级指标 = 'D'\n指标值 = 6\n", "utf-8"
    )
    remember(tmp_path, "aa", parse_columns("三级指标=E,指标值=F"), WORDS)
    remember(tmp_path, "cc", parse_columns("三级指标=A,指标值=B,权重=无"), WORDS)
    text = path.read_text("utf-8")
    assert "# 我的备注\n[表头.bb]\n" in text
    assert letters(read_mapping_file(path)) == {
        "aa": ["E", "F"], "bb": ["D", "6"], "cc": ["A", "B", "无"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[表头.aa]\n三级指标 = D\n", ["第 2 行", "写法不对"]),
        ("[表头.aa\n", ["第 1 行", "写法不对"]),
        ("\n[表头.aa]\n三级指标 = 'D'\n", ["第 2 行", "没有写“指标值”"]),
        ("[表头.aa]\n三级指表 = 'D'\n指标值 = 'E'\n", ["第 1 行", "没有名为“三级指表”的字段"]),
        ("[表头.aa]\n三级指标 = ['D']\n", ["第 1 行", "“三级指标”的列应是文字"]),
        ("表头 = 3\n", ["第 1 行", "“表头”不是"]),
        ('["列".aa]\n三级指标 = "D"\n', ["第 1 行", "“列”不是"]),
        ("a = " + "[" * 3000, ["写法不对"]),
        (b"\xff\xfe\x00", ["不是 UTF-8 编码"]),
        (b"#" * 1_000_001, ["超过"]),
    ],
)
def test_a_broken_file_names_the_line_and_is_not_written_over(tmp_path, text, words):
    path = tmp_path / MAPPING_FILE
    data = text if isinstance(text, bytes) else text.encode()
    path.write_bytes(data)
    failure = read_mapping_file(path)
    assert isinstance(failure, InputFailure)
    assert (failure.path, failure.code) == (str(path), "input.mapping")
    assert all(word in failure.message for word in words), failure.message
    assert failure.hint
    with pytest.raises(ConfigError):
        remember(tmp_path, "aa", MAPPING, WORDS)
    assert path.read_bytes() == data


def test_a_folder_in_its_place_is_told(tmp_path):
    (tmp_path / MAPPING_FILE).mkdir()
    assert isinstance(read_mapping_file(tmp_path / MAPPING_FILE), InputFailure)


def test_documents_get_the_file_of_their_folder_and_a_broken_one_is_told_once(tmp_path):
    for folder in ("好", "坏", "无"):
        (tmp_path / folder).mkdir()
        for name in ("a.txt", "b.txt"):
            (tmp_path / folder / name).write_text("x", "utf-8")
    remember(tmp_path / "好", "aa", MAPPING, WORDS)
    (tmp_path / "坏" / MAPPING_FILE).write_text("?", "utf-8")
    sources = find_sources([tmp_path])
    failures = [item for item in sources.items if isinstance(item, InputFailure)]
    documents = [item for item in sources.items if not isinstance(item, InputFailure)]
    assert [failure.code for failure in failures] == ["input.mapping"]
    assert len(documents) == 6
    told = [item.name for item in documents if item.mappings]
    assert told == [str(tmp_path / "好" / name) for name in ("a.txt", "b.txt")]
    assert sources.skipped == ()
    fields = documents[told.index(told[0])].mappings
    assert fields is None or [f.role for f in fields.remembered[0][1].fields] == [
        Role.NAME,
        Role.VALUE,
    ]
