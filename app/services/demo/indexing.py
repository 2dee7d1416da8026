"""Counts behind the indices of the demonstration district: medal candidates, video, observers, rechecked works."""

from __future__ import annotations

from app.services.context import Context
from app.services.demo.district import SCHOOLS, DemoSchool

YEARS = (2024, 2025, 2026)
NO_VIDEO = (708, 712)
"""Numbers of the schools that have not put up cameras."""


def fill_indices(ctx: Context) -> None:
    """What the coordinator typed for three years; the share with video and with observers grows."""
    from app.services.indices.commands import save_counts
    from app.services.organisations.queries import find_by_login

    ids = {school.number: found.id for school in SCHOOLS if (found := find_by_login(ctx, school.login)) is not None}
    for year in YEARS:
        values: dict[tuple[int, str], int | None] = {}
        for school in SCHOOLS:
            organisation = ids.get(school.number)
            if organisation is not None:
                values |= {(organisation, key): count for key, count in _counts(school, year).items()}
        save_counts(ctx, year, values)


def _counts(school: DemoSchool, year: int) -> dict[str, int]:
    """By size of the school, so that it looks like life: nothing here is drawn at random."""
    step = YEARS.index(year)
    rooms = max(1, round(school.class_size / 12))
    counts = {
        "rooms": rooms,
        "rooms_video": 0 if school.number in NO_VIDEO else min(rooms, round(rooms * (0.5 + 0.2 * step))),
        "sittings": 4,
        "sittings_observed": min(4, 1 + step + school.number % 2),
    }
    if "СОШ" in school.name or "гимназия" in school.name:
        gold = round(school.class_size / 14)
        silver = round(school.class_size / 18)
        counts |= {
            "medal1": gold,
            "medal1_ok": max(0, gold - (school.number + step) % 2),
            "medal2": silver,
            "medal2_ok": max(0, silver - (school.number + year) % 3 // 2),
        }
    if school.class_size > 15:
        counts |= {"rechecked": 10, "rechecked_ok": 7 + min(2, step + school.number % 2), "inner": 1}
        counts["inner_ok"] = int(step + school.number % 3 > 2)
    return counts
