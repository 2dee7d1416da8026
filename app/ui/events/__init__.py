"""Meetings beside the procedures: a list, one of them in the side panel."""
