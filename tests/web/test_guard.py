"""What every request passes: form, origin, sign-in, size, and the headers of every answer."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote, unquote

import pytest
from record_fixtures import PASSWORD, People
from starlette.testclient import TestClient
from starlette.types import Message
from starlette.websockets import WebSocketDisconnect
from web_clients import HOST, key_of

from assessor.apps.web.guard import COOKIE, Guard
from assessor.apps.web.services import Services
from assessor.apps.web.sign_in import FORM_COOKIE
from assessor.workbench import accounts, own_sessions
from assessor.workbench.permissions import Actor
from assessor.workbench.tables import User

Open = Callable[..., TestClient]
PAGE = {"accept": "text/html"}
# Sessions are tested on both in tests/workbench; here nothing depends on the kind.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def signed_in(client: TestClient, actor: Actor, **more: str):
    """Fill in the form of the sign-in page."""
    client.get("/sign-in")
    form = {"login": actor.login, "password": PASSWORD, "form": client.cookies[FORM_COOKIE], **more}
    return client.post("/sign-in", data=form)


@pytest.mark.parametrize(
    "address", ["/", "/inbox", "/downloads/submissions/1/letter", "/account", "/sign-inX",
                "/sign-in/", "/staticX", "/sign-out", "/_nicegui/x", "/robots.txtX"],
)  # fmt: skip
def test_strangers_are_sent_to_the_sign_in(browser: Open, address: str) -> None:
    answer = browser().get(address, headers=PAGE)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")
    plain = browser().get(address)
    assert plain.status_code == (303 if address == "/" else 401)


@pytest.mark.parametrize(
    "address", ["/sign-in", "/static/sign_in.css", "/favicon.ico", "/robots.txt"]
)
def test_what_strangers_may_see(browser: Open, address: str) -> None:
    assert browser().get(address).status_code == 200


@pytest.mark.parametrize(
    "address",
    ["//sign-in", "/sign-in/../inbox", "/static/../inbox", "/static/%2e%2e/inbox", "/static/..%2finbox",
     "/static/%2e%2e%2f%2e%2e%2fguard.py", "/static/..%5cguard.py", "/./inbox", "/inbox%00", "/a%0d%0ab",
     "//evil.example/", "/static//etc/passwd", "/static/%2fetc/passwd"],
)  # fmt: skip
def test_odd_paths_lead_nowhere(services: Services, address: str) -> None:
    wire = Wire(services)
    # By hand: a client would tidy it up.
    assert wire.ask(HOSTED, path=unquote(address), raw_path=address.encode()) == 404
    assert not wire.reached


def test_sign_in_gives_a_new_key_and_ends_the_old_one(
    services: Services, browser: Open, people: People
) -> None:
    client = browser()
    client.cookies.set(COOKIE, "fixed-by-an-attacker")
    answer = signed_in(client, people.lead)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    first = answer.cookies[COOKIE]
    assert first != "fixed-by-an-attacker"
    client.cookies.delete(COOKIE)
    client.cookies.set(COOKIE, first)
    second = signed_in(client, people.lead).cookies[COOKIE]
    assert second != first
    assert accounts.seat(services.database, first, now=services.now()) is None
    assert accounts.seat(services.database, second, now=services.now()).actor == people.lead


@pytest.mark.parametrize("is_https", [False, True])
def test_cookies_are_closed_to_scripts_and_to_other_sites(
    services: Services, browser: Open, people: People, is_https: bool
) -> None:
    client = browser(origin="https://testserver" if is_https else HOST)
    settings = replace(services.settings, is_https=is_https)
    client.app.state.services = replace(services, settings=settings)
    shown = client.get("/sign-in")
    form = shown.cookies.get(FORM_COOKIE) or shown.headers["set-cookie"].split("=")[1].split(";")[0]
    client.cookies.set(FORM_COOKIE, form)
    done = client.post(
        "/sign-in", data={"login": people.lead.login, "password": PASSWORD, "form": form}
    )
    assert done.status_code == 303, done.text
    for answer, name in ((shown, FORM_COOKIE), (done, COOKIE)):
        told = next(one for one in answer.headers.get_list("set-cookie") if one.startswith(name))
        parts = {part.strip().lower() for part in told.split(";")[1:]}
        assert {"httponly", "path=/", "samesite=strict"} <= parts
        assert ("secure" in parts) is is_https
        assert not any(part.startswith("domain") for part in parts)
        assert (answer.headers.get("strict-transport-security") is not None) is is_https


@pytest.mark.parametrize(
    ("target", "leads_to"),
    [("/inbox?year=2026", "/inbox?year=2026"), ("//evil.example", "/"), ("https://evil.example", "/"),
     ("/\\evil.example", "/"), ("\\\\evil.example", "/"), ("javascript:alert(1)", "/"), ("", "/"),
     ("/\t/evil.example", "/"), ("/a\r\nSet-Cookie: x=y", "/"), (" //evil.example", "/")],
)  # fmt: skip
def test_after_the_sign_in_nobody_is_led_away(
    browser: Open, people: People, target: str, leads_to: str
) -> None:
    answer = signed_in(browser(), people.lead, next=target)
    assert (answer.status_code, answer.headers["location"]) == (303, leads_to)
    shown = browser().get(f"/sign-in?next={quote(target, safe='')}")
    assert "evil.example" not in shown.text
    assert "javascript:" not in shown.text


def test_a_wrong_password_and_an_unknown_account_sound_the_same(
    browser: Open, people: People
) -> None:
    answers = []
    for login, password in ((people.lead.login, "falsch"), ("niemand", PASSWORD)):
        client = browser()
        client.get("/sign-in")
        form = {"login": login, "password": password, "form": client.cookies[FORM_COOKIE]}
        answer = client.post("/sign-in", data=form)
        assert answer.status_code == 401
        assert COOKIE not in answer.cookies
        answers.append(answer.text.replace(form["form"], ""))
    assert answers[0] == answers[1]


def test_guessing_is_slowed_down_per_address(services: Services, browser: Open) -> None:
    client = browser()
    settings = replace(services.settings, failed_sign_ins_per_minute=3)
    client.app.state.services = replace(services, settings=settings)
    client.get("/sign-in")
    form = {"password": "x", "form": client.cookies[FORM_COOKIE]}
    seen = [client.post("/sign-in", data={**form, "login": f"u{n}"}).status_code for n in range(4)]
    assert seen == [401, 401, 401, 429]


def test_whole_pages_are_bounded_per_account(
    services: Services, browser: Open, people: People
) -> None:
    settings = replace(services.settings, pages_per_minute=2)
    first, other = browser(people.lead), browser(people.reviewer)
    first.app.state.services = replace(services, settings=settings)
    statuses = [first.get(address, headers=PAGE).status_code for address in ("/inbox", "/", "/x")]
    assert statuses == [404, 404, 429]  # these applications have no pages
    told = first.get("/inbox", headers=PAGE)
    assert (told.status_code, told.headers["retry-after"]) == (429, "60")
    assert "操作太频繁" in told.text
    for address in ("/static/sign_in.css", "/favicon.ico", "/downloads/submissions/1/letter"):
        assert first.get(address).status_code != 429
    assert other.get("/inbox").status_code == 404


def test_the_form_must_be_the_browsers_own(browser: Open, people: People) -> None:
    client = browser()
    form = {"login": people.lead.login, "password": PASSWORD, "form": "x" * 43}
    assert client.post("/sign-in", data=form).status_code == 403
    assert signed_in(client, people.lead, form="x" * 43).status_code == 403


def test_markup_in_what_is_sent_is_shown_as_text(browser: Open) -> None:
    client = browser()
    page = client.get("/sign-in?next=/%22%3E%3Cscript%3E").text
    assert "<script>" not in page
    assert "<script>" not in client.get("/<script>", headers=PAGE).text


@pytest.mark.parametrize(
    "headers",
    [{}, {"origin": "http://evil.example"}, {"origin": "null"}, {"origin": "http://testserver.evil"},
     {"origin": "https://testserver"}, {"origin": "http://testserver:81"}, {"origin": "http://["},
     {"referer": "http://evil.example/testserver"}, {"referer": "http://testserver@evil.example/"},
     {"origin": HOST, "sec-fetch-site": "cross-site"}, {"origin": HOST, "sec-fetch-site": "same-site"}],
)  # fmt: skip
@pytest.mark.parametrize(
    ("method", "address"),
    [("POST", "/sign-in"), ("POST", "/sign-out"), ("POST", "/_nicegui/client/1/upload/1"),
     ("POST", "/_nicegui_ws/socket.io/"), ("DELETE", "/x"), ("PUT", "/x"), ("TRACE", "/x")],
)  # fmt: skip
def test_pages_of_others_change_nothing(
    services: Services, browser: Open, people: People, headers: dict, method: str, address: str
) -> None:
    client = browser(people.lead, origin=None)
    answer = client.request(method, address, headers=headers)
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "request.origin"
    key = client.cookies[COOKIE]
    assert accounts.seat(services.database, key, now=services.now()) is not None


def test_signing_out_ends_the_session(services: Services, browser: Open, people: People) -> None:
    client = browser(people.lead)
    key = client.cookies[COOKIE]
    answer = client.post("/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert accounts.seat(services.database, key, now=services.now()) is None


@pytest.mark.parametrize("cookie", ["", "x", "a" * 5000, '"', "x; y=\x01", "=;=;", "{}"])
def test_foreign_keys_open_nothing(browser: Open, cookie: str) -> None:
    headers = {"cookie": f"{COOKIE}={cookie}"}
    assert browser().get("/inbox", headers=headers).status_code == 401


def test_a_session_ends_unused_and_when_it_is_ended(
    services: Services, browser: Open, people: People, clock
) -> None:
    client, other = browser(people.lead), browser(people.lead)
    assert client.get("/downloads/submissions/1/letter").status_code == 404
    with services.database.writing() as session:
        assert own_sessions.running(session, people.lead, now=services.now()) == 2
        own_sessions.end_all(session, people.lead, now=services.now())
    assert client.get("/downloads/submissions/1/letter").status_code == 401
    assert other.get("/downloads/submissions/1/letter").status_code == 401
    later = browser(people.lead)
    clock.moment += timedelta(minutes=29)
    assert later.get("/downloads/submissions/1/letter").status_code == 404
    clock.moment += timedelta(minutes=30)
    assert later.get("/downloads/submissions/1/letter").status_code == 401


def test_a_password_of_somebody_else_is_changed_first(
    services: Services, browser: Open, people: People
) -> None:
    client = browser(people.lead)
    with services.database.writing() as session:
        session.get_one(User, people.lead.id).must_change = True
    assert client.get("/inbox", headers=PAGE).headers["location"] == "/account"
    for address in ("/downloads/submissions/1/letter", "/accountX", "/sign-inX"):
        answer = client.get(address)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "sign-in.change")
    assert signed_in(browser(), people.lead, next="/inbox").headers["location"] == "/account"


@pytest.mark.parametrize("address", ["/", "/inbox", "/nothing", "/sign-in", "/static/sign_in.css",
                                     "/static/none", "/api/v1/health", "/api/none", "/api/docs"])  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST", "TRACE"])
def test_every_answer_has_the_headers(
    browser: Open, people: People, address: str, method: str
) -> None:
    for actor in (None, people.lead):
        answer = browser(actor).request(method, address)
        assert answer.status_code < 500
        headers = answer.headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "same-origin"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "http" not in headers["content-security-policy"]
        assert "access-control-allow-origin" not in headers
        assert headers.get("cache-control") == "no-store" or address.startswith("/static")


class Wire:
    """One request put to the guard by hand, as a server would hand it on."""

    def __init__(self, services: Services) -> None:
        self.sent: list[Message] = []
        self.reached = False

        async def app(scope, receive, send) -> None:
            self.reached = True
            more = True
            while more:
                message = await receive()
                more = message.get("more_body", False)
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b""})

        self.guard = Guard(app, services=lambda: services)

    def ask(self, headers: list, body: list[bytes] = (), **scope) -> int:
        """Return the status of the answer."""
        parts = iter([*body, None])

        async def receive() -> Message:
            part = next(parts, None)
            return {"type": "http.request", "body": part or b"", "more_body": part is not None}

        async def send(message: Message) -> None:
            self.sent.append(message)

        told = {
            "type": "http", "method": "GET", "path": "/sign-in", "raw_path": b"/sign-in",
            "query_string": b"", "headers": headers, "scheme": "http", "client": ("10.0.0.1", 1),
            **scope,
        }  # fmt: skip
        asyncio.run(self.guard(told, receive, send))
        return self.sent[0]["status"]


HOSTED = [(b"host", b"testserver")]


@pytest.fixture
def wire(services: Services) -> Wire:
    return Wire(services)


@pytest.mark.parametrize(
    "hosts",
    [[], [b"a", b"b"], [b"a/b"], [b"a b"], [b"a@b"], [b"a:x"], ["甲".encode()], [b""], [b"[::1"],
     [b"a" * 300], [b"a:123456"]],
)  # fmt: skip
def test_a_bad_host_is_refused(wire: Wire, hosts: list[bytes]) -> None:
    assert wire.ask([(b"host", host) for host in hosts]) == 400
    assert not wire.reached


@pytest.mark.parametrize(
    "host", [b"a", b"a.b-c_d:8080", b"127.0.0.1", b"[::1]:80", b"[2001:db8::1]"]
)
def test_a_good_host_is_let_through(wire: Wire, host: bytes) -> None:
    assert wire.ask([(b"host", host)]) == 200


@pytest.mark.parametrize(
    ("headers", "more"),
    [([(b"x", b"y")] * 200, {}), ([(b"x", b"y" * 40_000)], {}), ([], {"raw_path": b"/" * 9000}),
     ([], {"query_string": b"a" * 9000})],
)  # fmt: skip
def test_bombs_of_headers_are_refused(wire: Wire, headers: list, more: dict) -> None:
    assert wire.ask([*HOSTED, *headers], **more) == 431
    assert not wire.reached


@pytest.mark.parametrize("length", [b"-1", b"1e3", b"0x10", "９".encode(), b"", b"1, 1"])
def test_a_bad_length_is_refused(wire: Wire, length: bytes) -> None:
    assert wire.ask([*HOSTED, (b"content-length", length)]) == 400


@pytest.mark.parametrize("told", [None, b"1", b"99999999999999999999999", b"2000"])
def test_a_body_beyond_the_bound_is_refused_whatever_it_tells(
    services: Services, told: bytes | None
) -> None:
    small = replace(services, settings=replace(services.settings, upload_bytes=1000))
    wire = Wire(small)
    length = [] if told is None else [(b"content-length", told)]
    own = [(b"origin", b"http://testserver")]
    body = [b"x" * 400] * 5
    assert wire.ask([*HOSTED, *own, *length], body, method="POST") == 413
    assert sum(message["type"] == "http.response.start" for message in wire.sent) == 1
    assert Wire(small).ask([*HOSTED, *own], [b"x" * 1000], method="POST") == 200


def test_behind_a_proxy_the_origin_is_the_outer_one(services: Services, people: People) -> None:
    outside = replace(services, settings=replace(services.settings, is_https=True))
    for origin, status in ((b"https://testserver", 200), (b"http://testserver", 403)):
        headers = [*HOSTED, (b"origin", origin)]
        assert Wire(outside).ask(headers, method="POST", scheme="http") == status
    del people


def test_what_breaks_is_logged_with_an_id_and_tells_nothing(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(scope, receive, send) -> None:
        raise RuntimeError("secret of the inside")

    wire = Wire(services)
    wire.guard.app = broken
    with caplog.at_level(logging.ERROR):
        assert wire.ask(HOSTED, query_string=b"password=verraten") == 500
    body = wire.sent[1]["body"].decode()
    assert "secret" not in body
    number = body.partition("编号 ")[2].partition("）")[0]
    assert number
    assert number in caplog.text
    assert "verraten" not in caplog.text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": HOST},
        {"origin": "http://evil.example"},
        {"cookie": f"{COOKIE}=x", "origin": HOST},
    ],
)
def test_sockets_of_strangers_are_refused(browser: Open, headers: dict) -> None:
    client = browser(origin=None)
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect(
            "/_nicegui_ws/socket.io/?EIO=4&transport=websocket", headers=headers
        ),
    ):
        pass


def test_a_socket_of_a_session_that_has_ended_is_refused(
    services: Services, browser: Open, people: People
) -> None:
    key = key_of(services, people.lead)
    with services.database.writing() as session:
        accounts.sign_out(session, key, now=services.now())
    headers = {"cookie": f"{COOKIE}={key}", "origin": HOST}
    with (
        pytest.raises(WebSocketDisconnect),
        browser(origin=None).websocket_connect("/_nicegui_ws/socket.io/", headers=headers),
    ):
        pass
