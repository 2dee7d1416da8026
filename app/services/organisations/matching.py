"""Organisations whose names resemble a given one: offered to a person, never taken by themselves."""

from __future__ import annotations

from collections.abc import Iterable

from app.services.organisations.rows import Candidate, OrganisationRow
from app.services.organisations.rules import name_key, numbers_in

LIKE = 80
"""Below this rapidfuzz ratio (0–100) names have hardly anything in common."""


def candidates(name: str, rows: Iterable[OrganisationRow], limit: int = 5) -> tuple[Candidate, ...]:
    """The likest organisations first. A different school number is never alike: «СОШ № 5» and «СОШ № 15»."""
    from rapidfuzz import fuzz

    wanted, numbers = name_key(name), numbers_in(name)
    if not wanted:
        return ()
    found: list[Candidate] = []
    for row in rows:
        likeness = 0
        for own in filter(None, (row.short_name, row.full_name)):
            own_numbers = numbers_in(own)
            if numbers and own_numbers and not set(numbers) & set(own_numbers):
                continue
            likeness = max(likeness, _likeness(wanted, name_key(own), fuzz.token_set_ratio, fuzz.ratio))
        if likeness >= LIKE and row.id is not None:
            found.append(Candidate(row.id, row.short_name, row.login, row.municipality, row.closed_on is not None, likeness))
    return tuple(sorted(found, key=lambda c: (-c.likeness, c.closed, c.name, c.id))[:limit])


def _likeness(one: str, other: str, by_words: object, by_letters: object) -> int:
    """100 only for equal keys: «СОШ 5» inside «СОШ 5 с. Ёлкино» is likely, not certain."""
    if one == other:
        return 100
    words, letters = by_words(one, other), by_letters(one, other)  # type: ignore[operator]
    return min(99, round(0.7 * words + 0.3 * letters))
