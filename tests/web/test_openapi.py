"""Calls made up from the description: no answer breaks its promises, on both databases."""

from collections.abc import Callable

import pytest
import schemathesis
from assessed_papers import assessed_form, keep
from hypothesis import HealthCheck, Phase, given, settings
from record_fixtures import People
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from web_clients import token_of

from assessor.apps.web.application import build
from assessor.apps.web.services import Services

DESCRIPTION = "/api/v1/openapi.json"
CHECKS = (
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_schema_conformance,
)  # fmt: skip
CALLS = (
    ("POST", "/assess"), ("POST", "/suggest"), ("POST", "/submissions"), ("GET", "/submissions"),
    ("GET", "/submissions/{submission}"), ("POST", "/submissions/{submission}/decisions"),
    ("GET", "/submissions/{submission}/downloads/{kind}"), ("GET", "/papers/{paper}"),
    ("GET", "/batches/{batch}"), ("GET", "/rules"), ("GET", "/rules/{code}"), ("GET", "/health"),
)  # fmt: skip
EXAMPLES = 25


@pytest.fixture
def schema(services: Services, people: People, now) -> schemathesis.BaseSchema:
    keep(services.database, people.unit, {"目标表.txt": assessed_form()}, now=now)
    return schemathesis.openapi.from_asgi(DESCRIPTION, build(services, has_pages=False))


def test_every_call_is_tried(schema: schemathesis.BaseSchema) -> None:
    described = {
        (method.upper(), path) for path, calls in schema.raw_schema["paths"].items()
        for method in calls
    }  # fmt: skip
    assert described == set(CALLS)


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_answers_are_as_described(
    schema: schemathesis.BaseSchema, services: Services, people: People, method: str, path: str
) -> None:
    headers = token_of(services, people.lead)
    operation = schema[path][method]

    seen = set()

    def ask(case: schemathesis.Case) -> None:
        answer = case.call(headers=headers)
        case.validate_response(answer, checks=CHECKS)
        seen.add(answer.status_code)

    _many(operation, ask)
    assert 401 not in seen
    # Those that name nothing in the record must get through with some of what is made up.
    assert "{" in path or min(seen) in (200, 202), seen


def _many(operation, ask: Callable[[schemathesis.Case], None]) -> None:
    bounded = settings(
        max_examples=EXAMPLES, derandomize=True, deadline=None, database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    bounded(given(case=operation.as_strategy())(ask))()
