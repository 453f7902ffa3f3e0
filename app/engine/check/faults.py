"""What the gate says when it refuses."""

from dataclasses import dataclass

from app.engine.check.sentences import SENTENCES


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in one file. ``element`` is the id in the diagram (empty: the file as a whole)."""

    file: str
    element: str
    kind: str
    values: tuple[tuple[str, str], ...] = ()

    @property
    def template(self) -> str:
        """The sentence with its placeholders: the message id of the translation catalogue."""
        return SENTENCES[self.kind]

    @property
    def sentence(self) -> str:
        """What is wrong, why it bites, what to do, in Chinese."""
        return self.template % dict(self.values)

    def __str__(self) -> str:
        place = f"{self.file}#{self.element}" if self.element else self.file
        return f"{place} [{self.kind}] {self.sentence}"


def fault(file: str, element: str, kind: str, **values: object) -> Fault:
    """A fault whose sentence is filled with ``values`` (``id`` is always there)."""
    filled = {"id": element, **{name: str(value) for name, value in values.items()}}
    return Fault(file, element, kind, tuple(sorted(filled.items())))
