"""Bounds on hostile input, in one place."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Finite bounds that every reader keeps; units are in the names.

    Attributes
    ----------
    inflation_ratio
        Inflated bytes per stored byte of a zip container; looked at from 10 MB on.
    document_seconds, document_memory_bytes
        What the process that reads one document may use before it is stopped.
    conversion_seconds
        What one run of an office program may take; part of ``document_seconds``.
    image_pixels
        Largest picture that is read by character recognition.
    """

    file_bytes: int = 50_000_000
    lines: int = 200_000
    cells: int = 2_000_000
    rows_per_sheet: int = 100_000
    columns_per_sheet: int = 500
    sheets: int = 200
    cell_characters: int = 40_000
    inflated_bytes: int = 500_000_000
    inflation_ratio: float = 200.0
    archive_entries: int = 2_000
    xml_depth: int = 200
    pages: int = 500
    image_pixels: int = 100_000_000
    document_seconds: float = 300.0
    conversion_seconds: float = 120.0
    document_memory_bytes: int = 4_000_000_000
    indicators: int = 200_000
