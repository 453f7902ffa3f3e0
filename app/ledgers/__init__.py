"""Money and standing, append-only double entry: claims paid, the emergency fund."""
