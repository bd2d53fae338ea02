"""``assessor serve`` as a process of its own: started, stopped, killed, and asked what it said."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

PATIENCE_S = 600.0
_EVERY_S = 0.05
_STARTED = re.compile(r"工作台已启动：(http://\S+?)（")


class ServedWorkbench:
    """A server on a data folder; whatever is left of it ends with the ``with`` block.

    Parameters
    ----------
    folder
        Data folder; used again by each start.
    database
        Address of the database, ``None`` for the folder's own. It is told in the environment:
        it may hold a password.
    said
        File for everything that the server says.
    options
        More options of the command.
    """

    def __init__(
        self,
        folder: Path,
        *,
        said: Path,
        database: str | None = None,
        options: Sequence[str] = (),
    ) -> None:
        self.address = ""
        self._said, self._options, self._folder = said, tuple(options), folder
        self._environment = dict(os.environ)
        self._environment.pop("ASSESSOR_DATABASE", None)
        if database is not None:
            self._environment["ASSESSOR_DATABASE"] = database
        self._process: subprocess.Popen[bytes] | None = None
        self._sessions: list[int] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in self.processes():
            process.kill()
        if self._process is not None:
            self._process.wait()

    @property
    def output(self) -> str:
        """All that the server has said, over all its starts."""
        return self._said.read_text("utf-8", "replace") if self._said.exists() else ""

    @property
    def process(self) -> "subprocess.Popen[bytes]":
        """The server itself, without the processes that it has started."""
        assert self._process is not None, "the server was not started"
        return self._process

    def start(self) -> None:
        """Start it, at a free port, and wait until it takes requests."""
        known = len(_STARTED.findall(self.output))
        with self._said.open("ab") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "assessor", "serve", "--data", str(self._folder),
                 "--port", "0", *self._options],
                stdout=said, stderr=said, env=self._environment, start_new_session=True,
            )  # fmt: skip
        self._sessions.append(self._process.pid)
        self.wait_until(lambda: len(_STARTED.findall(self.output)) > known)
        self.address = _STARTED.findall(self.output)[-1]

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Wait for something that happens while the server runs; it must not end before."""
        end = time.monotonic() + PATIENCE_S
        while not condition():
            assert self.process.poll() is None, f"the server has ended: {self.output}"
            assert time.monotonic() < end, f"the server does not get on: {self.output}"
            time.sleep(_EVERY_S)

    def stop(self) -> int:
        """Stop it as a service manager does, and return how it ended."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE_S)

    def kill(self, *, alone: bool = False) -> None:
        """Kill it, with all its processes or ``alone``; return when none of them is left."""
        if alone:
            self.process.kill()
        else:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        end = time.monotonic() + PATIENCE_S
        while left := self.processes():
            assert time.monotonic() < end, f"processes outlive their server: {left}"
            time.sleep(_EVERY_S)

    def processes(self) -> list[psutil.Process]:
        """Return the processes of all starts that are alive."""
        return [one for one in psutil.process_iter(["status"]) if self._is_own(one)]

    def _is_own(self, process: psutil.Process) -> bool:
        try:
            own = os.getsid(process.pid) in self._sessions
            return own and process.status() != psutil.STATUS_ZOMBIE
        except (ProcessLookupError, PermissionError, psutil.Error):
            return False

    def memory(self) -> float:
        """Return the resident megabytes of the server and its processes together."""
        total = 0
        for process in self.processes():
            try:
                total += process.memory_info().rss
            except psutil.Error:
                continue
        return total / (1 << 20)
