"""School years and districts: pure rules of the calendar."""

from __future__ import annotations

import re
from datetime import date

from app.services.problems import Problem
from app.services.text_ru import MONTHS_GENITIVE, NBSP, long_date, search_key

LONGEST = 366
"""Days: a window longer than a year is a slip of the pen."""

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


def window_problems(year: int, starts_on: date | None, ends_on: date | None) -> tuple[Problem, ...]:
    """What is wrong with the window of a procedure of this calendar year; fields `starts_on`, `ends_on`.

    Both days may be unknown. A day of a neighbouring year is a warning only: an autumn procedure may be named so.
    """
    if starts_on is None:
        return () if ends_on is None else (Problem("error", "no_start", "Укажите и первый день.", field="starts_on"),)
    if abs(starts_on.year - year) > 1:
        return (Problem("error", "far_year", f"Процедура {year} года: проверьте год.", field="starts_on"),)
    if ends_on is not None and ends_on < starts_on:
        return (Problem("error", "ends_before", "Окончание раньше начала.", field="ends_on"),)
    if ends_on is not None and (ends_on - starts_on).days > LONGEST:
        return (Problem("error", "too_long", "Сроки длиннее года: проверьте год.", field="ends_on"),)
    if starts_on.year != year:
        text = f"Процедура {year} года, а первый день — в {starts_on.year}."
        return (Problem("warning", "other_year", text, field="starts_on"),)
    return ()


def window_words(starts_on: date | None, ends_on: date | None) -> str:
    """«20 апреля 2026», «20–24 апреля 2026», «20 апреля – 20 мая 2026», «до 20 мая 2026», «даты неизвестны»."""
    if starts_on is None:
        return "даты неизвестны" if ends_on is None else f"до{NBSP}{long_date(ends_on)}"
    if ends_on is None or ends_on == starts_on:
        return long_date(starts_on)
    if starts_on.year != ends_on.year:
        return f"{long_date(starts_on)} – {long_date(ends_on)}"
    if starts_on.month != ends_on.month:
        return f"{starts_on.day}{NBSP}{MONTHS_GENITIVE[starts_on.month - 1]} – {long_date(ends_on)}"
    return f"{starts_on.day}–{long_date(ends_on)}"
