"""Machines: the versioned HTTP API."""
