"""The published description holds: programs that follow it, and programs that do not, never break the server."""

from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.journey import Client, as_shown

CLERK = "hrss_intake@411221"
PROMISES = [
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
]
FEW = settings(
    max_examples=6,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
ROUTES = """
    POST /sessions
    DELETE /sessions/current
    POST /complaints
    GET /complaints/{number}
    GET /tasks
    GET /tasks/{task_id}
    PUT /tasks/{task_id}/draft
    POST /tasks/{task_id}/preview
    POST /tasks/{task_id}/claim
    POST /tasks/{task_id}/release
    POST /tasks/{task_id}/complete
    GET /cases
    GET /cases/{number}
    GET /cases/{number}/timeline
    GET /cases/{number}/claims
    GET /cases/{number}/deadlines
    GET /cases/{number}/documents
    GET /cases/{number}/ledger
    GET /cases/{number}/runs
    POST /cases/{number}/runs
    GET /cases/{number}/diagram
    GET /matters/kinds
    POST /matters
    GET /documents/{document_id}
    GET /documents/{document_id}.pdf
    POST /files
    GET /deadlines/calculate
    GET /rules
    POST /rules/{name}/evaluate
"""
CONTRACT = {line.strip() for line in ROUTES.strip().splitlines()}
PUBLIC = {
    "POST /sessions",
    "POST /complaints",
    "GET /complaints/{number}",
    "GET /deadlines/calculate",
    "POST /files",
}


def operations(described: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What is described, by method and path below /api/v1."""
    return {
        f"{method.upper()} {path.removeprefix('/api/v1')}": said
        for path, methods in described["paths"].items()
        for method, said in methods.items()
        if method in ("get", "post", "put", "delete", "patch")
    }


@pytest.fixture
def described(client: Client) -> dict[str, Any]:
    return client.get("//openapi.json")


def test_what_the_contract_names_is_there_and_nothing_else(described: dict[str, Any]) -> None:
    assert operations(described).keys() == CONTRACT


def test_only_what_is_public_does_without_a_token(client: Client, described: dict[str, Any]) -> None:
    open_to_all = {
        name for name, said in operations(described).items() if {} in said.get("security", [{1: 1}])
    }
    nameless = {name for name, said in operations(described).items() if said.get("security") == []}
    assert open_to_all | nameless == PUBLIC
    for name in CONTRACT - PUBLIC:
        method, path = name.split(" ")
        path = path.replace("{document_id}", "1").replace("{", "").replace("}", "")
        assert client.ask(method, path, json={} if method != "GET" else None).status == 401, name


def test_everything_says_what_it_is_for(described: dict[str, Any]) -> None:
    for name, said in operations(described).items():
        assert said["summary"].endswith("."), name
        assert "default" in said["responses"], name


def test_the_page_loads_nothing_from_elsewhere(client: Client) -> None:
    page = client.ask("GET", "//docs")
    assert page.status == 200
    assert b"http" not in page.content.replace(b"http-equiv", b"")
    assert b"<script>" not in page.content
    for name in ("swagger-ui.css", "swagger-ui.js"):
        assert client.ask("GET", f"//vendor/{name}").status == 200


def described_by(app: Flask) -> Any:
    with app.app_context():
        return schemathesis.openapi.from_wsgi("/openapi.json", app)


def hold(app: Flask, operation: Any, headers: dict[str, str], known: dict[str, Any]) -> None:
    """Ask a few times as described, and a few times not, of things that exist and of things that do not."""
    named = {name: known[name] for name in known if f"{{{name}}}" in operation.path}
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        for path_parameters in [None, named] if named else [None]:

            @FEW
            @given(case=operation.as_strategy(generation_mode=mode, path_parameters=path_parameters))
            def ask(case: Any) -> None:
                with app.app_context():
                    response = case.call(headers=headers)
                    case.validate_response(response, checks=PROMISES)

            ask()


def test_nobody_breaks_it_without_a_token(office: Flask, client: Client, subtests: pytest.Subtests) -> None:
    known = {"number": client.complain()["number"]}
    for result in described_by(office).get_all_operations():
        operation = result.ok()
        if operation.label.replace("/api/v1", "") in PUBLIC:
            with subtests.test(operation.label):
                hold(office, operation, {}, known)


def test_nobody_breaks_it_with_a_token(office: Flask, client: Client, subtests: pytest.Subtests) -> None:
    number = client.complain()["number"]
    client.do(number, "register", CLERK, as_shown)
    task = client.open_task(number, "review", CLERK)
    known = {"number": number, "task_id": task["id"], "document_id": 1, "name": "deposit_ratio"}
    for result in described_by(office).get_all_operations():
        operation = result.ok()
        if operation.label == "DELETE /api/v1/sessions/current":
            continue  # would end the token of the others
        with subtests.test(operation.label):
            hold(office, operation, {"Authorization": f"Bearer {client.token(CLERK)}"}, known)
