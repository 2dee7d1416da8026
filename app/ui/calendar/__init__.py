"""The calendar of procedures: year strip, month, list, and everything about one procedure."""
