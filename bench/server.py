"""The real server on a free port, and the CPU time that its workers have used."""

import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from devtools import programs

START = 60.0


@dataclass(frozen=True)
class Server:
    """A running gunicorn."""

    url: str
    master: int

    def workers(self) -> list[int]:
        """The process ids of its workers."""
        children = Path(f"/proc/{self.master}/task/{self.master}/children").read_text()
        return [int(pid) for pid in children.split()]

    def cpu(self) -> float:
        """Seconds of CPU used by all threads of all workers, read when they have come to rest."""
        for _try in range(200):
            threads = [task for pid in self.workers() for task in Path(f"/proc/{pid}/task").iterdir()]
            before = sum(map(_used, threads))
            time.sleep(0.001)
            after = sum(map(_used, threads))
            if before == after:
                break
        return after / 1e9


def _used(thread: Path) -> int:
    """Nanoseconds on a processor (the first field of schedstat); far finer than the ticks of ``stat``."""
    return int((thread / "schedstat").read_text().split()[0])


@contextmanager
def running(folder: Path, workers: int, threads: int) -> Iterator[Server]:
    """gunicorn on a data folder, as ``./dev run`` starts it but for the numbers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        *(sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{port}"),
        *(
            "--workers",
            str(workers),
            "--threads",
            str(threads),
            "--log-level",
            "warning",
            "--no-control-socket",
        ),
    ]
    env = {"APP_ENV": "demo", "DATA_DIR": str(folder)}
    program = programs.start(command, env={**os.environ, **env})
    try:
        server = Server(f"http://127.0.0.1:{port}", program.pid)
        _wait_for(port, server, workers)
        yield server
    finally:
        programs.stop([program])


def _wait_for(port: int, server: Server, workers: int) -> None:
    deadline = time.monotonic() + START
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            if len(server.workers()) == workers:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError("the server did not open its port")
