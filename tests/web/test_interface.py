"""The interface for programs, on both databases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from assessed_papers import assessed_form, form, keep
from docx import Document
from record_fixtures import People
from starlette.testclient import TestClient
from web_clients import token_of

from assessor import __version__
from assessor.apps.web.services import Services
from assessor.reports.json_contract import SubmissionOut
from assessor.reports.json_row_contract import IndicatorOut
from assessor.workbench.queue import claim
from assessor.workbench.states import ReviewState, Scope
from assessor.workbench.storing import store_result
from assessor.workbench.tables import Declared, Paper

ROOT = "/api/v1"
Open = Callable[..., TestClient]


@pytest.fixture
def client(browser: Open) -> TestClient:
    return browser(origin=None)


@pytest.fixture
def submission(services: Services, people: People, now: datetime) -> int:
    keep(services.database, people.unit, {"目标表.txt": assessed_form()}, now=now)
    with services.database.reading() as session:
        return session.query(Declared.id).scalar()


def code_of(answer: object) -> str:
    body = answer.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "hint"}
    return body["error"]["code"]


def test_health_tells_version_and_queue(client: TestClient, submission: int) -> None:
    del submission
    answer = client.get(f"{ROOT}/health")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok", "version": __version__, "database": "ok", "queue": 0,
    }  # fmt: skip


def test_rows_are_assessed_as_the_command_does(
    client: TestClient, services: Services, people: People
) -> None:
    rows = [{"name": "职工获得感", "value": "有所提升", "level2": "社会效益指标"},
            {"id": "甲", "name": "培训人数", "value": 120, "unit": "人"}]  # fmt: skip
    answer = client.post(
        f"{ROOT}/assess", json={"rows": rows}, headers=token_of(services, people.unit)
    )
    assert answer.status_code == 200, answer.text
    first, second = (IndicatorOut.model_validate(row) for row in answer.json()["rows"])
    assert first.judgement.weak
    assert first.findings
    assert (second.id, second.value) == ("甲", "120人")


@pytest.mark.parametrize(
    "body",
    [{}, {"rows": []}, {"rows": [{"name": "甲"}]}, {"rows": [{"name": "甲", "value": True}]},
     {"rows": [{"name": "甲" * 2001, "value": ""}]}, {"rows": [{"name": "", "value": "", "x": 1}]},
     {"rows": [{"name": "甲", "value": "1"}] * 501}, []],
)  # fmt: skip
def test_rows_out_of_bounds_are_refused(
    client: TestClient, services: Services, people: People, body: object
) -> None:
    answer = client.post(f"{ROOT}/assess", json=body, headers=token_of(services, people.reviewer))
    assert answer.status_code == 422
    assert code_of(answer) == "request.invalid"


def test_a_rewrite_is_suggested(client: TestClient, services: Services, people: People) -> None:
    headers = token_of(services, people.reviewer)
    body = {"name": "职工获得感", "value": "有所提升", "level": "社会效益"}
    answer = client.post(f"{ROOT}/suggest", json=body, headers=headers)
    assert answer.status_code == 200
    assert answer.json()["indicator"]["rewrites"]
    wrong = client.post(f"{ROOT}/suggest", json={**body, "level": "无此级"}, headers=headers)
    assert (wrong.status_code, code_of(wrong)) == (422, "config.level")


def test_checks_are_told(client: TestClient) -> None:
    rules = client.get(f"{ROOT}/rules").json()["rules"]
    one = client.get(f"{ROOT}/rules/w01")
    assert one.json() in rules
    assert one.json()["word"] in ("必须改", "应修改", "建议改", "提示")
    missing = client.get(f"{ROOT}/rules/无此项")
    assert (missing.status_code, code_of(missing)) == (404, "missing.rule")


def test_papers_come_in_and_their_results_out(
    client: TestClient, services: Services, people: People, now: datetime
) -> None:
    headers = token_of(services, people.unit)
    files = [("files", ("目标表.txt", form().encode())), ("files", ("../二.txt", b"\x00\x01"))]
    answer = client.post(
        f"{ROOT}/submissions", files=files, data={"title": "一批"}, headers=headers
    )
    assert answer.status_code == 202, answer.text
    batch = answer.json()
    assert batch["title"] == "一批"
    assert [paper["word"] for paper in batch["papers"]] == ["排队", "排队"]
    assert all(".." not in paper["name"] for paper in batch["papers"])
    with services.database.writing() as session:
        taken = claim(session, worker="hand", now=now)
        assert store_result(session, taken, assessed_form(), now=now)
    paper = client.get(f"{ROOT}/papers/{batch['papers'][0]['id']}", headers=headers).json()
    assert (paper["word"], len(paper["submissions"])) == ("已检查", 1)
    told = client.get(f"{ROOT}/batches/{batch['id']}", headers=headers).json()
    assert not told["is_finished"]
    assert told["papers"][0] == paper
    found = client.get(f"{ROOT}/submissions/{paper['submissions'][0]}", headers=headers).json()
    assert found["state"] == "pending"
    result = SubmissionOut.model_validate(found["result"])
    assert result.projects[0].indicators[0].name == "培训人数"


@pytest.mark.parametrize(
    ("files", "status"),
    [([], 422), ([("files", ("空.txt", b""))], 422), ([("other", ("一.txt", b"x"))], 422)],
)
def test_uploads_that_make_no_sense_are_refused(
    client: TestClient, services: Services, people: People, files: list, status: int
) -> None:
    headers = token_of(services, people.reviewer)
    answer = client.post(f"{ROOT}/submissions", files=files or None, headers=headers)
    assert answer.status_code == status
    assert code_of(answer).startswith("request.")


def test_the_list_is_filtered_and_paged(
    client: TestClient, services: Services, people: People, submission: int
) -> None:
    headers = token_of(services, people.reviewer)
    rows = client.get(f"{ROOT}/submissions", headers=headers).json()
    assert [row["id"] for row in rows["rows"]] == [submission]
    none = client.get(f"{ROOT}/submissions?unit=别的&unit=又&year=1999", headers=headers).json()
    assert (none["rows"], none["total"]) == ([], 0)
    second = client.get(f"{ROOT}/submissions?page=2&size=1", headers=headers).json()
    assert (second["rows"], second["total"], second["page"]) == ([], 1, 2)
    wrong = client.get(f"{ROOT}/submissions?size=0", headers=headers)
    assert (wrong.status_code, code_of(wrong)) == (422, "request.invalid")


def test_a_decision_is_kept_and_a_second_one_must_know_of_it(
    client: TestClient, services: Services, people: People, submission: int
) -> None:
    headers = token_of(services, people.reviewer)
    address = f"{ROOT}/submissions/{submission}"
    result = client.get(address, headers=headers).json()["result"]
    finding = result["projects"][0]["indicators"][0]["findings"][0]["id"]
    body = {"finding": finding, "verdict": "dismiss", "reason": "本行有当地文件依据"}
    made = client.post(f"{address}/decisions", json=body, headers=headers)
    assert made.status_code == 201, made.text
    told = client.get(address, headers=headers).json()
    assert told["decisions"] == [made.json()]
    assert told["state"] == "reviewing"
    again = client.post(f"{address}/decisions", json=body, headers=headers)
    assert (again.status_code, code_of(again)) == (409, "conflict.decided")
    body["seen"] = made.json()["id"]
    assert client.post(f"{address}/decisions", json=body, headers=headers).status_code == 201


def test_a_unit_is_not_shown_what_was_dismissed(
    client: TestClient, services: Services, people: People, submission: int
) -> None:
    headers = token_of(services, people.reviewer)
    address = f"{ROOT}/submissions/{submission}"
    result = client.get(address, headers=headers).json()["result"]
    finding = result["projects"][0]["indicators"][0]["findings"][0]["id"]
    body = {"finding": finding, "verdict": "dismiss", "reason": "本行有当地文件依据"}
    assert client.post(f"{address}/decisions", json=body, headers=headers).status_code == 201
    with services.database.writing() as session:
        session.get_one(Declared, submission).state = ReviewState.RETURNED
    unit = client.get(address, headers=token_of(services, people.unit)).json()
    assert finding not in _findings_of(unit)
    assert unit["decisions"] == []
    assert finding in _findings_of(client.get(address, headers=headers).json())


def _findings_of(answer: dict) -> list[str]:
    rows = answer["result"]["projects"][0]["indicators"]
    return [one["id"] for row in rows for one in row["findings"]]


def test_a_letter_is_downloaded(client: TestClient, services: Services, people: People) -> None:
    headers = token_of(services, people.reviewer)
    files = [("files", ("目标表.txt", form().encode()))]
    paper = client.post(f"{ROOT}/submissions", files=files, headers=headers).json()["papers"][0]
    with services.database.writing() as session:
        taken = claim(session, worker="hand", now=services.now())
        assert store_result(session, taken, assessed_form(), now=services.now())
    (number,) = client.get(f"{ROOT}/papers/{paper['id']}", headers=headers).json()["submissions"]
    answer = client.get(f"{ROOT}/submissions/{number}/downloads/letter", headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].startswith('attachment; filename="download.docx"')
    assert "filename*=UTF-8''%E" in answer.headers["content-disposition"]
    assert "培训人数" in "".join(
        cell.text for table in Document(BytesIO(answer.content)).tables
        for row in table.rows for cell in row.cells
    ) + "".join(part.text for part in Document(BytesIO(answer.content)).paragraphs)  # fmt: skip
    corrected = client.get(f"{ROOT}/submissions/{number}/downloads/corrected", headers=headers)
    assert (corrected.status_code, code_of(corrected)) == (409, "conflict.kind")


def test_a_unit_sees_its_own_alone(
    client: TestClient, services: Services, people: People, submission: int
) -> None:
    headers = token_of(services, people.other_unit)
    with services.database.reading() as session:
        paper, batch = session.query(Paper.id, Paper.batch_id).one()
    assert client.get(f"{ROOT}/submissions", headers=headers).json()["rows"] == []
    for address in (
        f"submissions/{submission}", f"submissions/{submission}/downloads/letter",
        f"papers/{paper}", f"batches/{batch}",
    ):  # fmt: skip
        answer = client.get(f"{ROOT}/{address}", headers=headers)
        assert answer.status_code == 404, address
        assert code_of(answer).startswith("missing.")


@pytest.mark.parametrize(
    ("scope", "method", "address"),
    [
        (Scope.ASSESS, "POST", "assess"),
        (Scope.ASSESS, "POST", "suggest"),
        (Scope.SUBMIT, "POST", "submissions"),
        (Scope.READ, "GET", "submissions"),
        (Scope.READ, "GET", "submissions/1"),
        (Scope.READ, "GET", "papers/1"),
        (Scope.READ, "GET", "batches/1"),
        (Scope.READ, "GET", "submissions/1/downloads/letter"),
        (Scope.DECIDE, "POST", "submissions/1/decisions"),
    ],
)
def test_each_call_needs_its_scope(
    client: TestClient, services: Services, people: People, scope: Scope, method: str, address: str
) -> None:
    others = [one for one in Scope if one is not scope]
    headers = token_of(services, people.lead, *others)
    answer = client.request(method, f"{ROOT}/{address}", headers=headers)
    assert answer.status_code in (403, 422)
    body = {
        "rows": [{"name": "甲", "value": "1"}],
        "name": "甲",
        "finding": "x",
        "verdict": "accept",
    }
    answer = client.request(
        method, f"{ROOT}/{address}", headers=headers,
        **({"json": {key: body[key] for key in _KEYS.get(address, ())}} if method == "POST" else {}),
    )  # fmt: skip
    if address != "submissions" or method == "GET":
        assert (answer.status_code, code_of(answer)) == (403, "token.scope")


_KEYS = {
    "assess": ("rows",),
    "suggest": ("name",),
    "submissions/1/decisions": ("finding", "verdict"),
}


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", "Bearer x", "Basic YTpi", "Bearer " + "x" * 5000, "bearer ü"],
)
def test_without_a_working_token_nothing_is_told(client: TestClient, header: str | None) -> None:
    headers = {} if header is None else {"authorization": header.encode("utf-8")}
    answer = client.get(f"{ROOT}/submissions", headers=headers)
    assert (answer.status_code, code_of(answer)) == (401, "token.invalid")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_session_of_the_browser_opens_nothing(browser: Open, people: People) -> None:
    assert browser(people.lead).get(f"{ROOT}/submissions").status_code == 401


def test_a_token_ends(
    client: TestClient, services: Services, people: People, clock: Callable[[], datetime]
) -> None:
    headers = token_of(services, people.lead)
    assert client.get(f"{ROOT}/submissions", headers=headers).status_code == 200
    clock.moment += timedelta(days=1)
    assert client.get(f"{ROOT}/submissions", headers=headers).status_code == 401


def test_who_asks_too_often_must_wait(browser: Open, services: Services, people: People) -> None:
    client = browser(origin=None)
    few = replace(services, settings=replace(services.settings, requests_per_minute=3))
    for app in (client.app, _mounted(client.app)):
        app.state.services = few
    mine, other = token_of(services, people.lead), token_of(services, people.reviewer)
    seen = [client.get(f"{ROOT}/submissions", headers=mine).status_code for _ in range(4)]
    assert seen == [200, 200, 200, 429]
    assert client.get(f"{ROOT}/submissions", headers=other).status_code == 200
    strangers = [client.get(f"{ROOT}/submissions") for _ in range(4)]
    assert [one.status_code for one in strangers] == [401, 401, 401, 429]
    assert strangers[3].headers["retry-after"] == "60"


def _mounted(app: object) -> object:
    return next(route.app for route in app.routes if getattr(route, "path", "") == ROOT)


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [("GET", "/api/v1/nothing", 404), ("GET", "/api/nothing", 404), ("POST", "/api/v2/x", 404),
     ("DELETE", "/api/v1/assess", 405), ("GET", "/api/v1/papers/0", 422),
     ("GET", "/api/v1/papers/99999999999999999999", 422), ("GET", "/api/v1/rules/%2e%2e", 404)],
)  # fmt: skip
def test_errors_have_one_shape(
    client: TestClient, services: Services, people: People, method: str, address: str, status: int
) -> None:
    headers = {**token_of(services, people.lead), "accept": "text/html"}
    answer = client.request(method, address, headers=headers)
    assert answer.status_code == status
    assert code_of(answer)


def test_the_description_is_served_without_any_other_host(client: TestClient) -> None:
    page = client.get("/api/docs")
    assert page.status_code == 200
    assert "http://" not in page.text
    assert "https://" not in page.text
    assert "<script" not in page.text
    assert "script-src" not in page.headers["content-security-policy"]
    for path in client.get(f"{ROOT}/openapi.json").json()["paths"]:
        assert f"{ROOT}{path}" in page.text
