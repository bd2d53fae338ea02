"""Counts per month or quarter as counts of a year."""

from dataclasses import replace

from assessor.core.target import Target, TargetKind

_PER_YEAR = {"每年": 1, "每半年": 2, "每季度": 4, "每季": 4, "每月": 12, "每个月": 12, "每周": 52}


def yearly(target: Target) -> Target:
    """Turn 每季度1次 into 4 a year; what is already a number of the year stays."""
    if target.kind is not TargetKind.FREQUENCY and target.frequency is None:
        return target
    times = _PER_YEAR.get(target.frequency or "")
    if times is None or times == 1:
        return target
    low, high = (None if bound is None else bound * times for bound in (target.low, target.high))
    return replace(target, low=low, high=high)
