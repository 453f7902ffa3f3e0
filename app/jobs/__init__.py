"""What runs beside the web: waking due runs, the outbox, sweeps, renders."""
