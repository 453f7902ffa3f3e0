"""A form, read once and kept: what it asks, which answers hold, what it decides and which facts it teaches."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.forms import grammar
from app.forms.fields import Field, fields_of
from app.forms.references import resolve
from app.forms.schema import Answers, schema_of
from app.forms.view import View, view
from app.fragments import Fragments

NO_FRAGMENTS: Fragments = {}


class FormError(ValueError):
    """A form that cannot be used: where it is wrong (dotted path) and a sentence that says how."""

    def __init__(self, path: str, sentence: str) -> None:
        super().__init__(f"{path}：{sentence}" if path else sentence)
        self.path = path
        self.sentence = sentence


@dataclass(frozen=True)
class Definition:
    """A form that web and API share.

    ``raw`` is the resolved JSON Schema with its ``x-ui``, as the API returns it; it is shared, so do not change it.
    ``schema`` is made once, for making one copies every field; ask ``app.forms.answers.check`` rather than it.
    Keys of ``facts`` and ``prefills`` are dotted when the field stands in a group.
    """

    title: str
    description: str
    fields: tuple[Field, ...]
    required: tuple[str, ...]
    outcomes: dict[str, str]
    facts: dict[str, str]
    prefills: dict[str, str]
    raw: dict[str, Any]
    schema: Answers

    def view(
        self,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, Sequence[str]] | None = None,
        files: Mapping[str, Any] | None = None,
        add: str = "",
    ) -> View:
        """What a page shows: values as ``answers.for_edit`` gives them or as typed; None: the defaults."""
        return view(self.fields, values, errors or {}, files or {}, add)

    @property
    def takes_files(self) -> bool:
        """Whether the page must send files (``enctype="multipart/form-data"``)."""
        return any(field.kind in ("file", "files") for _path, field in every_field(self.fields))


def parse(raw: Mapping[str, Any], *, shared: Fragments = NO_FRAGMENTS) -> Definition:
    """The form that this JSON describes. Raises FormError for the first fault. The same JSON is compiled once."""
    found: list[tuple[str, str]] = []
    whole = resolve(dict(raw), shared, found)
    for path, sentence in found:
        raise FormError(path, sentence)
    return _compiled(json.dumps(whole, ensure_ascii=False))


def faults(raw: Any, *, shared: Fragments = NO_FRAGMENTS) -> list[str]:
    """Everything that is wrong with a form, as «path：sentence», for the deployment gate."""
    found: list[tuple[str, str]] = []
    whole = resolve(raw, shared, found)
    found = found or list(grammar.problems(whole))
    return [str(FormError(*fault)) for fault in found]


def self_contained(raw: Mapping[str, Any], *, shared: Fragments = NO_FRAGMENTS) -> dict[str, Any]:
    """The form with its shared fragments put in, for a stored version that must not depend on files."""
    return json.loads(json.dumps(parse(raw, shared=shared).raw))


def every_field(fields: tuple[Field, ...], above: str = "") -> Iterator[tuple[str, Field]]:
    """All fields with their dotted paths; the columns of a roster have ``*`` for the row."""
    for field in fields:
        path = f"{above}{field.name}"
        yield path, field
        yield from every_field(field.fields, f"{path}.*." if field.kind == "roster" else f"{path}.")


@lru_cache(maxsize=512)
def _compiled(text: str) -> Definition:
    raw = json.loads(text)
    for path, sentence in grammar.problems(raw):
        raise FormError(path, sentence)
    fields = fields_of(raw)
    known = dict(every_field(fields))
    decision = known.get("outcome")
    return Definition(
        title=raw["title"],
        description=raw.get("description", ""),
        fields=fields,
        required=tuple(raw.get("required", ())),
        outcomes=dict(decision.choices) if decision else {},
        facts={path: field.fact for path, field in known.items() if field.fact},
        prefills={path: field.prefill for path, field in known.items() if field.prefill},
        raw=raw,
        schema=schema_of(fields)(),
    )
