"""Running text: paragraphs below their headings, wherever a text breaks its lines."""

import pytest
from test_layouts import read

from assessor.core.submission import SubmissionKind
from assessor.errors import InputError

LEAD = "根据县财政局要求，我局对2023年度部门整体支出开展了绩效自评，现将有关情况报告如下。"
BODY = "全年检查企业612家次，组织演练23场，发放救灾物资1.8万件，各项任务按期完成。"
CASES = {
    "one line a paragraph": (
        f"某县应急局\n2023年度绩效自评报告\n{LEAD}\n一、基本情况\n（一）职责\n{BODY}\n1.数量\n{BODY}\n"
        f"二、结论\n{BODY}\n",
        [
            ((), LEAD),
            (("一、基本情况", "（一）职责"), BODY),
            (("一、基本情况", "（一）职责", "1.数量"), BODY),
            (("二、结论",), BODY),
        ],
    ),
    "a part on a line of its own, a page number, a signature": (
        f"2023年度绩效自评报告\n第一部分\n部门概况\n一、职责\n{BODY}\n- 3 -\n{BODY}\n第二部分 结论\n{BODY}\n"
        "2024年3月18日\n附表：\n",
        [
            (("第一部分 部门概况", "一、职责"), BODY),
            (("第一部分 部门概况", "一、职责"), BODY),
            (("第二部分 结论",), BODY),
        ],
    ),
    "a heading runs into its text, numbered sentences are none": (
        f"2023年度绩效自评报告\n一、完成情况\n（一）产出完成情况。{BODY}\n二、问题\n"
        f"（一）指标编制不够科学，难以量化。下一步将细化。\n1、物资更新：{BODY}\n",
        [
            (("一、完成情况", "（一）产出完成情况"), BODY),
            (("二、问题",), "（一）指标编制不够科学，难以量化。下一步将细化。"),
            (("二、问题",), f"1、物资更新：{BODY}"),
        ],
    ),
}


def paragraphs(text):
    (submission,) = read("报告.txt", text.encode()).submissions
    return [(item.headings, item.text) for item in submission.paragraphs]


def filled(text):
    """Enough text below the first chapter that the document is one of running text."""
    return text + "三、其他\n" + f"{BODY}\n" * 8


@pytest.mark.parametrize("name", CASES)
def test_paragraphs_and_headings(name):
    text, expected = CASES[name]
    found = paragraphs(filled(text))
    above = expected[-1][0][:1] if expected[-1][0][0].startswith("第") else ()
    assert found == [*expected, *[((*above, "三、其他"), BODY)] * 8]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_wrapped_lines_are_put_together(gap):
    def wrapped(text):
        text = "　　" + text
        return [text[at : at + 24] for at in range(0, len(text), 24)]

    long = BODY + "同时，" + BODY
    lines = [
        "某县应急局2023年部门",
        "整体支出绩效自评报告",
        "一、情况",
        *wrapped(long),
        *wrapped(BODY),
    ]
    lines += [
        "（一）成效",
        *wrapped(long),
        *wrapped(f"1、演练：{BODY}"),
        *wrapped(f"2、物资：{BODY}"),
    ]
    text = gap.join([*lines, "二、结论", *wrapped(long), *wrapped(long), ""])
    assert paragraphs(text) == [
        (("一、情况",), long),
        (("一、情况",), BODY),
        (("一、情况", "（一）成效"), long),
        (("一、情况", "（一）成效"), f"1、演练：{BODY}"),
        (("一、情况", "（一）成效"), f"2、物资：{BODY}"),
        (("二、结论",), long),
        (("二、结论",), long),
    ]


def test_title_unit_score_and_places_of_a_report():
    text = filled(
        f"某县应急局\n2023年度部门整体支出\n绩效自评报告\n一、结论\n自评得分93.6分，自评等级为优。{BODY}\n"
    )
    (submission,) = read("报告.txt", text.encode()).submissions
    assert submission.kind == "report"
    assert submission.title == "2023年度部门整体支出绩效自评报告"
    assert submission.organisation == "某县应急局"
    assert (submission.self_score, submission.self_grade) == ("93.6", "优")
    assert [item.origin.line for item in submission.paragraphs[:2]] == [5, 7]


def test_lists_of_indicators_without_chapters_are_no_running_text():
    rows = (
        "1、产出指标：慰问次数，年度指标值：不少于1次。2、效益指标：获得感，年度指标值：有所提升。\n"
        * 12
    )
    (submission,) = read("表.txt", ("项目名称：慰问\n" + rows).encode()).submissions
    assert submission.paragraphs == ()
    assert submission.kind == "declaration"


SHORT = "\n一、完成情况\n培训312人，完成目标的104%。\n二、存在问题\n师资不足，2025年增聘2名。\n"
PLAIN = "\n本年培训312人，完成目标的104%。\n满意度93%，高于90%的目标。\n"


@pytest.mark.parametrize("body", [SHORT, PLAIN], ids=["chapters", "no chapters"])
@pytest.mark.parametrize(
    "title",
    [
        "项目自评报告",
        "经费绩效自评报告",
        "某县党校2024年度教学培训项目自评报告",
        "某局关于2024年度项目支出绩效自评工作的报告",
        "某局关于开展2024年预算项目绩效自我评价情况的报告",
        "2024年度预算绩效自评报告（定稿）",
        "某县林业局2024年度\n部门整体支出绩效自评\n报告",
        "附件2\n某县统计局\n2024年项目支出绩效评价自评报告书",
        "某镇2024年财政专项资金使用绩效自查报告",
        "某校2024年度项目绩效自评说明",
        "某局2024年专项资金绩效自评情况说明",
    ],
)
def test_short_reports_are_known_by_their_titles(title, body):
    (submission,) = read("报告.txt", (title + "\n" + body).encode()).submissions
    assert submission.kind is SubmissionKind.REPORT
    assert [p.text for p in submission.paragraphs if "312人" in p.text]


@pytest.mark.parametrize(
    "text",
    [
        "会议通知\n一、时间\n3月5日上午9点开会。\n二、地点\n二楼会议室。请准时参加。",
        "某局工作总结\n今年培训312人。明年再办。",
        "关于印发绩效评价管理办法的通知\n一、总则\n为规范评价，制定本办法。\n二、附则\n本办法自印发之日起施行。",
    ],
)
def test_short_texts_of_another_sort_are_refused(text):
    with pytest.raises(InputError, match="没有找到指标表"):
        read("报告.txt", text.encode())
