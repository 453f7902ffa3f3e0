"""What every page and answer says of itself, and that nothing typed by one person runs in another's browser."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.casework import actions
from app.db import transaction
from app.paths import ROOT, TEMPLATES
from tests import samples
from tests.journey import Client, complaint
from tests.security.conftest import ADMINS, INTAKE, anew, opened, task_of

STATIC = ROOT / "app" / "static"
PUBLIC = ("/login", "/complain", "/follow", "/docs", "/nothing/here", "/healthz")


def own_pages(case: str, task: str) -> Iterator[str]:
    yield from ("/", "/cases", "/cases/new", "/rules", "/profile", f"/tasks/{task}", f"/cases/{case}")
    yield from (
        f"/cases/{case}/{part}"
        for part in ("claims", "timeline", "money", "documents", "clocks", "runs", "start/joint_interview")
    )


def test_every_answer_is_guarded_by_headers(as_: Callable[[str], FlaskClient], api: Client) -> None:
    case = opened()
    browser = as_(INTAKE)
    answers = [
        browser.get(path) for path in (*PUBLIC, *own_pages(case.number or "", task_of(case, "register").id))
    ]
    with browser.get("/static/js/app.js") as script:
        answers.append(script)
    answers += [browser.get("/api/v1/tasks"), browser.get("/openapi.json")]
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "object-src 'none'" in policy
        assert "base-uri 'self'" in policy
        assert "form-action 'self'" in policy
        assert (
            "script-src" not in policy
        )  # default-src holds: no inline script, no eval, nothing from elsewhere
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "Server" not in answer.headers or "Werkzeug" not in answer.headers["Server"]


def test_nothing_personal_is_kept_by_browsers_and_proxies(
    desk: Flask, as_: Callable[[str], FlaskClient]
) -> None:
    case = opened()
    browser = as_(INTAKE)
    for path in (*own_pages(case.number or "", task_of(case, "register").id), "/login", "/nothing/here"):
        assert "no-store" in browser.get(path).headers["Cache-Control"], path
    receipt = Client(browser).post("/complaints", complaint(), status=201)
    anew()
    public = desk.test_client()
    public.post("/follow", data={"number": receipt["number"], "code": receipt["query_code"]})
    with public.session_transaction() as session:
        session["complaint"] = {"number": "1", "code": "AAAABBBBCCCC", "key": "x", "until": 9e9}
    for path in ("/follow/case", "/complain/received", "/follow?number=411221202600001"):
        answer = public.get(path)
        assert answer.status_code == 200, path
        assert "no-store" in answer.headers["Cache-Control"], path
    refused = public.post("/complain", data={"narrative": "写了一半"})
    assert "no-store" in refused.headers["Cache-Control"]
    assert "no-store" not in (public.get("/complain").headers.get("Cache-Control") or "")


def test_production_asks_browsers_to_stay_on_tls(desk: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from flask_talisman import Talisman

    from app import web

    asked: dict[str, object] = {}
    monkeypatch.setattr(web, "Talisman", lambda _app, **given: asked.update(given))
    app = Flask("production")
    app.config.update(desk.config, APP_ENV="production", SESSION_COOKIE_SECURE=True)
    monkeypatch.setattr(web.limiter, "init_app", lambda _app: None)
    web.init_app(app)
    assert asked["strict_transport_security"] is True
    guarded = Flask("guarded")
    guarded.add_url_rule("/", "root", lambda: "")
    Talisman(guarded, **asked)
    answer = guarded.test_client().get("/", base_url="https://example.org")
    assert "max-age=31556926" in answer.headers["Strict-Transport-Security"]


PAGES = [path for path in TEMPLATES.rglob("*.html") if path.relative_to(TEMPLATES).parts[0] != "documents"]
INLINE = re.compile(
    r"<script(?![^>]*\ssrc=)|\son[a-z]+\s*=\s*[\"'{]|javascript:|<iframe|<object|<embed|hx-on|hx-vals=.js:|<base\b|srcdoc",
    re.IGNORECASE,
)
ELSEWHERE = re.compile(r"(?:src|href|action|url\()\s*=?\s*[\"'(]?\s*(?:https?:)?//", re.IGNORECASE)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_template_holds_a_script_or_an_address_elsewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not INLINE.search(text)
    assert not ELSEWHERE.search(text)


def test_nothing_switches_escaping_off() -> None:
    """Only constants are marked safe, and only in papers."""
    for page in TEMPLATES.rglob("*"):
        if page.is_file():
            text = page.read_text(encoding="utf-8")
            assert "autoescape" not in text
            for found in re.findall(r"(\S*\"|\S+)\s*\|\s*safe", text):
                assert found.endswith('"'), (page, found)
    for source in (ROOT / "app").rglob("*.py"):
        assert "Markup(" not in source.read_text(encoding="utf-8"), source


def test_our_scripts_build_no_code_and_no_html_from_texts() -> None:
    for script in (STATIC / "js").glob("*.js"):
        text = script.read_text(encoding="utf-8")
        for word in ("eval(", "new Function", "document.write", "insertAdjacentHTML", "outerHTML"):
            assert word not in text, (script, word)
        for line in text.splitlines():
            assert not re.search(r"innerHTML\s*=\s*(?![\"'`]{2})", line), (script, line)
    for sheet in (STATIC / "css").glob("*.css"):
        assert not ELSEWHERE.search(sheet.read_text(encoding="utf-8")), sheet


HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(2)>'{{7*7}}${7*7}%(x)s%s{0}"


def test_what_one_types_never_runs_in_anothers_browser(
    desk: Flask, as_: Callable[[str], FlaskClient]
) -> None:
    worker = samples.workers(100_00)[0]
    hostile = type(worker)(
        **{**vars(worker), "name": HOSTILE[:60], "bank_name": HOSTILE[:100], "job": HOSTILE[:60]}
    )
    said = {
        "employer_name": HOSTILE,
        "employer_address": HOSTILE,
        "project_name": HOSTILE,
        "narrative": HOSTILE,
        "workers": (hostile,),
    }
    with transaction():
        found = actions.open_case(samples.complaint("one_worker", "411221", **said), None)
    case, task = found.case, task_of(found.case, "register")
    browser = as_(INTAKE)
    pages = [browser.get(path) for path in own_pages(case.number or "", task.id)]
    typed = {
        "narrative": HOSTILE,
        "employer_name": HOSTILE,
        "workers-0-name": HOSTILE,
        "workers-0-claim": HOSTILE,
    }
    pages += [
        browser.post(f"/tasks/{task.id}", data=typed | {"do": "complete"}),
        browser.post("/cases/new", data=typed | {"do": "register"}),
        browser.get(
            "/",
            query_string={"q": HOSTILE, "box": HOSTILE, "sort": HOSTILE, "group": HOSTILE, "lamp": HOSTILE},
        ),
        browser.get("/cases", query_string={"q": HOSTILE, "region": HOSTILE, "state": HOSTILE}),
        browser.get(f"/cases/{HOSTILE}"),
        browser.get("/login", query_string={"next": HOSTILE}),
        desk.test_client().get("/login", query_string={"next": HOSTILE}),
        desk.test_client().post("/login", data={"username": HOSTILE, "password": "x", "next": HOSTILE}),
        browser.get("/follow", query_string={"number": HOSTILE}),
        browser.post("/follow", data={"number": HOSTILE, "code": HOSTILE}),
        browser.post("/complain", data=typed | {"kind": HOSTILE, "_once": HOSTILE}),
        browser.post(
            f"/cases/{case.number}/reveal", data={"kind": HOSTILE, "field": HOSTILE, "reason": HOSTILE}
        ),
    ]
    for admin in ADMINS:
        pages += [as_(admin).get("/admin"), as_(admin).get("/admin/people", query_string={"q": HOSTILE})]
    shown = 0
    for page in pages:
        assert page.status_code < 500
        text = page.text
        shown += "&lt;script&gt;" in text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "49" not in re.findall(r"onerror=alert\(2\)&gt;&#39;(\d+)", text)
        assert not INLINE.search(text), page.request.path
    assert shown > 8
