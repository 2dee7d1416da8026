"""Copies of the base, restoring one, and the check-up of a data folder."""
