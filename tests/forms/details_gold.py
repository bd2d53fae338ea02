"""What a form tells beside its rows, as gold files hold it and as it was read, in one shape."""

import json
from dataclasses import astuple
from pathlib import Path
from typing import Any

from assessor.core.submission import Execution, Extraction, Project, Submission
from assessor.pipeline.isolation import read_isolated
from assessor.pipeline.sources import ReadOptions, find_sources

_PROJECT = ("money_unit", "content", "parent", "recurrence")
_SUBMISSION = ("organisation", "year", "kind", "title", "self_score", "self_grade")


def told(gold: Path) -> dict[str, Any]:
    """Return the details of a gold file."""
    data = json.loads(gold.read_text("utf-8"))
    single = len(data["projects"]) == 1 and data["kind"] == "self-evaluation"
    return {
        **{key: data[key] for key in _SUBMISSION},
        "paragraphs": data["paragraphs"],
        "projects": [
            {
                "name": project["name"],
                **{key: project[key] for key in _PROJECT},
                # A form of one project prints one score for both.
                **{
                    key: project.get(key, data[key] if single else "")
                    for key in ("self_score", "self_grade")
                },
                "execution": project["execution"],
                "funds": project["funds"],
                "own": project["own"],
            }
            for project in data["projects"]
        ],
    }


def read(path: Path) -> dict[str, Any]:
    """Return the details that are read of a form with one submission."""
    (result,) = read_isolated(find_sources([path]).items, options=ReadOptions())
    assert isinstance(result, Extraction), result
    (submission,) = result.submissions
    return _submission(submission)


def _submission(submission: Submission) -> dict[str, Any]:
    filled = [project for project in submission.projects if project.indicators]
    return {
        **{key: getattr(submission, key) for key in _SUBMISSION},
        "paragraphs": [[list(item.headings), item.text] for item in submission.paragraphs],
        # A report names goals above its table; they stand in a project without rows.
        "projects": [_project(p) for p in filled or submission.projects],
    }


def _project(project: Project) -> dict[str, Any]:
    return {
        "name": project.name,
        **{key: getattr(project, key) for key in (*_PROJECT, "self_score", "self_grade")},
        "execution": _execution(project.execution),
        "funds": [[f.name, f.amount, f.initial, f.executed] for f in project.funds],
        "own": [[row.score, row.reason, row.value_type] for row in project.indicators],
    }


def _execution(execution: Execution | None) -> list[str] | None:
    return None if execution is None else list(astuple(execution)[:6])
