"""When tests take place."""

from datetime import datetime

from app import clock

MORNING = datetime(2026, 8, 3, 9, 0, tzinfo=clock.SHANGHAI)  # a Monday; the calendar of 2026 is published
