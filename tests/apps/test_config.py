"""``assessor.toml``: where it is found, what it may say, what is said of mistakes."""

import json
import os
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from assessor.apps.cli.main import main
from assessor.apps.config_file import read_configuration
from assessor.apps.config_lines import key_lines, key_name
from assessor.apps.config_model import LIMIT_TITLES, config_schema
from assessor.apps.configuration import find_configuration, load_configuration
from assessor.apps.settings import load_settings
from assessor.core.finding import Severity
from assessor.core.limits import Limits
from assessor.errors import ConfigError

WHOLE = """# 设置
profile = "classic-88"
select = ["W", "V", "C12"]
ignore = "W07"
fail_on = "必须改"
rewrites = 2

[severities]
W01 = "建议改"
missing-sign = "info"

[limits]
pages = 77
document_seconds = 5

[[suppress]]
code = "V13"
project = "*基层党建*"
reason = "首次设立，没有基期"
until = 2026-12-31

[[suppress]]
code = ["W01", "W03"]
file = "2025/*.xlsx"
name = "职工?获得感"
reason = "上级文件规定的表述"
"""


@pytest.fixture
def config(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def write(text: str | bytes) -> Path:
        path = tmp_path / "assessor.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return path

    return write


def test_the_whole_file_is_understood(config):
    told = read_configuration(config(WHOLE))
    assert (told.profile, told.select, told.ignore) == ("classic-88", ("W", "V", "C12"), ("W07",))
    assert (told.fail_on, told.rewrites) == ("blocker", 2)
    assert told.severities == (("W01", Severity.MINOR), ("missing-sign", Severity.INFO))
    assert told.limits == (("pages", 77), ("document_seconds", 5.0))
    first, second = told.suppressions
    assert (first.codes, first.project, first.until) == (("V13",), "*基层党建*", date(2026, 12, 31))
    assert (second.codes, second.file) == (("W01", "W03"), "2025/*.xlsx")
    assert first.told_in == "assessor.toml 第 16 行"
    assert told.line("limits.pages") == 13


def test_a_byte_order_mark_and_line_ends_of_windows_are_accepted(config):
    told = read_configuration(config(b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode()))
    assert told.profile == "classic-88"


def test_the_nearest_file_upwards_counts(config, tmp_path, monkeypatch):
    outer = config('profile = "beijing"\n')
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    assert find_configuration() == outer
    assert load_configuration().profile == "beijing"
    (tmp_path / "a" / "assessor.toml").write_text('profile = "transfer"\n', "utf-8")
    assert load_configuration().profile == "transfer"


def _broken_link(path: Path) -> None:
    path.symlink_to("没有这个文件.toml")


def _own_link(path: Path) -> None:
    path.symlink_to(path.name)


def _link_to_pipe(path: Path) -> None:
    os.mkfifo(path.with_name("管道"))
    path.symlink_to("管道")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (Path.mkdir, "是文件夹，不能作为设置文件"),
        (os.mkfifo, "不是普通文件（例如管道或设备）"),
        (_link_to_pipe, "不是普通文件"),
        (_broken_link, "是断开的链接，所指的文件不存在"),
        (_own_link, "是指向自己的链接"),
        (lambda path: path.symlink_to("/dev/zero"), "不是普通文件"),
        (lambda path: path.write_bytes(b"\x7fELF\xff\x00" * 100), "不是 UTF-8 编码"),
        (lambda path: path.write_bytes(b"\0" * 500), "写法不对"),
        (lambda path: path.write_bytes(b"#" * 3_000_000), "超过 1,000,000 字节"),
    ],
)
@pytest.mark.parametrize("inner", [False, True])
def test_what_is_no_file_of_settings_is_never_passed_over(
    make, words, inner, tmp_path, monkeypatch, capsys
):
    make(tmp_path / "assessor.toml")
    here = tmp_path / "下级" if inner else tmp_path
    here.mkdir(exist_ok=True)
    monkeypatch.chdir(here)
    Path("a.jsonl").write_text('{"name": "培训场次", "value": "≥5场"}\n', "utf-8")
    for call in (["check", "a.jsonl"], ["config", "show"]):
        assert main(call) == 2
        error = "".join(capsys.readouterr().err.split())
        assert "".join(words.split()) in error
        assert "assessor.toml" in error
        assert "办法：" in error


def test_an_unreadable_file_is_told(config, monkeypatch):
    path = config("ignore = 'W01'")

    def refuse(self, *args, **options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ConfigError, match="打不开"):
        read_configuration(path)


def test_a_link_to_a_file_is_followed(tmp_path, monkeypatch):
    (tmp_path / "共用.toml").write_text('profile = "beijing"\n', "utf-8")
    (tmp_path / "assessor.toml").symlink_to("共用.toml")
    monkeypatch.chdir(tmp_path)
    assert load_configuration().profile == "beijing"


def test_the_search_ends_at_the_users_own_folder(tmp_path, monkeypatch):
    (tmp_path / "assessor.toml").write_text('profile = "beijing"\n', "utf-8")
    home = tmp_path / "home" / "张三"
    work = home / "申报"
    work.mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    assert find_configuration(work) is None
    (home / "assessor.toml").write_text('profile = "transfer"\n', "utf-8")
    assert find_configuration(work) == home / "assessor.toml"
    assert find_configuration(tmp_path / "home") == tmp_path / "assessor.toml"


def test_a_folder_that_is_gone_is_no_failure(tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert find_configuration() is None


def test_a_changed_file_is_read_again(config):
    config('profile = "beijing"\n')
    assert load_configuration().profile == "beijing"
    config('profile = "central-101"\n')
    assert load_configuration().profile == "central-101"


@pytest.mark.parametrize(
    ("text", "words", "hint"),
    [
        ("profil = 'x'", "第 1 行 profil 不是可用的设置，是不是 profile？", "profile、select"),
        ("\nprofile = 'x'", "第 2 行 profile 不能是“x”", "classic-88"),
        ("select = 'W'\nselect = 'V'", "第 2 行写法不对", "TOML"),
        ("fail_on = 'bad'", "fail_on 不能是“bad”", "blocker、major、minor、info、never"),
        ("rewrites = 9", "rewrites 不能是 9，最大为 3", ""),
        ("rewrites = true", "应为整数", ""),
        ("select = [1]", "select[0] 不能是“1”，应为文字", ""),
        ("[limits]\npages = 0", "第 2 行 limits.pages 不能是“0”，应大于 0", ""),
        ("[limits]\npages = '7'", "应为整数", ""),
        ("[limits]\ndocument_seconds = inf", "应为有限的数", ""),
        ("[limits]\ndocument_seconds = 1e30", "最大为", ""),
        ("[limits]\npage = 7", "第 2 行 limits.page 不是可用的设置，是不是 pages？", "pages"),
        ("[severities]\nW01 = 'x'", "第 2 行 severities.W01 不能是“x”", "major"),
        ("[[suppress]]\ncode = 'W01'", "第 1 行 suppress[0].reason 没有写", "reason"),
        ("[[suppress]]\ncode = 'W01'\nreason = ' '", "第 3 行 suppress[0].reason 没有写原因",
         "请写明"),
        ("[[suppress]]\ncode = 'W01'\nreason = 'because'",
         "第 3 行 suppress[0].reason “because”不是中文", "至少 3 个不同的汉字，例如“上级文件规定的表述”"),
        ("[[suppress]]\ncode = 'W01'\nreason = 'r'", "“r”不是中文", "至少 3 个"),
        ("[[suppress]]\ncode = 'W01'\nreason = '试一'", "“试一”太短", "至少 3 个"),
        ("[[suppress]]\ncode = 'W01'\nreason = '不需要改'", "没有说明为什么可以不改", "至少 3 个"),
        ("[[suppress]]\nreason = '上级规定'", "suppress[0].code 没有写", ""),
        ("[[suppress]]\ncode = []\nreason = '上级规定'", "不能为空", ""),
        ("[[suppress]]\ncode = 'W01'\nreason = '上级规定'\nuntil = '明年'", "应为日期", ""),
        ("[[suppress]]\ncode = 'W01'\nreason = '上级规定'\nwhere = 'x'", "suppress[0].where", "file"),
        ("lexicons = 'x'", "第 1 行 lexicons 的“x”没有这个文件夹", "词表"),
        ("checks = '../x'", "checks 的“../x”不在设置文件所在的文件夹中", "检查"),
        ("checks = 'C:x'", "不在设置文件所在的文件夹中", "检查"),
        ("checks = '/etc'", "不在设置文件所在的文件夹中", "检查"),
        ("profiles = ['x.yaml']", "profiles 的“x.yaml”没有这个文件", "本省.yaml"),
        ("a = 1\nb = 2\nc = 3\nd = 4", "另有 1 处", "profile"),
        ("x" * 5000 + " = 1", "第 1 行这一行超过", ""),
        ("# " + "x\n# " * 400_000, "超过 1,000,000 字节", ""),
        ("a = [" * 3000, "", ""),
        ("profile = '中'".encode("gbk"), "不是 UTF-8 编码", "另存为 UTF-8"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_file_line_key_and_what_is_accepted(config, text, words, hint):
    path = config(text)
    with pytest.raises(ConfigError) as caught:
        read_configuration(path)
    assert str(path) in caught.value.message
    assert words in caught.value.message
    assert hint in caught.value.hint
    assert caught.value.hint
    assert len(caught.value.message) < 600


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("select = ['W', 'Q7']", "第 1 行 select 没有名为“Q7”的检查"),
        ("[severities]\nW88 = 'info'", "第 2 行 severities.W88 没有名为“W88”"),
        ("[[suppress]]\ncode = 'X1'\nreason = '上级规定'", "第 2 行 suppress[0].code 没有名为“X1”"),
    ],
)
@pytest.mark.parametrize("call", [["config", "show"], ["check", "x.jsonl"]])
def test_checks_that_there_are_not_are_told_with_their_line(config, call, text, words, capsys):
    config(text)
    assert main(call) == 2
    err = capsys.readouterr().err.replace("\n", "").replace(" ", "")
    assert "assessor.toml" in err
    assert words.replace(" ", "") in err


def test_a_broken_file_stops_every_command_that_reads_it_with_2(config, capsys):
    config("x=")
    for call in (["check", "x.jsonl"], ["extract", "x.jsonl"], ["config", "show"]):
        assert main(call) == 2
        assert "写法不对" in capsys.readouterr().err
    assert main(["config", "schema"]) == 0
    assert main(["--help"]) == 0


def test_limits_come_from_the_environment_then_the_file_then_the_defaults(config, monkeypatch):
    config("[limits]\npages = 77\ncells = 500\n")
    monkeypatch.setenv("ASSESSOR_LIMIT_CELLS", "600")
    limits = load_settings().limits
    assert (limits.pages, limits.cells, limits.lines) == (77, 600, Limits().lines)
    assert load_settings({}).limits == Limits()


def test_a_limit_of_the_file_is_kept(config, tmp_path, capsys):
    config("[limits]\nindicators = 1\n")
    row = '{"name": "培训场次", "value": "≥5场"}\n'
    (tmp_path / "a.jsonl").write_text(row * 3, "utf-8")
    assert main(["check", "a.jsonl"]) == 2
    assert "ASSESSOR_LIMIT" in capsys.readouterr().out.replace("\n", "")


def test_show_tells_file_values_and_origins(config, monkeypatch, capsys):
    path = config(WHOLE)
    monkeypatch.setenv("ASSESSOR_LIMIT_CELLS", "600")
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["config", "show"]) == 0
    out = capsys.readouterr().out
    flat = "".join(line.strip() for line in out.splitlines())
    assert str(path) in flat
    for words in (
        "classic-88（assessor.toml 第 2 行）", "blocker 必须改（assessor.toml 第 5 行）",
        "severities.W01 表述模糊程度", "77（assessor.toml", "600（环境变量 ASSESSOR_LIMIT_CELLS）",
        "200,000（默认）", "到 2026-12-31 为止", "W01 表述模糊、W03 标准不明",
    ):  # fmt: skip
        assert words.replace(" ", "") in flat.replace(" ", "")


def test_show_without_a_file_tells_the_defaults(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["config", "show"]) == 0
    out = capsys.readouterr().out
    assert "没有找到 assessor.toml" in out
    assert "major 应修改（默认）" in out


def test_the_schema_is_the_snapshot_and_agrees_with_the_reader(matches_snapshot, capsys):
    import tomllib

    assert main(["config", "schema"]) == 0
    text = capsys.readouterr().out
    matches_snapshot("config-schema.json", text)
    schema = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(schema)
    content = tomllib.loads(WHOLE)
    content["suppress"][0]["until"] = "2026-12-31"
    jsonschema.validate(content, schema)
    for wrong in ({"profil": "x"}, {"fail_on": "bad"}, {"suppress": [{"code": "W01"}]},
                  {"limits": {"pages": 0}}):  # fmt: skip
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema)


def test_every_limit_has_a_chinese_name():
    from dataclasses import fields

    assert set(LIMIT_TITLES) == {field.name for field in fields(Limits)}
    assert "LimitsPart" in config_schema()["$defs"]


def test_lines_of_keys():
    text = 'a = 1\n[t]\n"k" = 2\nx.y = 3\n[[s]]\nm = 1\n[[s]] # x\nm = 2\ni = { p = 1, q = 2 }\n'
    assert key_lines(text) == {
        "a": 1, "t": 2, "t.k": 3, "t.x.y": 4, "s[0]": 5, "s[0].m": 6, "s[1]": 7, "s[1].m": 8,
        "s[1].i": 9, "s[1].i.p": 9, "s[1].i.q": 9,
    }  # fmt: skip
    assert key_name(("s", 1, "m")) == "s[1].m"
