"""What a backup file is: a ZIP of tables as JSON lines, of files, and of a manifest of digests.

It is the same for SQLite and PostgreSQL, so that a team can move from one to the other. Sessions
of the browser are left out. The manifest's own digest names the backup: who keeps it elsewhere can
tell whether a backup was exchanged.
"""

import hashlib
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

FORMAT_VERSION = 1
MANIFEST, TABLES, FILES = "manifest.json", "tables/", "files/"
LEFT_OUT = frozenset({"sign_ins"})
MOST_MANIFEST = 256 << 20  # bytes; a million files are some 150 million
CHUNK = 1 << 20

_Digest = Field(pattern=r"^[0-9a-f]{64}$")
_Count = Field(ge=0, le=2**62)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class TablePart(_Part):
    """One table: JSON lines, one object a row, in order of the primary key."""

    name: str = Field(pattern=r"^[a-z_]{1,40}$")
    rows: int = _Count
    size: int = _Count
    digest: str = _Digest

    @property
    def member(self) -> str:
        """Name inside the ZIP."""
        return f"{TABLES}{self.name}.jsonl"


class FilePart(_Part):
    """One uploaded file."""

    digest: str = _Digest
    size: int = _Count

    @property
    def member(self) -> str:
        """Name inside the ZIP."""
        return f"{FILES}{self.digest}"


class AuditPart(_Part):
    """The audit log at the time of the backup."""

    number: int = _Count
    digest: str = _Digest
    problem: str = ""


class Manifest(_Part):
    """What a backup holds. ``missing`` are files that the store had lost already."""

    format: Literal["assessor-backup"]
    format_version: int
    made_at: str
    revision: str = Field(pattern=r"^\w{1,40}$")
    audit: AuditPart
    tables: tuple[TablePart, ...]
    files: tuple[FilePart, ...]
    missing: tuple[str, ...] = ()

    @property
    def members(self) -> tuple[str, ...]:
        """Names inside the ZIP, the manifest's own too."""
        tables = (part.member for part in self.tables)
        return (MANIFEST, *tables, *(part.member for part in self.files))

    def bytes(self) -> bytes:
        """Return the manifest as it is kept."""
        return self.model_dump_json(indent=1).encode()


def digest_of(data: bytes) -> str:
    """Return a SHA-256 as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def moment(text: str) -> datetime:
    """Read a moment of a backup.

    Raises
    ------
    ValueError
        It is none, or has no zone.
    """
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a moment needs its zone")
    return found
