"""A policy profile: the frame of indicators of a place and time, and what holds in it."""

from dataclasses import dataclass

from assessor.core.finding import Severity
from assessor.taxonomy.level_type import LevelType


@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredItem:
    """A core type: one row of any of ``types`` is enough."""

    called: str
    types: frozenset[LevelType]
    severity: Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightSplit:
    """Points of the first levels in a split that is in use."""

    cost: float
    output: float
    benefit: float
    satisfaction: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightRules:
    """Accepted sums of weights, in points.

    Attributes
    ----------
    totals
        Accepted sums where the form tells no weight of the execution; with one, rows and
        execution make up ``whole``.
    far
        A first level further off than this from all splits is unusual.
    told
        Whether unusual splits are told at all.
    """

    whole: float
    totals: tuple[float, ...]
    tolerance: float
    far: float
    splits: tuple[WeightSplit, ...]
    told: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One frame.

    Attributes
    ----------
    place, year
        Where and since when it is in use, in Chinese, ``""`` if not known.
    extends
        Name of the frame it was made from, ``""`` for the first.
    levels
        First levels with their second levels, as printed.
    starred
        The template marks further mandatory types with ★.
    whole_table
        The table stands for more than a project: rules of single projects do not hold.
    signs
        Signs that a system offers.
    severities
        What checks weigh, by code, where that is not left to them.
    sources
        Section (``levels``, ``required`` ...) and what it rests on, in Chinese.
    """

    name: str
    title: str
    place: str
    year: str
    extends: str
    levels: tuple[tuple[str, tuple[str, ...]], ...]
    required: tuple[RequiredItem, ...]
    starred: bool
    whole_table: bool
    weights: WeightRules
    signs: tuple[str, ...]
    severities: tuple[tuple[str, Severity], ...]
    sources: tuple[tuple[str, str], ...]
