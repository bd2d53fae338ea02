"""Every case of every case file, judged by the shipped model."""

import pytest

from case_files import assert_sound, findings_of, read_cases, written_codes

ALL = [case for code in written_codes() for case in read_cases(code)]


def of(group):
    return pytest.mark.parametrize("case", [c for c in ALL if c.group == group], ids=str)


@of("flagged")
def test_flagged_row_is_found_at_its_place(case):
    findings = findings_of(case.code, case.row)
    for finding in findings:
        assert_sound(finding, case.row)
    wanted = (case.content["field"], case.content["quote"])
    at_place = [f for f in findings if (f.field.value, f.text) == wanted]
    assert at_place, [(f.field.value, f.text) for f in findings]
    for key, attribute in (("message_has", "message"), ("hint_has", "hint")):
        assert case.content.get(key, "") in getattr(at_place[0], attribute)
    if "severity" in case.content:
        assert at_place[0].severity.value == case.content["severity"]


@of("silent")
def test_look_alike_stays_silent(case):
    findings = findings_of(case.code, case.row)
    assert [(f.field.value, f.text) for f in findings] == [], case.content["why"]


@of("real")
def test_real_row_is_underlined_as_a_person_would(case):
    findings = findings_of(case.code, case.row)
    for finding in findings:
        assert_sound(finding, case.row)
    assert [f.text for f in findings] == case.content["quotes"]
