"""The properties of elements: known names, readable values, words that exist."""

import re
from collections.abc import Iterator

from app.engine.check.diagram import Node, Process
from app.engine.check.elements import clocks_started
from app.engine.check.faults import Fault, fault
from app.engine.check.material import Material
from app.engine.notation import (
    Unreadable,
    parse_articles,
    parse_documents,
    parse_extension,
    parse_list,
    parse_terms,
)

KNOWN = {
    "process": {"started_by", "opens", "applies", "blocks_closing", "home", "article"},
    "userTask": {
        *("deadline", "deadline_from", "extend", "article"),
        *("level", "not_by", "document", "applies", "assignee_from"),
    },
    "businessRuleTask": {"rule", "article"},
    "endEvent": {"result", "article"},
    "callActivity": {"returns", "passes", "article"},
}


def check_words(material: Material) -> Iterator[Fault]:
    """Every property of every element."""
    for process in material.processes.values():
        yield from _process(process, material)
        for node in process.nodes.values():
            if node.tag == "serviceTask":
                yield from _operation(process, node, material)
                continue
            for name in sorted(set(node.properties) - KNOWN.get(node.tag, {"article"})):
                yield process.fault(node, "property-unknown", name=name)
            if (
                node.tag == "businessRuleTask"
                and node.properties.get("rule") not in material.vocabulary.rules
            ):
                yield process.fault(node, "rule-missing", rule=node.properties.get("rule", "—"))
            if node.tag == "userTask":
                yield from _terms(process, node, material)
                yield from _people(process, node, material)
                yield from _papers(process, node, material)


def _process(process: Process, material: Material) -> Iterator[Fault]:
    for name in sorted(set(process.properties) - KNOWN["process"]):
        yield fault(process.file, process.id, "property-unknown", label=process.id, name=name)
    groups = [*parse_list(process.properties.get("started_by")), *parse_list(process.properties.get("home"))]
    for group in groups:
        if group not in material.vocabulary.groups:
            yield fault(process.file, process.id, "group-unknown", label=process.id, group=group)
    for word in parse_list(process.properties.get("applies")):
        if word not in material.vocabulary.answers:
            yield fault(process.file, process.id, "answer-unknown", label=process.id, word=word)
    if process.properties.get("blocks_closing", "true") not in ("true", "false"):
        yield fault(process.file, process.id, "property-value", label=process.id, name="blocks_closing",
                    value=process.properties["blocks_closing"], allowed="true、false")  # fmt: skip

    if process.properties.get("opens", "matter") != "matter":
        yield fault(process.file, process.id, "property-value", label=process.id, name="opens",
                    value=process.properties["opens"], allowed="matter")  # fmt: skip


def _operation(process: Process, node: Node, material: Material) -> Iterator[Fault]:
    operation = node.properties.get("operation", "")
    params = material.vocabulary.operations.get(operation)
    if params is None:
        yield process.fault(node, "operation-unknown", operation=operation or "—")
        return
    given = set(node.properties) - {"operation", "result"}
    for name, required in params:
        if required and name not in given:
            yield process.fault(node, "parameter-missing", operation=operation, name=name)
    for name in sorted(given - {name for name, _ in params}):
        yield process.fault(node, "parameter-unknown", operation=operation, name=name)
    if operation == "clock.start":
        yield from _clock(process, node, material)
    target = node.properties.get("process", "")
    processes = material.vocabulary.processes | material.processes.keys()
    if operation == "run.start" and not target.startswith("=") and target not in processes:
        yield process.fault(node, "call-missing", process=target or "—")


def _clock(process: Process, node: Node, material: Material) -> Iterator[Fault]:
    """The terms of a clock, who extends them, and the article that each cites."""
    said = node.properties
    try:
        regions = {term.region for term in parse_terms(said.get("term"))}
        cited = {article.region for article in parse_articles(said.get("article"))}
        rules = [parse_extension(rule) for rule in parse_list(said.get("extend"))]
    except Unreadable as error:
        yield process.fault(node, "property-unreadable", reason=error.message)
        return
    for region in sorted((cited - regions) - {None}, key=str):
        yield process.fault(node, "article-region", region=region)
    for rule in rules:
        if rule and rule.group not in material.vocabulary.groups:
            yield process.fault(node, "group-unknown", group=rule.group)


def _terms(process: Process, node: Node, material: Material) -> Iterator[Fault]:
    keys: list[str] = []
    try:
        keys += [term.key for term in parse_terms(node.properties.get("deadline")) if term.key]
        extension = parse_extension(node.properties.get("extend"))
        if extension and extension.group not in material.vocabulary.groups:
            yield process.fault(node, "group-unknown", group=extension.group)
        papers = parse_documents(node.properties.get("document"))
    except Unreadable as error:
        yield process.fault(node, "property-unreadable", reason=error.message)
        return
    start = node.properties.get("deadline_from", "created")
    if start != "created" and not start.startswith("event:"):
        keys.append(start)
    for key in keys:
        if key not in clocks_started(material):
            yield process.fault(node, "clock-unknown", key=key)
    outcomes = material.outcomes(process, node.id) or frozenset()
    for paper in papers:
        if paper.name not in material.vocabulary.documents:
            yield process.fault(node, "document-unknown", document=paper.name)
        if paper.outcome is not None and paper.outcome not in outcomes:
            allowed = "、".join(sorted(map(str, outcomes))) or "—"
            yield process.fault(
                node, "document-outcome", document=paper.name, value=paper.outcome, allowed=allowed
            )


def _people(process: Process, node: Node, material: Material) -> Iterator[Fault]:
    level = node.properties.get("level", "case")
    if level not in material.vocabulary.levels and not re.fullmatch(r"fact:[a-z_]+", level):
        allowed = "、".join([*sorted(material.vocabulary.levels), "fact:…"])
        yield process.fault(node, "property-value", name="level", value=level, allowed=allowed)
    source = node.properties.get("assignee_from", "fact:—")
    if source == "item" and not node.many:
        yield process.fault(node, "assignee-alone")
    elif source != "item" and not re.fullmatch(r"fact:\S+", source):
        yield process.fault(
            node, "property-value", name="assignee_from", value=source, allowed="item、fact:…"
        )
    own = [step.id for other in material.processes.values() for step in other.of("userTask")]
    for step in parse_list(node.properties.get("not_by")):
        if step not in own and step not in material.vocabulary.steps:
            yield process.fault(node, "not-by-unknown", step=step)
        elif own.count(step) > 1:
            yield process.fault(node, "not-by-ambiguous", step=step)


def _papers(process: Process, node: Node, material: Material) -> Iterator[Fault]:
    for word in parse_list(node.properties.get("applies")):
        if word not in material.vocabulary.answers:
            yield process.fault(node, "answer-unknown", word=word)
