"""Core types of indicators that a project lacks; what may lawfully be missing stays silent."""

from collections.abc import Iterator

from assessor.checks.core_types import missing_types
from assessor.checks.structure_rules import profile_for, structure_rules
from assessor.checks.submission_check import (
    Answer,
    CannotJudge,
    NotApplicable,
    Place,
    SubmissionCheck,
    SubmissionHit,
    SubmissionSubject,
)
from assessor.core.finding import Severity


def find(subject: SubmissionSubject) -> Iterator[Answer]:
    """Yield each project that lacks a core type of its frame."""
    rules = structure_rules()
    required = profile_for(subject.submission)
    if not any(subject.rows):
        yield NotApplicable(reason="申报中没有三级指标")
        return
    if required.starred:
        yield CannotJudge(missing="转移支付模板规定的必设（★）指标清单")
    for number, rows in enumerate(subject.rows):
        if not rows:
            yield NotApplicable(reason="项目没有三级指标", project=number)
        elif not any(row.indicator.level1 or row.indicator.level2 for row in rows):
            yield CannotJudge(missing="一级、二级指标名称", project=number)
        elif missing := missing_types(subject.submission, rows):
            if missing.of_few_rows:
                yield NotApplicable(
                    reason=f"三级指标不足{int(rules.rows.few.value)}项，缺少{missing.called}在“指标过少”中一并提出",
                    project=number,
                )
                continue
            yield SubmissionHit(
                place=Place.PROJECT,
                project=number,
                severity=missing.severity,
                words=(("missing", missing.called),),
            )


CHECK = SubmissionCheck(
    code="S01",
    name="missing-core-type",
    title="核心指标缺失",
    severity=Severity.MAJOR,
    message="“{project}”没有设置{missing}，看不出项目的核心产出或效果",
    hint="补充{missing}，每类至少一项，写明考核内容和指标值；确实不适用的，在申报说明中写明理由",
    what="按所用指标体系，项目缺少原则上应设的数量、质量或效益指标；部门整体绩效表缺少产出或效益一侧的指标。",
    why="数量、质量说明做多少、做到什么标准，效益说明花钱带来什么变化，缺了任何一类都无法判断钱花得值不值。",
    mend="对照项目任务补上缺少的指标；产出做完之后服务对象得到了什么，就是效益指标。",
    limits="时效、满意度、社会成本、生态环境成本和个别效益指标可以不设，不报；没有二级指标的行按内容推断，可能属于某类的即算已设；认不出指标体系时降低等级；没有一级、二级指标名称的不判断；指标过少、补足项数就能补上所缺类型的，由“指标过少”一并提出。",
    source="一般做法：产出一般应设数量和质量指标，效益至少设一类",
    find=find,
)
