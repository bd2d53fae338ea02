"""A claim that closes a list covers that list alone: 建成16个，硬化道路32公里，均完成年初目标."""

import re
from collections.abc import Iterator, Sequence

from assessor.checks.claim_text import Passage
from assessor.checks.reported_rows import ReportedRow
from assessor.checks.underlining import trimmed
from assessor.core.claim import Claim, ClaimKind, ClaimTopic, ClaimVerdict
from assessor.core.span import Span

_COUNTED = re.compile(r"\d")


def listed_results(
    passage: Passage, sentence: Span, clause: Span, reported: Sequence[ReportedRow]
) -> tuple[ReportedRow, ...] | None:
    """Return the results of the list that a claim closes: 建成16个，硬化32公里，均完成目标.

    ``None`` where it closes none. Before a semicolon those are meant that name no target.
    """
    lead = passage.plain[sentence.start : clause.start]
    words = passage.plain[clause.start : clause.end].lstrip(" ,，")
    if not words.startswith(("均", "都", "全部")) or not _COUNTED.search(lead):
        return None
    begin = max(passage.plain.rfind(mark, 0, sentence.start) for mark in "。\n") + 1
    own = [one for one in reported if one.result.passage is passage]
    return tuple(
        one
        for one in own
        if begin <= one.result.span.start < clause.start
        and (one.result.span.start >= sentence.start or _is_silent(one))
    )


def _is_silent(one: ReportedRow) -> bool:
    """Tell whether a result says nothing itself of its target."""
    return one.result.want is None and one.result.rate is None and not one.row.explained


def on_list(passage: Passage, clause: Span, listed: Sequence[ReportedRow]) -> Iterator[Claim]:
    """Return the claim that closes a list: contradicted by what was missed, or borne out."""
    missed = [one for one in listed if one.fell_short]
    if missed:
        one = missed[0]
        why = f"文中另写“{one.result.span.quote(passage.text)}”，目标是“{one.value}”"
        yield passage.claim(
            trimmed(passage.plain, Span(one.result.span.start, clause.end)), ClaimKind.FIGURE,
            ClaimTopic.COMPLETENESS, ClaimVerdict.DISAGREES, why,
        )  # fmt: skip
    elif listed and all(one.row.fulfilment.outcome.value == "reached" for one in listed):
        yield passage.claim(
            trimmed(passage.plain, clause), ClaimKind.FIGURE, ClaimTopic.COMPLETENESS,
            ClaimVerdict.AGREES, f"文中列出的{len(listed)}项结果都达到了目标",
        )  # fmt: skip
