"""What follows a decision table that cannot answer: its status is ``unknown`` and its outputs are not there."""

from collections.abc import Iterator

from app.engine.check import expressions
from app.engine.check.diagram import Flow, Node, Process
from app.engine.check.faults import Fault
from app.engine.check.material import Material
from app.engine.check.paths import reach, waits
from app.engine.check.values import UNKNOWN
from app.engine.environment import NotAllowedExpression


def check_unknown(material: Material) -> Iterator[Fault]:
    """With the answer ``unknown`` the token must come to a person before the process ends."""
    for process in material.processes.values():
        for node in process.of("businessRuleTask"):
            rule = node.properties.get("rule", "")

            def steps(at: Node, process: Process = process, rule: str = rule) -> Iterator[Node]:
                if not waits(at, material):
                    yield from (process.nodes[flow.target] for flow in taken(at, rule))

            met = reach([process.nodes[flow.target] for flow in node.outgoing], steps)
            ends = [other for other in met.values() if other.tag == "endEvent"]
            if ends:
                yield process.fault(node, "rule-unknown", end=ends[0].label, rule=rule)


def taken(gateway: Node, rule: str) -> list[Flow]:
    """The flows a token may take after this rule has answered ``unknown``: all, unless the gateway asks only it."""
    if gateway.tag != "exclusiveGateway" or len(gateway.outgoing) < 2:
        return gateway.outgoing
    default = [flow for flow in gateway.outgoing if flow.id == gateway.default]
    asked = [flow for flow in gateway.outgoing if flow.condition and flow not in default]
    try:
        trees = {flow: expressions.read(flow.condition or "") for flow in asked}
    except NotAllowedExpression:
        return gateway.outgoing
    if any(not name.startswith(f"{rule}_") for tree in trees.values() for name in expressions.names(tree)):
        return gateway.outgoing
    answer = {f"{rule}_status": UNKNOWN}
    return [flow for flow in asked if expressions.true_for(trees[flow], answer)] or default
