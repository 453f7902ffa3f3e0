"""What leaders want to see: due and overdue by department, lamps, figures."""
