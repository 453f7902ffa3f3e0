"""The file on one matter: case, parties, projects, worker claims, facts, journal, numbering, visibility, search."""
