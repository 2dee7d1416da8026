"""Where things stand on the calendar: spans of equal windows, days of a month, the month to begin with. No Qt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.services.plan.rows import RANDOM_SUBJECT, PlanRow
from app.services.results.procedure import KIND_TITLES
from app.services.results.subjects import paper_code, paper_order
from app.services.text_ru import NBSP, counted
from app.ui.school_year import year_of

WEEKS = 6
_SCHOOL = re.compile(r"[МГЧ][БАК]?ОУ\s+«(.+)»")
FEW = 4
"""So many papers of one window are named one by one."""


@dataclass(frozen=True, slots=True)
class Span:
    """Procedures of one kind with the same window."""

    first: date
    last: date
    rows: tuple[PlanRow, ...]

    @property
    def words(self) -> str:
        """«ВПР: РУ 4, МА 4», «ВПР: 24 работы», «Итоговое сочинение, 11 класс»."""
        kind = self.rows[0].kind
        title = KIND_TITLES.get(kind, kind)
        if len(self.rows) > FEW:
            return f"{title}: {counted(len(self.rows), 'работа', 'работы', 'работ')}"
        if len(self.rows) == 1 and not self.rows[0].subject:
            return code(self.rows[0])
        return f"{title}: {', '.join(code(row) for row in self.rows)}"


def school(name: str) -> str:
    """«МБОУ «Заречная СОШ»» → «Заречная СОШ»: what all schools share is left to the tooltip."""
    match = _SCHOOL.fullmatch(name)
    return match[1] if match else name


def code(row: PlanRow) -> str:
    """«РУ 4», «случ. (1) 6», «Итоговое сочинение 11»."""
    if not row.subject:
        title = KIND_TITLES.get(row.kind, row.kind)
        return f"{title}{NBSP}{row.grade}" if row.grade else title
    if row.subject.startswith(RANDOM_SUBJECT):
        number = row.subject.removeprefix(RANDOM_SUBJECT).strip()
        return NBSP.join(part for part in ("случ.", number, str(row.grade)) if part)
    return paper_code(row.subject, row.grade) if row.grade else row.subject


def ordered(rows: Iterable[PlanRow]) -> list[PlanRow]:
    return sorted(rows, key=lambda row: (row.kind, paper_order(row.subject, row.grade)))


def in_time(rows: Iterable[PlanRow]) -> list[PlanRow]:
    """By first day, then by class and subject; without a window at the end of their year."""

    def key(row: PlanRow) -> tuple[object, ...]:
        return row.starts_on or date(row.year, 12, 31), row.starts_on is None, paper_order(row.subject, row.grade)

    return sorted(rows, key=key)


def spans(rows: Iterable[PlanRow]) -> tuple[Span, ...]:
    """By first day, longer ones first; procedures without a window are left out."""
    together: dict[tuple[date, date, str], list[PlanRow]] = {}
    for row in rows:
        if row.starts_on is not None:
            together.setdefault((row.starts_on, row.ends_on or row.starts_on, row.kind), []).append(row)
    keys = sorted(together, key=lambda key: (key[0], -(key[1] - key[0]).days, key[2]))
    return tuple(Span(first, last, tuple(ordered(together[first, last, kind]))) for first, last, kind in keys)


def nearest(rows: Iterable[PlanRow], day: date) -> list[PlanRow]:
    """What begins next after the day, else what ended last before it."""
    known = [(row.starts_on, row) for row in rows if row.starts_on is not None]
    if not known:
        return []
    later = [start for start, _row in known if start > day]
    wanted = min(later) if later else max(start for start, _row in known)
    return ordered(row for start, row in known if start == wanted)


def month_days(month: date) -> list[date]:
    """Six weeks, Monday to Sunday, that hold the month."""
    first = month.replace(day=1)
    monday = first - timedelta(days=first.weekday())
    return [monday + timedelta(days=n) for n in range(7 * WEEKS)]


def next_month(month: date, by: int) -> date:
    """The first day of the month `by` months later (or earlier)."""
    number = month.year * 12 + month.month - 1 + by
    return date(number // 12, number % 12 + 1, 1)


def year_span(start: int) -> tuple[date, date]:
    """First and last day of the school year that begins in `start`."""
    return date(start, 9, 1), date(start + 1, 8, 31)


def start_month(rows: Sequence[PlanRow], school_year: int | None, today: date) -> date:
    """The month shown first: today's, unless the school year is another one or it has no procedures yet; then the month
    in which the first procedures of the (latest) school year begin.
    """
    known = sorted(row.starts_on for row in rows if row.starts_on is not None)
    if school_year is None and known and year_of(today) not in {year_of(day) for day in known}:
        school_year = year_of(known[-1])
    if school_year is None or school_year == year_of(today):
        return today.replace(day=1)
    first, last = year_span(school_year)
    inside = [day for day in known if first <= day <= last]
    return (inside[0] if inside else first).replace(day=1)


def weeks_of(first: date, last: date) -> list[date]:
    """Mondays of the weeks that hold these days."""
    monday = first - timedelta(days=first.weekday())
    return [monday + timedelta(days=7 * n) for n in range((last - monday).days // 7 + 1)]


def shifted(row: PlanRow, by: int) -> tuple[date, date] | None:
    """The window as many days later (earlier); None where its days are not known."""
    if row.starts_on is None:
        return None
    step = timedelta(days=by)
    return row.starts_on + step, (row.ends_on or row.starts_on) + step
