"""The deployment gate: what a bundle of diagrams, forms and tables must be before a version is made of it.

The library draws the line at what it can parse; much of what it parses it then ignores, or does wrongly and silently.
So every version is read here first, as plain XML and JSON, and each *fault* is told with the id of the element,
a short *kind* and a sentence that says what is wrong, why that bites and what to do. Start reading in ``gate``.
The words a bundle may use (groups, operations, answers, rules, papers) come in as a ``Vocabulary``, so the gate
needs no database and no run. ``docs/gate.md`` lists all kinds.
"""
