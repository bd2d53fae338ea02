"""Options of a call joined with what ``assessor.toml`` says; the call wins."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assessor.apps.cli import options
from assessor.apps.configuration import Configuration, load_configuration
from assessor.core.finding import Severity
from assessor.errors import ConfigError
from assessor.sifting.suppression import Suppression

if TYPE_CHECKING:
    from assessor.checks.selection import Selection

FAIL_ON = "major"


def selection_of(
    select: Sequence[str] | None,
    ignore: Sequence[str] | None,
    configuration: Configuration | None = None,
    *,
    profile: str | None = None,
) -> "Selection":
    """Return which checks run, and what they weigh.

    Who chooses checks on the command line gets them, whatever the file leaves out. What a chosen
    frame says of severities holds where the file says nothing.

    Raises
    ------
    ConfigError
        ``config.unknown-check``: the file names a check that there is not.
    """
    from assessor.checks.selection import Selection

    told = load_configuration() if configuration is None else configuration
    check_codes(told)
    chosen, left_out = options.codes(select), options.codes(ignore)
    return Selection(
        select=chosen or told.select,
        ignore=left_out or (() if chosen else told.ignore),
        severities=(*_severities(profile or told.profile), *told.severities),
    )


def _severities(profile: str | None) -> tuple[tuple[str, Severity], ...]:
    if profile is None:
        return ()
    from assessor.policy import profiles

    return profiles.profile_of(profile).severities


def profile_of(given: str | None, configuration: Configuration | None = None) -> str | None:
    """Return the frame to use, ``None`` to recognise it.

    Raises
    ------
    ConfigError
        ``config.option``: there is no such frame.
    """
    told = load_configuration() if configuration is None else configuration
    return profile_named(given) if given is not None else told.profile


def profile_named(given: str) -> str:
    """Return a frame told on the command line: a shipped one, or one of the user's.

    Raises
    ------
    ConfigError
        ``config.option``: there is no such frame.
    """
    from assessor.policy.profiles import all_profiles

    own = [profile.name for profile in all_profiles() if profile.name not in options.PROFILES]
    if given.strip() in own:
        return given.strip()
    return options.choice(given, (*options.PROFILES, *own), option="--profile")


def suppressions_of(configuration: Configuration) -> tuple[Suppression, ...]:
    """Return the dismissals of a file with the codes that their names and families mean."""
    from assessor.checks.selection import codes_of

    check_codes(configuration)
    return tuple(replace(item, codes=codes_of(item.codes)) for item in configuration.suppressions)


def check_codes(configuration: Configuration) -> None:
    """Refuse a file that names checks which there are not.

    Raises
    ------
    ConfigError
        ``config.unknown-check``, with file, line and key.
    """
    from assessor.checks.selection import codes_of

    named = [("select", configuration.select), ("ignore", configuration.ignore)]
    named += [(f"severities.{code}", (code,)) for code, _ in configuration.severities]
    named += [
        (f"suppress[{number}].code", item.codes)
        for number, item in enumerate(configuration.suppressions)
    ]
    for key, references in named:
        try:
            codes_of(references)
        except ConfigError as error:
            line = configuration.line(key)
            place = f"第 {line} 行 " if line else ""
            raise ConfigError(
                f"{configuration.path}：{place}{key} {error.message}",
                hint=error.hint,
                code=error.code,
            ) from error
