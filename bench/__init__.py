"""Measures the product against floors taken in the same run: ``./dev bench``; README.md explains it."""
