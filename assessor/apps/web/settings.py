"""What a running workbench is told at its start."""

from dataclasses import dataclass
from pathlib import Path

from assessor.core.limits import Limits

MEGABYTE = 1 << 20
TRAY = "tray"  # in the data folder: what was sent and is not handed in


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """Settings of one server.

    Attributes
    ----------
    folder
        Data folder: files, secrets and, by default, the database.
    database
        Address of the database, ``None`` for SQLite in the data folder.
    is_https
        Users reach the server over HTTPS (a reverse proxy ends it): cookies are marked secure.
    upload_bytes
        Most bytes of one request.
    files_per_upload
        Most files of one request.
    failed_sign_ins_per_minute
        Bound per address; accounts have locks of their own.
    requests_per_minute
        Bound per account, per token and, for strangers, per address.
    pages_per_minute
        Bound per account on whole pages: each holds memory until its browser has connected.
    tray_bytes
        Most bytes that an account has sent and not handed in.
    workers
        Processes that assess uploaded files, 0 for none (another server does it).
    limits
        Bounds of the readers.
    """

    folder: Path
    database: str | None = None
    is_https: bool = False
    upload_bytes: int = 200 * MEGABYTE
    files_per_upload: int = 500
    failed_sign_ins_per_minute: int = 10
    requests_per_minute: int = 1200
    pages_per_minute: int = 120
    tray_bytes: int = 1000 * MEGABYTE
    workers: int = 1
    limits: Limits = Limits()
