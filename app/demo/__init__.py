"""The demo: a synthetic office with people, calendar, parameters and processes, and a few cases on their way."""
