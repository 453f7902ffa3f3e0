"""./dev run: prepares the demo, then keeps web and worker running until one ends or somebody stops us."""

import os
import socket
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack

from devtools import programs
from devtools.programs import ROOT, Program, finish, say, start

FLASK = [sys.executable, "-m", "flask", "--app", "wsgi:app"]
WEB = [sys.executable, "-m", "gunicorn", "wsgi:app"]
START = 60  # seconds the web has to open its port


def main() -> int:
    host, port = os.environ.get("HOST") or "127.0.0.1", _port(os.environ.get("PORT") or "8000")
    os.environ.setdefault("APP_ENV", "demo")
    demo = os.environ["APP_ENV"] == "demo"
    data = os.path.abspath(os.environ.get("DATA_DIR") or ROOT / "var")
    os.environ["DATA_DIR"] = data
    _must_be_free(host, port)
    programs.stop_on_signals(0)
    steps = [["db", "upgrade"], ["processes", "deploy"], *([["demo", "load"]] if demo else [])]
    for step in steps:
        say(f"flask {' '.join(step)} …")
        if status := finish(start([*FLASK, *step])):
            say(f"«flask {' '.join(step)}» failed (status {status}); nothing was started.")
            return status
    with ExitStack() as stack:
        children = {
            "web": start([*WEB, *_gunicorn(host, port)]),
            "worker": start([*FLASK, "worker"]),
        }
        stack.callback(programs.stop, list(children.values()))
        _wait_for(host, port, children["web"])
        _greet(host, port, data, demo)
        while all(child.poll() is None for child in children.values()):
            time.sleep(0.2)
        name, child = next((n, c) for n, c in children.items() if c.poll() is not None)
        say(f"The {name} process ended by itself (status {child.returncode}); stopping the rest.")
    return 1


def _gunicorn(host: str, port: int) -> Sequence[str]:
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return [
        *("--bind", bind, "--workers", "2", "--threads", "4", "--graceful-timeout", "5"),
        *("--log-level", "warning", "--no-control-socket"),
    ]


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        sys.exit(f"PORT={text!r} is not a port number.")
    return int(text)


def _must_be_free(host: str, port: int) -> None:
    """Say so at once, rather than after the demo has loaded, if another program has the port."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        sys.exit(
            f"Cannot listen at {host}:{port}: {error.strerror}. Choose another: PORT={port + 1} ./dev run"
        )


def _wait_for(host: str, port: int, web: Program) -> None:
    deadline = time.monotonic() + START
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    while web.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection((target, port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.2)
    say("The web process did not open its port.")


def _greet(host: str, port: int, data: str, demo: bool) -> None:
    name = f"[{host}]" if ":" in host else host
    say(f"\n清欠 Qingqian: http://{name}:{port}/    data: {data}    Ctrl-C stops it")
    if demo:
        say("Log in as <group>@<region>, password demo. For example:")
        say("  hrss_intake@411221   hrss_inspection@411221   hrss_principal@411221\n")


if __name__ == "__main__":
    sys.exit(main())
