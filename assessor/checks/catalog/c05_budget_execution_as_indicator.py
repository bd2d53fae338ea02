"""Budget execution as an indicator: 预算执行率, 资金支出率, 资金到位率 have no place of their own.

Payment in time (补助资金发放及时率) is timeliness and stays; money from outside (引资到位,
成果转化到账) is an effect and stays.
"""

import re
from collections.abc import Iterator
from functools import cache

from assessor.checks.check import Check, Example, Hit, Subject
from assessor.checks.underlining import judged_value, trimmed
from assessor.checks.word_lists import check_pattern, check_terms
from assessor.core.finding import FoundBy, Severity
from assessor.core.span import Span
from assessor.core.submission import Field
from assessor.text.lexicon import alternation, terms


@cache
def _execution() -> re.Pattern[str]:
    """Return the pattern of the terms at the end of a name, brackets and 情况 aside."""
    names = alternation((*terms("management.budget_execution"), *check_terms("c05.names")))
    extra = r"(?:情况|程度|指标|水平)?\s*(?:[(（\[【][^()（）\[\]【】]*[)）\]】])?"
    whole = alternation(check_terms("c05.whole"))
    return re.compile(rf"({names}|^(?:{whole})){extra}\s*(?:[≥≤><=].*)?$")


def find(subject: Subject) -> Iterator[Hit]:
    """Yield the words of budget execution at the end of the name."""
    name = subject.reading.name
    found = _execution().search(name)
    if not found or check_pattern("c05.other_money").search(name):
        return
    value = judged_value(subject)
    if subject.reading.value_class == "date" or check_pattern("c05.in_time").search(value):
        return  # transfer by a date or in time: timeliness
    span = trimmed(name, Span(*found.span(1)))
    yield Hit(
        field=Field.NAME,
        start=span.start,
        end=span.end,
        severity=Severity.MINOR if subject.declared is None else None,
    )


CHECK = Check(
    code="C05",
    name="budget-execution-as-indicator",
    title="预算执行率作绩效指标",
    severity=Severity.MAJOR,
    found_by=FoundBy.RULE,
    message="“{text}”考核的是资金执行，不属于产出、效益或满意度的任何一类",
    hint="从三级指标中删去，预算执行率在自评时单独计分；成本可改为“单位成本≤【__】元/【单位】”，时效可改为“资金发放及时率=【__】%”或发放日期",
    what="把预算执行率、资金支出率、资金到位率、支出进度等列为数量、质量、时效或成本指标。",
    why="钱花出去不等于事办成了；预算执行率在自评时另有分值，再作指标等于重复计分，也挤占了真正产出和成本指标的位置。",
    mend="删去该行；想考核花费的写单位成本或总成本控制数，想考核发放快慢的写发放日期或发放及时率。",
    limits="个别地方的模板要求填报预算执行率，可按当地要求保留；引资到位、成果转化到账等外部资金不在此列；没有填二级指标的只作建议。",
    # LABELS.md 已定要点第9条
    source="一般做法：预算执行率在自评中单独计分，不作产出或成本指标",
    find=find,
    flagged=(
        Example(level2="成本指标", name="预算执行率", value="≥95%"),
        Example(level2="时效指标", name="项目资金支出进度", value="100%"),
        Example(level2="数量指标", name="资金到位率（%）", value="=100"),
    ),
    clean=(
        Example(level2="时效指标", name="补助资金发放及时率", value="100%"),
        Example(level2="经济效益指标", name="成果转化到账金额", value="≥200万元"),
        Example(level2="数量指标", name="预算执行监督检查次数", value="≥4次"),
    ),
    subsumes=("C01",),
)
