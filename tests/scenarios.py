"""Scenarios are played by the demo's player."""

from app.demo.player import Player, paths

__all__ = ["Player", "paths"]
