"""What a paper is about: the move in which it is issued, read once and no more than the template asks for."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from app.cases.models import Answer, Case, Fact
from app.cases.move import Move
from app.db import db
from app.documents.kinds import Paper

Facts = dict[str, Any]
ANSWERS = (
    select(Answer)
    .where(Answer.case_id == bindparam("case"), Answer.step.in_(bindparam("steps", expanding=True)))
    .order_by(Answer.at)
)
FACTS = (
    select(Fact.name, Fact.value)
    .where(Fact.case_id == bindparam("case"), Fact.name.in_(bindparam("names", expanding=True)))
    .order_by(Fact.id)
)


@dataclass
class Subject:
    """A paper about to be issued in a move; reads each thing once."""

    paper: Paper
    move: Move

    def __post_init__(self) -> None:
        self.case: Case = self.move.case
        self.card = self.paper.card.in_process(self.move.process)
        self.answers = self._answers({*self.card.other_steps, *self.paper.reads.get("answers", ())})
        named = {self.card.organ_from, self.card.region_from, self.card.to_from}
        self.facts = self._facts({"officers", "contact", "contact_phone", "township"} | named)
        self.region = str(self.facts.get(self.card.region_from) or self._region())

    def _region(self) -> str:
        """Where the paper is issued: where its author works if that is of the case, else where jurisdiction lies."""
        own = {post.region_code for post in self.move.by.posts} if self.move.by else set()
        at_origin = self.case.region_code not in own and self.case.origin_code in own
        return self.case.origin_code if at_origin else self.case.region_code

    def _answers(self, steps: set[str]) -> dict[str, Answer]:
        """The newest answers of steps; those of the process of the move before others."""
        if not steps:
            return {}
        rows = list(db.session.scalars(ANSWERS, {"case": self.case.id, "steps": list(steps)}))
        newest = {row.step: row for row in rows}
        return newest | {row.step: row for row in rows if row.process == self.move.process}

    def _facts(self, further: set[str]) -> Facts:
        names = (self.paper.reads.get("facts", frozenset()) | further) - {""}
        return dict(db.session.execute(FACTS, {"case": self.case.id, "names": list(names)}).all())

    @property
    def form(self) -> Facts:
        """The answers of the steps that prepared the paper, and over them those of the step that issues it."""
        form: Facts = {}
        for step in self.card.other_steps:
            if step in self.answers:
                form |= given(self.answers[step].answers)
        return form | given(self.move.answers or {})


def given(answers: Facts) -> Facts:
    """The answers that say something."""
    return {key: value for key, value in answers.items() if value not in (None, "", [])}
