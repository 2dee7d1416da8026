"""Plain rows of the personal-data guard."""

from __future__ import annotations

from dataclasses import dataclass

KINDS = {
    "name": "фамилии и имена",
    "birth": "даты рождения",
    "snils": "СНИЛС",
    "passport": "паспорта и другие документы",
    "phone": "телефоны",
    "email": "адреса электронной почты",
}
"""Kinds of personal data, in the order they are told."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Personal data of one kind in one column of a table."""

    kind: str
    column: int
    """0-based."""
    row: int
    """The first row it stands in, 1-based."""
    count: int
    """Cells."""
