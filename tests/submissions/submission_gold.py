"""Whole submissions with the defects that a reviewer raises: reading, assessing, measuring.

The files below ``gold`` were written without sight of the checks (their form: README.md). Codes
are those of checks of whole submissions; defects of single rows are not listed there.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import count
from pathlib import Path

import yaml

from assessor.assessing import Assessor
from assessor.assessing_submissions import SubmissionAssessor
from assessor.core.assessment import SubmissionAssessment
from assessor.core.finding import Finding, Place
from assessor.core.ledger import LedgerEntry, Outcome
from assessor.core.limits import Limits
from assessor.core.submission import (
    Execution,
    FundLine,
    Goal,
    GoalKind,
    Indicator,
    Project,
    Submission,
    SubmissionKind,
)
from assessor.documents.reading import read_document
from assessor.indicators.extraction import extract
from assessor.text.normalise import normalise

GOLD = Path(__file__).with_name("gold")
UNSEEN = Path(__file__).with_name("unseen")
_PREFIX = re.compile(
    r"^(?:goal|result|cycle|content|text|funds|paragraph|executed|approved)\s*[:：]\s*"
)
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_MARKS = re.compile(r"[\s，,。；;：:、“”\"（）()]+")


@dataclass(frozen=True, eq=False)
class GoldFile:
    """One file of the gold."""

    path: Path
    content: dict

    def __str__(self) -> str:
        return "/".join(self.path.with_suffix("").parts[-3:])

    @property
    def is_impeccable(self) -> bool:
        return not (self.content.get("expected") or self.content.get("debatable"))


@dataclass
class Measured:
    """How the findings of one file meet what is expected of it.

    ``again`` are findings of a defect that another finding has told already.
    """

    file: GoldFile
    assessment: SubmissionAssessment
    met: list[tuple[dict, Finding]] = field(default_factory=list)
    missed: list[dict] = field(default_factory=list)
    false: list[Finding] = field(default_factory=list)
    again: list[Finding] = field(default_factory=list)
    trapped: list[tuple[dict, Finding]] = field(default_factory=list)


@cache
def gold_files(folder: Path = GOLD) -> tuple[GoldFile, ...]:
    """Return all files of a folder, in order of their names."""
    paths = sorted(folder.rglob("*.yaml"))
    return tuple(GoldFile(path, yaml.safe_load(path.read_text("utf-8"))) for path in paths)


def build(content: dict) -> Submission:
    """Build a submission; the running text of a report is read like a text file."""
    ids = map(str, count(1))
    projects = tuple(_project(project, ids) for project in content.get("projects") or ())
    submission = Submission(
        organisation=content.get("organisation"), year=content.get("year"),
        profile=content.get("profile"), kind=SubmissionKind(content["form"]),
        title=content.get("title", ""), projects=projects,
    )  # fmt: skip
    if not content.get("text"):
        return submission
    limits = Limits()
    document = read_document("报告.txt", content["text"].encode("utf-8"), limits=limits)
    (read,) = extract(document, name="报告.txt", limits=limits).submissions
    return replace(
        submission, title=read.title, paragraphs=read.paragraphs, self_score=read.self_score,
        self_grade=read.self_grade, projects=projects or read.projects,
    )  # fmt: skip


def _project(content: dict, ids) -> Project:
    first, last = content.get("cycle") or (None, None)
    done = content.get("executed")
    return Project(
        name=content["name"], budget=content.get("budget"), cycle_start=first, cycle_end=last,
        content=content.get("content", ""), parent=content.get("parent", ""),
        funds=tuple(FundLine(**fund) for fund in content.get("funds") or ()),
        execution=None
        if done is None
        else Execution(
            budget=done.get("budget", ""), executed=done.get("spent", ""),
            **{key: str(done.get(key, "")) for key in ("rate", "weight", "score")},
        ),
        goals=tuple(
            Goal(text=goal["text"], kind=GoalKind(goal["kind"])) for goal in content.get("goals") or ()
        ),
        indicators=tuple(_row(row, ids) for row in content.get("rows") or ()),
    )  # fmt: skip


def _row(content: dict, ids) -> Indicator:
    texts = {key: "" if text is None else str(text) for key, text in content.items()}
    texts["value_type"] = texts.pop("type", "")
    return Indicator(id=next(ids), **{"value": "", **texts})


@cache
def _assessor() -> Assessor:
    return Assessor.of()


def assess(file: GoldFile) -> SubmissionAssessment:
    """Assess a file as the program does, what it is compared with included."""
    submission = build(file.content)
    others = {
        option: (build(file.content[key]),) if file.content.get(key) else ()
        for option, key in (("history", "last_year"), ("approved", "approved"))
    }
    rows = tuple(tuple(_assessor().assess(p.indicators)) for p in submission.projects)
    return SubmissionAssessor.of(_assessor(), **others).assess(submission, rows)


@cache
def measured(file: GoldFile) -> Measured:
    """Compare the findings of a file with what is expected."""
    return compare(file, assess(file))


def compare(file: GoldFile, assessment: SubmissionAssessment) -> Measured:
    """Match findings and expectations one to one, as many as can be."""
    findings = [
        *assessment.findings, *(f for project in assessment.projects for f in project.findings)
    ]  # fmt: skip
    wanted = list(file.content.get("expected") or ())
    fits = [
        [i for i, finding in enumerate(findings) if is_met(item, finding, assessment.submission)]
        for item in wanted
    ]
    taken: dict[int, int] = {}
    for number in range(len(wanted)):
        _augment(number, fits, taken, set())
    result = Measured(file, assessment)
    by_item = {item: finding for finding, item in taken.items()}
    for number, item in enumerate(wanted):
        if number in by_item:
            result.met.append((item, findings[by_item[number]]))
        else:
            result.missed.append(item)
    for i, finding in enumerate(findings):
        if i not in taken:
            if any(i in numbers for numbers in fits):
                result.again.append(finding)
            elif not _meets_any(file.content.get("debatable"), finding, assessment.submission):
                result.false.append(finding)
    for finding in result.false:
        lawful = file.content.get("lawful") or ()
        met = [item for item in lawful if is_met(item, finding, assessment.submission)]
        result.trapped.extend((item, finding) for item in met[:1])
    return result


def _meets_any(items: list[dict] | None, finding: Finding, submission: Submission) -> bool:
    return any(is_met(item, finding, submission) for item in items or ())


def codes_of(item: dict) -> tuple[str, ...]:
    """Return the codes under which the gold lets a defect be told, the first being its own."""
    code = item["code"]
    return (code,) if isinstance(code, str) else tuple(code)


def _augment(item: int, fits: list[list[int]], taken: dict[int, int], seen: set[int]) -> bool:
    for finding in fits[item]:
        if finding in seen:
            continue
        seen.add(finding)
        if finding not in taken or _augment(taken[finding], fits, taken, seen):
            taken[finding] = item
            return True
    return False


def is_met(item: dict, finding: Finding, submission: Submission) -> bool:
    """Tell whether a finding points at what ``item`` describes: same code, project and place."""
    return finding.code in codes_of(item) and is_near(item, finding, submission)


def is_near(item: dict, finding: Finding, submission: Submission) -> bool:
    """Tell whether a finding points at the place of ``item``, whatever its code."""
    if item.get("project") and finding.project is not None:
        project = submission.projects[finding.project]
        if _folded(project.name) != _folded(item["project"]):
            return False
    if item.get("row") and not _is_of_row(item["row"], finding, submission):
        return False
    if item.get("row") or not item.get("where"):
        return True
    return _is_at(item["where"], finding, submission)


def _is_of_row(name: str, finding: Finding, submission: Submission) -> bool:
    ids = {finding.row, *finding.others}
    names = {
        _folded(row.name)
        for project in submission.projects
        for row in project.indicators
        if row.id in ids
    }
    return _folded(name) in names or _folded(name) in _folded(finding.message)


def _is_at(where: str, finding: Finding, submission: Submission) -> bool:
    words = _PREFIX.sub("", where)
    pieces = [piece for piece in re.split(r"…+|\.{3,}", words) if piece.strip()]
    text = _text_of(finding, submission)
    if finding.place in (Place.GOAL, Place.PARAGRAPH):
        spans = [(text.find(p), text.find(p) + len(p)) for p in pieces if p in text]
        whole = finding.end == finding.start
        if spans:
            return whole or any(a < finding.end and finding.start < b for a, b in spans)
    if not _PREFIX.match(where) and finding.place not in (Place.GOAL, Place.PARAGRAPH):
        return submission.kind is not SubmissionKind.REPORT or _quotes(pieces, finding)
    return _quotes(pieces, finding)


def _quotes(pieces: list[str], finding: Finding) -> bool:
    told = _folded(finding.message + finding.text)
    return any(_folded(piece) in told for piece in pieces) or bool(
        finding.text and any(_folded(finding.text) in _folded(piece) for piece in pieces)
    )


def _text_of(finding: Finding, submission: Submission) -> str:
    if finding.place is Place.PARAGRAPH and finding.number is not None:
        return submission.paragraphs[finding.number].text
    if finding.place is Place.GOAL and finding.project is not None and finding.number is not None:
        return submission.projects[finding.project].goals[finding.number].text
    return finding.text


def _folded(text: str) -> str:
    return _MARKS.sub("", normalise(text))


@dataclass
class Figures:
    """Counts of one code or family."""

    expected: int = 0
    met: int = 0
    false: int = 0
    again: int = 0

    @property
    def precision(self) -> float:
        """Share of findings that tell an expected defect, each once."""
        found = self.met + self.false + self.again
        return self.met / found if found else 1.0

    @property
    def recall(self) -> float:
        """Share of expected defects that are found."""
        return self.met / self.expected if self.expected else 1.0


def figures(results, *, by=lambda code: code[0]) -> dict[str, Figures]:
    """Return counts by family, or by what ``by`` makes of a code."""
    found: dict[str, Figures] = defaultdict(Figures)
    for result in results:
        for _, finding in result.met:
            found[by(finding.code)].met += 1
            found[by(finding.code)].expected += 1
        for item in result.missed:
            found[by(codes_of(item)[0])].expected += 1
        for finding in result.false:
            found[by(finding.code)].false += 1
        for finding in result.again:
            found[by(finding.code)].again += 1
    return dict(sorted(found.items()))


def confirmed_share(results) -> tuple[int, int]:
    """Return how many of the sums that agree are confirmed, of how many.

    A confirmation tells a sum if it holds all its figures, units of 万 apart.
    """
    met = wanted = 0
    for result in results:
        told = [_amounts(c.text) for c in result.assessment.confirmations]
        for item in result.file.content.get("confirmations") or ():
            wanted += 1
            met += any(_amounts(item["text"]) <= texts for texts in told)
    return met, wanted


def _amounts(text: str) -> set[str]:
    return {f"{float(n):g}" for n in _FIGURE.findall(normalise(text).replace(",", ""))}


def claim_counts(results) -> dict[str, int]:
    """Return how the claims of reports are judged: same verdict, another one, not found."""
    counts = {"same": 0, "opposite": 0, "undecided": 0, "missed": 0}
    for result in results:
        claims = result.assessment.claims or ()
        for item in result.file.content.get("claims") or ():
            near = [c for c in claims if _overlap(c.text, item["text"])]
            verdicts = {c.verdict.value for c in near}
            if not near:
                counts["missed"] += 1
            elif item["verdict"] in verdicts:
                counts["same"] += 1
            elif verdicts == {"cannot-decide"}:
                counts["undecided"] += 1
            else:
                counts["opposite"] += 1
    return counts


def _overlap(one: str, other: str) -> bool:
    one, other = _folded(one), _folded(other)
    return one in other or other in one


def failures(results) -> list[tuple[GoldFile, LedgerEntry]]:
    """Return the checks that crashed."""
    return [
        (result.file, entry)
        for result in results
        for entry in result.assessment.ledger or ()
        if entry.outcome is Outcome.FAILED
    ]


def table(results) -> str:
    """Return the figures by family and code, then each miss and each false finding."""
    lines = [f"{'code':<8}{'gold':>6}{'met':>6}{'false':>7}{'again':>7}{'prec':>8}{'recall':>8}"]
    for part in (figures(results), figures(results, by=str)):
        for name, f in part.items():
            lines.append(
                f"{name:<8}{f.expected:>6}{f.met:>6}{f.false:>7}{f.again:>7}"
                f"{f.precision:>8.3f}{f.recall:>8.3f}"
            )
        lines.append("")
    met, wanted = confirmed_share(results)
    lines.append(f"confirmations of the gold that are told: {met} of {wanted}")
    lines.append(f"claims of the gold: {claim_counts(results)}")
    clean = [result for result in results if result.file.is_impeccable]
    loud = sum(bool(result.false) for result in clean)
    lines.append(f"impeccable files: {len(clean)}, with findings of the whole: {loud}")
    for result in results:
        lines += _told(result)
    return "\n".join(lines)


def _told_as(item: dict, result: Measured) -> str:
    """Say under which other codes the same row or words are found."""
    if not item.get("row") and item.get("where") in (None, "table", "weights"):
        return ""
    submission = result.assessment.submission
    codes = sorted({f.code for f in result.false if is_near(item, f, submission)})
    return f"  (told there: {', '.join(codes)})" if codes else ""


def _told(result: Measured) -> list[str]:
    traps = {id(finding) for _, finding in result.trapped}
    lines = [
        f"  missed {'/'.join(codes_of(item))} {item.get('project', '')} {item.get('row') or item.get('where') or ''}"
        f" -- {item['why']}{_told_as(item, result)}"
        for item in result.missed
    ]
    lines += [
        f"  {kind} {f.code} {f.place.value} {f.message}{'  (a lawful look-alike)' if id(f) in traps else ''}"
        for kind, findings in (("false ", result.false), ("again ", result.again))
        for f in findings
    ]
    return [f"\n{result.file}", *lines] if lines else []
