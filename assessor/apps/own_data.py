"""What ``assessor.toml`` adds to the shipped knowledge: where it stands, and taking it into force."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath, PureWindowsPath

from assessor.errors import ConfigError
from assessor.policy.own_files import OwnFiles, digest_of, own_files, use_own_files

_HINT = "请写与 assessor.toml 同一文件夹（或其下级文件夹）中的名称，例如 {example}。"
_EXAMPLES = {"profiles": "本省.yaml", "lexicons": "词表", "checks": "检查"}
_LONGEST = 40


def own_files_of(
    path: Path, lines: Mapping[str, int], *, profiles: list[str], lexicons: str | None,
    checks: str | None,
) -> OwnFiles:  # fmt: skip
    """Return the files that a configuration file names.

    Raises
    ------
    ConfigError
        ``config.file``: one lies elsewhere, is a link, or does not exist.
    """

    def placed(key: str, name: str) -> Path:
        return _placed(path, lines.get(key), key, name)

    return OwnFiles(
        profiles=tuple(placed("profiles", name) for name in profiles),
        lexicons=placed("lexicons", lexicons) if lexicons is not None else None,
        checks=placed("checks", checks) if checks is not None else None,
    )


def take_own(files: OwnFiles) -> None:
    """Take a configuration's files into force, all of them read and found right.

    Raises
    ------
    ConfigError
        ``config.own-file``
    """
    told = replace(files, digest=digest_of(files))
    if told == own_files():
        return
    use_own_files(told)
    try:
        _read_all(told)
    except ConfigError:
        use_own_files(OwnFiles())
        raise


def _read_all(files: OwnFiles) -> None:
    # Only who has own data pays for these.
    from assessor.policy.profiles import all_profiles  # noqa: PLC0415

    profiles = all_profiles()
    if files.lexicons is not None:
        from assessor.checks.own_words import own_words  # noqa: PLC0415

        own_words()
    if files.checks is not None:
        from assessor.checks.own_checks import own_checks  # noqa: PLC0415

        own_checks()
    if files.profiles:
        from assessor.checks.selection import codes_of  # noqa: PLC0415

        for path, profile in zip(files.profiles, profiles[-len(files.profiles) :], strict=True):
            for code, _ in profile.severities:
                try:
                    codes_of((code,))
                except ConfigError as error:
                    what = f"{path}：severities.{code} {error.message}"
                    raise ConfigError(what, hint=error.hint, code="config.own-file") from error


def _placed(path: Path, line: int | None, key: str, name: str) -> Path:
    shown = name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…"
    place = f"第 {line} 行 " if line else ""

    def wrong(what: str) -> ConfigError:
        return ConfigError(
            f"{path}：{place}{key} 的“{shown}”{what}",
            hint=_HINT.format(example=_EXAMPLES[key]), code="config.file",
        )  # fmt: skip

    windows = PureWindowsPath(name)
    parts = windows.parts
    if (
        not name.strip() or "\0" in name or ".." in parts or not parts
        or windows.drive or windows.root or PurePosixPath(name).is_absolute()
    ):  # fmt: skip
        raise wrong("不在设置文件所在的文件夹中")
    found = path.parent
    try:
        for part in parts:
            found = found / part
            if found.is_symlink():
                raise wrong("是链接，不读取")
        exists = found.is_file() if key == "profiles" else found.is_dir()
        if not exists and found.exists():
            raise wrong("不是普通文件" if key == "profiles" else "不是文件夹")
    except (OSError, ValueError) as error:
        raise wrong("打不开") from error
    if not exists:
        raise wrong("没有这个文件" if key == "profiles" else "没有这个文件夹")
    return found
