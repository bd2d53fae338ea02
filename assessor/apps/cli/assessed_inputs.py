"""What commands share while they assess: results told as they come, dismissed findings set aside."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from assessor.apps.cli.configured import suppressions_of
from assessor.apps.cli.progress import watched
from assessor.apps.cli.talk import say, say_failure, say_reading
from assessor.apps.configuration import Configuration
from assessor.core.assessment import DocumentAssessment, InputFailure

if TYPE_CHECKING:
    from assessor.core.sifted import Sifted
    from assessor.pipeline.running import Run
    from assessor.pipeline.sources import Sources
    from assessor.sifting.sifter import Sifter, SiftOptions

Result = DocumentAssessment | InputFailure
_MOST_TOLD = 10


def say_skipped(sources: "Sources") -> None:
    """Tell of the files of folders that are not read."""
    if sources.skipped:
        say(
            f"文件夹中有 {len(sources.skipped)} 个文件未读取（其他类型，或本程序写出的结果），"
            f"例如 {sources.skipped[0]}"
        )


def assessed(run: "Run", sources: "Sources", *, jobs: int = 1) -> Iterator[Result]:
    """Yield one result per input, in input order, worked out by ``jobs`` processes."""
    if jobs > 1 and len(sources.items) > 1:
        from assessor.pipeline.pool import assess_in_processes

        return assess_in_processes(run.options, sources, jobs=jobs)
    from assessor.pipeline.running import assess_sources

    return assess_sources(run, sources)


def told_results(
    run: "Run", sources: "Sources", *, jobs: int = 1, wanted: bool
) -> Iterator[Result]:
    """Yield results as they were assessed; failures and doubts go to standard error.

    Parameters
    ----------
    wanted
        Show a bar.
    """
    results = assessed(run, sources, jobs=jobs)
    for result in watched(results, total=len(sources.items), what="正在检查", wanted=wanted):
        if isinstance(result, InputFailure):
            say_failure(result)
        else:
            say_reading(result.extraction)
        yield result


def sift_options(run: "Run", told: Configuration) -> "SiftOptions":
    """Return what the configuration dismisses, for the checks that a run makes."""
    from assessor.checks.rule_reference import titles
    from assessor.checks.selection import selected_checks, selected_submission_checks
    from assessor.sifting.sifter import SiftOptions

    selection = run.options.selection
    ran = {check.code for check in selected_checks(selection)}
    if run.options.whole:
        ran |= {check.code for check in selected_submission_checks(selection)}
    return SiftOptions(
        suppressions=suppressions_of(told),
        suppressions_from=told.folder,
        today=date.today(),
        codes=frozenset(titles()),
        ran=frozenset(ran),
    )


def sifter_of(run: "Run", told: Configuration) -> "Sifter":
    """Return what sets findings aside that the configuration or a comment dismisses."""
    from assessor.sifting.sifter import Sifter

    return Sifter(sift_options(run, told))


def say_set_aside(sifted: "Sifted", titles: Mapping[str, str]) -> None:
    """Tell beside a result what was set aside, and which dismissals are wrong or not used."""
    from assessor.reports.sifted_words import ignored_words, known_words

    if known := known_words(sifted):
        say(known)
    for item in sifted.ignored[:_MOST_TOLD]:
        say(f"{item.path}：{ignored_words(item, titles)}")
    if (more := len(sifted.ignored) - _MOST_TOLD) > 0:
        say(f"另有已忽略的问题 {more} 处，assessor check 会逐条列出")
    for remark in sifted.remarks:
        say(remark)
