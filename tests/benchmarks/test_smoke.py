"""The short form of the benchmarks prints every line, with positive figures and no timing aim."""

import re
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
ROWS = 300
FILES = 3
NUMBER = r"\d[\d,]*(?:\.\d+)?"
F1 = r"[01]\.\d{3} +[01]\.\d{3}–[01]\.\d{3}"
LINES = {
    "full assessment": rf"full assessment +{NUMBER} +1\.00 +{F1} +{F1}",
    "segmentation": rf"rjieba\.cut alone +{NUMBER} +{NUMBER} +– +–",
    "tfidf": rf"TF-IDF \+ logistic regression +{NUMBER} +{NUMBER} +{F1} +{F1}",
    "keywords": rf"keyword baseline +{NUMBER} +{NUMBER} +{F1} +{F1}",
    "textcat": rf"spaCy textcat \(bag of words\) +{NUMBER} +{NUMBER} +{F1} +{F1}",
    "no name twice": rf"full assessment where no name recurs: {NUMBER} rows/s over {NUMBER} rows",
    "aim": rf"full assessment: {NUMBER} rows/s, {NUMBER} of the aim",
    "rewrites": rf"with rewrites: {NUMBER} rows/s over {NUMBER} weak rows, {NUMBER} times as long as "
    rf"without, {NUMBER} of the aim",
    "rewrites not needed": rf"rewrites that are not needed: {NUMBER} times as long over {NUMBER} rows "
    rf"without defects, {NUMBER} times where none are asked for",
    "reports": rf"batch report of {ROWS} rows in {NUMBER} submissions, in times of their assessment: "
    rf"html {NUMBER}, xlsx {NUMBER}, docx {NUMBER}, html without names {NUMBER} ",
    "whole submissions": rf"whole submissions: {NUMBER} times as long as their rows alone over "
    rf"{NUMBER} documents with {NUMBER} rows, {NUMBER} times for ten times the projects",
    "memory": rf"peak memory: {NUMBER} MB at {ROWS} rows, {NUMBER} MB at {ROWS * 10} rows, "
    rf"ratio {NUMBER}",
    "cold start": rf"cold start: check of one row {NUMBER} s, imports of scikit-learn and spaCy "
    rf"{NUMBER} s, ratio {NUMBER}",
    "workbook": rf"workbook of 5 sheets: bare read {NUMBER} ms, as document {NUMBER} times, with "
    rf"all rows {NUMBER} times",
    "jobs": rf"{FILES} mixed files: {NUMBER} s with one job, {NUMBER} s with two, ratio {NUMBER}",
    "memory over files": rf"peak memory over files: {NUMBER} MB and {NUMBER} MB in the reading "
    rf"process at {FILES}, {NUMBER} MB and {NUMBER} MB at {FILES * 10}, ratio {NUMBER}",
}


@pytest.fixture(scope="module")
def page() -> str:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--rows", str(ROWS), "--repeats", "1", "--pairs", "1",
         "--files", str(FILES)],
        cwd=REPOSITORY, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("line", sorted(LINES))
def test_each_line_is_printed_with_positive_figures(page: str, line: str) -> None:
    found = re.search(rf"^{LINES[line]}", page, re.MULTILINE)
    assert found, page
    figures = re.findall(NUMBER, found.group())
    assert all(float(figure.replace(",", "")) > 0 for figure in figures), found.group()


def test_recombined_rows_are_distinct_and_always_the_same() -> None:
    sys.path.insert(0, str(REPOSITORY))
    try:
        from benchmarks.rows import distinct_rows
    finally:
        sys.path.remove(str(REPOSITORY))
    from assessor.apps.settings import load_settings
    from assessor.training.corpus import read_corpus

    corpus = read_corpus(load_settings().corpus).rows
    rows = list(distinct_rows(corpus, 20_000))
    assert len({(row.name, row.value) for row in rows}) == len(rows) == 20_000
    assert list(islice(distinct_rows(corpus, 200_000), 500)) == rows[:500]
    with pytest.raises(ValueError, match="pairs possible"):
        distinct_rows(corpus, 10**12)
