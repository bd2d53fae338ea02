"""Files that were sent and wait to be handed in together, by account; kept while the server runs."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import JSONResponse, Response
from nicegui import app
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from assessor.apps.web.services import Services, actor_of
from assessor.apps.web.settings import TRAY
from assessor.errors import ConfigError
from assessor.workbench.intake import MOST_FILES, add_batch
from assessor.workbench.permissions import Action, Actor, RequestError
from assessor.workbench.stored_names import paper_name

_LONGEST_NAME = 2_000
_LONGEST_TITLE = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A file that was sent; its bytes lie in the tray under the receipt."""

    receipt: str
    name: str
    size: int


class Tray:
    """What each account has sent and not handed in yet.

    The bytes lie beside the store and go into it when they are handed in: what is cleared away
    here is in no paper, whoever else sent the same.

    Parameters
    ----------
    folder
        Made when the first file comes.
    most_bytes
        Most bytes of an account.
    """

    def __init__(self, folder: Path, *, most_bytes: int) -> None:
        self._folder, self._most_bytes = folder, most_bytes
        self._sent: dict[int, list[Sent]] = {}
        self._lock = Lock()

    def add(self, actor: Actor, name: str, data: bytes) -> Sent:
        """Keep a file.

        Raises
        ------
        RequestError
            ``request.too-many-files``, ``request.tray-full``
        ConfigError
            ``config.files``: the folder cannot be written, or the disk is full.
        """
        one = Sent(receipt=secrets.token_hex(12), name=name, size=len(data))
        with self._lock:
            self._require_room(actor, one.size)
        self._write(one, data)
        with self._lock:
            try:
                self._require_room(actor, one.size)
            except RequestError:
                self._drop((one,))
                raise
            self._sent.setdefault(actor.id, []).append(one)
        return one

    def of(self, actor: Actor) -> tuple[Sent, ...]:
        """Return the files of an account in the order in which they came."""
        with self._lock:
            return tuple(self._sent.get(actor.id, ()))

    @contextmanager
    def emptied(self, actor: Actor) -> Iterator[tuple[Sent, ...]]:
        """Take all files out for one purpose; they are back if the block fails, else gone."""
        with self._lock:
            out = tuple(self._sent.pop(actor.id, ()))
        try:
            yield out
        except BaseException:
            with self._lock:
                self._sent[actor.id] = [*out, *self._sent.get(actor.id, ())]
            raise
        self._drop(out)

    def read(self, one: Sent) -> bytes:
        """Return the bytes of a file."""
        try:
            return (self._folder / one.receipt).read_bytes()
        except OSError as error:
            raise RequestError(
                f"{one.name}：传送的文件已不在服务器上", hint="请点“全部不要”，再重新传送。",
                code="request.file-gone",
            ) from error  # fmt: skip

    def _require_room(self, actor: Actor, size: int) -> None:
        mine = self._sent.get(actor.id, ())
        if len(mine) >= MOST_FILES:
            raise RequestError(
                f"一次最多提交 {MOST_FILES} 个文件",
                hint="请先提交已传送的文件，再传送其余的。",
                code="request.too-many-files",
            )
        if sum(one.size for one in mine) + size > self._most_bytes:
            raise RequestError(
                f"已传送还没有提交的文件合计最多 {self._most_bytes >> 20} MB，这个文件放不下",
                hint="请先提交已传送的文件，或点“全部不要”清空，再传送其余的。",
                code="request.tray-full",
            )

    def _write(self, one: Sent, data: bytes) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            (self._folder / one.receipt).write_bytes(data)
        except OSError as error:
            self._drop((one,))
            raise ConfigError(
                f"文件存不进数据文件夹（{error.strerror or type(error).__name__}）",
                hint="请检查磁盘空间和数据文件夹的写权限。",
                code="config.files",
            ) from error

    def _drop(self, gone: tuple[Sent, ...]) -> None:
        for one in gone:
            with suppress(OSError):
                (self._folder / one.receipt).unlink()


class HandingIn(BaseModel):
    """What the files that are handed in are called together."""

    title: str = Field(default="", max_length=_LONGEST_TITLE)


def routes(services: Callable[[], Services]) -> None:
    """Register the routes that the upload page sends to."""
    settings = services().settings
    tray = Tray(settings.folder.absolute() / TRAY, most_bytes=settings.tray_bytes)

    @app.get("/uploads/files", include_in_schema=False)
    def sent(request: Request) -> Response:
        actor = actor_of(request)
        actor.require(Action.UPLOAD)
        files = [
            {"name": one.name, "size": one.size, "receipt": one.receipt} for one in tray.of(actor)
        ]
        return JSONResponse({"files": files})

    @app.post("/uploads/files", include_in_schema=False)
    async def send(
        request: Request, name: Annotated[str, Query(max_length=_LONGEST_NAME)]
    ) -> Response:
        actor = actor_of(request)
        actor.require(Action.UPLOAD)
        data = await _received(request, services())
        one = await run_in_threadpool(tray.add, actor, paper_name(name), data)
        return JSONResponse({"receipt": one.receipt, "name": one.name})

    @app.post("/uploads/batches", include_in_schema=False)
    async def hand_in(request: Request, told: HandingIn) -> Response:
        actor = actor_of(request)
        batch = await run_in_threadpool(_handed_in, services(), tray, actor, told.title)
        services().wake()
        return JSONResponse({"batch": batch})

    @app.post("/uploads/clear", include_in_schema=False)
    def clear(request: Request) -> Response:
        actor = actor_of(request)
        actor.require(Action.UPLOAD)
        with tray.emptied(actor):
            return JSONResponse({"files": []})


async def _received(request: Request, services: Services) -> bytes:
    most = services.settings.limits.file_bytes
    pieces: list[bytes] = []
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > most:
            raise RequestError(
                f"文件太大，最多 {most // 1_000_000} MB",
                hint="请拆成几个文件，或删去其中的图片后再上传。",
                code="request.too-large",
            )
        pieces.append(piece)
    if not size:
        raise RequestError("文件是空的", hint="请检查文件后重新选择。", code="request.empty-file")
    return b"".join(pieces)


def _handed_in(services: Services, tray: Tray, actor: Actor, title: str) -> int:
    actor.require(Action.UPLOAD)
    with tray.emptied(actor) as mine:
        files = [(one.name, services.store.put(tray.read(one))) for one in mine]
        with services.database.writing() as session:
            return add_batch(session, actor, title=title, files=files, now=services.now())
