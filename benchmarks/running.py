"""The order of the measurements, and the page they are printed on."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from assessor.apps.settings import load_settings
from assessor.core.submission import Indicator
from assessor.evaluation.metrics import BinaryFigures
from assessor.training.corpus import Corpus, read_corpus
from benchmarks.cold_start import cold_start
from benchmarks.contenders import Contender, contenders
from benchmarks.memory import peak_megabytes
from benchmarks.quality import Quality, quality
from benchmarks.reading import jobs_ratio, peaks, workbook_speed
from benchmarks.reporting import reporting_cost
from benchmarks.rewriting import rewriting_speed
from benchmarks.rows import Split, distinct_rows, held_out
from benchmarks.speed import rows_per_second
from benchmarks.whole import whole_speed

ROWS = 20_000
FILES = 200
MEMORY_FACTOR = 10
AIMED_WORKBOOK, AIMED_JOBS = 10, 1.7
AIMED_ROWS_PER_SECOND = 8_000
AIMED_COLD_START = 1.3
AIMED_REWRITES = 1_000
AIMED_REPORT = 20
_HEADINGS = ("", "rows/s", "times full", "F1 vague", "(95 %)", "F1 weak", "(95 %)")
_WIDTHS = (30, 10, 11, 9, 13, 9, 13)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run and print all measurements."""
    chosen = _parser().parse_args(arguments)
    path: Path = chosen.corpus
    corpus = read_corpus(path)
    rows = tuple(distinct_rows(corpus.rows, chosen.rows))
    split = held_out(corpus)
    _print_setting(corpus, rows, split)
    _talk("training the contenders without the held-out sector groups")
    trained = contenders(split.train)
    _print_contenders(trained, rows, split, repeats=chosen.repeats)
    _talk("rewrites")
    _print_rewrites(rows, repeats=chosen.repeats)
    _talk("reports")
    _print_reports(rows, repeats=chosen.repeats)
    _talk("whole submissions")
    _print_whole(repeats=chosen.repeats)
    _talk("memory")
    _print_memory(path, chosen.rows)
    _talk("cold start")
    _print_cold_start(chosen.pairs)
    _talk("reading")
    _print_reading(chosen.files, repeats=chosen.repeats)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--rows", type=int, default=ROWS, help="distinct rows (default %(default)s)"
    )
    parser.add_argument("--repeats", type=int, default=3, help="runs each; the best counts")
    parser.add_argument("--pairs", type=int, default=5, help="cold starts each; the median counts")
    parser.add_argument(
        "--files", type=int, default=FILES, help="mixed files (default %(default)s)"
    )
    parser.add_argument("--corpus", type=Path, default=load_settings().corpus)
    return parser


def _talk(text: str) -> None:
    print(f"… {text}", file=sys.stderr, flush=True)


def _print_setting(corpus: Corpus, rows: Sequence[Indicator], split: Split) -> None:
    names, values = len({row.name for row in rows}), len({row.value for row in rows})
    print(f"corpus: {len(corpus.rows)} labelled rows")
    print(f"speed: {len(rows)} distinct rows ({names} names, {values} values), one thread")
    print(
        f"quality: trained on {len(split.train)} rows, measured on {len(split.test)} rows of "
        f"{len(set(split.groups))} other sector groups"
    )
    print()


def _print_contenders(
    trained: Sequence[Contender], rows: Sequence[Indicator], split: Split, *, repeats: int
) -> None:
    figures = [quality(contender, split) for contender in trained]
    _talk("speed")
    speeds = rows_per_second(trained, rows, repeats=repeats)
    full = speeds[trained[0].title]
    print(_line(_HEADINGS))
    for contender, measured in zip(trained, figures, strict=True):
        print(_line(_cells(contender.title, speeds[contender.title], full, measured)))
    print()
    first = rows[: len({row.name for row in rows})]
    once = rows_per_second(trained[:1], first, repeats=repeats)[trained[0].title]
    print(f"full assessment where no name recurs: {once:.0f} rows/s over {len(first)} rows")
    print(
        f"full assessment: {full:.0f} rows/s, {full / AIMED_ROWS_PER_SECOND:.2f} of the aim of "
        f"{AIMED_ROWS_PER_SECOND} rows/s"
    )


def _cells(title: str, speed: float, full: float, measured: Quality) -> tuple[str, ...]:
    return (
        title,
        f"{speed:,.0f}",
        f"{speed / full:.2f}",
        *_f1(measured.vague),
        *_f1(measured.weak),
    )


def _f1(figures: BinaryFigures | None) -> tuple[str, str]:
    if figures is None or figures.f1 is None:
        return "–", ""
    interval = figures.interval
    return f"{figures.f1:.3f}", f"{interval.low:.3f}–{interval.high:.3f}" if interval else ""


def _line(cells: Sequence[str]) -> str:
    first, *rest = (f"{cell:>{width}}" for cell, width in zip(cells, _WIDTHS, strict=True))
    return f"{cells[0]:<{len(first)}}{''.join(rest)}".rstrip()


def _print_rewrites(rows: Sequence[Indicator], *, repeats: int) -> None:
    found = rewriting_speed(rows, repeats=repeats)
    print(
        f"with rewrites: {found.rows_per_second:.0f} rows/s over {found.weak} weak rows, "
        f"{found.times:.2f} times as long as without, {found.rows_per_second / AIMED_REWRITES:.2f} "
        f"of the aim of {AIMED_REWRITES} rows/s"
    )
    print(
        f"rewrites that are not needed: {found.without_defects:.2f} times as long over "
        f"{found.clean} rows without defects, {found.none_asked:.2f} times where none are asked for"
    )


def _print_reports(rows: Sequence[Indicator], *, repeats: int) -> None:
    found = reporting_cost(rows, repeats=repeats)
    times = ", ".join(f"{name} {times:.2f}" for name, times in found.times.items())
    print(
        f"batch report of {found.rows} rows in {found.submissions} submissions, in times of their "
        f"assessment: {times}, html without names {found.redacted:.2f} (aim: under {AIMED_REPORT})"
    )


def _print_whole(*, repeats: int) -> None:
    found = whole_speed(repeats=repeats)
    print(
        f"whole submissions: {found.times:.2f} times as long as their rows alone over "
        f"{found.documents} documents with {found.rows} rows, {found.growth:.1f} times for ten "
        f"times the projects"
    )


def _print_memory(corpus: Path, rows: int) -> None:
    small = peak_megabytes(corpus, rows)
    large = peak_megabytes(corpus, rows * MEMORY_FACTOR)
    print(
        f"peak memory: {small:.0f} MB at {rows} rows, {large:.0f} MB at {rows * MEMORY_FACTOR} "
        f"rows, ratio {large / small:.2f}"
    )


def _print_cold_start(pairs: int) -> None:
    found = cold_start(pairs)
    print(
        f"cold start: check of one row {found.check:.2f} s, imports of scikit-learn and spaCy "
        f"{found.imports:.2f} s, ratio {found.ratio:.2f} (aim: at most {AIMED_COLD_START})"
    )


def _print_reading(files: int, *, repeats: int) -> None:
    book = workbook_speed(repeats)
    print(
        f"workbook of 5 sheets: bare read {book.bare_milliseconds:.1f} ms, as document "
        f"{book.read:.1f} times, with all rows {book.extracted:.1f} times (aim: under "
        f"{AIMED_WORKBOOK})"
    )
    one, two = jobs_ratio(files)
    print(
        f"{files} mixed files: {one:.1f} s with one job, {two:.1f} s with two, ratio "
        f"{one / two:.2f} (aim: at least {AIMED_JOBS})"
    )
    few, many = peaks(files), peaks(files * MEMORY_FACTOR)
    print(
        f"peak memory over files: {few[0]:.0f} MB and {few[1]:.0f} MB in the reading process at "
        f"{files}, {many[0]:.0f} MB and {many[1]:.0f} MB at {files * MEMORY_FACTOR}, ratio "
        f"{sum(many) / sum(few):.2f}"
    )
