"""Bounds on hostile input, in one place."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Finite bounds that every reader keeps; units are in the names."""

    file_bytes: int = 50_000_000
    lines: int = 200_000
    cells: int = 2_000_000
    rows_per_sheet: int = 100_000
    columns_per_sheet: int = 500
    sheets: int = 200
    cell_characters: int = 20_000
    inflated_bytes: int = 500_000_000
    inflation_ratio: float = 200.0
    archive_entries: int = 2_000
    indicators: int = 200_000
