"""Measures the product against floors taken in the same run. ``./dev bench`` prints the table; README.md explains it."""
