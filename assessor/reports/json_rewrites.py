"""Rewrites as plain dictionaries of the shape of ``json_contract``."""

from dataclasses import asdict
from typing import Any

from assessor.core.rewrite import FigureSource, Rewrite, RewrittenRow, Slot
from assessor.reports.places import place_name


def rewrite_plain(rewrite: Rewrite) -> dict[str, Any]:
    """Return one rewrite (``RewriteOut``)."""
    return {
        **_row(rewrite.row),
        "evidence": "、".join(rewrite.evidence) or None,
        "slots": [slot.question for slot in rewrite.slots],
        "sources": [_source(source) for source in rewrite.sources],
        "reason": rewrite.reason,
        "verdict": rewrite.verdict.value,
        "score_after": rewrite.score_after,
        "further": [_row(row) for row in rewrite.further],
        "references": [_reference(slot) for slot in rewrite.slots if slot.reference is not None],
        "score_before": rewrite.score_before,
        "smart_before": dict(rewrite.smart_before),
        "smart_after": dict(rewrite.smart_after),
        "frame": rewrite.frame,
        "rank": rewrite.rank,
        "figures": [_figure(source) for source in rewrite.sources],
    }


def _row(row: RewrittenRow) -> dict[str, Any]:
    return {"level1": row.level1, "level2": row.level2, "name": row.name, "value": row.value}


def _source(source: FigureSource) -> str:
    where = place_name(source.origin)
    return f"{source.figure}：{source.place}{f'（{where}）' if where else ''}：{source.text}"


def _figure(source: FigureSource) -> dict[str, Any]:
    return {
        "figure": source.figure,
        "place": source.place,
        "text": source.text,
        "origin": asdict(source.origin),
    }


def _reference(slot: Slot) -> dict[str, Any]:
    reference = slot.reference
    assert reference is not None
    return {
        "slot": slot.question,
        "count": reference.count,
        "low": reference.low,
        "middle": reference.middle,
        "high": reference.high,
        "unit": reference.unit,
        "sector": reference.sector or None,
    }
