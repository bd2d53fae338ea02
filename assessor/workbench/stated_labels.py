"""Which label of a row a decision on a finding states, if it states one at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessor.core.judgement import ValueKind
from assessor.taxonomy.level_names import declared_types
from assessor.workbench.dismissal_reasons import denies_defect

Plain = Mapping[str, Any]
# Checks that say one label of the guide in other words; the others state none.
_FLAGS = {
    "W01": "vague",
    "W05": "unclear_name",
    "W06": "unclear_name",
    "C12": "unclear_name",
    "W07": "compound",
    "V03": "missing_unit",
    "V14": "name_value_mismatch",
}
_KINDS = {"V01": ValueKind.MISSING, "W03": ValueKind.OPEN}
_LEVELS, _NO_PLACE = "C01", "C05"
LABELS_OF_CHECKS = frozenset({*_FLAGS, *_KINDS, _LEVELS, _NO_PLACE})
_NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What a decision says of one label.

    Attributes
    ----------
    value
        The label; ``None`` = it is not what the model said, and nothing tells what it is.
    """

    label: str
    value: object


def stated_label(
    code: str, *, stands: bool, reason_code: str, indicator: Plain, level2: str = ""
) -> Stated | None:
    """Return what a decision on a finding says of the labels of its row, ``None`` if nothing.

    A finding that is let pass for another cause (批复文件中已定) says nothing of the row.

    Parameters
    ----------
    indicator
        The row with its judgement, as kept with the decision.
    level2
        Second level of the rewrite that was adopted for the row, ``""`` for none.
    """
    if not stands and not denies_defect(reason_code):
        return None
    if code in _FLAGS:
        return Stated(label=_FLAGS[code], value=stands)
    if code in _KINDS:
        return Stated(label="value_kind", value=_KINDS[code].value if stands else None)
    if code == _NO_PLACE:
        return Stated(label="proper_levels", value=() if stands else None)
    if code == _LEVELS:
        levels = _moved(indicator, level2) if stands else _declared(indicator)
        return Stated(label="proper_levels", value=levels)
    return None


def _declared(indicator: Plain) -> tuple[str, ...]:
    types = declared_types(indicator["level1"], indicator["level2"]) or ()
    return tuple(level.value for level in types)


def _moved(indicator: Plain, level2: str) -> tuple[str, ...] | None:
    """Return where a misplaced row belongs: where the adopted rewrite puts it, else as proposed."""
    here = _declared(indicator)
    adopted = tuple(level.value for level in declared_types("", level2) or ())
    if adopted and not set(adopted) & set(here):
        return adopted
    levels = {name: p for name, p in indicator["judgement"]["levels"].items() if name not in here}
    best = max(levels, key=lambda name: levels[name], default=_NONE)
    return () if best == _NONE else (best,)


def model_labels(indicator: Plain) -> dict[str, Any]:
    """Return the labels that the model gave a row, in the words of the corpus."""
    judgement = indicator["judgement"]
    flags = ("vague", "unclear_name", "compound", "missing_unit", "name_value_mismatch")
    return {
        "value_kind": judgement["value_kind"],
        "proper_levels": _model_levels(indicator),
        **{flag: judgement[flag] for flag in flags},
    }


def _model_levels(indicator: Plain) -> tuple[str, ...]:
    here, judgement = _declared(indicator), indicator["judgement"]
    if judgement["level_mismatch"]:
        return _moved(indicator, "") or ()
    best = (judgement["level"],) if judgement["level"] is not None else ()
    return tuple(dict.fromkeys((*here, *best)))
