"""Regions as a tree, departments, users, the posts they hold, and what they may do."""
