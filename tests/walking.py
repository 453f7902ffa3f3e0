"""A random walk through a process: whatever may be done is tried, until nothing is open any more."""

from collections import Counter
from random import Random
from typing import Any

from app import clock
from app.cases import queries as case_queries
from app.casework import actions, queries, steps
from app.db import db, transaction
from app.demo.player import Player
from app.errors import AppError, Invalid
from app.inbox.models import Task
from app.ledgers import queries as ledgers
from app.org.models import Post, User
from tests.answering import Answering

TRIES = 12  # valid answers are looked for so often, for each decision
MOVES = 400  # a walk that takes more is taken to go round for ever
HELD = "track_balance"  # the write-off waits for what somebody must start, such as the credit list
FAR = 3000  # years from now: such a timer waits for something else


class Stuck(AssertionError):
    """Nothing can be done, and something is open."""


class Walk(Player):
    """One walk from the start of a scenario; the seed decides everything."""

    def __init__(self, scenario: dict[str, Any], seed: int, values: dict[str, list[Any]]) -> None:
        super().__init__({"start": scenario["start"], "steps": [], "end": {}})
        self.rng = Random(seed)
        self.values = values  # what the messages of other processes carry, by name
        self.used: Counter[tuple[str, Any]] = Counter()
        self.trail: list[str] = []
        self.answering = Answering(self.rng, self._uploaded)

    def roam(self) -> None:
        """Walk until every run has ended.

        :raises Stuck: nothing can be done any more, or the walk has no end.
        """
        self.walk()
        for _move in range(MOVES):
            with clock.frozen(self.now):
                self._check_noise()
                if not queries.open_runs(self.case.id):
                    return
            if not any(self._move() for _again in range(4)):  # answers are found by chance
                raise Stuck("nothing can be done")
        raise Stuck("no end")

    def _move(self) -> bool:
        """One thing that can be done; False where there is none."""
        ways = [self._work, self._hear, self._wait]
        weights = [20, 1, 1]
        while ways:
            (way,) = self.rng.choices(ways, weights)
            if way():
                if self.rng.random() < 0.3:
                    self._travel(f"+{self.rng.choice([1, 1, 2, 4, 30])}D")
                self._settle()
                return True
            weights.pop(ways.index(way))
            ways.remove(way)
        return False

    def _work(self) -> bool:
        """Complete one of the open steps, or start a side procedure of a whole case now and then."""
        with clock.frozen(self.now):
            tasks = self._tasks()
            held = all(task.step == HELD for task in tasks)
            whole = self.scenario["start"]["process"] == queries.MAIN
            if whole and self.rng.random() < (0.5 if held else 0.05) and self._side_run():
                return True
            self.rng.shuffle(tasks)
            return any(self._complete(task.id) for task in tasks)

    def _tasks(self) -> list[Task]:
        wanted = db.select(Task).where(Task.case_id == self.case.id, Task.state.in_(("open", "claimed")))
        return list(db.session.scalars(wanted.order_by(Task.created_at, Task.id)))

    def _complete(self, task_id: str) -> bool:
        """Find answers that hold; the decisions taken least often come first."""
        form = steps.of_task(db.session.get_one(Task, task_id)).form
        outcomes = list(form.outcomes) or [None]
        step, user = db.session.get_one(Task, task_id).step, self._taker(task_id)
        self.rng.shuffle(outcomes)
        outcomes.sort(key=lambda outcome: self.used[step, outcome])
        for outcome in outcomes:
            keep: dict[str, Any] = {}
            for _try in range(TRIES):
                refusal = self._try(task_id, outcome, keep, user)
                if refusal is None:
                    self.used[step, outcome] += 1
                    return True
                if not isinstance(refusal, Invalid):
                    break
                wrong = {path.split(".")[0] for path in refusal.errors}
                keep = (
                    {}
                    if wrong & {"_form", "outcome"} or self.rng.random() < 0.3
                    else {k: v for k, v in keep.items() if k not in wrong}
                )
        return False

    def _try(self, task_id: str, outcome: Any, keep: dict[str, Any], user: User) -> AppError | None:
        """Answer once; the refusal where it was refused. ``keep`` becomes what was answered."""
        task = db.session.get_one(Task, task_id)
        step = steps.of_task(task)
        self.by = user.username
        with transaction():
            answers = self.answering.answers(step.form, step.first_values(), outcome, keep)
        keep.clear()
        keep.update(answers)
        try:
            with transaction():
                actions.complete_task(task_id, answers, user)
        except AppError as refusal:
            db.session.rollback()
            self.trail.append(f"  {task.step} {outcome} refused: {getattr(refusal, 'errors', refusal)}")
            return refusal
        self.trail.append(f"{clock.today()} {step.task.process}.{step.task.step} {outcome} {answers}")
        return None

    def _taker(self, task_id: str) -> User:
        """Somebody whose task it is, and who has not done what keeps them from it: a colleague where need be."""
        task = db.session.get_one(Task, task_id)
        step = steps.of_task(task)
        group = self.rng.choice([group for group in (task.group, task.home_group) if group])
        barred = case_queries.who_did(self.case.id, step.not_by) if step.not_by else set()
        held = (
            db.select(User)
            .join(Post)
            .where(Post.group == group, Post.region_code == task.region_code)
            .where(User.username.not_in(barred))
            .order_by(User.id)
        )
        if user := db.session.scalars(held).first():
            return user
        with transaction():
            user = User(
                username=f"{group}-{len(barred)}@{task.region_code}", name="同事", password_hash="",
                created_at=clock.now(), posts=[Post(group=group, region_code=task.region_code)],
            )  # fmt: skip
            db.session.add(user)
        return user

    def _side_run(self) -> bool:
        users = list(
            db.session.scalars(db.select(User).join(Post).where(Post.region_code == self.case.region_code))
        )
        some = self.rng.sample(users, min(12, len(users)))
        found = [(user, process) for user in some for process in sorted(steps.startable(self.case, user))]
        if not found:
            return False
        user, process = self.rng.choice(found)
        keep: dict[str, Any] = {}
        if self.used[process, "start"] > 1:
            return False
        form = steps.start_form(process)
        self.by = user.username
        with transaction():
            answers = self.answering.answers(form, steps.first_values(form, self.case), None, keep)
        try:
            with transaction():
                actions.start_run(self.case, process, answers, user)
        except AppError as refusal:
            db.session.rollback()
            self.trail.append(f"  start {process} refused: {getattr(refusal, 'errors', refusal)}")
            return False
        self.used[process, "start"] += 1
        self.trail.append(f"{clock.today()} start {process}")
        return True

    def _hear(self) -> bool:
        """A message arrives that somebody waits for."""
        awaited = sorted({name for row in queries.open_runs(self.case.id) for name in row.awaits})
        if not awaited:
            return False
        name = self.rng.choice(awaited)
        value = self.rng.choice(self.values.get(name, [None]))
        self.trail.append(f"message {name} {value}")
        with clock.frozen(self.now):
            self._take({"message": name, "value": value})
        return True

    def _wait(self) -> bool:
        """Let time pass until the next timer."""
        due = [row.wake_at for row in queries.open_runs(self.case.id) if row.wake_at]
        due = [at for at in due if at.year < FAR]
        if not due:
            return False
        self.now = max(self.now, min(due))
        self.trail.append(f"{self.now.date()} time passes")
        self._travel("+0D")
        return True

    def _check_noise(self) -> None:
        """No open run is silent, no money is lost, and no case is closed over unpaid wages without its ground."""
        working = {task.run_id for task in self._tasks()}
        for row in queries.open_runs(self.case.id):
            assert row.id in working or row.wake_at or row.awaits, f"{row.process} is silent"
        for each in ledgers.standings(self.case.id):
            assert each.outstanding >= 0 <= each.to_recover, f"money: {each}"
        if self.case.state == "CLOSED" and self.case.kind != "MATTER":
            owing = [each for each in ledgers.standings(self.case.id) if each.outstanding]
            ground = case_queries.fact(self.case.id, "close_ground")
            assert not owing or ground, f"closed over unpaid wages: {owing}"

    def told(self) -> str:
        """Where the walk has come to, and its last steps."""
        steps_open = [f"{task.process}.{task.step}@{task.group}" for task in self._tasks()]
        waits = [(row.process, row.awaits, str(row.wake_at)) for row in queries.open_runs(self.case.id)]
        return "\n".join([f"open: {steps_open}", f"runs: {waits}", *self.trail[-60:]])
