"""Papers in and papers out: facts, render, numbering, issue, service, the case file."""
