"""The registry of words: what a process or a form may say, and the function that does it.

Three kinds: ``operation`` (a service task), ``answer`` (what a step's answers do to the case, property ``applies``) and
``prefill`` (where a form's first value comes from). The meaning of a name never changes; a new meaning is a new name.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from types import MappingProxyType
from typing import Any, TypeVar

from app.engine.faults import Incomprehensible

Function = TypeVar("Function", bound=Callable[..., Any])

#: A parameter whose word Python reserves is written with a trailing underscore: ``from_`` is said ``from``.
RESERVED = "_"

#: How many leading arguments the caller fills; the rest are the word's parameters.
GIVEN = {"operation": 1, "answer": 2, "prefill": 1}
NAMES = {"operation": "操作", "answer": "答复用语", "prefill": "预填来源"}


class UnknownWord(Incomprehensible):
    """No function is registered under the name."""


@dataclass(frozen=True)
class Parameter:
    """One parameter that a word takes."""

    name: str
    required: bool


@dataclass(frozen=True)
class Word:
    """A registered name, its function and what can be said about it."""

    name: str
    kind: str
    function: Callable[..., Any]
    doc: str
    params: tuple[Parameter, ...]


_words: dict[str, dict[str, Word]] = {kind: {} for kind in GIVEN}


def operation(name: str) -> Callable[[Function], Function]:
    """Register ``fn(move, **params) -> scalar | None`` as a word of service tasks."""
    return _register("operation", name)


def answer(name: str) -> Callable[[Function], Function]:
    """Register ``fn(move, answers) -> None`` as a word of the property ``applies``."""
    return _register("answer", name)


def prefill(name: str) -> Callable[[Function], Function]:
    """Register ``fn(case) -> JSON value`` as a word of ``x-prefill`` in a form."""
    return _register("prefill", name)


def words(kind: str) -> Mapping[str, Word]:
    """All words of a kind (``operation``, ``answer``, ``prefill``) by name."""
    return MappingProxyType(_words[kind])


def find(kind: str, name: str) -> Word:
    """The word of that name.

    :raises UnknownWord: when nothing is registered under it.
    """
    try:
        return _words[kind][name]
    except KeyError:
        raise UnknownWord(f"没有名为「{name}」的{NAMES[kind]}。") from None


def _register(kind: str, name: str) -> Callable[[Function], Function]:
    def keep(function: Function) -> Function:
        known = _words[kind].get(name)
        if known is not None and inspect.unwrap(known.function) is not function:
            raise ValueError(f"the {kind} {name!r} is registered twice")
        given = list(inspect.signature(function).parameters.values())[GIVEN[kind] :]
        if any(p.kind is inspect.Parameter.VAR_POSITIONAL for p in given):
            raise ValueError(f"the {kind} {name!r} takes *args: a process can only give named parameters")
        params = tuple(
            Parameter(p.name.rstrip(RESERVED), p.default is p.empty)
            for p in given
            if p.kind is not inspect.Parameter.VAR_KEYWORD
        )
        said = _unreserved(function, [p.name for p in given if p.name.endswith(RESERVED)])
        _words[kind][name] = Word(name, kind, said, inspect.getdoc(function) or "", params)
        return function

    return keep


def _unreserved(function: Callable[..., Any], names: list[str]) -> Callable[..., Any]:
    if not names:
        return function
    meant = {name.rstrip(RESERVED): name for name in names}

    @wraps(function)
    def say(*given: Any, **params: Any) -> Any:
        return function(*given, **{meant.get(name, name): value for name, value in params.items()})

    return say
