"""Workflow commands: one line each, escaped so that no text can give a command of its own."""

import re

from assessor.core.located import located_findings
from assessor.core.sifted import Sifted
from assessor.reports.github_report import github_lines
from sample_assessment import FAILURE, WHOLE_TITLES, document, whole_document
from set_aside import aside, hostile_document

COMMAND = re.compile(
    r"::(error|warning|notice) ?((?:(?:file|line|title)=[^:,\r\n]+,?)*)::([^\r\n]*)"
)

NOTHING = Sifted()


def lines(*results, sifted=NOTHING):
    told = list(github_lines(results, titles=WHOLE_TITLES, sifted=lambda: sifted))
    for line in told:
        assert line.endswith("\n")
        assert COMMAND.fullmatch(line[:-1]), line
    return told


def test_the_whole_report_is_the_snapshot(matches_snapshot):
    matches_snapshot("report.github.txt", "".join(lines(whole_document(), FAILURE, sifted=aside())))


def test_each_finding_is_one_command_of_its_level():
    item = document()
    findings = [one.finding for one in located_findings(item.submissions[0])]
    commands = [line.split(" ")[0] for line in lines(item)]
    wanted = {"blocker": "error", "major": "error", "minor": "warning", "info": "notice"}
    assert commands == [f"::{wanted[finding.severity.value]}" for finding in findings]


def test_file_line_and_title_stand_in_the_command():
    first = lines(document())[0]
    assert first.startswith("::error file=申报/表[1].txt,line=13,title=W01 表述模糊（应修改）::")


def test_signs_of_commands_are_escaped():
    text = "".join(lines(hostile_document(), sifted=aside()))
    assert "%250A" in text
    # Neither a carriage return nor a line break of a document gets through.
    assert "\r" not in text
    assert not re.search(r"^::(?!error |warning |notice )", text, re.MULTILINE)
    assert not re.search(r"^::error::x", text, re.MULTILINE)
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_properties_escape_colons_and_commas():
    item = hostile_document()
    assert "%3A%3Aerror%3A%3Ax" in lines(item)[0].partition("::")[2].partition("::")[0]
