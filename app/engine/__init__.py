"""Runs BPMN: reads a process, moves a run from step to step, keeps its state small. Knows no case, table or request.

Start with ``run.Run`` (one move of one run) and ``catalogue`` (where definitions come from). What surprises about
SpiffWorkflow is answered in ``specs`` (what a shape does), ``parser`` (what is read) and ``state`` (what is kept).
"""
