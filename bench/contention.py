"""Eight people press the same button at the same moment, again and again: one is heard, nothing is lost."""

import threading
from collections import Counter

import requests
from sqlalchemy import func, select

from app import clock
from app.cases import journal
from app.cases.models import Case, Entry
from app.casework import actions
from app.db import db, transaction
from app.demo import people
from app.inbox.models import Task
from app.org import actions as org
from app.org import queries as org_queries
from app.org import sessions
from bench import server
from bench.figures import Figure
from bench.office import MORNING, Office, scenario

CLIENTS, TIMES = 8, 100
STEP = "register"


def measure(office: Office) -> list[Figure]:
    """Complete one open task from eight clients at once, a hundred times, over two workers with four threads."""
    with office.copy() as copy, copy.app.app_context():
        clock.travel(MORNING - clock.real())
        tasks, tokens = _tasks(), _clerks()
        before = _completions()
        with server.running(copy.folder, workers=2, threads=4) as running:
            seen = _pressed(running.url, tasks, tokens)
        db.session.rollback()
        written = _completions() - before
        broken = [
            case.number for case in db.session.scalars(select(Case)) if journal.verify(case) is not None
        ]
    others = sum(count for status, count in seen.items() if status not in (200, 409))
    good = seen[200] == written == TIMES and seen[409] == TIMES * (CLIENTS - 1) and not others and not broken
    return [
        Figure(
            f"{CLIENTS} clients, one task",
            ours=f"{seen[200]} done, {seen[409]} × 409, {others} else",
            budget=f"{TIMES} / {TIMES * (CLIENTS - 1)} / 0",
            ok=good,
            how=(
                f"{TIMES} times over HTTP, 2 workers × 4 threads, SQLite; {written} completions in the journals, "
                f"{len(broken)} broken chains"
            ),
        )
    ]


def _tasks() -> list[str]:
    found = []
    for _number in range(TIMES):
        with transaction():
            case = actions.open_case(people.complaint(), None).case
            found.append(db.session.scalars(select(Task.id).filter_by(case_id=case.id, state="open")).one())
    return found


def _clerks() -> list[str]:
    """A clerk of the intake desk for each client."""
    tokens = []
    stored = org_queries.user_by_name("hrss_intake@411221")
    assert stored
    for number in range(CLIENTS):
        with transaction():
            clerk = org.add_user(f"clerk{number}", f"窗口{number}", "demo-password")
            org.add_post(clerk, "hrss_intake", "411221")
            db.session.flush()
            tokens.append(sessions.issue_token(clerk)[0])
    return tokens


def _completions() -> int:
    return db.session.scalar(select(func.count()).select_from(Entry).filter_by(verb="task.complete")) or 0


def _pressed(url: str, tasks: list[str], tokens: list[str]) -> Counter[int]:
    answers = next(step["answers"] for step in scenario("inspected")["steps"] if step.get("do") == STEP)
    together = threading.Barrier(CLIENTS)
    seen: Counter[int] = Counter()
    counting = threading.Lock()

    def press(token: str) -> None:
        with requests.Session() as session:
            session.headers["Authorization"] = f"Bearer {token}"
            for task in tasks:
                together.wait()
                said = session.post(
                    f"{url}/api/v1/tasks/{task}/complete", json={"answers": answers}, timeout=60
                )
                with counting:
                    seen[said.status_code] += 1

    threads = [threading.Thread(target=press, args=(token,)) for token in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen
