"""CPU time of one human step through HTTP, against the bare engine on the same path."""

import cProfile
import pstats
import statistics
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import requests

from app import clock
from app.db import db, transaction
from app.org import queries as org
from app.org import sessions
from bench import floor, server
from bench.figures import Figure
from bench.office import MORNING, Office, scenario
from bench.tape import Tape
from tests.journey import Answer, Client, Json
from tests.walk import ApiPlayer

JOURNEY = "j1_twelve_workers"
ROUNDS = 7
MOST_MS, MOST_RATIO = 10.0, 3.0


class BenchClient(Client):
    """Keeps its connection, and gets its tokens from the database: hashing passwords is not what is measured."""

    def __init__(self, target: Any) -> None:
        super().__init__(target)
        self.connection = requests.Session()

    def token(self, username: str) -> str:
        if username not in self.tokens:
            with transaction():
                user = org.user_by_name(username)
                assert user, username
                self.tokens[username] = sessions.issue_token(user)[0]
        return self.tokens[username]

    def ask(self, method: str, path: str, *, by: str = "", **more: Any) -> Answer:
        if not isinstance(self.target, str):
            return super().ask(method, path, by=by, **more)
        headers = {"Authorization": f"Bearer {self.token(by)}"} if by else {}
        return Answer(
            self.connection.request(
                method, f"{self.target}/api/v1{path}", headers=headers, timeout=60, **more
            )
        )


class TimedPlayer(ApiPlayer):
    """Plays over HTTP and notes what each completion costs the server."""

    def __init__(self, play: dict[str, Any], client: Client, cpu: Callable[[], float]) -> None:
        super().__init__(play, client)
        self.cpu = cpu
        self.spent: dict[str, list[float]] = {}

    def complete(self, task: Json, answers: Json, status: int) -> None:
        before = self.cpu()
        super().complete(task, answers, status)
        self.spent.setdefault(task["step"], []).append((self.cpu() - before) * 1000)

    def _travel(self, by: str) -> None:
        super()._travel(by)
        clock.travel(self.now - clock.real())

    @property
    def mean(self) -> float:
        """CPU milliseconds for each completion."""
        return statistics.fmean(cost for costs in self.spent.values() for cost in costs)


def measure(office: Office) -> list[Figure]:
    """Play the journey over HTTP and on the bare engine in turn; medians of the rounds."""
    tape = record(office)
    floor.prepare(tape)
    floor.play(tape)
    with (
        office.copy() as copy,
        server.running(copy.folder, workers=1, threads=4) as running,
        copy.app.app_context(),
    ):
        _play(running.url, running.cpu)  # parses diagrams and forms, warms every cache
        ours, bare = [], []
        for _round in range(ROUNDS):
            ours.append(_play(running.url, running.cpu).mean)
            bare.append(floor.play(tape))
    mine, least = statistics.median(ours), statistics.median(bare)
    ratio = mine / least
    how = (
        f"J1, {tape.completions} steps, {ROUNDS} rounds after a warm-up, medians; the server's CPU (schedstat of "
        "gunicorn, 1 worker) around each POST …/complete: SQLite synchronous=FULL, journal and inbox included, no PDF; "
        "floor: SpiffWorkflow alone on the same path, load + run + save of its state"
    )
    return [
        Figure(
            "complete a step over HTTP (CPU)",
            floor=f"{least:.2f} ms",
            ours=f"{mine:.2f} ms",
            ratio=f"{ratio:.2f}×",
            budget=f"≤ {MOST_MS:.0f} ms and ≤ {MOST_RATIO:.0f}×",
            ok=mine <= MOST_MS and ratio <= MOST_RATIO,
            how=how,
        )
    ]


def record(office: Office) -> Tape:
    """What the engine is asked and answered on the journey."""
    tape = Tape()
    with office.copy() as copy, copy.app.app_context(), clock.frozen(MORNING):
        tape.record(scenario(JOURNEY))
    return tape


def _play(target: Any, cpu: Callable[[], float]) -> TimedPlayer:
    clock.travel(MORNING - clock.real() + timedelta(seconds=1))
    player = TimedPlayer(scenario(JOURNEY), BenchClient(target), cpu)
    player.play()
    db.session.remove()
    return player


def profile(office: Office) -> str:
    """Where the time of a completion goes: the same play in this process, under cProfile."""
    profiler = cProfile.Profile()

    class Profiled(TimedPlayer):
        def complete(self, task: Json, answers: Json, status: int) -> None:
            profiler.enable()
            ApiPlayer.complete(self, task, answers, status)
            profiler.disable()
            self.spent.setdefault(task["step"], []).append(0.0)

    with office.copy() as copy, copy.app.app_context():
        for warm in (True, False):
            clock.travel(MORNING - clock.real())
            player = Profiled(scenario(JOURNEY), BenchClient(copy.app.test_client()), lambda: 0.0)
            player.play()
            db.session.remove()
            if warm:
                profiler = cProfile.Profile()
    return _split(profiler)


PARTS = {
    "engine": ("/app/engine/", "/SpiffWorkflow/"),
    "forms": ("/app/forms/", "/marshmallow/"),
    "SQL": ("/sqlalchemy/", "/sqlite3/", "sqlite3.", "/flask_sqlalchemy/"),
    "cryptography": ("/cryptography/", "cryptography"),
    "papers": ("/app/documents/", "/jinja2/"),
    "HTTP": ("/flask/", "/werkzeug/", "/flask_", "/apispec/", "/app/api/", "/app/web.py"),
}


def _split(profiler: cProfile.Profile) -> str:
    stats = pstats.Stats(profiler)
    spent = dict.fromkeys([*PARTS, "rest"], 0.0)
    for (path, _line, name), (_calls, _primitive, own, _total, _callers) in stats.stats.items():  # type: ignore[attr-defined]
        where = name if path == "~" else path
        part = next((part for part, marks in PARTS.items() if any(mark in where for mark in marks)), "rest")
        spent[part] += own
    total = sum(spent.values())
    return "  ".join(f"{part} {share / total:.0%}" for part, share in spent.items())
