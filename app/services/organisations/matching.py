"""Organisations whose names resemble a given one: offered to a person, never taken by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from app.services.organisations.rows import Candidate, OrganisationRow
from app.services.organisations.rules import name_key, numbers_in

LIKE = 80
"""Below this rapidfuzz ratio (0–100) names have hardly anything in common."""


def candidates(
    name: str, rows: Iterable[OrganisationRow], limit: int = 5, former: Mapping[int, Sequence[str]] | None = None
) -> tuple[Candidate, ...]:
    """The likest organisations first, each with the reason it is offered for.

    `former`: names an organisation had before. A different school number is never alike: «СОШ № 5» and «СОШ № 15».
    """
    from rapidfuzz import fuzz

    wanted, numbers = name_key(name), numbers_in(name)
    if not wanted:
        return ()
    found: list[Candidate] = []
    for row in rows:
        if row.id is None:
            continue
        likeness, reason = 0, ""
        named = [(row.short_name, False), (row.full_name, False), (f"{row.short_name} {row.locality}", False)]
        named += [(one, True) for one in (former or {}).get(row.id, ())]
        for own, is_former in named:
            own_numbers = numbers_in(own)
            if not own.strip() or (numbers and own_numbers and not set(numbers) & set(own_numbers)):
                continue
            alike = _likeness(wanted, name_key(own), fuzz.token_set_ratio, fuzz.ratio)
            if alike > likeness:
                likeness, reason = alike, _reason(alike, is_former, bool(numbers and own_numbers))
        if likeness >= LIKE:
            closed = row.closed_on is not None
            found.append(Candidate(row.id, row.short_name, row.login, row.municipality, closed, likeness, reason))
    return tuple(sorted(found, key=lambda c: (-c.likeness, c.closed, c.name, c.id))[:limit])


def _reason(likeness: int, is_former: bool, numbered: bool) -> str:
    if is_former:
        return "прежнее наименование" if likeness == 100 else "похоже на прежнее наименование"
    if likeness == 100:
        return "то же наименование"
    return "тот же номер, похожее наименование" if numbered else "похожее наименование"


def _likeness(one: str, other: str, by_words: object, by_letters: object) -> int:
    """100 only for equal keys: «СОШ 5» inside «СОШ 5 с. Ёлкино» is likely, not certain."""
    if one == other:
        return 100
    words, letters = by_words(one, other), by_letters(one, other)  # type: ignore[operator]
    return min(99, round(0.7 * words + 0.3 * letters))
