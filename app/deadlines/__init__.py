"""The law's time: calendar, clocks, suspension, extension, explanation."""
