"""What the program finds in the reference documents beside what a person found by hand.

``seeds_review.yaml`` is the review by hand, ``seeds_agreement.yaml`` the recorded outcome: every
entry that is met, missed or found besides stands there, so that any change shows.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

import assessor
from assessor.core.assessment import SubmissionAssessment
from assessor.core.claim import Claim
from assessor.core.finding import Finding
from assessor.core.located import Located, located_findings

REVIEW = Path(__file__).with_name("seeds_review.yaml")
AGREEMENT = Path(__file__).with_name("seeds_agreement.yaml")
VERDICTS = ("right", "arguable", "wrong")
KINDS = ("defects", "agrees", "lawful", "claims")
OPEN = "open"
HEAD = """\
# What the program makes of the reference documents beside seeds_review.yaml, entry by entry.
# met, missed: defects of the review (missed? = arguable ones); besides: findings that the review
# does not have, each with what a person says of it on second sight (right = overlooked, arguable,
# wrong); agrees, claims: entries of the review with + (confirmed, same verdict) or -.
# Made by: python .ci/seeds.py --update; then judge every "open" by hand.
"""
_FAMILIES = re.compile(r"[SE]\d\d|V1[01256]")
_LEAST = 3  # characters of a finding or claim that may stand for longer words of the review
_IDLE = re.compile(r"[\s,，、；;：:。“”\"'（）()]+")


@dataclass
class Outcome:
    """How findings, confirmations and claims of one document meet its review."""

    met: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    besides: dict[str, str] = field(default_factory=dict)
    agrees: list[str] = field(default_factory=list)
    claims: list[str] = field(default_factory=list)

    def plain(self) -> dict:
        """Return it as it stands in the record."""
        return {name: value for name, value in vars(self).items() if value}


def read_review() -> dict[str, dict]:
    """Return the review by hand by number of the document."""
    return yaml.safe_load(REVIEW.read_text("utf-8"))


def read_agreement() -> dict[str, dict]:
    """Return the recorded outcome by number of the document; empty if there is none."""
    return yaml.safe_load(AGREEMENT.read_text("utf-8")) if AGREEMENT.exists() else {}


def assess(path: Path) -> tuple[SubmissionAssessment, ...]:
    """Assess one document as the command line does."""
    (document,) = assessor.assess(path).documents
    return document.submissions


def compare(review: dict, submissions: Iterable[SubmissionAssessment]) -> Outcome:
    """Return how one document meets its review; ``besides`` are not judged yet."""
    outcome = Outcome()
    submissions = tuple(submissions)
    found = [located for one in submissions for located in looked_at(one)]
    for entry in review.get("defects", ()):
        line = name_of(entry)
        if any(meets(entry, located) for located in found):
            outcome.met.append(line)
        else:
            outcome.missed.append(line if entry.get("sure", True) else f"{line}?")
    for located in found:
        if not any(meets(entry, located) for entry in review.get("defects", ())):
            lawful = any(is_lawful(entry, located) for entry in review.get("lawful", ()))
            outcome.besides[told(located)] = "wrong" if lawful else OPEN
    told_right = [(one, part) for one in submissions for part in one.confirmations]
    outcome.agrees = [
        f"{_mark(any(_confirms(entry, *pair) for pair in told_right))} {name_of(entry)}"
        for entry in review.get("agrees", ())
    ]
    claims = [claim for one in submissions for claim in one.claims or ()]
    outcome.claims = [
        f"{_mark(any(_same_verdict(entry, claim) for claim in claims))} "
        f"{entry['words']} {entry['verdict']}"
        for entry in review.get("claims", ())
    ]
    return outcome


def looked_at(assessment: SubmissionAssessment) -> Iterator[Located]:
    """Yield the findings of the families that were reviewed by hand."""
    for located in located_findings(assessment):
        if _FAMILIES.fullmatch(located.finding.code):
            yield located


def name_of(entry: dict) -> str:
    """Return an entry of the review as one line."""
    parts = (entry.get("code"), entry.get("project"), entry.get("row"), entry.get("words"))
    return " | ".join(part for part in parts if part)


def told(located: Located) -> str:
    """Return a finding that the review does not have as one line."""
    project = located.project.project.name if located.project is not None else ""
    row = located.row.indicator.name if located.row is not None else row_name(located)
    words = " ".join((row or located.finding.text).split())[:30]
    return " | ".join(part for part in (located.finding.code, project.strip()[:12], words) if part)


def row_name(located: Located) -> str:
    """Return the name of the row that a finding of the whole points at, else ``""``."""
    if located.project is None or located.finding.row is None:
        return ""
    rows = {row.id: row.name for row in located.project.project.indicators}
    return rows.get(located.finding.row, "")


def meets(entry: dict, located: Located) -> bool:
    """Tell whether a finding tells the defect of an entry."""
    finding = located.finding
    if entry["code"] != finding.code or not _of_project(entry, located):
        return False
    if "row" in entry:
        return folded(entry["row"]) == folded(row_name(located) or finding.text)
    return "words" not in entry or _quotes(entry["words"], finding)


def is_lawful(entry: dict, located: Located) -> bool:
    """Tell whether a finding is about something that the review calls lawful."""
    return entry["code"] == located.finding.code and _of_project(entry, located)


def _of_project(entry: dict, located: Located) -> bool:
    if "project" not in entry:
        return True
    name = located.project.project.name if located.project is not None else ""
    return folded(name).startswith(folded(entry["project"]))


def _quotes(words: str, finding: Finding) -> bool:
    own = folded(finding.text)
    return (
        folded(words) in own
        or folded(words) in folded(finding.message)
        or (len(own) >= _LEAST and own in folded(words))
    )


def _confirms(entry: dict, one: SubmissionAssessment, part) -> bool:
    if part.code != entry["code"]:
        return False
    if "project" in entry:
        name = one.projects[part.project].project.name if part.project is not None else ""
        if not folded(name).startswith(folded(entry["project"])):
            return False
    return folded(entry["words"]) in folded(part.text)


def _same_verdict(entry: dict, claim: Claim) -> bool:
    words, own = folded(entry["words"]), folded(claim.text)
    same = words in own or (len(own) >= _LEAST and own in words)
    return same and claim.verdict.value == entry["verdict"]


def _mark(is_so: bool) -> str:
    return "+" if is_so else "-"


def folded(text: str) -> str:
    """Return ``text`` without blanks and the marks that differ between printings."""
    return _IDLE.sub("", text)


def with_judgements(now: dict[str, Outcome], recorded: dict[str, dict]) -> dict[str, dict]:
    """Return outcomes as a record; a finding judged before keeps its judgement."""
    record = {}
    for number, outcome in now.items():
        known = recorded.get(number, {}).get("besides", {})
        outcome.besides = {line: known.get(line, said) for line, said in outcome.besides.items()}
        record[number] = outcome.plain()
    return record


def differences(now: dict[str, dict], recorded: dict[str, dict]) -> list[str]:
    """Return a line for everything that is not as recorded or not judged yet."""
    lines = []
    for number in sorted({*now, *recorded}):
        ours, theirs = now.get(number, {}), recorded.get(number, {})
        for name in ("met", "missed", "besides", "agrees", "claims"):
            left, right = list(ours.get(name, ())), list(theirs.get(name, ()))
            lines += [f"  {number} {name}: new: {line}" for line in left if line not in right]
            lines += [f"  {number} {name}: gone: {line}" for line in right if line not in left]
        lines += [
            f"  {number} besides: not judged: {line}"
            for line, said in theirs.get("besides", {}).items()
            if said.split("：", 1)[0] not in VERDICTS
        ]
    return lines


def write_agreement(record: dict[str, dict]) -> None:
    """Write the record."""
    text = yaml.safe_dump(record, allow_unicode=True, sort_keys=False, width=98)
    AGREEMENT.write_text(f"{HEAD}{text}", "utf-8")


def counts(record: dict) -> str:
    """Return the outcome of one document in figures."""
    sure = [line for line in record.get("missed", ()) if not line.endswith("?")]
    besides = list(record.get("besides", {}).values())
    judged = ", ".join(
        f"{sum(said.startswith(verdict) for said in besides)} {verdict}" for verdict in VERDICTS
    )
    return (
        f"{len(record.get('met', ()))} defects met, {len(sure)} missed, "
        f"{len(record.get('missed', ())) - len(sure)} arguable ones missed, "
        f"{len(besides)} besides ({judged})"
    )
