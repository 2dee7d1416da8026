"""School years and districts: pure rules of the calendar."""

from __future__ import annotations

import re
from datetime import date

from app.services.text_ru import search_key

_GENERIC = re.compile(r"муниципальн\w*|городск\w*|округ\w*|район\w*|город|г\.|образовани\w*|\bмр\b|\bго\b|\bмо\b|[«»\"()]")


def school_year_span(school_year: str) -> tuple[date, date]:
    """«2025/2026» → 1 September 2025 and 31 August 2026."""
    start = int(school_year[:4])
    return date(start, 9, 1), date(start + 1, 8, 31)


def in_school_year(year: int, starts_on: date | None, ends_on: date | None, school_year: str) -> bool:
    """Does the window overlap the school year? Without a window: does the calendar year (so it stays visible)?"""
    first, last = school_year_span(school_year)
    begins = starts_on or ends_on or date(year, 1, 1)
    ends = ends_on or starts_on or date(year, 12, 31)
    return begins <= last and ends >= first


def same_district(one: str, other: str) -> bool:
    """«Заречный муниципальный район» and «Заречный район» are one; files spell municipalities differently."""
    first, second = (" ".join(_GENERIC.sub(" ", search_key(name)).split()) for name in (one, other))
    return bool(first) and first == second
