"""The way in: everything that is wrong with a bundle, or with the decision tables."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from app.engine.check.calls import check_calls
from app.engine.check.cells import check_cells
from app.engine.check.conditions import check_conditions
from app.engine.check.cover import check_cover
from app.engine.check.drawing import check_drawing
from app.engine.check.elements import check_elements, clocks_started
from app.engine.check.faults import Fault
from app.engine.check.forms import check_forms
from app.engine.check.material import Material, read_material
from app.engine.check.paths import check_paths
from app.engine.check.rules import check_unknown
from app.engine.check.tables import read_table
from app.engine.check.tokens import check_tokens
from app.engine.check.values import check_values
from app.engine.check.vocabulary import Vocabulary
from app.engine.check.words import check_words

CHECKS: tuple[Callable[[Material], Iterable[Fault]], ...] = (
    check_elements,
    check_paths,
    check_tokens,
    check_drawing,
    check_words,
    check_values,
    check_conditions,
    check_calls,
    check_unknown,
    check_forms,
)


def gathered(vocabulary: Vocabulary, bundles: Iterable[Mapping[str, bytes]]) -> Vocabulary:
    """The vocabulary with the clocks that any of these bundles starts and the human steps that any of them has."""
    clocks, steps = set(vocabulary.clocks), set(vocabulary.steps)
    for files in bundles:
        material = read_material(files, vocabulary)
        clocks |= clocks_started(material)
        steps |= {node.id for process in material.processes.values() for node in process.of("userTask")}
    return replace(vocabulary, clocks=frozenset(clocks), steps=frozenset(steps))


def check_bundle(files: Mapping[str, bytes], vocabulary: Vocabulary) -> list[Fault]:
    """All that is wrong with the diagrams and forms of a bundle, called processes included; sorted, none twice.

    ``files`` as in ``catalogue.Bundle``: ``bpmn/<process>.bpmn``, ``forms/<process>/<step>.json``.
    """
    material = read_material(files, vocabulary)
    faults = set(material.faults)
    for check in CHECKS:
        faults.update(check(material))
    return sorted(faults)


def check_rules(files: Mapping[str, bytes]) -> list[Fault]:
    """All that is wrong with decision tables, by file name (``<rule>.dmn``); sorted, none twice."""
    faults: set[Fault] = set()
    for file, data in files.items():
        table, found = read_table(file, data)
        faults.update(found)
        if table is not None:
            cells = list(check_cells(table))
            faults.update(cells)
            faults.update(() if cells else check_cover(table))
    return sorted(faults)
