"""The figures as JSON, and an earlier batch from such a file or from ``check --format json``."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assessor.errors import InputError
from assessor.reports.batch.comparison import LastBatch
from assessor.reports.batch.figures import NO_GRADE, NO_UNIT, Figures
from assessor.reports.batch.intervals import Interval, Method, Share, clustered_share, simple_share
from assessor.reports.finding_words import one_line
from assessor.reports.json_contract import SCHEMA_VERSION as CHECK_VERSION
from assessor.reports.json_report import json_text

KIND, SCHEMA_VERSION = "batch-report", 1
MOST_BYTES = 400_000_000
_MARKS = ("assessor_version", "model_id")
_URGENT = ("blocker", "major")
_HINT = (
    "请给出上一批用 assessor report -o 上批.json 或 assessor check --format json --output 上批.json "
    "写出的文件。"
)


def figures_text(figures: Figures) -> str:
    """Return the figures as JSON; rows are not in it."""
    content = {"kind": KIND, "schema_version": SCHEMA_VERSION, **asdict(figures)}
    return json_text(content, indent=1) + "\n"


class _Interval(BaseModel):
    low: float
    high: float


class _Share(BaseModel):
    part: int = Field(ge=0)
    whole: int = Field(ge=0)
    interval: _Interval | None
    method: Method | None

    @model_validator(mode="after")
    def _is_a_part(self) -> "_Share":
        if self.part > self.whole:
            raise ValueError
        return self

    def share(self) -> Share:
        ends = self.interval
        return Share(
            part=self.part,
            whole=self.whole,
            interval=Interval(low=ends.low, high=ends.high) if ends else None,
            method=self.method,
        )


class _Unit(BaseModel):
    name: str
    rows: int
    weak: _Share


class _Defect(BaseModel):
    code: str
    submissions: _Share


class _Record(BaseModel):
    assessor_version: str
    model_id: str


class _Figures(BaseModel):
    model_config = ConfigDict(extra="ignore")
    submissions: int
    projects: int
    rows: int
    weak: _Share
    urgent: _Share
    mean_score: float | None
    grades: list[tuple[str, _Share]]
    by_unit: list[_Unit]
    defects: list[_Defect]
    record: _Record
    redacted: bool


def read_last_batch(path: Path) -> LastBatch:
    """Read an earlier batch.

    Raises
    ------
    InputError
        ``input.last-batch``: the file is not there, too large, or holds something else.
    """
    content = _content(path)
    try:
        last = _last_batch(content, path)
    except (ValidationError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise _refused(path, "内容不完整或被改动过") from error
    if not last.submissions:
        raise _refused(path, "里面没有一份申报，没有可对照的数")
    return last


def _last_batch(content: dict[str, Any], path: Path) -> LastBatch:
    """Tell from its marks what the file is; a foreign ``documents`` is not one of ours."""
    is_report = content.get("kind") == KIND
    if not is_report and not all(isinstance(content.get(mark), str) for mark in _MARKS):
        raise _refused(path, "不是批次报告或检查结果")
    if content.get("schema_version") != (SCHEMA_VERSION if is_report else CHECK_VERSION):
        raise _refused(path, "格式版本不同，由其他版本的软件写出")
    if is_report:
        return _of_figures(_Figures.model_validate(content), path)
    return _of_check(content, path)


def _content(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _refused(path, "文件太大，请改用 assessor report -o 写出的 .json（只含汇总数）")
        content = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise _refused(path, "文件不存在或不能读取") from error
    except (ValueError, RecursionError) as error:
        raise _refused(path, "不是 JSON 文件") from error
    if not isinstance(content, dict):
        raise _refused(path, "不是批次报告或检查结果")
    return content


def _refused(path: Path, why: str) -> InputError:
    return InputError(f"{path}：不能作为对照的上一批（{why}）", hint=_HINT, code="input.last-batch")


def _of_figures(read: _Figures, path: Path) -> LastBatch:
    units = {} if read.redacted else {
        one.name: one.weak.share() for one in read.by_unit if one.rows and one.name != NO_UNIT
    }  # fmt: skip
    return LastBatch(
        source=path.name,
        made_by=(read.record.assessor_version, read.record.model_id),
        submissions=read.submissions,
        projects=read.projects,
        rows=read.rows,
        weak=read.weak.share(),
        urgent=read.urgent.share(),
        mean_score=read.mean_score,
        grades={name: share.share() for name, share in read.grades},
        units=units,
        defects={one.code: one.submissions.share() for one in read.defects},
    )


def _of_check(content: dict[str, Any], path: Path) -> LastBatch:
    """Count what the answer of ``check --format json`` holds."""
    rows: list[int] = []
    weak: list[int] = []
    urgent: list[int] = []
    units: dict[str, list[int]] = {}
    grades: Counter[str] = Counter()
    defects: Counter[str] = Counter()
    scores: list[float] = []
    projects = 0
    submissions = [one for document in content["documents"] for one in document["submissions"]]
    for number, submission in enumerate(submissions):
        projects += len(submission["projects"])
        grades[submission.get("grade") or NO_GRADE] += 1
        if submission.get("score") is not None:
            scores.append(float(submission["score"]))
        indicators = [row for p in submission["projects"] for row in p["indicators"]]
        rows.append(len(indicators))
        weak.append(sum(bool(row["judgement"]["weak"]) for row in indicators))
        urgent.append(
            sum(_is_urgent(p, row) for p in submission["projects"] for row in p["indicators"])
        )
        defects.update(set(_codes(submission)))
        unit = one_line(submission.get("organisation") or "") or NO_UNIT
        units.setdefault(unit, []).append(number)
    return LastBatch(
        source=path.name,
        made_by=(str(content.get("assessor_version")), str(content.get("model_id"))),
        submissions=len(submissions),
        projects=projects,
        rows=sum(rows),
        weak=clustered_share(weak, rows),
        urgent=clustered_share(urgent, rows),
        mean_score=sum(scores) / len(scores) if scores else None,
        grades={name: simple_share(count, len(submissions)) for name, count in grades.items()},
        units={
            name: clustered_share([weak[i] for i in which], [rows[i] for i in which])
            for name, which in units.items()
            if name != NO_UNIT and any(rows[i] for i in which)
        },
        defects={code: simple_share(n, len(submissions)) for code, n in defects.items()},
    )


def _is_urgent(project: dict[str, Any], row: dict[str, Any]) -> bool:
    """Tell whether a row is to be mended, as :func:`assessor.core.located.rows_to_mend` does."""
    if row["judgement"]["weak"] or any(one["severity"] in _URGENT for one in row["findings"]):
        return True
    everything = {one["id"] for one in project["indicators"]}
    for one in project["findings"]:
        rows = {one.get("row"), *one.get("others", ())} - {None}
        speaks_of_rows = one.get("place") == "row" or not rows >= everything
        if one["severity"] in _URGENT and speaks_of_rows and row["id"] in rows:
            return True
    return False


def _codes(submission: dict[str, Any]) -> Iterator[str]:
    yield from (one["code"] for one in submission["findings"])
    for project in submission["projects"]:
        yield from (one["code"] for one in project["findings"])
        for row in project["indicators"]:
            yield from (one["code"] for one in row["findings"])
