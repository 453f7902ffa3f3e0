"""Defaults and environment. Refuses to start in production without keys."""

import base64
import os
import secrets
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from app.paths import ROOT

ENVIRONMENTS = ("production", "demo", "test")
LANGUAGES = ("zh", "en")


class ConfigError(SystemExit):
    """The system does not start; the message says what to set."""


def load(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """The Flask configuration that the environment asks for.

    :raises ConfigError: a key is missing or short, or the environment is not one of :data:`ENVIRONMENTS`.
    """
    env = environ.get("APP_ENV", "production")
    if env not in ENVIRONMENTS:
        raise ConfigError(f"APP_ENV={env!r}: choose one of {', '.join(ENVIRONMENTS)}.")
    data = Path(environ.get("DATA_DIR") or ROOT / "var").resolve()
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = data.stat()
    if made.st_uid == os.getuid() and not made.st_mode & stat.S_ISVTX:
        data.chmod(0o700)  # also where somebody made it before us; never a folder for all, like /tmp
    secret, field_keys = _keys(env, data, environ)
    if env == "production" and environ.get("FLASK_DEBUG", "0").lower() not in {"", "0", "false", "no"}:
        raise ConfigError("FLASK_DEBUG is not allowed in production. Unset it.")
    return {
        "APP_ENV": env,
        "DATA_DIR": data,
        "SECRET_KEY": secret,
        "FIELD_KEYS": field_keys,
        "SQLALCHEMY_DATABASE_URI": environ.get("DATABASE_URL") or f"sqlite:///{data / 'qingqian.db'}",
        "METRICS_TOKEN": environ.get("METRICS_TOKEN", ""),
        "TRUSTED_PROXIES": _count(environ, "TRUSTED_PROXIES"),
        "MAX_CONTENT_LENGTH": 21 * 1024 * 1024,  # a file of 20 MB and what stands around it
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "MAX_FORM_PARTS": 20_000,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": env == "production" and environ.get("COOKIE_SECURE", "1") == "1",
        "BABEL_DEFAULT_LOCALE": "zh",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
        "WTF_CSRF_TIME_LIMIT": 8 * 3600,
        "PASSWORD_MIN_LENGTH": 12 if env == "production" else 4,
    }


def _count(environ: Mapping[str, str], name: str) -> int:
    written = environ.get(name) or "0"
    if not written.isdecimal():
        raise ConfigError(f"{name}={written!r} is not a number.")
    return int(written)


def _keys(env: str, data: Path, environ: Mapping[str, str]) -> tuple[str, list[str]]:
    secret, fields = environ.get("SECRET_KEY", ""), environ.get("FIELD_KEYS", "")
    if env == "demo":
        secret = secret or _kept(data / "secret-key")
        fields = fields or _kept(data / "field-keys")
    elif env == "test":
        secret = secret or "test" * 16
        fields = fields or base64.urlsafe_b64encode(b"test" * 8).decode()
    if len(secret) < 32:
        raise ConfigError(
            "SECRET_KEY is missing or shorter than 32 characters. Make one: openssl rand -base64 48"
        )
    keys = [key for key in fields.split(",") if key]
    if not keys or any(_key_length(key) != 32 for key in keys):
        raise ConfigError(
            "FIELD_KEYS must hold one or more base64 keys of 32 bytes, separated by commas; "
            "the first encrypts, all decrypt. Make one: openssl rand -base64 32 | tr '+/' '-_'"
        )
    return secret, keys


def _key_length(key: str) -> int:
    try:
        return len(base64.urlsafe_b64decode(key))
    except ValueError:
        return 0


def _kept(path: Path) -> str:
    """A demo key, made once and readable by its owner only; processes that start together agree on it."""
    if not path.exists():
        draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())
        with suppress(FileExistsError):
            os.link(draft, path)  # whole or not at all, and only the first one's
        draft.unlink()
    return path.read_text().strip()
