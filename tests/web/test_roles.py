"""Each role at each route, from the application's own table: a new route needs an expectation."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from fastapi import FastAPI
from record_fixtures import CHEAP, People, add_people
from starlette.testclient import TestClient
from web_clients import browser_of, token_of

from assessor.apps.web.application import build
from assessor.apps.web.running import opened
from assessor.apps.web.services import Services
from assessor.apps.web.settings import WebSettings
from assessor.workbench import passwords
from assessor.workbench.permissions import ALLOWED, Action, RefusedError
from assessor.workbench.states import Role

ALL, STRANGERS = "every account", "strangers too"
# What an account needs for each route; the guard sends strangers away from all but the open ones.
EXPECTED: dict[str, Action | str] = {
    "GET /": ALL,
    "GET /account": ALL,
    "GET /sign-in": STRANGERS,
    "POST /sign-in": STRANGERS,
    "POST /sign-out": ALL,
    "GET /robots.txt": STRANGERS,
    "GET /favicon.ico": STRANGERS,
    "GET /api/docs": STRANGERS,
    "GET /api/{_rest:path}": STRANGERS,
    "POST /api/{_rest:path}": STRANGERS,
    "PUT /api/{_rest:path}": STRANGERS,
    "PATCH /api/{_rest:path}": STRANGERS,
    "DELETE /api/{_rest:path}": STRANGERS,
    "GET /downloads/submissions/{submission}/{kind}": Action.DOWNLOAD_PAPERS,
    "GET /uploads/files": Action.UPLOAD,
    "POST /uploads/files": Action.UPLOAD,
    "POST /uploads/batches": Action.UPLOAD,
    "POST /uploads/clear": Action.UPLOAD,
    "GET /upload": Action.UPLOAD,
    "GET /batches/{batch:int}": Action.READ_SUBMISSIONS,
    "GET /inbox": Action.READ_SUBMISSIONS,
    "GET /submissions/{number:int}": Action.READ_SUBMISSIONS,
    "GET /report": Action.READ_REPORTS,
    "GET /comparison": Action.ADJUDICATE,
    "GET /users": Action.MANAGE_USERS,
    "GET /classes": Action.TEACH,
    "GET /classes/{course}": Action.TEACH,
    "GET /practice": Action.PRACTISE,
    "GET /exercises": Action.PRACTISE,
    "GET /progress": Action.PRACTISE,
    "GET /exams/{part}": Action.PRACTISE,
    "GET /precision": Action.READ_PRECISION,
    "GET /audit": Action.READ_AUDIT,
    "GET /api/v1/openapi.json": STRANGERS,
    "GET /api/v1/health": STRANGERS,
    "GET /api/v1/rules": STRANGERS,
    "GET /api/v1/rules/{code}": STRANGERS,
    "POST /api/v1/assess": Action.ASSESS_ROWS,
    "POST /api/v1/suggest": Action.ASSESS_ROWS,
    "POST /api/v1/submissions": Action.UPLOAD,
    "GET /api/v1/submissions": Action.READ_SUBMISSIONS,
    "GET /api/v1/submissions/{submission}": Action.READ_SUBMISSIONS,
    "GET /api/v1/submissions/{submission}/downloads/{kind}": Action.DOWNLOAD_PAPERS,
    "POST /api/v1/submissions/{submission}/decisions": Action.DECIDE,
    "GET /api/v1/batches/{batch}": Action.READ_SUBMISSIONS,
    "GET /api/v1/papers/{paper}": Action.READ_SUBMISSIONS,
}
# Routes that change who is signed in are tried alone (tests/web/test_guard.py).
_ALONE = {"POST /sign-in", "POST /sign-out"}
_LIBRARY = "/_nicegui"
_PARTS = {
    "{_rest:path}": "nothing", "{submission}": "1", "{kind}": "letter", "{batch:int}": "1",
    "{number:int}": "1", "{course}": "1", "{part}": "pre", "{code}": "W01", "{batch}": "1",
    "{paper}": "1",
}  # fmt: skip
_BODIES: dict[str, dict] = {
    "POST /api/v1/assess": {"json": {"rows": [{"name": "培训人数", "value": "120人"}]}},
    "POST /api/v1/suggest": {"json": {"name": "培训人数"}},
    "POST /api/v1/submissions": {"files": {"files": ("一.txt", b"x")}},
    "POST /api/v1/submissions/{submission}/decisions": {
        "json": {"finding": "x", "verdict": "accept"}
    },
    "POST /uploads/files": {"content": b"x", "params": {"name": "一.txt"}},
    "POST /uploads/batches": {"json": {"title": ""}},
}
_REFUSED = ("refused.role", "没有这项权限")


@dataclass(frozen=True)
class Site:
    """The whole application with an account of each role."""

    app: FastAPI
    services: Services
    people: People

    @property
    def routes(self) -> list[str]:
        """Method and path of every route of our own."""
        return sorted(set(_routes(self.app.routes, "")))


# One worker runs the module: what it starts is started once.
pytestmark = pytest.mark.xdist_group("roles")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", CHEAP)
        settings = WebSettings(
            folder=tmp_path_factory.mktemp("data"), workers=0, requests_per_minute=100_000
        )
        with opened(settings) as services:
            people = add_people(services.database, datetime.now(UTC))
            app = build(services)
            with browser_of(app, services):
                yield Site(app, services, people)


def _routes(routes: Iterable, root: str) -> Iterator[str]:
    for route in routes:
        path = root + getattr(route, "path", "")
        if path.startswith(_LIBRARY) or path == "/static":
            continue
        inner = getattr(route, "original_router", None) or getattr(route, "app", None)
        methods = getattr(route, "methods", None)
        if methods:
            yield from (f"{method} {path}" for method in methods - {"HEAD"})
        elif inner is not None:
            yield from _routes(inner.routes, path)
        else:
            pytest.fail(f"a route of an unknown kind: {route}")


def _ask(client: TestClient, route: str, headers: dict[str, str]) -> tuple[int, str]:
    method, address = route.split(" ")
    for part, value in _PARTS.items():
        address = address.replace(part, value)
    assert "{" not in address, f"no example for {route}"
    answer = client.request(method, address, headers=headers, **_BODIES.get(route, {}))
    assert answer.status_code < 500, (route, answer.text)
    return answer.status_code, answer.text


def test_every_route_has_an_expectation(site: Site) -> None:
    assert site.routes == sorted(EXPECTED)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_is_let_in_where_it_may_go_and_nowhere_else(site: Site, role: Role) -> None:
    actor = site.people.of(role)
    with browser_of(site.app, site.services) as browser:
        client = browser(actor)
        for route in site.routes:
            if route in _ALONE or "/api/v1/" in route:
                continue
            status, text = _ask(client, route, {})
            expected = EXPECTED[route]
            is_refused = status == 403
            assert is_refused is any(word in text for word in _REFUSED), (role, route, status)
            may = not isinstance(expected, Action) or role in ALLOWED[expected]
            assert is_refused is not may, (role, route, status, text[:500])


@pytest.mark.parametrize("role", list(Role))
def test_each_role_at_the_interface(site: Site, role: Role) -> None:
    actor = site.people.of(role)
    if role not in ALLOWED[Action.OWN_TOKENS]:
        with pytest.raises(RefusedError):
            token_of(site.services, actor)
        return
    headers = token_of(site.services, actor)
    with browser_of(site.app, site.services) as browser:
        client = browser(origin=None)
        for route in site.routes:
            if "/api/v1/" not in route:
                continue
            status, text = _ask(client, route, headers)
            expected = EXPECTED[route]
            may = not isinstance(expected, Action) or role in ALLOWED[expected]
            assert (status != 403) is may, (role, route, status, text)
            assert may or "refused.role" in text


def test_strangers_reach_what_is_open_alone(site: Site) -> None:
    with browser_of(site.app, site.services) as browser:
        client = browser()
        for route in site.routes:
            if route in _ALONE:
                continue
            status, text = _ask(client, route, {})
            is_open = EXPECTED[route] == STRANGERS
            is_sent_away = status == 401 or (route == "GET /" and status == 303)
            assert is_sent_away is not is_open, (route, status, text[:300])


def test_pages_of_the_library_are_closed_to_strangers(site: Site) -> None:
    with browser_of(site.app, site.services) as browser:
        for address in ("/_nicegui/3/static/nicegui.js", "/_nicegui_ws/socket.io/?EIO=4"):
            assert browser().get(address).status_code == 401


def test_an_unknown_address_is_told_in_chinese(site: Site) -> None:
    with browser_of(site.app, site.services) as browser:
        client = browser(site.people.lead)
        page = client.get("/nothing/here?token=x", headers={"accept": "text/html"})
        assert page.status_code == 404
        assert "没有这个地址" in page.text
        assert client.get("/nothing").json()["error"]["code"] == "request.unknown-address"
        assert client.post("/inbox").status_code == 405


def test_a_page_of_somebody_else_is_ended(site: Site) -> None:
    from nicegui import Client

    from assessor.apps.web.pages.strangers import _end_foreign

    with browser_of(site.app, site.services) as browser:
        mine = browser(site.people.lead)
        before = set(Client.instances)
        assert mine.get("/account").status_code == 200
        (number,) = set(Client.instances) - before
        client = Client.instances[number]
        own = client.request.state.session_key
        for key, stays in ((own, True), ("another", False)):
            client.environ = {"asgi.scope": {"type": "websocket", "state": {"session_key": key}}}
            _end_foreign(client)
            assert (number in Client.instances) is stays


def test_what_is_not_there_is_told_in_the_frame_with_its_status(site: Site) -> None:
    with browser_of(site.app, site.services) as browser:
        page = browser(site.people.lead).get("/submissions/999999")
        assert page.status_code == 404
        assert "没有编号为" in page.text
        assert "bar-name" in page.text


def test_the_bar_shows_places_that_an_account_may_go_to(site: Site) -> None:
    with browser_of(site.app, site.services) as browser:
        assert "/users" in browser(site.people.admin).get("/account").text
        assert "/users" not in browser(site.people.unit).get("/account").text
