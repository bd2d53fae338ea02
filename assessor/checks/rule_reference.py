"""Everything that is said of the checks: those of rows, of submissions, and defects that are none."""

from functools import cache
from importlib.resources import files
from typing import TypeAlias

from pydantic import BaseModel, ConfigDict, TypeAdapter

from assessor.checks.check import Check
from assessor.checks.own_checks import FAMILY, row_checks
from assessor.checks.submission_check import SubmissionCheck
from assessor.checks.submission_registry import submission_checks
from assessor.errors import ConfigError
from assessor.text.yaml_text import read_yaml

AnyCheck: TypeAlias = Check | SubmissionCheck
_FAMILIES = f"WVCSE{FAMILY}"


class NoCheck(BaseModel):
    """A defect of the catalogue that is no check of its own.

    Attributes
    ----------
    by
        Codes of the checks that report it all the same.
    reason
        Why it is none, in Chinese.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    code: str
    title: str
    by: tuple[str, ...]
    reason: str


@cache
def every_check() -> tuple[AnyCheck, ...]:
    """Return the checks of rows and of submissions, in the order of the families W, V, C, S, E, Z."""
    checks: tuple[AnyCheck, ...] = (*row_checks(), *submission_checks())
    return tuple(sorted(checks, key=lambda check: (_FAMILIES.index(check.code[0]), check.code)))


def titles() -> dict[str, str]:
    """Return the Chinese name of every check by its code."""
    return {check.code: check.title for check in every_check()}


@cache
def no_checks() -> tuple[NoCheck, ...]:
    """Return the defects of the catalogue that are no checks, in the order of the families.

    Raises
    ------
    ConfigError
        ``config.checks``: the data are wrong, or a code is a check as well.
    """
    text = files(__package__).joinpath("not_checks.yaml").read_text("utf-8")
    try:
        found = TypeAdapter(tuple[NoCheck, ...]).validate_python(read_yaml(text))
    except ValueError as error:
        raise ConfigError(f"not_checks.yaml 无法使用：{error}", code="config.checks") from error
    known = {check.code for check in every_check()}
    wrong = [item.code for item in found if item.code in known or not known.issuperset(item.by)]
    if wrong or len({item.code for item in found}) < len(found):
        raise ConfigError(f"not_checks.yaml 与检查不符：{wrong}", code="config.checks")
    return found


def find_check(code: str) -> AnyCheck:
    """Return the check with ``code`` (upper or lower case) or kebab-case name.

    Raises
    ------
    ConfigError
        ``config.unknown-check``: there is none; the reason is told for defects of the catalogue.
    """
    for check in every_check():
        if code.upper() == check.code or code.lower() == check.name:
            return check
    for item in no_checks():
        if code.upper() == item.code:
            others = f"；相关检查：{'、'.join(item.by)}" if item.by else ""
            raise ConfigError(
                f"{item.code} {item.title}不是单独的检查：{item.reason}",
                hint=f"全部编码见 assessor rules{others}。",
                code="config.unknown-check",
            )
    raise ConfigError(
        f"没有编码为“{code}”的检查", hint="全部编码见 assessor rules。", code="config.unknown-check"
    )
