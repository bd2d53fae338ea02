"""Submissions of the shipped sample documents, assessed in earnest, for tests of reviews."""

import copy
import json
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
from record_fixtures import SQLITE
from sqlalchemy.orm import Session

from assessor import __version__
from assessor.checks.rule_reference import titles
from assessor.core.assessment import DocumentAssessment
from assessor.pipeline.running import Run
from assessor.pipeline.sources import Source
from assessor.reports.json_report import assessment_chunks
from assessor.workbench.assessing_papers import run_options
from assessor.workbench.decided import decisions_of
from assessor.workbench.decisions import Saying, decide_finding
from assessor.workbench.permissions import Actor
from assessor.workbench.said_findings import SaidFinding, findings_in
from assessor.workbench.states import PaperState, ReviewState, Verdict
from assessor.workbench.tables import Batch, Declared, Paper

# For what is refused or made before the database has a say.
on_sqlite = pytest.mark.parametrize("database", [SQLITE], indirect=True)
DOCUMENTS = Path(__file__).parents[2] / "corpus" / "documents"
WORKBOOK, LIST = "declaration.xlsx", "inline_list.txt"
ACCEPT = Saying(verdict=Verdict.ACCEPT)
DISMISS = Saying(verdict=Verdict.DISMISS, reason="这是固定用语，不必修改")


@cache
def _assessed() -> tuple[dict[str, DocumentAssessment], str]:
    run = Run(run_options())
    try:
        documents = {}
        for name in (WORKBOOK, LIST):
            read = run.read(Source(name=name, path=DOCUMENTS / name))
            documents[name] = run.document(read)
        return documents, run.model_id
    finally:
        run.reader.close()


def assessed(name: str) -> DocumentAssessment:
    return _assessed()[0][name]


def model_id() -> str:
    return _assessed()[1]


@cache
def _plain(name: str) -> dict:
    chunks = assessment_chunks(
        [assessed(name)], assessor_version=__version__, model_id=model_id(), titles=titles()
    )
    return json.loads("".join(chunks))["documents"][0]


def contents(name: str) -> list[dict]:
    return copy.deepcopy(_plain(name)["submissions"])


def keep_paper(
    session: Session, actor: Actor, name: str, *, now: datetime, unit: str = "", shown: str = ""
) -> list[int]:
    """Keep a sample document as an assessed paper and return the ids of its submissions."""
    batch = Batch(user_id=actor.id, title="测试", created_at=now)
    session.add(batch)
    session.flush()
    paper = Paper(
        batch_id=batch.id, name=shown or name, digest="0" * 64, size=1, unit=unit,
        state=PaperState.DONE.value, created_at=now, kind=assessed(name).extraction.kind,
    )  # fmt: skip
    session.add(paper)
    session.flush()
    kept = []
    for position, content in enumerate(contents(name)):
        declared = Declared(
            paper_id=paper.id, position=position, title=content["title"] or name,
            unit=unit or content["organisation"] or "", year=content["year"],
            state=ReviewState.PENDING.value, content=content, model_id=model_id(),
            assessed_at=now, version=1, reading={},
        )  # fmt: skip
        session.add(declared)
        session.flush()
        kept.append(declared.id)
    return kept


def findings(name: str, *, code: str = "", position: int = 0) -> list[SaidFinding]:
    return [one for one in findings_in(contents(name)[position]) if code in ("", one.code)]


def decide_all(
    session: Session,
    actor: Actor,
    submission: int,
    name: str,
    sayings: Iterator[Saying],
    now: datetime,
) -> None:
    for one, saying in zip(findings(name), sayings, strict=False):
        seen = decisions_of(session, submission, viewer=actor).of(one.id).seen
        decide_finding(
            session, actor, submission=submission, finding=one.id, saying=saying, seen=seen, now=now
        )
