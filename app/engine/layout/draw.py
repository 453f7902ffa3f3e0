"""Lays out a process from end to end: start reading here."""

from app.engine.layout.assemble import assemble, boundary_offsets
from app.engine.layout.drawing import Drawing
from app.engine.layout.flow import Process, read
from app.engine.layout.grid import lay_out_grid
from app.engine.layout.labels import place_labels
from app.engine.layout.measure import across, down
from app.engine.layout.place import rows
from app.engine.layout.rank import back_flows, columns
from app.engine.layout.route import route
from app.engine.layout.tracks import spread
from app.engine.layout.write import with_diagram


def layout(source: bytes) -> bytes:
    """The BPMN file with a new diagram; nothing else in it changes. The same flow gives the same bytes.

    :raises BrokenDefinition: when the file holds no process or a flow leads nowhere.
    """
    process = read(source)
    return with_diagram(source, process, draw(process))


def draw(process: Process) -> Drawing:
    """Places of all lanes, shapes, edges and labels."""
    back = back_flows(process)
    column = columns(process, back)
    grid = lay_out_grid(process, column, rows(process, column, back))
    ways = route(grid, back)
    offsets = boundary_offsets(grid)
    beside = {flow.id: offsets.get(flow.source, 0) / 200 for flow in process.flows}
    tracks = spread(grid, ways, beside)
    drawing = assemble(grid, tracks, across(grid, tracks, ways), down(grid, tracks, ways), offsets)
    place_labels(process, drawing)
    return drawing
