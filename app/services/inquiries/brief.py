"""What the first tab says of inquiries: schools asked to explain and not heard of. Plain SQL: their tables are not declared
at start."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import text

from app.services.results.procedure import PROCEDURE_KINDS

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_WAITING = text("""
SELECT i.id, i.kind, i.paper_kind, i.year, i.subject, i.grade, o.short_name, i.answer_due
FROM inquiry i JOIN organisation o ON o.id = i.organisation_id
WHERE i.state = 'requested' AND i.letter_on IS NOT NULL AND i.answered_on IS NULL AND i.answer_due IS NOT NULL
""")


def awaited(session: Session) -> list[tuple[int, str, str, date]]:
    """(id, what is awaited, school, by when) of open inquiries, in no order."""
    found = []
    for number, kind, paper_kind, year, subject, grade, school, due in session.execute(_WAITING):
        name = "олимпиада" if kind == "olympiad" else PROCEDURE_KINDS.get(paper_kind, paper_kind)
        what = f"Объяснение школы по разбору: {name} {year}, {subject[:1].lower()}{subject[1:]}, {grade} класс"
        found.append((number, what, school, date.fromisoformat(due)))
    return found
