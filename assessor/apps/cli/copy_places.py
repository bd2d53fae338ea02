"""Where the copies of ``assessor annotate`` go: never over what is read, or what a person filled."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from assessor.apps.cli.kept_files import KeptFiles
from assessor.apps.cli.talk import say
from assessor.errors import AssessorError, ConfigError

MARKED, CORRECTED = "（批注）", "（修改）"
_FILLED = {"xlsx": "“审核意见”表已有人填写", "docx": "批注已有人答复"}
_MARKED_NAME = re.compile(rf"{MARKED}\d*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyPlaces:
    """Gives every copy of a call its place.

    Attributes
    ----------
    single
        The call has one input, so that ``output`` may be a file.
    mark
        What is added to the names of copies in a folder.
    used
        Names already given in the folder.
    """

    output: Path
    single: bool
    mark: str
    kept: KeptFiles
    used: set[str] = field(default_factory=set)

    def place(self, name: str, kind: str, content: bytes) -> Path:
        """Return where the copy of an input goes.

        Parameters
        ----------
        kind
            Kind of the input, as its reading tells.
        content
            The new copy.

        Raises
        ------
        ConfigError
            ``config.output``: the name has the wrong ending, or the file there holds decisions.
            ``config.output-is-input``: something that the call reads stands there.
        """
        from assessor.reports.annotated.copies import copy_suffix

        own_name = name.replace("\\", "/").rsplit("/", 1)[-1]
        suffix = copy_suffix(own_name, kind)
        if not self.single or self.output.is_dir() or not self.output.suffix:
            return self._free(_folder(self.output), Path(own_name).stem, suffix, content)
        output = self.output
        if output.suffix.lower() != suffix:
            raise ConfigError(
                f"{name} 的副本是 {suffix} 文件，不能写成“{output.name}”",
                hint=f"请换一个文件名，例如 -o {output.stem}{suffix}。",
                code="config.output",
            )
        self.kept.refuse(output)
        if filled := _filled(output):
            raise ConfigError(
                f"{output}：{filled}，没有覆盖",
                hint="请换一个 --output 路径；不再需要这个文件时，请先把它删去。",
                code="config.output",
            )
        return output

    def _free(self, folder: Path, stem: str, suffix: str, content: bytes) -> Path:
        """Return a name in the folder that no copy of this call has, and no person's work."""
        path, number = folder / f"{stem}{self.mark}{suffix}", 1
        while str(path).lower() in self.used:
            number += 1
            path = folder / f"{stem}{number}{self.mark}{suffix}"
        first, number = path, 1
        why = ""
        while why_now := self._why_kept(path, content):
            why = why or why_now
            number += 1
            path = first.with_name(f"{first.stem}{number}{suffix}")
        if why:
            say(f"{first}：{why}，没有覆盖；新的副本写为 {path.name}")
        self.used.update((str(first).lower(), str(path).lower()))
        self.kept.refuse(path)
        return path

    def _why_kept(self, path: Path, content: bytes) -> str:
        """Return why a file of an earlier call must stay, ``""`` if it may go."""
        if str(path).lower() in self.used:
            return "已用于另一份副本"
        if not path.exists():
            return ""
        if self.mark == MARKED:
            return _filled(path)
        # A person may have filled the blanks of an earlier corrected copy.
        return "" if _bytes(path) == content else "已有内容不同的修改稿"


def is_own_copy(path: Path, output: Path) -> bool:
    """Tell whether an input of a folder is a copy that an earlier call wrote to ``output``."""
    return _MARKED_NAME.search(path.stem) is not None and path.parent.resolve() == output.resolve()


def _filled(path: Path) -> str:
    """Return what a person has done in a copy, ``""`` if nothing; unreadable ones stay as well."""
    from assessor.reports.annotated.copies import OFFICE

    suffix = path.suffix.lower()
    kind = next((kind for kind, suffixes in OFFICE.items() if suffix in suffixes), None)
    if kind is None or not path.is_file():
        return ""
    from assessor.reports.annotated.decisions import has_decisions

    data = _bytes(path)
    if data is None:
        return "文件读不出来，可能已有人填写"
    try:
        return _FILLED[kind] if has_decisions(data) else ""
    except AssessorError:
        return "文件读不出来，可能已有人填写"


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _folder(path: Path) -> Path:
    from assessor.pipeline.sources import reason

    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"{path}：不能建立文件夹（{reason(error)}）", hint="请换一个 --output 路径。",
                          code="config.output") from error  # fmt: skip
    return path
