"""What holds in each frame of indicators: data in ``frames/*.yaml``.

By what a form shows a frame stands in :mod:`assessor.taxonomy.profiles`.

A user's file adds a frame; it extends a shipped one and says only what differs.
"""

from functools import cache
from importlib.resources import files
from pathlib import Path

from assessor.errors import ConfigError
from assessor.policy.own_faults import validated
from assessor.policy.own_files import on_change, own_files, read_own, wrong
from assessor.policy.profile import Profile
from assessor.policy.profile_file import UNKNOWN, ProfileFile, profile_from
from assessor.text.yaml_text import read_yaml


@cache
def _shipped() -> dict[str, Profile]:
    """Return the shipped frames by name, that of unknown forms among them."""
    raw: dict[str, ProfileFile] = {}
    for path in files(__package__).joinpath("frames").iterdir():
        if not path.name.endswith(".yaml"):
            continue
        try:
            told = ProfileFile.model_validate(read_yaml(path.read_text("utf-8")))
        except ValueError as error:
            raise ConfigError(
                f"指标体系 {path.name} 无法使用：{error}", code="config.profiles"
            ) from error
        raw[told.name] = told
    made: dict[str, Profile] = {}

    def make(name: str) -> Profile:
        if name not in made:
            base = raw[name].extends
            made[name] = profile_from(raw[name], make(base) if base else None)
        return made[name]

    return {name: make(name) for name in sorted(raw)}


def profile_names() -> tuple[str, ...]:
    """Return the names of all shipped frames, each once."""
    return tuple(name for name in _shipped() if name != UNKNOWN)


def all_profiles() -> tuple[Profile, ...]:
    """Return the shipped frames, then those of the user.

    Raises
    ------
    ConfigError
        ``config.own-file``: a file of the user is wrong.
    """
    return (*(profile for profile in _shipped().values() if profile.name != UNKNOWN), *_own())


def profile_of(name: str | None) -> Profile:
    """Return a frame, the one of unknown forms if there is none of that name."""
    known = {profile.name: profile for profile in all_profiles()}
    return known.get(name or UNKNOWN, _shipped()[UNKNOWN])


def read_profile(path: Path) -> Profile:
    """Read a user's frame.

    Raises
    ------
    ConfigError
        ``config.own-file``
    """
    told = validated(ProfileFile, read_own(path), path)
    accepted = f"可用：{'、'.join(profile_names())}。"
    if told.extends is None:
        raise wrong(path, "extends 没有写", f"请写明以哪个体系为基础。{accepted}")
    if told.extends not in profile_names():
        raise wrong(path, f"extends 不能是“{told.extends}”", accepted)
    if told.name in _shipped():
        raise wrong(path, f"name 不能是“{told.name}”，它是自带的体系", "请另取名称。")
    return profile_from(told, _shipped()[told.extends])


@cache
def _own() -> tuple[Profile, ...]:
    found: dict[str, Profile] = {}
    for path in own_files().profiles:
        profile = read_profile(path)
        if profile.name in found:
            raise wrong(path, f"name “{profile.name}”已用于另一个文件", "请另取名称。")
        found[profile.name] = profile
    return tuple(found.values())


on_change(_own.cache_clear)
