"""A private PostgreSQL for one test run: own folder, Unix socket only, nothing durable; works as root too."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SETTINGS = "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off"


class NoPostgres(RuntimeError):
    """There is no PostgreSQL server to start: a failure of the set-up, never a reason to skip."""


def server_programs() -> Path:
    """The folder of initdb and postgres: ``PG_BIN``, the newest Debian cluster version, or what is on PATH."""
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True
    )
    chosen, on_path = os.environ.get("PG_BIN"), shutil.which("initdb")
    folders = [Path(chosen)] if chosen else installed + ([Path(on_path).resolve().parent] if on_path else [])
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoPostgres("No PostgreSQL server here. As root: apt-get install --no-install-recommends postgresql")


@contextlib.contextmanager
def temp_postgres() -> Iterator[str]:
    """Start a server and yield its SQLAlchemy address; the server and its files are gone afterwards.

    :raises NoPostgres: no server programs are installed.
    """
    programs = server_programs()
    base = tempfile.mkdtemp(prefix="pg-", dir="/tmp")  # short: a socket path may have 107 bytes
    options = _as_someone_else(base) if os.geteuid() == 0 else {}

    def run(program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(programs / program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr.strip()}")

    data = f"{base}/d"
    try:
        run("initdb", "-D", data, "-U", "app", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        run(
            "pg_ctl",
            "-D",
            data,
            "-w",
            "-t",
            "60",
            "-l",
            f"{base}/log",
            "-o",
            f"-k {base} {SETTINGS}",
            "start",
        )
        try:
            yield f"postgresql+psycopg://app@/postgres?host={base}"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(base, ignore_errors=True)


def _as_someone_else(base: str) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: run it as its own user, who then owns the folder."""
    user = next((u for name in ("postgres", "nobody") if (u := _user(name))), None)
    if user is None:
        raise NoPostgres(
            "PostgreSQL does not run as root, and there is no user «postgres» or «nobody» to run it as."
        )
    os.chown(base, user.pw_uid, user.pw_gid)
    return {
        "user": user.pw_uid,
        "group": user.pw_gid,
        "extra_groups": [],
        "cwd": "/",
        "env": {**os.environ, "HOME": base},
    }


def _user(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None
