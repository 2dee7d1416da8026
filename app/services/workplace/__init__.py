"""Whose base this is, and the settings that travel with it."""
