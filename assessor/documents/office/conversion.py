"""Old office formats, converted by LibreOffice and then read like the new ones.

LibreOffice runs without a window, with a profile of its own per file that forbids macros, links
to other documents and the network, inside a folder that is always removed.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from assessor.core.limits import Limits
from assessor.documents.bounds import limit_error
from assessor.documents.document import Document
from assessor.documents.office.profile import write_profile
from assessor.documents.office.sources import import_filter
from assessor.documents.package import damaged
from assessor.errors import InputError

NOTICE = "已用 LibreOffice 转换读取"
_PROGRAMS = ("soffice", "libreoffice", "soffice.exe")
_PLACES = (
    "/usr/lib/libreoffice/program/soffice",
    "/usr/lib64/libreoffice/program/soffice",
    "/usr/local/bin/soffice",
    "/snap/bin/libreoffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)
_OPT = Path("/opt")
_OPT_PATTERN = "libreoffice*/program/soffice"
_OPTIONS = (
    "--headless",
    "--invisible",
    "--nologo",
    "--nodefault",
    "--norestore",
    "--nolockcheck",
    "--nofirststartwizard",
)
_LABELS = {
    "doc": "旧版 Word 文档（.doc）", "wps": "WPS 文字文档（.wps）", "rtf": "RTF 文档（.rtf）",
    "odt": "OpenDocument 文档（.odt）", "xls": "旧版 Excel 工作簿（.xls）",
    "et": "WPS 表格（.et）", "ods": "OpenDocument 表格（.ods）",
}  # fmt: skip
_WRITER_TARGET = ("docx", "docx:MS Word 2007 XML")
_CALC_TARGET = ("xlsx", "xlsx:Calc MS Excel 2007 XML")
_SHEET_KINDS = ("xls", "et", "ods")
_POLL_SECONDS = 0.05
_MOST_LOG = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """One conversion, in a folder of its own."""

    name: str
    folder: Path
    source: Path
    filter: str
    target: tuple[str, str]
    limits: Limits

    @property
    def output(self) -> Path:
        return self.folder / "out" / f"{self.source.stem}.{self.target[0]}"

    @property
    def log(self) -> Path:
        return self.folder / "log.txt"


def find_office() -> str | None:
    """Return the path of LibreOffice's program, ``None`` if there is none."""
    for program in _PROGRAMS:
        found = shutil.which(program)
        if found:
            return found
    places = [Path(place) for place in _PLACES]
    if _OPT.is_dir():
        places += sorted(_OPT.glob(_OPT_PATTERN), reverse=True)
    return next((str(place) for place in places if place.is_file()), None)


def read_converted(name: str, data: bytes, *, kind: str, limits: Limits) -> Document:
    """Convert a file and read the result.

    Parameters
    ----------
    name
        Name of the input, for messages.
    data
        The whole file.
    kind
        What it is by content: ``doc``, ``wps``, ``rtf``, ``odt``, ``xls``, ``et``, ``ods``.
    limits
        Bounds that the conversion and the reader keep.

    Returns
    -------
    Document
        Of kind ``kind``; its first notice tells of the conversion.

    Raises
    ------
    InputError
        Those of :func:`convert` and of the readers of .docx and .xlsx.
    """
    target, converted = convert(name, data, kind=kind, limits=limits)
    # The readers are imported here: a workbook is read without loading those of documents.
    if target == "xlsx":
        from assessor.documents.spreadsheets.xlsx import read_xlsx as read  # noqa: PLC0415
    else:
        from assessor.documents.word.docx import read_docx as read  # noqa: PLC0415
    document = read(name, converted, limits=limits)
    return replace(document, kind=kind, notices=(NOTICE, *document.notices))


def convert(name: str, data: bytes, *, kind: str, limits: Limits) -> tuple[str, bytes]:
    """Convert a file to .docx or .xlsx with LibreOffice.

    Parameters
    ----------
    name
        Name of the input, for messages; never seen by LibreOffice.
    data
        The whole file.
    kind
        As for :func:`read_converted`.
    limits
        ``conversion_seconds`` bounds the run, ``inflated_bytes`` what it writes.

    Returns
    -------
    tuple of str and bytes
        ``docx`` or ``xlsx``, and the converted file.

    Raises
    ------
    InputError
        ``input.no-converter``: LibreOffice is not installed. ``input.damaged``: it cannot open
        the file. ``input.encrypted``, ``input.unsafe-xml``, ``input.limit``.
    """
    chosen = import_filter(name, data, kind=kind, limits=limits)
    program = find_office()
    if program is None:
        raise _no_converter(name, kind)
    with tempfile.TemporaryDirectory(prefix="assessor-", ignore_cleanup_errors=True) as folder:
        job = _Job(
            name=name,
            folder=Path(folder),
            source=Path(folder) / f"input.{kind}",
            filter=chosen,
            target=_CALC_TARGET if kind in _SHEET_KINDS else _WRITER_TARGET,
            limits=limits,
        )
        job.source.write_bytes(data)
        job.output.parent.mkdir()
        write_profile(job.folder / "profile")
        _run(job, program)
        return job.target[0], _result(job)


def _run(job: _Job, program: str) -> None:
    command = [
        program,
        f"-env:UserInstallation={(job.folder / 'profile').as_uri()}",
        *_OPTIONS,
        f"--infilter={job.filter}",
        "--convert-to",
        job.target[1],
        "--outdir",
        str(job.output.parent),
        str(job.source),
    ]
    try:
        with job.log.open("wb") as log, _started(command, job=job, log=log.fileno()) as process:
            _wait(job, process)
    except OSError as error:
        raise InputError(
            f"{job.name}：LibreOffice 无法启动（{error.strerror or error}）",
            hint="请检查 LibreOffice 是否安装完整，或将文件另存为 .docx/.xlsx",
            code="input.no-converter",
        ) from error


def _wait(job: _Job, process: subprocess.Popen[bytes]) -> None:
    """Wait for the end of a conversion, not longer and not for more output than allowed."""
    limits = job.limits
    end = time.monotonic() + limits.conversion_seconds
    while process.poll() is None:
        if time.monotonic() > end:
            raise limit_error(job.name, "LibreOffice 转换用时（秒）", limits.conversion_seconds,
                              field="conversion_seconds")  # fmt: skip
        if _size(job) > limits.inflated_bytes:
            raise _too_large(job)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=_POLL_SECONDS)


def _size(job: _Job) -> int:
    places = (job.log, *job.output.parent.iterdir())
    size = 0
    for place in places:
        with contextlib.suppress(OSError):
            size += place.stat().st_size
    return size


@contextlib.contextmanager
def _started(command: list[str], *, job: _Job, log: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program in a process group of its own that ends with the block.

    It stays in the session of this process: who kills the session kills the program too.
    """
    process = subprocess.Popen(
        command,
        cwd=job.folder,
        env=_environment(job.folder),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        process_group=0,
    )
    _bound_processor_time(process.pid, seconds=job.limits.conversion_seconds)
    try:
        yield process
    finally:
        _end(process)


def _environment(folder: Path) -> dict[str, str]:
    """Return an environment without proxies, preload settings or the user's home."""
    kept = ("PATH", "SYSTEMROOT", "WINDIR", "TZ", "LD_LIBRARY_PATH")
    passed = {key: value for key, value in os.environ.items() if key.upper() in kept}
    own = {"HOME": str(folder), "USERPROFILE": str(folder), "LANG": "C.UTF-8",
           "LC_ALL": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"}  # fmt: skip
    temporary = {key: str(folder) for key in ("TMPDIR", "TMP", "TEMP")}
    return passed | own | temporary


def _bound_processor_time(process: int, *, seconds: float) -> None:
    """Let the system end the program if this process itself is killed before it can."""
    if sys.platform == "linux":
        import resource  # noqa: PLC0415 (not on Windows)

        most = int(seconds) * 2 + 10
        with contextlib.suppress(OSError, ValueError):
            resource.prlimit(process, resource.RLIMIT_CPU, (most, most))


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program with all that it started."""
    if sys.platform == "win32":
        subprocess.run(
            ["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False
        )
    else:
        # The start program may be gone while what it started still runs.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=10)


def _result(job: _Job) -> bytes:
    try:
        size = job.output.stat().st_size
    except OSError as error:
        raise _failed(job) from error
    if size > job.limits.inflated_bytes:
        raise _too_large(job)
    converted = job.output.read_bytes()
    if not converted.startswith(b"PK\x03\x04"):
        raise _failed(job)
    return converted


def _too_large(job: _Job) -> InputError:
    most = job.limits.inflated_bytes
    return limit_error(job.name, "LibreOffice 转换结果字节数", most, field="inflated_bytes")


def _failed(job: _Job) -> InputError:
    with job.log.open("rb") as log:
        said = log.read(_MOST_LOG).decode("utf-8", "replace").replace(str(job.folder), "…")
    reason = next((line.strip() for line in said.splitlines() if "rror" in line), "没有转换结果")
    return damaged(job.name, f"文件损坏，LibreOffice 无法打开（{reason[:80]}）")


def _no_converter(name: str, kind: str) -> InputError:
    newer = ".xlsx" if kind in _SHEET_KINDS else ".docx"
    return InputError(
        f"{name}：{_LABELS.get(kind, kind)}需要 LibreOffice 才能读取，但本机没有安装",
        hint=(
            f"请用 Office 或 WPS 另存为 {newer}；或安装 LibreOffice：Debian/Ubuntu 安装软件包 "
            "libreoffice-writer-nogui 和 libreoffice-calc-nogui（或 libreoffice），"
            "Windows/macOS 使用 LibreOffice 安装包"
        ),
        code="input.no-converter",
    )
