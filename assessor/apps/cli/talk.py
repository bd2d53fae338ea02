"""Everything said to the user beside the result: on standard error, in Chinese."""

import sys

from assessor.core.assessment import InputFailure
from assessor.errors import AssessorError
from assessor.reports.lines import Line, Style, hanging, plain, visible
from assessor.reports.text_frame import Layout, error_lines


def say(text: str) -> None:
    """Write one remark."""
    _write(hanging((), ((visible(text), Style.PLAIN),), Layout().columns))


def say_error(error: AssessorError) -> None:
    """Write why the call could not be carried out, and what to do."""
    columns = Layout().columns
    _write(hanging((("错误：", Style.PLAIN),), ((visible(error.message), Style.PLAIN),), columns))
    if error.hint:
        _write(hanging((("办法：", Style.PLAIN),), ((visible(error.hint), Style.PLAIN),), columns))


def say_failure(failure: InputFailure) -> None:
    """Write an input that could not be used."""
    _write(list(error_lines(failure, Layout())))


def _write(lines: list[Line]) -> None:
    try:
        for line in lines:
            sys.stderr.write(plain(line) + "\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        # Nobody reads standard error; the exit status still tells.
        return
