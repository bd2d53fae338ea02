"""Field names of row files: the English names, and the Chinese ones by the column vocabulary.

The English names are the documented form. Exports of local systems carry the headers of their
tables as keys (三级指标, 指标值, 计算符号 …); they mean what they mean above a column.
"""

from collections.abc import Iterable
from functools import lru_cache

from assessor.indicators.columns import Role, meaning

FIELDS = (
    "id", "level1", "level2", "name", "value", "cycle_value", "project", "organisation", "year",
    "budget", "goal", "description", "unit", "sign", "weight", "actual", "score", "reason",
    "value_type",
)  # fmt: skip
NEEDED = ("name", "value")
_ROLES = {Role(field): field for field in FIELDS if field in {role.value for role in Role}}


def field_names(keys: Iterable[str]) -> dict[str, str]:
    """Return the field of every key that has one; at most one key a field, English names first.

    Examples
    --------
    >>> field_names(["三级指标", "指标值", "天气"])
    {'三级指标': 'name', '指标值': 'value'}
    """
    return dict(_field_names(tuple(keys)))


@lru_cache(maxsize=256)
def _field_names(keys: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    found = {key: key for key in keys if key in FIELDS}
    others = [(key, meaning(key)) for key in keys if key not in FIELDS]
    for key, known in others:
        _take(found, key, [known.strong] if known.strong else [])
    for key, known in others:
        if key not in found and known.strong is None:
            _take(found, key, known.weak)
    return tuple((key, found[key]) for key in keys if key in found)


def _take(found: dict[str, str], key: str, roles: Iterable[Role]) -> None:
    taken = set(found.values())
    for role in roles:
        field = _ROLES.get(role)
        if field is not None and field not in taken:
            found[key] = field
            return
