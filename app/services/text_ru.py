"""Russian words and numbers on screen and paper."""

from __future__ import annotations

from datetime import date, datetime

NBSP = "\u00a0"
MONTHS_GENITIVE = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
MONTHS = (
    "январь", "февраль", "март", "апрель", "май", "июнь",
    "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip


def plural(n: int, one: str, few: str, many: str) -> str:
    """The form that agrees with n: `plural(3, "школа", "школы", "школ")` → «школы»."""
    tail = abs(n) % 100
    if 11 <= tail <= 14:
        return many
    return one if tail % 10 == 1 else few if 2 <= tail % 10 <= 4 else many


def counted(n: int, one: str, few: str, many: str) -> str:
    """«3 школы», thousands separated by a no-break space."""
    return f"{number(n)}{NBSP}{plural(n, one, few, many)}"


def number(value: float, digits: int = 0) -> str:
    """«24 967», «12,4»: decimal comma, no-break thousands, a true minus."""
    return f"{value:,.{digits}f}".replace(",", NBSP).replace(".", ",").replace("-", "−")


def long_date(day: date) -> str:
    """«14 марта 2026»."""
    return f"{day.day}{NBSP}{MONTHS_GENITIVE[day.month - 1]}{NBSP}{day.year}"


def short_date(day: date) -> str:
    """«14.03.2026»."""
    return f"{day:%d.%m.%Y}"


def clock(moment: datetime) -> str:
    """«14:03»."""
    return f"{moment:%H:%M}"


def school_year(day: date) -> str:
    """«2026/2027»: the school year that contains the day (1 September – 31 August)."""
    start = day.year if day.month >= 9 else day.year - 1
    return f"{start}/{start + 1}"


def search_key(text: str) -> str:
    """What is stored beside a name for searching: casefolded, ё→е, runs of white space folded."""
    return " ".join(text.casefold().replace("ё", "е").split())


def sort_key(text: str) -> tuple[object, ...]:
    """Alphabetical order for people: «СОШ № 2» before «СОШ № 10», ё as е."""
    import re

    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", search_key(text)) if part)
