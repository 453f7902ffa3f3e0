"""What those see who keep the system running."""

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from app import clock, web
from app.casework import health
from app.db import transaction
from tests.journey import Client

READY = {"status": "ready", "database": True, "worker": True, "silent_runs": 0}


def test_the_web_says_that_it_is_alive(client: Client) -> None:
    assert client.get("//healthz") == {"status": "ok"}


def test_it_is_ready_once_a_worker_lives(client: Client) -> None:
    assert client.get("//readyz", status=503) == READY | {"status": "not ready", "worker": False}
    with transaction():
        health.beat("w1", clock.real())
    assert client.get("//readyz") == READY


def test_it_is_not_ready_without_its_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> bool:
        raise OperationalError("select 1", {}, Exception("gone"))

    monkeypatch.setattr(web, "database_answers", gone)
    assert client.get("//readyz", status=503)["database"] is False


def test_the_gauges_count_what_there_is_to_do(client: Client) -> None:
    client.complain()
    said = client.ask("GET", "//metrics").content.decode()
    assert "qingqian_tasks_open 1.0" in said
    assert "qingqian_incidents_open 0.0" in said
    assert 'qingqian_request_seconds_count{method="POST"' in said


def test_the_gauges_are_for_this_machine_or_the_token(client: Client, office: Flask) -> None:
    far = {"environ_base": {"REMOTE_ADDR": "192.0.2.1"}}
    assert client.ask("GET", "//metrics", **far).status == 403
    behind_a_proxy = {"headers": {"X-Forwarded-For": "192.0.2.1"}}
    assert client.ask("GET", "//metrics", **behind_a_proxy).status == 403
    bearer = {"headers": {"Authorization": "Bearer s3cret"}}
    assert client.ask("GET", "//metrics", **far, **bearer).status == 403
    office.config["METRICS_TOKEN"] = "s3cret"
    try:
        assert client.ask("GET", "//metrics", **far, **bearer).status == 200
        assert client.ask("GET", "//metrics", **far).status == 403
    finally:
        office.config["METRICS_TOKEN"] = ""
