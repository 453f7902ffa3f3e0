"""The deployment gate asked about what is on disk: every bundle, every decision table, with the words that exist."""

from collections.abc import Mapping

from app.casework import questions
from app.documents import kinds
from app.engine import catalogue, operations
from app.engine.check.faults import Fault
from app.engine.check.gate import check_bundle, check_rules
from app.engine.check.vocabulary import Vocabulary
from app.engine.decision import read_table
from app.forms import definition as forms
from app.org.groups import GROUPS
from app.paths import FORMS, PROCESSES, RULES


def vocabulary() -> Vocabulary:
    """The words that diagrams and forms may use."""
    return Vocabulary(
        groups=frozenset(GROUPS),
        operations={
            name: [(each.name, each.required) for each in word.params]
            for name, word in operations.words("operation").items()
        },
        answers=frozenset(operations.words("answer")),
        prefills=frozenset(operations.words("prefill")),
        rules=_rules(),
        documents=frozenset(kinds.names()),
        processes=frozenset(catalogue.names(PROCESSES)),
        form_faults=lambda form: forms.faults(dict(form)),
    )


def _rules() -> Mapping[str, Mapping[str, frozenset[object] | None]]:
    """What each rule that a case can be asked about answers, and with which values."""
    tables = (read_table((RULES / f"{name}.dmn").read_bytes()) for name in questions.known())
    return {
        table.name: {column.name: frozenset(column.values) or None for column in table.outputs}
        for table in tables
    }


def faults() -> list[Fault]:
    """Everything that is wrong with the processes, forms and tables on disk; empty when they may be deployed."""
    words = vocabulary()
    found = set(check_rules({path.name: path.read_bytes() for path in sorted(RULES.glob("*.dmn"))}))
    for name in catalogue.names(PROCESSES):
        found.update(check_bundle(catalogue.read_bundle(name, PROCESSES, FORMS).files, words))
    return sorted(found)
