"""Gives every node its column: the longest way from a start, after the flows that lead back are set aside."""

from app.engine.layout.flow import Flow, Process


def back_flows(process: Process) -> set[str]:
    """Ids of the flows that close a loop, as met when walking from the start events in document order."""
    leaving = _leaving(process)
    entered = {process.anchor(flow.target).id for flow in process.flows}
    anchors = [node.id for node in process.nodes.values() if not node.host]
    roots = [id_ for id_ in anchors if id_ not in entered] + anchors
    back: set[str] = set()
    state: dict[str, str] = {}
    for root in roots:
        if root in state:
            continue
        state[root] = "open"
        stack = [(root, iter(leaving[root]))]
        while stack:
            node, flows = stack[-1]
            flow = next(flows, None)
            if flow is None:
                state[node] = "done"
                stack.pop()
                continue
            target = process.anchor(flow.target).id
            if state.get(target) == "open":
                back.add(flow.id)
            elif target not in state:
                state[target] = "open"
                stack.append((target, iter(leaving[target])))
    return back


def columns(process: Process, back: set[str]) -> dict[str, int]:
    """Column of each node, from 0. A boundary event is in the column of its host."""
    arriving: dict[str, list[str]] = {id_: [] for id_ in process.nodes}
    for flow in process.flows:
        if flow.id not in back:
            arriving[process.anchor(flow.target).id].append(process.anchor(flow.source).id)
    column: dict[str, int] = {}

    def settle(id_: str) -> int:
        if id_ not in column:
            column[id_] = 1 + max((settle(source) for source in arriving[id_]), default=-1)
        return column[id_]

    for node in process.nodes.values():
        if not node.host:
            settle(node.id)
    return {id_: column[process.anchor(id_).id] for id_ in process.nodes}


def remaining(process: Process, back: set[str]) -> dict[str, int]:
    """How many steps the longest way from a node to an end has: the main branch of a gateway is the longest."""
    leaving = _leaving(process)
    steps: dict[str, int] = {}

    def count(id_: str) -> int:
        if id_ not in steps:
            onward = (process.anchor(flow.target).id for flow in leaving[id_] if flow.id not in back)
            steps[id_] = max((1 + count(target) for target in onward), default=0)
        return steps[id_]

    return {id_: count(process.anchor(id_).id) for id_ in process.nodes}


def _leaving(process: Process) -> dict[str, list[Flow]]:
    """Flows by the node they leave; those of a boundary event count as its host's, after the host's own."""
    leaving: dict[str, list[Flow]] = {id_: [] for id_ in process.nodes}
    for flow in sorted(process.flows, key=lambda flow: process.nodes[flow.source].host is not None):
        leaving[process.anchor(flow.source).id].append(flow)
    return leaving
