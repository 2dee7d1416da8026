"""What the calendar adds to the first tab and to the weekly sheet: pure rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from app.services.overview.rows import DueRow, MissingRow
from app.services.overview.rules import is_this_week, week_of, window_due
from app.services.results.procedure import KIND_TITLES, ProcedureRow, teaches
from app.services.text_ru import counted, short_date, sort_key

if TYPE_CHECKING:
    from app.services.calendar.brief import CheckBrief, EventBrief, PlanBrief, SlotBrief

T = TypeVar("T")
SOON = timedelta(days=14)
"""So long before the window begins schools are asked which days they have chosen."""
_SEVERAL = 3
"""So many papers of one kind and one window are told in one row."""
_PUBLISHED_BY = (9, 15)
"""Schedules are published within two weeks of the beginning of the school year (letter of 06.08.2021)."""


def package_title(papers: Sequence[ProcedureRow]) -> str:
    """«ВПР 2027: 24 работы, 4–8, 10 классы»; of few papers their own titles."""
    if len(papers) < _SEVERAL:
        return "; ".join(one.title for one in papers)
    first = papers[0]
    grades = grades_words(one.grade for one in papers)
    works = counted(len(papers), "работа", "работы", "работ")
    return f"{KIND_TITLES.get(first.kind, first.kind)} {first.year}: {works}" + (f", {grades}" if grades else "")


def grades_words(grades: Iterable[int]) -> str:
    """«4–8, 10 классы», «5 класс»; empty where there are none."""
    known = sorted({grade for grade in grades if grade})
    stretches: list[list[int]] = []
    for grade in known:
        if stretches and grade == stretches[-1][-1] + 1:
            stretches[-1].append(grade)
        else:
            stretches.append([grade])
    said = [str(s[0]) if len(s) == 1 else f"{s[0]}, {s[1]}" if len(s) == 2 else f"{s[0]}–{s[-1]}" for s in stretches]
    return f"{', '.join(said)} {'класс' if len(known) == 1 else 'классы'}" if known else ""


def packages(papers: Iterable[ProcedureRow]) -> list[list[ProcedureRow]]:
    """Papers of one kind, year and window together."""
    return list(_grouped(papers, lambda one: (one.kind, one.year, one.held_on, one.held_until)).values())


def window_dues(papers: Iterable[ProcedureRow], today: date) -> list[DueRow]:
    """Windows that begin, go on or end this week; many papers of one window are one row."""
    found = []
    for package in packages(papers):
        if len(package) < _SEVERAL:
            found += [due for one in package if (due := window_due(one, today)) is not None]
        elif (due := window_due(package[0], today)) is not None:
            what = package_title(package) + due.what.removeprefix(package[0].title)
            found.append(DueRow(due.when, what, "", due.target))
    return found


def results_dues(papers: Iterable[ProcedureRow], plans: Mapping[int, PlanBrief], first: date, last: date) -> list[DueRow]:
    """Results that are expected in these days and are not in yet."""
    expected = [
        one
        for one in papers
        if (plan := plans.get(one.id)) is not None
        and plan.results_due is not None
        and first <= plan.results_due <= last
        and not plan.results_in
        and not plan.cancelled
    ]
    found = []
    for (due, _kind, _year), some in _grouped(expected, lambda one: (plans[one.id].results_due, one.kind, one.year)).items():
        found.append(DueRow(due, f"Ждём результаты: {package_title(some)}", "", ("procedure", some[0].id)))
    return found


def event_dues(events: Iterable[EventBrief], today: date) -> list[DueRow]:
    """Meetings from today to the end of the week; one of several days stands under the first that is left."""
    found = []
    for one in events:
        day = max(one.first, today)
        if is_this_week(day, today) and one.last >= today:
            what = f"{one.time}, {one.name}" if one.time else one.name
            found.append(DueRow(day, what, one.where, ("event", one.id)))
    return found


def slot_dues(
    slots: Iterable[SlotBrief], papers: Mapping[int, ProcedureRow], own_school: int | None, most_named: int = 1
) -> list[DueRow]:
    """Which papers are written on which day: of a school each of them, of a district a row a kind.

    More than `most_named` schools are counted, not named.
    """
    known = [one for one in slots if one.procedure_id in papers]
    if own_school is not None:
        found = []
        mine = [one for one in known if one.school_id == own_school]
        for (day, number), some in _grouped(mine, lambda one: (one.day, one.procedure_id)).items():
            labels = ", ".join(dict.fromkeys(one.class_label for one in some if one.class_label))
            found.append(DueRow(day, f"Пишем: {papers[number].title}", labels, ("procedure", number)))
        return found
    rows = []
    for (day, kind, year), some in _grouped(
        known, lambda one: (one.day, papers[one.procedure_id].kind, papers[one.procedure_id].year)
    ).items():
        written = [papers[number] for number in dict.fromkeys(one.procedure_id for one in some)]
        title = written[0].title if len(written) == 1 else _several(kind, year, written)
        names = sorted({one.school for one in some}, key=sort_key)
        who = "; ".join(names) if len(names) <= most_named else counted(len(names), "школа", "школы", "школ")
        rows.append(DueRow(day, f"Пишут: {title}", who, ("procedure", written[0].id)))
    return rows


def _several(kind: str, year: int, written: Sequence[ProcedureRow]) -> str:
    works = counted(len(written), "работа", "работы", "работ")
    return f"{KIND_TITLES.get(kind, kind)} {year}, {works}, {grades_words(one.grade for one in written)}"


def check_dues(checks: Iterable[CheckBrief], papers: Mapping[int, ProcedureRow]) -> list[DueRow]:
    """Preparation that is not done; the same line of several procedures is one row."""
    found = []
    known = [one for one in checks if one.procedure_id in papers]
    for (due, words, per_school), some in _grouped(known, lambda one: (one.due, one.text, one.per_school)).items():
        title = package_title([papers[one.procedure_id] for one in some])
        who = ""
        if per_school:
            behind = max(some, key=lambda one: one.owed - one.done)
            who = f"сделали {behind.done} из {counted(behind.owed, 'школы', 'школ', 'школ')}" if behind.owed else "школы"
        found.append(DueRow(due, f"{words.rstrip('.')} ({title})", who, ("procedure", some[0].procedure_id)))
    return found


def undated_missing(
    ids: Sequence[int], chosen: Mapping[int, set[int]], papers: Mapping[int, ProcedureRow], schools: Mapping[int, str]
) -> list[MissingRow]:
    """Windows that are near or open, and the schools that have not said on which days they write."""
    found = []
    for package in packages(papers[number] for number in ids if number in papers):
        owing = [
            school
            for school, name in schools.items()
            if any(teaches(name, one.grade) for one in package) and all(school not in chosen.get(one.id, ()) for one in package)
        ]
        if owing:
            first = package[0].held_on
            since = f", с {short_date(first)}" if first else ""
            title = f"Даты не выбраны: {package_title(package)}{since}"
            found.append(MissingRow(package[0].id, title, _by_name(owing, schools)))
    return found


def schedules_missing(sent: set[int], schools: Mapping[int, str], today: date) -> list[MissingRow]:
    """Who has not sent the unified schedule; nothing until the first one came or before it must be published."""
    owing = [school for school in schools if school not in sent]
    if not owing or not sent & set(schools) or (today.month == _PUBLISHED_BY[0] and today.day < _PUBLISHED_BY[1]):
        return []
    start = school_year_start(today)
    title = f"Единый график {start}/{start + 1}"
    return [MissingRow(0, title, _by_name(owing, schools), opens=("tab:calendar", 0))]


def school_year_start(day: date) -> int:
    return day.year if day.month >= 9 else day.year - 1


def week_to_print(today: date) -> date:
    """Monday of the week a person plans for: this one, from Friday on the next one."""
    monday = week_of(today)[0]
    return monday if today.weekday() < 4 else monday + timedelta(days=7)


def _by_name(ids: Iterable[int], names: Mapping[int, str]) -> tuple[tuple[int, str], ...]:
    return tuple(sorted(((one, names[one]) for one in ids), key=lambda pair: sort_key(pair[1])))


def _grouped(rows: Iterable[T], key: Callable[[T], tuple[Any, ...]]) -> dict[tuple[Any, ...], list[T]]:
    groups: defaultdict[tuple[Any, ...], list[T]] = defaultdict(list)
    for one in rows:
        groups[key(one)].append(one)
    return dict(groups)
