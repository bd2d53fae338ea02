"""Real-format forms with gold rows: exact rows, per file and in all."""

from pathlib import Path

import pytest

from form_gold import compare, file_of, forms

FORMS = forms()
# What is known to be read wrongly, with the number of rows that are exact; to be removed with its
# cause. A form that is not named here is read without a fault.
FAULTS: dict[str, int] = {}
# What is told of inputs that hold no form: a page of instructions in an archive.
TOLD = {"沧临市交通局各科室上报（5个项目）.zip": "input.no-indicators"}


def test_there_are_forms_of_all_formats():
    suffixes = {file_of(gold).suffix for gold in FORMS}
    assert len(FORMS) >= 40
    assert suffixes >= {
        ".xlsx", ".xlsm", ".xls", ".et", ".ods", ".docx", ".doc", ".wps", ".rtf", ".odt", ".pdf",
        ".html", ".htm", ".csv", ".tsv", ".txt", ".zip", ".png", ".jpg",
    }  # fmt: skip


@pytest.mark.parametrize("gold", FORMS, ids=lambda gold: file_of(gold).name)
def test_every_row_is_exact(gold: Path):
    found = compare(gold)
    expected = FAULTS.get(file_of(gold).name, found.gold)
    assert found.told.partition(" ")[0] == TOLD.get(file_of(gold).name, "")
    assert (found.exact, found.read) == (expected, found.gold), (found.missed, found.extra)


def test_in_all_at_least_99_of_100_rows_are_exact():
    found = [compare(gold) for gold in FORMS]
    gold, read, keys, placed = (
        sum(getattr(one, name) for one in found) for name in ("gold", "read", "keys", "placed")
    )
    assert keys >= 0.99 * gold
    assert keys >= 0.99 * read
    assert placed >= 0.99 * gold


def test_unit_and_year_are_found_for_most():
    """Which of several units files a form is often a matter of opinion; rows are not."""
    found = [compare(gold) for gold in FORMS]
    units = [one.organisation for one in found if one.organisation[0] != "None"]
    years = [one.year for one in found if one.year[0] != "None"]
    assert sum(told in read for told, read in units) >= 0.8 * len(units)
    assert sum(told in read for told, read in years) >= 0.9 * len(years)
