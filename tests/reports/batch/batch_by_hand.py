"""A batch written out by hand: two units, a hostile one, a whole submission, a failure."""

import io
from collections.abc import Iterable
from dataclasses import replace

from assessor.core.assessment import (
    DocumentAssessment,
    InputFailure,
    ProjectAssessment,
    SubmissionAssessment,
)
from assessor.core.finding import Severity
from assessor.core.scores import SubmissionScore
from assessor.core.submission import Extraction, Field, Indicator, Origin, Project, Submission
from assessor.reports.batch.audiences import Audience
from assessor.reports.batch.collecting import Collector
from assessor.reports.batch.knowledge import Knowledge
from assessor.reports.batch.redaction import Masker
from assessor.reports.batch.report import BatchReport
from assessor.reports.batch.row_records import RecordStore
from assessor.taxonomy.level_type import LevelType
from sample_assessment import (
    FAILURE,
    WHOLE_TITLES,
    assessed,
    document,
    finding,
    judgement,
    whole_document,
)

TITLES = {**WHOLE_TITLES, "E12": "只讲做法和评价，没有数据", "S14": "父子项目缺口", "S15": "照抄上年",
          "V10": "目标值过易", "V14": "名称与值不对应", "E01": "完成值照抄符号"}  # fmt: skip
TYPES = {"数量指标": LevelType.QUANTITY, "社会效益指标": LevelType.SOCIAL}
UNIT, PROJECT = "岳阳县水利局", "小型水库维修养护"
LONG = "关于进一步加强全县农村饮水安全巩固提升工程建设管理与运行维护长效机制建设及水质监测能力提升的专项补助经费（含上年结转）项目"
HOSTILE_UNIT = '=HYPERLINK("http://x","单位")'
HOSTILE_PROJECT = "<script>alert(1)</script>\x1b[31m\u202e"


def known_budget(project: Project) -> float | None:
    text = (project.budget or "").removesuffix("万元")
    return float(text) * 1e4 if text.replace(".", "").isdigit() else None


KNOWLEDGE = Knowledge(
    titles=TITLES,
    budget_of=known_budget,
    sector_of=lambda organisation, project: "水利林业" if "水" in organisation + project else "",
    types_of=lambda level1, level2: (TYPES[level2],) if level2 in TYPES else None,
)


def rows(count: int, *, weak: int = 0, unit: str = UNIT) -> tuple:
    made = []
    for number in range(1, count + 1):
        row = Indicator(
            id=str(number), level1="产出指标", level2="数量指标", origin=Origin(sheet=f"{unit}表", row=number + 3),
            name=f"{unit}管护水库座数{number}", value="明显改善" if number <= weak else "≥5座",
        )  # fmt: skip
        if number <= weak:
            found = finding(row, "W01", Field.VALUE, "明显改善", Severity.MAJOR, model=True)
            said = judgement(weak=True, vague=True)
            made.append(assessed(row, found, score=70.0, said=said))
        else:
            made.append(assessed(row))
    return tuple(made)


def declared(
    unit: str | None, project: str, assessed_rows: tuple, *, path: str, budget: str | None = "120.5万元",
    score: float | None = 88.0, grade: str | None = "良", year: int | None = 2025,
) -> DocumentAssessment:  # fmt: skip
    of_project = Project(
        name=project, budget=budget, indicators=tuple(row.indicator for row in assessed_rows)
    )
    submission = Submission(organisation=unit, year=year, projects=(of_project,))
    return DocumentAssessment(
        extraction=Extraction(path=path, kind="xlsx", form="table", submissions=(submission,)),
        submissions=(
            SubmissionAssessment(
                submission=submission,
                projects=(ProjectAssessment(project=of_project, indicators=assessed_rows),),
                score=SubmissionScore(score=score, grade=grade, versions=(("rules", "r1"),)),
            ),
        ),
    )


def batch() -> list[DocumentAssessment | InputFailure]:
    return [
        declared(UNIT, PROJECT, rows(24, weak=6), path="申报/岳阳县水利局（上报）.xlsx"),
        declared(UNIT, LONG, rows(3, weak=1), path="申报/二.xlsx", budget=None, score=92.5, grade="优"),
        whole_document(),
        declared(HOSTILE_UNIT, HOSTILE_PROJECT, document().submissions[0].projects[0].indicators,
                 path="申报/<b>坏</b>.xlsx", budget="9999.99万元", score=55.0, grade="差"),
        FAILURE,
    ]  # fmt: skip


OPEN: list[RecordStore] = []


class Made:
    """A report with its store kept open, and what it takes to hide its names."""

    def __init__(
        self,
        results: Iterable[DocumentAssessment | InputFailure],
        *,
        audience: Audience = Audience.ALL,
        unit: str | None = None,
        redact: bool = False,
        last: object = None,
    ) -> None:
        self.store = RecordStore()
        OPEN.append(self.store)
        self.collector = Collector(KNOWLEDGE, store=self.store, unit=unit)
        for number, result in enumerate(results):
            self.collector.add(result, digest=f"{number:064x}")
        figures = self.collector.figures(
            assessor_version="1.0", model_id="rows-0", made_at="2026-01-02 03:04", skipped=2
        )
        report = BatchReport(
            figures=figures,
            audience=audience,
            records=self.store.records,
            work_order=self.collector.work_order(),
        )
        if last is not None:
            from assessor.reports.batch.comparison import compare

            report = replace(report, comparison=compare(figures, last, titles=WHOLE_TITLES))
        self.report = report.redacted(Masker(self.collector.names)) if redact else report

    def written(self, write: object, **options: object) -> bytes:
        stream = io.BytesIO()
        write(self.report, stream, **options)
        return stream.getvalue()
