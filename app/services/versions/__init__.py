"""Approved versions of a roadmap: kept as they were, compared, told apart from the draft of the next one."""
