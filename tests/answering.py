"""Random answers to any form that a careful person might give: valid by the form, near today, within what is owed."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from random import Random
from typing import Any

from app import clock
from app.demo import people
from app.forms.definition import Definition
from app.forms.fields import Field
from app.forms.money import format_yuan

DAYS = (0, 0, 0, 0, 1, 2, 3, 5, 7, 10, 15, 16, 20, 30, 60, -1, -2, -5, -10, -30)
REGIONS = ("411221", "341504", "410482", "411221901")
CODES = {"uscc": people.USCC, "cn-mobile": "13900000001", "bank-card": "622200000000000001"}


class Answering:
    """One way to answer; ``upload`` hands in a small file and gives its id."""

    def __init__(self, rng: Random, upload: Callable[[], str]) -> None:
        self.rng = rng
        self.upload = upload

    def answers(
        self,
        form: Definition,
        known: Mapping[str, Any],
        outcome: Any = None,
        keep: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Answers to a whole form that is shown with ``known`` values; ``keep`` are answers that have held so far."""
        given = dict(keep or {}) | ({"outcome": outcome} if outcome is not None else {})
        return self._members(form.fields, known, given)

    def _members(
        self,
        fields: Iterable[Field],
        known: Mapping[str, Any],
        given: Mapping[str, Any] | None = None,
        left: Collection[str] | None = None,
    ) -> dict[str, Any]:
        """``left``: optional fields to leave blank; each by chance where it is not said."""
        answers = dict(given or {})
        asked = [field for field in fields if not field.readonly]
        asked.sort(key=lambda field: field.when is not None or field.required_when is not None)
        for field in asked:
            if field.when and not field.when.met(answers):
                answers.pop(field.name, None)
                continue
            wanted = field.required or bool(field.required_when and field.required_when.met(answers))
            skip = self.rng.random() > 0.6 if left is None else field.name in left
            if field.name not in answers and (wanted or field.hidden or not skip):
                value = self._value(field, known)
                if value is not None:
                    answers[field.name] = value
        return answers

    def _value(self, field: Field, beside: Mapping[str, Any]) -> Any:
        known = beside.get(field.name, field.default)
        match field.kind:
            case "roster":
                return self._rows(field, known or [])
            case "group":
                return self._members(field.fields, known or {})
            case "choices":
                values = [value for value, _label in field.choices]
                return self.rng.sample(values, self.rng.randint(1, len(values)))
            case "files":
                return [self.upload()]
            case "lines":
                return ["一行文字"]
        if known not in (None, "") and (field.hidden or self.rng.random() < 0.5):
            return known
        return None if field.hidden else self._scalar(field, beside)

    def _rows(self, field: Field, known: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
        least = field.node.get("minItems", 0)
        rows = list(known)
        if not field.fixed:
            rows += [{}] * max(least - len(rows), self.rng.choice([0, 0, 1, 2]) if not rows else 0)
        if len(rows) > max(least, 1) and not field.fixed and self.rng.random() < 0.2:
            rows = rows[: max(least, 1)]
        left = {column.name for column in field.fields if self.rng.random() < 0.6}  # for all rows alike
        return [self._members(field.fields, row, left=left) for row in rows]

    def _scalar(self, field: Field, beside: Mapping[str, Any]) -> Any:
        node, rng = field.node, self.rng
        match field.kind:
            case "choice":
                return rng.choice([value for value, _label in field.choices])
            case "boolean":
                return node.get("const", rng.random() < 0.6)
            case "integer" | "number":
                least = node.get("minimum", 0)
                return min(least + rng.choice([0, 1, 2, 5, 20]), node.get("maximum", least + 20))
            case "date":
                return (clock.today() + timedelta(days=self._days(field))).isoformat()
            case "date-time":
                instant = clock.now() + timedelta(
                    days=self._days(field), hours=0 if field.past else rng.choice([0, 1])
                )
                return clock.local(instant).isoformat(timespec="minutes")
            case "money":
                return self._amount(node, beside)
            case "file":
                return self.upload()
            case "region":
                return rng.choice(REGIONS)
            case "cn-id":
                return people.id_number(rng.randint(1, 12))
            case "text":
                return self._text(field)
        return CODES[field.kind]

    def _days(self, field: Field) -> int:
        return self.rng.choice([days for days in DAYS if days <= 0] if field.past else DAYS)

    def _text(self, field: Field) -> str:
        if field.name == "claim":  # the serial number of a worker of the case
            return "1"
        text = f"{field.title[:20]}{self.rng.randint(100, 999)}"
        if "pattern" in field.node:
            text = f"A{self.rng.randint(10000, 99999)}"
        return text.ljust(field.node.get("minLength", 0), "一")[: field.limit]

    def _amount(self, node: Mapping[str, Any], beside: Mapping[str, Any]) -> str:
        """All or half of an amount that stands beside it, within the bounds of the form."""
        seen = [amount for amount in map(_yuan, beside.values()) if amount]
        guessed = [Decimal(100), Decimal(8500), Decimal(200_000), Decimal(5_000_000)]
        amount = self.rng.choice(seen or guessed) / self.rng.choice([1, 1, 1, 2])
        amount = max(amount, Decimal(str(node.get("minimum", 0))))
        return format_yuan(int(min(amount, Decimal(str(node.get("maximum", amount)))) * 100))


def _yuan(value: Any) -> Decimal | None:
    try:
        return Decimal(value) if isinstance(value, str) and "." in value else None
    except InvalidOperation:
        return None
