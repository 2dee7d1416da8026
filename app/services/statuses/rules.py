"""Pure rules about statuses: what a row may hold, order on a card."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.services.problems import Problem
from app.services.statuses.rows import KINDS, StatusRow
from app.services.text_ru import search_key


def cleaned(row: StatusRow) -> StatusRow:
    """Spaces folded; the words of a known kind become its key, so that «шнор» is not a kind of its own."""
    kind = " ".join(row.kind.split())
    known = {search_key(title): key for key, title in KINDS.items()}
    kind = known.get(search_key(kind), kind)
    return replace(row, kind=kind, basis=" ".join(row.basis.split()), note=" ".join(row.note.split()))


def problems_of(row: StatusRow) -> tuple[Problem, ...]:
    """Errors keep the row from being saved; a missing basis is only remarked."""
    found: list[Problem] = []
    if not row.kind.strip():
        found.append(Problem("error", "no_kind", "Выберите статус или впишите свой.", field="kind"))
    if row.since and row.until and row.since > row.until:
        found.append(Problem("error", "bad_period", "Начало статуса позже его окончания.", field="until"))
    if row.since is None:
        found.append(Problem("warning", "no_since", "Не указано, с какого дня действует статус.", field="since"))
    if not row.basis.strip() and row.document_id is None:
        found.append(Problem("warning", "no_basis", "Не указано основание: приказ, письмо, список.", field="basis"))
    return tuple(found)


def in_order(rows: list[StatusRow], day: date) -> tuple[StatusRow, ...]:
    """In force first, then what is ahead or over; the newest first."""
    first = date.min
    return tuple(
        sorted(rows, key=lambda row: (row.in_force(day), row.until or date.max, row.since or first, row.id or 0), reverse=True)
    )
