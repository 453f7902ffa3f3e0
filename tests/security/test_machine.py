"""The machine it runs on: who may read the folders, what stands in front of it, how often one may try, and that
nothing calls out."""

import ast
import json
import os
import socket
import stat
import subprocess
import sys
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest
from flask import Flask, jsonify, request
from lxml import etree
from werkzeug.middleware.proxy_fix import ProxyFix

from app import config, create_app
from app.engine.check.diagram import parse_xml
from app.engine.xml import read_xml
from app.jobs import backup
from app.paths import PROCESSES, ROOT
from tests.security.conftest import INTAKE, opened

KEYS = {"SECRET_KEY": "s" * 40, "FIELD_KEYS": urlsafe_b64encode(b"k" * 32).decode()}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_data_folder_and_its_keys_are_for_their_owner(tmp_path: Path) -> None:
    data = tmp_path / "a" / "data"
    config.load({"APP_ENV": "demo", "DATA_DIR": str(data)})
    assert mode(data) == 0o700
    for name in ("secret-key", "field-keys"):
        assert mode(data / name) == 0o600
    kept = (data / "field-keys").read_text()
    config.load({"APP_ENV": "demo", "DATA_DIR": str(data)})
    assert (data / "field-keys").read_text() == kept


def test_a_folder_that_was_open_is_closed_but_never_one_for_all(tmp_path: Path) -> None:
    loose, shared = tmp_path / "loose", tmp_path / "shared"
    for folder, bits in ((loose, 0o755), (shared, 0o1777)):
        folder.mkdir()
        folder.chmod(bits)
        config.load({"APP_ENV": "test", "DATA_DIR": str(folder)})
    assert mode(loose) == 0o700
    assert mode(shared) == 0o1777


def test_a_backup_is_for_its_owner_and_shows_no_number(office: Flask, tmp_path: Path) -> None:
    import gzip

    opened("report", reporter_name="司徒不留名", reporter_phone="13911112222")
    opened()
    folder = tmp_path / "backup"
    folder.mkdir(mode=0o755)
    backup.backup(folder, tmp_path / "files")
    assert mode(folder) == 0o700
    for table in (folder / "tables").iterdir():
        text = gzip.decompress(table.read_bytes()).decode()
        for value in ("司徒不留名", "13911112222", "411221198503020107", "622200000000000001"):
            assert value not in text, table


@pytest.mark.parametrize(
    ("setting", "why"),
    [
        ({"FLASK_DEBUG": "1"}, "FLASK_DEBUG"),
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"FIELD_KEYS": ""}, "FIELD_KEYS"),
        ({"APP_ENV": "live"}, "APP_ENV"),
    ],
)
def test_production_does_not_start_carelessly(setting: dict[str, str], why: str, tmp_path: Path) -> None:
    with pytest.raises(config.ConfigError, match=why):
        config.load({"APP_ENV": "production", "DATA_DIR": str(tmp_path), **KEYS, **setting})


def test_production_makes_no_key_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(config.ConfigError):
        config.load({"APP_ENV": "production", "DATA_DIR": str(tmp_path)})
    assert not list(tmp_path.iterdir())


# ---- in front of it ----------------------------------------------------------------------------------------------


def seen(hops: int) -> dict[str, str]:
    """Who asks and by which name, as the application sees it behind so many proxies."""
    app = Flask("seen")
    app.add_url_rule(
        "/", "root", lambda: jsonify(by=request.remote_addr, host=request.host, scheme=request.scheme)
    )
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    headers = {
        "X-Forwarded-For": "203.0.113.9, 198.51.100.7",
        "X-Forwarded-Host": "evil.example, qingqian.example",
        "X-Forwarded-Proto": "https",
    }
    return app.test_client().get("/", headers=headers).get_json()


def test_a_proxy_is_believed_only_as_far_as_was_said() -> None:
    assert seen(0) == {"by": "127.0.0.1", "host": "localhost", "scheme": "http"}
    assert seen(1) == {"by": "198.51.100.7", "host": "qingqian.example", "scheme": "https"}


def test_no_answer_repeats_the_host_that_was_asked_for(desk: Flask) -> None:
    """A forged Host leads nobody elsewhere: addresses are relative."""
    client = desk.test_client()
    for path in (
        "/",
        "/login",
        "/complain",
        "/follow",
        "/follow/case",
        "/docs",
        "/openapi.json",
        "/api/v1/tasks",
    ):
        answer = client.get(path, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
        assert "evil.example" not in answer.text, path
        assert "evil.example" not in str(answer.headers), path


def test_figures_of_the_machine_are_for_the_machine(office: Flask) -> None:
    client = office.test_client()
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 403
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "203.0.113.9"}).status_code == 403
    assert client.get("/metrics").status_code == 200
    for path in ("/healthz", "/readyz"):
        text = client.get(path, environ_base={"REMOTE_ADDR": "203.0.113.9"}).text
        assert "sqlite" not in text
        assert str(ROOT) not in text


LIMITED = """
import json, sys
from app import create_app
from app.db import db
app = create_app({"WTF_CSRF_ENABLED": False})
with app.app_context():
    db.create_all()
client = app.test_client()
said = {}
paths = {"/complain": 31, "/follow": 61, "/login": 61, "/api/v1/complaints": 121, "/api/v1/sessions": 301}
for path, wanted in paths.items():
    def sent(name):
        return {"json": {}} if path.startswith("/api") else {"data": {"number": "1", "username": name}}
    tries = range(wanted)
    codes = [client.post(path, **sent(f"u{number}")).status_code for number in tries]
    last = client.post(path, **sent("x"))
    other = client.post(path, environ_base={"REMOTE_ADDR": "203.0.113.9"}, **sent("y"))
    said[path] = [codes.index(429), last.headers.get("Retry-After"), other.status_code]
headers = {"Authorization": "Bearer made up"}
said["made up"] = client.post("/api/v1/complaints", json={}, headers=headers).status_code
print(json.dumps(said))
"""


def test_nobody_may_try_without_end(tmp_path: Path) -> None:
    """Limits stand outside tests, each by address; a made-up token is no way around."""
    env = {**os.environ, **KEYS, "APP_ENV": "demo", "DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", LIMITED], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    said = json.loads(done.stdout.splitlines()[-1])
    tries = {path: found[0] for path, found in said.items() if path != "made up"}
    assert tries == {
        "/complain": 30, "/follow": 60, "/login": 60, "/api/v1/complaints": 120, "/api/v1/sessions": 300,
    }  # fmt: skip
    assert all(found[2] != 429 for path, found in said.items() if path != "made up")
    assert int(said["/api/v1/complaints"][1]) >= 1
    assert said["made up"] == 401


# ---- nothing calls out -------------------------------------------------------------------------------------------

CALLING = {
    "requests", "httpx", "aiohttp", "urllib.request", "urllib3", "http.client", "ftplib", "smtplib", "telnetlib",
    "xmlrpc", "sentry_sdk", "posthog", "opentelemetry",
}  # fmt: skip


def test_no_module_of_ours_can_call_out() -> None:
    for source in (ROOT / "app").rglob("*.py"):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
            assert not CALLING & set(names), source
            if isinstance(node, ast.Attribute):
                assert node.attr not in ("urlopen", "create_connection"), source


def test_a_day_in_the_office_opens_no_connection(office: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.documents import queries as documents
    from app.documents import render
    from app.jobs import rounds
    from tests.security.conftest import REGISTER, complete

    def refuse(*address: object, **_: object) -> None:
        raise AssertionError(f"calls out to {address}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    case = opened()
    complete(case, "register", INTAKE, REGISTER)
    render.rendered_pdf(documents.of_case(case.id)[0].id)
    rounds.wake_due()
    rounds.send_notices()
    rounds.sweep(case.received_at.date())


def test_a_paper_fetches_nothing_it_names() -> None:
    """Facts that look like addresses or files stay texts; templates cannot fetch either."""
    import warnings

    from app.documents import render

    page = '<p>x</p><img src="file:///etc/passwd"><img src="http://192.0.2.1/x.png"><link rel=attachment href="file:///etc/passwd">'
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pdf = render.to_pdf(page)
    assert b"root:" not in pdf
    assert pdf.startswith(b"%PDF")


# ---- XML -------------------------------------------------------------------------------------------------------

BPMN = (PROCESSES / "mediation" / "mediation.bpmn").read_bytes()
DOCTYPES = {
    "a file": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
    "an address": b'<!DOCTYPE x [<!ENTITY e SYSTEM "http://192.0.2.1/x">]>',
    "an outer definition": b'<!DOCTYPE x SYSTEM "http://192.0.2.1/x.dtd" [<!ENTITY e "x">]>',
}


@pytest.mark.parametrize("doctype", DOCTYPES.values(), ids=DOCTYPES.keys())
def test_a_diagram_reads_nothing_else(doctype: bytes) -> None:
    head, rest = BPMN.split(b"?>", 1)
    hostile = head + b"?>" + doctype + rest.replace(b"</bpmn:definitions>", b"&e;</bpmn:definitions>")
    hostname = Path("/etc/hostname").read_bytes().strip() if Path("/etc/hostname").exists() else b"?"
    for root in (read_xml(hostile), parse_xml("x.bpmn", hostile)[0]):
        if root is not None:
            assert b"&e;" in etree.tostring(root) or hostname not in etree.tostring(root)
            assert not [text for text in root.itertext() if hostname.decode() in text]


def test_entities_that_multiply_stay_small() -> None:
    laughs = b"".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">'.encode() for n in range(1, 12))
    bomb = b'<!DOCTYPE x [<!ENTITY e0 "ha">' + laughs + b"]><x>&e11;</x>"
    try:
        root = read_xml(bomb)
    except etree.XMLSyntaxError:
        return
    assert len(etree.tostring(root)) < 100_000


# ---- starting -------------------------------------------------------------------------------------------------


def test_production_serves_no_demo_user(tmp_path: Path) -> None:
    """As gunicorn would: the module is imported, and the process ends with a sentence."""
    env = {**os.environ, **KEYS, "APP_ENV": "production", "DATA_DIR": str(tmp_path)}
    app = create_app({"SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'qingqian.db'}"})
    from app.db import db, transaction
    from app.org import demo

    with app.app_context():
        db.create_all()
        with transaction():
            demo.load()
        db.engine.dispose()
    done = subprocess.run(
        [sys.executable, "-c", "import wsgi"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "demo" in done.stderr
