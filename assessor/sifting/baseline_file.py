"""The file that holds a baseline: JSON, sorted, so that its changes can be read.

Format 2 tells what each finding was made of, so that it is known again after small edits. In
format 1 only its fingerprint stands; it is read too, and knows again what is word by word the same.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assessor.core.fingerprint import FindingContent
from assessor.errors import ConfigError
from assessor.sifting.baseline import Baseline, KnownFinding, in_order

_MOST_BYTES = 200_000_000
_LONE = ("\ud800", "\udfff")


class _Known(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    fingerprint: str = Field(pattern=r"^[A-Z]\d{2}-[0-9a-f]{16}$")
    count: int = Field(default=1, ge=1)
    where: str = ""
    unit: str = ""
    project: str = ""
    place: str = ""
    field: str = ""
    name: str = ""
    words: str = ""

    def plain(self) -> KnownFinding:
        content = None
        if self.place:
            content = FindingContent(
                unit=self.unit, project=self.project, place=self.place, field=self.field,
                thing=self.name, words=self.words,
            )  # fmt: skip
        return KnownFinding(
            fingerprint=self.fingerprint, count=self.count, where=self.where, content=content
        )


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    assessor_baseline: Literal[1, 2]
    model_id: str
    files: dict[str, list[_Known]]


def read_baseline(path: Path) -> Baseline:
    """Read a baseline.

    Raises
    ------
    ConfigError
        ``config.baseline``: it is not there, cannot be read, or is no baseline.
    """
    try:
        if not path.is_file():
            raise _wrong(path, "文件不存在" if not path.exists() else "不是普通文件")
        if path.stat().st_size > _MOST_BYTES:
            raise _wrong(path, f"超过 {_MOST_BYTES:,} 字节，不像基线文件")
        content = _File.model_validate_json(path.read_bytes())
    except OSError as error:
        raise _wrong(path, f"打不开（{error.strerror or type(error).__name__}）") from error
    except (ValidationError, RecursionError) as error:
        raise _wrong(path, "内容不是基线文件") from error
    files = {
        name: in_order(known.plain() for known in entries)
        for name, entries in content.files.items()
    }
    return Baseline(files=files, model_id=content.model_id)


def baseline_text(baseline: Baseline) -> str:
    """Return what the file of a baseline holds, one finding a line."""
    head = json.dumps(baseline.model_id, ensure_ascii=False)
    files = ",\n".join(
        f"  {_plain(name)}: [{_entries(baseline.files[name])}]" for name in sorted(baseline.files)
    )
    body = f"\n{files}\n " if files else ""
    return f'{{\n "assessor_baseline": 2,\n "model_id": {head},\n "files": {{{body}}}\n}}\n'


def _entries(entries: tuple[KnownFinding, ...]) -> str:
    if not entries:
        return ""
    lines = (
        "{" + ", ".join(f'"{key}": {value}' for key, value in _members(known)) + "}"
        for known in sorted(entries, key=lambda known: known.fingerprint)
    )
    return ",".join(f"\n   {line}" for line in lines) + "\n  "


def _members(known: KnownFinding) -> Iterator[tuple[str, str]]:
    yield "fingerprint", f'"{known.fingerprint}"'
    if known.count > 1:
        yield "count", str(known.count)
    content = known.content
    if content is None:
        yield "where", _plain(known.where)
        return
    told = {
        "unit": content.unit, "project": content.project, "name": content.thing,
        "words": content.words, "place": content.place, "field": content.field,
    }  # fmt: skip
    yield from ((key, _plain(text)) for key, text in told.items() if text)


def _plain(text: str) -> str:
    """Return a JSON string that any encoding can carry."""
    is_whole = not any(_LONE[0] <= char <= _LONE[1] for char in text)
    return json.dumps(text, ensure_ascii=not is_whole)


def _wrong(path: Path, what: str) -> ConfigError:
    return ConfigError(
        f"基线 {path}：{what}",
        hint="基线由 assessor check … --write-baseline 文件 写出；请检查路径，或重新写一份。",
        code="config.baseline",
    )
