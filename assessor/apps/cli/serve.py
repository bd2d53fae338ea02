"""``assessor serve``: the workbench in a browser on the intranet."""

import errno
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessor.apps.cli.talk import say
from assessor.apps.settings import load_settings
from assessor.errors import ConfigError

if TYPE_CHECKING:
    from fastapi import FastAPI

HELP = """启动工作台：在浏览器里审核申报、练习填报、查看记录

数据都在一个文件夹里（--data，默认当前目录下的 assessor-data），不联网。第一次启动前先建管理员：\
assessor workbench admin。"""
EPILOG = """示例：
  assessor serve                                     本机使用，浏览器打开 http://127.0.0.1:8080
  assessor serve --data /srv/assessor --https --proxy 127.0.0.1
                                                     局域网使用：只在本机监听，前面放做 HTTPS 的反向代理
  assessor serve --database postgresql+psycopg://assessor@db/assessor --https --proxy 127.0.0.1
                                                     同上，数据放在 PostgreSQL

按 Ctrl+C 停止；正在检查的文件下次启动后接着检查。"""
_MOST_PORT, _MOST_WORKERS = 65535, 32
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_MOST_MESSAGE = 4 << 20  # of a socket; files come by upload
_GRACE_SECONDS = 5
_WAITING = 512
_WHY = {
    errno.EADDRINUSE: "端口已被占用",
    errno.EACCES: "没有权限",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
}


def serve(
    data: Annotated[
        Path, typer.Option("--data", metavar="文件夹", help="存放文件、数据库和密钥的文件夹")
    ] = Path("assessor-data"),
    host: Annotated[
        str, typer.Option("--host", metavar="地址", help="监听的地址，默认只在本机（127.0.0.1）")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="端口", help="端口，默认 8080；0 由系统选一个空闲的")
    ] = 8080,
    database: Annotated[
        str | None,
        typer.Option("--database", metavar="地址",
                     help="数据库地址，默认数据文件夹里的 SQLite；团队可用 postgresql+psycopg://…",
                     envvar="ASSESSOR_DATABASE"),
    ] = None,
    https: Annotated[
        bool, typer.Option("--https", help="用户通过 HTTPS 访问（前面有反向代理）：Cookie 只走 HTTPS")
    ] = False,
    proxy: Annotated[
        str | None,
        typer.Option("--proxy", metavar="地址", help="反向代理的地址，信任它转来的用户地址和协议"),
    ] = None,
    workers: Annotated[
        int, typer.Option("--workers", metavar="数目", help="同时检查文件的进程数，默认 1")
    ] = 1,
) -> None:  # fmt: skip
    """Open the record and serve the workbench until it is stopped."""
    if not 0 <= port <= _MOST_PORT:
        raise ConfigError(f"--port 不能是 {port}", hint=f"可用 0 到 {_MOST_PORT}。",
                          code="config.option")  # fmt: skip
    if not 0 <= workers <= _MOST_WORKERS:
        raise ConfigError(
            f"--workers 不能是 {workers}", hint=f"可用 0 到 {_MOST_WORKERS}。", code="config.option"
        )

    from assessor.apps.web.running import has_admin, opened
    from assessor.apps.web.settings import WebSettings

    settings = WebSettings(
        folder=data, database=database, is_https=https, workers=workers,
        limits=load_settings().limits,
    )  # fmt: skip
    with _stopped_by_signals(), _listening(host, port) as listener, opened(settings) as services:
        from assessor.apps.web.application import build

        if not has_admin(services):
            say(
                f"还没有管理员账号。请另开一个窗口运行：assessor workbench admin 登录名 --data {data}"
            )
        app = build(services)
        listener.listen(_WAITING)  # whoever has read the next line is not turned away
        say(f"工作台已启动：{_address(listener)}（按 Ctrl+C 停止）")
        _serve(app, listener, proxy=proxy)
    say("工作台已停止。")


class _StopError(BaseException):
    """Somebody asked the server to stop."""


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """End the block in good order on Ctrl-C and on the signal of a service manager."""

    def stop(_number: int, _frame: object) -> None:
        # The end is bounded in time; nothing may break into it.
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        raise _StopError

    before = {number: signal.signal(number, stop) for number in _SIGNALS}
    try:
        with suppress(_StopError):
            yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """Take the port before anything else is done.

    Raises
    ------
    ConfigError
        ``config.option``
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except (OSError, UnicodeError) as error:
            why = _WHY.get(getattr(error, "errno", None) or 0, "没有这个地址")
            raise ConfigError(
                f"不能在 {host} 的 {port} 端口上启动（{why}）",
                hint="请换一个 --port 或 --host，或停止占用它的程序。",
                code="config.option",
            ) from error
        yield listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _serve(app: "FastAPI", listener: socket.socket, *, proxy: str | None) -> None:
    import uvicorn

    config = uvicorn.Config(
        # h11 bounds the size of headers.
        app, http="h11", log_level="warning", access_log=False, server_header=False,
        proxy_headers=proxy is not None, forwarded_allow_ips=proxy or "",
        ws_max_size=_MOST_MESSAGE, timeout_graceful_shutdown=_GRACE_SECONDS,
    )  # fmt: skip
    uvicorn.Server(config).run(sockets=[listener])
