"""Clients for tests of the web: a browser that is signed in, and a program with a token."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta

from fastapi import FastAPI
from record_fixtures import PASSWORD
from starlette.testclient import TestClient

from assessor.apps.web.guard import COOKIE
from assessor.apps.web.services import Services
from assessor.workbench import accounts, tokens
from assessor.workbench.permissions import Actor
from assessor.workbench.states import Scope

HOST = "http://testserver"
Browser = TestClient


@contextmanager
def browser_of(app: FastAPI, services: Services) -> Iterator[Callable[..., TestClient]]:
    """Open browsers on an application; all are closed at the end."""
    with ExitStack() as stack:
        begun = TestClient(app)
        stack.enter_context(begun)

        def open_one(actor: Actor | None = None, *, origin: str | None = HOST) -> TestClient:
            client = TestClient(app, follow_redirects=False, raise_server_exceptions=True)
            stack.callback(client.close)
            if origin is not None:
                client.headers["origin"] = origin
            if actor is not None:
                client.cookies.set(COOKIE, key_of(services, actor))
            return client

        yield open_one


def key_of(services: Services, actor: Actor) -> str:
    """Sign in and return the key of the session."""
    with services.database.writing() as session:
        return accounts.sign_in(session, actor.login, PASSWORD, now=services.now()).key


def token_of(services: Services, actor: Actor, *scopes: Scope) -> dict[str, str]:
    """Return the header of a new token; all scopes where none is named."""
    # The account may have no tokens of its own any more: what matters is what the token may do.
    with services.database.writing() as session:
        made = tokens.create_token(
            session, replace(actor), name="测试", scopes=scopes or tuple(Scope),
            expires_at=services.now() + timedelta(days=1), now=services.now(),
        )  # fmt: skip
    return {"authorization": f"Bearer {made.secret}"}
