"""The sample forms as an official sees them: every finding on a whole form was read and judged.

``forms_findings.yaml`` lists per form and family what is right. A form without an entry of family
E must give none; family S is compared where a form has an entry of it.
"""

from collections import Counter, defaultdict
from pathlib import Path

import pytest
import yaml

import assessor
from assessor.core.assessment import SubmissionAssessment
from assessor.core.finding import Finding

TESTS = Path(__file__).parents[1]
FORMS = TESTS / "forms"
CORPUS = TESTS.parent / "corpus" / "documents"
JUDGED = yaml.safe_load(Path(__file__).with_name("forms_findings.yaml").read_text("utf-8"))
Key = tuple[str, str, str]


def files() -> dict[str, Path]:
    """All sample forms by the name that the list gives them."""
    found = {f"{f.parent.name}/{f.name}": f for f in sorted(FORMS.glob("*/*")) if _is_form(f)}
    return found | {f"corpus/{f.name}": f for f in sorted(CORPUS.iterdir()) if f.is_file()}


def _is_form(file: Path) -> bool:
    return file.is_file() and file.parent.name != "__pycache__" and file.suffix != ".py"


FILES = files()


@pytest.fixture(scope="module")
def found() -> dict[str, Counter[Key]]:
    """All findings of the families S and E: code, name of the row, quoted words."""
    result = assessor.assess(*FILES.values(), select=("S", "E"))
    names = sorted(FILES, key=lambda name: len(str(FILES[name])), reverse=True)
    every: dict[str, Counter[Key]] = defaultdict(Counter)
    for document in result.documents:
        path = str(document.extraction.path)
        name = next(name for name in names if path.startswith(str(FILES[name])))
        for submission in document.submissions:
            every[name].update(_key(f, submission) for f in _findings(submission))
    return every


def _findings(submission: SubmissionAssessment) -> list[Finding]:
    return [*submission.findings, *(f for p in submission.projects for f in p.findings)]


def _key(finding: Finding, submission: SubmissionAssessment) -> Key:
    rows = {r.indicator.id: r.indicator.name for p in submission.projects for r in p.indicators}
    return finding.code, rows.get(finding.row or "", ""), finding.text


def _listed(form: str, family: str, *, arguable: bool) -> Counter[Key]:
    entries = (JUDGED.get(form) or {}).get(family) or ()
    return Counter(
        (one["code"], one.get("row", ""), one["words"])
        for one in entries
        if bool(one.get("arguable")) == arguable
    )


def test_every_form_of_the_list_exists():
    assert set(JUDGED) <= set(FILES)
    for form, families in JUDGED.items():
        for family, entries in families.items():
            assert all(one["code"].startswith(family) for one in entries), form
            assert all(one["why"] for one in entries if one.get("arguable")), form


@pytest.mark.parametrize("form", sorted(FILES))
def test_findings_of_a_form_are_those_that_were_judged_right(form, found):
    families = {"E", *(JUDGED.get(form) or {})}
    for family in sorted(families):
        seen = Counter({k: n for k, n in found[form].items() if k[0].startswith(family)})
        right = _listed(form, family, arguable=False)
        arguable = _listed(form, family, arguable=True)
        assert dict(right - seen) == {}, "no longer found"
        assert dict(seen - right - arguable) == {}, "not judged, or judged false"
