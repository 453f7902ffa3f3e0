"""What the system refuses to start with, and how it says so."""

import base64
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.config import ConfigError, load
from app.paths import ROOT

SECRET = "s" * 32
KEY = base64.urlsafe_b64encode(b"k" * 32).decode()
GOOD = {"SECRET_KEY": SECRET, "FIELD_KEYS": KEY}


def production(tmp_path: Path, **given: str) -> dict[str, object]:
    return load({"APP_ENV": "production", "DATA_DIR": str(tmp_path), **given})


def test_production_starts_with_its_keys(tmp_path: Path) -> None:
    made = production(tmp_path, **GOOD)
    assert (made["SECRET_KEY"], made["FIELD_KEYS"]) == (SECRET, [KEY])
    assert made["SESSION_COOKIE_SECURE"]
    assert made["PASSWORD_MIN_LENGTH"] == 12
    assert production(tmp_path, **GOOD | {"FIELD_KEYS": f"{KEY},{KEY}"})["FIELD_KEYS"] == [KEY, KEY]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "SECRET_KEY"),
        ({"FIELD_KEYS": KEY}, "SECRET_KEY"),
        ({"SECRET_KEY": "s" * 31, "FIELD_KEYS": KEY}, "SECRET_KEY"),
        ({"SECRET_KEY": SECRET}, "FIELD_KEYS"),
        ({"SECRET_KEY": SECRET, "FIELD_KEYS": ","}, "FIELD_KEYS"),
        ({"SECRET_KEY": SECRET, "FIELD_KEYS": base64.b64encode(b"k" * 31).decode()}, "FIELD_KEYS"),
        ({"SECRET_KEY": SECRET, "FIELD_KEYS": f"{KEY},short"}, "FIELD_KEYS"),
        ({"SECRET_KEY": SECRET, "FIELD_KEYS": "钥匙"}, "FIELD_KEYS"),
        (GOOD | {"FLASK_DEBUG": "1"}, "FLASK_DEBUG"),
        (GOOD | {"FLASK_DEBUG": "True"}, "FLASK_DEBUG"),
        (GOOD | {"FLASK_DEBUG": "yes"}, "FLASK_DEBUG"),
    ],
)
def test_production_refuses_what_is_missing_short_or_open(
    tmp_path: Path, given: dict[str, str], said: str
) -> None:
    with pytest.raises(ConfigError, match=said):
        production(tmp_path, **given)


def test_production_is_the_default(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="SECRET_KEY"):
        load({"DATA_DIR": str(tmp_path)})


def test_an_environment_that_there_is_not_is_named() -> None:
    with pytest.raises(ConfigError, match="production, demo, test"):
        load({"APP_ENV": "prod"})


def test_the_demo_makes_its_keys_once_and_for_its_owner_only(tmp_path: Path) -> None:
    first, second = (load({"APP_ENV": "demo", "DATA_DIR": str(tmp_path)}) for _ in range(2))
    assert first == second
    for name in ("secret-key", "field-keys"):
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600


def test_processes_that_start_together_agree_on_the_demos_keys(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: load({"APP_ENV": "demo", "DATA_DIR": str(tmp_path)}), range(40)))
    assert all(each == made[0] for each in made)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["field-keys", "secret-key"]


def serve(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Load the application as gunicorn does."""
    given = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), **GOOD, **environment}
    return subprocess.run(
        [sys.executable, "-c", "import wsgi"], cwd=ROOT, env=given, capture_output=True, text=True, timeout=60
    )


def test_production_serves_no_empty_database_but_the_flask_command_may_fill_it(tmp_path: Path) -> None:
    refused = serve(tmp_path)
    assert refused.returncode == 1
    assert "flask db upgrade" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert serve(tmp_path, FLASK_RUN_FROM_CLI="true").returncode == 0


@pytest.mark.parametrize("name", ["TRUSTED_PROXIES"])
def test_a_number_that_is_none_is_refused_with_a_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match=name):
        production(tmp_path, **GOOD, **{name: "two"})
