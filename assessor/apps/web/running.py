"""A record that is opened for a server and closed after it, with the workers of its queue."""

import hashlib
import shutil
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from assessor.apps.web.assessing_desk import AssessingDesk
from assessor.apps.web.services import Services, moment
from assessor.apps.web.settings import TRAY, WebSettings
from assessor.errors import ConfigError
from assessor.workbench.accounts import every_account
from assessor.workbench.assessing_papers import run_options
from assessor.workbench.data_folder import DataFolder
from assessor.workbench.database import Database
from assessor.workbench.states import Role
from assessor.workbench.upgrading import upgrade
from assessor.workbench.worker import Worker

_DRIVERS = ("sqlite", "postgresql+psycopg")
_SCRATCH = "scratch"
_CONNECT_SECONDS = "10"


@contextmanager
def opened(settings: WebSettings) -> Iterator[Services]:
    """Open the record, brought up to date, let workers begin, and close all of it at the end.

    A paper that is being assessed at the end goes back into the queue.

    Raises
    ------
    ConfigError
        ``config.data-folder``, ``config.data-folder-in-use``; ``config.database``: the address is
        wrong or nobody answers there; ``config.database-newer``.
    """
    folder = DataFolder(settings.folder)
    url = folder.database_url if settings.database is None else checked_url(settings.database)
    with ExitStack() as stack:
        stack.enter_context(folder.lock())
        upgrade(url)
        database = Database(url)
        stack.callback(database.close)
        options = run_options(limits=settings.limits)
        scratch = folder.path / _SCRATCH
        # Receipts do not outlive a server: nobody can hand in what an earlier one was sent.
        shutil.rmtree(folder.path / TRAY, ignore_errors=True)
        desk = AssessingDesk(database, folder.files, options=options, scratch=scratch / "desk")
        stack.callback(desk.close)
        workers = tuple(
            Worker(
                database, folder.files, name=f"{_server_name(folder)}-{number}", options=options,
                clock=moment, scratch=scratch / f"worker-{number}",
            )
            for number in range(1, settings.workers + 1)
        )  # fmt: skip
        for worker in workers:
            stack.callback(worker.stop)
            worker.start()
        yield Services(
            settings=settings, database=database, store=folder.files, desk=desk, workers=workers
        )


def has_admin(services: Services) -> bool:
    """Tell whether there is somebody who can make accounts."""
    with services.database.reading() as session:
        return any(one.active and one.role is Role.ADMIN for one in every_account(session))


def checked_url(given: str) -> str:
    """Return the address of a database that can hold a record; its password is never told.

    Raises
    ------
    ConfigError
        ``config.database``
    """
    try:
        url = make_url(given.strip())
    except (SQLAlchemyError, ValueError):
        raise _wrong_address("数据库地址的写法不对") from None
    if url.drivername not in _DRIVERS:
        raise _wrong_address(f"不支持这种数据库地址（{url.drivername[:40]}）")
    if url.drivername == "sqlite":
        if not url.database or url.database == ":memory:":
            raise _wrong_address("SQLite 地址没有写文件")
    elif "connect_timeout" not in url.query:
        url = url.update_query_dict({"connect_timeout": _CONNECT_SECONDS})
    return url.render_as_string(hide_password=False)


def _wrong_address(message: str) -> ConfigError:
    return ConfigError(
        message,
        hint="可用：postgresql+psycopg://用户:密码@主机/库名，或 sqlite:///文件；"
        "不写 --database 则用数据文件夹里的 SQLite。密码中的特殊字符要写成 %XX。",
        code="config.database",
    )


def _server_name(folder: DataFolder) -> str:
    """Return a name that this server has again after a restart, and no other one."""
    told = f"{socket.gethostname()}:{folder.path}"
    return hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()[:12]
