"""Everything said to the user beside the result: on standard error, in Chinese."""

import sys

from assessor.core.assessment import InputFailure
from assessor.core.submission import Extraction
from assessor.errors import AssessorError
from assessor.reports.lines import Line, Style, hanging, plain, visible
from assessor.reports.text_frame import LOW_CONFIDENCE, Layout, error_lines


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


def say_reading(extraction: Extraction) -> None:
    """Write what a person should know of a reading whose result is not shown as text."""
    path = "标准输入" if extraction.path == "-" else extraction.path
    for notice in extraction.notices:
        say(f"{path}：{notice}")
    if extraction.confidence < LOW_CONFIDENCE:
        reasons = "；".join(extraction.confidence_reasons) or "版面不规则"
        say(f"{path}：读取把握 {extraction.confidence:.0%}，请人工核对：{reasons}")
    if extraction.rejected:
        say(f"{path}：有 {len(extraction.rejected)} 行像指标但没有采用，请核对"
            "（原因见 assessor extract 的文字报告）")  # fmt: skip


def _write(lines: list[Line]) -> None:
    try:
        for line in lines:
            sys.stderr.write(plain(line) + "\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        # Nobody reads standard error; the exit status still tells.
        return
