"""./dev run starts web and worker only when all is prepared, and ends both whatever happens."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.paths import ROOT

DRIVER = """
    import os, sys
    from devtools import serve
    serve.FLASK = ["sh", f"{os.environ['HERE']}/flask.sh"]
    serve.WEB = [sys.executable, f"{os.environ['HERE']}/web.py"]
    sys.exit(serve.main())
"""
FLASK = """
    echo "$*" >>"$HERE/steps"
    case "$*" in
      worker) echo $$ >"$HERE/worker.new"; mv "$HERE/worker.new" "$HERE/worker.pid"; exec sleep 300 ;;
      "$FAILING") exit 7 ;;
    esac
"""
WEB = """
    import os, pathlib, socket, time
    here = pathlib.Path(os.environ["HERE"])
    (here / "web.new").write_text(str(os.getpid()))
    (here / "web.new").rename(here / "web.pid")
    listener = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
    time.sleep(300)
"""


class Run:
    """./dev run with a played application."""

    def __init__(self, folder: Path, failing: str = "", port: int = 0) -> None:
        self.folder, self.output = folder, folder / "output"
        for name, text in {"driver.py": DRIVER, "flask.sh": FLASK, "web.py": WEB}.items():
            (folder / name).write_text(textwrap.dedent(text))
        environment = {
            **os.environ,
            "HERE": str(folder),
            "FAILING": failing,
            "PORT": str(port or free_port()),
            "APP_ENV": "demo",
            "DATA_DIR": str(folder / "var"),
            "PYTHONPATH": str(ROOT),
        }
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, str(folder / "driver.py")],
                env=environment,
                stdin=subprocess.DEVNULL,
                stderr=output,
            )

    def started(self) -> "Run":
        until(lambda: "Ctrl-C stops it" in self.output.read_text())
        until((self.folder / "worker.pid").exists)
        return self

    def steps(self) -> list[str]:
        return (self.folder / "steps").read_text().splitlines()

    def child(self, name: str) -> int:
        return int((self.folder / f"{name}.pid").read_text())

    def lives(self, name: str) -> bool:
        return Path(f"/proc/{self.child(name)}").exists()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def until(question: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not question():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_web_and_worker(tmp_path: Path, number: signal.Signals) -> None:
    run = Run(tmp_path).started()
    run.process.send_signal(number)
    assert run.process.wait(10) == 0
    assert not run.lives("web")
    assert not run.lives("worker")


@pytest.mark.parametrize(("dead", "other"), [("web", "worker"), ("worker", "web")])
def test_a_dead_child_stops_the_other(tmp_path: Path, dead: str, other: str) -> None:
    run = Run(tmp_path).started()
    os.kill(run.child(dead), signal.SIGKILL)
    assert run.process.wait(10) == 1
    assert not run.lives(other)
    assert f"The {dead} process ended by itself" in run.output.read_text()


def test_children_do_not_outlive_a_killed_parent(tmp_path: Path) -> None:
    run = Run(tmp_path).started()
    run.process.kill()
    run.process.wait(10)
    until(lambda: not run.lives("web") and not run.lives("worker"))


def test_everything_is_prepared_in_order_before_anything_listens(tmp_path: Path) -> None:
    run = Run(tmp_path).started()
    run.process.terminate()
    run.process.wait(10)
    assert run.steps() == ["db upgrade", "processes deploy", "demo load", "worker"]


def test_a_step_that_fails_starts_nothing_and_hands_its_status_on(tmp_path: Path) -> None:
    run = Run(tmp_path, failing="processes deploy")
    assert run.process.wait(20) == 7
    assert run.steps() == ["db upgrade", "processes deploy"]


def test_a_taken_port_is_said_at_once(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        run = Run(tmp_path, port=port)
        assert run.process.wait(20) == 1
    assert f"Cannot listen at 127.0.0.1:{port}" in run.output.read_text()
    assert not (tmp_path / "steps").exists()
