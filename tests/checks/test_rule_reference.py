"""Every defect of the catalogue is a check, or stands with the reason why it is none."""

import re

import pytest

from assessor.checks import rule_reference
from assessor.checks.registry import all_checks
from assessor.checks.rule_reference import every_check, find_check, no_checks, titles
from assessor.checks.submission_registry import submission_checks
from assessor.errors import ConfigError

# The ids of the catalogue (DOMAIN.md 5.1 to 5.5), whose numbers are never used for anything else.
CATALOGUE = {
    f"{family}{number:02}"
    for family, last in (("W", 9), ("V", 16), ("C", 13), ("S", 16), ("E", 14))
    for number in range(1, last + 1)
}


def test_every_defect_of_the_catalogue_is_accounted_for_once():
    checks = [check.code for check in every_check()]
    others = [item.code for item in no_checks()]
    assert len({*checks, *others}) == len(checks) + len(others)
    assert {*checks, *others} == CATALOGUE


def test_each_reason_says_something_and_names_checks_that_exist():
    known = set(titles())
    for item in no_checks():
        assert len(item.reason) >= 12, item.code
        assert not item.reason.endswith("。")
        assert set(item.by) <= known
    assert [i.code for i in no_checks()] == sorted(
        (i.code for i in no_checks()), key=lambda code: ("WVCSE".index(code[0]), code)
    )


def test_names_are_unique_over_both_kinds_of_checks():
    names = [check.name for check in every_check()]
    assert len(set(names)) == len(names)


def test_a_check_is_found_by_code_and_name():
    assert find_check("s05") is find_check("promise-without-indicator")
    assert find_check("w01").code == "W01"


def test_a_defect_that_is_no_check_is_explained():
    with pytest.raises(ConfigError, match=r"E09 .*不是单独的检查：.*附件"):
        find_check("e09")
    with pytest.raises(ConfigError, match="没有编码为“X1”的检查"):
        find_check("X1")


@pytest.mark.parametrize(
    "text",
    [
        "- {code: W01, title: t, by: [], reason: r}",
        "- {code: W99, title: t, by: [X1], reason: r}",
        "- {code: W99, title: t, by: []}",
        "- {code: W99, title: t, by: [], reason: r}\n- {code: W99, title: t, by: [], reason: r}",
    ],
)
def test_wrong_data_are_a_config_error(text, tmp_path, monkeypatch):
    (tmp_path / "not_checks.yaml").write_text(text, "utf-8")
    monkeypatch.setattr(rule_reference, "files", lambda package: tmp_path)
    with pytest.raises(ConfigError) as caught:
        no_checks.__wrapped__()
    assert caught.value.code == "config.checks"


class TestReference:
    """``assessor rules``: generated from the checks, nothing left out."""

    @pytest.fixture
    def markdown(self, capsys):
        from assessor.apps.cli.main import main

        assert main(["rules", "--format", "md"]) == 0
        return capsys.readouterr().out

    def test_every_check_has_its_row_and_its_section(self, markdown):
        for check in every_check():
            assert f"| {check.code} | {check.title} |" in markdown
            assert f"\n### {check.code} {check.title}\n" in markdown
        for word in ("**查什么**", "**为什么**", "**怎么改**"):
            assert markdown.count(word) == len(every_check())

    def test_defects_that_are_no_checks_stand_with_their_reason(self, markdown):
        after = markdown.partition("## 不单独检查的问题及原因")[2]
        for item in no_checks():
            assert f"| {item.code} | {item.title} |" in after

    def test_cells_hold_no_mark_up_of_their_own(self, markdown):
        import re

        for line in markdown.splitlines():
            if line.startswith("| "):
                cells = re.split(r"(?<!\\)\|", line)
                assert len(cells) in (6, 8), line
        assert not re.search(r"(?<!\\)<", markdown)

    def test_json_and_markdown_name_the_same_checks(self, markdown, capsys):
        import json
        import re

        from assessor.apps.cli.main import main

        assert main(["rules", "--format", "json"]) == 0
        report = json.loads(capsys.readouterr().out)
        sections = re.findall(r"^### ([A-Z]\d\d) ", markdown, re.MULTILINE)
        assert [check["code"] for check in report["checks"]] == sections
        assert [item["code"] for item in report["no_checks"]] == [i.code for i in no_checks()]


@pytest.mark.parametrize("check", [*all_checks(), *submission_checks()], ids=lambda c: c.code)
def test_what_is_shown_cites_nothing_that_an_official_cannot_look_up(check):
    shown = (check.source, check.what, check.why, check.mend, check.limits, check.message,
             check.hint)  # fmt: skip
    for text in shown:
        assert not re.search(r"DOMAIN|LABELS|\.md|\[R ?\d|标注指南", text), text
    assert re.search(r"一般做法|整理自公开|财预〔\d{4}〕\d+号|财政部", check.source), check.source
