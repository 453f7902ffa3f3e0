"""A running system: the web in gunicorn, a worker, their own data and port, and a clock that travels by command."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import requests

from app import clock
from app.paths import ROOT

BEGIN = "=2026-03-02T09:00"  # a Monday; what is left of the published year is enough for all journeys
PATIENCE = 120
CONSOLE = """
import json, sys
from flask.cli import ScriptInfo
from app import create_app
app = create_app()
for line in sys.stdin:
    try:
        app.cli.main(json.loads(line), obj=ScriptInfo(create_app=lambda: app))
    except SystemExit as end:
        print(f"\\nstatus {end.code or 0}", flush=True)
"""
"""The flask command, started once for all that is asked of it."""


class System:
    """What ``./dev run`` starts, for tests. ``base`` is its address."""

    def __init__(self, data: Path) -> None:
        self.data = data
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.base = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "APP_ENV": "demo",
            "DATA_DIR": str(data),
        }
        self.processes: dict[str, subprocess.Popen[str]] = {}

    def prepare(self) -> None:
        """The demo at the beginning of its time."""
        self.data.mkdir(parents=True)
        try:
            for words in (("demo", "clock", BEGIN), ("db", "upgrade"), ("demo", "load")):
                self.flask(*words)
        finally:
            self.stop()

    def start(self) -> None:
        """Start web and worker; both are there when this returns."""
        web = ["-m", "gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{self.port}", "--workers", "1"]
        self._start("web", *web, "--threads", "4", "--log-level", "warning", "--no-control-socket")
        self._start("worker", "-m", "flask", "--app", "wsgi:app", "worker")
        self.wait("the system is not ready", self.ready)

    def stop(self) -> None:
        """End everything; that web and worker end when they are told is part of what is tested."""
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.communicate(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        self.processes.clear()

    def ready(self) -> bool:
        """Does ``/readyz`` say so?"""
        assert all(process.poll() is None for process in self.processes.values()), self.logs()
        try:
            return requests.get(f"{self.base}/readyz", timeout=10).status_code == 200
        except requests.RequestException:
            return False

    def flask(self, *words: str) -> str:
        """Run a flask command beside the running system; what it says.

        :raises AssertionError: it fails.
        """
        if "console" not in self.processes:
            self._start("console", "-c", CONSOLE, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        console = self.processes["console"]
        assert console.stdin
        assert console.stdout
        print(json.dumps(words), file=console.stdin, flush=True)
        said, line = "", console.stdout.readline()
        while line and not line.startswith("status "):
            said, line = said + line, console.stdout.readline()
        assert line == "status 0\n", f"flask {' '.join(words)}: {line}{said}{self.logs()}"
        return said

    def now(self) -> datetime:
        """The instant at which web and worker are."""
        return clock.real() + timedelta(seconds=float((self.data / clock.OFFSET_FILE).read_text()))

    def travel(self, to: str) -> None:
        """``flask demo clock``; comes back when the worker has woken all that fell due."""
        self.flask("demo", "clock", to)
        self.wait("the worker does not wake what is due", lambda: self.gauges()["timers_due"] == 0)

    def gauges(self) -> dict[str, float]:
        """What ``/metrics`` counts, by name."""
        said = requests.get(f"{self.base}/metrics", timeout=30).text
        return {name: float(value) for name, value in re.findall(r"(?m)^qingqian_(\w+) ([\d.]+)$", said)}

    def wait(self, failure: str, until: Callable[[], bool]) -> None:
        """Ask again and again."""
        deadline = time.monotonic() + PATIENCE
        while not until():
            assert time.monotonic() < deadline, f"{failure}\n{self.logs()}"
            time.sleep(0.1)

    def logs(self) -> str:
        """The ends of what the processes wrote."""
        return "\n".join(path.read_text("utf-8")[-3000:] for path in sorted(self.data.glob("*.log")))

    def _start(
        self, name: str, *words: str, stdin: int = subprocess.DEVNULL, stdout: int | None = None
    ) -> None:
        with (self.data / f"{name}.log").open("a") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, *words],
                cwd=ROOT,
                env=self.environment,
                stdin=stdin,
                stdout=stdout or log,
                stderr=log,
                text=True,
            )


def prepared(shared: Path, own: Path) -> System:
    """A system with the demo loaded. Several test processes prepare it once and take a copy each."""
    template = shared / "template"
    try:
        shared.mkdir()
    except FileExistsError:
        deadline = time.monotonic() + 2 * PATIENCE
        while not template.exists():
            assert time.monotonic() < deadline, "the process that prepares the demo has failed"
            time.sleep(0.2)
    else:
        System(shared / "draft").prepare()
        (shared / "draft").rename(template)
    shutil.copytree(template, own)
    return System(own)
