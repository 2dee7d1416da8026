"""What the first tab says about collecting. Plain SQL: the first tab is shown before the tables are declared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

_OPEN = text("""
SELECT r.id, r.title, r.due_on, s.organisation_id, o.short_name, s.waiting_region,
  (SELECT a.state FROM collection_answer a
   WHERE a.request_id = r.id AND a.organisation_id = s.organisation_id ORDER BY a.id DESC LIMIT 1)
FROM collection_request r
JOIN collection_school s ON s.request_id = r.id
JOIN organisation o ON o.id = s.organisation_id
WHERE r.closed_on IS NULL
ORDER BY r.due_on, r.id
""")


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """`owing`, `waiting`: (school, name), in no order; `waiting` for the region."""

    id: int
    title: str
    due_on: date | None
    owing: tuple[tuple[int, str], ...]
    waiting: tuple[tuple[int, str], ...]


def open_requests(session: Session) -> tuple[OpenRequest, ...]:
    """Requests that are not closed and that somebody has not answered, by deadline."""
    found: dict[int, tuple[str, date | None, list[tuple[int, str]], list[tuple[int, str]]]] = {}
    for request, title, due_on, school, name, waits, state in session.execute(_OPEN):
        due = date.fromisoformat(due_on) if due_on else None
        _title, _due, owing, waiting = found.setdefault(request, (title, due, [], []))
        if state != "accepted":
            (waiting if waits and state is None else owing).append((school, name))
    return tuple(
        OpenRequest(request, title, due, tuple(owing), tuple(waiting))
        for request, (title, due, owing, waiting) in found.items()
        if owing or waiting
    )
