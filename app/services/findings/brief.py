"""What the first tab says of stored findings. Plain SQL: it is shown before the tables are declared, and without numpy."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Literal

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.paths import resources_dir

METHOD = 1
"""Raised when the engine would say something else of the same papers; shipped figures are looked at besides."""
JUDGED = ("vpr", "regional_test", "municipal_test", "diagnostic_test")
"""As objectivity.cells.CELL_KINDS, which needs numpy."""

_INPUTS = tuple(
    text(query)
    for query in (
        "SELECT count(*), max(id), count(reverted_at), max(reverted_at) FROM import_run WHERE procedure_id IS NOT NULL",
        # Accepting a school's workbook may take papers out.
        "SELECT count(*), max(id) FROM collection_answer WHERE state = 'accepted'",
        "SELECT id, kind, year, grade, subject, max_score FROM procedure ORDER BY id",
        "SELECT s.kind, s.year, s.grade, s.subject, s.max_score, s.min3, s.min4, s.min5 FROM score_scale s"
        " WHERE EXISTS (SELECT 1 FROM procedure p WHERE p.kind = s.kind AND p.year = s.year AND p.grade = s.grade)"
        " ORDER BY s.kind, s.year, s.grade, s.subject",
        "SELECT count(*), sum(procedure_id * (position + 1) * coalesce(max_points, 0)) FROM task",
        "SELECT count(*), sum(id * coalesce(municipality_id, -1)) FROM organisation",
        "SELECT id, login FROM organisation WHERE login IS NOT NULL ORDER BY id",
        "SELECT kind, district_name, municipality_id, organisation_id FROM workplace",
    )
)
_STORED = text("SELECT fingerprint FROM finding_run")
_ANY = text(
    "SELECT 1 FROM procedure p WHERE p.kind IN ('vpr', 'regional_test', 'municipal_test', 'diagnostic_test')"
    " AND EXISTS (SELECT 1 FROM paper WHERE paper.procedure_id = p.id AND paper.absent = 0) LIMIT 1"
)
_NEW = text("""
SELECT o.short_name, p.kind, p.year, p.grade, p.subject, p.id, o.id
FROM finding f
JOIN procedure p ON p.id = f.procedure_id
JOIN organisation o ON o.id = f.organisation_id
WHERE f.flagged = 1 AND p.year = :year
  AND NOT EXISTS (
    SELECT 1 FROM inquiry i WHERE i.procedure_id = p.id AND i.organisation_id = o.id
    AND NOT (i.state = 'dismissed' AND (i.ground_flagged = 0 OR f.p * 10 < coalesce(i.ground_p, 0)))
  )
""")
_LATEST = text("SELECT max(p.year) FROM finding f JOIN procedure p ON p.id = f.procedure_id")

State = Literal["none", "stale", "fresh", "nothing_to_check"]
NewFinding = tuple[str, str, int, int, str, int, int]
"""(school, kind, year, grade, subject, procedure id, organisation id)."""


def fingerprint(session: Session) -> str:
    """Of everything that an assessment depends on, without looking at a paper: loads, scales, schools, the method."""
    said: list[object] = [METHOD, _shipped()]
    said += [[tuple(row) for row in session.execute(query)] for query in _INPUTS]
    return hashlib.sha256(repr(said).encode("utf-8")).hexdigest()


@cache
def _shipped() -> str:
    """Of the figure files of the method: they change with the program only."""
    folder = resources_dir() / "objectivity"
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def state(session: Session) -> State:
    """How the stored findings stand to what is in the base now."""
    stored = session.scalar(_STORED)
    if stored == fingerprint(session):
        return "fresh"
    if session.scalar(_ANY) is None:
        return "nothing_to_check"
    return "none" if stored is None else "stale"


def new_findings(session: Session) -> tuple[NewFinding, ...]:
    """Reasons for a recheck in the latest year that nobody has begun to look into or put aside; in no order.

    What was put aside comes back when it has grown since (`inquiries.rules.came_back`).
    """
    year = session.scalar(_LATEST)
    return tuple((*row,) for row in session.execute(_NEW, {"year": year})) if year is not None else ()
