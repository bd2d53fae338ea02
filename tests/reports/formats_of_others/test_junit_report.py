"""JUnit: one case per row, counts that agree, and texts that cannot break out."""

from lxml import etree

from assessor.core.finding import Severity
from assessor.core.sifted import Sifted
from assessor.reports.junit_report import junit_chunks
from sample_assessment import FAILURE, TITLES, WHOLE_TITLES, document, whole_document
from set_aside import aside, hostile_document

NOTHING = Sifted()


def text(*results, fail_on=Severity.MAJOR, sifted=NOTHING, titles=TITLES):
    return "".join(junit_chunks(results, titles=titles, fail_on=fail_on, sifted=lambda: sifted))


def parsed(*results, **options):
    root = etree.fromstring(text(*results, **options).encode("utf-8"))
    assert root.tag == "testsuites"
    for suite in root:
        assert suite.tag == "testsuite"
        cases = suite.findall("testcase")
        assert int(suite.get("tests")) == len(cases)
        for kind in ("failure", "error", "skipped"):
            count = sum(1 for case in cases if case.find(kind) is not None)
            name = {"failure": "failures", "error": "errors"}.get(kind, kind)
            assert int(suite.get(name)) == count
        for case in cases:
            assert case.get("name")
            assert case.get("classname")
            assert len(case.findall("failure")) <= 1
    return root


def test_the_whole_report_is_the_snapshot(matches_snapshot):
    content = text(whole_document(), FAILURE, sifted=aside(), titles=WHOLE_TITLES)
    matches_snapshot("report.junit.xml", content)


def test_each_row_is_a_case_and_fails_at_the_bound():
    [suite] = parsed(document())
    rows = [row for project in document().submissions[0].projects for row in project.indicators]
    assert len(suite) == len(rows)
    failing = [case.get("name") for case in suite if case.find("failure") is not None]
    assert failing == ["职工的获得感", "困难职工帮扶金发放", "公众知晓率"]
    crowded = suite[3]
    assert crowded.find("failure").get("message") == "C01 指标归类错误"
    assert "V02 缺计算符号" in crowded.find("system-out").text
    assert suite[4].find("error").get("message") == "V14 检查出错，未判断"


def test_the_bound_decides_what_fails():
    for bound, count in ((None, 0), (Severity.BLOCKER, 1), (Severity.INFO, 3)):
        assert len(parsed(document(), fail_on=bound).findall(".//failure")) == count


def test_an_unusable_input_is_an_error():
    [suite] = parsed(FAILURE)
    error = suite[0].find("error")
    assert error.get("type") == FAILURE.code
    assert FAILURE.hint in error.text


def test_dismissed_findings_are_skipped_cases():
    last = parsed(document(), sifted=aside())[-1]
    reasons = [case.find("skipped").get("message") for case in last.findall("testcase")]
    assert reasons[0] == "已忽略（上级文件规定）assessor.toml 第 3 行"
    assert "已知 3 处" in last.find("system-out").text


def test_hostile_texts_stay_texts():
    root = parsed(hostile_document(), titles=WHOLE_TITLES)
    names = {case.get("name") for case in root.iter("testcase")}
    assert any(
        name.startswith("::error::x ::set-output %0A]]></failure><!--&\"'") for name in names
    )
    assert not root.xpath("//comment()")
