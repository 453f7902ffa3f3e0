"""The deployment gate asked about what is on disk: every bundle, every decision table, with the words that exist."""

from app.casework import questions
from app.documents import kinds
from app.engine import catalogue, operations
from app.engine.check.faults import Fault, fault
from app.engine.check.gate import check_bundle, check_rules, gathered
from app.engine.check.vocabulary import Vocabulary
from app.engine.faults import BrokenDefinition
from app.forms import definition as forms
from app.law import queries as law
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
        rules={name: values for name, values in law.answers().items() if name in questions.known()},
        documents=frozenset(kinds.names()),
        processes=frozenset(catalogue.names(PROCESSES)),
        form_faults=lambda form: forms.faults(dict(form)),
    )


def faults() -> list[Fault]:
    """Everything that is wrong with the processes, forms and tables on disk; empty when they may be deployed."""
    found = set(check_rules({path.name: path.read_bytes() for path in sorted(RULES.glob("*.dmn"))}))
    bundles = []
    for name in catalogue.names(PROCESSES):
        try:
            bundles.append(catalogue.read_bundle(name, PROCESSES, FORMS).files)
        except BrokenDefinition as error:
            found.add(fault(f"bpmn/{name}.bpmn", name, "unreadable", reason=str(error)))
    words = gathered(vocabulary(), bundles)
    for files in bundles:
        found.update(check_bundle(files, words))
    return sorted(found)
