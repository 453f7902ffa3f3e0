"""Draws a process: reads the flow of a BPMN file and writes the diagram interchange (shapes, edges, labels) anew."""
