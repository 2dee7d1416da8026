"""Pure rules about people: what a row may hold, order on a card."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

from app.services.people.rows import ROLES, SEXES, PersonRow
from app.services.problems import Problem
from app.services.text_ru import sort_key

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_ORDER = {role: place for place, role in enumerate(ROLES)}


def cleaned(row: PersonRow) -> PersonRow:
    """Spaces folded in every text; a curator is always a person of the district."""
    texts = ("full_name", "post", "phone", "email", "basis", "note")
    folded: dict[str, Any] = {name: " ".join(getattr(row, name).split()) for name in texts}
    return replace(row, **folded, of_district=row.of_district or row.role == "curator" or row.organisation_id is None)


def problems_of(row: PersonRow) -> tuple[Problem, ...]:
    """Errors keep the row from being saved; `Problem.field` names the field."""
    found: list[Problem] = []
    if not row.full_name.strip():
        found.append(Problem("error", "no_name", "Впишите фамилию, имя и отчество.", field="full_name"))
    if row.role not in ROLES:
        found.append(Problem("error", "unknown_role", "Выберите роль из списка.", field="role"))
    if row.sex not in SEXES:
        found.append(Problem("error", "unknown_sex", "Выберите пол из списка.", field="sex"))
    if row.since and row.until and row.since > row.until:
        found.append(Problem("error", "bad_period", "Начало позже окончания.", field="until"))
    if row.email and not _EMAIL.fullmatch(row.email.strip()):
        found.append(Problem("warning", "bad_email", f"«{row.email}» не похоже на адрес электронной почты.", field="email"))
    return tuple(found)


def in_order(rows: list[PersonRow], day: date) -> tuple[PersonRow, ...]:
    """Those in office first, by role and name; then those who have gone, the latest first."""
    now = [row for row in rows if row.until is None or row.until >= day]
    gone = [row for row in rows if row.until is not None and row.until < day]
    now.sort(key=lambda row: (_ORDER.get(row.role, 99), sort_key(row.organisation), sort_key(row.full_name), row.role_id or 0))
    gone.sort(key=lambda row: (row.until or day, row.role_id or 0), reverse=True)
    return (*now, *gone)
