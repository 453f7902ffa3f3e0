"""The words that the diagrams of a bundle may use."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Params = Sequence[tuple[str, bool]]
"""The parameters of an operation: name, and whether it must be given."""

LEVELS = frozenset({"case", "township", "county", "city", "parent", "origin"})
SCALARS: Mapping[str, frozenset[object] | None] = {
    "case_id": None,
    "region": None,
    "kind": None,
    "entry": None,
}


def _none(_: object) -> Iterable[str]:
    return ()


@dataclass(frozen=True)
class Vocabulary:
    """What exists outside the bundle. A value ``None`` among allowed values means: not known, any."""

    groups: frozenset[str]
    operations: Mapping[str, Params] = field(default_factory=dict)
    answers: frozenset[str] = frozenset()
    prefills: frozenset[str] = frozenset()
    rules: Mapping[str, Mapping[str, frozenset[object] | None]] = field(default_factory=dict)
    """For each decision table its outputs, and for each output its allowed values."""
    documents: frozenset[str] = frozenset()
    clocks: frozenset[str] = frozenset()
    """Keys of clocks that something outside the bundle starts."""
    steps: frozenset[str] = frozenset()
    """Human steps of other bundles, which ``not_by`` may name."""
    processes: frozenset[str] = frozenset()
    """Processes of other bundles, which ``run.start`` may name."""
    levels: frozenset[str] = LEVELS
    scalars: Mapping[str, frozenset[object] | None] = field(default_factory=lambda: dict(SCALARS))
    """What every run knows from the start."""
    form_faults: Callable[[dict[str, object]], Iterable[str]] = _none
    """Says what is wrong with a form definition as such."""
