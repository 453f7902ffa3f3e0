"""A client of the API for journeys: complains, signs in as any department, finds the open step, completes it.

Works with a Flask test client and, given a base URL, over HTTP alike::

    client = Client("http://127.0.0.1:8000")
    receipt = client.complain(**complaint())
    client.do(receipt["number"], "register", "hrss_intake@411221", client.first_answers)
"""

from collections.abc import Callable, Mapping
from typing import Any

import requests
from flask.testing import FlaskClient

from tests import samples

PASSWORD = "demo"
Json = dict[str, Any]


def complaint(**more: Any) -> Json:
    """A complaint as the API takes it: one worker, 8,500 yuan, three months."""
    return {
        "channel": "PORTAL",
        "kind": "COMPLAINT",
        "place_of_work_code": "411221",
        "employer": {"name": samples.EMPLOYER, "uscc": samples.USCC, "address": "渑池县示例路1号"},
        "project": {"name": "示例小区二期", "nature": ["PRIVATE"]},
        "workers": [worker()],
        "narrative": "在示例小区二期做工，工资一直没有发。",
        "wants_mediation": False,
        "mediation_filed": False,
        "arbitration_filed": False,
        "lawsuit_filed": False,
        **more,
    }


def worker(serial: int = 1, **more: Any) -> Json:
    """One worker of a complaint."""
    return {
        "name": samples.NAMES[serial - 1],
        "id_no": samples.id_number(serial),
        "phone": f"139000000{serial:02d}",
        "is_migrant": True,
        "period_from": "2026-04-01",
        "period_to": "2026-06-30",
        "months_unpaid": 3,
        "owed": "8500.00",
        **more,
    }


class Answer:
    """What came back: the same whether it came over HTTP or not."""

    def __init__(self, response: Any) -> None:
        self.status: int = response.status_code
        self.headers: Mapping[str, str] = response.headers
        self.content: bytes = response.data if hasattr(response, "data") else response.content
        self._json = response.get_json(silent=True) if hasattr(response, "get_json") else None
        if (
            not hasattr(response, "get_json")
            and self.content
            and "json" in self.headers.get("Content-Type", "")
        ):
            self._json = response.json()
        response.close()

    @property
    def json(self) -> Any:
        """The body as JSON values; None where it is none."""
        return self._json

    def of(self, status: int) -> Any:
        """The JSON body, if the status is the expected one.

        :raises AssertionError: it is not; the message shows what was said.
        """
        assert self.status == status, f"{self.status} instead of {status}: {self.content[:2000].decode()}"
        return self.json


class Client:
    """Asks the API as whoever is named by ``by`` (``<group>@<region>``); nobody where it is empty."""

    def __init__(self, target: FlaskClient | str) -> None:
        self.target = target
        self.tokens: dict[str, str] = {}

    def ask(self, method: str, path: str, *, by: str = "", **more: Any) -> Answer:
        """Send one request; ``path`` is below ``/api/v1`` unless it begins with ``//``, which means the root."""
        headers = dict(more.pop("headers", {}))
        if by:
            headers["Authorization"] = f"Bearer {self.token(by)}"
        full = path[1:] if path.startswith("//") else f"/api/v1{path}"
        if isinstance(self.target, str):
            files = more.pop("files", None)
            return Answer(
                requests.request(method, self.target + full, headers=headers, files=files, timeout=60, **more)
            )
        if "params" in more:
            more["query_string"] = more.pop("params")
        if "files" in more:
            sent = requests.Request(
                "POST", "http://localhost", files=more.pop("files"), data=more.pop("data", {})
            )
            prepared = sent.prepare()
            more |= {"data": prepared.body, "content_type": prepared.headers["Content-Type"]}
        with self.target.application.app_context():  # each request its own, as a server has it
            return Answer(self.target.open(full, method=method, headers=headers, **more))

    def get(self, path: str, by: str = "", status: int = 200, **params: Any) -> Any:
        """The JSON that stands there."""
        return self.ask("GET", path, by=by, params=params).of(status)

    def post(self, path: str, body: Any = None, by: str = "", status: int = 200) -> Any:
        """Send JSON, and give the JSON that comes back."""
        return self.ask("POST", path, by=by, **({} if body is None else {"json": body})).of(status)

    def token(self, username: str) -> str:
        """The token of a demo user; signs in the first time."""
        if username not in self.tokens:
            said = self.post("/sessions", {"username": username, "password": PASSWORD}, status=201)
            self.tokens[username] = said["token"]
        return self.tokens[username]

    def complain(self, by: str = "", **more: Any) -> Json:
        """Hand in a complaint; the receipt."""
        return self.post("/complaints", complaint(**more), by=by, status=201)

    def tasks(self, by: str, case: str = "", box: str = "todo") -> list[Json]:
        """A box of somebody, perhaps only of one case."""
        found: list[Json] = []
        cursor = None
        while True:
            more = {"cursor": cursor} if cursor else {}
            page = self.get("/tasks", by, box=box, limit=200, **({"q": case} if case else {}), **more)
            found += page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return [task for task in found if case in ("", task["case"])]

    def open_task(self, case: str, step: str, by: str) -> Json:
        """The open task of a step of a case, with form and data.

        :raises AssertionError: it is in neither of this person's boxes; the message names what is.
        """
        mine = [*self.tasks(by, case), *self.tasks(by, case, "claimed")]
        found = next((task for task in mine if task["step"] == step), None)
        assert found, f"{step} is not open for {by}; open: {[task['step'] for task in mine]}"
        return self.get(f"/tasks/{found['id']}", by)

    def do(
        self, case: str, step: str, by: str, answers: Json | Callable[[Json], Json], status: int = 200
    ) -> Json:
        """Complete the open step of a case. ``answers`` may be a function of the task as it is shown."""
        task = self.open_task(case, step, by)
        given = answers(task) if callable(answers) else answers
        return self.post(f"/tasks/{task['id']}/complete", {"answers": given}, by=by, status=status)

    def start(self, case: str, process: str, by: str, answers: Json, status: int = 201) -> Json:
        """Start a side procedure."""
        return self.post(
            f"/cases/{case}/runs", {"process": process, "answers": answers}, by=by, status=status
        )

    def upload(self, name: str, content: bytes, by: str = "", status: int = 201, **fields: str) -> Json:
        """Hand in a file; without ``by`` with ``number`` and ``code``."""
        return self.ask("POST", "/files", by=by, files={"file": (name, content)}, data=fields).of(status)


def as_shown(task: Json, **more: Any) -> Json:
    """Answers that confirm what a form shows, apart from what is said otherwise. What is only shown is left out."""
    asked = task["form"]["properties"]
    writable = {
        name: value
        for name, value in task["data"].items()
        if value is not None and not asked.get(name, {}).get("x-ui", {}).get("readonly")
    }
    return {**writable, **more}
