"""Profiles, words and checks of a user, as files and as a person calls the program."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assessor.apps.cli.main import main
from assessor.core.finding import Severity
from assessor.policy.own_files import OwnFiles, own_files, use_own_files
from assessor.policy.profiles import all_profiles, profile_of

CHECK = {
    "code": "Z01",
    "title": "单位写成百分比",
    "severity": "应修改",
    "levels": ["数量"],
    "value": "[0-9]+百分比",
    "message": "“{text}”的单位应写为%，{0} {name.__class__}",
    "hint": "把“百分比”改为“%”",
    "source": "本省填报说明",
    "flagged": [{"name": "合格率", "value": "≥95百分比", "level2": "数量指标"}],
    "clean": [
        {"name": "合格率", "value": "≥95%", "level2": "数量指标"},
        {"name": "合格率", "value": "≥95百分比", "level2": "质量指标"},
    ],
}
PROFILE = {
    "name": "本省",
    "title": "某省",
    "extends": "transfer",
    "weights": {"totals": [80]},
    "severities": {"W01": "必须改"},
    "sources": {"weights": "一般做法", "severities": "本省要求"},
}
WORDS = {"changes": [{"lexicon": "c05.names", "add": ["专款到位进度"], "source": "本省通知"}]}
ROWS = [
    {"level2": "数量指标", "name": "专款到位进度", "value": "≥95百分比"},
    {"level2": "社会效益指标", "name": "职工素质", "value": "明显提升"},
]


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS)
    Path("r.jsonl").write_text(text, "utf-8")
    yield tmp_path
    use_own_files(OwnFiles())


def own(checks=None, words=None, profile=None) -> None:
    """Write data and a configuration that names them; a mapping is told as JSON, which is YAML."""
    told = []
    for key, folder, content in (("checks", "检查", checks), ("lexicons", "词表", words)):
        if content is not None:
            Path(folder).mkdir(exist_ok=True)
            write(Path(folder, "a.yaml"), content)
            told.append(f'{key} = "{folder}"')
    if profile is not None:
        write(Path("本省.yaml"), profile)
        told.append('profiles = ["本省.yaml"]')
    Path("assessor.toml").write_text("\n".join(told), "utf-8")


def write(path: Path, content) -> None:
    if not isinstance(content, bytes):
        content = (
            content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        ).encode()
    path.write_bytes(content)


def run(capsys, *call: str) -> tuple[int, str, str]:
    status = main(list(call))
    out = capsys.readouterr()
    return status, out.out, out.err


def findings(text: str) -> dict[str, dict]:
    report = json.loads(text)
    found = {}
    for submission in report["documents"][0]["submissions"]:
        for project in submission["projects"]:
            for row in project["indicators"]:
                found |= {finding["code"]: finding for finding in row["findings"]}
    return found


CALL = ("check", "r.jsonl", "--format", "json", "--rewrites", "0", "--no-progress",
        "--as-submission")  # fmt: skip


def test_own_data_show_in_results_rules_explain_and_sarif(capsys):
    plain = run(capsys, *CALL)[1]
    assert {"Z01", "C05"}.isdisjoint(findings(plain))
    assert '"own"' not in plain
    own({"checks": [CHECK]}, WORDS, PROFILE)
    _, text, _ = run(capsys, *CALL, "--profile", "本省")
    found = findings(text)
    assert found["Z01"]["text"] == "95百分比"
    assert found["Z01"]["message"] == "“95百分比”的单位应写为%，{0} {name.__class__}"
    assert found["C05"]["text"] == "专款到位进度"
    assert found["W01"]["severity"] == "blocker"
    versions = json.loads(text)["documents"][0]["submissions"][0]["scoring"]["versions"]
    assert (versions["profile"], versions["own"]) == ("本省", own_files().digest)
    assert "单位写成百分比" in run(capsys, "rules")[1]
    assert "本省填报说明" in run(capsys, "explain", "Z01")[1]
    assert '"id": "Z01"' in run(capsys, *CALL[:2], "--format", "sarif", "--no-progress")[1]
    assert "缺少时建议改" in run(capsys, "rules", "--profile", "本省")[1]
    Path("assessor.toml").unlink()
    assert run(capsys, *CALL)[1] == plain


def test_scores_do_not_follow_own_checks(capsys):
    before = json.loads(run(capsys, *CALL)[1])
    own({"checks": [CHECK]})
    after = json.loads(run(capsys, *CALL)[1])

    def scores(report):
        projects = report["documents"][0]["submissions"][0]["projects"]
        return [row["score"] for project in projects for row in project["indicators"]]

    assert scores(before) == scores(after)


def test_worker_processes_know_own_data():
    own({"checks": [CHECK]}, WORDS)
    Path("s.jsonl").write_bytes(Path("r.jsonl").read_bytes())
    call = [sys.executable, "-m", "assessor", *CALL, "s.jsonl", "--jobs", "2"]
    ran = subprocess.run(call, capture_output=True, check=False, timeout=200)
    for document in json.loads(ran.stdout)["documents"]:
        assert {"Z01", "C05"} <= set(findings(json.dumps({"documents": [document]})))


def changed(**told) -> dict:
    return {"checks": [{**CHECK, **told}]}


def without(key: str) -> dict:
    return {"checks": [{name: value for name, value in CHECK.items() if name != key}]}


@pytest.mark.parametrize(
    ("content", "words", "hint"),
    [
        (changed(code="W01"), "checks[1].code 不能是“W01”", ""),
        (changed(severity="重"), "checks[1].severity 不能是“重”", "blocker"),
        (changed(levels=["数目"]), "checks[1].levels[1] 不能是“数目”", "quantity"),
        (changed(run="x"), "checks[1].run 不是可用的键", "value_without"),
        (without("source"), "checks[1].source 没有写", "例如：source: 本省填报说明。可用的键：code、title"),
        (changed(title="试"), "checks[1].title 不能是“试”，太短，至少 2 个字", "title: 单位写成百分比"),
        (changed(title=" "), "checks[1].title 不能为空", "title: 单位写成百分比"),
        (changed(title=5), "checks[1].title 不能是“5”，应为文字", "title: 单位写成百分比"),
        (changed(flagged=[{"name": "甲"}]), "checks[1].flagged[1].value 没有写", "可用的键：name、value、level1"),
        ({"checks": "x"}, "checks 不能是“x”，应为列表", "- code: Z01"),
        ("x", "全文 不能是“x”，应为“键: 值”各行", "可用的键：checks"),
        ("checks: []\nchecks: []", "第 2 行的 checks 重复", "同一个键只写一次"),
        ("checks: [{code: Z01, title: 甲乙, code: Z02}]", "第 1 行的 code 重复", ""),
        ("1: 2", "全文 的键“1”应为文字", "checks"),
        ("? [a]\n: b", "不是正确的 YAML", ""),
        ("checks: " + "9" * 5000, "", ""),
        ("checks: 2026-13-45", "", ""),
        ("--- a\n--- b", "不是正确的 YAML", ""),
        (without("value"), "没有写 name 或 value", ""),
        (changed(value="(a"), "checks[1].value 的“(a”不是可用的正则表达式", "括号"),
        (changed(value="(?=a)b"), "不是可用的正则表达式", "(?=…)"),
        (changed(value=r"(a)\1"), "不是可用的正则表达式", ""),
        (changed(value="((a{1000}){1000}){1000}"), "不是可用的正则表达式", ""),
        (changed(value="a*"), "能匹配空文字", ""),
        (changed(value="百分率"), "checks[1].flagged[1] “合格率：≥95百分比”应当报出却没有报出", "Z01"),
        (changed(value="95"), "checks[1].clean[1] “合格率：≥95%”不应报出却报出了", "Z01"),
        (changed(clean=[]), "checks[1].clean 不能是“列表”，不能为空", ""),
        ({"checks": [CHECK, CHECK]}, "checks[2].code “Z01”重复", ""),
        ({"checks": [{"code": "Z01"}]}, "另有 4 处", "例如：title: 单位写成百分比。例如：severity: 应修改。"),
        ("", "是空的", "checks"),
        ("checks: [", "不是正确的 YAML", "缩进"),
        ("checks: !!python/object/apply:os.system [id]", "不是正确的 YAML", ""),
        ("a: &a [1]\nb: [*a, *a]", "第 2 行用了引用", ""),
        ("[" * 500, "嵌套超过 12 层", ""),
        ("x" * 300_000, "超过 200,000 字节", ""),
        ("检查: 一".encode("gbk"), "不是 UTF-8 编码", "另存为"),
        (b"\x00\x01", "不是正确的 YAML", ""),
    ],
)  # fmt: skip
def test_a_wrong_check_is_told(capsys, content, words, hint):
    own(content)
    status, _, error = run(capsys, "rules")
    flat = "".join(error.split())
    assert status == 2
    assert "检查/a.yaml" in flat
    assert "".join(words.split()) in flat
    assert "".join(hint.split()) in flat
    assert "README" not in flat
    assert flat.count("可用的键：") <= 1
    assert "Traceback" not in error


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"lexicon": "c05.name"}, "changes[1].lexicon 不能是“c05.name”"),
        ({"lexicon": "wording.vague"}, "模型所用的词表不能改"),
        ({"add": ["资金拨付率"]}, "已在词表中"),
        ({"remove": ["天气"]}, "不在词表中"),
        ({"add": []}, "没有写 add 或 remove"),
        ({"source": ""}, "changes[1].source 不能为空"),
        ({"source": ""}, "例如：source: 本省填报说明。可用的键：lexicon、add、remove、source"),
        ({"add": [" 甲"]}, "首尾有空格"),
    ],
)
def test_wrong_words_are_told(capsys, change, words):
    own(words={"changes": [{**WORDS["changes"][0], **change}]})
    status, _, error = run(capsys, "rules")
    assert status == 2
    assert "".join(words.split()) in "".join(error.split())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"extends": "x"}, "extends 不能是“x”"),
        ({"extends": None}, "extends 没有写"),
        ({"name": "beijing"}, "它是自带的体系"),
        ({"name": "甲，乙"}, "name 不能是“甲，乙”"),
        ({"sources": {}}, "没有写"),
        ({"weights": {"totals": ["x"]}}, "weights.totals[1] 不能是“x”"),
        ({"weights": {"total": [100]}}, "是不是 totals？"),
        ({"severities": {"W99": "提示"}}, "severities.W99 没有名为“W99”的检查"),
        ({"severities": {"W01": "重"}}, "severities.W01 不能是“重”"),
        ({"severities": {"W01": "重"}}, "可用：必须改（blocker）、应修改（major）"),
        ({"weights": {"totals": "x"}}, "例如：totals: [90, 100]。可用的键：whole、totals"),
        ({"title": ""}, "title 不能为空"),
    ],
)
def test_a_wrong_profile_is_told(capsys, change, words):
    own(profile={**PROFILE, **change})
    status, _, error = run(capsys, "rules")
    assert status == 2
    flat = "".join(error.split())
    assert "本省.yaml" in flat
    assert "".join(words.split()) in flat


def test_every_key_of_own_files_has_a_line_that_shows_it():
    from pydantic import BaseModel

    from assessor.checks import own_checks, own_words
    from assessor.policy import own_faults, profile_file

    models = {
        value
        for module in (own_checks, own_words, profile_file)
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, BaseModel) and value is not BaseModel
    }
    keys = {key for model in models for key in model.model_fields}
    assert len(models) == 11
    assert own_faults._examples().keys() == keys


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda folder: os.mkfifo(folder / "a.yaml"), "不是普通文件"),
        (lambda folder: (folder / "a.yaml").mkdir(), "不是普通文件"),
        (lambda folder: (folder / "a.yaml").symlink_to("无.yaml"), "不是普通文件（链接"),
        (lambda folder: (folder / "a.yaml").symlink_to("/dev/zero"), "不是普通文件（链接"),
        (lambda folder: (folder / "a.yaml.txt").write_text("checks: []"), "请改名为 a.yaml"),
        (lambda folder: None, "中没有 YAML 文件"),
        (lambda folder: (folder / "a.txt").write_text("checks: []"), "中没有 YAML 文件"),
    ],
)
@pytest.mark.parametrize("key", ["checks", "lexicons"])
def test_what_is_no_file_in_an_own_folder_is_told(make, words, key, capsys):
    Path("自己的").mkdir()
    make(Path("自己的"))
    Path("assessor.toml").write_text(f'{key} = "自己的"', "utf-8")
    status, _, error = run(capsys, "check", "r.jsonl")
    assert status == 2
    assert "".join(words.split()) in "".join(error.split())


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (os.mkfifo, "不是普通文件"),
        (os.mkdir, "不是普通文件"),
        (lambda name: os.symlink("/dev/zero", name), "是链接"),
        (lambda name: os.symlink("无.yaml", name), "是链接"),
    ],
)
def test_a_profile_that_is_no_file_is_told(make, words, capsys):
    make("本省.yaml")
    Path("assessor.toml").write_text('profiles = ["本省.yaml"]', "utf-8")
    status, _, error = run(capsys, "check", "r.jsonl")
    assert status == 2
    assert words in "".join(error.split())


def test_links_are_refused(capsys):
    own({"checks": [CHECK]})
    Path("out.yaml").write_text("checks: []", "utf-8")
    os.symlink(Path("out.yaml").resolve(), "检查/b.yaml")
    assert "链接" in run(capsys, "rules")[2]
    os.symlink("检查", "别处")
    Path("assessor.toml").write_text('checks = "别处"', "utf-8")
    assert "是链接" in run(capsys, "rules")[2]


def test_a_hostile_pattern_ends_in_time(capsys):
    evil = {**CHECK, "levels": [], "value": "(a+)+$"}
    evil |= {"flagged": [{"name": "甲", "value": "aa"}], "clean": [{"name": "甲", "value": "b"}]}
    own({"checks": [evil]})
    row = {"level2": "数量指标", "name": "甲", "value": "a" * 4000 + "!"}
    Path("r.jsonl").write_text(json.dumps(row), "utf-8")
    run(capsys, "rules")
    from assessor.checks.own_checks import own_checks

    started = time.perf_counter()
    rule = own_checks()[0].find.args[0]
    assert rule.place("甲", row["value"], None) is None
    assert time.perf_counter() - started < 1


def test_shipped_profiles_tell_what_they_rest_on():
    for profile in all_profiles():
        sources = dict(profile.sources)
        assert {"levels", "required", "weights", "signs"} <= set(sources)
        assert profile.required
        assert profile.levels
        assert "DOMAIN" not in str(profile)
    hubei = profile_of("hubei")
    assert dict(hubei.severities) == {"S03": Severity.INFO}
    assert 80 in hubei.weights.totals
    assert profile_of("不知道").name == profile_of(None).name == "unknown"


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from assessor.apps.cli.main import main; main(['--help']);"
        "print([m for m in ('openpyxl', 'lxml', 'docx', 'numpy', 'pydantic', 're2', 'yaml')"
        " if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60)
    assert ran.stdout.decode().strip().endswith("[]")
