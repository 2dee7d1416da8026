"""Stored marks as plain rows: light enough for the first tab."""

from __future__ import annotations

from app.models.execution import Occurrence, OccurrenceSchool
from app.services.duties.rows import Mark, Status


def own_mark(row: Occurrence) -> Mark:
    return Mark(status_of(row.status), row.done_on, row.result_text, row.postponed_to, row.reason, row.decided_by, row.updated_at)


def school_mark_of(row: OccurrenceSchool) -> Mark:
    return Mark(status_of(row.status), row.done_on, row.result_text, row.postponed_to, row.reason, row.decided_by, row.updated_at)


def status_of(value: str) -> Status:
    """The base allows no other values."""
    return value  # type: ignore[return-value]
