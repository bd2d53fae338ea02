"""What stands in brackets beside a value: a base, parts, the counts behind a rate."""

import re
from collections.abc import Sequence

from assessor.core.span import Span
from assessor.core.target import Target, TargetKind
from assessor.text.normalise import normalise

_BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]{0,200}[)）\]】]")
_COUNTED = (TargetKind.NUMBER, TargetKind.DATE, TargetKind.FREQUENCY)


def asides(text: str) -> tuple[Span, ...]:
    """Return the stretches in brackets that hold a figure."""
    return tuple(
        Span(*match.span())
        for match in _BRACKETS.finditer(normalise(text))
        if re.search(r"\d", match.group())
    )


def without_asides(text: str, targets: Sequence[Target]) -> tuple[Target, ...]:
    """Return the targets outside of brackets; all where nothing stands outside.

    Examples
    --------
    >>> from assessor.text.target_grammar import parse_targets
    >>> [t.low for t in without_asides("8%（46起）", parse_targets("8%（46起）"))]
    [8.0]
    """
    spans = asides(text)
    outside = tuple(t for t in targets if not any(s.start < t.span.start < s.end for s in spans))
    return outside if any(t.kind in _COUNTED for t in outside) else tuple(targets)


def binding_asides(text: str, targets: Sequence[Target]) -> bool:
    """Tell whether a bracket holds a target of its own: ≥500人（其中残疾人≥50人）."""
    spans = asides(text)
    return any(
        t.sign is not None and t.kind is TargetKind.NUMBER
        for t in targets
        if any(s.start < t.span.start < s.end for s in spans)
    )
