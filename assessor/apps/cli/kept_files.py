"""Files that a call reads are never written over, however their names are spelled."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from assessor.apps.configuration import Configuration, load_configuration
from assessor.errors import ConfigError
from assessor.pipeline.own_outputs import is_own_output
from assessor.pipeline.sources import DOCUMENT_SUFFIXES, MAPPING_FILE

# What a file is to the system: the same for all its links and spellings.
_Identity: TypeAlias = tuple[int, int]
_HINT = "请换一个结果文件名。"
_INPUT = "结果文件就是输入文件，写入会覆盖原件"
_SETTINGS = "结果文件就是这次使用的设置文件（或其中写明的体系、词表、检查），写入会覆盖它"
_MODEL = "结果文件是所用模型的一部分，写入会覆盖它"
_MAPPING = f"结果文件就是记住列对应的 {MAPPING_FILE}，写入会覆盖它"


@dataclass(frozen=True, slots=True)
class _Read:
    path: Path
    why: str
    in_folder: bool


class KeptFiles:
    """What a call reads: inputs and files to compare with, settings, model.

    Parameters
    ----------
    paths
        Inputs and files to compare with, folders among them; ``None`` where an option is not
        given.
    model
        Folder of the model that the call names.
    """

    def __init__(self, paths: Iterable[str | Path | None], *, model: Path | None = None) -> None:
        self._read: dict[_Identity, _Read] = {}
        self._take(_settings(load_configuration()), _SETTINGS)
        self._take(_all_of(model) if model is not None else (), _MODEL)
        for path in (Path(path) for path in paths if path is not None):
            if path.is_dir():
                why = f"结果文件就是文件夹 {path} 中的一份材料，写入会覆盖原件"
                self._take(_documents(path), why, in_folder=True)
            else:
                self._take((path,), _INPUT)
                self._take((path.parent / MAPPING_FILE,), _MAPPING)

    def _take(self, paths: Iterable[Path], why: str, *, in_folder: bool = False) -> None:
        for path in paths:
            identity = _identity(path)
            if identity is not None:
                known = self._read.get(identity)
                if known is None or known.in_folder:
                    self._read[identity] = _Read(path, why, in_folder)

    def refuse(self, output: Path) -> None:
        """Refuse an output that stands where something is read.

        Raises
        ------
        ConfigError
            ``config.output-is-input``
        """
        identity = _identity(output)
        read = self._read.get(identity) if identity is not None else None
        # Papers of this program that lie in a folder of inputs are not read.
        if read is not None and not (read.in_folder and is_own_output(read.path)):
            raise ConfigError(f"{output}：{read.why}", hint=_HINT, code="config.output-is-input")


def keep_inputs(
    paths: Iterable[str | Path | None], *outputs: Path | None, model: Path | None = None
) -> None:
    """Refuse to write results over files that the call reads, or one over the other.

    Parameters
    ----------
    paths, model
        As for :class:`KeptFiles`.
    outputs
        ``None`` where an option is not given.

    Raises
    ------
    ConfigError
        ``config.output-is-input`` or ``config.output``
    """
    given = [output for output in outputs if output is not None]
    places: set[str | _Identity] = set()
    for output in given:
        here = {_place(output), _identity(output) or _place(output)}
        if places & here:
            raise ConfigError(
                f"{output}：两个结果不能写入同一个文件", hint="请另取一个文件名。",
                code="config.output",
            )  # fmt: skip
        places |= here
    there = [output for output in given if output.is_file()]
    if there:
        kept = KeptFiles(paths, model=model)
        for output in there:
            kept.refuse(output)


def is_same_place(one: Path, other: Path) -> bool:
    """Tell whether two names, of files that may not be there yet, mean one place."""
    first = _identity(one)
    if first is not None and first == _identity(other):
        return True
    return _place(one) == _place(other)


def _place(path: Path) -> str:
    return os.path.normcase(os.path.realpath(path))


def _identity(path: Path) -> _Identity | None:
    """Return what the system knows a regular file by, ``None`` if there is none."""
    try:
        status = path.stat()
        return (status.st_dev, status.st_ino) if path.is_file() else None
    except (OSError, ValueError):
        return None


def _settings(told: Configuration) -> Iterator[Path]:
    if told.path is not None:
        yield told.path
    yield from told.own.profiles
    for folder in (told.own.lexicons, told.own.checks):
        if folder is not None:
            yield from _all_of(folder)


def _documents(folder: Path) -> Iterator[Path]:
    for path in _all_of(folder):
        if path.name == MAPPING_FILE or path.suffix.lower() in DOCUMENT_SUFFIXES:
            yield path


def _all_of(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder; folders that are links are entered once."""
    visited: set[str] = set()
    for place, folders, names in os.walk(folder, followlinks=True):
        real = os.path.realpath(place)
        if real in visited:
            folders.clear()
            continue
        visited.add(real)
        yield from (Path(place, name) for name in names)
