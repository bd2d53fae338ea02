"""All checks, found by walking the catalog folder once."""

import pkgutil
from functools import cache
from importlib import import_module

from assessor.checks import catalog
from assessor.checks.check import Check
from assessor.errors import ConfigError


@cache
def all_checks() -> tuple[Check, ...]:
    """Return every check of the catalog, in the order of the families W, V, C, S, E.

    Raises
    ------
    ConfigError
        A file declares no ``CHECK``, a code stands twice, or file and check disagree.
    """
    checks: dict[str, Check] = {}
    for module in pkgutil.iter_modules(catalog.__path__):
        check = getattr(import_module(f"{catalog.__name__}.{module.name}"), "CHECK", None)
        if not isinstance(check, Check):
            raise ConfigError(f"检查文件 {module.name} 没有声明 CHECK", code="config.check")
        if module.name != f"{check.code}_{check.name}".lower().replace("-", "_"):
            raise ConfigError(
                f"检查文件 {module.name} 与编码 {check.code} {check.name} 不符", code="config.check"
            )
        if check.code in checks:
            raise ConfigError(f"检查编码 {check.code} 重复", code="config.check")
        checks[check.code] = check
    return tuple(sorted(checks.values(), key=lambda c: ("WVCSE".index(c.code[0]), c.code)))


def check_of(code: str) -> Check:
    """Return the check with ``code`` (upper or lower case) or kebab-case name."""
    for check in all_checks():
        if code.upper() == check.code or code.lower() == check.name:
            return check
    raise ConfigError(
        f"没有编码为“{code}”的检查", hint="全部编码见 assessor rules。", code="config.unknown-check"
    )
