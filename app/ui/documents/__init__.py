"""Документы: the journal, and the editor with the printed page beside it."""
