"""Forms: one for each human step, each used, each within what forms may say."""

from collections.abc import Iterator
from typing import Any

from app.engine.check.faults import Fault, fault
from app.engine.check.material import Material


def check_forms(material: Material) -> Iterator[Fault]:
    """Forms against the steps of their process."""
    for process in material.processes.values():
        forms = material.forms.get(process.id, {})
        steps = {node.id for node in process.of("userTask")}
        for node in process.of("userTask"):
            if node.id not in forms:
                yield process.fault(node, "form-missing", form=f"forms/{process.id}/{node.id}.json")
        for name in forms:
            if name not in steps and name != "start":
                yield fault(f"forms/{process.id}/{name}.json", name, "form-unused", process=process.id)
        if process.properties.get("started_by") and "start" not in forms:
            yield fault(process.file, process.id, "start-form-missing", form=f"forms/{process.id}/start.json")
        if process.properties.get("opens") and "subject" not in _required(forms.get("start")):
            yield fault(process.file, process.id, "matter-subject", form=f"forms/{process.id}/start.json")
    for process_id, forms in material.forms.items():
        for name, form in forms.items():
            file = f"forms/{process_id}/{name}.json"
            if process_id not in material.processes:
                yield fault(file, name, "form-unused", process=process_id)
            for reason in material.vocabulary.form_faults(form):
                yield fault(file, name, "form-definition", reason=reason)
            for word in sorted(set(_prefills(form)) - material.vocabulary.prefills):
                yield fault(file, name, "prefill-unknown", word=word)


def _required(form: Any) -> list[Any]:
    required = form.get("required") if isinstance(form, dict) else None
    return required if isinstance(required, list) else []


def _prefills(part: Any) -> Iterator[str]:
    """All ``x-prefill`` words of a form, roster columns included."""
    if isinstance(part, dict):
        if isinstance(word := part.get("x-prefill"), str):
            yield word
        for value in part.values():
            yield from _prefills(value)
    elif isinstance(part, list):
        for value in part:
            yield from _prefills(value)
