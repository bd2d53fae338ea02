"""All checks, found by walking their folders once."""

import pkgutil
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Protocol, TypeVar

from assessor.checks import catalog
from assessor.checks.check import Check
from assessor.errors import ConfigError


class Named(Protocol):
    """What a check of rows and one of whole submissions have in common."""

    @property
    def code(self) -> str:
        """Code of the check, such as W01."""

    @property
    def name(self) -> str:
        """Kebab-case name."""


T = TypeVar("T", bound=Named)


@cache
def all_checks() -> tuple[Check, ...]:
    """Return every check of the catalog, in the order of the families W, V, C.

    Raises
    ------
    ConfigError
        See :func:`checks_in`.
    """
    return checks_in(catalog, Check)


def checks_in(folder: ModuleType, kind: type[T]) -> tuple[T, ...]:
    """Return the ``CHECK`` of every file of a package, in the order of the families.

    Raises
    ------
    ConfigError
        A file declares no ``CHECK``, a code stands twice, or file and check disagree.
    """
    checks: dict[str, T] = {}
    for module in pkgutil.iter_modules(folder.__path__):
        check = getattr(import_module(f"{folder.__name__}.{module.name}"), "CHECK", None)
        if not isinstance(check, kind):
            raise ConfigError(f"检查文件 {module.name} 没有声明 CHECK", code="config.check")
        if module.name != f"{check.code}_{check.name}".lower().replace("-", "_"):
            raise ConfigError(
                f"检查文件 {module.name} 与编码 {check.code} {check.name} 不符", code="config.check"
            )
        if check.code in checks:
            raise ConfigError(f"检查编码 {check.code} 重复", code="config.check")
        checks[check.code] = check
    return tuple(sorted(checks.values(), key=lambda c: ("WVCSE".index(c.code[0]), c.code)))
