"""The formats of ``assessor check``: each writes the results of a call."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain

from assessor import __version__
from assessor.apps.cli import options
from assessor.apps.cli.assessed_inputs import say_set_aside
from assessor.apps.cli.check_run import Call
from assessor.apps.cli.output import layout_for, opened, write_lines
from assessor.core.finding import Severity
from assessor.reports.lines import Line
from assessor.reports.text_frame import Layout

# Formats that look at whole submissions too; the others are rows alone.
WHOLE = ("text", "json", "sarif", "junit", "github")
FORMATS = ("text", "json", "jsonl", "csv", "sarif", "junit", "github")
# How many rewrites a format shows if nothing is said; formats that are not here show none.
REWRITES = {"text": 1, "json": 3, "jsonl": 3, "csv": 0}


def write(form: str, call: Call) -> None:
    """Assess the inputs of a call and write them in one of ``FORMATS``."""
    writers: dict[str, Callable[[Call], None]] = {
        "text": _text, "json": _json, "jsonl": _jsonl, "csv": _csv, "sarif": _sarif,
        "junit": _junit, "github": _github,
    }  # fmt: skip
    writers[form](call)


def _text(call: Call) -> None:
    from assessor.reports.text_report import text_report

    layout = replace(layout_for(call.output, call.titles), only_new=call.sifter.matcher is not None)
    results = call.results(tell=call.output is not None)
    write_lines(chain(text_report(results, layout), _aside(call, layout)), output=call.output)


def _aside(call: Call, layout: Layout) -> Iterator[Line]:
    """Yield what was set aside; it is known only when the report has been written."""
    from assessor.reports.sifted_words import sifted_lines

    yield from sifted_lines(call.sifter.sifted(), layout)


def _json(call: Call) -> None:
    from assessor.reports.json_report import assessment_chunks

    chunks = assessment_chunks(
        call.results(tell=True),
        assessor_version=__version__,
        model_id=call.run.model_id,
        titles=call.titles,
        sifted=call.sifter.sifted,
    )
    with opened(call.output) as stream:
        stream.writelines(chunks)


def _jsonl(call: Call) -> None:
    from assessor.reports.jsonl_report import assessed_line

    with opened(call.output) as stream:
        for item in call.rows():
            line = assessed_line(
                item.row, path=item.path, submission=item.submission, project=item.project,
                titles=call.titles,
            )  # fmt: skip
            stream.write(line + "\n")
    say_set_aside(call.sifter.sifted(), call.titles)


def _csv(call: Call) -> None:
    from assessor.reports.csv_report import BYTE_ORDER_MARK, assessed_line, header_line

    rewrites = call.run.options.rewrites > 0
    with opened(call.output) as stream:
        stream.write(BYTE_ORDER_MARK + header_line(rewrites=rewrites))
        for item in call.rows():
            line = assessed_line(
                item.row, path=item.path, submission=item.submission, project=item.project,
                titles=call.titles, rewrites=rewrites,
            )  # fmt: skip
            stream.write(line)
    say_set_aside(call.sifter.sifted(), call.titles)


def _sarif(call: Call) -> None:
    from assessor.checks.rule_reference import every_check
    from assessor.reports.rule_facts import RuleFacts
    from assessor.reports.sarif_report import sarif_chunks

    rules = [
        RuleFacts(
            code=check.code, name=check.name, title=check.title, severity=check.severity,
            found_by=check.found_by.value, what=check.what, why=check.why, mend=check.mend,
            limits=check.limits, source=check.source,
        )
        for check in every_check()
    ]  # fmt: skip
    chunks = sarif_chunks(
        call.results(tell=True),
        rules=rules,
        assessor_version=__version__,
        model_id=call.run.model_id,
        sifted=call.sifter.sifted,
    )
    with opened(call.output) as stream:
        stream.writelines(chunks)


def _junit(call: Call) -> None:
    from assessor.reports.junit_report import junit_chunks

    fail_on = None if call.fail_on == options.NEVER else Severity(call.fail_on)
    chunks = junit_chunks(
        call.results(tell=True), titles=call.titles, fail_on=fail_on, sifted=call.sifter.sifted
    )
    with opened(call.output) as stream:
        stream.writelines(chunks)


def _github(call: Call) -> None:
    from assessor.reports.github_report import github_lines

    lines = github_lines(call.results(tell=True), titles=call.titles, sifted=call.sifter.sifted)
    with opened(call.output) as stream:
        stream.writelines(lines)
