"""Documents are read in a process of their own, which is stopped at its limits.

A document that crashes a library, never ends or eats the memory takes that process with it and
becomes one failure; the next document gets a new process. Reader and caller exchange pickled
messages over the process's standard input and output; a plain subprocess is used, because
:mod:`multiprocessing` would run the caller's main module again in the child.
"""

import contextlib
import os
import pickle
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as OutOfTime
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from assessor.core.assessment import InputFailure
from assessor.core.limits import Limits
from assessor.core.submission import Extraction
from assessor.documents.bounds import how_to_raise
from assessor.pipeline.sources import ReadOptions, Source

_CHILD = "from assessor.pipeline.reader_process import serve; serve()"
_LENGTH = struct.Struct("<Q")
_MOST_DOCUMENTS = 200
_LAST_WORDS = 400
_PATIENCE_S = 2.0
_TEMPORARY = ("TMPDIR", "TMP", "TEMP")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the reading process is asked: one source under one set of options."""

    source: Source
    options: ReadOptions


def send(stream: IO[bytes], message: object) -> None:
    """Write one message, its length first."""
    data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def receive(stream: IO[bytes]) -> object:
    """Read one message.

    Raises
    ------
    EOFError
        The other side has gone.
    """
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (size,) = _LENGTH.unpack(head)
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return pickle.loads(data)


class _NotSentError(OSError):
    """The process was gone before it got the request."""


class IsolatedReader:
    """Reads one source after the other in a child process; to be closed after use.

    Not for several threads at once.
    """

    def __init__(self, options: ReadOptions) -> None:
        self._options = options
        self._child: _Child | None = None
        self._finalizer = weakref.finalize(self, _stop, self.__dict__)

    def __enter__(self) -> "IsolatedReader":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop the child process."""
        _stop(self.__dict__)

    def abandon(self) -> None:
        """Kill the child process without waiting for anything; for handlers of signals."""
        if self._child is not None:
            self._child.abandon()

    def start(self) -> None:
        """Start the child now, so that it is ready when the first source comes."""
        if self._child is None:
            self._child = _Child(self._options.limits)

    def read(self, source: Source | InputFailure) -> Extraction | InputFailure:
        """Read one source; never raises for what the source holds or does to the child."""
        if isinstance(source, InputFailure):
            return source
        if source.path is None:
            # Rows of standard input are JSON lines, bounded by their limits: no library is met.
            from assessor.pipeline.reading import read_source  # noqa: PLC0415 - readers are heavy

            try:
                return read_source(source, options=self._options)
            except MemoryError:
                return _no_memory(source.name)
        # The child keeps the folder in which it was started.
        absolute = replace(source, path=Path(os.path.abspath(source.path)))
        try:
            answer = self._ask(Request(source=absolute, options=self._options))
        except OutOfTime:
            self.close()
            return _out_of_time(source.name, self._options.limits)
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            return self._buried(source.name, error)
        if self._child is not None and self._child.documents >= _MOST_DOCUMENTS:
            self.close()
        if not isinstance(answer, Extraction | InputFailure):
            return _died(source.name, "", self._options.limits)
        return answer

    def _ask(self, request: Request) -> object:
        """Ask the child; one that died while it had nothing to do is replaced first."""
        if self._child is not None and self._child.has_ended:
            self.close()
        self.start()
        assert self._child is not None
        try:
            return self._child.ask(request)
        except _NotSentError:
            self.close()
        self.start()
        return self._child.ask(request)

    def _buried(self, name: str, error: Exception) -> InputFailure:
        """Stop a child that did not answer and return why, as far as it is known."""
        child, limits = self._child, self._options.limits
        if child is None:
            # It could not even be started.
            return _died(name, str(error), limits)
        told, was_killed = child.last_words(), child.was_killed
        self.close()
        return _killed(name) if was_killed and not told else _died(name, told, limits)


def read_isolated(
    items: Iterable[Source | InputFailure], *, options: ReadOptions
) -> Iterator[Extraction | InputFailure]:
    """Read sources in order, each in the reading process."""
    with IsolatedReader(options) as reader:
        for item in items:
            yield reader.read(item)


def _stop(state: dict[str, object]) -> None:
    child = state.get("_child")
    state["_child"] = None
    if isinstance(child, _Child):
        child.stop()


class _Child:
    """The process with its pipes."""

    def __init__(self, limits: Limits) -> None:
        self.documents = 0
        self._limits = limits
        self._known_words = 0
        self._words = tempfile.TemporaryFile()  # noqa: SIM115 - closed by stop()
        # What a killed process leaves behind may be a copy of a submission.
        self._folder = tempfile.mkdtemp(prefix="assessor-")
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", _CHILD, *_parent()],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._words,
                start_new_session=True,
                env=os.environ | dict.fromkeys(_TEMPORARY, self._folder),
            )
        except BaseException:
            _remove(self._folder)
            raise
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="reader")

    @property
    def has_ended(self) -> bool:
        return self._process.poll() is not None

    @property
    def was_killed(self) -> bool:
        """Whether a process that has closed its pipes was ended by the system."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_PATIENCE_S)
        return os.name == "posix" and self._process.returncode == -signal.SIGKILL

    def ask(self, request: Request) -> object:
        if self.documents:
            # Not by seeking: the process writes at the same position.
            self._known_words = os.fstat(self._words.fileno()).st_size
        self.documents += 1
        answer: Future[object] = self._thread.submit(self._exchange, request)
        return answer.result(timeout=self._limits.document_seconds)

    def _exchange(self, request: Request) -> object:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            send(self._process.stdin, request)
        except OSError as error:
            raise _NotSentError(*error.args) from error
        return receive(self._process.stdout)

    def last_words(self) -> str:
        """Return the end of what the process wrote to standard error since the last request."""
        size = self._words.seek(0, os.SEEK_END)
        self._words.seek(max(self._known_words, size - _LAST_WORDS))
        lines = self._words.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1].strip() if lines else ""

    def abandon(self) -> None:
        _kill_session(self._process.pid)
        _remove(self._folder)

    def stop(self) -> None:
        _kill_session(self._process.pid)
        self._process.kill()
        self._process.wait()
        self._thread.shutdown(wait=True)
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if stream is not None:
                    stream.close()
        self._words.close()
        _remove(self._folder)


def _parent() -> tuple[str, ...]:
    """Return what the child is told of its parent: its id, if it is to end with this thread."""
    is_main = threading.current_thread() is threading.main_thread()
    return (str(os.getpid()),) if is_main else ()


def _remove(folder: str) -> None:
    """Remove a folder; what was killed a moment ago may still be writing into it."""
    end = time.monotonic() + _PATIENCE_S
    shutil.rmtree(folder, ignore_errors=True)
    while os.path.lexists(folder) and time.monotonic() < end:
        time.sleep(0.02)
        shutil.rmtree(folder, ignore_errors=True)


def _kill_session(session: int) -> None:
    """Kill what the reading process has started: office programs outlive their parent."""
    if not hasattr(os, "killpg"):
        return
    with contextlib.suppress(OSError):
        os.killpg(session, signal.SIGKILL)
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            fields = entry.read_text("utf-8", "replace").rpartition(")")[2].split()
            if int(fields[3]) == session:
                os.kill(int(entry.parent.name), signal.SIGKILL)


def _out_of_time(path: str, limits: Limits) -> InputFailure:
    return InputFailure(
        path=path,
        code="input.timeout",
        message=f"读取超过 {limits.document_seconds:g} 秒，已停止",
        hint="请拆分文件或另存为 .xlsx/.docx 后再试；"
        f"也可{how_to_raise('document_seconds', what='时间上限')}。",
    )


def out_of_memory(path: str, limits: Limits) -> InputFailure:
    """Return the failure of a document that wanted more memory than the limit."""
    return InputFailure(
        path=path,
        code="input.memory",
        message=f"读取所需内存超过上限 {limits.document_memory_bytes / 1e9:g} GB，已停止",
        hint=f"请拆分该文件后再试，或{how_to_raise('document_memory_bytes', what='内存上限')}。",
    )


def _no_memory(path: str) -> InputFailure:
    return InputFailure(
        path=path, code="input.memory", message="内存不足，读取已停止",
        hint="请分批输入，或关闭其他程序后再试。",
    )  # fmt: skip


def _killed(path: str) -> InputFailure:
    return InputFailure(
        path=path, code="input.crashed", message="读取该文件的进程被系统终止，可能是内存不足",
        hint="请拆分该文件，或关闭其他程序、减小 --jobs 后再试。",
    )  # fmt: skip


def _died(path: str, told: str, limits: Limits) -> InputFailure:
    if "MemoryError" in told or "bad_alloc" in told:
        return out_of_memory(path, limits)
    return InputFailure(
        path=path,
        code="input.crashed",
        message="读取该文件的进程意外终止" + (f"（{told[:120]}）" if told else ""),
        hint="文件可能已损坏，请用原来的软件打开后另存；如仍不行，请把该文件交给维护人员。",
    )
