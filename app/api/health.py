"""For those who keep the system running: is it up, is it whole, how much does it do."""

import hmac
import ipaddress
import os
from collections.abc import Iterator
from time import perf_counter
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, jsonify, request
from flask_babel import gettext as _
from prometheus_client import CollectorRegistry, Histogram, disable_created_metrics, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from sqlalchemy.exc import SQLAlchemyError

from app import web
from app.casework import health
from app.db import db
from app.errors import NotAllowed

pages = Blueprint("health", __name__)
disable_created_metrics()


class Load:
    """Gauges that are counted when they are asked for."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One gauge for each count."""
        for name, value in health.load().items():
            yield GaugeMetricFamily(f"qingqian_{name}", name.replace("_", " "), value)


def register(app: Flask) -> None:
    """Measure every request, and answer the three addresses."""
    registry = CollectorRegistry()
    registry.register(Load())
    # Each web process counts for itself, so its number stands among the labels.
    seconds = Histogram(
        "qingqian_request_seconds",
        "Time to answer",
        ("method", "route", "status", "process"),
        registry=registry,
        buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    )
    app.extensions["metrics"] = registry

    def begin() -> None:
        g.began = perf_counter()

    def end(response: Response) -> Response:
        if "began" in g:
            route = request.url_rule.rule if request.url_rule else "none"
            labels = (request.method, route, str(response.status_code), str(os.getpid()))
            seconds.labels(*labels).observe(perf_counter() - g.began)
        return response

    app.before_request(begin)
    app.after_request(end)
    app.register_blueprint(pages)


@pages.get("/healthz")
def alive() -> Response:
    """The process answers; it listens only once migrations and demo are loaded."""
    return jsonify(status="ok")


@pages.get("/readyz")
def ready() -> tuple[Response, int]:
    """Database and worker are there; how many runs nothing would ever move again (there must be none)."""
    found: dict[str, Any] = {"database": False, "worker": False, "silent_runs": None}
    try:
        found["database"] = web.database_answers()
        found["worker"] = health.worker_lives()
        found["silent_runs"] = len(health.silent_runs())
    except SQLAlchemyError:
        db.session.rollback()
    good = found["database"] and found["worker"]
    return jsonify(status="ready" if good else "not ready", **found), 200 if good else 503


@pages.get("/metrics")
def metrics() -> Response:
    """Prometheus: from this machine, or with ``METRICS_TOKEN`` as bearer token."""
    if not (_is_local() or _has_token()):
        raise NotAllowed(_("运行指标只对本机或持有 METRICS_TOKEN 的采集程序开放。"), reason="metrics_token")
    registry: CollectorRegistry = current_app.extensions["metrics"]
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _is_local() -> bool:
    """Asked from this machine, and not by a proxy on it for somebody else."""
    hops = {"X-Forwarded-For", "Forwarded"} & {name.title() for name, _value in request.headers}
    trusted = current_app.config["TRUSTED_PROXIES"] > 0
    address = ipaddress.ip_address(request.remote_addr or "0.0.0.0")  # noqa: S104 - an address, not a binding
    return address.is_loopback and (trusted or not hops)


def _has_token() -> bool:
    wanted = current_app.config["METRICS_TOKEN"]
    sent = request.headers.get("Authorization", "").partition("Bearer ")[2]
    return bool(wanted) and hmac.compare_digest(sent.encode(), wanted.encode())
