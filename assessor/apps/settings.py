"""Where corpus and models are, and what the environment says; read once, at the edge."""

import os
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from assessor.apps.configuration import Configuration, load_configuration
from assessor.core.limits import Limits
from assessor.documents.bounds import LIMIT_PREFIX
from assessor.errors import ConfigError

# Readers ask for one byte more than allowed, which must still be a number of the machine.
_MOST = 2**62
_LONGEST_SHOWN = 40
_PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Defaults of a machine.

    Attributes
    ----------
    corpus
        Labelled corpus: of the working tree, else the shipped one.
    models
        Where new models are written: ``models/`` of the working tree, else of the current folder.
    use_colour
        Whether the user wants colours at all (https://no-color.org, dumb terminals).
    limits
        Bounds on input: the defaults, but for what ``assessor.toml`` and, before that, variables
        such as ``ASSESSOR_LIMIT_FILE_BYTES`` say.
    """

    corpus: Path
    models: Path
    use_colour: bool
    limits: Limits = Limits()


def load_settings(
    environment: Mapping[str, str] | None = None, *, configuration: Configuration | None = None
) -> Settings:
    """Read the settings of this machine.

    Parameters
    ----------
    environment
        Variables; ``None`` for those of the process.
    configuration
        What a configuration file says; ``None`` for the one in force, or, where variables are
        given, for none.

    Raises
    ------
    ConfigError
        ``config.file``: the configuration file is wrong.
        ``config.limit``: a variable names no limit, or does not hold a positive number that a
        limit can have; limits that count are whole numbers.
    """
    given = os.environ if environment is None else environment
    if configuration is None:
        configuration = load_configuration() if environment is None else Configuration()
    tree = _PACKAGE.parent
    is_tree = (tree / "corpus" / "rows").is_dir() and (tree / "pyproject.toml").is_file()
    shipped = _PACKAGE / "_shipped" / "corpus"
    return Settings(
        corpus=tree / "corpus" if is_tree else shipped,
        models=tree / "models" if is_tree else Path("models"),
        use_colour=not given.get("NO_COLOR") and given.get("TERM", "") != "dumb",
        limits=_limits(given, configuration),
    )


def _limits(environment: Mapping[str, str], configuration: Configuration) -> Limits:
    kinds = {name: type(value) for name, value in asdict(Limits()).items()}
    told: dict[str, float] = dict(configuration.limits)
    for variable, text in environment.items():
        if not variable.startswith(LIMIT_PREFIX):
            continue
        name = variable.removeprefix(LIMIT_PREFIX).lower()
        if name not in kinds:
            raise ConfigError(
                f"环境变量 {variable} 不是任何上限的名称",
                hint="可用：" + "、".join(LIMIT_PREFIX + known.upper() for known in kinds),
                code="config.limit",
            )
        told[name] = _whole(variable, text) if kinds[name] is int else _positive(variable, text)
    return replace(Limits(), **told)  # type: ignore[arg-type] # int or float as the field says


def _whole(variable: str, text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        raise _refused(variable, text, "不是正整数") from None
    if number < 1:
        raise _refused(variable, text, "不是正整数")
    if number > _MOST:
        raise _refused(variable, text, f"太大，最大为 {_MOST}")
    return number


def _positive(variable: str, text: str) -> float:
    # The system cannot wait longer.
    most = threading.TIMEOUT_MAX if variable.endswith("_SECONDS") else float(_MOST)
    try:
        number = float(text)
    except ValueError:
        raise _refused(variable, text, "不是正数") from None
    if not 0 < number < float("inf"):
        raise _refused(variable, text, "不是正数")
    if number > most:
        raise _refused(variable, text, f"太大，最大为 {most:.0f}")
    return number


def _refused(variable: str, text: str, what: str) -> ConfigError:
    shown = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
    return ConfigError(
        f"环境变量 {variable} 的值“{shown}”{what}", hint="请写一个数字，例如 100000000",
        code="config.limit",
    )  # fmt: skip
