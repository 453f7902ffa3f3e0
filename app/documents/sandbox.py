"""The language of papers: Jinja, sandboxed and strict. What people may leave open prints as nothing."""

from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import ChainableUndefined, DictLoader, StrictUndefined, nodes
from jinja2.meta import find_referenced_templates, find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment

from app.documents.wording import FILTERS

OPEN = frozenset({"form", "answers", "facts", "papers", "service"})
"""Names below which anything may be missing."""

PARTED = frozenset({"answers", "facts", "papers", "organs"})
"""Names of which only the members that a paper reads are gathered."""


class Absent(ChainableUndefined):
    """What was not answered: false, empty, and nothing when printed."""

    def __html__(self) -> str:
        return str(self)


class ToFill(Absent):
    """What has not been answered yet, in a preview."""

    def __str__(self) -> str:
        return "〔待填〕"


class Tolerant(dict[str, Any]):
    """A part of the facts in which a missing entry is no error."""


def tolerant(value: Any) -> Any:
    """The same facts, open all the way down."""
    if isinstance(value, Mapping):
        return Tolerant((key, tolerant(inner)) for key, inner in value.items())
    return [tolerant(inner) for inner in value] if isinstance(value, list) else value


def of(rows: Any, claim: str) -> Any:
    """The row of a roster that belongs to a claim; an empty one if there is none."""
    return next((row for row in rows if row.get("claim") == claim), Tolerant())


class Papers(ImmutableSandboxedEnvironment):
    """Reads facts by name only: a field called «items» is the field, never the method of a dictionary."""

    def __init__(self, files: Mapping[str, str], preview: bool = False) -> None:
        super().__init__(
            loader=DictLoader(files),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.filters.update(FILTERS, of=of)
        self.absent = ToFill if preview else Absent

    def getattr(self, obj: Any, attribute: str) -> Any:
        """``obj.attribute``."""
        return self._member(obj, attribute) if isinstance(obj, dict) else super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """``obj[argument]``."""
        return self._member(obj, argument) if isinstance(obj, dict) else super().getitem(obj, argument)

    def _member(self, obj: dict[str, Any], name: Any) -> Any:
        value = obj.get(name)
        if isinstance(obj, Tolerant):
            return self.absent(name=str(name)) if value is None or value == "" else value
        return value if name in obj else self.undefined(obj=obj, name=str(name))


def needed(name: str, sources: Mapping[str, str]) -> dict[str, str]:
    """The sources of a template and of all that it extends, includes and imports."""
    environment, found, waiting = Papers(sources), {}, [name]
    while waiting:
        file = waiting.pop()
        found[file] = sources[file]
        others = find_referenced_templates(environment.parse(sources[file]))
        waiting += [other for other in others if other and other not in found]
    return dict(sorted(found.items()))


def names_read(files: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """The facts that templates read, by name; for the names of :data:`PARTED` also which members."""
    environment = Papers(files)
    trees = [environment.parse(source) for source in files.values()]
    own = {name for tree in trees for name in _own(tree)}
    found: dict[str, set[str]] = {
        name: set() for tree in trees for name in find_undeclared_variables(tree) if name not in own
    }
    for tree in trees:
        for parent, member in _members(tree):
            found.setdefault(parent, set()).add(member)
    return {name: frozenset(members) for name, members in found.items()}


def _own(tree: nodes.Template) -> Iterator[str]:
    """What a template defines or imports itself."""
    for imported in tree.find_all(nodes.FromImport):
        yield from (name if isinstance(name, str) else name[1] for name in imported.names)
    for assigned in tree.find_all(nodes.Assign):
        yield from (name.name for name in assigned.target.find_all(nodes.Name))
        if isinstance(assigned.target, nodes.Name):
            yield assigned.target.name


def _members(tree: nodes.Template) -> Iterator[tuple[str, str]]:
    for dotted in tree.find_all(nodes.Getattr):
        if isinstance(dotted.node, nodes.Name) and dotted.node.name in PARTED:
            yield dotted.node.name, dotted.attr
    for item in tree.find_all(nodes.Getitem):
        if (
            isinstance(item.node, nodes.Name)
            and item.node.name in PARTED
            and isinstance(item.arg, nodes.Const)
        ):
            yield item.node.name, item.arg.value
