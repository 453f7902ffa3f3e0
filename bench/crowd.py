"""Eight clients complete the same task at the same moment: one success, the others are told who was first."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import requests

from app import clock
from app.cases.models import Answer, Case
from app.db import db
from bench import server
from bench.completions import BenchClient
from bench.figures import Figure
from bench.office import MORNING, Office
from tests.walk import complaint

CLIENTS, ROUNDS = 8, 100
INTAKE = "hrss_intake@411221"
ANSWERS = {
    "employer_name": "渑池县示例建筑有限公司",
    "place_of_work_code": "411221",
    "narrative": "拖欠工资。",
}


def measure(office: Office) -> list[Figure]:
    """Count the answers, and that nothing was lost or done twice."""
    with (
        office.copy() as copy,
        server.running(copy.folder, workers=2, threads=4) as running,
        copy.app.app_context(),
    ):
        clock.travel(MORNING - clock.real())
        client = BenchClient(running.url)
        statuses: Counter[int] = Counter()
        wrong = 0
        with ThreadPoolExecutor(CLIENTS) as pool:
            for _round in range(ROUNDS):
                number = client.post("/complaints", complaint(), by=INTAKE, status=201)["number"]
                answers = _at_once(pool, running.url, client, number)
                statuses.update(answers)
                wrong += answers.count(200) != 1
        done = db.session.scalar(db.select(db.func.count()).select_from(Answer).filter_by(step="register"))
        cases = db.session.scalar(db.select(db.func.count()).select_from(Case))
    kept = done == cases == ROUNDS
    others = {status: count for status, count in statuses.items() if status not in (200, 409)}
    return [
        Figure(
            f"{CLIENTS} clients, one task, {ROUNDS} times",
            ours=f"{statuses[200]} × 200, {statuses[409]} × 409, others {sum(others.values())}",
            budget="one success each, others 409",
            ok=kept and not wrong and not others,
            how=f"gunicorn, 2 workers × 4 threads, SQLite; afterwards {done} answers in {cases} cases",
        )
    ]


def _at_once(pool: ThreadPoolExecutor, url: str, client: BenchClient, number: str) -> list[int]:
    tasks = client.get(f"/tasks?box=todo&q={number}", by=INTAKE)["items"]
    gate, token = threading.Barrier(CLIENTS), client.token(INTAKE)

    def press(_client: int) -> int:
        gate.wait()
        answer = requests.post(
            f"{url}/api/v1/tasks/{tasks[0]['id']}/complete",
            json={"answers": ANSWERS},
            headers={"Authorization": f"Bearer {token}"},
            timeout=60,
        )
        return answer.status_code

    return list(pool.map(press, range(CLIENTS)))
