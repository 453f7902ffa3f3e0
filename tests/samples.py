"""Sample complaints: those of the demo."""

from app.demo.people import EMPLOYER, NAMES, USCC, complaint, id_number, workers

__all__ = ["EMPLOYER", "NAMES", "USCC", "complaint", "id_number", "workers"]
