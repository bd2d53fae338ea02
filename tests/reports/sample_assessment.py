"""An assessment written out by hand: every feature of the reports, no trained model."""

from dataclasses import replace

from assessor.core.assessment import (
    CheckFailure,
    DocumentAssessment,
    GoalLink,
    IndicatorAssessment,
    InputFailure,
    LostPoints,
    ProjectAssessment,
    Smart,
    SubmissionAssessment,
)
from assessor.core.claim import Claim, ClaimKind, ClaimTopic, ClaimVerdict
from assessor.core.finding import Finding, FoundBy, Place, Severity
from assessor.core.judgement import Judgement, ValueKind
from assessor.core.ledger import Confirmed, LedgerEntry, Outcome
from assessor.core.rewrite import (
    FigureSource,
    Reference,
    Rewrite,
    Rewrites,
    RewrittenRow,
    Slot,
    Verdict,
)
from assessor.core.scores import DimensionScore, ItemScore, LostItemPoints, SubmissionScore
from assessor.core.span import Span
from assessor.core.submission import (
    Extraction,
    Field,
    FundLine,
    Goal,
    GoalKind,
    Indicator,
    Origin,
    Paragraph,
    Project,
    Rejected,
    Submission,
)
from assessor.core.target import Sign, Target, TargetKind

TITLES = {"W01": "表述模糊", "V02": "缺计算符号", "C01": "指标归类错误", "V01": "指标值缺失"}
WHOLE_TITLES = {**TITLES, "S03": "重复指标", "S05": "目标未被指标覆盖", "S10": "金额与预算不匹配"}
LEVELS = ("quantity", "quality", "timeliness", "cost", "economic", "social", "ecological",
          "sustainability", "satisfaction", "none")  # fmt: skip


def judgement(
    kind: ValueKind = ValueKind.QUANTITATIVE, *, weak: bool = False, **flags: bool
) -> Judgement:
    names = ("unquantified", "vague", "level_mismatch", "unclear_name", "compound", "missing_unit",
             "name_value_mismatch")  # fmt: skip
    return Judgement(
        value_kind=kind,
        level="social",
        weak=weak,
        levels=tuple((name, 0.91 if name == "social" else 0.01) for name in LEVELS),
        probabilities=(("vague", 0.98 if flags.get("vague") else 0.02),),
        **{name: flags.get(name, False) for name in names},
    )


def finding(
    row: Indicator, code: str, place: Field, words: str, severity: Severity, *, model: bool = False
) -> Finding:
    start = row.text(place).find(words) if words else 0
    return Finding(
        id=f"{code}-{row.id}",
        code=code,
        name="name-of-check",
        severity=severity,
        field=place,
        start=start,
        end=start + len(words),
        text=words,
        message=f"“{words or row.name}”没有基期、数量或判断界限，年底无法据以认定是否完成",
        hint="写明基期和幅度，如“较【基期年份】提高≥【__】%”，或换成能统计的指标和数值",
        source="一般做法",
        found_by=FoundBy.MODEL if model else FoundBy.RULE,
        probability=0.9812 if model else None,
        origin=row.origin,
    )


def assessed(
    row: Indicator, *findings: Finding, targets: tuple[Target, ...] = (), score: float | None = 100.0,
    said: Judgement | None = None, failures: tuple[CheckFailure, ...] = (),
    rewrites: Rewrites = Rewrites(),
) -> IndicatorAssessment:  # fmt: skip
    points = {
        Severity.BLOCKER: 60.0,
        Severity.MAJOR: 30.0,
        Severity.MINOR: 10.0,
        Severity.INFO: 0.0,
    }
    return IndicatorAssessment(
        indicator=row,
        targets=targets,
        judgement=said or judgement(),
        findings=findings,
        smart=Smart(
            specific=100.0, measurable=100.0, achievable=None, relevant=None, time_bound=100.0
        ),
        score=score,
        lost=tuple(
            LostPoints(letter="measurable", points=points[f.severity], finding=f.id)
            for f in findings
        ),
        failures=failures,
        rewrites=rewrites,
    )


def at(line: int) -> Origin:
    return Origin(line=line)


CLEAN = Indicator(id="1", level1="产出指标", level2="数量指标", name="开展心理健康课程", value="不少于5场",
                  origin=at(12))  # fmt: skip
VAGUE = Indicator(id="2", level1="效益指标", level2="社会效益指标", name="职工的获得感", value="有所提升",
                  origin=at(13))  # fmt: skip
LONG = Indicator(
    id="3", level1="满意度指标", level2="服务对象满意度指标",
    name="镇街、园区、汽车城和空港委工会会员对工会服务保障工作及职工活动的综合满意度",
    value="≥90%", cycle_value="≥95%", origin=at(14),
)  # fmt: skip
CROWDED = Indicator(id="4", level1="产出指标", level2="时效指标", name="困难职工帮扶金发放", value="100",
                    origin=at(15))  # fmt: skip
EMPTY = Indicator(id="5", level1="", level2="", name="公众知晓率", value="", origin=at(16))
HOSTILE = Indicator(id="6", level1="[red]产出[/red]", level2="", name="=HYPERLINK(\"http://x\")",
                    value="\x1b[31m提升\u202e\x07\ud800", origin=at(17))  # fmt: skip


NEEDS_INPUT = Rewrite(
    row=RewrittenRow(level1="效益指标", level2="社会效益指标", name="职工对工会服务的满意率", value="≥【__】%"),
    frame="general.feeling-rate",
    evidence=("满意度问卷及统计表", "抽样说明"),
    slots=(
        Slot(
            field="value", question="满意率目标值，可参照上年调查结果",
            reference=Reference(count=23, low=90.0, middle=92.5, high=95.0, unit="%", sector="工会"),
        ),
    ),
    reason="“获得感”无法直接计量，换成可由问卷统计的比率，对象仍是职工",
    verdict=Verdict.NEEDS_INPUT,
    score_before=90.0,
    score_after=100.0,
    smart_before=(("specific", 100.0), ("measurable", 70.0), ("achievable", None)),
    smart_after=(("specific", 100.0), ("measurable", 100.0), ("achievable", None)),
    rank=0.8125,
)  # fmt: skip
VERIFIED = Rewrite(
    row=RewrittenRow(level1="产出指标", level2="数量指标", name="困难职工帮扶金发放户数", value="≥120户"),
    further=(
        RewrittenRow(
            level1="产出指标", level2="时效指标", name="困难职工帮扶金发放完成时间",
            value="2025年1月底前",
        ),
    ),
    frame="repair.split",
    evidence=("发放名册",),
    sources=(
        FigureSource(figure="120户", text="帮扶困难职工120户", place="绩效目标", origin=Origin(line=5)),
        FigureSource(figure="2025年1月", text="春节前（2025年1月）发放", place="绩效目标"),
    ),
    reason="数量和时间各成一条",
    verdict=Verdict.VERIFIED,
    score_before=86.7,
    score_after=86.7,
)  # fmt: skip


def document() -> DocumentAssessment:
    rows = (
        assessed(CLEAN, targets=(Target(kind=TargetKind.NUMBER, sign=Sign.AT_LEAST, low=5.0, unit="场",
                                        span=Span(0, 5)),)),
        assessed(
            VAGUE, finding(VAGUE, "W01", Field.VALUE, "有所提升", Severity.MAJOR, model=True), score=90.0,
            said=judgement(ValueKind.OPEN, weak=True, vague=True, unquantified=True),
            rewrites=Rewrites(shown=(NEEDS_INPUT,)),
        ),
        assessed(LONG),
        assessed(
            CROWDED,
            finding(CROWDED, "C01", Field.LEVEL2, "时效指标", Severity.MAJOR, model=True),
            finding(CROWDED, "V02", Field.VALUE, "100", Severity.MINOR),
            finding(CROWDED, "W01", Field.NAME, "帮扶金", Severity.INFO),
            score=86.7, said=judgement(weak=True, level_mismatch=True),
            rewrites=Rewrites(shown=(VERIFIED, NEEDS_INPUT)),
        ),
        assessed(
            EMPTY, finding(EMPTY, "V01", Field.VALUE, "", Severity.BLOCKER), score=80.0,
            said=judgement(ValueKind.MISSING, weak=True, unquantified=True),
            failures=(CheckFailure(code="V14", reason="ValueError: x"),),
            rewrites=Rewrites(withheld="没有找到既能消除问题、又不改变原意的写法"),
        ),
        assessed(HOSTILE, said=judgement(weak=True), score=None),
    )  # fmt: skip
    project = Project(
        name="区职工心理服务经费", budget="3.00万元",
        goals=(Goal(text="为职工提供心理服务。", kind=GoalKind.ANNUAL, origin=at(5)),),
        indicators=tuple(row.indicator for row in rows), origin=at(3),
    )  # fmt: skip
    submission = Submission(
        organisation="某区总工会", year=2025, profile="classic-88", projects=(project,)
    )
    extraction = Extraction(
        path="申报/表[1].txt", kind="text", form="inline-list", confidence=0.82,
        confidence_reasons=("有 3 行没有读到级次（一级或二级指标）",), notices=("引号不成对",),
        submissions=(submission,),
        rejected=(Rejected(text="合计\t100", reason="没有指标名称", origin=at(20)),),
    )  # fmt: skip
    return DocumentAssessment(
        extraction=extraction,
        submissions=(
            SubmissionAssessment(
                submission=submission,
                projects=(ProjectAssessment(project=project, indicators=rows),),
            ),
        ),
    )


FAILURE = InputFailure(path="坏.xlsx", code="input.damaged", message="压缩结构损坏，文件可能不完整",
                       hint="请重新下载或重新导出该文件")  # fmt: skip


def whole_finding(code: str, place: Place, severity: Severity, **at: object) -> Finding:
    """A finding of a check of the whole submission."""
    return Finding(
        id=f"{code}-{place.value}",
        code=code,
        name="name-of-check",
        severity=severity,
        field=at.pop("field", Field.NAME),
        start=0,
        end=0,
        text="",
        message="目标提出“建成职工书屋4个”，没有指标衡量\x1b[31m",
        hint="增加对应的指标",
        source="一般做法",
        found_by=FoundBy.RULE,
        place=place,
        **at,
    )


def whole_document() -> DocumentAssessment:
    """The same document, looked at as a whole, with a second project."""
    item = document()
    (plain,) = item.submissions
    first = plain.submission.projects[0]
    second = Project(
        name="困难职工帮扶和送温暖以及劳模疗休养等多项工作经费（含上年结转）",
        funds=(FundLine(name="财政拨款", amount="3"),),
        goals=(Goal(text="完成。", kind=GoalKind.RESULT, origin=at(30)),),
    )
    submission = replace(
        plain.submission,
        projects=(first, second),
        paragraphs=(Paragraph(text="取得显著成效。", origin=at(40)),),
    )
    major, minor = Severity.MAJOR, Severity.MINOR
    ledger = [
        LedgerEntry(code="S05", outcome=Outcome.DONE),
        LedgerEntry(code="S10", outcome=Outcome.CANNOT_JUDGE, missing="预算金额", projects=(1,)),
        LedgerEntry(code="V10", outcome=Outcome.CANNOT_JUDGE, missing="上年度绩效目标表"),
        LedgerEntry(code="S15", outcome=Outcome.CANNOT_JUDGE, missing="上年度绩效目标表"),
        LedgerEntry(code="S14", outcome=Outcome.FAILED, missing="ValueError: x"),
        LedgerEntry(code="E01", outcome=Outcome.NOT_APPLICABLE, missing="不是自评表"),
    ]
    score = SubmissionScore(
        score=78.5, grade="中", weighting="按预算金额加权", reason="可自动判断的内容占65分（满分100分）",
        versions=(("rules", "abc"), ("model", "rows-0")),
        dimensions=(
            DimensionScore(
                name="完整性", score=80.0, weight=30.0,
                items=(ItemScore(name="规范完整性", standard="填报完整", points=15, score=12,
                                 findings=("S05-goal",), confirmations=("合计一致",)),
                       ItemScore(name="明确清晰性", standard="清晰", points=15, score=None,
                                 needs_person="需人工判断")),
            ),
            DimensionScore(name="可行性", score=None, weight=20.0),
        ),
        lost=(LostItemPoints(item="规范完整性", finding="S05-goal", points=3.0),),
    )  # fmt: skip
    claim = Claim(
        text="取得显著成效", kind=ClaimKind.VAGUE_RESULT, topic=ClaimTopic.RESULT,
        verdict=ClaimVerdict.CANNOT_DECIDE, why="没有数据", start=0, end=6, paragraph=0,
    )  # fmt: skip
    return replace(
        item,
        submissions=(
            SubmissionAssessment(
                submission=submission,
                projects=(
                    replace(
                        plain.projects[0],
                        findings=(
                            whole_finding("S05", Place.GOAL, major, project=0, number=0,
                                          field=Field.TEXT, origin=at(5)),
                            whole_finding("S03", Place.ROW, minor, project=0, row="6", others=("2",)),
                        ),
                        links=(GoalLink(goal=0, text="为职工提供心理服务。", start=0, end=10,
                                        indicators=("1",), reasons=("对象相同（心理）",)),),
                    ),
                    ProjectAssessment(
                        project=second, indicators=(),
                        findings=(whole_finding("S10", Place.FUNDS, major, project=1, number=0,
                                                field=Field.AMOUNT),),
                        links=(),
                    ),
                ),
                findings=(whole_finding("E12", Place.PARAGRAPH, minor, number=0, field=Field.TEXT,
                                        origin=at(40)),),
                ledger=tuple(ledger),
                confirmations=tuple(
                    Confirmed(code="S10", text=f"{n}人×10.5万元/人={n * 10.5:g}万元", project=0)
                    for n in range(1, 18)
                ),
                claims=(claim,),
                score=score,
            ),
        ),
    )  # fmt: skip
