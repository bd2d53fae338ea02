"""What was set aside, written out by hand, and rows whose texts try to break out."""

from dataclasses import replace

from assessor.core.assessment import DocumentAssessment
from assessor.core.located import located_findings
from assessor.core.sifted import IgnoredFinding, Sifted
from sample_assessment import document, whole_document

ATTACK = "::error::x\r\n::set-output %0A]]></failure><!--&\"'\x00\x1b[31m\u202e\ufffe\ud800,:="


def aside() -> Sifted:
    path, [submission] = "申报/表[1].txt", document().submissions
    located = list(located_findings(submission))
    return Sifted(
        ignored=(
            IgnoredFinding(
                path=path, located=located[0], reason="上级文件规定",
                told_in="assessor.toml 第 3 行",
            ),
            IgnoredFinding(
                path=path, located=located[1], reason="合同已约定",
                told_in="工作表“表”单元格 C5 的批注", in_file=True,
            ),
        ),
        known=(("V02", 2), ("W01", 1)),
        remarks=("assessor.toml 第 9 行：忽略 V13 没有用上，可以删去",),
    )  # fmt: skip


def hostile_document() -> DocumentAssessment:
    """The sample with an attack in every text that a report prints."""
    item = whole_document()
    [submission] = item.submissions

    def attacked(finding):
        return replace(finding, message=ATTACK, hint=ATTACK, text=ATTACK)

    projects = tuple(
        replace(
            project,
            project=replace(project.project, name=ATTACK),
            findings=tuple(map(attacked, project.findings)),
            indicators=tuple(
                replace(
                    row,
                    indicator=replace(row.indicator, name=ATTACK),
                    findings=tuple(map(attacked, row.findings)),
                )
                for row in project.indicators
            ),
        )
        for project in submission.projects
    )
    hostile = replace(
        submission,
        submission=replace(submission.submission, organisation=ATTACK),
        projects=projects,
        findings=tuple(map(attacked, submission.findings)),
    )
    extraction = replace(item.extraction, path=f"a b/{ATTACK.replace(chr(0), '')}")
    return replace(item, extraction=extraction, submissions=(hostile,))
